# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from ...tools.contacts import (
    Stay,
    by_day,
    merge,
    span_within,
    total,
    trace,
)

MINIMUM = timedelta(minutes=15)
SITE, OTHER_SITE = ("site", 1), ("site", 2)


def at(text):
    """A moment of March 2021: "1 08:00" or "1 08:00:30"."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2021-03-{int(day):02d}T{clock}")


def stay(person, start, stop, place=SITE, source="attendance"):
    return Stay(person, place, at(start), at(stop), source)


#: what it is about; stays of the index person and of others; then, for each contact:
#: (person, first, last, minutes together, source), the longest first
CASES = [
    (
        "exactly the minutes that are needed",
        [stay("index", "1 08:00", "1 10:00"), stay("a", "1 09:45", "1 12:00")],
        [("a", "1 09:45", "1 10:00", 15, "attendance")],
    ),
    (
        "one second less",
        [stay("index", "1 08:00", "1 10:00"), stay("a", "1 09:45:01", "1 12:00")],
        [],
    ),
    (
        "one leaves at the moment when the other comes",
        [stay("index", "1 08:00", "1 10:00"), stay("a", "1 10:00", "1 12:00")],
        [],
    ),
    (
        "over midnight",
        [stay("index", "1 22:00", "2 06:00"), stay("a", "1 23:50", "2 00:10")],
        [("a", "1 23:50", "2 00:10", 20, "attendance")],
    ),
    (
        "short times add up",
        [
            stay("index", "1 08:00", "1 17:00"),
            stay("a", "1 09:00", "1 09:10"),
            stay("a", "1 15:00", "1 15:05"),
        ],
        [("a", "1 09:00", "1 15:05", 15, "attendance")],
    ),
    (
        "two sites at the same time are two places",
        [
            stay("index", "1 08:00", "1 17:00"),
            stay("a", "1 08:00", "1 17:00", OTHER_SITE),
        ],
        [],
    ),
    (
        "the index person changes the site and takes nobody along",
        [
            stay("index", "1 08:00", "1 12:00"),
            stay("index", "1 13:00", "1 17:00", OTHER_SITE),
            stay("a", "1 08:00", "1 17:00"),
            stay("b", "1 08:00", "1 17:00", OTHER_SITE),
        ],
        [
            ("b", "1 13:00", "1 17:00", 240, "attendance"),
            ("a", "1 08:00", "1 12:00", 240, "attendance"),
        ],
    ),
    (
        "a visitor and the host, who is on the site, too: hours count once",
        [
            stay("index", "1 08:00", "1 17:00"),
            stay("index", "1 10:00", "1 11:00", ("visit", 5), "visit"),
            stay("visitor", "1 10:00", "1 11:00", ("visit", 5), "visit"),
            stay("visitor", "1 10:00", "1 11:00", SITE, "visit"),
        ],
        [("visitor", "1 10:00", "1 11:00", 60, "visit")],
    ),
    (
        "a journey needs no attendance",
        [
            stay("index", "1 06:00", "2 06:00", ("travel", 7), "travel"),
            stay("a", "1 06:00", "2 06:00", ("travel", 7), "travel"),
        ],
        [("a", "1 06:00", "2 06:00", 24 * 60, "travel")],
    ),
    (
        "the kind of meeting that took longest",
        [
            stay("index", "1 08:00", "1 17:00"),
            stay("a", "1 08:00", "1 17:00"),
            stay("index", "2 08:00", "2 09:00", ("travel", 7), "travel"),
            stay("a", "2 08:00", "2 09:00", ("travel", 7), "travel"),
        ],
        [("a", "1 08:00", "2 09:00", 600, "attendance")],
    ),
    (
        "the longest time together comes first",
        [
            stay("index", "1 08:00", "1 17:00"),
            stay("a", "1 08:00", "1 09:00"),
            stay("b", "1 08:00", "1 12:00"),
        ],
        [
            ("b", "1 08:00", "1 12:00", 240, "attendance"),
            ("a", "1 08:00", "1 09:00", 60, "attendance"),
        ],
    ),
    (
        "somebody who came long before and stays long is met",
        [
            stay("index", "3 08:00", "3 10:00"),
            stay("a", "1 08:00", "5 08:00"),
            stay("b", "3 07:00", "3 07:30"),
        ],
        [("a", "3 08:00", "3 10:00", 120, "attendance")],
    ),
]


class TestContacts(unittest.TestCase):
    def test_who_met_whom(self):
        for title, stays, expected in CASES:
            with self.subTest(title):
                found = trace({"index"}, stays, MINIMUM)["index"]
                self.assertEqual(
                    [(c.person, c.first, c.last, c.together, c.source) for c in found],
                    [
                        (who, at(first), at(last), timedelta(minutes=minutes), source)
                        for who, first, last, minutes, source in expected
                    ],
                )

    def test_several_people_are_traced_at_once_and_meet_each_other(self):
        stays = [
            stay("a", "1 08:00", "1 10:00"),
            stay("b", "1 09:00", "1 11:00"),
            stay("c", "1 10:30", "1 12:00"),
        ]
        found = trace(["a", "b", "nobody"], stays, MINIMUM)
        self.assertEqual(
            {index: [c.person for c in people] for index, people in found.items()},
            {"a": ["b"], "b": ["a", "c"], "nobody": []},
        )


class TestSpanWithin(unittest.TestCase):
    def test_open_and_closed_stays(self):
        window = (at("1 00:00"), at("3 00:00"))
        cap = timedelta(hours=16)
        for title, begin, end, now, expected in (
            ("inside", "1 08:00", "1 17:00", "5 00:00", ("1 08:00", "1 17:00")),
            ("cut at the end", "2 22:00", "3 06:00", "5 00:00", ("2 22:00", "3 00:00")),
            ("touches", "3 00:00", "3 06:00", "5 00:00", None),
            ("open: until now", "2 08:00", None, "2 09:30", ("2 08:00", "2 09:30")),
            ("open, forgotten", "1 08:00", None, "5 00:00", ("1 08:00", "2 00:00")),
            ("open, begins later", "2 08:00", None, "2 08:00", None),
            (
                "long and closed",
                "1 08:00",
                "2 20:00",
                "5 00:00",
                ("1 08:00", "2 20:00"),
            ),
        ):
            with self.subTest(title):
                span = span_within(at(begin), end and at(end), window, at(now), cap)
                self.assertEqual(span, expected and tuple(map(at, expected)))


class TestByDay(unittest.TestCase):
    def test_days_begin_where_the_company_is(self):
        zone = pytz.timezone("Europe/Istanbul")  # three hours ahead of UTC
        midnights = [
            (day, zone.localize(day).astimezone(pytz.utc).replace(tzinfo=None))
            for day in (datetime(2021, 3, number) for number in (1, 2, 3))
        ]
        midnights = [(day.date(), begin) for day, begin in midnights]
        spans = [(at("1 20:00"), at("1 22:00")), (at("2 08:00"), at("2 09:00"))]
        self.assertEqual(
            by_day(spans, midnights),
            {
                date(2021, 3, 1): timedelta(hours=1),
                date(2021, 3, 2): timedelta(hours=2),
            },
        )


BASE = datetime(2021, 3, 1)
STAYS = st.lists(
    st.builds(
        lambda person, place, start, length, source: Stay(
            person,
            place,
            BASE + timedelta(minutes=start),
            BASE + timedelta(minutes=start + length),
            source,
        ),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(0, 60),
        st.integers(1, 40),
        st.sampled_from(["attendance", "visit", "travel"]),
    ),
    max_size=14,
)


def minutes_by_hand(stays, index):
    """Minute after minute: who is where the index person is."""
    minutes = defaultdict(set)
    for minute in range(110):
        moment = BASE + timedelta(minutes=minute)
        here = defaultdict(set)
        for one in stays:
            if one.start <= moment < one.stop:
                here[one.place].add(one.person)
        for people in here.values():
            if index in people:
                for person in people - {index}:
                    minutes[person].add(minute)
    return minutes


class TestAgainstCounting(unittest.TestCase):
    @settings(deadline=None, derandomize=True, max_examples=300)
    @given(STAYS, st.integers(0, 20))
    def test_as_if_counted_minute_by_minute(self, stays, minimum):
        found = trace({0, 1}, stays, timedelta(minutes=minimum))
        for index in (0, 1):
            counted = minutes_by_hand(stays, index)
            self.assertEqual(
                {
                    contact.person: (contact.first, contact.last, contact.together)
                    for contact in found[index]
                },
                {
                    person: (
                        BASE + timedelta(minutes=min(minutes)),
                        BASE + timedelta(minutes=max(minutes) + 1),
                        timedelta(minutes=len(minutes)),
                    )
                    for person, minutes in counted.items()
                    if len(minutes) >= minimum
                },
            )

    @settings(deadline=None, derandomize=True)
    @given(STAYS)
    def test_days_hold_all_of_the_time(self, stays):
        midnights = [(n, BASE + timedelta(minutes=20 * n)) for n in range(7)]
        spans = merge((one.start, one.stop) for one in stays)
        days = by_day(spans, midnights)
        self.assertEqual(sum(days.values(), timedelta()), total(spans))
