# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days in a time zone. A moment is a naive UTC datetime, a day is a date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytz


def day_of(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """The day of a moment (naive UTC) in ``zone``."""
    return pytz.utc.localize(moment).astimezone(zone).date()


def start_of(day: date, zone: pytz.BaseTzInfo) -> datetime:
    """The moment (naive UTC) at which a day of ``zone`` begins."""
    return naive(zone.localize(datetime.combine(day, time.min)))


def end_of(day: date, zone: pytz.BaseTzInfo) -> datetime:
    """The moment (naive UTC) at which the next day of ``zone`` begins."""
    return start_of(day + timedelta(days=1), zone)


def naive(moment: datetime) -> datetime:
    """A moment with a time zone, as the database has it: naive UTC."""
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
