# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.client_actions import download_action


class HesEdevletExport(models.TransientModel):
    """What to add to a group on e-Devlet and what to delete there, by hand."""

    _name = "hes.edevlet.export"
    _inherit = ["hes.upload.mixin"]
    _description = "Upload to e-Devlet"
    _retention_company = "group_id.company_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."

    group_id = fields.Many2one(
        "hes.query.group", required=True, ondelete="cascade", frozen=True
    )
    add_ids = fields.Many2many(
        "hes.code",
        "hes_edevlet_export_add_rel",
        string="Codes to Add",
        context={"active_test": False},
        readonly=True,
        system_only=True,
    )
    kept_ids = fields.Many2many(
        "hes.code",
        "hes_edevlet_export_kept_rel",
        string="Codes to Keep",
        context={"active_test": False},
        readonly=True,
        system_only=True,
    )
    line_ids = fields.One2many(
        "hes.edevlet.export.line", "export_id", readonly=True, system_only=True
    )
    delete_ids = fields.Many2many(
        "hes.code",
        string="Codes to Delete",
        compute="_compute_delete_ids",
        context={"active_test": False},
    )
    add_count = fields.Integer(string="To Add", compute="_compute_delete_ids")
    kept_count = fields.Integer(string="Stay", compute="_compute_delete_ids")
    delete_count = fields.Integer(string="To Delete", compute="_compute_delete_ids")
    file = fields.Binary(compute="_compute_file")
    file_all = fields.Binary(compute="_compute_file_all")
    gone_count = fields.Integer(related="group_id.edevlet_gone_count")
    deleted = fields.Boolean(
        string="These codes are no longer in the group on e-Devlet",
        help="Tick it when you have deleted them, or made a new group on e-Devlet.",
    )
    digest = fields.Char(
        readonly=True,
        system_only=True,
        help="Of the codes when this was opened: one that was corrected since is not"
        " on e-Devlet as it is now.",
    )
    query_id = fields.Many2one("hes.query", readonly=True, system_only=True)
    waiting_query_id = fields.Many2one("hes.query", compute="_compute_waiting_query_id")

    def _compute_display_name(self):
        self.display_name = self.env._("Upload to e-Devlet")

    @api.depends("line_ids", "add_ids", "kept_ids")
    def _compute_delete_ids(self):
        for export in self:
            export.delete_ids = export.line_ids.code_id
            export.add_count = len(export.add_ids)
            export.kept_count = len(export.kept_ids)
            export.delete_count = len(export.line_ids)

    def _compute_file(self):
        """Computed, so that no workbook of codes is stored anywhere."""
        for export in self:
            export.file = self.env["hes.query"]._edevlet_workbook(export.add_ids)

    def _compute_file_all(self):
        for export in self:
            every = export.add_ids | export.kept_ids
            export.file_all = self.env["hes.query"]._edevlet_workbook(every)

    @api.depends("group_id")
    def _compute_waiting_query_id(self):
        for export in self:
            export.waiting_query_id = self.env["hes.query"].search(
                [
                    ("group_id", "=", export.group_id.id),
                    ("state", "=", "running"),
                    ("service_id", "=", False),
                ],
                limit=1,
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Compare once, now: the file stays what it was when it was downloaded, also if
        codes come in meanwhile."""
        exports = super().create(vals_list)
        for export in exports:
            export._compare()
        return exports

    def _compare(self):
        group = self.group_id
        wanted = group._edevlet_codes()
        # who moved to another company is no longer seen here, and still on e-Devlet
        there_sudo = group.sudo().edevlet_code_ids
        # these fields are written by this wizard alone, as the system
        self.sudo().write(
            {
                "add_ids": [Command.set((wanted - there_sudo).ids)],
                "kept_ids": [Command.set((wanted & there_sudo).ids)],
            }
        )
        # as the fields above
        self.sudo().digest = self._digest()
        self.env["hes.edevlet.export.line"]._bulk_insert(
            [
                {
                    "export_id": self.id,
                    "code_id": code.id,
                    "code": code.code,
                    "person": code.employee_id.name,
                    "reason": group._why_off_edevlet(code),
                }
                for code in there_sudo - wanted
            ]
        )

    def _digest(self):
        codes = (self.add_ids | self.kept_ids).sorted("id")
        texts = " ".join(f"{code.id}:{code.code}" for code in codes)
        return hashlib.sha256(texts.encode()).hexdigest()

    def _check_unchanged(self):
        """Raise UserError where a code was corrected or deleted since this was opened:
        what was uploaded may have been the other one."""
        self.ensure_one()
        if self._digest() != self.digest:
            raise UserError(
                self.env._(
                    "HES codes were corrected meanwhile. Please open the upload again,"
                    " and upload its workbook."
                )
            )

    # ------------------------------------------------------------------- steps

    def action_download(self):
        self._check_unchanged()
        filename = self.env._("HES upload.xlsx")
        return download_action(self._name, self.id, "file", filename)

    def action_download_all(self):
        self._check_unchanged()
        filename = self.env._("HES upload, all.xlsx")
        return download_action(self._name, self.id, "file_all", filename)

    def action_open_edevlet(self):
        return self.env["hes.query"].action_open_edevlet()

    def action_uploaded(self):
        """Remember what is on e-Devlet now, and open the query that waits for it.

        Codes that should have been deleted there and were not come up the next time.
        """
        self.ensure_one()
        if not self.query_id:
            self._check_unchanged()
            codes = self.add_ids | self.kept_ids
            if not codes:
                raise UserError(self.env._("There is no HES code to ask for."))
            left = self.env["hes.code"] if self.deleted else self.delete_ids
            group = self.group_id
            group.check_access("write")
            # as in _compare: some of them may no longer be seen here
            group.sudo().edevlet_code_ids = codes | left
            if self.deleted:
                group.edevlet_gone_count = 0
            # written by this wizard alone, as the system
            self.sudo().query_id = self.env["hes.query"]._start_edevlet(
                codes, company_id=group.company_id.id, group_id=group.id
            )
        return self.query_id._action_show()


class HesEdevletExportLine(models.TransientModel):
    _name = "hes.edevlet.export.line"
    _inherit = ["hes.bulk.mixin", "hes.access.logged.mixin"]
    _access_log_kind = "code"
    _access_log_code = "code_id"
    _description = "Code to Delete on e-Devlet"
    _retention_with = "export_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _order = "id"

    export_id = fields.Many2one(
        "hes.edevlet.export", required=True, index=True, ondelete="cascade"
    )
    code_id = fields.Many2one("hes.code", required=True, ondelete="cascade")
    code = fields.Char(string="HES Code")
    person = fields.Char()
    reason = fields.Selection(
        [
            ("left", "Left the company"),
            ("out", "No longer in the group"),
            ("replaced", "Has a newer code"),
            ("removed", "The code was taken away"),
            ("expired", "Expired"),
            ("not_found", "Deleted by its owner"),
        ],
        required=True,
        readonly=True,
    )
