# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days in a time zone. A moment is a naive UTC datetime, a day is a date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Protocol

#: An end in this year or later stands for none: the ministry writes 2070, lists also
#: 9999, which no time zone east of UTC has.
NO_END = datetime(2070, 1, 1)

#: Moments before and after these count as them: in a time zone they may lie outside
#: the calendar, and a year counted from a day must not lead out of it.
FIRST, LAST = datetime(3, 1, 1), datetime(9998, 1, 1)


class Zone(Protocol):
    """A time zone of pytz, which alone knows its offset at a local time."""

    def localize(self, dt: datetime) -> datetime: ...


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment (naive UTC) in ``zone``."""
    return _counted(moment).replace(tzinfo=timezone.utc).astimezone(zone).date()


def start_of(day: date, zone: Zone) -> datetime:
    """The moment (naive UTC) at which a day of ``zone`` begins."""
    return naive(zone.localize(_counted(datetime.combine(day, time.min))))


def end_of(day: date, zone: Zone) -> datetime:
    """The moment (naive UTC) at which a day of ``zone`` ends, and the next begins."""
    return start_of(min(day, LAST.date()) + timedelta(days=1), zone)


def later(moment: datetime, span: timedelta) -> datetime:
    """The moment a span later; the calendar's last second if that is beyond it."""
    return moment + min(span, datetime.max.replace(microsecond=0) - moment)


def naive(moment: datetime) -> datetime:
    """A moment with a time zone, as the database has it: naive UTC."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _counted(moment: datetime) -> datetime:
    return min(max(moment, FIRST), LAST)
