# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hes_code.tests.common import HesCase
from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.exception import FailedJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .. import uninstall_hook
from ..models import hes_query as jobs

MORNING = "2021-03-01 05:00:00"
#: Nobody can work off so many jobs: it does not come to an end.
ENDLESS = 100


@tagged("post_install", "-at_install")
class TestJobs(HesCase):
    """Jobs are run by queue_job's own controller, as its runner has them run.

    What it keeps of a job that failed or was put off is lost with a test's cursor:
    see test_workers.py for that.
    """

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MORNING))
        self.stand_in, self.service = self.start_service()
        self.service.batch_size = 2

    def start_query(self, count=6):
        """A query over ``count`` codes, started by an officer without other rights."""
        self.codes_of_people(count)
        query = self.as_user(self.officer, "hes.query").create({})
        query.action_start()
        return query

    def waiting_jobs(self, due=True):
        domain = [("state", "=", "pending"), ("model_name", "=", "hes.query")]
        if due:
            now = fields.Datetime.now()
            domain += ["|", ("eta", "=", False), ("eta", "<=", now)]
        return self.env["queue.job"].search(domain, order="id")

    def run_job(self, job):
        job.write({"state": "enqueued", "date_enqueued": fields.Datetime.now()})
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            RunJobController._runjob(env, RunJobController._acquire_job(env, job.uuid))
        self.env.invalidate_all()

    def run_job_of_one_batch(self):
        """A job that has no time for a second one."""
        with patch.object(jobs, "SECONDS", 0):
            self.run_job(self.waiting_jobs()[0])

    def run_jobs(self):
        """One after the other, as long as one is due; returns how many there were."""
        count = 0
        while job := self.waiting_jobs()[:1]:
            self.run_job(job)
            count += 1
            self.assertLess(count, ENDLESS)
        return count

    def assert_asked_once(self, count):
        self.assertEqual(sorted(self.stand_in.asked.values()), [1] * count)

    # ------------------------------------------------------------- all is well

    def test_a_started_query_makes_a_job_for_each_batch(self):
        self.codes_of_people(6)
        query = self.as_user(self.officer, "hes.query").create({})
        with trap_jobs() as trap:
            query.action_start()
            trap.assert_jobs_count(3, only=query._job_ask)
        self.assertFalse(self.stand_in.requests)

    def test_the_jobs_are_in_a_channel_of_their_own(self):
        self.start_query()
        self.assertEqual(set(self.waiting_jobs().mapped("channel")), {"root.hes"})

    def test_jobs_ask_for_everything_once_and_end_the_query(self):
        query = self.start_query()
        self.assertEqual(self.run_jobs(), 3)
        self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.assert_asked_once(6)
        self.assertEqual(
            set(self.env["queue.job"].search([]).mapped("state")), {"done"}
        )

    def test_a_long_query_has_few_jobs_and_each_asks_as_long_as_it_may(self):
        query = self.start_query(32)
        self.assertEqual(len(self.waiting_jobs()), jobs.JOBS)
        self.run_job(self.waiting_jobs()[0])
        self.assertEqual((query.state, query.riskless_count), ("done", 32))
        self.assertEqual(self.run_jobs(), jobs.JOBS - 1, "and none comes after them")
        self.assert_asked_once(32)

    def test_where_a_job_had_no_time_another_one_goes_on(self):
        query = self.start_query(32)
        self.run_job_of_one_batch()
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(len(self.waiting_jobs()), jobs.JOBS)
        self.run_jobs()
        self.assertEqual((query.state, query.riskless_count), ("done", 32))
        self.assert_asked_once(32)

    def test_a_job_goes_on_after_an_odd_answer_and_comes_back_to_it(self):
        query = self.start_query(32)
        self.stand_in.trouble("broken_json", count=1)
        self.run_job(self.waiting_jobs()[0])
        self.assertEqual((query.riskless_count, query.state), (30, "running"))
        self.run_jobs()
        self.assertEqual(len(self.stand_in.requests), 16)
        self.clock.tick(timedelta(minutes=3))
        self.run_jobs()
        self.assertEqual((query.riskless_count, query.state), (32, "done"))
        self.assertFalse(self.waiting_jobs(due=False))

    def test_a_single_batch_is_asked_at_once_without_a_job(self):
        query = self.start_query(2)
        self.assertEqual(query.state, "done")
        self.assertFalse(self.waiting_jobs())

    def test_what_is_due_is_planned_for_jobs_too(self):
        self.codes_of_people(6)
        self.env["hes.query"]._plan_due()
        query = self.env["hes.query"].search([], limit=1)
        self.assertEqual(len(self.waiting_jobs()), 3)
        self.run_jobs()
        self.assertEqual((query.state, query.riskless_count), ("done", 6))

    def test_one_may_start_a_query_and_not_look_into_the_queue(self):
        self.start_query()
        with self.assertRaises(AccessError):
            self.as_user(self.officer, "queue.job").search([])
        self.assertEqual(set(self.waiting_jobs().mapped("user_id")), {self.officer})

    # ------------------------------------------------ with the scheduled action

    def test_jobs_and_the_scheduled_action_share_the_batches(self):
        query = self.start_query()
        self.run_job_of_one_batch()
        self.run_cron()
        self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.run_jobs()
        self.assert_asked_once(6)

    def test_the_scheduled_action_asks_where_the_jobs_are_gone(self):
        query = self.start_query()
        self.waiting_jobs().button_cancelled()
        self.run_cron()
        self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.assert_asked_once(6)

    def test_uninstalling_leaves_no_job_and_what_waits_to_the_scheduled_action(self):
        self.start_query()
        cron = self.env.ref("hes_code.ir_cron_check_due")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()

        uninstall_hook(self.env)

        self.assertFalse(self.waiting_jobs(due=False))
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_with_a_pause_the_one_worker_is_the_scheduled_action(self):
        self.service.pause = 60
        query = self.start_query()
        self.assertFalse(self.waiting_jobs())
        self.run_cron()
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(query.state, "running")

    def test_a_pause_that_is_set_later_stops_the_jobs(self):
        self.start_query()
        self.run_job_of_one_batch()
        self.service.pause = 60
        self.run_jobs()
        self.assertEqual(len(self.stand_in.requests), 1)
        cron = self.env.ref("hes_code.ir_cron_check_due")
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        )

    def test_a_pause_that_is_set_while_a_job_runs_ends_it(self):
        self.start_query()
        self.service.pause = 1
        with patch.object(
            type(self.env["hes.query"]), "_runs_in_parallel", lambda query: True
        ):
            self.run_job(self.waiting_jobs()[0])
        self.assertEqual(len(self.stand_in.requests), 1)
        self.run_jobs()
        self.assertEqual(len(self.stand_in.requests), 1)

    # -------------------------------------------------------------- it goes wrong

    def test_a_fault_of_the_service_is_tried_again_ever_later_and_then_no_more(self):
        query = self.start_query()
        self.stand_in.trouble("500")
        etas = []
        while query.state == "running":
            self.run_jobs()
            etas += set(self.waiting_jobs(due=False).mapped("eta"))
            self.clock.tick(timedelta(minutes=31))
            self.assertLess(len(etas), ENDLESS)
        waits = [timedelta(minutes=minutes) for minutes in (2, 30, 30, 30)]
        starts = [fields.Datetime.to_datetime(MORNING)]
        starts += [starts[0] + timedelta(minutes=31 * n) for n in (1, 2, 3)]
        expected = [start + pause for start, pause in zip(starts, waits, strict=True)]
        self.assertEqual(etas, expected)
        self.assertEqual((query.state, query.unanswered_count), ("done", 6))
        self.assertIn("fault of its own", query.error)

    def test_one_odd_answer_puts_off_its_own_batch_only(self):
        query = self.start_query()
        self.stand_in.trouble("broken_json", count=1)
        self.run_jobs()
        self.assertEqual((query.riskless_count, query.state), (4, "running"))
        etas = set(self.waiting_jobs(due=False).mapped("eta"))
        self.assertEqual(etas, {fields.Datetime.now() + timedelta(minutes=2)})
        self.clock.tick(timedelta(minutes=3))
        self.run_jobs()
        self.assertEqual((query.riskless_count, query.state), (6, "done"))

    def test_after_a_401_no_job_asks_any_more(self):
        query = self.start_query()
        self.stand_in.trouble("401")
        self.assertEqual(self.run_jobs(), 3)
        self.assertEqual(query.state, "failed")
        self.assertTrue(self.service.suspended)
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertFalse(self.waiting_jobs(due=False))

    def test_jobs_of_a_cancelled_query_ask_nothing(self):
        query = self.start_query()
        self.run_job_of_one_batch()
        query.action_cancel()
        self.run_jobs()
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual((query.state, query.unanswered_count), ("cancelled", 4))
        self.assertFalse(self.waiting_jobs(due=False))

    def test_a_retry_asks_for_the_rest_even_with_old_jobs_about(self):
        query = self.start_query()
        self.run_job_of_one_batch()
        query.action_cancel()
        query.action_retry()
        self.run_jobs()
        self.assertEqual((query.state, query.riskless_count), ("done", 6))
        self.assert_asked_once(6)

    def lose_the_rights_and_run_a_job(self):
        self.officer.group_ids = self.env.ref("base.group_user")
        with (
            mute_logger("odoo.addons.queue_job.controllers.main"),
            self.assertRaises(FailedJobError),
        ):
            self.run_job(self.waiting_jobs()[0])

    def test_who_lost_the_rights_meanwhile_asks_nothing_more(self):
        query = self.start_query()
        self.lose_the_rights_and_run_a_job()
        self.assertFalse(self.stand_in.requests)
        self.run_cron()
        query = query.with_env(self.env)
        self.assertEqual((query.state, query.riskless_count), ("done", 6))

    def test_who_lost_the_rights_asks_nothing_more_in_the_job_that_goes_on(self):
        self.start_query()
        self.run_job_of_one_batch()
        self.waiting_jobs()[:-1].button_cancelled()
        self.lose_the_rights_and_run_a_job()
        self.assertEqual(len(self.stand_in.requests), 1)

    # ------------------------------------------------------------ personal data

    def stored(self):
        """All that the queue keeps of our jobs, as text."""
        jobs = self.env["queue.job"].search([("model_name", "=", "hes.query")])
        rows = self.env["queue.job"].search_read([("id", "in", jobs.ids)])
        self.env.cr.execute(
            "SELECT q::text FROM queue_job AS q WHERE id IN %s", [tuple(jobs.ids)]
        )
        bodies = jobs.message_ids.mapped("body")
        return f"{rows}{self.env.cr.fetchall()}{bodies}"

    def assert_nothing_personal(self):
        stored = self.stored()
        self.assertIn("_job_ask", stored)
        for said in ("K1L2", "P0", "****", "riskless", "risky", "10000000"):
            self.assertNotIn(said, stored)

    def test_jobs_hold_ids_and_nothing_personal(self):
        self.start_query()
        self.run_jobs()
        self.assert_nothing_personal()

    def test_the_service_in_trouble_leaves_nothing_personal(self):
        self.start_query()
        for trouble in ("429", "503", "broken_json", "wrong_types", "401"):
            self.stand_in.trouble(trouble)
            self.run_jobs()
            self.clock.tick(timedelta(hours=1))
        self.assert_nothing_personal()
