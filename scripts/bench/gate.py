# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A check-in with the add-on, against the same check-in of stock Odoo.

Both databases hold the same 10,000 employees; with the add-on they have codes, with
an answer of today. The check-ins take turns, so that both meet the same weather. They
are made as the kiosk makes them, by badge and over HTTP, and once more in this process,
where statements can be counted and nothing but the transaction takes time.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from statistics import median

import requests

from odoo import fields
from odoo.tools import SQL

from .common import (
    BENCH,
    STOCK,
    Figure,
    environment,
    in_turn,
    say,
    settle,
    stopwatch,
    tidy,
)
from .people import add_codes, add_company, add_people
from .servers import servers

PEOPLE = 10_000
PAIRS, WARM_UP = 1_000, 50
#: Processes differ in how memory lies: each round has servers of its own.
ROUNDS, ROUND_WARM_UP = 5, 20
BATCH, BATCH_PAIRS = 1_000, 30
#: Of people with certificates, one by one.
CERTIFIED = 30
CERTIFICATES = 10
#: Of a terminal's day: attendances of each person, and people who are denied.
PUNCHES, DENIED = 2, 3
#: What the kiosk hands over where it does not know its place.
KIOSK = {"mode": "kiosk"}


@dataclass
class Side:
    """One database: the people still to be checked in, and what was measured."""

    database: str
    token: str = ""
    ids: list = field(default_factory=list)
    badges: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    times: list = field(default_factory=list)
    statements: list = field(default_factory=list)
    batches: list = field(default_factory=list)


def time_ratio():
    """Time of a check-in at the kiosk: with the add-on against without."""
    ours, theirs = _scans()
    our_part, their_part = _check_ins()
    alone = in_turn(our_part.times, their_part.times)
    return Figure(
        in_turn(ours.requests, theirs.requests),
        f"check-in by badge over HTTP {_ms(ours.requests)}, stock"
        f" {_ms(theirs.requests)}; its transaction alone {_ms(our_part.times)} and"
        f" {_ms(their_part.times)}, {alone:.3f} (medians of {PAIRS} pairs)",
    )


def more_statements():
    """SQL statements that a check-in needs more than in stock Odoo."""
    ours, theirs = (median(side.statements) for side in _check_ins())
    return Figure(ours - theirs, f"check-in {ours:g} statements, stock {theirs:g}")


def batch_ratio():
    """1,000 attendances made at once: with the add-on against without."""
    ours, theirs = (side.batches for side in _batches())
    return Figure(
        in_turn(ours, theirs),
        f"{BATCH} attendances {_ms(ours)}, stock {_ms(theirs)}"
        f" (medians of {BATCH_PAIRS} pairs)",
    )


def _ms(times):
    return f"{1000 * median(times):.2f} ms"


@cache
def _sides():
    """Both databases with their people, made once."""
    say(f"gate: making {PEOPLE} employees, in both databases")
    sides = (Side(BENCH), Side(STOCK))
    for side in sides:
        with environment(side.database) as env:
            company = add_company(env, "HES Bench Gate")
            people = add_people(env, company, PEOPLE)
            side.token = company.attendance_kiosk_key
            side.ids = [person.id for person in people]
            side.badges = {person.id: person.badge for person in people}
            if side.database == BENCH:
                _add_answers(env, company, people)
        settle(side.database)
    assert sides[0].ids == sides[1].ids, "the databases are not alike"
    return sides


def _add_answers(env, company, people):
    company.hes_policy_id.gate = "on"
    add_codes(env, company, people)
    env.cr.execute(
        """UPDATE hes_code
              SET risk_status = 'riskless', checked_at = %s, expires_at = %s
            WHERE company_id = %s""",
        [
            fields.Datetime.now() - timedelta(hours=1),
            fields.Datetime.now() + timedelta(days=365),
            company.id,
        ],
    )
    env.cr.execute("ANALYZE hes_code")


@cache
def _scans():
    sides = _sides()
    say(f"gate: {PAIRS} badges scanned on each side, in turn")
    for _round in range(ROUNDS):
        with servers(BENCH) as ours, servers(STOCK) as theirs, tidy():
            for odoo in (ours, theirs):
                odoo.start()
            doors = [
                (side, requests.Session(), f"{odoo.url}/hr_attendance")
                for side, odoo in zip(sides, (ours, theirs), strict=True)
            ]
            for number in range(ROUND_WARM_UP + PAIRS // ROUNDS):
                for side, session, door in doors if number % 2 else reversed(doors):
                    spent = _scan(side, session, door)
                    if number >= ROUND_WARM_UP:
                        side.requests.append(spent)
    return sides


def _scan(side, session, door):
    """Hold one person's badge to the kiosk; the time in seconds."""
    badge = side.badges[side.ids.pop()]
    call = {"jsonrpc": "2.0", "params": {"token": side.token, "barcode": badge}}
    with stopwatch() as spent:
        answer = session.post(f"{door}/attendance_barcode_scanned", json=call)
    assert answer.json()["result"]["attendance_state"] == "checked_in"
    return spent[0]


@cache
def _check_ins():
    sides = _sides()
    say(f"gate: {PAIRS} check-ins on each side, in turn")
    with tidy():
        for number in range(WARM_UP + PAIRS):
            # whoever comes second finds the processor warm: that takes turns, too
            for side in sides if number % 2 else reversed(sides):
                spent, statements = _check_in(side.database, side.ids.pop())
                if number >= WARM_UP:
                    side.times.append(spent)
                    side.statements.append(statements)
    return sides


def _check_in(database, employee_id):
    """Check one person in as the kiosk does: (seconds, statements)."""
    with environment(database) as env:
        employee = env["hr.employee"].browse(employee_id)
        before = env.cr.sql_log_count
        with stopwatch() as spent:
            attendance = employee._attendance_action_change(KIOSK)
            env.cr.commit()
        statements = env.cr.sql_log_count - before
        assert attendance.employee_id == employee and not attendance.check_out
    return spent[0], statements


def certificates_ratio():
    """The same, where each of these people has ten certificates and needs one."""
    ours, theirs = (side.batches for side in _measure_batches(_certified(), _day))
    return Figure(
        in_turn(ours, theirs),
        f"{BATCH} attendances with {CERTIFICATES * BATCH} certificates {_ms(ours)},"
        f" stock {_ms(theirs)} (medians of {BATCH_PAIRS} pairs)",
    )


def certificates_statements():
    """SQL statements that a check-in needs more where a certificate is required."""
    counts = [
        median(
            _check_in(side.database, employee_id)[1]
            for employee_id in side.ids[BATCH + 1 : BATCH + CERTIFIED]
        )
        for side in _certified()
    ]
    return Figure(
        counts[0] - counts[1],
        f"check-in with a certificate {counts[0]:g} statements, stock {counts[1]:g}",
    )


def punches_ratio():
    """A terminal's day in one list, some of its people denied: with the add-on against
    without."""
    sides = _sides()
    with environment(BENCH) as env:
        env.cr.execute(
            SQL(
                """UPDATE hes_code SET risk_status = 'risky', risky_since = %s
                    WHERE employee_id = ANY(%s)""",
                fields.Datetime.now() - timedelta(days=3),
                sides[0].ids[2 * BATCH : 2 * BATCH + DENIED],
            )
        )
    settle(BENCH)
    ours, theirs = (side.batches for side in _measure_batches(sides, _punches))
    return Figure(
        in_turn(ours, theirs),
        f"{PUNCHES * BATCH} punches of {BATCH} people, {DENIED} of them denied,"
        f" {_ms(ours)}, stock {_ms(theirs)} (medians of {BATCH_PAIRS} pairs)",
    )


@cache
def _certified():
    """Both databases, certificates given and required in ours."""
    _batches()  # without, and first
    sides = _sides()
    with environment(BENCH) as env:
        _certify(env, sides[0].ids[: BATCH + CERTIFIED])
    settle(BENCH)
    return sides


def _certify(env, employee_ids):
    """A job that requires a certification, and ten valid ones of each person."""
    kind = env["hr.skill.type"].create(
        {
            "name": "Work Safety",
            "is_certification": True,
            "skill_ids": [(0, 0, {"name": "Work Safety"})],
            "skill_level_ids": [(0, 0, {"name": "Done", "level_progress": 100})],
        }
    )
    skill = {
        "skill_type_id": kind.id,
        "skill_id": kind.skill_ids.id,
        "skill_level_id": kind.skill_level_ids.id,
    }
    job = env["hr.job"].create({"name": "Welder"})
    env["hr.job.skill"].create({"job_id": job.id, **skill})
    people = env["hr.employee"].browse(employee_ids)
    people.job_id = job
    policy = people.company_id.hes_policy_id
    env["hes.requirement.rule"].create(
        {"policy_id": policy.id, "skill_type_id": kind.id, "action": "block"}
    )
    # Odoo compares each new certificate with all others: that takes minutes
    env.cr.execute(
        SQL(
            """INSERT INTO hr_employee_skill (employee_id, skill_type_id, skill_id,
                      skill_level_id, valid_from, valid_to)
               SELECT employee_id, %s, %s, %s, CURRENT_DATE - 365 * year,
                      CURRENT_DATE - 365 * (year - 1) + 100
                 FROM unnest(%s) AS employee_id, generate_series(1, %s) AS year""",
            *skill.values(),
            list(employee_ids),
            CERTIFICATES,
        )
    )


@cache
def _batches():
    sides = _measure_batches(_sides(), _day)
    return [Side(side.database, batches=side.batches) for side in sides]


def _measure_batches(sides, vals_of):
    """Have attendances made at once, in turn; ``vals_of``: function of a list of ids of
    employees to the values of the attendances."""
    say(f"gate: {BATCH_PAIRS} times a list of attendances on each side, in turn")
    for side in sides:
        side.batches = []
    for number in range(1 + BATCH_PAIRS):
        for side in sides if number % 2 else reversed(sides):
            spent = _create(side.database, vals_of(side.ids))
            if number:  # the first only warms up
                side.batches.append(spent)
    return sides


def _day(ids):
    """Everybody's check-in, now."""
    now = fields.Datetime.now()
    return [{"employee_id": key, "check_in": now} for key in ids[:BATCH]]


def _punches(ids):
    """What a terminal sends at the end of the day: mornings and afternoons."""
    evening = fields.Datetime.now() - timedelta(hours=1)
    return [
        {
            "employee_id": key,
            "check_in": evening - timedelta(hours=4 * place),
            "check_out": evening - timedelta(hours=4 * place - 3),
        }
        for place in range(PUNCHES, 0, -1)
        for key in ids[2 * BATCH : 3 * BATCH]
    ]


def _create(database, vals_list):
    """Make these attendances at once; the time in seconds."""
    with tidy(), environment(database) as env:
        with stopwatch() as spent:
            attendances = env["hr.attendance"].create(vals_list)
            env.flush_all()
        assert len(attendances) == len(vals_list)
        env.cr.rollback()  # the same people come again
    return spent[0]
