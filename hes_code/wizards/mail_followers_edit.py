# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class MailFollowersEdit(models.TransientModel):
    """An invitation to follow HES codes goes out by mail, and holds none of them."""

    _name = "mail.followers.edit"
    _inherit = "mail.followers.edit"

    def _prepare_message_values(self, documents, model_name):
        values = super()._prepare_message_values(documents, model_name)
        if documents._name == "hes.code":
            values["subject"] = documents._kind_name()
            values["body"] = self.message or ""
        return values
