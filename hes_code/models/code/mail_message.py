# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import Counter

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: By this subtype the notes about people are found whose time is over.
CLEARANCE = "hes_code.mail_message_subtype_clearance"


class MailMessageSubtype(models.Model):
    _name = "mail.message.subtype"
    _inherit = "mail.message.subtype"

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_ours(self):
        """Without it notes about people would stay, and nobody could be erased."""
        ours = self.env.ref(CLEARANCE, raise_if_not_found=False)
        if ours and ours in self:
            raise UserError(
                self.env._("The HES app needs this subtype: %(name)s.", name=ours.name)
            )


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "hes.retention.mixin"]
    _retention_kind = "notes"
    _retention_setting = "retention_answer_days"
    _retention_since = "date"
    _retention_company = "record_company_id"

    def _compute_record_name(self):
        about_codes = self.filtered(lambda row: row.model == "hes.code")
        about_codes.record_name = self.env["hes.code"]._kind_name()
        return super(MailMessage, self - about_codes)._compute_record_name()

    # Notes to officers and managers on who may come in and who may not.

    @api.model
    def _retention_scope(self):
        return Domain("subtype_id", "=", self.env.ref(CLEARANCE).id)

    @api.model
    def _hes_mark(self, person):
        """What stands in a note about an employee or a visitor, and is not seen: names
        change, and others have the same."""
        return Markup('<span data-oe-model="%s" data-oe-id="%s"></span>') % (
            person._name,
            person.id,
        )

    @api.model
    def _retention_of(self, people):
        """One note may name several people; it goes when one of them does."""
        return Domain.OR(Domain("body", "like", self._hes_mark(one)) for one in people)

    def _retention_erase(self):
        counts = Counter({self._retention_kind: len(self)})
        self.unlink()
        return counts
