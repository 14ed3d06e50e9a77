# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math
import traceback
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError


class HesQuery(models.Model):
    """The batches of a running query as jobs, of which several run at once.

    A job names the query and nothing else. Which batch it asks for is found out when
    it runs: so it shares the work with other jobs and with the scheduled action, and
    there are never fewer jobs than batches that nobody looks after.
    """

    _inherit = "hes.query"

    def _has_lanes(self):
        """A pause between two requests leaves one lane: the scheduled action's."""
        service = self.service_id
        return bool(service) and not service.pause

    def _hand_over(self):
        if not self._has_lanes():
            return super()._hand_over()
        for batch in self.batch_ids.filtered(lambda batch: batch.state == "pending"):
            self._enqueue(batch.not_before)

    @api.model
    def _plan(self, codes, service, now, **values):
        query = super()._plan(codes, service, now, **values)
        if query and query._has_lanes():
            query._hand_over()
        return query

    def _enqueue(self, at=None):
        """A job for one batch, not before ``at`` (UTC)."""
        self.with_company(self.company_id).with_delay(
            eta=at or None, description=self.env._("HES: ask for one batch")
        )._job_ask()

    # ------------------------------------------------------------------- a job

    def _job_ask(self):
        """Ask for one batch of this query, if one waits.

        The claim, the answers and the end of the query are each a transaction of
        their own (the job function allows it): none is open while the service thinks
        about its answer, so that nothing which others write meanwhile, be it the word
        of the service that we shall wait, makes this lane forget what it was told and
        ask again.

        :raise RetryableJobError: where all that waits was put off
        :raise FailedJobError: what no one foresaw; it says where, and not with which
            values: those who look after the queue may read it
        """
        self.ensure_one()
        try:
            self.check_access("write")  # as of now: rights may be lost meanwhile
            self.sudo()._ask_one_batch()  # what is answered is closed to everybody
        except (RetryableJobError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            raise FailedJobError(
                f"{type(error).__name__} in {place.filename}, line {place.lineno}"
            ) from None

    def _ask_one_batch(self):
        batches = self.env["hes.query.batch"]
        lane = batches._lane()
        if not retrying(self._has_lanes, self.env):
            return self._trigger()
        with ThreadPoolExecutor(1) as pool:
            asked = batches._ask_ahead(pool, lane, query=self)
            if not asked:
                return self._come_back()
            wait([asked.answers])
        retrying(partial(self._write_down, asked, lane), self.env)
        retrying(self._close_finished, self.env)

    def _come_back(self):
        """Nothing can be asked now; later perhaps."""
        if at := self.env["hes.query.batch"]._next_start(query=self):
            seconds = (at - fields.Datetime.now()).total_seconds()
            raise RetryableJobError(
                "Nothing may be asked yet.",
                seconds=max(1, math.ceil(seconds)),
                ignore_retry=True,
            )

    def _write_down(self, asked, lane):
        """Keep what the service said; a batch that was put off needs a job again."""
        for batch in asked.batch._still_of(lane):
            batch._settle(*asked.answers.result())
            if batch.state == "pending" and self.state == "running":
                self._enqueue(batch.not_before)
