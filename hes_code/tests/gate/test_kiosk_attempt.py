# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import RISKLESS, HesCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKioskAttempt(HesCase):
    FRESH = "K1L2-3456-78"

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.ayse.identification_id = "10000000170"
        self.code(self.ayse, RISKLESS, risk_status="risky")
        self.stand_in.people["K1L2345678"] = ("10000000170", "Ayşe", "Işık")

    def outcome(self):
        return self.env["hes.kiosk.attempt"].search([], limit=1).outcome

    def test_a_fresh_code_of_ones_own_opens(self):
        self.assertEqual(self.ayse._hes_kiosk_attempt("k1l2 3456 78"), "cleared")
        self.assertEqual(self.ayse.hes_code, self.FRESH)
        self.assertEqual(self.ayse.hes_code_id.source, "kiosk")
        self.assertEqual(self.ayse.hes_code_id.owner_check, "match")
        self.assertTrue(self.ayse._attendance_action_change())

    def test_the_qr_code_is_read(self):
        text = "0123456789abcdef0123456789abcdef|K1L2345678"
        self.assertEqual(self.ayse._hes_kiosk_attempt(text), "cleared")

    def test_the_old_code_may_have_become_riskless(self):
        self.assertEqual(self.ayse._hes_kiosk_attempt(RISKLESS), "cleared")

    def test_a_colleagues_code_opens_nothing_and_is_not_kept(self):
        self.stand_in.people["K1L2345678"] = ("10000000999", "Burak", "Çelik")
        self.assertEqual(self.ayse._hes_kiosk_attempt(self.FRESH), "refused")
        self.assertEqual(self.outcome(), "foreign")
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_a_code_that_a_colleague_has_here_opens_nothing(self):
        self.code(self.burak, self.FRESH)
        self.assertEqual(self.ayse._hes_kiosk_attempt(self.FRESH), "refused")
        self.assertEqual(self.burak.hes_code, self.FRESH)

    def test_every_refusal_of_a_code_looks_the_same(self):
        self.stand_in.overrides["K1L2345678"] = "RISKY"
        for text in ("Z9Z9-9999-44", self.FRESH):
            self.assertEqual(self.ayse._hes_kiosk_attempt(text), "refused")

    def test_an_unusual_code_that_hr_entered_may_have_become_riskless(self):
        code = self.env["hes.code"].create(
            {
                "employee_id": self.ayse.id,
                "code": "AB1C-2345-66",
                "unusual_confirmed": True,
            }
        )
        self.record_answer(code, status="risky")
        self.stand_in.overrides["AB1C234566"] = "RISKLESS"
        self.stand_in.people["AB1C234566"] = ("10000000170", "Ayşe", "Işık")
        self.assertEqual(self.ayse._hes_kiosk_attempt(code.code), "cleared")

    def test_what_is_no_code_is_told_so(self):
        for text in ("", "nonsense", None, "what is this", "0012345678"):
            self.assertEqual(self.ayse._hes_kiosk_attempt(text), "unreadable")
        self.assertFalse(self.stand_in.requests)

    def test_tries_are_limited_and_logged(self):
        with freeze_time(NOW) as clock:
            for _try in range(5):
                self.assertEqual(self.ayse._hes_kiosk_attempt("nonsense"), "unreadable")
            self.assertEqual(self.ayse._hes_kiosk_attempt(self.FRESH), "wait")
            self.assertEqual(self.burak._hes_kiosk_attempt("nonsense"), "unreadable")
            clock.tick(timedelta(hours=1, seconds=1))
            self.assertEqual(self.ayse._hes_kiosk_attempt(self.FRESH), "cleared")
        self.assertEqual(self.env["hes.kiosk.attempt"].search_count([]), 8)

    def test_a_refusal_of_the_service_is_heeded_by_everybody(self):
        self.stand_in.trouble("403")
        for _try in range(2):
            with self.enter_registry_test_mode():
                self.assertEqual(self.ayse._hes_kiosk_attempt(self.FRESH), "refused")
            self.env.invalidate_all()
            self.assertEqual(self.outcome(), "unreachable")
        self.assertTrue(self.service.suspended)
        self.assertEqual(self.service_activities().user_id, self.manager)
        self.assertEqual(len(self.stand_in.requests), 1, "nothing more is asked")

    def test_only_hes_managers_read_the_log(self):
        self.ayse._hes_kiosk_attempt("nonsense")
        self.assertTrue(self.as_user(self.manager, "hes.kiosk.attempt").search([]))
        for user in (self.officer, self.plain_user):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.kiosk.attempt").search([])
