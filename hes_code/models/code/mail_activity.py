# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = "mail.activity"

    def _compute_res_name(self):
        about_codes = self.filtered(lambda row: row.res_model == "hes.code")
        about_codes.res_name = self.env["hes.code"]._kind_name()
        return super(MailActivity, self - about_codes)._compute_res_name()
