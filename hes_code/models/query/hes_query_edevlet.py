# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.client_actions import download_action
from ...tools.edevlet.upload import write_upload
from ...tools.service.answer import Answer
from ..code.hes_check import PARTS

#: "Toplu HES Kodu Sorgulama"
BULK_PAGE = "https://www.turkiye.gov.tr/saglik-bakanligi-toplu-hes-kodu-sorgulama"


class HesQueryEdevlet(models.AbstractModel):
    """What hes.query does without a service: its codes are in one batch, which waits
    until an HES officer enters the answer of the e-Devlet page."""

    _name = "hes.query.edevlet"
    _description = "HES Query by e-Devlet"

    channel = fields.Selection(
        [("service", "Service"), ("edevlet", "e-Devlet")],
        string="Asked Through",
        compute="_compute_channel",
    )
    edevlet_file = fields.Binary(compute="_compute_edevlet_file")

    @api.depends("service_id", "state")
    def _compute_channel(self):
        for query in self:
            by_hand = "edevlet" if query.state != "draft" else False
            query.channel = "service" if query.service_id else by_hand

    def _compute_edevlet_file(self):
        for query in self:
            query.edevlet_file = self._edevlet_workbook(
                query.batch_ids.code_ids,
                [question.text for question in query.batch_ids._questions()],
            )

    @api.model
    def _edevlet_workbook(self, codes, texts=None):
        """The workbook to upload on e-Devlet, or False where there is nothing in it.

        :param texts: of the codes as they are asked for, if not as they are now
        """
        if not codes:
            return False
        codes._log_data_access(["code"], "export")
        content = write_upload(texts or codes.sorted("id").mapped("code"))
        return base64.b64encode(content)

    @api.model
    def _start_edevlet(self, codes, **values):
        """A query that waits for the answer of e-Devlet about ``codes``, also where
        there is a service; ``values`` are more values of the query."""
        query = self.create(values)
        self._batches_sudo()._create_for(query, codes.ids)
        query.action_start()
        return query

    def _check_waiting(self):
        """Lock the query, which has to wait for an answer.

        :raise UserError: where it does not, or where another user has locked it
        """
        self.ensure_one()
        self.check_access("write")
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("Somebody else enters the answer of this query just now.")
            )
        self.invalidate_recordset(["state"])
        if self.service_id or self.state != "running":
            raise UserError(
                self.env._(
                    "The query %(name)s waits for no answer. Its state is: %(state)s.",
                    name=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

    def _is_taken(self, digest):
        """Whether the page with this digest was an answer before."""
        # for who may enter an answer: that it was taken, and nothing of it
        return bool(self.sudo().search_count([("answer_digest", "=", digest)], limit=1))

    def _take_edevlet(self, rows, asked_at, latest=None, **proof):
        """Record the answer of e-Devlet, which ends the query.

        :param rows: dict of code (written form) to ``AnswerRow``; a code of the query
            that is not in it was not risky
        :param asked_at: naive UTC, when e-Devlet was asked, at the earliest
        :param latest: the same at the latest, if the moment is not known: a risk counts
            as of then, so that no answer from in between hides it
        :param proof: values of the query about the page
        """
        self.ensure_one()
        batch = self._waiting_batches()
        answers, left, counts = {}, [], Counter()
        times = (asked_at, latest or asked_at)
        for code_id, text, code, _batch_id in batch._questions():
            if not code:
                left.append(code_id)
                continue
            answers[code] = self._edevlet_answer(text, rows.get(text), *times)
            # invalid, and unclear why, is an answer all the same
            counts[PARTS.get(answers[code].status, "invalid_count")] += 1
        self.env["hes.check"]._record(answers, self)
        # what is answered is closed to everybody; the answer is checked by now
        batch.sudo().write(
            {
                "state": "done",
                **{name: batch[name] + count for name, count in counts.items()},
            }
        )
        # as above
        batch.sudo()._leave_unanswered(left)
        now = fields.Datetime.now()
        error = {"error_kind": "changed" if left else False, "error_number": len(left)}
        # its state, too
        self.sudo().write({"state": "done", "finished_at": now, **error, **proof})

    @api.model
    def _edevlet_answer(self, text, row, earliest, latest):
        """The :class:`answer.Answer` that a row, or its absence (None), gives;
        ``earliest`` and ``latest`` as of :meth:`_take_edevlet`."""
        if not row:
            return Answer(text, "riskless", checked_at=earliest)
        return Answer(
            text,
            row.status,
            error_key=row.explanation if row.status == "unknown" else "",
            risk_reason=row.reason,
            checked_at=latest if row.status == "risky" else earliest,
            masked_national_id=row.masked_national_id,
        )

    def action_open_edevlet(self):
        return {"type": "ir.actions.act_url", "url": BULK_PAGE, "target": "new"}

    def action_download_edevlet(self):
        self.ensure_one()
        filename = self.env._("HES upload.xlsx")
        return download_action(self._name, self.id, "edevlet_file", filename)

    def action_enter_answer(self):
        """Opens an empty form for what e-Devlet said."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_edevlet_answer_action"
        )
        return {**action, "context": {"default_query_id": self.id}}
