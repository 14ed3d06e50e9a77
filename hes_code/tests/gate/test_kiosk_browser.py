# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hr_attendance.controllers.main import HrAttendance

from ..common import RISKLESS
from .test_kiosk import KioskCase


@tagged("post_install", "-at_install")
class TestKioskBrowser(KioskCase):
    """People before the kiosk's screen, in a real browser."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "attendance_kiosk_mode": "barcode_manual",
                "attendance_kiosk_delay": 30,
                "attendance_device_tracking": False,
                "attendance_from_systray": True,
            }
        )

    def tour(self, name):
        # the kiosk's page has no tour service; kiosk_tour_runner.js stands in for it
        self.start_tour(
            f"/hr_attendance/{self.company.attendance_kiosk_key}",
            name,
            code=f"odoo.hesStartTour({name!r})",
            ready="odoo.hesIsTourReady()",
        )

    def state(self, employee):
        self.env.invalidate_all()
        return employee.attendance_state

    def test_refused_by_badge_and_back_to_start_by_itself(self):
        self.company.attendance_kiosk_delay = 2
        self.tour("hes_kiosk_refused_by_badge")
        self.assertEqual(self.state(self.burak), "checked_out")

    def test_typing_keeps_the_refusal_on_the_screen(self):
        self.company.attendance_kiosk_delay = 1
        self.tour("hes_kiosk_typing_pauses")

    def test_refused_by_name_then_in_by_badge_and_code(self):
        self.tour("hes_kiosk_refused_by_name")
        self.assertEqual(self.state(self.burak), "checked_in")

    def test_refused_by_pin_then_in_by_a_typed_code(self):
        self.company.attendance_kiosk_use_pin = True
        self.tour("hes_kiosk_refused_by_pin")
        self.assertEqual(self.state(self.burak), "checked_in")

    def test_a_scanned_qr_code_lets_in(self):
        self.tour("hes_kiosk_attempt_scanned")
        self.assertEqual(self.state(self.burak), "checked_in")

    def test_the_information_is_a_link_away(self):
        self.company.attendance_kiosk_delay = 2
        self.tour("hes_kiosk_information")
        reading = self.env["hes.information.reading"].search([])
        self.assertEqual(reading.employee_id, self.burak)
        self.assertTrue(reading.opened)

    def test_what_is_no_code_is_told_so_and_tried_again(self):
        self.tour("hes_kiosk_unreadable")
        self.assertEqual(self.state(self.burak), "checked_in")

    def assert_badge_was_no_code(self):
        """Ayşe came in by her card, which nobody asked the ministry for."""
        self.assertEqual(self.state(self.ayse), "checked_in")
        self.assertFalse(self.burak.attendance_ids)
        self.assertNotIn("0012345678", self.stand_in.asked)

    def test_the_next_in_the_queue_is_greeted_while_a_refusal_is_shown(self):
        self.ayse.barcode = "0012345678"
        for name in ("queue", "queue_tab", "queue_by_name", "queue_no_attempt"):
            policy = self.company.hes_policy_id
            policy.kiosk_attempt = name != "queue_no_attempt"
            with self.subTest(name=name):
                self.tour(f"hes_kiosk_{name}")
                self.assert_badge_was_no_code()
                self.assertFalse(self.stand_in.requests)
                self.assertFalse(self.env["hes.kiosk.attempt"].search([]))
                self.ayse.attendance_ids.unlink()

    def test_the_next_in_the_queue_may_be_refused_too(self):
        self.ayse.barcode = "0012345678"
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.tour("hes_kiosk_queue_refused")
        self.assertEqual(self.state(self.burak), "checked_in")
        self.assertEqual(self.state(self.ayse), "checked_out")

    def test_the_next_in_the_queue_waits_for_an_answer_that_is_under_way(self):
        self.ayse.barcode = "0012345678"
        self.stand_in.delay = 1.5
        self.tour("hes_kiosk_queue_while_asking")
        self.assert_badge_was_no_code()
        self.assertEqual(len(self.burak_attempts()), 1)

    def test_a_screen_that_is_gone_sends_nothing_for_the_next_person(self):
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.company.hes_policy_id.live_check = False
        self.stand_in.delay = 3
        self.tour("hes_kiosk_kept_by_a_screen_that_is_gone")
        self.assertEqual(self.stand_in.asked, {"C1D2345644": 1})
        attempts = self.env["hes.kiosk.attempt"].search([])
        self.assertEqual(attempts, self.burak_attempts())

    def test_who_is_let_in_is_greeted_whatever_becomes_of_the_screen(self):
        self.stand_in.delay = 3
        self.tour("hes_kiosk_stays_while_asking")
        self.assertEqual(self.state(self.burak), "checked_in")

    def burak_attempts(self):
        attempts = self.env["hes.kiosk.attempt"]
        return attempts.search([("employee_id", "=", self.burak.id)])

    def test_a_us_scanner_is_read_on_turkish_computers(self):
        risky = self.burak.hes_code_id
        for host in ("turkishQ", "turkishF"):
            for name in ("written", "compact", "qr", "label"):
                with self.subTest(host=host, scanned=name):
                    self.tour(f"hes_kiosk_{host}_{name}")
                    self.assertEqual(self.state(self.burak), "checked_in")
                    self.assertEqual(self.burak_attempts().outcome, "cleared")
                self.burak.attendance_ids.unlink()
                self.burak_attempts().unlink()
                self.burak.hes_code_id.unlink()
                risky.active = True
                self.record_answer(risky, status="risky")

    def test_a_badge_is_read_on_turkish_computers(self):
        self.ayse.barcode = "I1B2C3"
        for host in ("turkishQ", "turkishF"):
            with self.subTest(host=host):
                self.tour(f"hes_kiosk_{host}_badge")
                self.assertEqual(self.state(self.ayse), "checked_in")
                self.ayse.attendance_ids.unlink()

    def test_a_scanner_that_is_set_to_the_turkish_keyboard_is_read(self):
        self.ayse.barcode = "EMP12"
        self.cigdem.barcode = "DKP12"  # the same keys on a US keyboard
        self.tour("hes_kiosk_set_to_turkishF")
        self.assertFalse(self.cigdem.attendance_ids)
        self.assertEqual(self.burak_attempts().outcome, "cleared")

    def test_no_badge_is_cut_to_the_end_that_is_somebody_elses(self):
        self.ayse.barcode, self.cigdem.barcode = "2100", "100"
        self.tour("hes_kiosk_whole_badge")

    def test_a_code_that_is_scanned_first_is_shown_to_nobody(self):
        self.tour("hes_kiosk_code_first")

    def test_who_taps_twice_while_the_service_is_asked_comes_in_once(self):
        self.ayse.hes_code_id.checked_at = False
        self.stand_in.delay = 3
        self.tour("hes_kiosk_tapped_twice")
        self.assertEqual(self.state(self.ayse), "checked_in")

    def test_too_many_tries_end_the_attempts(self):
        employee = type(self.env["hr.employee"])
        with patch.object(employee, "_hes_kiosk_attempt", lambda *args: "wait"):
            self.tour("hes_kiosk_too_many_tries")

    def test_no_attempt_where_the_company_does_without(self):
        self.company.hes_policy_id.kiosk_attempt = False
        self.tour("hes_kiosk_no_attempt")

    def test_warned_and_cleared_people_are_greeted(self):
        self.company.attendance_kiosk_delay = 1
        self.tour("hes_kiosk_greetings")
        self.assertEqual(self.state(self.cigdem), "checked_in")
        self.assertEqual(self.state(self.ayse), "checked_in")

    def test_who_forgot_to_check_out_is_told_where_nobody_scans(self):
        self.company.attendance_kiosk_mode = "manual"
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.env["hr.attendance"].create(
            {"employee_id": self.ayse.id, "check_in": yesterday}
        )
        self.tour("hes_kiosk_forgotten_by_name")

    def test_somebody_denied_meanwhile_checks_out(self):
        attendance = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.assertTrue(attendance.hes_flag)
        self.tour("hes_kiosk_denied_leaves")
        self.assertEqual(self.state(self.ayse), "checked_out")

    def test_a_fault_of_the_server_kills_no_kiosk(self):
        fault = patch.object(HrAttendance, "_get_employee_info_response", _fault)
        with mute_logger("odoo.http"), fault:
            self.tour("hes_kiosk_server_fault")

    def test_a_fault_of_the_server_is_no_text_on_the_screen_of_who_scans(self):
        fault = patch.object(HrAttendance, "_get_employee_info_response", _fault)
        with mute_logger("odoo.http"), fault:
            self.tour("hes_kiosk_scanned_fault")

    def test_a_fault_with_device_tracking_kills_no_kiosk(self):
        self.company.attendance_device_tracking = True
        fault = patch.object(HrAttendance, "_get_geoip_response", _fault)
        with mute_logger("odoo.http"), fault:
            self.tour("hes_kiosk_tracked_fault")

    def test_a_lost_connection_kills_no_kiosk(self):
        self.tour("hes_kiosk_connection_lost")
        self.assertEqual(self.state(self.ayse), "checked_in")

    def test_the_systray_tells_of_a_refusal(self):
        self.burak.user_id = self.plain_user
        place = patch.object(HrAttendance, "_get_geoip_response", _no_place)
        for tracking in (False, True):
            self.company.attendance_device_tracking = tracking
            with self.subTest(tracking=tracking), place:
                self.start_tour("/odoo", "hes_systray_refused", login="hes_plain")
                self.assertEqual(self.state(self.burak), "checked_out")

    def test_who_presses_twice_while_the_service_is_asked_comes_in_once(self):
        self.ayse.user_id = self.plain_user
        self.ayse.hes_code_id.checked_at = False
        self.stand_in.delay = 5
        self.start_tour("/odoo", "hes_systray_pressed_twice", login="hes_plain")
        self.assertEqual(self.state(self.ayse), "checked_in")

    def test_an_open_list_of_attendances_reloads_by_itself(self):
        group = self.env.ref("hr_attendance.group_hr_attendance_user")
        self.officer.group_ids += group
        self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.stand_in.overrides[RISKLESS.replace("-", "")] = "RISKY"
        self.start_tour(
            "/odoo/attendances", "hes_attendance_list_reloads", login="hes_officer"
        )


def _no_place(*_args, mode="kiosk", **_kwargs):
    return {"mode": mode}


def _fault(*args, **kwargs):
    raise ValueError("something private about Burak")
