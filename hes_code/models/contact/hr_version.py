# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

#: What says where somebody belongs on which days, as hes.contact.tracing reads it.
PLACE_FIELDS = (
    "active",
    "date_version",
    "department_id",
    "employee_id",
    "work_location_id",
)


class HrVersion(models.Model):
    """A corrected work location or department makes contact cases due, as a corrected
    attendance does."""

    _name = "hr.version"
    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._hes_make_cases_due()
        return versions

    def write(self, vals):
        names = [name for name in PLACE_FIELDS if name in vals]
        before = {version: [version[name] for name in names] for version in self}
        # of somebody new, who is given their version in a moment, nobody was near
        known = self.filtered("employee_id")
        result = super().write(vals)
        known.filtered(
            lambda version: [version[name] for name in names] != before[version]
        )._hes_make_cases_due()
        return result

    def unlink(self):
        self._hes_make_cases_due()
        return super().unlink()

    def _hes_make_cases_due(self):
        """Open cases of the companies of these people become due."""
        companies = self.employee_id.company_id
        self.env["hes.contact.due"]._add_corrected_places(companies)
