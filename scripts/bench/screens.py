# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The filters that HR opens every morning, against the same lists without them, and the
first screen."""

from datetime import timedelta
from functools import cache
from statistics import median

from odoo import fields
from odoo.tools import SQL

from .common import BENCH, Figure, environment, say, settle, stopwatch, tidy
from .people import add_codes, add_company, add_people

PEOPLE = 50_000
#: Attendances of each person: half a million.
DAYS = 10
REPEATS = 7
#: Seconds for the numbers of the first screen.
OVERVIEW = 0.3
#: What the lists show of a row, without and with the add-on's field.
EMPLOYEES = {"name": {}, "department_id": {"fields": {"display_name": {}}}}
ATTENDANCES = {
    "employee_id": {"fields": {"display_name": {}}},
    "check_in": {},
    "check_out": {},
}
CLEARANCE, FLAG = {"hes_clearance": {}}, {"hes_flag": {}}
OPEN = ("check_out", "=", False)
#: Of the company alone: administrators see themselves in others, too.
HERE = {"hr.employee": "company_id", "hr.attendance": "employee_id.company_id"}
#: Screen to model, domain and fields of its list without the add-on, and what is more.
SCREENS = {
    "Not Cleared": (
        ("hr.employee", [], EMPLOYEES),
        ([("hes_clearance", "=", "denied")], CLEARANCE),
    ),
    "Cleared": (
        ("hr.employee", [], EMPLOYEES),
        ([("hes_clearance", "=", "cleared")], CLEARANCE),
    ),
    "Not Cleared, Inside Now": (
        ("hr.attendance", [OPEN], ATTENDANCES),
        ([("hes_flag", "=", True)], FLAG),
    ),
}


def screens_vs_stock():
    """The slowest of these screens against the same list without the field."""
    company_id = _prepare()
    figures = {}
    with tidy():
        for name, (stock, more) in SCREENS.items():
            figures[name] = _in_turn(company_id, stock, more)
    for name, (ours, theirs) in figures.items():
        say(f"screens: {name} {1000 * ours:.0f} ms, list alone {1000 * theirs:.0f} ms")
    name = max(figures, key=lambda key: figures[key][0] / figures[key][1])
    ours, theirs = figures[name]
    return Figure(
        ours / theirs,
        f"slowest is “{name}” among {PEOPLE} employees: {1000 * ours:.0f} ms, the list"
        f" alone {1000 * theirs:.0f} ms (medians of {REPEATS})",
    )


def _in_turn(company_id, stock, more):
    """Medians of the seconds of a list with and without the add-on's field."""
    model, domain, specification = stock
    domain = [(HERE[model], "=", company_id), *domain]
    ours, theirs = [], []
    for number in range(1 + REPEATS):
        with environment(BENCH, "admin") as env:
            rows = env[model].with_context(allowed_company_ids=[company_id])
            theirs.append(_list(rows, domain, specification))
        with environment(BENCH, "admin") as env:
            rows = env[model].with_context(allowed_company_ids=[company_id])
            ours.append(_list(rows, domain + more[0], {**specification, **more[1]}))
        if not number:  # the first only warms up
            ours.clear()
            theirs.clear()
    return median(ours), median(theirs)


def _list(rows, domain, specification):
    with stopwatch() as spent:
        found = rows.web_search_read(domain, specification, limit=80)
    assert found["records"], f"an empty list: {domain}"
    return spent[0]


def overview():
    """The numbers of the first screen, against the time in which they should come."""
    company_id = _prepare()
    spent = []
    with tidy():
        for _number in range(1 + REPEATS):
            with environment(BENCH, "admin") as env:
                screen = env["hes.overview"].with_context(
                    allowed_company_ids=[company_id]
                )
                with stopwatch() as seconds:
                    numbers = screen.get_overview()
            assert numbers["tiles"][0]["count"]
            spent += seconds
    seconds = median(spent[1:])  # the first only warms up
    return Figure(
        seconds / OVERVIEW,
        f"{1000 * seconds:.0f} ms among {PEOPLE} employees, should be"
        f" {1000 * OVERVIEW:.0f} ms (median of {REPEATS})",
    )


@cache
def _prepare():
    """A company of which one in a hundred is not found or risky, and 5 % are inside;
    its id."""
    say(f"screens: making {PEOPLE} employees with codes and attendances")
    with environment(BENCH) as env:
        company = add_company(env, "HES Bench Screens")
        admin = env.ref("base.user_admin")
        admin.group_ids += env.ref("hes_code.group_hes_manager")
        people = add_people(env, company, PEOPLE)
        add_codes(env, company, people)
        now = fields.Datetime.now()
        env.cr.execute(
            SQL(
                """UPDATE hes_code SET checked_at = %(now)s, expires_at = %(end)s,
                          risk_status = CASE WHEN id %% 100 = 0 THEN 'risky'
                              WHEN id %% 100 = 1 THEN 'not_found' ELSE 'riskless' END,
                          risky_since = CASE WHEN id %% 100 = 0 THEN %(now)s END
                    WHERE company_id = %(company)s""",
                now=now,
                end=now + timedelta(days=365),
                company=company.id,
            )
        )
        env.cr.execute(
            SQL(
                """INSERT INTO hr_attendance (employee_id, check_in, check_out, date,
                          worked_hours, in_mode, overtime_status, create_uid)
                   SELECT id, start,
                          CASE WHEN day > 1 OR id %% 19 > 0 THEN start + '8 hours' END,
                          start::date, 8, 'kiosk', 'approved', 1
                     FROM unnest(%s) AS id, generate_series(1, %s) AS day,
                  LATERAL (SELECT %s - day * interval '1 day' AS start) AS work""",
                [person.id for person in people],
                DAYS,
                now,
            )
        )
    settle(BENCH)
    return company.id
