# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from .hes_contact_case import FIRST_DAY

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
        result = super().write(vals)
        self.filtered(
            lambda version: [version[name] for name in names] != before[version]
        )._hes_make_cases_due()
        return result

    def unlink(self):
        self._hes_make_cases_due()
        return super().unlink()

    def _hes_make_cases_due(self):
        """Open cases of the companies of these people become due."""
        if not self:
            return
        # only that somebody was there; who is new was not, and nobody met them
        rows_sudo = self.env["hr.attendance"].sudo()
        there = rows_sudo._read_group(
            [("employee_id", "in", self.employee_id.ids)], ["employee_id"]
        )
        people = self.env["hr.employee"].union(*(person for [person] in there))
        self.env["hes.contact.due"]._add_correction(
            people.company_id, FIRST_DAY, fields.Datetime.now()
        )
