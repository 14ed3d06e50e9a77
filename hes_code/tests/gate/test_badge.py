# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...tools.gate import badge
from ..common import HesCase
from .test_kiosk import FRESH, KioskCase

#: One card of four bytes, as readers write it.
HEXADECIMAL, DECIMAL, OTHER_ORDER = "00BC614E", "0012345678", "4E61BC00"


@tagged("post_install", "-at_install")
class TestBadgeRule(unittest.TestCase):
    def test_blanks_and_cases_do_not_matter_and_zeros_do(self):
        for text in (" ab12\n", "AB12", "aB12\u200b", "'ab12", "\u00a0ab12"):
            self.assertEqual(badge.normalise(text), "AB12")
        for text, same in (("ıi", "II"), ("İ", "I"), ("  ", ""), ("a  b", "A B")):
            self.assertEqual(badge.normalise(text), same)
        self.assertNotEqual(badge.normalise("0012"), badge.normalise("12"))
        self.assertNotEqual(badge.normalise("AB-12"), badge.normalise("AB12"))

    def test_a_card_is_the_same_in_decimal_and_hexadecimal_where_it_is_wanted(self):
        for text, other, reading in (
            (HEXADECIMAL, DECIMAL, "decimal_hex"),
            (DECIMAL, HEXADECIMAL, "decimal_hex"),
            ("12345678", HEXADECIMAL, "decimal_hex"),
            ("bc614e", DECIMAL, "decimal_hex"),
            (HEXADECIMAL, OTHER_ORDER, "any_order"),
            (OTHER_ORDER, DECIMAL, "any_order"),
            ("04A1B2C3D4E5F6", f"{0x04A1B2C3D4E5F6:017}", "decimal_hex"),
        ):
            with self.subTest(text=text, other=other):
                self.assertIn(other, badge.writings(text, reading))
                self.assertNotIn(other, badge.writings(text))
        self.assertNotIn(OTHER_ORDER, badge.writings(HEXADECIMAL, "decimal_hex"))

    def test_what_is_no_number_of_a_card_has_one_writing(self):
        for text in ("1002", "100234", "PER-1002", "A4D7113210X", "9" * 18):
            with self.subTest(text=text):
                self.assertEqual(badge.writings(text, "any_order"), [text])
        self.assertEqual(badge.writings("", "any_order"), [])

    def test_a_mask_leaves_two_characters_of_a_badge_and_nothing_of_all_else(self):
        for text, mask in (
            ("0012345678", "••••••••78"),
            ("1002", "••••"),
            ("10000000146|A4D7113210", "•" * 18),
            ("", ""),
        ):
            self.assertEqual(badge.mask(text), mask)


@tagged("post_install", "-at_install")
class TestBadgeDoors(KioskCase):
    """Kiosk, turnstile and list know a badge by the same rule."""

    def setUp(self):
        super().setUp()
        self.turnstile = self._user("turnstile", "hes_code.group_hes_gate")
        self.policy = self.company.hes_policy_id

    def kiosk(self, text):
        token = self.company.attendance_kiosk_key
        answer = self.url_open(
            "/hr_attendance/attendance_barcode_scanned",
            json={"params": {"token": token, "barcode": text}},
        ).json()["result"]
        self.env.invalidate_all()
        self.ayse.attendance_ids.unlink()
        return answer.get("employee_name") == self.ayse.name

    def gate(self, text):
        people = self.as_user(self.turnstile, "hr.employee")
        return people.get_hes_clearance(text) == {"clearance": "cleared"}

    def test_each_door_knows_it(self):
        for stored, read, reading, known in (
            ("AB12", " ab12 ", "exact", True),
            ("aB12cd", "Ab12CD", "exact", True),
            ("0012", "12", "exact", False),
            ("0012", "0012", "exact", True),
            (DECIMAL, HEXADECIMAL, "exact", False),
            (DECIMAL, HEXADECIMAL, "decimal_hex", True),
            ("00bC614e", "12345678", "decimal_hex", True),
            (OTHER_ORDER, DECIMAL, "decimal_hex", False),
            (OTHER_ORDER, DECIMAL, "any_order", True),
            ("AB12", "%", "any_order", False),
            ("AB12", "AB1_", "exact", False),
        ):
            self.ayse.barcode, self.policy.badge_reading = stored, reading
            for door in (self.kiosk, self.gate):
                with self.subTest(stored=stored, read=read, door=door.__name__):
                    self.assertEqual(door(read), known)

    def test_of_two_people_the_one_whose_badge_is_written_so_is_meant(self):
        self.policy.badge_reading = "decimal_hex"
        self.ayse.barcode, self.cigdem.barcode = HEXADECIMAL, DECIMAL
        self.assertTrue(self.kiosk(HEXADECIMAL))
        self.assertFalse(self.kiosk(DECIMAL))
        self.cigdem.barcode = HEXADECIMAL.lower()
        self.assertTrue(self.kiosk(HEXADECIMAL))

    def test_a_reading_that_fits_several_people_is_nobodys(self):
        self.policy.badge_reading = "decimal_hex"
        self.ayse.barcode, self.cigdem.barcode = HEXADECIMAL, "BC614E"
        for door in (self.kiosk, self.gate):
            self.assertFalse(door(DECIMAL))

    def test_each_company_reads_its_own_badges_in_its_way(self):
        (self.company | self.stranger_company).hes_policy_id.gate = "on"
        self.stranger_company.hes_policy_id.badge_reading = "decimal_hex"
        self.ayse.barcode = DECIMAL
        self.turnstile.company_ids += self.stranger_company
        people = self.env["hr.employee"].with_user(self.turnstile)
        both = (self.company | self.stranger_company).ids
        answer = people.with_context(allowed_company_ids=both).get_hes_clearance(
            HEXADECIMAL
        )
        self.assertEqual(answer, {"clearance": "denied"})

    def test_an_attempt_takes_a_badge_in_another_writing_as_its_own(self):
        self.policy.badge_reading = "decimal_hex"
        self.burak.barcode = HEXADECIMAL
        token = self.company.attendance_kiosk_key
        for text, key in ((DECIMAL, "hes_badge"), (FRESH, "attendance")):
            answer = self.url_open(
                "/hr_attendance/hes_attempt",
                json={"params": {"token": token, "code": text, "barcode": "bc614e"}},
            ).json()["result"]
            self.assertIn(key, answer)
        self.assertEqual(len(self.env["hes.kiosk.attempt"].search([])), 1)

    # ------------------------------------------------------- unknown badges

    def unknown(self):
        return self.as_user(self.manager, "hes.unknown.badge").search([])

    def test_unknown_badges_are_counted_for_hes_managers_and_masked(self):
        for _time in range(3):
            self.kiosk("0099999942")
            self.gate("0099999942")
        self.kiosk("1001")
        kiosk, gate = self.unknown().sorted("reader")
        self.assertEqual((kiosk.reader, kiosk.count), ("Kiosk", 3))
        self.assertEqual((gate.reader, gate.count), (self.turnstile.name, 3))
        self.assertEqual(set((kiosk | gate).mapped("badge")), {"••••••••42"})
        self.env.cr.execute("SELECT unknown.*::text FROM hes_unknown_badge AS unknown")
        self.assertNotIn("9999", str(self.env.cr.fetchall()))
        for user in (self.officer, self.plain_user, self.turnstile):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.unknown.badge").search([])

    def test_a_reader_that_writes_otherwise_is_found(self):
        self.ayse.barcode = DECIMAL
        self.kiosk(HEXADECIMAL)
        self.assertEqual(self.unknown().reading, "decimal_hex")
        self.ayse.barcode = OTHER_ORDER
        self.kiosk(HEXADECIMAL)
        self.assertEqual(self.unknown().reading, "any_order")
        self.policy.badge_reading = "any_order"
        self.assertTrue(self.kiosk(HEXADECIMAL))

    def test_codes_empty_badges_and_wrong_addresses_are_not_counted(self):
        for text in (FRESH, f"10000000146|{FRESH}", "", " "):
            self.kiosk(text)
        self.url_open(
            "/hr_attendance/attendance_barcode_scanned",
            json={"params": {"token": "0", "barcode": "0099999942"}},
        )
        self.assertFalse(self.unknown())


@tagged("post_install", "-at_install")
class TestUnknownBadges(HesCase):
    def test_days_are_rows_and_end_with_kiosk_attempts(self):
        badges = self.env["hes.unknown.badge"]
        with freeze_time("2021-03-01 05:00:00") as clock:
            badges._count(self.company, "0099999942", "Kiosk")
            clock.tick(timedelta(hours=23))
            badges._count(self.company, "0099999942", "Kiosk")
            clock.tick(timedelta(hours=2))
            badges._count(self.company, "0099999942", "Kiosk")
            self.assertEqual(badges.search([]).mapped("count"), [1, 2])
            self.company.hes_policy_id.retention_kiosk_attempt_days = 1
            clock.tick(timedelta(hours=23))
            due = dict(badges._retention_due(self.company, clock()))["retention"]
            self.assertEqual(badges.search(due).mapped("count"), [2])
