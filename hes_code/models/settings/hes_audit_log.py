# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
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
        "field_name",
        "old_value",
        "new_value",
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
        [("create", "Created"), ("write", "Changed"), ("unlink", "Deleted")],
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
    field_name = fields.Char(string="Field", readonly=True)
    old_value = fields.Char(string="Before", readonly=True)
    new_value = fields.Char(string="After", readonly=True)

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
