# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who leaves waits for no list of contacts, who comes in for no bulk answer: over HTTP,
with processes of their own, as people at a door would find it."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import requests

from odoo import fields

from .check import prepare, read_stats, service
from .common import BENCH, Figure, environment, say, settle, stopwatch
from .contacts import attend, place
from .people import add_codes, add_company, add_people
from .servers import PATIENCE, servers, wait_until

PEOPLE, CASES, LEAVING = 50_000, 500, 40
#: Seconds: between two who leave; that one may take; that the service takes for a bulk
#: answer; that the gate waits for an answer, as every new company has it.
EVERY, SOON, BULK, AT_GATE = 0.5, 1.0, 12.0, 3.0
ENTERING = 3
SLOW_ONCE = {"name": "slow", "count": 1, "seconds": BULK}
TRACE = """
while env["hes.contact.case"].search(env["hes.contact.case"]._due_domain(), limit=1):
    env.ref("hes_code.ir_cron_contacts").method_direct_trigger()
    env.cr.commit()
"""


class Door:
    """The kiosk of a company, and the administrator's browser, of one server."""

    def __init__(self, url, token):
        self.url, self.token = url, token
        self.session = requests.Session()
        login = {"db": BENCH, "login": "admin", "password": "admin"}
        self.call("/web/session/authenticate", **login)
        self.scan("nobody's")  # all is loaded

    def call(self, path, **params):
        body = {"jsonrpc": "2.0", "params": params}
        answer = self.session.post(self.url + path, json=body, timeout=PATIENCE).json()
        assert "error" not in answer, answer.get("error", {}).get("message")
        return answer["result"]

    def scan(self, badge):
        """Hold a badge to the kiosk; whether its holder is in or out now."""
        path = "/hr_attendance/attendance_barcode_scanned"
        return self.call(path, token=self.token, barcode=badge).get("attendance_state")

    def press(self, model, name, ids):
        path = f"/web/dataset/call_button/{model}/{name}"
        return self.call(path, model=model, method=name, args=[ids], kwargs={})


def leaving_while_tracing():
    """The slowest check-out and visitor's *Left* against one second, while contacts of
    500 people who turned risky are traced among 50,000."""
    # where add-ons are is known when the configuration is read
    from odoo.addons.hes_code.tools.service.answer import Answer

    say(f"waits: making {PEOPLE} employees, their attendances, {CASES} cases")
    with environment() as env:
        env.cr.execute("TRUNCATE hr_attendance CASCADE")
        company = add_company(env, "HES Bench Leaving")
        people = add_people(env, company, PEOPLE)
        place(env, company, people)
        attend(env, [person.id for person in people])
        leaving = [person.badge for person in people[-2 * LEAVING :]]
        visit_ids = _let_in(env, company, people[-2 * LEAVING :])
        add_codes(env, company, people[:CASES])
        codes = env["hes.code"].search([("company_id", "=", company.id)])
        risky = {code: Answer(code.code, "risky") for code in codes}
        env["hes.check"]._record(risky)
        company_id, token = company.id, company.attendance_kiosk_key
    settle(BENCH)
    pairs = list(zip(leaving, visit_ids, strict=True))
    with servers(BENCH) as odoos:
        odoos.start()
        door = Door(odoos.url, token)
        alone = _leave(door, pairs[:LEAVING])
        with _tracing(company_id) as process:
            before = _traced(company_id)
            outs, lefts = zip(*_leave(door, pairs[LEAVING:]), strict=True)
            assert process.poll() is None, "the tracing was over before all had left"
            done = _traced(company_id) - before
    return Figure(
        max(*outs, *lefts) / SOON,
        f"slowest check-out {1000 * max(outs):.0f} ms, slowest Left"
        f" {1000 * max(lefts):.0f} ms of {LEAVING} each, while {CASES} cases are traced"
        f" among {PEOPLE} people ({done} meanwhile; without tracing"
        f" {1000 * max(map(max, alone)):.0f} ms)",
    )


def _leave(door, pairs):
    """Each badge is checked out, and the visit is left: seconds of both."""
    times = []
    for badge, visit_id in pairs:
        with stopwatch() as out:
            assert door.scan(badge) == "checked_out"
        with stopwatch() as left:
            door.press("hes.permit", "action_leave", [visit_id])
        times.append((*out, *left))
        time.sleep(EVERY)
    return times


def _let_in(env, company, people):
    """These people work since the morning, and each has a visitor in the building;
    returns the ids of the visits."""
    began = fields.Datetime.now() - timedelta(hours=3)
    env["hr.attendance"].create(
        [{"employee_id": person.id, "check_in": began} for person in people]
    )
    visitors = env["res.partner"].create([{"name": "Visitor"} for _ in people])
    visits = env["hes.permit"].create(
        [
            {
                "company_id": company.id,
                "host_id": person.id,
                "date_from": began,
                "participant_ids": [fields.Command.create({"partner_id": visitor.id})],
            }
            for person, visitor in zip(people, visitors, strict=True)
        ]
    )
    visits.write({"state": "approved", "arrived_at": began})
    return visits.ids


@contextmanager
def _tracing(company_id):
    """A process that makes all lists of contacts, and has begun to."""
    odoo = [sys.executable, "-m", "odoo", "shell", "--database", BENCH, "--no-http"]
    with subprocess.Popen(odoo, stdin=subprocess.PIPE, text=True) as process:
        try:
            process.stdin.write(TRACE)
            process.stdin.close()
            wait_until(lambda: _traced(company_id), PATIENCE, "nothing was traced")
            yield process
        finally:
            process.kill()


def _traced(company_id):
    """How many cases of the company have their list."""
    with environment() as env:
        ours = [("company_id", "=", company_id), ("traced_at", "!=", False)]
        return len(env["hes.contact.due"].search(ours).case_id)


def gate_while_asking():
    """The slowest check-in of somebody whose answer is too old against the three
    seconds that the gate waits, while the service takes twelve for a bulk question:
    where it is slow for the gate as well, and where it is not."""
    slow = partial(service, BULK)
    everybody, bulk_alone = _enter(slow, {}), _enter(partial(service, 0), SLOW_ONCE)
    return Figure(
        max(*everybody, *bulk_alone) / AT_GATE,
        f"slowest check-in {max(everybody):.2f} s where every answer takes"
        f" {BULK:.0f} s, {max(bulk_alone):.2f} s where only the bulk answer does (limit"
        f" of the gate {AT_GATE:.0f} s)",
    )


def _enter(start_service, trouble):
    """Seconds of each check-in while *Ask Now* waits for the service."""
    with start_service() as url, servers(BENCH) as odoos:
        company_id = prepare(BENCH, url, f"HES Bench Entering {url}", 100)
        if trouble:
            requests.post(
                url.split("/services")[0] + "/_trouble", json=trouble, timeout=PATIENCE
            )
        with environment() as env:
            company = env["res.company"].browse(company_id)
            # the stand-in makes up whose codes these are
            company.hes_policy_id.write({"gate": "on", "policy_mismatch": "warn"})
            ours = [("company_id", "=", company_id)]
            codes = env["hes.code"].search(ours, order="id")  # the last ones are risky
            code_ids, people = codes.ids, codes.employee_id.mapped("barcode")
            token = company.attendance_kiosk_key
        odoos.start()
        door, desk = Door(odoos.url, token), Door(odoos.url, token)
        with ThreadPoolExecutor(1) as pool:
            bulk = pool.submit(desk.press, "hes.code", "action_check", code_ids)
            wait_until(lambda: read_stats(url)["requests"], PATIENCE, "nothing asked")
            times = []
            for badge in people[1 : 1 + ENTERING]:
                with stopwatch() as spent:
                    assert door.scan(badge) == "checked_in"
                times += spent
            assert not bulk.done(), "the bulk answer came before all had entered"
            bulk.result(PATIENCE)
    with environment() as env:
        query = env["hes.query"].search([("company_id", "=", company_id)])
        assert query.state == "done" and not query.unanswered_count, "answers were lost"
    return times
