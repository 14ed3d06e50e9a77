# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError

from ..common import ENDLESS, EXPIRED, RISKLESS, RISKY
from .test_edevlet_answer import EXPIRED_ROW, RISKY_ROW, EdevletCase, page


class TestEdevletAsked(EdevletCase):
    """The answer is about the codes as they were uploaded, and goes to who has them."""

    def setUp(self):
        super().setUp()
        self.query = self.waiting_query()

    def risk(self, employee):
        return employee.hes_code_id.risk_status

    def test_a_code_that_was_corrected_meanwhile_is_not_answered(self):
        for name, rows in (("named", [RISKY_ROW]), ("unnamed", [])):
            with self.subTest(name):
                query = self.waiting_query()
                code = self.codes[RISKY]
                code.with_user(self.officer).code = "K1L2-3456-00"
                answer = self.take(query, page(rows))
                self.assertEqual(code.risk_status, "unknown")
                self.assertFalse(code.check_ids)
                self.assertEqual(self.counts(query), (2, 0, 0))
                self.assertEqual((query.state, query.unanswered_count), ("done", 1))
                self.assertIn("1 of the HES codes", query.error)
                self.assertEqual((answer.changed_count, answer.sent_count), (1, 3))
                self.assertEqual(query.batch_ids.code_ids, code)
                code.code = RISKY

    def test_it_goes_to_who_has_the_code_now(self):
        """It was entered at the wrong person."""
        self.codes[RISKY].with_user(self.officer).active = False
        right = self.code(
            self.env["hr.employee"].create(
                {"name": "Deniz", "company_id": self.company.id}
            ),
            RISKY,
        )
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW]))
        self.assertEqual(right.risk_status, "risky")
        self.assertEqual(self.codes[RISKY].risk_status, "unknown")
        self.assertNotEqual(self.burak.hes_clearance_reason, "risky")
        self.assertEqual(self.counts(self.query), (1, 1, 1))
        self.assertFalse(self.query.error)

    def test_it_goes_to_who_had_it_last_of_all(self):
        """The right person has a newer code by now: the risk goes on to that one."""
        self.codes[RISKY].active = False
        deniz = self.env["hr.employee"].create(
            {"name": "Deniz", "company_id": self.company.id}
        )
        self.code(deniz, RISKY)
        self.code(deniz, ENDLESS)
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW]))
        self.assertEqual(deniz.hes_clearance_reason, "risky")
        self.assertNotEqual(self.burak.hes_clearance_reason, "risky")

    def test_two_people_whose_codes_were_swapped(self):
        codes = self.codes[RISKY] | self.codes[RISKLESS]
        codes.active = False
        self.code(self.ayse, RISKY)
        self.code(self.burak, RISKLESS)
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW]))
        self.assertEqual(self.risk(self.ayse), "risky")
        self.assertEqual(self.risk(self.burak), "riskless")

    def test_one_that_was_moved_as_it_is(self):
        deniz = self.env["hr.employee"].create(
            {"name": "Deniz", "company_id": self.company.id}
        )
        self.codes[RISKY].employee_id = deniz
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW]))
        self.assertEqual(self.risk(deniz), "risky")

    def test_one_that_went_to_another_company(self):
        self.burak.company_id = self.stranger_company
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW]))
        self.assertEqual(self.counts(self.query), (1, 0, 1))
        self.assertEqual(self.query.unanswered_count, 1)

    def test_one_that_waits_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "archive"):
            self.codes[RISKY].with_user(self.officer).unlink()

    def test_the_workbook_of_the_query_stays_as_it_was_asked(self):
        self.codes[RISKY].code = ENDLESS
        self.query.invalidate_recordset()
        self.assertEqual(
            self.uploaded(self.query.edevlet_file),
            [["HES KODU"], [RISKLESS], [RISKY], [EXPIRED]],
        )

    def test_a_cancelled_query_still_asks_what_was_uploaded(self):
        start = self.query.started_at
        self.query.action_cancel()
        self.codes[RISKY].code = ENDLESS
        with freeze_time("2021-03-05 05:00:00"):
            self.query.action_retry()
        self.assertEqual(self.query.started_at, start, "its page may be from before")
        self.take(self.query, page())
        self.assertEqual(self.codes[RISKY].risk_status, "unknown")

    def test_what_was_asked_by_hand_for_the_second_time_is_asked_as_it_is_now(self):
        self.codes[RISKY].code = ENDLESS
        self.take(self.query, page([], [EXPIRED_ROW]))
        with freeze_time("2021-03-05 05:00:00"):
            self.query.action_retry()
            self.assertEqual(self.query.started_at, fields.Datetime.now())
            self.query.invalidate_recordset()
            self.assertEqual(
                self.uploaded(self.query.edevlet_file), [["HES KODU"], [ENDLESS]]
            )
            self.take(self.query, page([(ENDLESS, "*****350", "Pozitif")]))
            self.assertEqual(self.codes[RISKY].risk_status, "risky")
        self.assertEqual(self.query.unanswered_count, 0)

    def test_the_group_on_e_devlet_lacks_what_was_corrected(self):
        self.codes[RISKY].with_user(self.officer).code = ENDLESS
        export = self.export()
        self.assertEqual(export.add_ids, self.codes[RISKY])
        self.assertEqual(export.gone_count, 1)

    def test_an_upload_that_was_opened_before_a_correction_is_opened_again(self):
        export = self.export()
        export.action_download_all()
        self.codes[RISKY].code = ENDLESS
        for step in (export.action_download_all, export.action_uploaded):
            with self.assertRaisesRegex(UserError, "open the upload again"):
                step()
