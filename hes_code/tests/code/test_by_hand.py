# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo.tests import tagged

from ..common import RISKY
from ..edevlet import edevlet_pages as pages
from ..rpc_case import ACCESS_ERROR, RpcCase


@tagged("post_install", "-at_install")
class TestByHand(RpcCase):
    """A HES officer brings an answer of e-Devlet in which somebody is not risky."""

    def setUp(self):
        super().setUp()
        self.other = self._user("second", "hes_code.group_hes_manager")
        self.risky = self.code(
            self.ayse, RISKY, risk_status="risky", checked_at="2021-03-01 08:00:00"
        )

    def work(self):
        return self.env["hes.service"].create(
            {"name": "S", "username": "u", "company_id": self.company.id}
        )

    def bring(self, user, *named):
        """The page names others, and not this code; no page is taken twice."""
        self.pages = getattr(self, "pages", 0) + 1
        other = pages.Entry(f"Q1W{self.pages}-1111-11", "Temaslı", "*****170")
        page = pages.answer(risky=(other, *named))
        query = self.env["hes.query"]._start_edevlet(self.risky)
        self.sign_in(user)
        values = {
            "query_id": query.id,
            "data": base64.b64encode(page.encode()).decode(),
            "filename": "page.html",
            "confirmed": True,
        }
        (made,) = self.call("hes.edevlet.answer", "create", [values])
        self.call("hes.edevlet.answer", "action_import", [made])
        return self.risky.check_ids[0]

    def confirm(self, user):
        self.sign_in(user)
        return self.call("hes.code", "action_confirm_by_hand", self.risky.ids)

    def refused_to(self, user):
        self.sign_in(user)
        return self.refused("hes.code", "action_confirm_by_hand", self.risky.ids)

    def test_while_a_service_works_it_ends_no_risk(self):
        self.work()
        answer = self.bring(self.officer)
        self.assertTrue(answer.by_hand)
        self.assertEqual(answer.user_id, self.officer)
        self.assertEqual(self.risky.risk_status, "riskless")
        self.assertTrue(self.risky.risky_since)
        self.assertEqual(self.ayse.hes_clearance, "denied")
        self.assertIn("by hand", self.risky.risk_note)
        self.assertIn(self.officer.name, self.risky.risk_note)

    def test_nor_with_an_officer_or_who_entered_it(self):
        self.work()
        self.bring(self.officer)
        self.assertEqual(self.refused_to(self.officer)[0], ACCESS_ERROR)
        self.bring(self.manager)
        self.assertIn("somebody else", self.refused_to(self.manager)[1])
        self.assertTrue(self.risky.risky_since)

    def test_a_second_person_confirms_it(self):
        self.work()
        self.bring(self.manager)
        self.confirm(self.other)
        self.assertFalse(self.risky.risky_since)
        self.assertNotEqual(self.ayse.hes_clearance, "denied")
        second, first = self.risky.check_ids[:2].sorted("id", reverse=True)
        self.assertEqual((first.user_id, second.user_id), (self.manager, self.other))
        self.assertTrue(first.by_hand and second.by_hand)
        self.assertIn("no answer", self.refused_to(self.other)[1])

    def test_a_risky_one_counts_at_once_and_is_confirmed_by_nobody(self):
        self.work()
        clean = self.code(self.burak, "A4D7-1132-10")
        self.risky = clean
        answer = self.bring(self.officer, pages.FIRST)
        self.assertTrue(answer.by_hand)
        self.assertTrue(clean.risky_since)
        self.assertIn("no answer", self.refused_to(self.other)[1])

    def test_without_a_service_that_works_it_is_what_there_is(self):
        for suspended in (False, True):
            if suspended:
                self.work().suspended = True
                self.record_answer(self.risky, status="risky")
            answer = self.bring(self.officer)
            self.assertTrue(answer.by_hand)
            self.assertFalse(self.risky.risky_since)

    def test_the_answer_of_the_service_ends_it(self):
        service = self.work()
        self.bring(self.officer)
        query = self.env["hes.query"].create({"service_id": service.id})
        self.record_answer(self.risky, query=query)
        self.assertFalse(self.risky.check_ids[0].by_hand)
        self.assertFalse(self.risky.risky_since)
