# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY, HesCase

NOW = "2021-03-01 06:00:00"
MORNING = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGate(HesCase):
    def setUp(self):
        super().setUp()
        checked = {"checked_at": fields.Datetime.now()}
        self.code(self.ayse, RISKLESS, risk_status="riskless", **checked)
        self.risky = self.code(self.burak, RISKY, risk_status="risky", **checked)

    def check_in(self, employee, **values):
        return self.env["hr.attendance"].create({"employee_id": employee.id, **values})

    def test_a_cleared_person_comes_in_and_the_verdict_is_kept(self):
        attendance = self.ayse._attendance_action_change()
        self.assertEqual(attendance.hes_clearance, "cleared")
        self.assertEqual(attendance.hes_clearance_reason, "riskless")
        self.assertFalse(attendance.hes_flag)

    def test_a_risky_person_is_refused_without_a_word_about_health(self):
        with self.assertRaises(UserError) as caught:
            self.burak._attendance_action_change()
        told = str(caught.exception)
        self.assertIn("see HR", told)
        for word in ("risk", "HES", "health", "Burak", "covid"):
            self.assertNotIn(word.lower(), told.lower())

    def test_someone_without_a_code_comes_in_with_a_hint(self):
        attendance = self.cigdem._attendance_action_change()
        self.assertEqual(attendance.hes_clearance, "warned")
        self.assertEqual(attendance.hes_clearance_reason, "missing")

    def test_the_company_decides_what_stops_somebody(self):
        self.company.hes_policy_id.policy_missing = "block"
        with self.assertRaises(UserError):
            self.cigdem._attendance_action_change()
        self.company.hes_policy_id.policy_risky = "warn"
        self.assertEqual(self.burak._attendance_action_change().hes_clearance, "warned")

    def test_a_gate_that_is_off_refuses_nobody_and_still_flags(self):
        self.company.hes_policy_id.gate = "off"
        attendance = self.burak._attendance_action_change()
        self.assertEqual(attendance.hes_clearance, "denied")
        self.assertTrue(attendance.hes_flag)

    def test_leaving_is_never_refused(self):
        attendance = self.ayse._attendance_action_change()
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.assertTrue(attendance.hes_flag)
        with freeze_time(NOW) as clock:
            clock.tick(timedelta(hours=8))
            self.ayse._attendance_action_change()
        self.assertEqual(
            attendance.check_out, fields.Datetime.now() + timedelta(hours=8)
        )
        self.assertEqual(attendance.hes_clearance, "cleared", "as it was at check-in")

    def test_yesterdays_attendance_may_be_entered_after_the_turn(self):
        self.risky.risky_since = "2021-02-28 16:00:00"
        day = {"check_in": "2021-02-28 06:00:00", "check_out": "2021-02-28 15:00:00"}
        self.assertTrue(self.check_in(self.burak, **day))
        with self.assertRaises(UserError):
            self.check_in(self.burak, check_in="2021-02-28 16:00:00")

    def test_ended_attendances_may_be_corrected(self):
        self.risky.risky_since = "2021-02-28 16:00:00"
        attendance = self.check_in(
            self.burak, check_in="2021-02-28 06:00:00", check_out="2021-02-28 15:00:00"
        )
        attendance.check_out = "2021-02-28 15:30:00"
        attendance.check_in = "2021-02-28 05:30:00"

    def test_reopening_or_handing_over_an_attendance_is_a_check_in(self):
        self.risky.risky_since = "2021-02-28 16:00:00"
        ended = self.check_in(
            self.burak, check_in="2021-02-28 06:00:00", check_out="2021-02-28 15:00:00"
        )
        with self.assertRaises(UserError):
            ended.check_out = False
        attendance = self.check_in(self.ayse)
        with self.assertRaises(UserError):
            attendance.employee_id = self.burak

    def test_attendance_officers_are_refused_in_the_form_too(self):
        form = Form(self.as_user(self.attendance_officer, "hr.attendance"))
        form.employee_id = self.burak
        with self.assertRaisesRegex(UserError, "see HR"):
            form.save()

    def test_a_list_with_a_refused_person_names_them_and_takes_nobody(self):
        before = self.env["hr.attendance"].search_count([])
        with self.assertRaisesRegex(UserError, "Burak"), self.env.cr.savepoint():
            self.env["hr.attendance"].create(
                [{"employee_id": person.id} for person in (self.ayse, self.burak)]
            )
        self.assertEqual(self.env["hr.attendance"].search_count([]), before)

    def test_a_day_of_absence_is_no_attendance(self):
        values = {
            "employee_id": self.burak.id,
            "check_in": "2021-03-01 00:00:00",
            "check_out": "2021-03-01 00:00:01",
            "in_mode": "technical",
        }
        self.risky.risky_since = "2021-02-27 16:00:00"
        kind = self.env.ref("hes_code.mail_activity_type_recorded")
        domain = [("activity_type_id", "=", kind.id)]
        # the scheduled action writes as the system's own user
        self.assertTrue(self.env["hr.attendance"].with_user(1).create(values))
        self.assertFalse(self.env["mail.activity"].search(domain))
        values |= {"check_in": MORNING, "check_out": MORNING}
        self.as_user(self.attendance_officer, "hr.attendance").create(values)
        self.assertTrue(self.env["mail.activity"].search(domain))

    def test_officers_see_the_clearance_and_not_why(self):
        attendance = self.cigdem._attendance_action_change()
        seen = attendance.with_user(self.attendance_officer)
        self.assertEqual(seen.hes_clearance, "warned")
        with self.assertRaises(UserError):
            seen.read(["hes_clearance_reason"])
        with self.assertRaises(UserError):
            seen.search([("hes_clearance_reason", "=", "missing")])

    def test_the_flag_finds_who_is_inside_and_not_cleared(self):
        inside = self.ayse._attendance_action_change()
        self.cigdem._attendance_action_change()
        self.record_answer(self.ayse.hes_code_id, status="risky")
        found = self.as_user(self.attendance_officer, "hr.attendance").search(
            [("hes_flag", "=", True), ("check_out", "=", False)]
        )
        self.assertEqual(found, inside)

    def test_the_flag_is_found_as_it_is_shown(self):
        """Also of people who were archived while they were inside."""
        rows = self.ayse._attendance_action_change()
        rows |= self.cigdem._attendance_action_change()
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.ayse.active = False
        attendances = self.env["hr.attendance"].with_context(active_test=True)
        for values in ([True], [False], [True, False], []):
            wanted = rows.filtered(lambda row, values=values: row.hes_flag in values)
            found = attendances.search(
                [("hes_flag", "in", values), ("id", "in", rows.ids)]
            )
            self.assertEqual(set(found), set(wanted), values)


@tagged("post_install", "-at_install")
class TestKioskRoutes(HttpCase, HesCase):
    """The public routes of the kiosk: whoever has its address can call them."""

    def setUp(self):
        super().setUp()
        self.company.attendance_kiosk_use_pin = False
        self.token = self.company.attendance_kiosk_key
        now = fields.Datetime.now()
        self.code(self.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        self.code(self.burak, RISKY, risk_status="risky", checked_at=now)
        self.burak.pin = "4711"

    def ask(self, route, **params):
        """The whole JSON answer of a route, as a browser gets it."""
        return self.url_open(
            f"/hr_attendance/{route}", json={"params": params}, method="POST"
        ).json()

    def call(self, route, **params):
        return self.ask(route, token=self.token, **params)["result"]

    def assert_refused(self, route, **params):
        with mute_logger("odoo.http"):
            error = self.ask(route, **params)["error"]["data"]
        self.assertEqual(
            error["name"], "odoo.addons.hes_code.exceptions.CheckInRefused"
        )
        self.assertIn("see HR", error["message"])
        self.assertEqual(error["arguments"], [error["message"]])
        self.assertFalse(self.burak.attendance_ids)

    def people(self, domain):
        return self.call("employees_infos", limit=10, offset=0, domain=domain)

    def test_nothing_about_a_person_can_be_guessed_by_searching(self):
        guesses = [
            [("pin", "=like", "4%")],
            [("hes_clearance", "=", "denied")],
            [("hes_code", "=like", "B1%")],
            [("hes_code_ids.risk_status", "=", "risky")],
            [("hes_code_ids", "any", [("risk_status", "=", "risky")])],
            [("name", "=like", "B%")],
            ["!", ("hes_risk_status", "=", "risky")],
            [("user_id.login", "like", "a")],
        ]
        for domain in guesses:
            with self.subTest(domain=domain), mute_logger("odoo.http"):
                answer = self.ask(
                    "employees_infos",
                    token=self.token,
                    limit=10,
                    offset=0,
                    domain=domain,
                )
                self.assertNotIn("result", answer)
                self.assertEqual(
                    answer["error"]["data"]["name"], "odoo.exceptions.AccessError"
                )

    def test_the_kiosks_own_search_still_works(self):
        found = self.people([("name", "ilike", "burak")])
        self.assertEqual([row["id"] for row in found["records"]], self.burak.ids)
        self.assertFalse([key for key in found["records"][0] if "hes" in key])
        self.assertEqual(self.people([])["length"], 3)
        department = self.env["hr.department"].create(
            {"name": "Dokuma", "company_id": self.company.id}
        )
        self.ayse.department_id = department
        found = self.people([("department_id", "=", department.id)])
        self.assertEqual([row["id"] for row in found["records"]], self.ayse.ids)

    def test_a_badge_is_refused_or_let_in(self):
        self.assertEqual(
            self.call("attendance_barcode_scanned", barcode="1001")["attendance_state"],
            "checked_in",
        )
        refused = self.call("attendance_barcode_scanned", barcode="1002")
        self.assertTrue(refused["hes_refused"])
        self.assertFalse(self.burak.attendance_ids)

    def test_a_name_chosen_on_the_screen_is_refused(self):
        refused = self.call(
            "manual_selection", employee_id=self.burak.id, pin_code=False
        )
        self.assertTrue(refused["hes_refused"])
        self.assertFalse(self.burak.attendance_ids)

    def test_the_systray_is_refused(self):
        self.burak.user_id = self.plain_user
        self.authenticate(self.plain_user.login, self.plain_user.login)
        self.assert_refused("systray_check_in_out")
