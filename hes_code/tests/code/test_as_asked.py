# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ...models.query.hes_query_batch import Result
from ..common import ENDLESS, RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestAsAsked(HesCase):
    """What becomes of an answer where a code changes while the service is asked."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.asked = self.code(self.burak, RISKY)
        self.code(self.ayse, RISKLESS)
        self.query = self.env["hes.query"].create({"company_id": self.company.id})
        self.query._enlist(self.asked | self.ayse.hes_code_id)
        self.query.sudo().write({"state": "running"})

    def ask(self, meanwhile):
        batches = self.env["hes.query.batch"]
        worker_pid = batches._worker_pid()
        [(batch, _query, _pause, texts, request)] = batches._lease(
            worker_pid, self.query
        )
        meanwhile()
        batch._finish_here(Result(texts, *request()), worker_pid)
        self.env.invalidate_all()

    def counts(self):
        names = ("riskless_count", "risky_count", "unanswered_count")
        return tuple(self.query[name] for name in names)

    def test_a_corrected_one_stays_unanswered(self):
        self.ask(lambda: self.asked.write({"code": ENDLESS}))
        self.assertEqual(self.asked.risk_status, "unknown")
        self.assertEqual(self.counts(), (1, 0, 1))
        self.assertIn("1 of the HES codes", self.query.error)
        self.query._close_finished()
        self.query.action_retry()
        self.assertEqual(self.asked.risk_status, "riskless", "asked as it is now")
        self.assertEqual(self.counts(), (2, 0, 0))
        self.assertFalse(self.query.error)

    def test_it_goes_to_who_has_the_code_now(self):
        def meanwhile():
            self.asked.active = False
            self.code(self.cigdem, RISKY)

        self.ask(meanwhile)
        self.assertEqual(self.cigdem.hes_clearance_reason, "risky")
        self.assertEqual(self.asked.risk_status, "unknown")
        self.assertEqual(self.counts(), (1, 1, 0))

    def test_a_replaced_one_of_the_same_person_is_theirs(self):
        self.ask(lambda: self.code(self.burak, ENDLESS))
        self.assertEqual(self.burak.hes_clearance_reason, "risky")

    def test_about_one_that_was_destroyed_nothing_is_kept(self):
        self.ask(lambda: self.asked.sudo().unlink())
        self.assertEqual(self.counts(), (1, 0, 1))
        self.assertEqual(self.query.check_ids.code_id, self.ayse.hes_code_id)
        batch = self.query.batch_ids
        self.assertEqual((batch.state, batch.planned), ("done", False))
        self.assertFalse(batch.code_ids)

    def test_what_is_asked_is_the_code_at_that_time(self):
        self.asked.code = ENDLESS
        self.ask(lambda: None)
        self.assertEqual(self.asked.risk_status, "riskless")
        self.assertNotIn(RISKY.replace("-", ""), self.stand_in.asked)

    def test_at_the_gate(self):
        self.company.hes_policy_id.live_check = True
        answers, _error = self.service._ask([RISKY], waiting=True)
        self.asked.active = False
        self.code(self.cigdem, RISKY)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.burak._hes_keep_answers(self.asked, answers)
        self.env.invalidate_all()
        self.assertEqual(self.asked.risk_status, "unknown")
        self.assertEqual(self.cigdem.hes_clearance_reason, "risky")
