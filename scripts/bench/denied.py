# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A controller with a list of its own asks what has changed, among 50,000 badges."""

from statistics import median

from odoo import fields
from odoo.tools import SQL

from .common import BENCH, Figure, environment, in_turn, say, settle, stopwatch, tidy
from .people import add_codes, add_company, add_people

PEOPLE, CHANGES = 50_000, 500
REPEATS = 15
TURNSTILE = "hes_bench_turnstile"


def deny_list():
    """500 changes among 50,000 badges, against reading 500 employees."""
    company_id, people = _prepare()
    cursor = _poll(company_id, None)[1]["cursor"]
    _turn(people)
    settle(BENCH)
    answer = _poll(company_id, cursor)[1]
    assert len(answer["denied"] + answer["allowed"]) == CHANGES, "other changes"
    ours, theirs, quiet = [], [], []
    with tidy():
        for number in range(1 + REPEATS):
            spent = _poll(company_id, cursor)[0], _read(company_id, people[:CHANGES])
            still, same = _poll(company_id, answer["cursor"])
            assert same["cursor"] == answer["cursor"], "something changed"
            if number:  # the first only warms up
                ours.append(spent[0])
                theirs.append(spent[1])
                quiet.append(still)
    return Figure(
        in_turn(ours, theirs),
        f"{CHANGES} changes among {PEOPLE} badges {1000 * median(ours):.1f} ms,"
        f" {CHANGES} employees read {1000 * median(theirs):.1f} ms; nothing changed"
        f" {1000 * median(quiet):.1f} ms (medians of {REPEATS} pairs)",
    )


def _poll(company_id, cursor):
    """A controller's call: (seconds, answer)."""
    with environment(BENCH, TURNSTILE) as env:
        people = env["hr.employee"].with_context(allowed_company_ids=[company_id])
        with stopwatch() as spent:
            answer = people.get_hes_denied_badges(cursor)
    return spent[0], answer


def _read(company_id, employee_ids):
    with environment(BENCH, "admin") as env:
        people = env["hr.employee"].with_context(allowed_company_ids=[company_id])
        with stopwatch() as spent:
            rows = people.browse(employee_ids).read(["name", "barcode"])
    assert len(rows) == CHANGES
    return spent[0]


def _prepare():
    """A company of which one in a hundred is risky; its id, and its people's."""
    say(f"deny list: making {PEOPLE} employees with codes")
    with environment(BENCH) as env:
        company = add_company(env, "HES Bench Deny List")
        company.hes_policy_id.gate = "on"
        people = [person.id for person in _add_people(env, company)]
        env["res.users"].create(
            {
                "name": "Turnstile",
                "login": TURNSTILE,
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, env.ref("hes_code.group_hes_gate").ids)],
            }
        )
        _answer(env, people, "riskless")
        _answer(env, people[: PEOPLE // 100], "risky")
    settle(BENCH)
    return company.id, people


def _add_people(env, company):
    people = add_people(env, company, PEOPLE)
    add_codes(env, company, people)
    return people


def _turn(people):
    """Half of the changes are people who turn risky, half are who are so no more."""
    half = CHANGES // 2
    with environment(BENCH) as env:
        _answer(env, people[:half], "riskless")
        _answer(env, people[-half:], "risky")


def _answer(env, employee_ids, status):
    now = fields.Datetime.now()
    env.cr.execute(
        SQL(
            """UPDATE hes_code SET checked_at = %(now)s, risk_status = %(status)s,
                      risky_since = CASE WHEN %(status)s = 'risky' THEN %(now)s END
                WHERE employee_id = ANY(%(people)s)""",
            now=now,
            status=status,
            people=employee_ids,
        )
    )
