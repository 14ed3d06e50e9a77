# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """A number in Odoo's digest mails, for HES officers alone."""

    _name = "digest.digest"
    _inherit = "digest.digest"

    kpi_hes_reminders = fields.Boolean(string="HES Codes to Be Given")
    kpi_hes_reminders_value = fields.Integer(compute="_compute_kpi_hes_reminders_value")

    def _compute_kpi_hes_reminders_value(self):
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            # Odoo leaves the number out of this user's mail
            raise AccessError(self.env._("This number is for HES officers."))
        for digest in self:
            company = digest.company_id or self.env.company
            # a mail is made outside of any choice of companies
            company &= self.env.user.company_ids
            counts = self.env["hes.reminder"]._counts(company)
            digest.kpi_hes_reminders_value = counts.total()

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("hes_code.hes_code_menu_root")
        action = f"hes_code.hes_reminder_action?menu_id={menu.id}"
        return {**actions, "kpi_hes_reminders": action}
