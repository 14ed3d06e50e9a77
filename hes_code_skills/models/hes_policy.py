# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.hes_code.models.settings.hes_policy import ACTIONS
from odoo.addons.hes_code.tools.clearance import OFF, WARN, Reason

_lt = LazyTranslate(__name__)

REASONS = (
    Reason("requirement", _lt("Certificate Missing or Ended"), WARN, listed=True),
    Reason("work_permit", _lt("Work Permit Ended"), OFF, listed=True),
    Reason("requirement_ending", _lt("Certificate Ends Soon"), WARN, listed=True),
    Reason("work_permit_ending", _lt("Work Permit Ends Soon"), WARN, listed=True),
)


class HesPolicy(models.Model):
    _name = "hes.policy"
    _inherit = "hes.policy"

    requirement_rule_ids = fields.One2many("hes.requirement.rule", "policy_id")
    policy_requirement = fields.Selection(
        ACTIONS,
        string="Visitor's Paper Ended",
        default="warn",
        required=True,
        tracking=True,
        help="A paper of a visitor, entered with its last day, has ended, and none of"
        " the same name is valid longer. It counts while a visit or journey of the"
        " visitor is kept.",
    )
    policy_work_permit = fields.Selection(
        ACTIONS,
        string="Work Permit Ended",
        default="off",
        required=True,
        tracking=True,
        help="The expiration date of the work permit, as the employee's form has it, "
        "is over. Nobody is stopped for having no date.",
    )
    work_permit_warn_days = fields.Integer(
        string="Work Permit: Hint Before the End (Days)",
        default=30,
        tracking=True,
    )
    _work_permit_range = models.Constraint(
        "CHECK (work_permit_warn_days BETWEEN 0 AND 365)",
        "A hint comes 0 to 365 days before the end.",
    )

    def _gate_reasons(self):
        return (*super()._gate_reasons(), *REASONS)

    @api.model
    @tools.ormcache(cache="stable")
    def _asking_for_papers(self):
        """Ids of the companies whose gate asks for certificates or work permits; of the
        others, a check-in looks for none."""
        asking = Domain("policy_work_permit", "!=", "off") | Domain(
            "requirement_rule_ids.action", "in", ("warn", "block")
        )
        # a yes or a no, of all companies
        return frozenset(self.sudo().search(asking).company_id.ids)
