# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import requests

from odoo import fields
from odoo.tests import HttpCase, get_db_name, tagged

from odoo.addons.hes_code.tests.common import set_service_url
from odoo.addons.hes_code.tests.stand_in import StandIn
from odoo.addons.hes_code.tests.transactions import TransactionsCase

#: Seconds that the service thinks: all workers are in it at the same time.
DELAY = 0.5
#: Seconds. Longer than anything here takes.
PATIENCE = 20
FEWEST = 2  # codes in a batch


@tagged("post_install", "-at_install")
class TestWorkers(TransactionsCase):
    """Several jobs at the same time, each run over HTTP as queue_job's runner does it,
    in transactions of their own: what they leave is committed, and taken away
    afterwards."""

    def setUp(self):
        super().setUp()
        self.stand_in = self.enterContext(StandIn(delay=DELAY))
        with self.environment() as env:
            company = env["res.company"].create({"name": "Many Workers"})
            self.company_id = company.id
            set_service_url(env, self.stand_in.url)
            env["hes.service"].create(
                {
                    "company_id": company.id,
                    "username": "hes",
                    "password": "hes",
                    "batch_size": FEWEST,
                }
            )
        self.addCleanup(self.remove)

    def remove(self):
        with self.environment() as env:
            env = env(context={"active_test": False})
            ours = [("company_id", "=", self.company_id)]
            set_service_url(env, False)
            company = env["res.company"].browse(self.company_id)
            calendars = env["resource.calendar"].search(ours)
            visitors = env["hes.code"].search(ours).partner_id
            partners = company.partner_id | visitors
            jobs = env["queue.job"].search([("model_name", "=", "hes.query")])
            queries = env["hes.query"].search(ours)
            codes = env["hes.code"].search(ours)
            services = env["hes.service"].search(ours)
            batches = queries.batch_ids
            # answers stay, whoever wants to delete them
            env.cr.execute(
                "DELETE FROM hes_check WHERE company_id = %s", [self.company_id]
            )
            env.invalidate_all()
            for records in (jobs, batches, queries, codes, services):
                records.unlink()
            for records in (company, calendars, partners):
                records.exists().unlink()

    def start_query(self, batches):
        with self.environment() as env:
            count = batches * FEWEST
            visitors = env["res.partner"].create(
                [{"name": f"Visitor {number}"} for number in range(count)]
            )
            codes = env["hes.code"].create(
                [
                    {
                        "partner_id": visitor.id,
                        "company_id": self.company_id,
                        "code": f"K1L2-{number:04}-00",
                    }
                    for number, visitor in enumerate(visitors)
                ]
            )
            query = env["hes.query"].create({"company_id": self.company_id})
            query._enlist(codes)
            query.action_start()
            self.query_id = query.id

    def query(self, env):
        return env["hes.query"].browse(self.query_id)

    def next_jobs(self, count):
        """The uuids of waiting jobs, handed out as the runner hands them out."""
        with self.environment() as env:
            jobs = env["queue.job"].search(
                [("model_name", "=", "hes.query"), ("state", "=", "pending")],
                order="id",
                limit=count,
            )
            now = fields.Datetime.now()
            jobs.write({"state": "enqueued", "date_enqueued": now})
            self.assertEqual(len(jobs), count)
            return jobs.mapped("uuid")

    def run_job(self, uuid):
        """The HTTP status of running this job."""
        return requests.get(
            f"{HttpCase.base_url()}/queue_job/runjob",
            params={"job_uuid": uuid},
            headers={"X-Odoo-Database": get_db_name()},
            timeout=PATIENCE,
        ).status_code

    def run_jobs(self, count):
        """Run ``count`` jobs at the same time."""
        with ThreadPoolExecutor(count) as workers:
            statuses = list(workers.map(self.run_job, self.next_jobs(count)))
        self.assertEqual(statuses, [200] * count)

    def wait_until_asked(self, requests):
        """Until the service holds so many requests, none of them answered."""
        end = time.monotonic() + PATIENCE
        while len(self.stand_in.requests) < requests:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    # ---------------------------------------------------------------- the last ones

    def test_of_batches_that_end_at_once_the_last_ends_the_query(self):
        self.start_query(batches=4)
        self.run_jobs(4)
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        with self.environment() as env:
            query = self.query(env)
            self.assertEqual((query.state, query.riskless_count), ("done", 8))
            self.assertTrue(query.finished_at)

    # ------------------------------------------------------- bad news for all of them

    def test_workers_that_meet_a_429_at_once_all_wait_as_it_says(self):
        self.start_query(batches=6)
        self.stand_in.trouble("429", retry_after=600)
        told = fields.Datetime.now() + timedelta(seconds=590)
        self.run_jobs(4)
        self.run_jobs(2)
        self.assertEqual(len(self.stand_in.requests), 4)
        with self.environment() as env:
            self.assertGreater(
                min(self.query(env).batch_ids.mapped("not_before")), told
            )
            jobs = env["queue.job"].search([("model_name", "=", "hes.query")])
            waiting = jobs.filtered(lambda job: job.state == "pending")
            self.assertEqual(len(waiting), 6)
            self.assertGreater(min(waiting.mapped("eta")), told)
            self.assertEqual(set((jobs - waiting).mapped("state")), {"done"})

    def test_workers_that_meet_a_401_at_once_stop_the_query(self):
        self.start_query(batches=6)
        self.stand_in.trouble("401")
        self.run_jobs(4)
        self.run_jobs(2)
        self.assertEqual(len(self.stand_in.requests), 4)
        with self.environment() as env:
            query = self.query(env)
            self.assertEqual(query.state, "failed")
            self.assertTrue(query.service_id.suspended)
            self.assertFalse(
                env["queue.job"].search([("state", "not in", ("done", "cancelled"))])
            )

    # ---------------------------------------------------------------- the others' work

    def test_what_others_write_meanwhile_makes_nobody_ask_again(self):
        self.start_query(batches=2)
        with ThreadPoolExecutor(2) as workers:
            ends = [workers.submit(self.run_job, uuid) for uuid in self.next_jobs(2)]
            self.wait_until_asked(2)
            with self.environment() as env:
                query = self.query(env)
                query.error_kind = "rate_limited"
                env["hes.code"].search([("company_id", "=", self.company_id)]).write(
                    {"source": "manual"}
                )
            self.assertEqual([end.result(PATIENCE) for end in ends], [200, 200])
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        with self.environment() as env:
            query = self.query(env)
            self.assertEqual((query.state, query.riskless_count), ("done", 4))

    def test_a_batch_that_is_being_asked_elsewhere_is_left_alone(self):
        self.start_query(batches=2)
        lease = fields.Datetime.now() + timedelta(seconds=150)
        with self.environment() as env:
            batch = self.query(env).batch_ids[0]
            batch.write({"not_before": lease, "worker_pid": batch._worker_pid()})
            env.cr.commit()
            # at the same time, both could look before one has committed
            statuses = [self.run_job(uuid) for uuid in self.next_jobs(2)]
            self.assertEqual(statuses, [200, 200])
            self.assertEqual(len(self.stand_in.requests), 1)
            jobs = env["queue.job"].search([("state", "=", "pending")])
            self.assertFalse(jobs, "who asks for it goes on")

    # ------------------------------------------------------------------- it breaks

    def test_a_job_that_breaks_tells_where_and_with_no_values(self):
        self.start_query(batches=2)
        # the database's own words about it quote the whole row
        self.execute("ADD CONSTRAINT broken CHECK (masked_name IS NULL) NOT VALID")
        self.addCleanup(self.execute, "DROP CONSTRAINT broken")
        [uuid] = self.next_jobs(1)
        with self.assertLogs("odoo.addons.queue_job", "ERROR") as logged:
            self.assertEqual(self.run_job(uuid), 500)
        with self.environment() as env:
            job = env["queue.job"].search([("uuid", "=", uuid)])
            self.assertEqual(job.state, "failed")
            self.assertIn("ValidationError in ", job.exc_message)
            env.cr.execute("SELECT q::text FROM queue_job q WHERE uuid = %s", [uuid])
            stored = f"{job.read()}{env.cr.fetchall()}{job.message_ids.mapped('body')}"
        for text in (stored, "".join(logged.output)):
            self.assertIn("FailedJobError", text)
            for said in ("K1L2", "Visitor", "****", "riskless"):
                self.assertNotIn(said, text)

    def execute(self, change):
        with self.environment() as env:
            env.cr.execute(f"ALTER TABLE hes_check {change}")
