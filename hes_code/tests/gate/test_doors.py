# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import RISKY, HesCase


class DoorCase(HttpCase, HesCase):
    """Odoo's JSON-2 API, as a user."""

    def api(self, user, model, method, **params):
        """The answer of a method, as the user's own key opens it."""
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate(scope="rpc", name="doors", expiration_date=tomorrow)
        with mute_logger("odoo.http", "odoo.sql_db"):
            answer = self.url_open(
                f"/json/2/{model}/{method}",
                json=params,
                headers={"Authorization": f"Bearer {key}"},
            )
        self.env.invalidate_all()
        return answer


@tagged("post_install", "-at_install")
class TestDoors(DoorCase):
    """The ways into an attendance that no screen of ours stands before."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        long_ago = now - timedelta(days=2)
        code = self.code(self.burak, RISKY, risk_status="risky", checked_at=long_ago)
        self.record_answer(code, now, "risky")

    def attendances(self):
        return self.env["hr.attendance"].search([("employee_id", "=", self.burak.id)])

    def inside_since(self, check_in):
        """An open attendance of Burak, from before the gate was switched on."""
        self.company.hes_policy_id.gate = "off"
        values = {"employee_id": self.burak.id, "check_in": check_in}
        attendance = self.env["hr.attendance"].create(values)
        self.company.hes_policy_id.gate = "on"
        return attendance

    def test_an_import_tells_the_row(self):
        attendances = self.as_user(self.attendance_officer, "hr.attendance")
        self.env.flush_all()
        result = attendances.load(
            ["employee_id/.id", "check_in"],
            [[str(self.burak.id), fields.Datetime.to_string(fields.Datetime.now())]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("see HR", result["messages"][0]["message"])
        self.assertFalse(self.attendances())

    def test_the_json_api(self):
        answer = self.api(
            self.attendance_officer,
            "hr.attendance",
            "create",
            vals_list=[{"employee_id": self.burak.id}],
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("see HR", answer.json()["message"])
        self.assertFalse(self.attendances())

    def test_another_add_on_that_gives_the_employee_as_text_or_as_a_float(self):
        attendances, ayse, burak = self.env["hr.attendance"], self.ayse, self.burak
        for given in (str(burak.id), f" {burak.id} ", float(burak.id)):
            with (
                self.subTest(given=given),
                self.assertRaisesRegex(Exception, "see HR"),
                self.env.cr.savepoint(),
            ):
                attendances.create([{"employee_id": ayse.id}, {"employee_id": given}])
        now = fields.Datetime.now()
        past = {
            "check_in": now - timedelta(hours=9),
            "check_out": now - timedelta(hours=1),
        }
        rows = attendances.create(
            [{"employee_id": ayse.id}, {"employee_id": str(burak.id), **past}]
        )
        self.assertEqual(rows.employee_id, ayse | burak)
        self.assertEqual(rows.mapped("hes_clearance"), ["warned", "denied"])

    def test_a_changed_time_on_an_open_attendance(self):
        before = fields.Datetime.now() - timedelta(days=3)
        attendance = self.inside_since(before)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "see HR"):
            attendance.with_user(
                self.attendance_officer
            ).check_in = fields.Datetime.now()

    def test_the_automatic_check_out_passes(self):
        self.company.write({"auto_check_out": True, "auto_check_out_tolerance": 0})
        start = fields.Datetime.now() - timedelta(days=3)
        attendance = self.inside_since(start.replace(hour=5))
        self.env["hr.attendance"]._cron_auto_check_out()
        self.assertTrue(attendance.check_out)
        self.assertEqual(attendance.out_mode, "auto_check_out")
