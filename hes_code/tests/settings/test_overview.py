# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

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

    def rules(self, user):
        company = self.as_user(user, "res.company").browse(self.company.id)
        action = company.action_hes_rules()
        return Form(company, view=action["views"][0][0])

    def test_a_hes_manager_sets_the_rules_without_being_administrator(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        self.code(self.ayse, RISKY, risk_status="risky")
        self.assertEqual(self.ayse.hes_clearance, "denied")
        with self.rules(self.manager) as form:
            form.policy_risky = "warn"
        self.ayse.invalidate_recordset()
        self.assertEqual(self.ayse.hes_clearance, "warned", "it holds at once")

    def test_the_rules_are_the_only_thing_a_hes_manager_may_write(self):
        company = self.company.with_user(self.manager)
        other = self.stranger_company.with_user(self.manager)
        for record, vals in (
            (company, {"name": "Mine"}),
            (company, {"hes_gate": "off", "name": "Mine"}),
            (other, {"hes_gate": "off"}),
            (self.company.with_user(self.officer), {"hes_gate": "off"}),
            (self.company.with_user(self.attendance_officer), {"hes_gate": "off"}),
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                record.write(vals)
