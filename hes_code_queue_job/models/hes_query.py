# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.hes_code.models.query.hes_query_batch import GROUP
from odoo.addons.hes_code.tools.service.client import Line
from odoo.addons.hes_code.tools.text import fault
from odoo.addons.queue_job.exception import FailedJobError

#: So many jobs a query gets when it starts.
JOBS = 8

#: For how long (seconds) a job begins to ask: a worker of Odoo's may not take minutes.
SECONDS = 10


class HesQuery(models.Model):
    """A running query as jobs, of which several run at once.

    A job names the query. Which batches it asks for is found out when it runs: so it
    shares the work with other jobs and with the scheduled action, and the jobs that
    wait may ask for all batches that no worker has leased.
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
        for _batch in self._waiting_batches()[:JOBS]:
            self._enqueue()

    def _enqueue(self, at=None):
        """A job for this query, not before ``at`` (UTC)."""
        self.with_company(self.company_id).with_delay(
            eta=at, description=self.env._("HES: ask for waiting batches")
        )._job_ask()

    # ------------------------------------------------------------------- a job

    def _job_ask(self):
        """Ask for waiting batches of this query for a while; where more waits, another
        job goes on.

        The leases, the answers and the end of the query are each a transaction of
        their own (the job function allows it). None is open while the service is
        asked: a write of another transaction at that time costs no answer.

        :raise FailedJobError: after any error; it says where, and not with which
            values, since administrators of the queue read it
        """
        self.ensure_one()
        try:
            self.check_access("write")  # as of now: rights may be lost meanwhile
            # what is answered is closed to everybody
            if later := self.sudo()._ask_batches():
                self._enqueue(later)  # as this user, whose rights it looks at again
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            raise FailedJobError(fault(error)) from None

    def _ask_batches(self):
        """Ask as the scheduled action's worker does, for SECONDS.

        :return: when what still waits may be asked, if anything does
        """
        if not retrying(self._runs_in_parallel, self.env):
            self._trigger()
            return None
        # fewer are leased ahead where that would leave other jobs with none
        share = min(max(len(self._waiting_batches()) // JOBS, 1), GROUP)
        with Line() as line:
            later = self.env["hes.query.batch"]._run_worker(line, self, share, SECONDS)
        retrying(self._close_finished, self.env)
        return later
