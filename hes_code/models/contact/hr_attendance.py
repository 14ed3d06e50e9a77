# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models

from .hes_contact_case import WHILE_RUNNING

#: A longer stay may have been cut when it was traced; no company's limit is shorter.
LONG_STAY = timedelta(hours=12)


class HrAttendance(models.Model):
    """Corrected attendances make contact cases due.

    A plain check-in or check-out costs no statement: lists of cases whose period still
    runs are made again without it.
    """

    _name = "hr.attendance"
    _inherit = "hr.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        recent = fields.Datetime.now() - WHILE_RUNNING
        attendances.filtered(lambda row: row.check_in < recent)._hes_make_cases_due()
        return attendances

    def write(self, vals):
        if {"check_in", "check_out", "employee_id"}.isdisjoint(vals):
            return super().write(vals)
        corrected = self.filtered(lambda row: not row._hes_is_plain_exit(vals))
        corrected._hes_make_cases_due()  # as they were
        result = super().write(vals)
        corrected._hes_make_cases_due()
        return result

    def unlink(self):
        self._hes_make_cases_due()
        return super().unlink()

    def _hes_is_plain_exit(self, vals):
        """Whether ``vals`` are those of somebody who leaves now, and nothing else."""
        check_out = fields.Datetime.to_datetime(vals.get("check_out"))
        return bool(
            check_out
            and not self.check_out
            and "check_in" not in vals
            and "employee_id" not in vals
            and check_out > fields.Datetime.now() - WHILE_RUNNING
            and check_out - self.check_in <= LONG_STAY
        )

    def _hes_make_cases_due(self):
        """Open cases of these times and companies become due."""
        if not self:
            return
        first, last = min(self.mapped("check_in")), max(self.mapped("check_in"))
        stops = [row.check_out for row in self if row.check_out]
        # an open stay counts for two days at the most
        last = max([last + timedelta(days=2), *stops])
        companies = self.employee_id.company_id
        self.env["hes.contact.due"]._add_correction(companies, first, last)
