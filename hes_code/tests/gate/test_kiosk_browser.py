# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

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
        self.tour("hes_kiosk_second_look_scanned")
        self.assertEqual(self.state(self.burak), "checked_in")

    def test_the_information_is_a_link_away(self):
        self.company.attendance_kiosk_delay = 2
        self.tour("hes_kiosk_information")
        reading = self.env["hes.information.reading"].search([])
        self.assertEqual(reading.employee_id, self.burak)
        self.assertTrue(reading.opened)

    def test_too_many_tries_end_the_second_look(self):
        employee = type(self.env["hr.employee"])
        with patch.object(employee, "_hes_kiosk_attempt", lambda *args: "wait"):
            self.tour("hes_kiosk_too_many_tries")

    def test_no_second_look_where_the_company_does_without(self):
        self.company.hes_policy_id.kiosk_attempt = False
        self.tour("hes_kiosk_no_second_look")

    def test_warned_and_cleared_people_are_greeted(self):
        self.company.attendance_kiosk_delay = 1
        self.tour("hes_kiosk_greetings")
        self.assertEqual(self.state(self.cigdem), "checked_in")
        self.assertEqual(self.state(self.ayse), "checked_in")

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
