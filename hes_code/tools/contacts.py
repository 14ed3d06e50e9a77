# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who was at the same place as somebody, when, and how long together.

Stays are half-open spans of naive UTC: somebody who comes at the very moment when
another leaves has not met them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

#: How two people met; of two that took equally long, the later one counts.
SOURCES = ("attendance", "visit", "travel")

Span = tuple[datetime, datetime]


class Stay(NamedTuple):
    """Somebody at a place (a site, a department, a visit, a journey) for a while."""

    person: Hashable
    place: Hashable
    start: datetime
    stop: datetime
    source: str = "attendance"


@dataclass(frozen=True)
class Contact:
    """Somebody who met the index person.

    ``spans`` are the times together, in order, merged, and ``together`` their sum;
    ``source`` is the kind of meeting that took longest.
    """

    person: Hashable
    spans: tuple[Span, ...]
    together: timedelta
    source: str

    @property
    def first(self) -> datetime:
        return self.spans[0][0]

    @property
    def last(self) -> datetime:
        return self.spans[-1][1]


def span_within(
    begin: datetime, end: datetime | None, window: Span, now: datetime, cap: timedelta
) -> Span | None:
    """The part of a stay that lies in ``window``; None if there is none.

    A stay without end lasts until ``now``, and never longer than ``cap``: somebody
    has forgotten to check out. One with an end counts as it is.
    """
    if end is None:
        end = min(now, begin + cap)
    start, stop = max(begin, window[0]), min(end, window[1])
    return (start, stop) if start < stop else None


def trace(
    indexes: Collection[Hashable], stays: Iterable[Stay], minimum: timedelta
) -> dict[Hashable, list[Contact]]:
    """Those who met each of ``indexes``, the longest time together first.

    :param indexes: people of whom the contacts are wanted
    :param stays: all stays, theirs and the others'
    :param minimum: time together, all of it summed up, that makes a contact; exactly
        this long is enough, and a time spent together at two places counts once
    """
    places: dict[Hashable, list[Stay]] = defaultdict(list)
    for stay in stays:
        places[stay.place].append(stay)
    met: _Met = {person: defaultdict(lambda: defaultdict(list)) for person in indexes}
    for present in places.values():
        _meet(met, present)
    return {
        index: sorted(
            (
                contact
                for person, by_source in people.items()
                if (contact := _contact(person, by_source)).together >= minimum
            ),
            key=lambda contact: (contact.together, contact.last),
            reverse=True,
        )
        for index, people in met.items()
    }


#: Index person to contact person to source to times together, unmerged.
_Met = dict[Hashable, defaultdict[Hashable, defaultdict[str, list[Span]]]]


def _later(*sources: str) -> str:
    return max(sources, key=SOURCES.index)


def _meet(met: _Met, present: list[Stay]) -> None:
    """Add to ``met`` those who met at one place, by the stays ``present``."""
    own = [stay for stay in present if stay.person in met]
    if not own:
        return
    present.sort(key=lambda stay: stay.start)
    starts = [stay.start for stay in present]
    longest = max(stay.stop - stay.start for stay in present)
    for index, _place, start, stop, source in own:
        people = met[index]
        # who began too long before cannot be there any more
        begin, end = bisect_right(starts, start - longest), bisect_left(starts, stop)
        for person, _same, since, until, how in present[begin:end]:
            if until > start and person != index:
                # this is the innermost loop: comparing is quicker than max and min
                span = (
                    since if since > start else start,
                    until if until < stop else stop,
                )
                if span[0] < span[1]:
                    kind = source if source == how else _later(source, how)
                    people[person][kind].append(span)


def _contact(person: Hashable, by_source: Mapping[str, list[Span]]) -> Contact:
    spans = merge(span for spans in by_source.values() for span in spans)
    source = (
        max(
            by_source,
            key=lambda kind: (total(merge(by_source[kind])), SOURCES.index(kind)),
        )
        if len(by_source) > 1
        else next(iter(by_source))
    )
    return Contact(person, tuple(spans), total(spans), source)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same times without overlaps, in order; spans that touch become one."""
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def total(spans: Iterable[Span]) -> timedelta:
    """How long these spans are, which must not overlap."""
    return sum((stop - start for start, stop in spans), timedelta())


def by_day(
    spans: Iterable[Span], midnights: Sequence[tuple[date, datetime]]
) -> dict[date, timedelta]:
    """How much of ``spans`` falls on each day; days without any are left out.

    :param midnights: the days of the period in order, each with the moment (naive UTC)
        at which it begins where the company is, and one more for the end
    """
    begins = [begin for _day, begin in midnights]
    days: defaultdict[date, timedelta] = defaultdict(timedelta)
    for start, stop in spans:
        place = max(bisect_right(begins, start) - 1, 0)
        while start < stop and place + 1 < len(begins):
            until = min(stop, begins[place + 1])
            if until > begins[place]:
                days[midnights[place][0]] += until - max(start, begins[place])
            start, place = until, place + 1
    return dict(days)
