# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math
from concurrent.futures import wait
from functools import partial

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.hes_code.tools.service.client import Line
from odoo.addons.hes_code.tools.text import fault
from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError


class HesQuery(models.Model):
    """The batches of a running query as jobs, of which several run at once.

    A job names the query and nothing else. Which batch it asks for is found out when
    it runs: so it shares the work with other jobs and with the scheduled action, and
    there is at least one job for each batch that no worker has leased.
    """

    _name = "hes.query"
    _inherit = "hes.query"

    def _runs_in_parallel(self):
        """Not with a pause between two requests: the scheduled action asks alone."""
        service = self.service_id
        return bool(service) and not service.pause

    def _hand_over(self):
        if not self._runs_in_parallel():
            return super()._hand_over()
        for batch in self.batch_ids.filtered(lambda batch: batch.state == "pending"):
            self._enqueue(batch.not_before)

    def _enqueue(self, at=None):
        """A job for one batch, not before ``at`` (UTC)."""
        self.with_company(self.company_id).with_delay(
            eta=at or None, description=self.env._("HES: ask for one batch")
        )._job_ask()

    # ------------------------------------------------------------------- a job

    def _job_ask(self):
        """Ask for one batch of this query, if one waits.

        The lease, the answers and the end of the query are each a transaction of
        their own (the job function allows it). None is open while the service is
        asked: a write of another transaction at that time costs no answer.

        :raise RetryableJobError: where all that waits was put off
        :raise FailedJobError: after any other error; it says where, and not with which
            values, since administrators of the queue read it
        """
        self.ensure_one()
        try:
            self.check_access("write")  # as of now: rights may be lost meanwhile
            self.sudo()._ask_one_batch()  # what is answered is closed to everybody
        except (RetryableJobError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            raise FailedJobError(fault(error)) from None

    def _ask_one_batch(self):
        batches = self.env["hes.query.batch"]
        worker_pid = batches._worker_pid()
        if not retrying(self._runs_in_parallel, self.env):
            return self._trigger()
        with Line() as line:
            asked = batches._ask_ahead(line, worker_pid, query=self)
            if not asked:
                return self._retry_later()
            wait([asked[0].answers])
        retrying(partial(self._write_answers, asked[0], worker_pid), self.env)
        retrying(self._close_finished, self.env)

    def _retry_later(self):
        """Have the job run again when the next batch may be asked, if one waits."""
        if at := self.env["hes.query.batch"]._next_start(query=self):
            seconds = (at - fields.Datetime.now()).total_seconds()
            raise RetryableJobError(
                "Nothing may be asked yet.",
                seconds=max(1, math.ceil(seconds)),
                ignore_retry=True,
            )

    def _write_answers(self, asked, worker_pid):
        """Settle the batch of a job; one that was put off gets another job."""
        for batch in asked.batch._still_leased(worker_pid):
            batch._settle(*asked.answers.result())
            if batch.state == "pending" and self.state == "running":
                self._enqueue(batch.not_before)
