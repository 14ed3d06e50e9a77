# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, models
from odoo.exceptions import AccessError


class HesSystemFieldsMixin(models.AbstractModel):
    """Some fields are set by the add-on's own methods alone.

    ``readonly`` only keeps a field out of the forms: whoever may write a record can
    still set it over the API. Here that is refused, in values and as a default in the
    context. The add-on's methods ask for the user's right to the record first, and then
    write as the system.
    """

    _name = "hes.system.fields.mixin"
    _description = "HES Record with Sealed Fields"
    #: Names of the fields that nobody enters.
    _hes_sealed = frozenset()
    #: Names of those that stay as they were when the record was made.
    _hes_sealed_later = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._hes_check_seal(vals)
        sealed = {f"default_{name}" for name in self._hes_sealed}
        if sealed.isdisjoint(self.env.context):
            return super().create(vals_list)
        context = {k: v for k, v in self.env.context.items() if k not in sealed}
        # the whole context is given: pylint: disable-next=context-overridden
        unsealed = super(HesSystemFieldsMixin, self.with_context(context))
        return unsealed.create(vals_list).with_env(self.env)

    def write(self, vals):
        self._hes_check_seal(vals)
        if names := self._hes_closed(self._hes_sealed_later, vals):
            message = self.env._("This cannot be changed afterwards: %(fields)s")
            raise AccessError(message % {"fields": names})
        return super().write(vals)

    def _system_write(self, vals):
        """Write ``vals``, system fields included, on records that the user may write."""
        self.check_access("write")
        return self.sudo().write(vals)  # the user's right was checked just now

    @api.model
    def _hes_check_seal(self, vals):
        """Raise AccessError where a user enters what nobody enters."""
        if names := self._hes_closed(self._hes_sealed, vals):
            message = self.env._("This is not entered by hand: %(fields)s")
            raise AccessError(message % {"fields": names})

    @api.model
    def _hes_closed(self, sealed, vals):
        """What of ``sealed`` a user gives values for, as the screens call it."""
        if self.env.su or sealed.isdisjoint(vals):
            return ""
        names = [name for name in vals if name in sealed]
        labels = self.fields_get(names, ["string"])  # of those that the user may see
        return ", ".join(labels.get(name, {}).get("string", name) for name in names)
