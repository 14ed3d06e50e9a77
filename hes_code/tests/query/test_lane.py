# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from concurrent.futures import ThreadPoolExecutor

from odoo.tests import tagged

from .lane_case import PATIENCE, HeldStandIn, LaneCase


@tagged("post_install", "-at_install")
class TestLane(LaneCase):
    """What happens to a query while one of its questions is on its way."""

    def end_lease(self):
        with self.query() as query:
            query.batch_ids.not_before = "2021-03-01 05:00:00"

    def test_an_answer_after_another_lane_s_is_dropped(self):
        self.start(HeldStandIn(), 3)
        self.stand_in.trouble("html", start=2)
        with self.lane_that_waits():
            self.end_lease()
            self.run_lane()
        with self.query() as query:
            self.assertEqual((query.state, query.error), ("done", False))
            self.assertEqual(query.batch_ids.state, "done")
            self.assert_reconciled(query)

    def test_a_late_refusal_fails_no_finished_query(self):
        self.start(HeldStandIn(), 3)
        self.stand_in.trouble("401", start=2)
        with self.lane_that_waits():
            self.end_lease()
            self.run_lane()
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assertFalse(query.service_id.suspended)

    def test_an_answer_after_the_query_was_cancelled_is_kept(self):
        self.start(HeldStandIn(), 3, batch_size=2)
        with self.lane_that_waits(), self.query() as query:
            query.action_cancel()
        with self.query() as query:
            self.assertEqual(query.state, "cancelled")
            self.assertEqual((query.riskless_count, query.unanswered_count), (2, 1))
            self.assert_reconciled(query)
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_a_refusal_after_the_query_was_cancelled_stops_the_service(self):
        self.start(HeldStandIn(), 3)
        self.stand_in.trouble("401")
        with self.lane_that_waits(), self.query() as query:
            query.action_cancel()
        with self.query() as query:
            self.assertEqual((query.state, query.error), ("cancelled", False))
            self.assertTrue(query.service_id.suspended)

    def test_what_is_being_asked_is_not_asked_again_by_a_retry(self):
        self.start(HeldStandIn(), 5, batch_size=2)
        with self.lane_that_waits():
            with self.query() as query:
                query.action_cancel()
                query.action_retry()
            self.run_lane()
        self.run_lane()
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 5))
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_who_writes_a_code_meanwhile_costs_no_answer(self):
        self.start(HeldStandIn(), 3)
        with self.lane_that_waits() as lane:
            with self.query() as query:
                code = query.batch_ids.code_ids[0]
                code.expires_at = "2021-03-01 05:00:00"
                code.flush_recordset()
                self.stand_in.free.set()
                self.wait_for(self.count_locks_waited_for)
            lane.result(PATIENCE)
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 3))
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})

    def test_what_all_suffer_from_leaves_alone_what_is_being_asked(self):
        self.start(HeldStandIn(), 6, batch_size=2)
        self.stand_in.trouble("html", count=1)
        with self.lane_that_waits():
            with self.query() as query:
                leased = query.batch_ids[0].not_before
            self.run_lane()
            with self.query() as query:
                first, *others = query.batch_ids
                self.assertEqual(first.not_before, leased)
                self.assertEqual({batch.attempts for batch in others}, {1})
        with self.query() as query:
            self.assertEqual(query.riskless_count, 2)
            query.batch_ids.not_before = False
        self.run_lane()
        with self.query() as query:
            self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.assertEqual(self.stand_in.stats()["asked_twice"], 2)

    def test_many_lanes_ask_for_each_code_once(self):
        self.start(HeldStandIn(delay=0.02), 600, batch_size=10)
        self.stand_in.free.set()
        with ThreadPoolExecutor(4) as pool:
            for lane in [pool.submit(self.run_lane) for _lane in range(4)]:
                lane.result(PATIENCE)
        self.run_lane()
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assert_reconciled(query)
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        self.assertEqual(len(self.stand_in.asked), 600)
