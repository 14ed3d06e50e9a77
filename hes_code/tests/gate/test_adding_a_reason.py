# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...tools import clearance
from ..common import RISKLESS, HesCase
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 06:00:00"

LOST_BADGE = clearance.Reason("lost_badge", "Badge Lost", clearance.BLOCK)


class LostBadge(HesCase):
    """A reason at the gate is added in two places: where it is declared, and where its
    fact comes from."""

    def setUp(self):
        super().setUp()
        for employee, code in ((self.ayse, RISKLESS), (self.burak, "K1L2-3456-00")):
            self.code(employee, code, risk_status="riskless")
        self.lost = {self.ayse.id: fields.Datetime.now()}
        self.declare(LOST_BADGE)
        self.object(self.lost)

    def declare(self, reason):
        """The declaration, which the selections and the rules follow from: what an
        add-on overrides on hes.policy."""
        policies = self.env.registry["hes.policy"]
        stock = policies._gate_reasons
        self.patch(policies, "_gate_reasons", lambda rows: (*stock(rows), reason))
        self.env.registry.clear_cache("stable")  # as a server does that starts

    def object(self, lost):
        """Where the fact comes from: what an add-on overrides on hr.employee."""
        employees = self.env.registry["hr.employee"]
        stock = employees._gate_objections

        def _gate_objections(self, at):
            objections = stock(self, at)
            for employee_id in lost.keys() & objections.keys():
                objection = clearance.Objection(LOST_BADGE.key, lost[employee_id])
                objections[employee_id].append(objection)
            return objections

        self.patch(employees, "_gate_objections", _gate_objections)


@tagged("post_install", "-at_install")
class TestAddingAReason(HttpCase, LostBadge):
    def test_the_gate_refuses_and_does_not_say_why(self):
        with self.assertRaisesRegex(UserError, "see HR") as caught:
            self.ayse._attendance_action_change()
        self.assertNotIn("badge", str(caught.exception).lower())
        self.assertTrue(self.burak._attendance_action_change())

    def test_the_kiosk_refuses_and_does_not_say_why(self):
        badge = {"token": self.company.attendance_kiosk_key, "barcode": "1001"}
        answer = self.url_open(
            "/hr_attendance/attendance_barcode_scanned", json={"params": badge}
        )
        self.assertTrue(answer.json()["result"]["hes_refused"])
        self.assertNotIn("lost", answer.text.lower())
        self.assertFalse(self.ayse.attendance_ids)

    def test_hr_reads_the_reason_and_nobody_else(self):
        self.company.hes_policy_id.gate = "off"
        attendance = self.ayse._attendance_action_change()
        self.assertEqual(attendance.hes_clearance, "denied")
        self.assertEqual(attendance.hes_clearance_reason, LOST_BADGE.key)
        hr = self._user(
            "hr", "hes_code.group_hes_officer,hr_attendance.group_hr_attendance_user"
        )
        for record in (self.ayse, attendance):
            [shown] = record.with_user(hr).read(["hes_clearance_reason"])
            self.assertEqual(shown["hes_clearance_reason"], LOST_BADGE.key)
            with self.assertRaises(AccessError):
                record.with_user(self.attendance_officer).read(["hes_clearance_reason"])
        employees = self.as_user(self.officer, "hr.employee")
        found = employees.search([("hes_clearance_reason", "=", LOST_BADGE.key)])
        self.assertEqual(found.ids, self.ayse.ids)

    def test_flag_and_turnstile_follow(self):
        turnstile = self.as_user(self.officer, "hr.employee")
        answer = turnstile.get_hes_clearance("1001")
        self.assertEqual(answer, {"clearance": "denied"})
        self.lost.clear()
        self.env.invalidate_all()
        attendance = self.ayse._attendance_action_change()
        self.assertFalse(attendance.hes_flag)
        self.lost[self.ayse.id] = fields.Datetime.now()
        self.env.invalidate_all()
        self.assertTrue(attendance.hes_flag)
        self.assertEqual(attendance.hes_clearance, "cleared", "as it was at check-in")

    @freeze_time(NOW)
    def test_it_holds_in_its_time_alone(self):
        self.lost[self.ayse.id] = fields.Datetime.to_datetime("2021-03-01 05:00:00")
        before, since = (
            self.ayse._hes_verdicts(fields.Datetime.to_datetime(at))[self.ayse.id]
            for at in ("2021-03-01 04:59:59", "2021-03-01 05:00:00")
        )
        self.assertEqual(before.reason, "riskless")
        self.assertEqual((since.clearance, since.reason), ("denied", "lost_badge"))

    def test_a_graver_reason_is_named_first(self):
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.assertEqual(self.ayse.hes_clearance_reason, "risky")

    def test_an_exemption_clears_it_too(self):
        today = fields.Date.today()
        self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.ayse.id,
                "date_from": today,
                "date_to": fields.Date.add(today, days=1),
                "reason": "A new badge is on its way",
            }
        )
        attendance = self.ayse._attendance_action_change()
        self.assertEqual(attendance.hes_clearance_reason, "exempted")

    def test_the_overview_counts_it(self):
        overview = self.as_user(self.officer, "hes.overview").get_overview()
        self.assertEqual(overview["tiles"][0]["count"], 1)

    def test_it_holds_where_no_hes_code_is_asked_for(self):
        self.record_answer(self.burak.hes_code_id, status="risky")
        self.company.hes_policy_id.hes_codes = False
        self.assertEqual(self.ayse.hes_clearance_reason, LOST_BADGE.key)
        self.assertEqual(self.burak.hes_clearance_reason, "unobjected")
        self.assertTrue(self.burak._attendance_action_change())
        with self.assertRaisesRegex(UserError, "see HR"):
            self.ayse._attendance_action_change()
        self.env["hes.service"].create(
            {"company_id": self.company.id, "username": "u", "password": "p"}
        )
        self.env["hes.query"]._plan_due()
        queries = [("company_id", "=", self.company.id)]
        self.assertFalse(self.env["hes.query"].search(queries))

    def test_who_does_not_work_on_site_is_not_judged(self):
        self.ayse.hes_required = False
        self.assertEqual(self.ayse.hes_clearance_reason, "not_required")


@tagged("post_install", "-at_install")
class TestAddingAReasonToPermits(LostBadge, PermitCase):
    def test_a_journey_is_denied_and_hr_alone_reads_why(self):
        self.burak.parent_id = self.ayse  # whose journeys are hers to plan
        journey = self.plan(self.ayse, self.burak)
        journey.action_approve()
        self.assertEqual(journey.state, "denied")
        part = journey.sudo().participant_ids.filtered(
            lambda row: row.employee_id == self.ayse
        )
        self.assertEqual(part.clearance_reason, LOST_BADGE.key)
        with self.assertRaises(AccessError):
            part.with_user(self.host_user).read(["clearance_reason"])

    def test_a_visit_to_them_is_denied(self):
        visit = self.enter("Zeynep Kaya", "K1L2-3456-11")
        visit.action_approve()
        self.assertEqual(visit.sudo().host_reason, LOST_BADGE.key)
