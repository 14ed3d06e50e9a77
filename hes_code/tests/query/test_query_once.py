# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from ..common import ENDLESS, RISKLESS, RISKY, HesCase, set_service_url
from ..many import add_codes
from .worker_case import PATIENCE, BlockedStandIn, WorkerCase


@tagged("post_install", "-at_install")
class TestQueryOnce(HesCase):
    """What waits in one query is not asked for by another."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.service.batch_size = 1
        self.first = self.code(self.ayse, RISKLESS)
        self.second = self.code(self.burak, RISKY)
        self.queries = self.as_user(self.officer, "hes.query")

    def asked(self):
        self.run_cron()
        return dict(self.stand_in.asked)

    def test_the_second_of_two_drafts_over_everybody_is_told(self):
        drafts = self.queries.create([{}, {}])
        drafts[0].action_start()
        with self.assertRaisesRegex(UserError, "being asked for already"):
            drafts[1].action_start()
        self.assertEqual(drafts[1].state, "draft")
        self.assertEqual(self.asked(), {"A4D7113210": 1, "B1C2345666": 1})

    def test_whoever_came_in_meanwhile_is_asked_for(self):
        drafts = self.queries.create([{}, {}])
        drafts[0].action_start()
        self.code(self.cigdem, ENDLESS)
        drafts[1].action_start()
        self.assertEqual(drafts.mapped("code_count"), [2, 1])
        self.assertEqual(set(self.asked().values()), {1})
        self.assertEqual(drafts.mapped("state"), ["done", "done"])
        self.assertTrue(all(self.env["hes.code"].search([]).mapped("checked_at")))

    def test_a_button_is_told_too(self):
        self.queries.create({}).action_start()
        with self.assertRaisesRegex(UserError, "being asked for already"):
            self.ayse.with_user(self.officer).action_hes_check()

    def test_what_one_company_asks_for_already_holds_up_no_other(self):
        self.queries.create({}).action_start()
        both = self.company | self.stranger_company
        self.officer.company_ids = both
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        theirs = self.code(stranger, ENDLESS)
        here = self.queries.with_context(allowed_company_ids=both.ids)
        query = here._ask_anyhow(here.env["hes.code"].search([]))
        self.assertEqual(query.company_id, self.stranger_company)
        self.assertEqual(query.batch_ids.code_ids, theirs)
        self.assertEqual(here.search_count([]), 2)

    def test_what_was_answered_or_cancelled_may_be_asked_again(self):
        self.queries.create({}).action_start()
        self.run_cron()
        cancelled = self.queries.create({})
        cancelled.action_start()
        cancelled.action_cancel()
        self.queries.create({}).action_start()
        self.assertEqual(self.asked(), {"A4D7113210": 2, "B1C2345666": 2})

    def test_e_devlet_is_asked_whatever_the_service_is_asked(self):
        self.queries.create({}).action_start()
        query = self.queries._start_edevlet(self.first | self.second)
        self.assertEqual(query.code_count, 2)


@tagged("post_install", "-at_install")
class TestBeforeItIsAsked(HesCase):
    """The codes of a long query that nobody has begun to ask for."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.service.batch_size = 1
        self.codes = self.code(self.ayse, RISKLESS) | self.code(self.burak, RISKY)
        self.query = self.as_user(self.officer, "hes.query").create({})
        self.query.action_start()
        self.assertFalse(self.stand_in.asked)

    def listed(self):
        """The codes that the button *Unanswered* shows to the officer."""
        action = self.query.action_view_unanswered()
        found = self.as_user(self.officer, "hes.code").search(action["domain"])
        self.assertEqual(len(found), self.query.unanswered_count)
        return found.with_env(self.env)

    def test_they_are_listed_as_unanswered(self):
        self.assertEqual(self.listed(), self.codes)
        self.query.action_cancel()
        self.assertEqual(self.listed(), self.codes)

    def test_they_are_asked_for_where_the_query_is_tried_again(self):
        self.query.action_cancel()
        self.query.action_retry()
        self.run_cron()
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        self.assertFalse(self.listed())
        self.assertEqual(self.codes.mapped("risk_status"), ["riskless", "risky"])

    def test_one_is_asked_for_as_it_is_when_its_turn_comes(self):
        self.codes[1].code = ENDLESS
        self.run_cron()
        self.assertEqual(set(self.stand_in.asked), {"A4D7113210", "F1G2345688"})
        self.assertEqual(self.codes.mapped("risk_status"), ["riskless", "riskless"])

    def test_none_of_them_may_be_deleted(self):
        with self.assertRaisesRegex(UserError, "being asked for"):
            self.codes[1].with_user(self.officer).unlink()

    def test_one_that_was_destroyed_leaves_the_others(self):
        self.codes[0].sudo().unlink()
        self.run_cron()
        self.assertEqual(set(self.stand_in.asked), {"B1C2345666"})
        self.assertEqual(self.query.state, "done")
        self.assertEqual(
            self.query.unanswered_count, 1, "asked for, and never answered"
        )


@tagged("post_install", "-at_install")
class TestQueriesAtOnce(WorkerCase):
    """Two queries over the same codes, each in a transaction of its own."""

    def set_up(self, count, batch_size, stand_in):
        self.stand_in = self.enterContext(stand_in)
        with self.environment() as env:
            company = env["res.company"].browse(self.company_id)
            set_service_url(env, stand_in.url)
            env["hes.service"].create(
                {
                    "username": "hes",
                    "password": "hes",
                    "company_id": company.id,
                    "batch_size": batch_size,
                }
            )
            self.code_ids = add_codes(env, company, count).ids

    def ask(self, before=lambda: None):
        """Start a query over all codes; the words of a refusal, or None."""
        tries = []

        def start():
            codes = env["hes.code"].browse(self.code_ids)
            codes.mapped("code")  # the transaction has begun
            if not tries:
                before()
            tries.append(1)
            env["hes.query"]._ask_now(codes)

        try:
            with self.environment() as env:
                retrying(start, env)
        except UserError as error:
            return str(error)
        return None

    @contextmanager
    def asking(self):
        """Somebody asks now, and the service takes its time until the block ends."""
        self.set_up(3, 500, BlockedStandIn())
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(self.ask)
            try:
                self.assertTrue(self.stand_in.blocked.wait(PATIENCE))
                yield
            finally:
                self.stand_in.free.set()
            self.assertIsNone(first.result(PATIENCE))

    @contextmanager
    def without_waiting(self):
        """A transaction that fails where it has to wait for a lock."""
        with self.environment() as env:
            env.cr.execute("SET LOCAL lock_timeout = '500ms'")
            yield env

    def test_one_that_is_asked_for_just_now_refuses_the_other(self):
        with self.asking():
            self.assertIn("being asked for already", self.ask() or "")
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_the_gate_s_own_answer_does_not_wait_for_one_who_asks_now(self):
        with self.asking(), self.without_waiting() as env:
            codes = env["hes.code"].browse(self.code_ids)
            answers, error = (
                env["hes.service"]
                ._of_company(codes.company_id)
                ._ask(codes.mapped("code"), waiting=True)
            )
            self.assertFalse(error)
            env["hes.check"]._record({code: answers[code.code] for code in codes})
        with self.environment() as env:
            codes = env["hes.code"].browse(self.code_ids)
            self.assertEqual(set(codes.mapped("risk_status")), {"riskless"})
            self.assertEqual(len(codes.check_ids), 6, "both answers are kept")

    def test_a_new_code_does_not_wait_for_one_who_asks_now(self):
        with self.asking(), self.without_waiting() as env:
            code = env["hes.code"].browse(self.code_ids[0])
            code.code = "Z9Y8-7654-32"
            code.flush_recordset()
        with self.environment() as env:
            code = env["hes.code"].browse(self.code_ids[0])
            self.assertEqual(code.risk_status, "unknown")

    def test_one_that_began_meanwhile_is_seen(self):
        """The second has begun before the first is committed, and cannot see it."""
        self.set_up(3, 2, BlockedStandIn())
        self.stand_in.free.set()
        words = self.ask(before=lambda: self.assertIsNone(self.ask()))
        self.assertIn("being asked for already", words or "")
        self.run_worker()
        self.assertEqual(set(self.stand_in.asked.values()), {1})
