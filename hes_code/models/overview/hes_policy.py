# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..settings.hes_policy import SWITCHED_ON


class HesPolicy(models.Model):
    _name = "hes.policy"
    _inherit = "hes.policy"

    setup_panel = fields.Selection(
        [("open", "Until It Is Done"), ("shown", "Always"), ("hidden", "Never")],
        default="open",
        copy=False,
        system_only=True,
        help="When the steps of the set-up are on this company's first screen.",
    )
    setup_rules_kept = fields.Boolean(
        copy=False,
        system_only=True,
        help="A HES manager has said that the first rules are right as they are.",
    )

    def _differs_from_first(self):
        """Whether the company does something else about a reason than after the
        installation; but what is ruled when the gate is switched on."""
        self.ensure_one()
        names = [
            name for name in self._track_get_fields() if name.startswith("policy_")
        ]
        first = self.default_get(names)
        if self.gate == "on":
            first |= SWITCHED_ON
        return any(self[name] != first.get(name, False) for name in names)
