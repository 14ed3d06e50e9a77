# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from datetime import date, datetime, timedelta

import pytz

from ...tools import days

ISTANBUL, BERLIN = pytz.timezone("Europe/Istanbul"), pytz.timezone("Europe/Berlin")


class TestDays(unittest.TestCase):
    def test_a_day_begins_and_ends_at_midnight_of_its_zone(self):
        for zone, day, start, end in (
            (ISTANBUL, (2021, 3, 1), "2021-02-28 21:00", "2021-03-01 21:00"),
            (BERLIN, (2021, 3, 28), "2021-03-27 23:00", "2021-03-28 22:00"),
            (BERLIN, (2021, 10, 31), "2021-10-30 22:00", "2021-10-31 23:00"),
            (pytz.utc, (2021, 3, 1), "2021-03-01 00:00", "2021-03-02 00:00"),
        ):
            with self.subTest(zone=zone, day=day):
                moment = datetime.fromisoformat(start)
                self.assertEqual(days.start_of(date(*day), zone), moment)
                self.assertEqual(days.end_of(date(*day), zone).isoformat(" ")[:16], end)
                self.assertEqual(days.day_of(moment, zone), date(*day))

    def test_the_ends_of_the_calendar_are_days_from_which_a_year_is_counted(self):
        year = timedelta(days=366)
        for zone in (ISTANBUL, BERLIN, pytz.utc, pytz.timezone("America/Los_Angeles")):
            for moment in (datetime.min, datetime.max):
                with self.subTest(zone=zone, moment=moment):
                    day = days.day_of(moment, zone)
                    self.assertTrue(day - year < day < day + year)
                    start = days.start_of(moment.date(), zone)
                    self.assertLessEqual(start, days.end_of(moment.date(), zone))
                    self.assertTrue(start - year < start < start + year)

    def test_what_is_later_than_the_calendar_is_its_end(self):
        hour, last = timedelta(hours=1), datetime(9999, 12, 31, 23, 59, 59)
        self.assertEqual(days.later(datetime(2021, 3, 1), hour).hour, 1)
        self.assertEqual(days.later(last - hour / 2, hour), last)
