# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, NotNullViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...exceptions import CheckInRefused
from ..common import RISKLESS, HesCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestExemption(HesCase):
    def setUp(self):
        super().setUp()
        self.ayse.tz = "Europe/Istanbul"
        self.code(self.ayse, RISKLESS, risk_status="risky")

    def exempt(self, first="2021-03-01", last="2021-03-01"):
        return self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.ayse.id,
                "date_from": first,
                "date_to": last,
                "reason": "Works alone in building C",
            }
        )

    def test_it_opens_the_gate_and_the_attendance_says_so(self):
        self.assertEqual(self.ayse.hes_clearance, "denied")
        exemption = self.exempt()
        attendance = self.ayse._attendance_action_change()
        self.assertEqual(attendance.hes_clearance_reason, "exempted")
        self.assertEqual(attendance.hes_exemption_id, exemption)
        self.assertEqual(exemption.user_id, self.manager)

    def test_its_days_are_those_of_the_person(self):
        with freeze_time("2021-02-27 05:00:00"):
            self.exempt()
        for moment, clearance in (
            ("2021-02-28 20:59:59", "denied"),
            ("2021-02-28 21:00:00", "cleared"),  # midnight in Istanbul
            ("2021-03-01 20:59:59", "cleared"),
            ("2021-03-01 21:00:00", "denied"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.ayse.hes_code_id.risky_since = "2021-02-01 00:00:00"
                self.ayse.invalidate_recordset()
                self.assertEqual(self.ayse.hes_clearance, clearance)

    def test_only_a_hes_manager_grants_it(self):
        with self.assertRaises(AccessError):
            self.as_user(self.officer, "hes.exemption").create(
                {
                    "employee_id": self.ayse.id,
                    "date_from": "2021-03-01",
                    "date_to": "2021-03-02",
                    "reason": "x",
                }
            )

    def test_lists_know_which_ones_run(self):
        with freeze_time("2021-02-01 05:00:00"):
            ended = self.exempt("2021-02-01", "2021-02-02")
        running = self.exempt()
        coming = self.exempt("2021-03-02", "2021-03-03")
        for state, exemption in (
            ("ended", ended),
            ("running", running),
            ("coming", coming),
        ):
            self.assertEqual(exemption.state, state)
            self.assertEqual(
                self.env["hes.exemption"].search([("state", "=", state)]), exemption
            )

    def refused(self, call, words):
        with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
            call()

    def test_it_lasts_no_longer_than_the_company_allows(self):
        self.refused(lambda: self.exempt(last="2021-04-01"), "31 days at most")
        exemption = self.exempt(last="2021-03-31")
        self.refused(lambda: exemption.write({"date_to": "2021-04-01"}), "31 days")
        self.company.hes_policy_id.exemption_days = 2
        self.refused(lambda: self.exempt(last="2021-03-03"), "2 days at most")
        self.exempt(last="2021-03-02")

    def test_one_for_ever_is_refused_as_too_long(self):
        form = Form(self.as_user(self.manager, "hes.exemption"))
        form.employee_id = self.as_user(self.manager, "hr.employee").browse(
            self.ayse.id
        )
        form.reason = "Works alone"
        form.date_to = "9999-12-31"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(CheckViolation, "hes_exemption_bounded"),
        ):
            form.save()

    def test_one_that_was_granted_for_longer_than_is_allowed_now_can_be_ended(self):
        exemption = self.exempt(last="2021-03-31")
        self.company.hes_policy_id.exemption_days = 7
        with freeze_time("2021-03-20 05:00:00"):
            exemption.date_to = "2021-03-25"
            self.refused(lambda: exemption.write({"date_to": "2021-03-26"}), "7 days")
            exemption.action_end()
        self.assertEqual(str(exemption.date_to), "2021-03-20")

    def test_a_day_that_is_emptied_is_refused_with_its_name(self):
        exemption = self.exempt(last="2021-03-31")
        for name in ("date_from", "date_to"):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                with self.assertRaises(NotNullViolation), self.env.cr.savepoint():
                    exemption[name] = False
                    self.env.flush_all()
            exemption.invalidate_recordset()

    def test_no_rule_allows_more_than_a_year(self):
        with mute_logger("odoo.sql_db"):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.company.hes_policy_id.exemption_days = 367
                self.env.flush_all()
        self.company.hes_policy_id.invalidate_recordset()

    def test_it_does_not_begin_in_the_past(self):
        self.refused(lambda: self.exempt("2021-02-28"), "cannot begin in the past")
        exemption = self.exempt()
        begin = {"date_from": "2021-02-28"}
        self.refused(lambda: exemption.write(begin), "cannot begin in the past")
        with freeze_time("2021-03-02 05:00:00"):
            exemption.date_to = "2021-03-04"  # what began in time goes on
            self.refused(lambda: exemption.write(begin), "cannot begin in the past")

    def test_the_day_that_is_proposed_is_the_persons(self):
        """Half past one in the morning in Istanbul, and the day before in Berlin."""
        exemptions = self.as_user(self.manager, "hes.exemption")
        exemptions = exemptions.with_context(tz="Europe/Berlin")
        values = {"employee_id": self.ayse.id, "date_to": "2021-03-12", "reason": "x"}
        with freeze_time("2021-03-10 22:30:00"):
            self.assertEqual(str(exemptions.create(values).date_from), "2021-03-11")
            form = Form(exemptions)
            self.assertEqual(str(form.date_from), "2021-03-10")
            form.employee_id = self.ayse
            self.assertEqual(str(form.date_from), "2021-03-11")

    def test_a_day_that_was_chosen_before_the_person_stays(self):
        form = Form(self.as_user(self.manager, "hes.exemption"))
        form.date_from = "2021-03-05"
        form.employee_id = self.ayse
        self.assertEqual(str(form.date_from), "2021-03-05")

    def test_it_is_not_given_to_somebody_else(self):
        """It would hold for them since it was granted to the first."""
        exemption = self.exempt(last="2021-03-05")
        with self.assertRaisesRegex(AccessError, "cannot be changed afterwards"):
            exemption.employee_id = self.burak

    def test_who_was_refused_this_morning_was_refused(self):
        self.ayse.hes_code_id.risky_since = "2021-02-27 05:00:00"
        morning = {"employee_id": self.ayse.id, "check_in": "2021-03-01 04:00:00"}
        with self.assertRaises(CheckInRefused), self.env.cr.savepoint():
            self.env["hr.attendance"].create(morning)
        self.exempt()
        morning["check_out"] = "2021-03-01 04:30:00"
        row = self.env["hr.attendance"].create(morning)
        self.assertEqual(row.hes_clearance, "denied")
        self.assertEqual(self.ayse._attendance_action_change().hes_clearance, "cleared")

    def test_one_that_has_begun_is_ended_and_not_deleted(self):
        with freeze_time("2021-02-01 05:00:00"):
            ended = self.exempt("2021-02-01", "2021-02-02")
        with freeze_time("2021-02-20 05:00:00"):
            running = self.exempt("2021-02-20", "2021-03-20")
        coming = self.exempt("2021-03-02", "2021-03-03")
        for exemption in (ended, running, ended | coming):
            with self.assertRaisesRegex(UserError, "end it instead"):
                exemption.unlink()
        running.action_end()
        self.assertEqual(str(running.date_to), "2021-03-01", "with this day")
        coming.unlink()
        self.assertFalse(coming.exists())
