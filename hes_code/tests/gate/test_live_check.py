# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RISKLESS, UNANSWERED, HesCase, set_service_url
from ..query.test_service import ServiceCase
from ..service.dripper import Dripper

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLiveCheck(HesCase):
    """The gate asks the service where the last answer is too old."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        long_ago = "2021-02-20 05:00:00"
        self.hes_code = self.code(
            self.ayse, RISKLESS, risk_status="riskless", checked_at=long_ago
        )

    def check_in(self):
        with self.enter_registry_test_mode():
            return self.ayse._attendance_action_change()

    def test_an_old_answer_is_renewed_before_deciding(self):
        attendance = self.check_in()
        self.assertEqual(attendance.hes_clearance, "cleared")
        self.assertEqual(attendance.hes_live, "answered")
        self.assertEqual(self.stand_in.asked["A4D7113210"], 1)
        self.assertEqual(
            self.hes_code.check_ids.mapped("risk_status"), ["riskless", "riskless"]
        )

    def test_who_turned_risky_meanwhile_is_refused_and_it_stays_known(self):
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        with (
            self.enter_registry_test_mode(),
            self.assertRaisesRegex(UserError, "see HR"),
            self.env.cr.savepoint(),
        ):
            self.ayse._attendance_action_change()
        self.assertFalse(self.ayse.attendance_ids)

    def test_who_turns_risky_while_they_wait_is_refused(self):
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        self.stand_in.delay = 1.2
        with (
            freeze_time(NOW, tick=True),
            self.enter_registry_test_mode(),
            self.assertRaisesRegex(UserError, "see HR"),
        ):
            self.ayse._attendance_action_change()

    def test_where_the_rule_lets_in_the_answer_decides_all_the_same(self):
        """Ask at Check-in is on: what is too old or was never asked is asked for."""
        self.company.hes_policy_id.write(
            {"policy_stale": "off", "policy_unchecked": "off", "policy_expired": "off"}
        )
        self.assertEqual(self.ayse.hes_clearance, "cleared")
        self.code(self.burak, "B1C2-3456-66")
        self.hes_code.expires_at = "2021-02-25 05:00:00"  # graver, and off as well
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        for employee in (self.ayse, self.burak):
            with (
                self.subTest(employee.name),
                self.enter_registry_test_mode(),
                self.assertRaisesRegex(UserError, "see HR"),
                self.env.cr.savepoint(),
            ):
                employee._attendance_action_change()
        self.assertEqual(len(self.stand_in.requests), 2)

    def test_where_the_rule_lets_in_a_fresh_answer_is_not_asked_again(self):
        self.company.hes_policy_id.policy_stale = "off"
        self.hes_code.checked_at = "2021-03-01 04:00:00"
        self.check_in()
        self.assertFalse(self.stand_in.requests)

    def test_a_fresh_answer_is_not_asked_again(self):
        self.hes_code.checked_at = "2021-03-01 04:00:00"
        self.check_in()
        self.assertFalse(self.stand_in.requests)

    def test_the_companys_choice_holds_while_the_service_is_down(self):
        self.stand_in.trouble("503")
        for action, clearance in (("warn", "warned"), ("off", "cleared")):
            with self.subTest(action=action):
                self.company.hes_policy_id.policy_unreachable = action
                attendance = self.check_in()
                self.assertEqual(attendance.hes_clearance, clearance)
                self.assertEqual(attendance.hes_clearance_reason, "stale")
                self.assertEqual(attendance.hes_live, "unreachable")
                attendance.unlink()
        self.company.hes_policy_id.policy_unreachable = "block"
        with self.assertRaisesRegex(UserError, "see HR"):
            self.check_in()

    def test_a_refusal_of_the_service_is_heeded_by_everybody(self):
        self.company.hes_policy_id.policy_unreachable = "block"
        second = self.code(self.burak, "K1L2-0001-00", checked_at="2021-02-20 05:00:00")
        query = self.env["hes.query"].create({"company_id": self.company.id})
        query._enlist(second)
        query.state = "running"
        self.stand_in.trouble("401")
        for employee in (self.ayse, self.burak):
            with (
                self.enter_registry_test_mode(),
                self.assertRaisesRegex(UserError, "see HR"),
            ):
                employee._attendance_action_change()
            self.env.invalidate_all()
        self.assertTrue(self.service.suspended)
        self.assertEqual(query.state, "failed")
        self.assertEqual(self.service_activities().user_id, self.manager)
        self.run_cron()
        self.assertEqual(len(self.stand_in.requests), 1, "nothing more is asked")

    def test_the_service_is_asked_once_and_not_again_while_somebody_waits(self):
        self.stand_in.trouble("503")
        self.check_in()
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_without_a_service_the_policy_decides(self):
        self.service.active = False
        attendance = self.check_in()
        self.assertEqual(
            (attendance.hes_clearance, attendance.hes_live), ("warned", False)
        )

    def test_it_can_be_switched_off(self):
        self.company.hes_policy_id.live_check = False
        self.check_in()
        self.assertFalse(self.stand_in.requests)

    def test_entering_a_past_attendance_asks_nothing(self):
        self.env["hr.attendance"].create(
            {
                "employee_id": self.ayse.id,
                "check_in": "2021-02-28 06:00:00",
                "check_out": "2021-02-28 15:00:00",
            }
        )
        self.assertFalse(self.stand_in.requests)

    def check_in_all(self):
        """Three people at once, as an import does; what each was asked."""
        for employee, code in ((self.burak, "K1L2-0001-00"), (self.cigdem, UNANSWERED)):
            self.code(
                employee,
                code,
                risk_status="riskless",
                checked_at=self.hes_code.checked_at,
            )
        people = self.ayse | self.burak | self.cigdem
        with self.enter_registry_test_mode():
            attendances = self.env["hr.attendance"].create(
                [{"employee_id": person.id} for person in people]
            )
        return attendances.mapped("hes_live")

    def test_many_at_once_are_asked_batch_by_batch(self):
        self.service.batch_size = 1
        self.assertEqual(self.check_in_all(), ["answered", "answered", "unreachable"])
        self.assertEqual([r.codes for r in self.stand_in.requests], [1, 1, 1])

    def test_whoever_was_not_asked_is_not_called_answered(self):
        self.service.batch_size = 1
        self.stand_in.trouble("503", start=2)
        self.assertEqual(
            self.check_in_all(), ["answered", "unreachable", "unreachable"]
        )
        self.assertEqual(len(self.stand_in.requests), 2, "nobody waits any longer")


@tagged("post_install", "-at_install")
class TestDrip(ServiceCase):
    """A service that sends a byte now and then, for half a minute: somebody waits."""

    def test_nobody_waits_at_the_gate_for_an_answer_that_drips_in(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless", checked_at="2021-02-20")
        self.company.hes_policy_id.live_timeout = 0.5
        for first in (b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\n\r\n"):
            with self.subTest(first), Dripper(first) as dripper:
                set_service_url(self.env, dripper.url)
                begun = time.monotonic()
                with self.enter_registry_test_mode():
                    attendance = self.ayse._attendance_action_change()
                self.assertLess(time.monotonic() - begun, 10.0)
                self.assertEqual(attendance.hes_live, "unreachable")
                self.assertEqual(dripper.connections, 1)
                attendance.unlink()

    def test_a_query_gives_an_answer_that_drips_in_the_time_of_the_service(self):
        code = self.code(self.ayse, RISKLESS)
        self.service.timeout = 0.5
        query = self.env["hes.query"].create({"company_id": self.company.id})
        query._enlist(code)
        with Dripper(b"HTTP/1.1 200 OK\r\n\r\n") as dripper:
            set_service_url(self.env, dripper.url)
            begun = time.monotonic()
            query.state = "running"
            self.run_cron()
            self.assertLess(time.monotonic() - begun, 15.0)
        self.assertIn("in time", query.error)
        self.assertEqual(query.unanswered_count, 1)
