# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import Command, api, models, tools
from odoo.exceptions import AccessError, UserError


def _is_ours(records):
    """Whether it is a model of this add-on, or of one that builds on it."""
    return records._original_module.startswith("hes_code")


def _named_ids(value):
    """The ids of stored records in a value of a relation, as ``create`` and ``write``
    take it: an id, a pair of id and name, or a list of ids and commands.

    :raise ValueError: for an id as a text or a float, which the database would take
    """
    if isinstance(value, models.BaseModel):
        return value.ids
    if isinstance(value, tuple):
        value = value[:1]
    ids = []
    for item in value if isinstance(value, list | tuple) else [value]:
        if not isinstance(item, list | tuple):
            ids.append(item)
        elif item[0] != Command.CREATE:  # what is created has a text at its place
            ids += item[2] if item[0] == Command.SET else item[1:2]
    if any(id_ and isinstance(id_, str | float | bool) for id_ in ids):
        raise ValueError("The id of a record is an integer.")
    return [id_ for id_ in ids if id_ and type(id_) is int]


class HesSystemFieldsMixin(models.AbstractModel):
    """Fields that only the add-on's own methods write.

    ``readonly`` only keeps a field out of the forms: who may write a record can still
    set it over the API. This mixin lets a model declare on the field

    - ``system_only=True``: no user sets it, neither as a value nor as a default in the
      context; the add-on writes it with :meth:`_system_write` or as the system,
    - ``frozen=True``: a user sets it at creation and never afterwards.

    Values that a model's own ``create`` or ``write`` adds count as the user's: they are
    added after ``super()``, with :meth:`_system_write`.

    Of the add-on's own models, it also refuses records that the user may not read as
    values of relations, before anything is looked up: a unique index or a constraint
    would tell whether there is something about them.
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
    def default_get(self, fields):
        """A system field is at first what it says itself, whatever a context or a
        user's own default (``ir.default``) says."""
        defaults = super().default_get(fields)
        system_only, _frozen = self._system_fields()
        for name in system_only.intersection(fields):
            defaults.pop(name, None)
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._check_entered("create", vals_list)
        return super().create(vals_list)

    @api.model
    def name_create(self, name):
        """Of a name alone, one of ours is made only where a text field holds it.

        :raise UserError: where none does
        """
        field = self._fields.get(self._rec_name)
        if _is_ours(self) and not (field and field.type == "char"):
            raise UserError(
                self.env._("This is not created by its name: please use its form.")
            )
        return super().name_create(name)

    def copy_data(self, default=None):
        """A copy has no values that only the add-on writes."""
        system_only, _frozen = self._system_fields()
        return [
            {name: value for name, value in vals.items() if name not in system_only}
            for vals in super().copy_data(default)
        ]

    def write(self, vals):
        self._check_entered("write", [vals])
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

    def _check_entered(self, operation, vals_list):
        """Raise AccessError where a user may not do this, gives values of system
        fields, or names what they may not read. A ``create`` or ``write`` that looks
        something up before ``super()`` calls it first.

        :param operation: ``"create"`` or ``"write"`` (of these records)
        """
        if self.env.su:
            return
        for vals in vals_list:
            self._check_system_fields(vals)
        # what users enter on the models of others, these check; a check-in pays nothing
        if _is_ours(self):
            self.check_access(operation)
            if operation == "create":
                defaults = self.default_get(list(self._relations()))
                vals_list = [defaults | vals for vals in vals_list]
            self._check_named(vals_list)

    @api.model
    @tools.ormcache()
    def _relations(self):
        """Dict of the relations to the models that they lead to."""
        return {
            name: field.comodel_name
            for name, field in self._fields.items()
            if field.relational
        }

    @api.model
    def _check_named(self, vals_list):
        """Raise AccessError where values of relations are records that the user may not
        read."""
        named = defaultdict(set)
        for vals in vals_list:
            for name, model in self._relations().items():
                if name in vals:
                    named[model].update(_named_ids(vals[name]))
        for model, ids in sorted(named.items()):
            records = self.env[model]
            if model == "hr.employee" and not records.has_access("read"):
                records = self.env["hr.employee.public"]  # of whom everybody knows
            records = records.browse(sorted(ids))
            if not records.has_access("read"):
                # of our own models, the refusal does it
                if not _is_ours(records):
                    self.env["hes.access.log"]._log_refused(records)
                records.check_access("read")

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
