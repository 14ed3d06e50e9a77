# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A requirement with dates, and the papers that meet it: data in, objections out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import pytz

from odoo.addons.hes_code.tools import days
from odoo.addons.hes_code.tools.clearance import WARN, Objection

Span = tuple[date | None, date | None]

_ONE_DAY = timedelta(days=1)

#: Lists write 0001-01-01 for no date and 9999-12-31 for no end: earlier days than the
#: first are as good as it, and an end on the other or later is none.
_FIRST, _NO_END = date(1900, 1, 1), days.NO_END.date()


class Requirement(NamedTuple):
    """What is required of somebody from the day ``first`` to the day ``last`` (None:
    always, without end). ``action`` (off, warn or block): what the company does while
    it is not met; ``warn_days``: how many days before the end it gives a hint."""

    first: date | None
    last: date | None
    action: str
    warn_days: int


def gaps(spans: Iterable[Span], first: date | None, last: date | None) -> list[Span]:
    """The days from ``first`` to ``last`` that none of ``spans`` covers, as spans. Both
    ends of a span belong to it; None is no limit, and nor is a day that can be none."""
    start, stop = _limits(first, last)
    found = []
    for begin, end in sorted(_limits(*span) for span in spans):
        if start < begin:
            found.append((start, min(stop, begin - _ONE_DAY)))
        if end >= stop:
            break
        start = max(start, end + _ONE_DAY)
    else:
        found.append((start, stop))
    return [
        (None if a == date.min else a, None if b == date.max else b)
        for a, b in found
        if a <= b
    ]


def _limits(first: date | None, last: date | None) -> tuple[date, date]:
    """The days of a span, with ``date.min`` and ``date.max`` for no limit."""
    begin = date.min if first is None or first <= _FIRST else min(first, _NO_END)
    end = date.max if last is None or last >= _NO_END else max(last, _FIRST)
    return begin, end


def objections(
    key: str, requirement: Requirement, papers: Iterable[Span], zone: str
) -> list[Objection]:
    """What a requirement brings up against somebody: objections with the reason ``key``
    for the days on which no paper meets it, and with ``<key>_ending`` for those before.

    :param papers: the first and the last day of each paper
    :param zone: name of the person's time zone, in which days begin and end
    """
    found = []
    for first, last in gaps(papers, requirement.first, requirement.last):
        since = first and start_of(first, zone)
        until = last and start_of(last + _ONE_DAY, zone)
        found.append(Objection(key, since, until, requirement.action))
        if first and first != requirement.first and requirement.warn_days:
            early = start_of(first - timedelta(days=requirement.warn_days), zone)
            found.append(Objection(f"{key}_ending", early, since, WARN))
    return found


@lru_cache(maxsize=4096)
def start_of(day: date, zone: str) -> datetime:
    """The moment (naive UTC) at which a day begins in the time zone of this name."""
    return days.start_of(day, pytz.timezone(zone))
