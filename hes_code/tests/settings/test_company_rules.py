# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import HesCase

RULES = ("hes_gate", "hes_policy_risky", "hes_max_age_hours", "hes_contact_days")


@tagged("post_install", "-at_install")
class TestCompanyRules(HesCase):
    """What the gate refuses is known to those who work by it; everybody else uses
    their company as before."""

    def test_others_read_the_company_and_not_its_rules(self):
        for user in (self.plain_user, self.attendance_officer):
            company = self.company.with_user(user)
            self.assertEqual(company.name, "Anadolu Tekstil")
            told = company.fields_get()
            self.assertFalse([name for name in RULES if name in told])
            self.assertTrue(
                company.read(["name", "partner_id", "hes_information_text"])
            )
            for name in RULES:
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        company.read([name])
                    with self.assertRaises(AccessError):
                        company.search([(name, "=", self.company[name])])

    def test_the_gate_judges_for_who_may_not_read_them(self):
        self.code(self.burak, "A4D7-1132-10", risk_status="risky")
        people = self.as_user(self.attendance_officer, "hr.employee.public")
        denied = people.browse(self.burak.id)
        self.env.registry.clear_cache("stable")
        self.assertEqual(denied.hes_clearance, "denied")

    def test_whoever_makes_companies_still_does(self):
        maker = self._user("maker", "base.group_erp_manager,base.group_partner_manager")
        made = self.env["res.company"].with_user(maker).create({"name": "New"})
        self.assertEqual(made.sudo().hes_policy_id.gate, "on")

    def test_the_settings_are_the_administrators(self):
        for user in (self.plain_user, self.officer, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, "res.config.settings").create({})

    def test_the_settings_set_them(self):
        system = self._user("system", "base.group_system,hes_code.group_hes_manager")
        with Form(self.as_user(system, "res.config.settings")) as form:
            form.max_age_hours = 71
        form.record.execute()
        self.assertEqual(self.company.hes_policy_id.max_age_hours, 71)
