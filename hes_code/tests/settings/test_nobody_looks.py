# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common import RISKY, HesCase

NEUTRAL = ("risk", "covid", "health", "ayşe", "code of", "cleared")


@tagged("post_install", "-at_install")
class TestNobodyLooks(HesCase):
    """A company without anybody who looks after HES codes."""

    def setUp(self):
        super().setUp()
        self.hr = self._user("hr", "hr.group_hr_user")
        self.hr.notification_type = "inbox"
        self.all_officers = self.env["res.users"]._hes_officers(self.company)

    def bodies(self, user):
        return self.notes(user).mapped("body")

    def activities(self):
        kind = self.env.ref("hes_code.mail_activity_type_risk")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def test_a_risk_reaches_hr_though_there_is_no_officer(self):
        self.all_officers.active = False
        before = self.bodies(self.hr)
        self.code(self.ayse, RISKY, risk_status="risky")
        [body] = self.bodies(self.hr)[: -len(before) or None]
        self.assertIn(f"Nobody looks after HES codes in {self.company.name}", body)
        for word in NEUTRAL:
            self.assertNotIn(word, body.casefold().replace("hes codes", ""))

    def test_without_hr_it_reaches_an_administrator(self):
        self.all_officers.active = False
        self.env["res.users"]._hes_members(
            "hr.group_hr_user", self.company
        ).active = False
        admin = self._user("admin", "base.group_system")
        admin.notification_type = "inbox"
        self.code(self.ayse, RISKY, risk_status="risky")
        self.assertEqual(len(self.bodies(admin)), 1)

    def test_another_officer_gets_the_activity_and_nobody_else_a_note(self):
        self.officer.active = False
        self.code(self.ayse, RISKY, risk_status="risky")
        self.assertIn(self.manager, self.activities().user_id)
        self.assertNotIn(self.officer, self.activities().user_id)
        self.assertFalse(self.bodies(self.hr))

    def test_who_takes_away_the_last_one_is_warned(self):
        last = self.officer
        (self.all_officers - last).active = False
        self.assertFalse(self.bodies(self.hr), "there is one left")
        group = self.env.ref("hes_code.group_hes_officer")
        for vals in ({"active": False}, {"group_ids": [(3, group.id)]}):
            with self.subTest(vals=vals), self.env.cr.savepoint() as savepoint:
                last.write(vals)
                self.env.cr.precommit.run()
                self.assertEqual(len(self.bodies(self.hr)), 1)
                message = self.env["bus.bus"].search([], order="id desc", limit=1)
                self.assertIn("Nobody looks after HES codes", message.message)
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_the_overview_says_what_does_not_run(self):
        company = self.company.with_user(self.officer)
        jobs = self.env.ref("hes_code.ir_cron_retention")
        jobs |= self.env.ref("hes_code.ir_cron_check_due")
        now = fields.Datetime.now()
        jobs.write({"nextcall": now, "active": True})
        self.assertFalse(company._hes_troubles())
        for job in jobs:
            for vals in ({"nextcall": now - timedelta(days=1.1)}, {"active": False}):
                jobs.write({"nextcall": now, "active": True})
                job.write(vals)
                self.assertIn(job.name, "".join(company._hes_troubles()))
