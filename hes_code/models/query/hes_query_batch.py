# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import math
import time
from collections import Counter
from concurrent.futures import Future, wait
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL, split_every
from odoo.tools.sql import column_exists, create_column

from ...tools.service import client as client_tools
from ..code.hes_check import PARTS

#: A batch that could not be asked this often leaves its codes unanswered.
MAX_ATTEMPTS = 5

#: Faults that may lie in what was asked, by ``ServiceError.kind``; others are the
#: service's own.
OF_ONE_BATCH = ("cut", "json", "shape", "too_large", "status")

#: Waiting before the next attempt doubles, from two minutes to half an hour.
FIRST_WAIT = timedelta(minutes=2)

LONGEST_WAIT = timedelta(minutes=30)

#: A service that has answered nothing for so long is given up: all that waits of the
#: query stays unanswered, asked or not.
GIVE_UP = timedelta(hours=2)

#: Shorter pauses (seconds) are slept through; after longer ones the scheduled action
#: comes back.
SHORT_PAUSE = 5

#: How often the client asks at the most, and what its pauses add to the time-outs.
ATTEMPTS_IN_CLIENT, CLIENT_PAUSES = 3, timedelta(minutes=1)


#: How many batches a worker leases ahead, and writes in one transaction, at the most.
GROUP = 6

#: How long (seconds) a worker waits for the answers about half of them. One that takes
#: longer finds nothing leased behind it.
QUICK = 0.5


class Asked(NamedTuple):
    """A batch that is being asked: ``pause`` in seconds; ``texts`` is what
    :meth:`HesQueryBatch._texts` says of it; ``answers`` is what the request of
    :meth:`HesService._prepare_request` returns, from another thread; None where it was
    not made."""

    batch: models.Model
    query: models.Model
    pause: float
    texts: dict
    answers: Future


class Result(NamedTuple):
    """What came of asking for a batch; see :class:`Asked`, and
    :meth:`HesService._ask` for ``answers`` and ``error``."""

    texts: dict
    answers: dict
    error: Exception | None


class Question(NamedTuple):
    """What a batch asks for: the id of the code that was to be asked, its text (written
    form) as it was asked, or None where it was not; the hes.code that the answer is
    about: the one that has this text now, or none; and the batch's id."""

    code_id: int
    text: str | None
    code: models.Model
    batch_id: int


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
    planned = fields.Json(
        string="Planned Codes",
        prefetch=False,
        help="The ids of all of the batch, until it is answered or given up.",
    )
    code_ids = fields.Many2many(
        "hes.code",
        string="Codes Without Answer",
        context={"active_test": False},
        help="Of a batch that was answered or given up; of one for e-Devlet, all.",
    )
    code_count = fields.Integer()
    riskless_count = fields.Integer()
    risky_count = fields.Integer()
    invalid_count = fields.Integer()
    _waiting = models.Index("(id) WHERE state = 'pending'")

    def _auto_init(self):
        result = super()._auto_init()
        # the code's text as e-Devlet is asked, which may be corrected meanwhile; beside
        # the code, so that it ends with it
        relation = self._fields["code_ids"].relation
        if not column_exists(self.env.cr, relation, "asked"):
            create_column(self.env.cr, relation, "asked", "varchar")
        return result

    @api.model
    def _create_for(self, query, code_ids):
        """Create the batches of ``query``, which hold the codes ``code_ids``; one
        batch for e-Devlet."""
        size = query.service_id.sudo().batch_size  # a number, no secret
        batches = self.create(
            [
                {"query_id": query.id, "code_count": len(ids), "planned": ids}
                for ids in split_every(size or len(code_ids), code_ids, list)
            ]
        )
        if not query.service_id:
            batches._list_codes()
        return batches

    def _list_codes(self, code_ids=None):
        """Note in ``code_ids`` those of these batches that were only planned, with the
        text of each as of now.

        It is done for what stays without an answer: most codes never need it.

        :param code_ids: only these of them, list of ids
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO hes_code_hes_query_batch_rel
                               (hes_query_batch_id, hes_code_id, asked)
                        SELECT batch.id, code.id, code.code
                          FROM hes_query_batch AS batch
                          JOIN jsonb_array_elements(batch.planned)
                               AS given(code_id) ON TRUE
                          JOIN hes_code AS code ON code.id = given.code_id::int
                         WHERE batch.id = ANY(%s) AND (%s OR code.id = ANY(%s))""",
                list(self.ids),
                code_ids is None,
                list(code_ids or ()),
            )
        )
        self.planned = False
        self._forget_listed()

    def _forget_listed(self):
        """Read anew what was written past the fields."""
        self.invalidate_recordset(["code_ids"])
        self.env["hes.code"].invalidate_model(["batch_ids"])

    def _unanswered(self):
        """Those of these batches that hold codes without an answer."""
        return self.filtered(lambda batch: batch.planned or batch.code_ids)

    def _codes_without_answer(self):
        """Those codes of these batches, archived ones, too."""
        planned = chain.from_iterable(filter(None, self.mapped("planned")))
        codes = self.env["hes.code"].with_context(active_test=False)
        return self.code_ids | codes.search_fetch([("id", "in", list(planned))], [])

    def _ask_as_now(self):
        """Note the texts of the codes of these batches as they are now, without those
        of archived codes, which are not asked for."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE hes_code_hes_query_batch_rel AS question
                      SET asked = code.code FROM hes_code AS code
                    WHERE question.hes_query_batch_id = ANY(%s)
                      AND code.id = question.hes_code_id AND code.active
                      AND question.asked IS DISTINCT FROM code.code""",
                list(self.ids),
            )
        )

    def _texts(self):
        """What a service is asked for these batches.

        :return: dict of batch to a dict of the id of a code without answer to its text
            (written form) as of now, or None: an archived code is not asked for
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT given.batch_id, code.id, code.code, code.active
                     FROM (SELECT id, jsonb_array_elements(planned)::int
                             FROM hes_query_batch WHERE id = ANY(%(ids)s)
                        UNION ALL
                           SELECT hes_query_batch_id, hes_code_id
                             FROM hes_code_hes_query_batch_rel
                            WHERE hes_query_batch_id = ANY(%(ids)s)
                          ) AS given(batch_id, code_id)
                     JOIN hes_code AS code ON code.id = given.code_id
                 ORDER BY code.id""",
                ids=list(self.ids),
            )
        )
        texts = {batch.id: {} for batch in self}
        for batch_id, code_id, text, active in rows:
            texts[batch_id][code_id] = text if active else None
        return {batch: texts[batch.id] for batch in self}

    def _listed(self):
        """What e-Devlet is asked for these batches, as noted: list of (id of the code,
        its text, the batch's id)."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT code.id, COALESCE(question.asked, code.code),
                          question.hes_query_batch_id
                     FROM hes_code_hes_query_batch_rel AS question
                     JOIN hes_code AS code ON code.id = question.hes_code_id
                    WHERE question.hes_query_batch_id = ANY(%s) ORDER BY code.id""",
                list(self.ids),
            )
        )

    def _questions(self, asked=None):
        """What these batches of a query wait for: list of Question.

        :param asked: what a service was asked, list as of :meth:`_listed`, with None
            for what it was not; None: what e-Devlet is asked
        """
        asked = self._listed() if asked is None else asked
        now = self._now_about([(code_id, text) for code_id, text, _batch in asked])
        codes = self.env["hes.code"]
        ids = dict.fromkeys(filter(None, now.values()))
        # all in one, so that what is read of one is read of all
        found = {code.id: code for code in codes.browse(ids)}
        return [
            Question(code_id, text, found.get(now.get(code_id), codes), batch_id)
            for code_id, text, batch_id in asked
        ]

    def _now_about(self, asked):
        """Which codes answers are about: mostly those that were asked.

        :param asked: list of (id of a hes.code, its text as it was asked, or None)
        :return: dict of these ids to the id of a hes.code; some have none
        """
        if not asked:
            return {}
        company = self.query_id.company_id
        self.env.flush_all()
        texts = dict(
            self.env.execute_query(
                SQL(
                    """SELECT id, code FROM hes_code
                        WHERE id = ANY(%s) AND active AND company_id = %s""",
                    [code_id for code_id, _text in asked],
                    company.id,
                )
            )
        )
        now = {id_: id_ for id_, text in asked if text and texts.get(id_) == text}
        changed = [(id_, text) for id_, text in asked if text and id_ not in now]
        return now | self.env["hes.check"]._holding_now(changed, company)

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
        """When the next waiting batch may be asked, if one waits.

        :param query: only its batches, without those that other workers have leased
        """
        domain = self._waiting_domain()
        if query:
            domain &= Domain("query_id", "=", query.id) & Domain("worker_pid", "=", 0)
        batch = self.search(domain, order="not_before NULLS FIRST, id", limit=1)
        now = fields.Datetime.now()
        return max(batch.not_before or now, now) if batch else None

    @api.model
    def _claim(self, query=None, besides=(), count=1):
        """Lock and return batches of one query to ask, or nothing: no other worker gets
        them.

        The lock ends with the transaction. Over its end a batch is kept by a lease
        (see ``_lease``), which ends with the connection of the worker: the batch of a
        worker that was killed is free at once.

        :param query: the one to ask for; None: any
        :param besides: ids of batches that are not to be claimed
        :param count: how many at the most
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
                      AND batch.id <> ALL(%(besides)s)
                 ORDER BY batch.id LIMIT %(count)s FOR UPDATE OF batch SKIP LOCKED""",
                now=fields.Datetime.now(),
                query=query.id if query else None,
                besides=list(besides),
                count=count,
            )
        )
        batches = self.browse([batch_id for [batch_id] in rows])
        return batches.filtered(lambda batch: batch.query_id == batches[0].query_id)

    @api.model
    def _ask_here(self, query):
        """Ask for a batch of ``query`` in the request of who waits for it, and write
        the answers.

        It is leased as by a worker, and the lease is committed with all that the
        request did so far: so nothing is locked while the service is asked.

        :return: whether a batch was waiting
        """
        worker_pid = self._worker_pid()
        leased = self._lease(worker_pid, query)
        if not leased:
            return False
        self.env["ir.cron"]._commit_progress()
        [(batch, _query, _pause, texts, request)] = leased
        outcome = Result(texts, *request())
        retrying(partial(batch._finish_here, outcome, worker_pid), self.env)
        return True

    def _finish_here(self, outcome, worker_pid):
        """Settle the batch of :meth:`_ask_here`, and end its query if it was the last.

        :param outcome: its Result
        """
        self._still_leased(worker_pid)._settle({self: outcome})
        self.env["hes.query"]._close_finished()

    def _prepare_request(self, texts):
        """See :meth:`HesService._prepare_request`; one request, whatever the service's
        batch size is by now.

        :param texts: what is asked for, as :meth:`_texts` gives it for this batch
        """
        self.ensure_one()
        return self.query_id.service_id._prepare_request(
            list(filter(None, texts.values())), batch_size=client_tools.MAX_BATCH
        )

    def _reopen(self):
        """Ask again for what has no answer; a worker that is asking keeps its lease."""
        # what was uploaded to e-Devlet and not answered stays as it was asked
        self.filtered(lambda batch: batch.state == "done")._ask_as_now()
        self.query_id.service_id._end_silence()
        self.write({"state": "pending", "attempts": 0})
        self.filtered(lambda batch: not batch.worker_pid).not_before = False

    def _settle(self, outcomes, notify=True):
        """Write what came of asking for these batches of a query.

        :param outcomes: dict of batch to Result
        :param notify: whether open screens are to show it
        """
        if answered := self.filtered(lambda batch: not outcomes[batch].error):
            answered._store({batch: outcomes[batch] for batch in answered})
        for batch in self - answered:
            batch._fail(outcomes[batch].error)
        if self and notify:
            self.query_id._show_progress()

    def _fail(self, error):
        """Write that the service gave no answer about this batch, and why."""
        if isinstance(error, client_tools.RefusedError):
            self.write({"not_before": False, "worker_pid": 0})
            # in this transaction, which nothing rolls back
            self.query_id.service_id._suspend(error)
        else:
            self._postpone(error)

    def _store(self, outcomes):
        """Record what was answered about the codes of these batches of a query, which
        ends them.

        :param outcomes: dict of batch to Result
        """
        self.query_id.service_id._end_silence()
        found, left, changed = [{}], [], 0
        counts = {batch.id: dict.fromkeys(PARTS.values(), 0) for batch in self}
        said = {batch.id: outcomes[batch].answers for batch in self}
        asked = [
            (code_id, text, batch.id)
            for batch in self
            for code_id, text in outcomes[batch].texts.items()
        ]
        for code_id, text, code, batch_id in self._questions(asked):
            answer = said[batch_id].get(text)
            if answer and code:
                if code in found[-1]:
                    found.append({})  # a row of the ledger for each time it was asked
                found[-1][code] = answer
            if answer and code and answer.status in PARTS:
                counts[batch_id][PARTS[answer.status]] += 1
            else:
                left.append(code_id)
                changed += bool(answer and not code)
        for each in found:
            self.env["hes.check"]._record(each, self.query_id)
        self.write({"state": "done", "worker_pid": 0})
        for batch in self:
            for name, count in counts[batch.id].items():
                batch[name] += count
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
        self._list_codes(code_ids)

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
        if silence >= GIVE_UP:
            same_sudo = others_sudo.filtered(lambda row: row.query_id == self.query_id)
            (self | same_sudo)._give_up()
        elif attempts >= MAX_ATTEMPTS:
            self._give_up()
        if self.query_id.state == "running":
            self.query_id.write(
                {"error_kind": error.kind, "error_number": error.status}
            )

    def _give_up(self):
        """Leave the codes of these batches unanswered."""
        # they are not due for a while, which is looked up in the rows
        self._list_codes()
        self.state = "done"

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
        pause = max(FIRST_WAIT * 2 ** (attempts - 1), silence)
        return min(pause, LONGEST_WAIT), attempts, silence

    def _others_of_service(self):
        """What else waits for the same service and is not being asked, locked."""
        # else what another worker locks for the same reason is skipped here, and is
        # asked for where that one has to begin anew
        self.query_id.service_id._take_turn()
        # those of all users: nothing but the time is written
        batches_sudo = self.sudo().search(
            self._waiting_domain()
            & Domain("query_id.service_id", "=", self.query_id.service_id.id)
            & Domain("worker_pid", "=", 0)
            & Domain("id", "not in", self.ids)
        )
        return batches_sudo.try_lock_for_update()

    # A worker: while answers are written, the next ones are asked for in another
    # thread. Several are written in one transaction: what a risk brings about costs the
    # same for one batch and for six. What other workers write at the same time makes a
    # transaction begin anew, and costs no answer: the answers are kept until they are
    # written.

    @api.model
    def _run_worker(self, line, query=None, group=GROUP, seconds=math.inf):
        """Ask for as long as the scheduler allows, and write what was answered.

        :param line: the Line of the thread that asks, which uses no database
        :param query: the one to ask for; None: any
        :param group: how many batches it leases ahead, at the most
        :param seconds: for how long it goes on after the first batch, at the most
        :return: when what still waits (of ``query``) may be asked, if anything does
        """
        worker_pid, notified = self._worker_pid(), 0
        ask_ahead = partial(self._ask_ahead, line, worker_pid, query)
        waiting = self._count_waiting()
        seconds_left = self.env["ir.cron"]._commit_progress(remaining=waiting)
        end = time.monotonic() + min(seconds_left, seconds)
        # a run without time comes after one that used it up: it does nothing, so that
        # the scheduler begins anew, with time
        asked = ask_ahead() if seconds_left > 0 else []
        while asked:
            come, behind, room = self._wait_for_answers(asked, worker_pid, group)
            if room > 0 and time.monotonic() < end:
                behind += ask_ahead(come + behind, room)
            # who watches sees enough of it if something moves each second
            notify = not behind or time.monotonic() - notified >= 1
            notified = time.monotonic() if notify else notified
            write = partial(self._write_answers, come, behind, worker_pid, notify)
            asked, pause = retrying(write, self.env), come[-1].pause
            # with pauses the scheduled action asks alone, for all queries
            if not asked and time.monotonic() < end and not (query and pause):
                time.sleep(pause if pause <= SHORT_PAUSE else 0)
                line.go_on()
                asked = ask_ahead()
        return self._next_start(query)

    @api.model
    def _wait_for_answers(self, asked, worker_pid, group):
        """Wait for the first of ``asked`` (list of Asked), and up to QUICK for half of
        them.

        If the first takes longer, what stands behind it is left to other workers, and
        to nobody where its query is cancelled meanwhile.

        :param group: how many may be leased ahead
        :return: those that were answered, of one query, up to the first error; those
            behind them; how many more may be leased before the answers are written
        """
        half = asked[: (len(asked) + 1) // 2]
        wait([each.answers for each in half], QUICK)
        quick = asked[0].answers.done()
        if not quick:
            unasked = [each for each in asked if each.answers.cancel()]
            retrying(partial(self._give_back, unasked, worker_pid), self.env)
            asked = [each for each in asked if not each.answers.cancelled()]
            wait([asked[0].answers])
        come, error = [], None
        for each in asked:
            if error or each.query != asked[0].query or not each.answers.done():
                break
            come.append(each)
            _answers, error = each.answers.result()
        behind = asked[len(come) :]
        alone = error or any(each.pause for each in asked)
        room = group if quick else 1
        return come, behind, 0 if alone else room - len(behind)

    @api.model
    def _worker_pid(self):
        """The PostgreSQL process of this connection, which others see the end of."""
        self.env.cr.execute("SELECT pg_backend_pid()")
        return self.env.cr.fetchone()[0]

    @api.model
    def _ask_ahead(self, line, worker_pid, query=None, besides=(), count=1):
        """Lease batches and request their answers; the leases are committed first, so
        that no other worker asks, whatever becomes of the transactions that follow.

        :param line: the Line that makes the requests
        :param query: the one to ask for; None: any
        :param besides: what this worker has leased already, list of Asked
        :param count: how many at the most; one where the service wants pauses
        :return: list of Asked, empty where nothing waits
        """
        lease = partial(self._lease, worker_pid, query, besides, count)
        return [
            Asked(batch, query, pause, texts, line.submit(request))
            for batch, query, pause, texts, request in retrying(lease, self.env)
        ]

    @api.model
    def _lease(self, worker_pid, query=None, besides=(), count=1):
        """Claim batches for the longest time that their answers can take.

        The lease ends with the worker's connection: at once where the worker is
        killed, after that time where power or network fail.

        :return: list of batch, its query, the service's pause, what is asked (see
            :meth:`_texts`), and the request
        """
        batches = self._claim(query, [each.batch.id for each in besides], count)
        service = batches.query_id.service_id
        if service.pause:
            batches = batches[:1]
        longest = timedelta(seconds=service.timeout * ATTEMPTS_IN_CLIENT)
        longest = (longest + CLIENT_PAUSES) * (len(besides) + len(batches))
        until = fields.Datetime.now() + longest
        batches.write({"not_before": until, "worker_pid": worker_pid})
        return [
            (batch, batch.query_id, service.pause, texts, batch._prepare_request(texts))
            for batch, texts in batches._texts().items()
        ]

    def _give_back(self, asked, worker_pid):
        """Let any worker ask for what stands in ``asked`` (list of Asked) and was not
        asked for."""
        batches = self.union(*(each.batch for each in asked))
        batches._still_leased(worker_pid).write({"not_before": False, "worker_pid": 0})

    @api.model
    def _write_answers(self, come, behind, worker_pid, notify):
        """Settle the batches of ``come`` (list of Asked), and commit.

        What stands behind them is given back after an error, and where its query was
        ended meanwhile.

        :param notify: whether open screens are to show it
        :return: the rest of ``behind``
        """
        outcomes = {
            each.batch: Result(each.texts, *each.answers.result()) for each in come
        }
        error = any(outcome.error for outcome in outcomes.values())
        unasked = [
            each
            for each in behind
            if error or (each.query.state != "running" and each.answers.cancel())
        ]
        self._give_back(unasked, worker_pid)
        behind = [each for each in behind if each not in unasked]
        self.union(*outcomes)._still_leased(worker_pid)._settle(outcomes, notify)
        if come[-1].pause > SHORT_PAUSE:
            come[-1].batch._put_off_others(come[-1].pause)
        # while the next one is being asked, there is time later to count what waits
        waiting = None if behind else self._count_waiting()
        self.env["ir.cron"]._commit_progress(len(come), remaining=waiting)
        return behind

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
        return Domain("code_ids", "!=", False) | Domain("planned", "!=", False)

    def _retention_erase(self):
        """The query keeps its counts, and forgets which codes had no answer."""
        relation = self._fields["code_ids"]
        self._list_codes()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                list(self.ids),
            )
        )
        forgotten = self.env.cr.rowcount
        self._forget_listed()
        return Counter({self._retention_kind: forgotten})
