# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.download import download_action
from ...tools.edevlet.upload import write_upload
from ..code.hes_check import PARTS

#: "Toplu HES Kodu Sorgulama"
BULK_PAGE = "https://www.turkiye.gov.tr/saglik-bakanligi-toplu-hes-kodu-sorgulama"


class HesQuery(models.Model):
    """A query without a service is one for e-Devlet: its codes are in one batch, which
    waits until somebody enters the answer of the page."""

    _name = "hes.query"
    _inherit = "hes.query"
    way = fields.Selection(
        [("service", "Service"), ("edevlet", "e-Devlet")],
        string="Way of Asking",
        compute="_compute_way",
    )
    edevlet_file = fields.Binary(compute="_compute_edevlet_file")

    @api.depends("service_id", "state")
    def _compute_way(self):
        for query in self:
            by_hand = "edevlet" if query.state != "draft" else False
            query.way = "service" if query.service_id else by_hand

    def _compute_edevlet_file(self):
        for query in self:
            query.edevlet_file = self._edevlet_workbook(query.batch_ids.code_ids)

    @api.model
    def _edevlet_workbook(self, codes):
        """The workbook to upload on e-Devlet, or False where there is nothing in it."""
        if not codes:
            return False
        codes._hes_log_access(["code"], "export")
        content = write_upload(codes.sorted("id").mapped("code"))
        return base64.b64encode(content)

    def _advance(self):
        return super()._advance() if self.service_id else None

    @api.model
    def _start_edevlet(self, codes, **values):
        """A query that waits for what e-Devlet says about ``codes``, also where there
        is a service."""
        query = self.create(values)
        self._batches_sudo()._cut(query, codes.ids)
        query.action_start()
        return query

    def _check_waiting(self):
        """Lock the query; tells whoever comes too late with an answer."""
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

    def _take_edevlet(self, rows, asked_at):
        """Write what e-Devlet said, and that the query is done.

        :param rows: dict of code (written form) to ``AnswerRow``; a code of the query
            that is not in it was not risky
        :param asked_at: naive UTC, when e-Devlet was asked
        """
        self.ensure_one()
        batch = self.batch_ids.filtered(lambda batch: batch.state == "pending")
        answers = [
            self._edevlet_values(code, rows.get(code.code), asked_at)
            for code in batch.code_ids
        ]
        self.env["hes.check"]._record(self.company_id, answers, self)
        counts = Counter(PARTS[answer["risk_status"]] for answer in answers)
        # what is answered is closed to everybody; the answer is checked by now
        batch.sudo().write(
            {
                "state": "done",
                "code_ids": [Command.clear()],
                **{name: batch[name] + count for name, count in counts.items()},
            }
        )
        now = fields.Datetime.now()
        # its state, too
        self.sudo().write({"state": "done", "finished_at": now, "error": False})

    @api.model
    def _edevlet_values(self, code, row, asked_at):
        """What a row, or its absence, says, as :meth:`HesCheck._record` takes it."""
        return {
            "code_id": code.id,
            "risk_status": row.status if row else "riskless",
            "risk_reason": row.reason if row else None,
            "service_word": None,
            "checked_at": asked_at,
            "expires_at": None,
            "masked_national_id": row.masked_national_id or None if row else None,
            "masked_name": None,
        }

    @api.model
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
