# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import ENDLESS, RISKLESS, RISKY
from ..rpc_case import RpcCase


@tagged("post_install", "-at_install")
class TestMerge(RpcCase):
    """Somebody without HES rights merges contacts that are the same visitor."""

    def setUp(self):
        super().setUp()
        self.clerk = self._user("merges_contacts", "base.group_partner_manager")
        self.kept, self.merged = self.env["res.partner"].create(
            [{"name": "Deniz Kaya", "email": "d@example.com"} for _number in range(2)]
        )

    def visitor_code(self, partner, text, status, at):
        code = self.env["hes.code"].create({"partner_id": partner.id, "code": text})
        self.record_answer(code, at, status)
        return code

    def merge(self):
        self.sign_in(self.clerk)
        values = {
            "partner_ids": [(6, 0, (self.kept | self.merged).ids)],
            "dst_partner_id": self.kept.id,
            "state": "selection",
        }
        model = "base.partner.merge.automatic.wizard"
        wizard = self.call(model, "create", values)
        self.call(model, "action_merge", [wizard])
        self.assertFalse(self.merged.exists())

    def test_a_risk_of_the_merged_one_stays(self):
        risky = self.visitor_code(self.merged, RISKY, "risky", "2021-03-01 05:00:00")
        fine = self.visitor_code(self.kept, RISKLESS, "riskless", "2021-03-01 06:00:00")
        answers = (risky | fine).check_ids
        case = self.env["hes.contact.case"].search(
            [("partner_id", "=", self.merged.id)]
        )
        self.merge()
        codes = (risky | fine).exists()
        self.assertEqual(codes, risky | fine)
        self.assertEqual(codes.partner_id, self.kept)
        self.assertEqual(codes.filtered("active"), fine)
        self.assertEqual(str(fine.risky_since), "2021-03-01 05:00:00")
        self.assertFalse(risky.risky_since)
        self.assertEqual(answers.exists(), answers)
        self.assertEqual(case.exists().partner_id, self.kept)
        self.record_answer(fine, "2021-03-01 07:00:00")
        self.assertTrue(fine.risky_since, "of another code, and no mask")

    def test_notes_about_the_merged_one_end_with_the_other(self):
        self.officer._hes_notify(
            self.company, lambda _env: "Visit", lambda _env: "Here", about=self.merged
        )
        note = self.notes(self.officer)
        self.merge()
        self.assertTrue(note.exists())
        self.kept.unlink()
        self.assertFalse(note.exists())

    def test_the_row_that_hr_has_dealt_with_stays(self):
        case = self.env["hes.contact.case"].create({"employee_id": self.ayse.id})
        values = {"case_id": case.id, "source": "visit"}
        both = self.env["hes.contact"].create(
            [
                {**values, "partner_id": partner.id, "note": note, "state": state}
                for partner, note, state in (
                    (self.merged, "Has a fever", "informed"),
                    (self.kept, False, "todo"),
                )
            ]
        )
        both.message_ids.unlink()  # tracing leaves none
        self.merge()
        row = both.exists()
        self.assertEqual(row.partner_id, self.kept)
        self.assertEqual((row.note, row.state), ("Has a fever", "informed"))

    def test_notes_of_both_rows_stay(self):
        case = self.env["hes.contact.case"].create({"employee_id": self.ayse.id})
        values = {"case_id": case.id, "source": "visit"}
        both = self.env["hes.contact"].create(
            [
                {**values, "partner_id": partner.id, "note": note}
                for partner, note in ((self.merged, "Called"), (self.kept, "Fever"))
            ]
        )
        self.merge()
        self.assertEqual(both.exists().note, "Fever\nCalled")

    def test_two_open_cases_and_readers_of_both(self):
        for partner, text in ((self.merged, RISKY), (self.kept, ENDLESS)):
            code = self.visitor_code(partner, text, "risky", "2021-03-01 05:00:00")
            code.with_user(self.officer).read(["code"])
        cases = self.env["hes.contact.case"].search(
            [("partner_id", "in", (self.kept | self.merged).ids)]
        )
        self.assertEqual(cases.mapped("state"), ["open", "open"])
        self.merge()
        self.assertEqual(cases.exists().partner_id, self.kept)
        self.assertEqual(sorted(cases.mapped("state")), ["closed", "open"])
        log = self.env["hes.access.log"].search([("partner_id", "=", self.kept.id)])
        self.assertEqual(len(log), 2)

    def test_what_stays_was_made_for_a_visit_only_if_both_were(self):
        officer = "hes_code.group_hes_officer"  # who sees, and so copies, the field
        self.clerk.group_ids |= self.env.ref(officer)
        for kept, merged in ((False, True), (True, False), (True, True)):
            with self.subTest(kept=kept, merged=merged):
                self.kept.hes_visit_only = kept
                self.merged = self.kept.copy({"hes_visit_only": merged})
                self.merge()
                self.assertEqual(self.kept.hes_visit_only, kept and merged)

    def test_a_customer_merged_into_a_visitor_is_not_destroyed_with_the_visit(self):
        self.kept.write({"hes_visit_only": True, "company_id": self.company.id})
        self.merge()
        self.env["base.partner.merge.automatic.wizard"].search([]).unlink()
        self.env["res.partner"]._purge_visit_only(self.company, "retention")
        self.assertTrue(self.kept.exists())
