# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields, models

from ..tools.clearance import POLICY_REASONS, Policy

ACTIONS = [
    ("off", "Let in"),
    ("warn", "Let in with a hint"),
    ("block", "Refuse"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    hes_gate = fields.Selection(
        [("off", "Off"), ("on", "On")],
        string="Gate",
        default="on",
        required=True,
        help="When on, whoever the policy refuses cannot check in. "
        "Checking out is never refused.",
    )
    hes_policy_risky = fields.Selection(
        ACTIONS, string="Risky", default="block", required=True
    )
    hes_policy_not_found = fields.Selection(
        ACTIONS, string="Code Not Found", default="block", required=True
    )
    hes_policy_mismatch = fields.Selection(
        ACTIONS, string="Somebody Else's Code", default="warn", required=True
    )
    hes_policy_expired = fields.Selection(
        ACTIONS, string="Code Expired", default="warn", required=True
    )
    hes_policy_missing = fields.Selection(
        ACTIONS, string="No Code", default="warn", required=True
    )
    hes_policy_unchecked = fields.Selection(
        ACTIONS, string="Not Checked Yet", default="warn", required=True
    )
    hes_policy_stale = fields.Selection(
        ACTIONS, string="Answer Too Old", default="warn", required=True
    )
    hes_check_interval_hours = fields.Integer(
        string="Ask Every (Hours)",
        default=24,
        help="The scheduled action asks again for a code whose answer is older.",
    )
    hes_max_age_hours = fields.Integer(
        string="Answer Valid For (Hours)",
        default=48,
        help="An older answer counts as too old at the gate.",
    )
    hes_contact_days = fields.Integer(
        string="Contact Period (Days)",
        default=14,
        help="How far back contacts of a risky person are looked for.",
    )

    _hes_hours_positive = models.Constraint(
        "CHECK (hes_check_interval_hours > 0 AND hes_max_age_hours > 0"
        " AND hes_contact_days > 0)",
        "HES intervals must be greater than zero.",
    )

    def _hes_policy(self):
        """This company's rules, for :func:`clearance.decide`."""
        self.ensure_one()
        return Policy(
            actions={name: self[f"hes_policy_{name}"] for name in POLICY_REASONS},
            max_age=timedelta(hours=self.hes_max_age_hours),
        )
