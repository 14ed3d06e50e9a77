# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo.tests import tagged

from ...models.query.hes_query_batch import GROUP
from ..stand_in import StandIn
from .worker_case import PATIENCE, BlockedStandIn, WorkerCase


@tagged("post_install", "-at_install")
class TestAnswersTogether(WorkerCase):
    """What a worker has asked for while it wrote is written in one transaction."""

    @contextmanager
    def slow_to_write(self, requests):
        """A worker that cannot write its first batch, and has asked so often."""
        with ThreadPoolExecutor(1) as pool:
            with self.query() as query:
                self.lock(query.batch_ids[0]._codes_without_answer())
                worker = pool.submit(self.run_worker)
                self.wait_for(self.count_locks_waited_for)
                self.wait_for(lambda: len(self.stand_in.requests) == requests)
                yield
            worker.result(PATIENCE)

    def batches(self, *names):
        with self.query() as query:
            return [tuple(batch[name] for name in names) for batch in query.batch_ids]

    def test_an_error_of_one_batch_leaves_the_answers_about_the_others(self):
        self.start(StandIn(), 10, batch_size=2)
        self.stand_in.trouble("cut", start=3, count=1)
        with self.slow_to_write(requests=3):
            pass
        self.assertEqual(
            self.batches("state", "attempts", "worker_pid", "riskless_count"),
            [
                ("done", 0, 0, 2),
                ("done", 0, 0, 2),
                ("pending", 1, 0, 0),
                ("done", 0, 0, 2),
                ("done", 0, 0, 2),
            ],
        )
        self.assertEqual(len(self.stand_in.requests), 5)
        with self.query() as query:
            self.assertEqual(query.state, "running")
            self.assert_reconciled(query)

    def test_after_a_refusal_nothing_of_what_stands_behind_it_is_asked(self):
        self.start(StandIn(), 10, batch_size=2)
        self.stand_in.trouble("401", start=2)
        with self.slow_to_write(requests=2):
            pass
        self.assertEqual(len(self.stand_in.requests), 2)
        first, *others = self.batches("state", "attempts", "worker_pid", "not_before")
        self.assertEqual(first[0], "done")
        self.assertEqual(set(others), {("pending", 0, 0, False)})
        with self.query() as query:
            self.assertEqual(query.state, "failed")
            self.assertTrue(query.service_id.suspended)
            self.assert_reconciled(query)

    def test_after_an_outage_what_stands_behind_it_waits_as_long(self):
        self.start(StandIn(), 10, batch_size=2)
        self.stand_in.trouble("429", start=2, retry_after=600)
        with self.slow_to_write(requests=2):
            pass
        self.assertEqual(len(self.stand_in.requests), 2)
        first, *others = self.batches("state", "attempts", "worker_pid", "not_before")
        self.assertEqual(first[:3], ("done", 0, 0))
        self.assertEqual(len(set(others)), 1)
        self.assertEqual(others[0][:3], ("pending", 0, 0))

    def test_a_slow_answer_holds_up_neither_those_before_nor_those_behind(self):
        self.start(BlockedStandIn(slow=2), 10, batch_size=2)
        with self.waiting_worker():
            self.wait_for(lambda: self.batches("worker_pid")[2] == (0,))
            self.assertEqual(self.batches("state")[0], ("done",))
            self.run_worker()
            self.assertEqual(
                [state for [state] in self.batches("state")],
                ["done", "pending", "done", "done", "done"],
            )
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 10))
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_a_query_cancelled_at_a_slow_answer_asks_for_nothing_more(self):
        self.start(BlockedStandIn(slow=2), 10, batch_size=2)
        with self.waiting_worker():
            self.wait_for(lambda: self.batches("worker_pid")[2] == (0,))
            with self.query() as query:
                query.action_cancel()
        self.assertEqual(len(self.stand_in.requests), 2)
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("cancelled", 4))
            self.assert_reconciled(query)

    def test_what_was_asked_before_the_query_was_cancelled_is_kept(self):
        self.start(StandIn(), 2 * (GROUP + 4), batch_size=2)
        asked = 1 + GROUP
        with self.slow_to_write(requests=asked), self.query() as query:
            query.action_cancel()
        self.assertEqual(len(self.stand_in.requests), asked)
        with self.query() as query:
            self.assertEqual(query.state, "cancelled")
            self.assertEqual(query.riskless_count, 2 * asked)
            self.assert_reconciled(query)

    def test_two_workers_with_answers_to_write_take_nothing_from_each_other(self):
        self.start(StandIn(), 2 * (GROUP + 4), batch_size=2)
        with self.slow_to_write(requests=1 + GROUP):
            self.run_worker()
            self.assertEqual(
                [state for [state] in self.batches("state")],
                ["pending"] * (1 + GROUP) + ["done"] * 3,
            )
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assertEqual(query.riskless_count, query.code_count)
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})
