# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class IrCron(models.Model):
    _name = "ir.cron"
    _inherit = "ir.cron"

    @api.ondelete(at_uninstall=False)
    def _unlink_not_of_hes(self):
        """Scheduled actions of ours stay: a risk wakes some of them, and could not be
        recorded without them. They can be switched off."""
        # which records are ours is no secret
        data_sudo = self.env["ir.model.data"].sudo()
        ours = data_sudo.search(
            [
                ("module", "=", "hes_code"),
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )
        if ours:
            raise UserError(
                self.env._(
                    "The HES app needs this scheduled action: %(names)s. Please switch"
                    " it off instead.",
                    names=", ".join(self.browse(ours.mapped("res_id")).mapped("name")),
                )
            )
