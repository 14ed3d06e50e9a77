# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

import time
from concurrent.futures import Future, wait
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.service.model import retrying

#: Shorter pauses (seconds) are slept through; after longer ones the scheduled action
#: comes back.
SHORT_PAUSE = 5
#: How often the client asks at the most, and what its pauses add to the time-outs.
ATTEMPTS_IN_CLIENT, CLIENT_PAUSES = 3, timedelta(minutes=1)


class Asked(NamedTuple):
    """A batch on its way: ``pause`` in seconds, ``answers`` from another thread."""

    batch: models.Model
    pause: float
    answers: Future


class HesQueryBatch(models.Model):
    """A lane: one batch after the other, the next one asked for while the last one is
    written. What other lanes write at the same time makes a transaction begin anew,
    and costs no answer: the answers are kept until they are written."""

    _inherit = "hes.query.batch"

    @api.model
    def _run_lane(self, pool):
        """Ask for as long as the scheduler allows; each batch is written in a
        transaction of its own.

        :param pool: executor of the thread that asks, which is not the database's
        :return: seconds to wait before anything more is asked
        """
        lane = self._lane()
        asked = self._ask_ahead(pool, lane)
        waiting = self._count_waiting() + bool(asked)
        seconds_left = self.env["ir.cron"]._commit_progress(remaining=waiting)
        pause = 0
        while asked:
            batch, pause, answers = asked
            wait([answers])
            ahead = seconds_left > 0 and not pause and not answers.exception()
            asked = self._ask_ahead(pool, lane, batch) if ahead else None
            seconds_left = retrying(
                partial(batch._write_answers, answers, lane, pause, bool(asked)),
                self.env,
            )
            if not asked and seconds_left > 0 and pause <= SHORT_PAUSE:
                time.sleep(pause)
                asked = self._ask_ahead(pool, lane)
        return pause if pause > SHORT_PAUSE else 0

    @api.model
    def _lane(self):
        """This connection's number, by which others see whether it is still there."""
        self.env.cr.execute("SELECT pg_backend_pid()")
        return self.env.cr.fetchone()[0]

    @api.model
    def _ask_ahead(self, pool, lane, besides=None, query=None):
        """Claim a batch and ask for it; its lease is committed first, so that no one
        else asks whatever becomes of the transactions that follow.

        :return: Asked, or None where nothing (of ``query``, ``besides`` one batch)
            waits
        """
        leased = retrying(partial(self._lease, lane, besides, query), self.env)
        if not leased:
            return None
        batch, pause, question = leased
        return Asked(batch, pause, pool.submit(question))

    @api.model
    def _lease(self, lane, besides, query):
        """Claim a batch for the time that an answer can take at the most.

        Whoever is killed gives it back at once, as the connection ends; whoever loses
        power or network, after that time.
        """
        batch = self._claim(query, besides)
        if not batch:
            return None
        service = batch.query_id.service_id
        longest = timedelta(seconds=service.timeout * ATTEMPTS_IN_CLIENT)
        now = fields.Datetime.now()
        batch.write({"not_before": now + longest + CLIENT_PAUSES, "lane": lane})
        return batch, service.pause, batch._question()

    def _write_answers(self, answers, lane, pause, asked_ahead):
        """Write what a lane was told about its batch; return the seconds left to it."""
        for batch in self._still_of(lane):
            batch._settle(answers.result)
        waiting = self._count_waiting() if pause <= SHORT_PAUSE else 0
        return self.env["ir.cron"]._commit_progress(1, remaining=waiting + asked_ahead)

    def _still_of(self, lane):
        """The batch, locked, unless somebody else took it over or finished it after
        its lease ran out: their answer counts, this one is dropped.

        That its query was cancelled meanwhile changes nothing: what was asked before
        may be known, and a risk that the ministry told of is not thrown away.
        """
        return self.try_lock_for_update().filtered(
            lambda batch: batch.state == "pending" and batch.lane == lane
        )
