# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class HrWorkLocation(models.Model):
    """A place that is corrected to be at home, or not, makes contact cases due."""

    _name = "hr.work.location"
    _inherit = "hr.work.location"

    def write(self, vals):
        kind = vals.get("location_type")
        changed = self.filtered(lambda place: kind and place.location_type != kind)
        result = super().write(vals)
        self.env["hes.contact.due"]._add_corrected_places(changed.company_id)
        return result
