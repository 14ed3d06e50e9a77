# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the contacts of one person, against reading the attendances once."""

from datetime import datetime, time, timedelta
from statistics import median

from odoo import fields
from odoo.tools import SQL

from .common import Figure, environment, say, stopwatch, tidy
from .people import add_company, add_people

#: Numbers of employees; the last one is the figure, the others show how it grows.
SIZES = (1_000, 10_000)
PEOPLE_AT_SITE = 500
DAYS = 14
REPEATS = 7


def trace_vs_scan():
    """One case among 10,000 employees with two attendances a day for 14 days.

    The case is opened, traced and written, as when HR opens it; it takes turns with
    reading the table once: the four columns that tracing needs of it, every row,
    through the same cursor, as a program that looks at each would. A read that stays
    inside the database and hands over one row is printed beside it.
    """
    for size in SIZES:
        ours, fetch, inside, rows, met = _measure(size)
        sides = (
            f"{size} employees, {rows} attendances: case {1000 * ours:.0f} ms"
            f" ({met} contacts), read {1000 * fetch:.0f} ms"
            f" (inside the database {1000 * inside:.0f} ms)"
        )
        if size != SIZES[-1]:
            say(f"contacts: {sides}; {ours / fetch:.3f}")
    return Figure(ours / fetch, sides)


def _measure(size):
    """(seconds of a case, of a read, of one inside the database, attendances,
    contacts of a case)"""
    say(f"contacts: making {size} employees and their attendances")
    with environment() as env:
        env.cr.execute("TRUNCATE hr_attendance CASCADE")
        company = add_company(env, f"HES Bench Contacts {size}")
        people = add_people(env, company, size)
        place(env, company, people)
        rows = attend(env, [person.id for person in people])
    say(f"contacts: {REPEATS} cases")
    cases, fetches, insides = [], [], []
    with tidy():
        for number in range(REPEATS + 1):
            spent, met = _trace(people[number * 97].id)
            if number:  # the first only warms up
                cases.append(spent)
                fetches.append(_read("id, employee_id, check_in, check_out"))
                insides.append(
                    _read("count(*), max(employee_id), min(check_in), max(check_out)")
                )
    return median(cases), median(fetches), median(insides), rows, met


def place(env, company, people):
    """Sites of 500 people each."""
    sites = env["hr.work.location"].create(
        [
            {
                "name": f"Site {number}",
                "company_id": company.id,
                "address_id": company.partner_id.id,
            }
            for number in range(len(people) // PEOPLE_AT_SITE)
        ]
    )
    env.flush_all()
    env.cr.execute(
        """UPDATE hr_version SET work_location_id = (%s)[1 + employee_id %% %s],
                                 date_version = date_version - 30
            WHERE employee_id = ANY(%s)""",
        [sites.ids, len(sites), [person.id for person in people]],
    )
    env.cr.execute("ANALYZE hr_version")


def attend(env, employee_ids):
    """Morning and afternoon of each day, in the order in which they happened."""
    today = datetime.combine(fields.Date.today(), time.min)
    for day in range(DAYS, 0, -1):
        for begin in (5, 10):
            env.cr.execute(
                SQL(
                    """INSERT INTO hr_attendance (employee_id, check_in, check_out,
                              date, worked_hours, in_mode, out_mode, overtime_status,
                              create_uid, create_date, write_uid, write_date)
                       SELECT id, start, start + interval '4 hours', start::date, 4,
                              'kiosk', 'kiosk', 'approved', 1, start, 1, start
                         FROM unnest(%s) AS person(id),
                      LATERAL (SELECT %s + id %% 90 * interval '1 minute' AS start)
                              AS work""",
                    employee_ids,
                    today - timedelta(days=day) + timedelta(hours=begin),
                )
            )
    env.cr.execute("ANALYZE hr_attendance")
    return 2 * DAYS * len(employee_ids)


def _trace(employee_id):
    """Open one case and make its list: (seconds, contacts)."""
    with environment() as env:
        employee = env["hr.employee"].browse(employee_id)
        env = env(context={"allowed_company_ids": employee.company_id.ids})
        with stopwatch() as spent:
            case = env["hes.contact.case"].create({"employee_id": employee_id})
            case.action_refresh()
            env.cr.commit()
        met = len(case.contact_ids)
    assert met == PEOPLE_AT_SITE - 1, f"{met} contacts"
    return spent[0], met


def _read(columns):
    """Read every attendance once, by one process; seconds."""
    with environment() as env:
        env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        with stopwatch() as spent:
            env.cr.execute(SQL("SELECT %s FROM hr_attendance", SQL(columns)))
            env.cr.fetchall()
    return spent[0]
