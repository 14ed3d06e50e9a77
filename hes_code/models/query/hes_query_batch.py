# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import time
from collections import Counter
from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...tools.service import client as client_tools
from ..code.hes_check import PARTS

#: A batch that could not be asked this often leaves its codes unanswered.
MAX_ATTEMPTS = 5

#: Faults that may lie in what was asked, by ``ServiceError.kind``; others are the
#: service's own.
OF_ONE_BATCH = ("cut", "json", "shape", "too_large", "status")

#: Waiting before the next attempt doubles, from two minutes to half an hour.
FIRST_WAIT = timedelta(minutes=1)

LONGEST_WAIT = timedelta(minutes=30)


#: A service that has answered nothing for so long is given up: all that waits of the
#: query stays unanswered, asked or not.
GIVE_UP = timedelta(hours=2)

#: Shorter pauses (seconds) are slept through; after longer ones the scheduled action
#: comes back.
SHORT_PAUSE = 5

#: How often the client asks at the most, and what its pauses add to the time-outs.
ATTEMPTS_IN_CLIENT, CLIENT_PAUSES = 3, timedelta(minutes=1)


class Asked(NamedTuple):
    """A batch that is being asked: ``pause`` in seconds; ``answers`` is what the
    request of :meth:`HesService._prepare_request` returns, from another thread."""

    batch: models.Model
    pause: float
    answers: Future


class Question(NamedTuple):
    """What a batch asks for: the id of the code that was to be asked, its text (written
    form) as it was asked, and the hes.code that the answer is about: the one that has
    this text now, or none."""

    code_id: int
    text: str
    code: models.Model


class HesQueryBatch(models.Model):
    _name = "hes.query.batch"
    _inherit = ["hes.retention.mixin"]
    _description = "HES Query Batch"
    _order = "id"
    _retention_kind = "leftovers"
    _retention_setting = "retention_answer_days"
    _retention_since = "query_id.finished_at"
    _retention_company = "query_id.company_id"
    _subject_access_none = "Codes that wait: they and their answers are shown."

    query_id = fields.Many2one(
        "hes.query", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="query_id.company_id")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done")], default="pending", required=True
    )
    attempts = fields.Integer(help="How often it was asked in vain.")
    not_before = fields.Datetime()
    worker_pid = fields.Integer(
        help="The PostgreSQL process of the worker that is asking just now."
    )
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

    def _auto_init(self):
        result = super()._auto_init()
        # the code's text as it was asked, which may be corrected before the answer;
        # beside the code, so that it ends with it
        relation = self._fields["code_ids"].relation
        if not column_exists(self.env.cr, relation, "asked"):
            create_column(self.env.cr, relation, "asked", "varchar")
        return result

    @api.model
    def _create_for(self, query, code_ids):
        """Create the batches of ``query``, which hold the codes ``code_ids``; one
        batch for e-Devlet."""
        size = query.service_id.sudo().batch_size  # a number, no secret
        size = size or len(code_ids)
        sizes = [min(size, len(code_ids) - i) for i in range(0, len(code_ids), size)]
        batches = self.create(
            [{"query_id": query.id, "code_count": count} for count in sizes]
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO hes_code_hes_query_batch_rel
                               (hes_query_batch_id, hes_code_id, asked)
                   SELECT (%s)[(place - 1) / %s + 1], code.id, code.code
                     FROM unnest(%s) WITH ORDINALITY AS given(code_id, place)
                     JOIN hes_code AS code ON code.id = given.code_id""",
                batches.ids,
                size,
                list(code_ids),
            )
        )
        self.env.invalidate_all(flush=False)
        return batches

    def _ask_as_now(self):
        """Ask for the codes of these batches as they are now.

        :return: list of the codes' texts, without those of archived codes, which are
            not asked for
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH corrected AS (
                       UPDATE hes_code_hes_query_batch_rel AS question
                          SET asked = code.code FROM hes_code AS code
                        WHERE question.hes_query_batch_id = ANY(%(ids)s)
                          AND code.id = question.hes_code_id AND code.active
                          AND question.asked IS DISTINCT FROM code.code)
                   SELECT code.code FROM hes_code_hes_query_batch_rel AS question
                     JOIN hes_code AS code ON code.id = question.hes_code_id
                    WHERE question.hes_query_batch_id = ANY(%(ids)s) AND code.active
                 ORDER BY code.id DESC""",
                ids=list(self.ids),
            )
        )
        return [text for (text,) in rows]

    def _questions(self):
        """What these batches wait for: list of Question, ordered by the code's id."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT code.id, COALESCE(question.asked, code.code), code.active
                          AND question.asked = code.code
                          AND code.company_id = query.company_id
                     FROM hes_code_hes_query_batch_rel AS question
                     JOIN hes_code AS code ON code.id = question.hes_code_id
                     JOIN hes_query_batch AS batch
                          ON batch.id = question.hes_query_batch_id
                     JOIN hes_query AS query ON query.id = batch.query_id
                    WHERE batch.id = ANY(%s) ORDER BY code.id""",
                list(self.ids),
            )
        )
        codes = self.env["hes.code"]
        changed = [(id_, text) for id_, text, same in rows if not same]
        now = codes._holding_now(changed, self.query_id.company_id)
        ids = [id_ if same else now[id_] for id_, _text, same in rows]
        # all in one, so that what is read of one is read of all
        found = {
            code.id: code for code in codes.browse(dict.fromkeys(filter(None, ids)))
        }
        return [
            Question(id_, text, found.get(now_id, codes))
            for (id_, text, _same), now_id in zip(rows, ids, strict=True)
        ]

    @api.model
    def _waiting_domain(self):
        """What a service is to be asked; the answer of e-Devlet is entered by hand."""
        return (
            Domain("state", "=", "pending")
            & Domain("query_id.state", "=", "running")
            & Domain("query_id.service_id.active", "=", True)
            & Domain("query_id.company_id.active", "=", True)
        )

    @api.model
    def _count_waiting(self):
        """How many batches could be asked now."""
        now = fields.Datetime.now()
        ready = Domain("not_before", "=", False) | Domain("not_before", "<=", now)
        return self.search_count(self._waiting_domain() & ready)

    @api.model
    def _next_start(self, query=None):
        """When the next waiting batch (of ``query``) may be asked, if one waits."""
        domain = self._waiting_domain()
        if query:
            domain &= Domain("query_id", "=", query.id)
        batch = self.search(domain, order="not_before NULLS FIRST, id", limit=1)
        now = fields.Datetime.now()
        return max(batch.not_before or now, now) if batch else None

    @api.model
    def _claim(self, query=None, besides=None):
        """Lock and return one batch to ask, or nothing: no other worker gets it.

        The lock ends with the transaction. Over its end a batch is kept by a lease
        (see ``_lease``), which ends with the connection of the worker: the batch of a
        worker that was killed is free at once.

        :param query: the one to ask for; None: any
        :param besides: a batch that is not to be claimed
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT batch.id FROM hes_query_batch AS batch
                     JOIN hes_query AS query ON query.id = batch.query_id
                     JOIN hes_service AS service ON service.id = query.service_id
                          AND service.active
                     JOIN res_company AS company ON company.id = query.company_id
                          AND company.active
                    WHERE batch.state = 'pending' AND query.state = 'running'
                      AND (COALESCE(batch.not_before, %(now)s) <= %(now)s
                           OR batch.worker_pid <> 0 AND batch.worker_pid NOT IN (
                                  SELECT pid FROM pg_stat_activity))
                      AND (%(query)s IS NULL OR query.id = %(query)s)
                      AND batch.id IS DISTINCT FROM %(besides)s
                 ORDER BY batch.id LIMIT 1 FOR UPDATE OF batch SKIP LOCKED""",
                now=fields.Datetime.now(),
                query=query.id if query else None,
                besides=besides.id if besides else None,
            )
        )
        return self.browse([batch_id for [batch_id] in rows])

    @api.model
    def _ask_here(self, query):
        """Ask for a batch of ``query`` in the request of who waits for it, and write
        the answers.

        It is leased as by a worker, and the lease is committed with all that the
        request did so far: so nothing is locked while the service is asked.

        :return: whether a batch was waiting
        """
        worker_pid = self._worker_pid()
        leased = self._lease(worker_pid, None, query)
        if not leased:
            return False
        self.env["ir.cron"]._commit_progress()
        batch, _pause, request = leased
        retrying(partial(batch._finish_here, request(), worker_pid), self.env)
        return True

    def _finish_here(self, answers, worker_pid):
        """Settle the batch of :meth:`_ask_here`, and end its query if it was the last.

        :param answers: what the request returned
        """
        for batch in self._still_leased(worker_pid):
            batch._settle(*answers)
        self.env["hes.query"]._close_finished()

    def _prepare_request(self):
        """See :meth:`HesService._prepare_request`; one request, whatever the service's
        batch size is by now."""
        self.ensure_one()
        return self.query_id.service_id._prepare_request(
            self._ask_as_now(), batch_size=client_tools.MAX_BATCH
        )

    def _reopen(self):
        """Ask again for what has no answer; a worker that is asking keeps its lease."""
        # what was uploaded to e-Devlet and not answered stays as it was asked
        self.filtered(lambda batch: batch.state == "done")._ask_as_now()
        self.query_id.service_id._end_silence()
        self.write({"state": "pending", "attempts": 0})
        self.filtered(lambda batch: not batch.worker_pid).not_before = False

    def _settle(self, answers, error, notify=True):
        """Write the answers, or what went wrong; see :meth:`HesService._ask`.

        :param notify: whether open screens are to show it
        """
        if isinstance(error, client_tools.RefusedError):
            self.write({"not_before": False, "worker_pid": 0})
            # in this transaction, which nothing rolls back
            self.query_id.service_id._suspend(error)
        elif error:
            self._postpone(error)
        else:
            self._store(answers)
        if notify:
            self.query_id._show_progress()

    def _store(self, answers):
        """Record what was answered about these codes, which ends the batch.

        :param answers: dict of text (written form, as asked) to Answer
        """
        self.query_id.service_id._end_silence()
        found, left, changed = {}, [], 0
        counts = dict.fromkeys(PARTS.values(), 0)
        for code_id, text, code in self._questions():
            answer = answers.get(text)
            if answer and code:
                found[code] = answer
            if answer and code and answer.status in PARTS:
                counts[PARTS[answer.status]] += 1
            else:
                left.append(code_id)
                changed += bool(answer and not code)
        self.env["hes.check"]._record(found, self.query_id)
        self.write(
            {
                "state": "done",
                "worker_pid": 0,
                **{name: self[name] + count for name, count in counts.items()},
            }
        )
        self._leave_unanswered(left)
        if changed:
            self.query_id.write({"error_kind": "changed", "error_number": changed})

    def _leave_unanswered(self, code_ids):
        """Keep these codes (ids) alone: the others are answered."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM hes_code_hes_query_batch_rel
                    WHERE hes_query_batch_id = ANY(%s) AND hes_code_id <> ALL(%s)""",
                list(self.ids),
                list(code_ids),
            )
        )
        self.invalidate_recordset(["code_ids"])
        self.env["hes.code"].invalidate_model(["batch_ids"])

    def _postpone(self, error):
        """Try again later; after the last attempt the codes stay unanswered.

        After an error of the service as a whole no other batch of it is tried earlier;
        if it has answered nothing for long, nothing of this query is tried any more.
        """
        pause, attempts, silence = self._patience(error)
        others_sudo = self.browse()
        if error.kind not in OF_ONE_BATCH:
            others_sudo = self._others_of_service()
        not_before = fields.Datetime.now() + pause
        self.write({"attempts": attempts, "not_before": not_before, "worker_pid": 0})
        others_sudo.not_before = not_before
        if attempts >= MAX_ATTEMPTS:
            self.state = "done"
        if silence >= GIVE_UP:
            same_sudo = others_sudo.filtered(lambda row: row.query_id == self.query_id)
            (self | same_sudo).state = "done"
        if self.query_id.state == "running":
            self.query_id.write(
                {"error_kind": error.kind, "error_number": error.status}
            )

    def _patience(self, error):
        """What a fault of the service comes to.

        :return: how long to wait before the next attempt, how many attempts there were,
            and for how long the service has answered nothing
        """
        retry_after = getattr(error, "retry_after", None)
        if retry_after is not None:
            # it says itself when it answers again
            return timedelta(seconds=retry_after), self.attempts, timedelta()
        attempts, silence = self.attempts + 1, timedelta()
        if error.kind not in OF_ONE_BATCH:
            silence = self.query_id.service_id._silence(self.query_id.started_at)
        pause = max(FIRST_WAIT * 2**attempts, silence)
        return min(pause, LONGEST_WAIT), attempts, silence

    def _others_of_service(self):
        """What else waits for the same service and is not being asked, locked."""
        # those of all users: nothing but the time is written
        batches_sudo = self.sudo().search(
            self._waiting_domain()
            & Domain("query_id.service_id", "=", self.query_id.service_id.id)
            & Domain("worker_pid", "=", 0)
            & Domain("id", "not in", self.ids)
        )
        return batches_sudo.try_lock_for_update()

    # A worker: one batch after the other, the next one requested while the last one is
    # written. What other workers write at the same time makes a transaction begin
    # anew, and costs no answer: the answers are kept until they are written.

    @api.model
    def _run_worker(self, pool):
        """Ask for as long as the scheduler allows; each batch is written in a
        transaction of its own.

        :param pool: executor of the thread that asks, which uses no database
        """
        worker_pid, notified = self._worker_pid(), 0
        asked = self._ask_ahead(pool, worker_pid)
        waiting = self._count_waiting() + bool(asked)
        seconds_left = self.env["ir.cron"]._commit_progress(remaining=waiting)
        while asked:
            batch, pause, answers = asked
            _answers, error = answers.result()
            ahead = seconds_left > 0 and not pause and not error
            asked = self._ask_ahead(pool, worker_pid, batch) if ahead else None
            # who watches sees enough of it if something moves each second
            notify = not asked or time.monotonic() - notified >= 1
            notified = time.monotonic() if notify else notified
            write = partial(batch._write_answers, answers, worker_pid, pause)
            seconds_left = retrying(partial(write, bool(asked), notify), self.env)
            if not asked and seconds_left > 0:
                time.sleep(pause if pause <= SHORT_PAUSE else 0)
                asked = self._ask_ahead(pool, worker_pid)

    @api.model
    def _worker_pid(self):
        """The PostgreSQL process of this connection, which others see the end of."""
        self.env.cr.execute("SELECT pg_backend_pid()")
        return self.env.cr.fetchone()[0]

    @api.model
    def _ask_ahead(self, pool, worker_pid, besides=None, query=None):
        """Lease a batch and request its answers; the lease is committed first, so that
        no other worker asks, whatever becomes of the transactions that follow.

        :return: Asked, or None where nothing (of ``query``, ``besides`` one batch)
            waits
        """
        leased = retrying(partial(self._lease, worker_pid, besides, query), self.env)
        if not leased:
            return None
        batch, pause, request = leased
        return Asked(batch, pause, pool.submit(request))

    @api.model
    def _lease(self, worker_pid, besides, query):
        """Claim a batch for the longest time that an answer can take.

        The lease ends with the worker's connection: at once where the worker is
        killed, after that time where power or network fail.
        """
        batch = self._claim(query, besides)
        if not batch:
            return None
        service = batch.query_id.service_id
        longest = timedelta(seconds=service.timeout * ATTEMPTS_IN_CLIENT)
        now = fields.Datetime.now()
        batch.write(
            {"not_before": now + longest + CLIENT_PAUSES, "worker_pid": worker_pid}
        )
        return batch, service.pause, batch._prepare_request()

    def _write_answers(self, answers, worker_pid, pause, asked_ahead, notify):
        """Settle a worker's batch, and commit; return the seconds left to the worker.

        :param answers: the Future of its request
        :param asked_ahead: whether the next one is being asked: then there is time
            later to count what else waits
        :param notify: whether open screens are to show it
        """
        for batch in self._still_leased(worker_pid):
            batch._settle(*answers.result(), notify=notify)
        if pause > SHORT_PAUSE:
            self._put_off_others(pause)
        waiting = None if asked_ahead else self._count_waiting()
        return self.env["ir.cron"]._commit_progress(1, remaining=waiting)

    def _put_off_others(self, pause):
        """Ask nothing more of the service of this batch for ``pause`` seconds."""
        until = fields.Datetime.now() + timedelta(seconds=pause)
        self._others_of_service().filtered(
            lambda row: not row.not_before or row.not_before < until
        ).not_before = until

    def _still_leased(self, worker_pid):
        """The batch, locked, unless another worker took it over or finished it after
        the lease ran out: its answers count, these are dropped.

        A query that was cancelled meanwhile changes nothing: what was asked before may
        be known, and an answer that somebody is risky is not thrown away.
        """
        return self.try_lock_for_update().filtered(
            lambda batch: batch.state == "pending" and batch.worker_pid == worker_pid
        )

    @api.model
    def _retention_scope(self):
        return Domain("code_ids", "!=", False)

    def _retention_erase(self):
        """The query keeps its counts, and forgets which codes had no answer."""
        relation = self._fields["code_ids"]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                list(self.ids),
            )
        )
        forgotten = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return Counter({self._retention_kind: forgotten})
