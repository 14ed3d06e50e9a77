# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

#: Types of what people are given to do: without one, nothing that needs it is recorded.
NEEDED = {
    "hes_code.mail_activity_type_risk": "hes.code",
    "hes_code.mail_activity_type_reminder": False,
    "hes_code.mail_activity_type_service": "hes.service",
    "hes_code.mail_activity_type_recorded": "hes.policy",
}


class MailActivityType(models.Model):
    """Nobody deletes a type of ours, as of other apps."""

    _name = "mail.activity.type"
    _inherit = "mail.activity.type"

    @api.model
    def _get_model_info_by_xmlid(self):
        return super()._get_model_info_by_xmlid() | {
            name: {"res_model": model, "unlink": False}
            for name, model in NEEDED.items()
        }


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = "mail.activity"

    def _compute_res_name(self):
        about_codes = self.filtered(lambda row: row.res_model == "hes.code")
        about_codes.res_name = self.env["hes.code"]._kind_name()
        return super(MailActivity, self - about_codes)._compute_res_name()
