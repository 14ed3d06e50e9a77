# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import models

#: What of a visit or journey says who met whom, and when.
MET = {
    "arrived_at",
    "date_from",
    "date_to",
    "host_id",
    "left_at",
    "participant_ids",
    "site_id",
    "state",
}


class HesPermit(models.Model):
    _name = "hes.permit"
    _inherit = "hes.permit"

    def write(self, vals):
        if MET.isdisjoint(vals):
            return super().write(vals)
        self._retrace()  # as they were
        result = super().write(vals)
        self._retrace()
        return result

    def _retrace(self):
        """Cases of the time of these visits and journeys are made anew."""
        begun = self.filtered("date_from")
        if begun:
            starts = begun.mapped("date_from") + begun.mapped("arrived_at")
            stops = begun.mapped("date_to") + begun.mapped("left_at")
            self.env["hes.contact.case"]._make_due(
                begun.company_id, min(filter(None, starts)), max(filter(None, stops))
            )
