# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the benchmarks share: databases, clock, figures, progress."""

import gc
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

#: Copies of one stock database that bench.sh makes: with the add-on, as they are, and
#: with the add-on and queue_job.
BENCH, STOCK, QUEUE = "hes_bench", "hes_bench_stock", "hes_bench_queue"


@dataclass(frozen=True)
class Figure:
    """A measured ratio, and both of its sides as text."""

    ratio: float
    sides: str


def say(text):
    """Tell how far we are; standard output is for the figures alone."""
    print(f"    {text}", file=sys.stderr, flush=True)


@contextmanager
def environment(database=BENCH, login=None):
    """An environment on a cursor of its own, as a request has; committed at the end.

    It is the superuser's, or that of the user with this login.
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            env = api.Environment(cr, user.id, dict(user.context_get()))
        yield env


def settle(database):
    """Clean up after much was written: else PostgreSQL does so while it is measured."""
    with Registry(database).cursor() as cr:
        cr.commit()  # VACUUM wants no transaction around it
        cr._cnx.autocommit = True
        cr.execute("VACUUM (ANALYZE)")
        cr.execute("CHECKPOINT")
        cr._cnx.autocommit = False


def in_turn(ours, theirs):
    """The ratio of what was measured in turn: the median of the pairs' ratios, since
    the weather changes from pair to pair and not within one."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


@contextmanager
def stopwatch():
    """Measure the block: a list whose one item is then its time in seconds."""
    spent = []
    begun = time.perf_counter()
    yield spent
    spent.append(time.perf_counter() - begun)


@contextmanager
def tidy():
    """Collect garbage before the block and not in it: it would strike one side."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
