# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models


class HesCode(models.Model):
    """Odoo puts a record's name into what it sends about it: subjects of mails, notes
    on a telephone, the to-do lists of people who may not read the record. The name of
    a HES code is the code: there it is called by its kind."""

    _inherit = "hes.code"

    @api.model
    def _kind_words(self):
        return self.env["ir.model"]._get(self._name).display_name

    def _message_compute_subject(self):
        return self._kind_words()


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _compute_res_name(self):
        about_codes = self.filtered(lambda row: row.res_model == "hes.code")
        about_codes.res_name = self.env["hes.code"]._kind_words()
        return super(MailActivity, self - about_codes)._compute_res_name()


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _compute_record_name(self):
        about_codes = self.filtered(lambda row: row.model == "hes.code")
        about_codes.record_name = self.env["hes.code"]._kind_words()
        return super(MailMessage, self - about_codes)._compute_record_name()
