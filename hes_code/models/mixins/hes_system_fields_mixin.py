# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models, tools
from odoo.exceptions import AccessError


class HesSystemFieldsMixin(models.AbstractModel):
    """Fields that only the add-on's own methods write.

    ``readonly`` only keeps a field out of the forms: who may write a record can still
    set it over the API. This mixin lets a model declare on the field

    - ``system_only=True``: no user sets it, neither as a value nor as a default in the
      context; the add-on writes it with :meth:`_system_write` or as the system,
    - ``frozen=True``: a user sets it at creation and never afterwards.

    Values that a model's own ``create`` or ``write`` adds count as the user's: they are
    added after ``super()``, with :meth:`_system_write`.
    """

    _name = "hes.system.fields.mixin"
    _description = "HES Record with System Fields"

    def _valid_field_parameter(self, field, name):
        return name in ("system_only", "frozen") or super()._valid_field_parameter(
            field, name
        )

    @api.model
    @tools.ormcache()
    def _system_fields(self):
        """Names of the ``system_only`` fields, and of the frozen ones."""
        return tuple(
            frozenset(
                name
                for name, field in self._fields.items()
                if getattr(field, parameter, False)
            )
            for parameter in ("system_only", "frozen")
        )

    @api.model
    @tools.ormcache()
    def _stored_system_fields(self):
        """Names of the ``system_only`` fields that are stored and not computed."""
        system_only, _frozen = self._system_fields()
        fields = map(self._fields.get, sorted(system_only))
        return tuple(
            field.name for field in fields if field.store and not field.compute
        )

    @api.model
    def _system_defaults(self):
        """What the system fields are at first, whatever a context or a user's own
        default (``ir.default``) says: the field's own default, else nothing."""
        defaults = {}
        for field in map(self._fields.get, self._stored_system_fields()):
            if self._has_field_access(field, "write"):
                value = field.default(self) if field.default else False
                defaults[field.name] = field.convert_to_write(value, self) or False
                if field.type in ("one2many", "many2many"):
                    defaults[field.name] = []
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_system_fields(vals)
        system_only, _frozen = self._system_fields()
        first = self._system_defaults()
        vals_list = [{**first, **vals} for vals in vals_list]
        given = {f"default_{name}" for name in system_only}
        if given.isdisjoint(self.env.context):
            return super().create(vals_list)
        context = {k: v for k, v in self.env.context.items() if k not in given}
        # the whole context is given: pylint: disable-next=context-overridden
        cleaned = super(HesSystemFieldsMixin, self.with_context(context))
        return cleaned.create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_system_fields(vals)
        _system_only, frozen = self._system_fields()
        if labels := self._labels_of_given(frozen, vals):
            message = self.env._("This cannot be changed afterwards: %(fields)s")
            raise AccessError(message % {"fields": labels})
        return super().write(vals)

    def _system_write(self, vals):
        """Write ``vals``, system fields included, on records that the user may write.

        :raise AccessError: where the user may not write the records
        """
        self.check_access("write")
        return self.sudo().write(vals)  # the user's right was checked just now

    @api.model
    def _check_system_fields(self, vals):
        """Raise AccessError where a user gives values of system fields."""
        system_only, _frozen = self._system_fields()
        if labels := self._labels_of_given(system_only, vals):
            message = self.env._("This is not entered by hand: %(fields)s")
            raise AccessError(message % {"fields": labels})

    @api.model
    def _labels_of_given(self, names, vals):
        """Labels of the fields among ``names`` that a user gives values for; empty if
        none, or if it is no user."""
        if self.env.su or names.isdisjoint(vals):
            return ""
        given = [name for name in vals if name in names]
        labels = self.fields_get(given, ["string"])  # of those that the user may see
        return ", ".join(labels.get(name, {}).get("string", name) for name in given)
