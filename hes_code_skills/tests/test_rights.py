# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .skills_case import SkillsCase


@tagged("post_install", "-at_install")
class TestRights(SkillsCase):
    """Who may see which certificate is missing, and who sets the rules."""

    def test_only_managers_set_rules(self):
        rule = self.rule("block")
        for user in (self.officer, self.attendance_officer, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).action = "off"
        rule.with_user(self.manager).action = "warn"

    def test_a_rule_that_goes_with_its_certification_is_in_the_changes(self):
        self.rule("block")
        self.env["hr.job.skill"].search([]).unlink()
        hr = self._user("hr", "hr.group_hr_manager")
        self.training.with_user(hr).unlink()
        last = self.env["hes.audit.log"].search([], order="id desc", limit=3)
        self.assertEqual(last.user_id, hr)
        self.assertEqual(set(last.mapped("operation")), {"unlink"})
        self.assertIn("Refuse", last.mapped("old_value"))

    def test_nobody_else_reads_what_is_missing(self):
        self.rule("block")
        hr = self._user("hr", "hr.group_hr_user")
        for user in (self.attendance_officer, self.plain_user, hr):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.as_user(user, "hes.report.requirement").search([])
                with self.assertRaises(AccessError):
                    self.ayse.with_user(user).read(["hes_requirement_note"])

    def test_nothing_of_another_company(self):
        self.rule("block")
        other = self.env["res.users"].create(
            {
                "name": "Other",
                "login": "hes_skills_other",
                "company_id": self.stranger_company.id,
                "company_ids": [Command.set(self.stranger_company.ids)],
                "group_ids": [
                    Command.link(self.env.ref("hes_code.group_hes_manager").id)
                ],
            }
        )
        for model in ("hes.report.requirement", "hes.requirement.rule"):
            rows = self.env[model].with_user(other)
            rows = rows.with_context(allowed_company_ids=self.stranger_company.ids)
            self.assertFalse(rows.search([]))
        rules = rows.env["hes.requirement.rule"]
        for kind in (self.training, self._type("Other", ("Basic", 100))):
            with self.assertRaisesRegex(AccessError, "hes.policy"):
                rules.create({"policy_id": self.policy.id, "skill_type_id": kind.id})

    def test_who_reads_is_in_the_access_log(self):
        self.rule("block")
        rows = self.as_user(self.officer, "hes.report.requirement")
        rows.search([("employee_id", "=", self.ayse.id)]).read(["state"])
        log = self.env["hes.access.log"].search([("user_id", "=", self.officer.id)])
        self.assertIn(self.ayse, log.employee_id)
