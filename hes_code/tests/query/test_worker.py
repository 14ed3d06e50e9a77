# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ...models.query.hes_query_batch import Result
from ...tools.service.client import RateLimitedError
from ..stand_in import StandIn
from .worker_case import PATIENCE, BlockedStandIn, WorkerCase


@tagged("post_install", "-at_install")
class TestWorker(WorkerCase):
    """What happens to a query while one of its questions is on its way."""

    def end_lease(self):
        with self.query() as query:
            query.batch_ids.not_before = "2021-03-01 05:00:00"

    def test_an_answer_after_another_worker_s_is_dropped(self):
        self.start(BlockedStandIn(), 3)
        self.stand_in.trouble("html", start=2)
        with self.waiting_worker():
            self.end_lease()
            self.run_worker()
        with self.query() as query:
            self.assertEqual((query.state, query.error), ("done", False))
            self.assertEqual(query.batch_ids.state, "done")
            self.assert_reconciled(query)

    def test_a_late_refusal_fails_no_finished_query(self):
        self.start(BlockedStandIn(), 3)
        self.stand_in.trouble("401", start=2)
        with self.waiting_worker():
            self.end_lease()
            self.run_worker()
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assertFalse(query.service_id.suspended)

    def test_an_answer_after_the_query_was_cancelled_is_kept(self):
        self.start(BlockedStandIn(), 3, batch_size=2)
        with self.waiting_worker(), self.query() as query:
            query.action_cancel()
        with self.query() as query:
            self.assertEqual(query.state, "cancelled")
            self.assertEqual((query.riskless_count, query.unanswered_count), (2, 1))
            self.assert_reconciled(query)
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_a_refusal_after_the_query_was_cancelled_stops_the_service(self):
        self.start(BlockedStandIn(), 3)
        self.stand_in.trouble("401")
        with self.waiting_worker(), self.query() as query:
            query.action_cancel()
        with self.query() as query:
            self.assertEqual((query.state, query.error), ("cancelled", False))
            self.assertTrue(query.service_id.suspended)

    def test_a_run_without_time_asks_nothing(self):
        self.start(StandIn(), 3, batch_size=1)
        with self.environment() as env:
            cron = env.ref("hes_code.ir_cron_check_due")
            run = env["ir.cron.progress"].create({"cron_id": cron.id})
            self.addCleanup(self.forget, run)
        context = {"cron_id": cron.id, "ir_cron_progress_id": run.id}
        with self.environment(**context, cron_end_time=0.0) as env:
            env["hes.query"]._cron_check_due()
        self.assertEqual(self.stand_in.requests, [])
        with self.environment() as env:
            run = run.with_env(env)
            self.assertEqual((run.done, run.remaining), (0, 3), "it is to come back")
        self.run_worker()
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assert_reconciled(query)

    def forget(self, record):
        with self.environment() as env:
            record.with_env(env).unlink()

    def test_what_is_being_asked_is_not_asked_again_by_a_retry(self):
        self.start(BlockedStandIn(), 5, batch_size=2)
        with self.waiting_worker():
            with self.query() as query:
                query.action_cancel()
                query.action_retry()
            self.run_worker()
        self.run_worker()
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 5))
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_who_writes_a_code_meanwhile_costs_no_answer(self):
        self.start(BlockedStandIn(), 3)
        with self.waiting_worker() as worker:
            with self.query() as query:
                code = query.batch_ids._codes_without_answer()[0]
                code.expires_at = "2021-03-01 05:00:00"
                code.flush_recordset()
                self.stand_in.free.set()
                self.wait_for(self.count_locks_waited_for)
            worker.result(PATIENCE)
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 3))
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_what_all_suffer_from_leaves_alone_what_is_being_asked(self):
        self.start(BlockedStandIn(), 6, batch_size=2)
        self.stand_in.trouble("html", count=1)
        with self.waiting_worker():
            with self.query() as query:
                leased = query.batch_ids[0].not_before
            self.run_worker()
            with self.query() as query:
                first, *others = query.batch_ids
                self.assertEqual(first.not_before, leased)
                self.assertEqual([batch.attempts for batch in others], [1, 0])
                self.assertEqual(len({batch.not_before for batch in others}), 1)
        with self.query() as query:
            self.assertEqual(query.riskless_count, 2)
            query.batch_ids.not_before = False
        self.run_worker()
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.assertEqual(self.stand_in.stats()["asked_twice"], 2)

    def test_what_all_suffer_from_puts_off_the_rest_though_another_begins_anew(self):
        self.start(StandIn(), 6, batch_size=2)
        heard = Result({}, {}, RateLimitedError(retry_after=600))

        def hear(number):
            with self.query() as query:
                batch = query.batch_ids[number]
                batch._settle({batch: heard})

        with ThreadPoolExecutor(1) as pool, self.registry.cursor() as cr:
            query = api.Environment(cr, SUPERUSER_ID, {})["hes.query"]
            batch = query.browse(self.query_id).batch_ids[0]
            batch._settle({batch: heard})
            query.env.flush_all()
            other = pool.submit(hear, 1)
            self.wait_for(lambda: other.done() or self.count_locks_waited_for())
            cr.rollback()
            other.result(PATIENCE)
        with self.query() as query:
            told = query.batch_ids.mapped("not_before")
        self.assertEqual(len(set(told)), 1, "all are put off")

    def test_many_workers_ask_for_each_code_once(self):
        self.start(BlockedStandIn(delay=0.02), 600, batch_size=10)
        self.stand_in.free.set()
        with ThreadPoolExecutor(4) as pool:
            for worker in [pool.submit(self.run_worker) for _worker in range(4)]:
                worker.result(PATIENCE)
        self.run_worker()
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        self.assertEqual(len(self.stand_in.asked), 600)
