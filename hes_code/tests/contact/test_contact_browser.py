# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import RISKLESS
from .test_contact_case import ContactCase


@tagged("post_install", "-at_install")
class TestContactBrowser(HttpCase, ContactCase):
    def test_hr_looks_after_the_contacts_of_a_risky_person(self):
        self.start_service()
        # in the middle of a day, at any time and in any zone of the company
        yesterday = fields.Datetime.now() - timedelta(days=1)
        yesterday = yesterday.replace(hour=12, minute=0, second=0)
        self.env["hr.attendance"].create(
            [
                {
                    "employee_id": employee.id,
                    "check_in": yesterday - timedelta(hours=4),
                    "check_out": yesterday,
                }
                for employee in self.ayse | self.burak
            ]
        )
        self.burak.private_email = "burak@example.com"
        self.code(self.burak, RISKLESS)
        self.code(self.ayse, "B1C2-3456-66", risk_status="risky")
        self.start_tour("/odoo", "hes_contacts", login=self.officer.login)
        case = self.env["hes.contact.case"].search([("employee_id", "=", self.ayse.id)])
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.contact_ids.employee_id, self.burak)
        self.assertEqual(case.contact_ids.state, "checked")
        self.assertTrue(case.contact_ids.informed_at)
