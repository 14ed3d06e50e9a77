# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A check-in with the add-on, against the same check-in of stock Odoo.

Both databases hold the same 10,000 employees; with the add-on they have codes, with
an answer of today. The check-ins take turns, so that both meet the same weather.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from statistics import median

from odoo import fields

from .common import BENCH, STOCK, Figure, environment, say, stopwatch, tidy
from .people import add_codes, add_company, add_people

PEOPLE = 10_000
PAIRS, WARM_UP = 1_000, 50
BATCH, BATCH_PAIRS = 1_000, 15
#: What the kiosk hands over where it is not told where it stands.
KIOSK = {"mode": "kiosk"}


@dataclass
class Side:
    """One database: the people still to be checked in, and what was measured."""

    database: str
    ids: list = field(default_factory=list)
    times: list = field(default_factory=list)
    statements: list = field(default_factory=list)
    batches: list = field(default_factory=list)


def time_ratio():
    """Time of a check-in: with the add-on against without."""
    ours, theirs = (median(side.times) for side in _check_ins())
    return Figure(
        ours / theirs,
        f"check-in {1000 * ours:.2f} ms, stock {1000 * theirs:.2f} ms"
        f" (medians of {PAIRS})",
    )


def more_statements():
    """SQL statements that a check-in needs more than in stock Odoo."""
    ours, theirs = (median(side.statements) for side in _check_ins())
    return Figure(ours - theirs, f"check-in {ours:g} statements, stock {theirs:g}")


def batch_ratio():
    """1,000 attendances made at once: with the add-on against without."""
    ours, theirs = (median(side.batches) for side in _batches())
    return Figure(
        ours / theirs,
        f"{BATCH} attendances {ours:.3f} s, stock {theirs:.3f} s"
        f" (medians of {BATCH_PAIRS})",
    )


@cache
def _sides():
    """Both databases with their people, made once."""
    say(f"gate: making {PEOPLE} employees, in both databases")
    sides = (Side(BENCH), Side(STOCK))
    for side in sides:
        with environment(side.database) as env:
            company = add_company(env, "HES Bench Gate")
            people = add_people(env, company, PEOPLE)
            side.ids = [person.id for person in people]
            if side.database == BENCH:
                _add_answers(env, company, people)
    assert sides[0].ids == sides[1].ids, "the databases are not alike"
    return sides


def _add_answers(env, company, people):
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


@cache
def _batches():
    sides = _sides()
    say(f"gate: {BATCH_PAIRS} times {BATCH} attendances on each side, in turn")
    for number in range(1 + BATCH_PAIRS):
        for side in sides if number % 2 else reversed(sides):
            spent = _create(side.database, side.ids[:BATCH])
            if number:  # the first only warms up
                side.batches.append(spent)
    return sides


def _create(database, employee_ids):
    """Make an attendance for each of these people at once; the time in seconds."""
    with tidy(), environment(database) as env:
        now = fields.Datetime.now()
        vals_list = [{"employee_id": key, "check_in": now} for key in employee_ids]
        with stopwatch() as spent:
            attendances = env["hr.attendance"].create(vals_list)
            env.flush_all()
        assert len(attendances) == len(employee_ids)
        env.cr.rollback()  # the same people come again
    return spent[0]
