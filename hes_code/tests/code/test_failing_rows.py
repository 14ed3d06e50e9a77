# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import logging

from odoo.tests import HttpCase, tagged

from ..common import RISKY
from ..visit.permit_case import PermitCase

SECRET = "k0p4rnikus"


@tagged("post_install", "-at_install")
class TestFailingRows(HttpCase, PermitCase):
    """What the database refuses, it tells with the whole row, whoever may see its
    columns: neither the answer nor the log repeats that."""

    def setUp(self):
        super().setUp()
        self.code(
            self.burak, RISKY, risk_status="risky", checked_at="2021-03-01 05:00:00"
        )

    def refused(self, user, records, values):
        """What a client is answered, and what is logged, where a write fails."""
        self.authenticate(user.login, user.login)
        with self.assertLogs("odoo", "INFO") as logs:
            logging.getLogger(__name__).info("one at least")
            answer = self.url_open(
                f"/web/dataset/call_kw/{records._name}/write",
                data=json.dumps(
                    {
                        "jsonrpc": "2.0",
                        "params": {
                            "model": records._name,
                            "method": "write",
                            "args": [records.ids, values],
                            "kwargs": {},
                        },
                    }
                ),
                headers={"Content-Type": "application/json"},
            )
        self.assertIn("error", answer.json())
        self.logged = "\n".join(logs.output)
        return answer.text + self.logged

    def test_an_organiser_does_not_learn_why_a_colleague_was_denied(self):
        self.burak.parent_id = self.ayse  # who may know that he is denied
        journey = self.plan(self.burak)
        journey.action_approve()
        row = journey.participant_ids
        self.assertEqual(row.sudo().clearance_reason, "risky")
        self.env.flush_all()
        for values in (
            {"partner_id": self.host_user.partner_id.id},
            {"employee_id": False},
        ):
            told = self.refused(self.host_user, row, values)
            self.assertNotIn("risky", told)
            self.assertNotIn("Failing row", told)

    def test_a_reception_does_not_learn_why_a_host_is_denied(self):
        visit = self.enter("Deniz Kaya", host_id=self.burak)
        visit.action_approve()
        self.assertEqual(visit.sudo().host_reason, "risky")
        self.env.flush_all()
        for values in (
            {"date_to": "2001-01-01 00:00:00"},
            {"date_from": False},
            {"user_id": False},
        ):
            told = self.refused(self.reception, visit, values)
            self.assertNotIn("risky", told)
            self.assertNotIn("Failing row", told)

    def test_an_attendance_officer_does_not_learn_the_reason(self):
        self.company.hes_policy_id.gate = "off"
        row = self.env["hr.attendance"].create({"employee_id": self.burak.id})
        self.assertEqual(row.hes_clearance_reason, "risky")
        self.attendance_officer.group_ids += self.env.ref(
            "hr_attendance.group_hr_attendance_manager"
        )
        self.env.flush_all()
        told = self.refused(self.attendance_officer, row, {"check_in": False})
        self.assertNotIn("risky", told)
        self.assertNotIn("Failing row", told)

    def test_nobody_reads_the_password_of_the_service(self):
        _stand_in, service = self.start_service()
        service.with_user(self.manager).password = SECRET
        self.env.flush_all()
        for values in (
            {"batch_size": 9999},
            {"username": False},
            {"timeout": -1, "password": SECRET},
        ):
            told = self.refused(self.manager, service, values)
            self.assertNotIn(SECRET, told)

    def test_no_log_has_a_code(self):
        code = self.env["hes.code"].search([("code", "=", RISKY)])
        self.env.flush_all()
        for values in (
            {"source": False},
            {"company_id": False},  # Odoo's own words name the record
            {"code": "B1C2-3456-6?"},
            {"code": "B1C2-3456-666"},
        ):
            self.refused(self.officer, code, values)
            self.assertNotIn("B1C2", self.logged)
            self.assertIn("WARNING", self.logged)
