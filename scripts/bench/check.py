# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bulk check, against the time that the service takes to answer."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import requests

from .common import BENCH, Figure, environment, say, stopwatch
from .people import add_codes, add_company, add_people

CODES = 100_000
#: Seconds that the service takes for a request.
DELAY = 0.1
STAND_IN = Path(__file__).parents[2] / "hes_code" / "tests" / "stand_in.py"


def check_overhead():
    """100,000 codes by the scheduled action: whole time against time of waiting."""
    with service(DELAY) as url:
        say(f"check: making {CODES} employees with codes")
        company_id = prepare(BENCH, url, "HES Bench Check", CODES)
        say("check: asking for all of them")
        with stopwatch() as spent:
            runs = run_scheduled_action(BENCH)
        stats = read_stats(url)
    prove(BENCH, company_id, CODES)
    assert stats["codes"] == CODES and not stats["asked_twice"], "not each code once"
    whole, waited = spent[0], stats["waited"]
    return Figure(
        whole / waited,
        f"whole {whole:.1f} s, of it waiting {waited:.1f} s"
        f" ({stats['requests']} requests, {runs} runs)",
    )


@contextmanager
def service(delay):
    """Start the stand-in as a process, ``delay`` seconds an answer; its address."""
    command = [sys.executable, str(STAND_IN), "--port", "0", "--delay", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def read_stats(url):
    """What the stand-in at this address was asked so far."""
    return requests.get(url.split("/services")[0] + "/_stats", timeout=10).json()


def use_service(database, url):
    """Have all services of the database at this address, in other processes too."""
    with environment(database) as env:
        env["ir.config_parameter"].set_param("hes_code.service_url", url)
    env.registry.signal_changes()


def prepare(database, url, name, count, **settings):
    """A company called ``name`` with ``count`` codes and a service; returns its id."""
    use_service(database, url)
    with environment(database) as env:
        company = add_company(env, name)
        people = add_people(env, company, count)
        add_codes(env, company, people)
        env["hes.service"].create(
            {
                "company_id": company.id,
                "username": "hes",
                "password": "hes",
                **settings,
            }
        )
        env.cr.execute("ANALYZE hes_code")
    return company.id


def run_scheduled_action(database):
    """As the scheduler does it: again, as long as rows remain; how often it was run."""
    runs = 0
    remaining = True
    while remaining:
        with environment(database) as env:
            env.ref("hes_code.ir_cron_check_due").method_direct_trigger()
        with environment(database) as env:  # the one before sees not what others wrote
            remaining = env["hes.query.batch"]._count_waiting()
        runs += 1
        assert runs < 100, "the scheduled action does not come to an end"
    return runs


def prove(database, company_id, count):
    """Every code of the company has its answer, one row of the ledger each."""
    with environment(database) as env:
        query = env["hes.query"].search([("company_id", "=", company_id)])
        assert (len(query), query.state) == (1, "done"), "the query is not done"
        assert (query.code_count, query.unanswered_count) == (count, 0), "no answers"
        of_company = [("company_id", "=", company_id)]
        assert env["hes.check"].search_count(of_company) == count, "no ledger"
        unknown = [("risk_status", "=", "unknown")]
        assert not env["hes.code"].search_count(of_company + unknown), "no status"
