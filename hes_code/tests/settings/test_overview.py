# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestOverview(HesCase):
    def test_the_overview_counts_and_its_numbers_open_what_they_count(self):
        now = fields.Datetime.now()
        self.code(self.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        inside = self.burak._attendance_action_change()
        self.code(self.burak, RISKY, risk_status="risky", checked_at=now)
        company = self.company.with_user(self.officer)
        self.assertEqual(
            company.read(
                [
                    "hes_inside_count",
                    "hes_denied_count",
                    "hes_warned_count",
                    "hes_cleared_count",
                ]
            ),
            [
                {
                    "id": company.id,
                    "hes_inside_count": 1,
                    "hes_denied_count": 1,
                    "hes_warned_count": 1,
                    "hes_cleared_count": 1,
                }
            ],
        )
        opened = company.with_context(hes_clearance="denied").action_hes_employees()
        found = self.as_user(self.officer, "hr.employee").search(opened["domain"])
        self.assertEqual(found, self.burak)
        self.assertTrue(inside.hes_flag)

    def test_others_see_no_counts(self):
        for user in (self.plain_user, self.attendance_officer):
            with self.assertRaises(AccessError):
                self.company.with_user(user).read(["hes_denied_count"])
