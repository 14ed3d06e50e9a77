# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class HesAuditedMixin(models.AbstractModel):
    """Records that change the gate: what is done to them is in ``hes.audit.log``."""

    _name = "hes.audited.mixin"
    _description = "HES Record Whose Changes Are Recorded"
    #: Value of ``hes.audit.log.kind``.
    _audit_kind = None
    #: Names of the fields whose changes are recorded.
    _audit_fields = ()
    #: Those of them whose values are recorded nowhere.
    _audit_hidden = frozenset()
    #: Whether a new record is recorded as such.
    _audit_created = True

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._audit_created:
            records._audit("create", {}, records._audit_values())
        return records

    def write(self, vals):
        if vals.keys().isdisjoint(self._audit_fields):
            return super().write(vals)
        before = self._audit_values()
        result = super().write(vals)
        self._audit("write", before, self._audit_values())
        return result

    def unlink(self):
        before = self._audit_values()
        self.check_access("unlink")  # what is read above, is not recorded otherwise
        self._audit("unlink", before, {})
        return super().unlink()

    def _audit_values(self):
        """Dict of id to dict of field name to what its value is called."""
        values = {}
        for record_sudo in self.sudo():  # compared, and shown to HES managers alone
            values[record_sudo.id] = row = {}
            for name in self._audit_fields:
                field = record_sudo._fields[name]
                value = field.convert_to_export(record_sudo[name], record_sudo)
                if field.type == "boolean":
                    row[name] = self.env._("Yes") if value else self.env._("No")
                else:
                    row[name] = "" if value in (False, None) else str(value)
        return values

    def _audit(self, operation, before, after):
        """Record the differences between what :meth:`_audit_values` returned."""
        rows = []
        for record_sudo in self.sudo():  # whose it is and what it is called
            olds, news = before.get(record_sudo.id, {}), after.get(record_sudo.id, {})
            whose = self._audit_whose(record_sudo)
            for name in self._audit_fields:
                old, new = olds.get(name, ""), news.get(name, "")
                if old != new:
                    hidden = name in self._audit_hidden
                    rows.append(
                        {
                            **whose,
                            "kind": self._audit_kind,
                            "operation": operation,
                            "field_name": self._fields[name].string,
                            "old_value": "•••" if hidden and old else old,
                            "new_value": "•••" if hidden and new else new,
                        }
                    )
        if rows:
            self.env["hes.audit.log"]._record(rows)

    @api.model
    def _audit_whose(self, record_sudo):
        """What the log says of whose record it is: name, company and employee."""
        employee_sudo = record_sudo
        if record_sudo._name != "hr.employee":
            employee_sudo = record_sudo._fields.get("employee_id") and (
                record_sudo.employee_id
            )
        return {
            "subject": record_sudo.display_name,
            "company_id": record_sudo.company_id.id,
            "employee_id": employee_sudo and employee_sudo.id,
        }
