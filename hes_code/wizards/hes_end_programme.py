# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.text import fold


class HesEndProgramme(models.TransientModel):
    """Asks twice before all HES data of some companies are destroyed."""

    _name = "hes.end.programme"
    _inherit = ["hes.system.fields.mixin"]
    _description = "End of the HES Programme"
    _retention_none = "A word of confirmation, about nobody."

    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    word = fields.Char(string="To Confirm, Type", compute="_compute_word")
    confirmation = fields.Char()

    def _compute_display_name(self):
        self.display_name = self.env._("End of the Programme")

    @api.depends_context("lang")
    def _compute_word(self):
        self.word = self.env._("DESTROY")

    def action_end(self):
        self.ensure_one()
        if fold(self.confirmation or "") != fold(self.word):
            raise UserError(
                self.env._("To destroy the data, please type: %(word)s", word=self.word)
            )
        self.company_ids._hes_end_programme()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_destruction_log_action"
        )
