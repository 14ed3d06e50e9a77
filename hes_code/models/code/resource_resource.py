# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class ResourceResource(models.Model):
    """The company of an employee is stored on their resource: a resource that moves is
    an employee who moves, with all that follows from it."""

    _name = "resource.resource"
    _inherit = "resource.resource"
    _hes_zone_index = models.Index("(tz)")  # who works in another one than most

    def write(self, vals):
        if "company_id" in vals:
            people = self.with_context(active_test=False).employee_id
            moving = people.filtered(
                lambda person: person.company_id.id != vals["company_id"]
            )
            if moving:
                moving.write({"company_id": vals["company_id"]})
        return super().write(vals)
