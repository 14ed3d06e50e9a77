# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import suppress
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import HesCase
from ..many import Reconciled, add_codes
from ..stand_in_answers import TROUBLES

CODES, BATCH = 12, 3
#: No PostgreSQL process has it: the worker that had the lease was killed.
NO_PROCESS = 2_000_000_000
#: All but those that only cost time.
FAULTS = sorted(TROUBLES - {"slow", "too_large", "502", "503", "504", "reset"})


class Histories(RuleBasedStateMachine):
    """What may happen to queries, in any order, and what has to be true at any time."""

    test = None

    def __init__(self):
        super().__init__()
        test = self.test
        self.point = test.env.cr.savepoint()
        self.clock = freeze_time("2021-03-01 05:00:00")
        self.time = self.clock.start()
        test.stand_in.calm()
        test.stand_in.reset()
        self.company = test.company
        self.service = test.service
        self.queries = test.env["hes.query"]

    def teardown(self):
        self.clock.stop()
        self.point.close(rollback=True)
        self.test.env.invalidate_all(flush=False)

    @rule(first=st.integers(0, CODES - 1), count=st.integers(1, CODES))
    def start(self, first, count):
        codes = self.test.codes[first : first + count].filtered("active")
        try:
            query = self.queries.create({"company_id": self.company.id})
            with self.test.env.cr.savepoint():
                query._enlist(codes)
                query.action_start()
        except UserError:
            return  # all are being asked for, or the service is suspended
        self.queries |= query

    @rule(fault=st.sampled_from([None, *FAULTS]), count=st.integers(1, 8))
    def run_worker(self, fault, count):
        if fault:
            self.test.stand_in.trouble(fault, count=count)
        self.test.run_cron()
        self.test.stand_in.calm()

    @rule(minutes=st.sampled_from([1, 5, 31, 200, 3000]))
    def wait(self, minutes):
        self.time.tick(timedelta(minutes=minutes))

    @rule()
    def kill(self):
        """A worker had leased a batch and asked for it, and then it was killed."""
        batch = self.test.env["hes.query.batch"]._claim()
        batch.write(
            {
                "worker_pid": NO_PROCESS,
                "not_before": fields.Datetime.now() + timedelta(minutes=5),
            }
        )

    @rule(place=st.integers(0, 9))
    def cancel(self, place):
        self.queries[place : place + 1].action_cancel()

    @rule(place=st.integers(0, 9))
    def retry(self, place):
        # the service may be suspended
        with suppress(UserError), self.test.env.cr.savepoint():
            self.queries[place : place + 1].action_retry()

    @rule()
    def new_password(self):
        self.service.password = "hes"

    @rule(active=st.booleans())
    def archive_service(self, active):
        self.service.active = active

    @rule(place=st.integers(0, CODES - 1), active=st.booleans())
    def archive_code(self, place, active):
        self.test.codes[place].active = active

    @invariant()
    def counts_add_up(self):
        for query in self.queries:
            self.test.assert_reconciled(query)
            waiting = query.batch_ids._codes_without_answer()
            self.test.assertEqual(query.unanswered_count, len(waiting))

    @invariant()
    def nothing_unasked_is_called_answered(self):
        for query in self.queries:
            answered = {
                code.replace("-", "") for code in query.check_ids.code_id.mapped("code")
            }
            self.test.assertLessEqual(answered, set(self.test.stand_in.asked))

    @invariant()
    def what_is_done_waits_for_nothing(self):
        for query in self.queries:
            states = set(query.batch_ids.mapped("state"))
            if query.state == "done":
                self.test.assertEqual(states, {"done"})
            if query.state == "failed":
                self.test.assertTrue(query.error)


@tagged("post_install", "-at_install")
class TestQueryHistories(Reconciled, HesCase):
    def test_counts_add_up_and_nothing_unasked_is_called_answered(self):
        self.stand_in, self.service = self.start_service()
        self.service.batch_size = BATCH
        self.codes = add_codes(self.env, self.company, CODES)
        machine = type("Histories", (Histories,), {"test": self})
        with mute_logger("odoo.addons.base.models.ir_cron"):
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=12,
                    stateful_step_count=20,
                    deadline=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
