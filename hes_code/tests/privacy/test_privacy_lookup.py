# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import RISKLESS, RISKY
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPrivacyLookup(PermitCase):
    """Odoo's own search for what is known of a person, where it is installed."""

    def setUp(self):
        super().setUp()
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("Odoo's privacy lookup is not installed.")
        self.administrator = self._user("administrator", "base.group_system")

    def look_up(self, name, email):
        wizard = self.as_user(self.administrator, "privacy.lookup.wizard").create(
            {"name": name, "email": email}
        )
        wizard.action_lookup()
        return wizard.line_ids

    def visitor(self, code=RISKLESS):
        self.start_service()
        visit = self.enter("Deniz Kaya", code)
        visit.action_approve()
        visitor = visit.sudo().visitor_id
        visitor.email = "deniz@example.com"
        return visit.sudo(), visitor

    def test_a_visitor_is_found_and_deleted_with_all_that_is_known(self):
        visit, visitor = self.visitor()
        code = self.env["hes.code"].search([("partner_id", "=", visitor.id)])
        answers = code.check_ids
        self.assertTrue(answers)
        lines = self.look_up("Deniz Kaya", "deniz@example.com")
        self.assertLessEqual(
            {"res.partner", "hes.permit", "hes.permit.participant"},
            set(lines.mapped("res_model")),
        )
        lines.action_unlink_all()
        for record in (visitor, visit, code, answers):
            self.assertFalse(record.exists(), record._name)
        rows = self.env["hes.destruction.log"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertLessEqual({"codes", "answers", "visits"}, set(rows.mapped("kind")))
        self.assertEqual(set(rows.mapped("reason")), {"by_request"})
        self.assertEqual(rows.user_id, self.administrator)

    def test_a_visitor_is_archived_and_the_code_ends_with_the_visit(self):
        visit, visitor = self.visitor()
        lines = self.look_up("Deniz Kaya", "deniz@example.com")
        lines.action_archive_all()
        self.assertFalse(visitor.active)
        with freeze_time("2021-04-01"):
            self.run_nightly_job()
        self.assertFalse(visit.exists() or visitor.exists())
        self.assertFalse(
            self.env["hes.code"].search([("code", "=", RISKLESS)]).exists()
        )

    def test_a_contact_in_a_journey_is_not_deleted_and_the_words_say_why(self):
        self.start_service()
        guest = self.env["res.partner"].create(
            {
                "name": "Ece Er",
                "email": "ece@example.com",
                "company_id": self.company.id,
            }
        )
        journey = self.plan((guest, RISKLESS))
        lines = self.look_up("Ece Er", "ece@example.com")
        partner_line = lines.filtered(lambda line: line.res_model == "res.partner")
        with self.assertRaisesRegex(UserError, f"Ece Er takes part in {journey.name}"):
            partner_line.action_unlink()
        lines.filtered(
            lambda line: line.res_model == "hes.permit.participant"
        ).action_unlink_all()
        partner_line.action_unlink()
        self.assertFalse(guest.exists())
        self.assertFalse(self.env["hes.code"].search([("code", "=", RISKLESS)]))

    def test_an_employee_is_found_and_deleted_with_the_codes(self):
        self.burak.work_email = "burak@example.com"
        code = self.code(self.burak, RISKY)
        lines = self.look_up(self.burak.name, "burak@example.com")
        line = lines.filtered(lambda line: line.res_model == "hr.employee")
        self.assertEqual(line.res_id, self.burak.id)
        with self.assertRaisesRegex(AccessError, "ask a HES manager"):
            line.action_unlink()
        self.administrator.group_ids += self.env.ref("hes_code.group_hes_manager")
        line.action_unlink()
        self.assertFalse(code.exists())
        row = self.env["hes.destruction.log"].search(
            [("kind", "=", "codes"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(row.reason, "left")
