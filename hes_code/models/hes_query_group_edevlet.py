# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import fields, models


class HesQueryGroup(models.Model):
    """The same group in its owner's e-Devlet account: an upload there adds codes and
    removes none, so that whoever left must be deleted there by hand."""

    _inherit = "hes.query.group"

    edevlet_code_ids = fields.Many2many(
        "hes.code",
        "hes_query_group_edevlet_rel",
        string="Codes on e-Devlet",
        context={"active_test": False},
        copy=False,
    )
    edevlet_gone_count = fields.Integer(
        string="Destroyed Here, Still on e-Devlet",
        readonly=True,
        copy=False,
        help="Codes that were in the group on e-Devlet when they were destroyed here:"
        " nobody knows any more which they were.",
    )

    def _edevlet_codes(self):
        """The members' codes that e-Devlet should have: what the ministry said to be
        expired or deleted would only come back as such."""
        now = fields.Datetime.now()
        return self._codes().filtered(
            lambda code: (
                code.risk_status not in ("expired", "not_found")
                and not (code.expires_at and code.expires_at <= now)
            )
        )

    def _why_off_edevlet(self, code):
        """Why a code should not be on e-Devlet any more; a value of
        ``hes.edevlet.export.line.reason``."""
        employee = code.employee_id
        if not employee.active or employee.company_id != self.company_id:
            return "left"
        if not code.active:
            return "replaced" if employee.hes_code_id else "removed"
        if code.risk_status in ("expired", "not_found"):
            return code.risk_status
        fits = employee in self.member_ids and employee.hes_required
        return "expired" if fits else "out"

    def action_export_edevlet(self):
        """What to upload and to delete on e-Devlet now."""
        self.ensure_one()
        export = self.env["hes.edevlet.export"].create({"group_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_edevlet_export_action"
        )
        return {**action, "res_id": export.id}
