# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: Kept for so long at least, whatever a HES manager sets: they are in it.
AT_LEAST = timedelta(days=365)


class HesAuditLog(models.Model):
    """What changed the gate: who, when, what, from which value to which."""

    _name = "hes.audit.log"
    _inherit = ["hes.append.only.mixin", "hes.retention.mixin"]
    _description = "HES Change"
    _rec_name = "subject"
    _order = "changed_at desc, id desc"
    _retention_kind = "changes"
    _retention_setting = "retention_access_days"
    _retention_since = "changed_at"
    _retention_employee = "employee_id"
    _retention_confirmed = True  # who comes back would have left no trace
    _subject_access_title = _lt("Changes About You")
    _subject_access_fields = (
        "changed_at",
        "user_id",
        "kind",
        "operation",
        "field_label",
        "old_label",
        "new_label",
    )
    _subject_access_sequence = 75
    _subject_access_managers = True

    changed_at = fields.Datetime(required=True, index=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Changed By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("policy", "Rules"),
            ("exemption", "Exemption"),
            ("employee", "Employee"),
            ("service", "Service"),
            ("rights", "HES Rights of a User"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    operation = fields.Selection(
        [("create", "Created"), ("write", "Modified"), ("unlink", "Deleted")],
        required=True,
        readonly=True,
    )
    subject = fields.Char(string="Of What", readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    field_name = fields.Char(string="Field as Recorded", readonly=True)
    field_label = fields.Char(
        string="Field", compute="_compute_field_label", search="_search_field_label"
    )
    old_value = fields.Char(string="Before as Recorded", readonly=True)
    new_value = fields.Char(string="After as Recorded", readonly=True)
    old_label = fields.Char(string="Before", compute="_compute_value_labels")
    new_label = fields.Char(string="After", compute="_compute_value_labels")

    @api.depends("kind", "field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        labels = self._field_labels()
        for row in self:
            known = (row.kind, row.field_name)
            row.field_label = labels.get(known, row.field_name)

    @api.depends("kind", "field_name", "old_value", "new_value")
    @api.depends_context("lang")
    def _compute_value_labels(self):
        """In the reader's language what was recorded in the writer's."""
        labels = {
            key: self._value_labels(field)
            for key, field in self._audited_fields().items()
        }
        for row in self:
            known = labels.get((row.kind, row.field_name), {})
            row.old_label = known.get(row.old_value, row.old_value)
            row.new_label = known.get(row.new_value, row.new_value)

    @api.model
    def _value_labels(self, field):
        """Dict of a value's label in any language to that in the reader's."""

        def labels(env):
            if field.type == "boolean":
                return [env._("Yes"), env._("No")]
            return [label for _, label in field._description_selection(env)]

        if field.type not in ("boolean", "selection"):
            return {}
        # no language, as of the API and of jobs, is English, also where that is off
        return {
            recorded: label
            for code in (None, *dict(self.env["res.lang"].get_installed()))
            for recorded, label in zip(
                labels(self.with_context(lang=code).env), labels(self.env), strict=True
            )
        }

    @api.model
    def _search_field_label(self, operator, value):
        """By the label or by what is recorded."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        rows = self.concat(
            *(
                self.new({"kind": kind, "field_name": name})
                for kind, name in self._field_labels()
            )
        )
        names = rows.filtered_domain([("field_label", operator, value)])
        recorded = Domain("field_name", operator, value)
        return recorded | Domain("field_name", "in", names.mapped("field_name"))

    @api.model
    def _field_labels(self):
        """Dict of (kind, recorded name) to the label in the reader's language, of all
        fields whose changes are recorded."""
        return {
            key: field._description_string(self.env)
            for key, field in self._audited_fields().items()
        }

    @api.model
    def _audited_fields(self):
        """Dict of (kind, recorded name) to the field whose changes are recorded."""
        names = self.env.registry.descendants(["hes.audited.mixin"], "_inherit")
        return {
            (model._audit_kind, field.string): field
            for model in map(self.env.__getitem__, sorted(names))
            for field in map(model._fields.__getitem__, model._audit_fields)
        }

    @api.model
    def _record(self, rows):
        """Write down changes by this user.

        :param rows: list of dicts of the fields, ``user_id`` and ``changed_at`` aside
        """
        stamp = {"user_id": self.env.uid, "changed_at": fields.Datetime.now()}
        # nobody enters one by hand; who changes something leaves this trace. Nothing
        # comes from the context: who changes something may send defaults in it.
        # pylint: disable-next=context-overridden
        self.sudo().with_context({}).create([{**row, **stamp} for row in rows])

    @api.model
    def _retention_domain(self, before):
        least = fields.Datetime.now() - AT_LEAST
        return super()._retention_domain(min(before, least))
