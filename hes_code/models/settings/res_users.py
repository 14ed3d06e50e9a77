# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class ResUsers(models.Model):
    """What HES rights users get, and where, is in the audit log."""

    _name = "res.users"
    _inherit = "res.users"

    def _hes_today(self, company):
        """The day it is for this user; for one without a time zone, in the company."""
        if not self.tz:
            return company._hes_day(fields.Datetime.now())
        return fields.Date.context_today(self.with_context(tz=self.tz))

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        groups = self.env["res.groups"]
        groups._hes_audit_rights(set(), groups._hes_rights(users))
        return users

    def write(self, vals):
        if {"group_ids", "company_ids"}.isdisjoint(vals):
            return super().write(vals)
        groups = self.env["res.groups"]
        before = groups._hes_rights(self)
        result = super().write(vals)
        groups._hes_audit_rights(before, groups._hes_rights(self))
        return result
