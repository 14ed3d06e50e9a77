# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from datetime import date, datetime

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
