# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import fields, models


class HesPermit(models.Model):
    """Journeys: by what, from where, to where."""

    _inherit = "hes.permit"

    vehicle = fields.Char(string="Vehicle or Means")
    origin = fields.Char(string="From Where")
    destination = fields.Char(string="To Where")

    def _denial_words(self):
        if self.kind != "travel":
            return super()._denial_words()
        denied = self.participant_ids.filtered(lambda row: row.clearance == "denied")
        if not denied:  # forgotten meanwhile
            return self.env._("This journey could not be approved.")
        return self.env._(
            "%(count)s of the participants cannot travel at the moment.",
            count=len(denied),
        )

    def _nobody_words(self):
        if self.kind != "travel":
            return super()._nobody_words()
        return self.env._("Please add who travels.")
