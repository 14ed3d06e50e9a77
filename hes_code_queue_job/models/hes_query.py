# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math
from functools import partial

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.hes_code.models.query.hes_query_batch import GROUP
from odoo.addons.hes_code.tools.service.client import Line
from odoo.addons.hes_code.tools.text import fault
from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

#: So many batches have a job each. Of more, a job asks for several, which costs less.
FEW = 8


class HesQuery(models.Model):
    """The batches of a running query as jobs, of which several run at once.

    A job names the query and how many batches it asks for. Which ones is found out when
    it runs: so it shares the work with other jobs and with the scheduled action, and
    the jobs that wait may ask for all batches that no worker has leased.
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
        waiting = self.batch_ids.filtered(lambda batch: batch.state == "pending")
        share = min(max(len(waiting) // FEW, 1), GROUP)
        for batch in waiting[::share]:
            self._enqueue(batch.not_before, share)

    def _enqueue(self, at=None, count=1):
        """A job for so many batches, not before ``at`` (UTC)."""
        self.with_company(self.company_id).with_delay(
            eta=at or None, description=self.env._("HES: ask for waiting batches")
        )._job_ask(count)

    # ------------------------------------------------------------------- a job

    def _job_ask(self, count=1):
        """Ask for up to ``count`` batches of this query, if any waits.

        The leases, the answers and the end of the query are each a transaction of
        their own (the job function allows it). None is open while the service is
        asked: a write of another transaction at that time costs no answer.

        :raise RetryableJobError: where all that waits was put off
        :raise FailedJobError: after any other error; it says where, and not with which
            values, since administrators of the queue read it
        """
        self.ensure_one()
        try:
            self.check_access("write")  # as of now: rights may be lost meanwhile
            self.sudo()._ask_batches(count)  # what is answered is closed to everybody
        except (RetryableJobError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            raise FailedJobError(fault(error)) from None

    def _ask_batches(self, count):
        """Ask as the scheduled action's worker does; what is left gets jobs again."""
        batches = self.env["hes.query.batch"]
        worker_pid = batches._worker_pid()
        if not retrying(self._runs_in_parallel, self.env):
            return self._trigger()
        with Line() as line:
            asked = batches._ask_ahead(line, worker_pid, count=count, query=self)
            if not asked:
                return self._retry_later()
            leased = batches.union(*(each.batch for each in asked))
            while asked:
                come, behind, _room = batches._wait_for_answers(asked, worker_pid)
                notify = not behind  # the other jobs move the screens meanwhile
                write = partial(
                    batches._write_answers, come, behind, worker_pid, notify
                )
                _seconds, asked = retrying(write, self.env)
        retrying(partial(self._hand_over_again, leased), self.env)
        retrying(self._close_finished, self.env)

    def _hand_over_again(self, batches):
        """A job for each of ``batches`` that has no answer yet."""
        if self.state == "running":
            for batch in batches.filtered(lambda batch: batch.state == "pending"):
                self._enqueue(batch.not_before)

    def _retry_later(self):
        """Have the job run again when the next batch may be asked, if one waits."""
        if at := self.env["hes.query.batch"]._next_start(query=self):
            seconds = (at - fields.Datetime.now()).total_seconds()
            raise RetryableJobError(
                "Nothing may be asked yet.",
                seconds=max(1, math.ceil(seconds)),
                ignore_retry=True,
            )
