# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import client as client_tools
from .hes_check import PARTS

#: A batch that could not be asked this often leaves its codes unanswered.
MAX_ATTEMPTS = 5
#: Faults that may lie in what was asked, by ``ServiceError.kind``; others are the
#: service's own.
OF_ONE_BATCH = ("cut", "json", "shape", "too_large", "status")
#: Waiting before the next attempt doubles, from two minutes to half an hour.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
#: Shorter pauses (seconds) are slept through; after longer ones the scheduled action
#: comes back.
SHORT_PAUSE = 5
#: How often the client asks at the most, and what its pauses add to the time-outs.
ATTEMPTS_IN_CLIENT, CLIENT_PAUSES = 3, timedelta(minutes=1)


def _ask_client(client, codes):
    with client:
        return client.check_codes(codes)


class HesQueryBatch(models.Model):
    _name = "hes.query.batch"
    _description = "HES Query Batch"
    _order = "id"

    query_id = fields.Many2one(
        "hes.query", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="query_id.company_id")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done")], default="pending", required=True
    )
    attempts = fields.Integer()
    not_before = fields.Datetime()
    code_ids = fields.Many2many(
        "hes.code",
        string="Codes Without Answer",
        context={"active_test": False},
        help="All of the batch at first; an answer takes its code away.",
    )
    code_count = fields.Integer()
    riskless_count = fields.Integer()
    risky_count = fields.Integer()
    invalid_count = fields.Integer()

    _waiting = models.Index("(id) WHERE state = 'pending'")

    @api.model
    def _cut(self, query, code_ids):
        """Batches of ``query`` for the codes ``code_ids``, each asked once."""
        size = query.service_id.sudo().batch_size  # a number, not the way to ask
        sizes = [min(size, len(code_ids) - i) for i in range(0, len(code_ids), size)]
        batches = self.create(
            [{"query_id": query.id, "code_count": count} for count in sizes]
        )
        relation = self._fields["code_ids"]
        self.env.cr.execute(
            SQL(
                """INSERT INTO %s (%s, %s)
                   SELECT (%s)[(place - 1) / %s + 1], code_id
                     FROM unnest(%s) WITH ORDINALITY AS asked(code_id, place)""",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                SQL.identifier(relation.column2),
                batches.ids,
                size,
                list(code_ids),
            )
        )
        self.env.invalidate_all()
        return batches

    @api.model
    def _waiting_domain(self):
        return Domain("state", "=", "pending") & Domain(
            "query_id.state", "=", "running"
        )

    @api.model
    def _ready_domain(self):
        """Waiting, and neither put off nor being asked."""
        now = fields.Datetime.now()
        ready = Domain("not_before", "=", False) | Domain("not_before", "<=", now)
        return self._waiting_domain() & ready

    @api.model
    def _count_waiting(self):
        """How many batches could be asked now."""
        return self.search_count(self._ready_domain())

    @api.model
    def _next_start(self, pause=0, query=None):
        """When the next waiting batch (of ``query``) may be asked, at least ``pause``
        seconds from now; None if none waits."""
        domain = self._waiting_domain()
        if query:
            domain &= Domain("query_id", "=", query.id)
        batch = self.search(domain, order="not_before, id", limit=1)
        if not batch:
            return None
        earliest = fields.Datetime.now() + timedelta(seconds=pause)
        return max(batch.not_before or earliest, earliest)

    @api.model
    def _claim(self, query=None):
        """Lock and return one batch to ask, or nothing: no other worker gets it.

        The lock ends with the transaction, so a worker that is killed gives it back.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT batch.id FROM hes_query_batch AS batch
                     JOIN hes_query AS query ON query.id = batch.query_id
                    WHERE batch.state = 'pending' AND query.state = 'running'
                      AND COALESCE(batch.not_before, %(now)s) <= %(now)s
                      AND (%(query)s IS NULL OR query.id = %(query)s)
                 ORDER BY batch.id LIMIT 1 FOR UPDATE OF batch SKIP LOCKED""",
                now=fields.Datetime.now(),
                query=query.id if query else None,
            )
        )
        return self.browse([batch_id for [batch_id] in rows])

    def _run(self):
        """Ask the service for these (locked) batches and write what it said."""
        for batch in self:
            with ThreadPoolExecutor(1) as pool:
                batch._settle(batch._ask(pool))

    def _ask(self, pool):
        """Ask in a thread, which knows nothing of the database.

        :return: future of the answers: dict of code (written form) to
            ``client.Answer``; it raises ``client.ServiceError``
        """
        self.ensure_one()
        asked = self.env["hes.code"].search_fetch(
            [("batch_ids", "in", self.ids)], ["code"]
        )
        codes = asked.mapped("code")
        client = self.query_id.service_id._client()
        return pool.submit(_ask_client, client, codes)

    @api.model
    def _run_lane(self, pool):
        """Ask for one batch after the other, for as long as the scheduler allows; each
        is written in a transaction of its own while the next one is being asked.

        :return: seconds to wait before anything more is asked
        """
        commit_progress = self.env["ir.cron"]._commit_progress
        asked = self._ask_ahead(pool)
        seconds_left = commit_progress(remaining=self._count_waiting() + bool(asked))
        pause = 0
        while asked:
            batch, future = asked
            wait([future])
            batch = batch.try_lock_for_update()
            pause = batch.query_id.service_id.pause
            ahead = seconds_left > 0 and not pause and not future.exception()
            asked = self._ask_ahead(pool) if ahead else None
            batch._settle(future)
            waiting = self._count_waiting() if pause <= SHORT_PAUSE else 0
            seconds_left = commit_progress(1, remaining=waiting + bool(asked))
            if not asked and seconds_left > 0 and pause <= SHORT_PAUSE:
                time.sleep(pause)
                asked = self._ask_ahead(pool)
                commit_progress()
        return pause if pause > SHORT_PAUSE else 0

    @api.model
    def _ask_ahead(self, pool, query=None):
        """Claim the next batch (of ``query``) and ask for it, while others are being
        written.

        It is put off for as long as an answer can take, so that no other worker asks
        for it after this transaction; whoever is killed loses that time only.

        :return: (batch, future), or None where nothing waits
        """
        batch = self._claim(query)
        if not batch:
            return None
        timeout = batch.query_id.service_id.timeout
        longest = timedelta(seconds=timeout * ATTEMPTS_IN_CLIENT) + CLIENT_PAUSES
        batch.not_before = fields.Datetime.now() + longest
        return batch, batch._ask(pool)

    def _settle(self, future):
        """Write the answers of a future, or what went wrong."""
        try:
            answers = future.result()
        except client_tools.RefusedError as error:
            self.not_before = False
            self.query_id._stop(self.env["hes.service"]._explain(error))
        except client_tools.ServiceError as error:
            self._postpone(error)
        else:
            self._store(answers)

    def _store(self, answers):
        now = fields.Datetime.now()
        rows, left = [], []
        counts = dict.fromkeys(PARTS.values(), 0)
        self.code_ids.fetch(["code"])
        for code in self.code_ids:
            answer = answers.get(code.code)
            if answer and answer.status != "unanswered":
                rows.append(code._answer_values(answer, now))
            if answer and answer.status in PARTS:
                counts[PARTS[answer.status]] += 1
            else:
                left.append(code.id)
        self.env["hes.check"]._record(self.company_id, rows, self.query_id)
        self.write(
            {
                "state": "done",
                "code_ids": [fields.Command.set(left)],
                **{name: self[name] + count for name, count in counts.items()},
            }
        )

    def _postpone(self, error):
        """Try again later; after the last attempt the codes stay unanswered.

        What the whole service suffers from is not tried with every other batch; those
        that are being asked find it out themselves.
        """
        told = getattr(error, "retry_after", None)
        attempts = self.attempts + (told is None)
        pause = min(FIRST_WAIT * 2**attempts, LONGEST_WAIT)
        if told is not None:
            pause = timedelta(seconds=told)
        batches = self
        if error.kind not in OF_ONE_BATCH:
            waiting = self.search(
                self._ready_domain() & Domain("query_id", "=", self.query_id.id)
            )
            batches |= waiting.try_lock_for_update()
        batches.write(
            {
                "attempts": attempts,
                "state": "pending" if attempts < MAX_ATTEMPTS else "done",
                "not_before": fields.Datetime.now() + pause,
            }
        )
        self.query_id.error = self.env["hes.service"]._explain(error)
