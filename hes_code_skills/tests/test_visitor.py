# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.hes_code.tests.visit.permit_case import PermitCase


@tagged("post_install", "-at_install")
class TestVisitorsPapers(PermitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hes_policy_id.write(
            {"hes_codes": False, "policy_requirement": "block"}
        )
        cls.today = fields.Date.context_today(cls.company)

    def paper(self, visit, last, name="Work-safety training"):
        return self.as_user(self.reception, "hes.visitor.requirement").create(
            {
                "partner_id": visit.participant_ids.partner_id.id,
                "name": name,
                "date_to": last,
            }
        )

    def destroy(self):
        list(self.env["hes.destruction.log"]._destroy_due(fields.Datetime.now()))

    def judged(self, visit):
        visit.sudo()._judge(self.env["res.company"])
        return visit.sudo().participant_ids.clearance_reason

    def test_a_paper_that_has_ended_stops_the_visit(self):
        visit = self.enter("Zeynep Kaya")
        self.assertEqual(self.judged(visit), "unobjected")
        paper = self.paper(visit, self.today - timedelta(days=1))
        self.assertEqual(self.judged(visit), "requirement")
        paper.date_to = self.today + timedelta(days=1)
        self.assertEqual(self.judged(visit), "unobjected")

    def test_a_renewed_paper_counts_in_the_place_of_the_one_that_ended(self):
        visit = self.enter("Zeynep Kaya")
        self.paper(visit, self.today + timedelta(days=300), "İş Güvenliği Eğitimi")
        self.paper(visit, self.today - timedelta(days=1), "iş güvenliği eğitimi ")
        self.assertEqual(self.judged(visit), "unobjected")
        self.paper(visit, self.today - timedelta(days=1), "Health report")
        self.assertEqual(self.judged(visit), "requirement")

    def test_a_paper_that_has_ended_stays_while_its_visitor_comes(self):
        visit = self.enter("Zeynep Kaya")
        gone = self.enter("Deniz Ak")
        day = self.today - timedelta(days=400)
        papers = self.paper(visit, day) + self.paper(gone, day)
        renewed = self.paper(visit, day - timedelta(days=1))
        gone.sudo().participant_ids.unlink()
        self.destroy()
        self.assertEqual((papers | renewed).exists(), papers[0])
        self.assertEqual(self.judged(visit), "requirement")

    def test_the_file_of_a_paper_that_stays_ends_with_its_time(self):
        visit = self.enter("Zeynep Kaya")
        day = self.company.hes_policy_id.retention_visit_days
        papers = self.paper(visit, self.today - timedelta(days=day - 1), "Fresh")
        papers |= self.paper(visit, self.today - timedelta(days=day + 2), "Old")
        proof = {"proof": base64.b64encode(b"proof"), "proof_name": "deniz.txt"}
        papers.write(proof)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", papers._name), ("res_field", "=", "proof")]
        )
        self.assertEqual(len(files), 2)
        for _night in range(2):
            self.destroy()
            self.assertEqual(len(papers.exists()), 2)
            self.assertEqual(papers.filtered("proof").mapped("name"), ["Fresh"])
            self.assertEqual(papers.filtered("proof_name"), papers.filtered("proof"))
            self.assertEqual(len(files.exists()), 1)
        logged = self.env["hes.destruction.log"].search([("kind", "=", "requirements")])
        self.assertEqual(logged.mapped("count"), [1])
        self.assertEqual(self.judged(visit), "requirement")

    def test_a_paper_stays_for_no_visit_in_another_company(self):
        visit = self.enter("Zeynep Kaya")
        paper = self.paper(visit, self.today - timedelta(days=400))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = paper.sudo().copy({"company_id": other.id})
        self.destroy()
        self.assertEqual((paper | elsewhere).exists(), paper)

    def test_a_paper_without_an_end_is_one_of_the_last_day_there_is(self):
        for day in ("9999-12-31", "9999-12-30"):
            with self.subTest(day=day):
                visit = self.enter("Zeynep Kaya")
                self.paper(visit, day)
                self.assertEqual(self.judged(visit), "unobjected")

    def test_a_paper_of_the_first_day_there_is_has_ended(self):
        visit = self.enter("Zeynep Kaya")
        self.paper(visit, "0001-01-01")
        self.assertEqual(self.judged(visit), "requirement")

    def test_a_paper_ends_with_the_companys_day(self):
        self.company.partner_id.tz = False  # the calendar says Istanbul
        with freeze_time("2021-03-01 19:00:00"):
            visit = self.enter("Zeynep Kaya", date_to="2021-03-02 00:00:00")
            self.paper(visit, "2021-03-01")
        for moment, reason in (
            ("2021-03-01 20:59:59", "unobjected"),
            ("2021-03-01 21:00:00", "requirement"),  # midnight in Istanbul
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self.judged(visit), reason)

    def test_reception_enters_and_a_plain_user_reads_none(self):
        paper = self.paper(self.enter("Zeynep Kaya"), self.today)
        self.assertEqual(paper.user_id, self.reception)
        with self.assertRaises(AccessError):
            paper.with_user(self.plain_user).read(["name"])
        with self.assertRaises(AccessError):
            paper.unlink()

    def test_it_goes_with_the_visitor(self):
        visit = self.enter("Zeynep Kaya")
        visitor = visit.sudo().participant_ids.partner_id
        self.paper(visit, self.today + timedelta(days=900))
        visit.sudo().unlink()
        self.env["res.partner"]._purge_visit_only(self.company, "retention")
        self.assertFalse(visitor.exists())
