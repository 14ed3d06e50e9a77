# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.requirement import Requirement, gaps, objections

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(12)]
ISTANBUL = "Europe/Istanbul"


SOME_DAY = st.none() | st.sampled_from(DAYS)
SPANS = st.lists(
    st.tuples(SOME_DAY, SOME_DAY).filter(
        lambda span: None in span or span[0] <= span[1]
    ),
    max_size=5,
)


def covers(span, day):
    return (span[0] or day) <= day <= (span[1] or day)


class TestGaps(unittest.TestCase):
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(SPANS, SOME_DAY, SOME_DAY)
    def test_a_day_is_in_a_gap_where_it_is_required_and_no_paper_covers_it(
        self, papers, first, last
    ):
        found = gaps(papers, first, last)
        for day in [DAYS[0] - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
            met = any(covers(paper, day) for paper in papers)
            wanted = covers((first, last), day) and not met
            count = sum(covers(gap, day) for gap in found)
            self.assertEqual(count, int(wanted), (day, found))

    def test_without_a_paper_it_holds_always(self):
        [found] = objections(
            "requirement", Requirement(None, None, "block", 30), [], ISTANBUL
        )
        self.assertEqual(
            (found.since, found.until, found.action), (None, None, "block")
        )

    def test_the_last_day_counts_to_its_end_where_the_person_is(self):
        papers = [(None, date(2026, 3, 31))]
        ended, ending = objections(
            "requirement", Requirement(None, None, "block", 30), papers, ISTANBUL
        )
        midnight = datetime(2026, 3, 31, 21, 0)  # of Istanbul
        self.assertEqual((ended.reason, ended.since), ("requirement", midnight))
        self.assertEqual(ending.reason, "requirement_ending")
        self.assertEqual(ending.since, midnight - timedelta(days=30))
        self.assertEqual((ending.until, ending.action), (midnight, "warn"))

    def test_a_renewal_without_a_gap_brings_up_nothing_in_between(self):
        papers = [(date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), None)]
        [before] = objections(
            "requirement", Requirement(None, None, "block", 30), papers, ISTANBUL
        )
        self.assertEqual(before.until, datetime(2025, 12, 31, 21, 0))

    def test_where_no_hint_is_wanted_none_comes(self):
        papers = [(None, date(2026, 3, 31))]
        found = objections(
            "work_permit", Requirement(None, None, "warn", 0), papers, ISTANBUL
        )
        self.assertEqual([row.reason for row in found], ["work_permit"])

    def test_days_that_stand_for_none_are_long_ago_or_never(self):
        always = Requirement(None, None, "block", 365)
        for first, last, met in (
            (None, date(1, 1, 1), False),
            (date(1, 1, 1), date(1, 1, 1), False),
            (date.min, date.max, True),
            (date(1, 1, 15), date(9999, 12, 30), True),
            (date(2026, 1, 1), date(9999, 12, 31), True),
            (date(9999, 12, 31), None, False),
        ):
            for zone in (ISTANBUL, "Pacific/Kiritimati", "Pacific/Pago_Pago"):
                with self.subTest(first=first, last=last, zone=zone):
                    found = objections("work_permit", always, [(first, last)], zone)
                    now = datetime(2026, 3, 1)
                    standing = [row for row in found if row.holds(now)]
                    self.assertEqual(not standing, met)

    def test_a_requirement_has_such_days_too(self):
        for first, last in ((date.min, date.max), (date(1, 1, 2), date(9999, 12, 30))):
            required = Requirement(first, last, "block", 30)
            [found] = objections("requirement", required, [], ISTANBUL)
            self.assertEqual((found.since, found.until), (None, None))
