# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HesVisitorRequirement(models.Model):
    """A paper of a visitor or contractor with a last day, as a proof of training."""

    _name = "hes.visitor.requirement"
    _inherit = [
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Visitor's Paper"
    _order = "date_to, id"
    _access_log_kind = "permit"
    _retention_kind = "requirements"
    _retention_setting = "retention_visit_days"
    _retention_since = "date_to"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("Papers")
    _subject_access_fields = ("name", "date_to", "user_id")
    _subject_access_sequence = 55

    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        required=True,
        index=True,
        ondelete="cascade",
        frozen=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        frozen=True,
        default=lambda self: self.env.company,
    )
    name = fields.Char(string="Paper", required=True)
    date_to = fields.Date(string="Valid Until", required=True)
    proof = fields.Binary(attachment=True)
    proof_name = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Entered By",
        readonly=True,
        default=lambda self: self.env.user,
        system_only=True,
    )

    def _access_log_holders(self):
        return SQL(
            """SELECT NULL::int AS employee_id, partner_id, company_id
                 FROM hes_visitor_requirement WHERE id IN %s""",
            tuple(self.ids),
        )
