# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: Operators whose value is a domain on the other model.
INTO = ("any", "not any", "any!", "not any!")


class IrAttachment(models.Model):
    """No search of attachments by HES data.

    Odoo searches attachments with all rights, and then leaves out those that the user
    may not read. A condition that leads from an attachment to its author's HES data, or
    to a company's rules, would be answered: it is refused.
    """

    _name = "ir.attachment"
    _inherit = "ir.attachment"

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            self._hes_check_conditions(self, Domain(domain))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _hes_check_conditions(self, records, domain):
        """Raise AccessError where ``domain``, on the model of ``records``, names a
        field of this add-on, also through other models."""
        for condition in domain.iter_conditions():
            target = self._hes_follow(records, condition.field_expr)
            if target is not None and condition.operator in INTO:
                self._hes_check_conditions(target, Domain(condition.value))

    def _hes_follow(self, records, path):
        """The model to which a path leads, or None where it ends in a value."""
        for name in path.split("."):
            if records is None or name not in records._fields:
                return None
            if name.startswith("hes_") or records._name.startswith("hes."):
                raise AccessError(
                    self.env._("Attachments cannot be searched by HES data.")
                )
            comodel = records._fields[name].comodel_name
            records = self.env[comodel] if comodel else None
        return records
