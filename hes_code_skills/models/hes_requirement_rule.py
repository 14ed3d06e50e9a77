# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.hes_code.models.settings.hes_policy import ACTIONS


class HesRequirementRule(models.Model):
    """What a company does where a certification that the job position requires is
    missing. Without a rule, a certification is no matter of the gate."""

    _name = "hes.requirement.rule"
    _inherit = ["hes.audited.mixin", "hes.system.fields.mixin"]
    _description = "HES Rule for a Certification"
    _order = "skill_type_id, id"
    _rec_name = "skill_type_id"
    _retention_none = "Rules of a company, about nobody."
    _audit_kind = "policy"
    _audit_fields = ("skill_type_id", "action", "warn_days")

    policy_id = fields.Many2one(
        "hes.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id")
    skill_type_id = fields.Many2one(
        "hr.skill.type",
        string="Certification",
        required=True,
        ondelete="cascade",
        domain=[("is_certification", "=", True)],
    )
    action = fields.Selection(ACTIONS, default="warn", required=True)
    warn_days = fields.Integer(
        string="Hint Before the End (Days)",
        default=30,
        help="So many days before the end the gate shows a hint.",
    )
    _type_unique = models.Constraint(
        "UNIQUE (policy_id, skill_type_id)",
        "There is a rule for this certification already.",
    )
    _warn_days_range = models.Constraint(
        "CHECK (warn_days BETWEEN 0 AND 365)",
        "A hint comes 0 to 365 days before the end.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._forget_looked_up()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._forget_looked_up()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_looked_up()
        return result
