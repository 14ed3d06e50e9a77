# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import format_date


class HesIsolationRule(models.Model):
    """How long somebody stays away, by the authorities' rule from a day on.

    The rules changed several times, so they are data that HR keeps, never code. They
    only propose a day: that a risk is over is decided by the next answer.
    """

    _name = "hes.isolation.rule"
    _inherit = ["hes.system.fields.mixin"]
    _description = "HES Isolation Rule"
    _retention_none = "A rule, about nobody."
    _order = "valid_from desc, applies_to"
    _rec_name = "note"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    applies_to = fields.Selection(
        [("index", "Risky Person"), ("contact", "Contact")],
        required=True,
        default="contact",
    )
    valid_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Holds from this day on, until a later rule begins.",
    )
    days = fields.Integer(
        string="Days Away",
        required=True,
        default=10,
        help="Counted from the day of the risk, or of the last time together.",
    )
    note = fields.Char(string="Source", help="Where the rule is written.")
    active = fields.Boolean(default=True)

    _days_range = models.Constraint(
        "CHECK (days BETWEEN 1 AND 365)",
        "An isolation rule is for 1 to 365 days.",
    )
    _one_a_day = models.UniqueIndex(
        "(company_id, applies_to, valid_from) WHERE active",
        "There is a rule that begins on this day already.",
    )

    @api.depends("days", "valid_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(days)s days (since %(date)s)",
                days=rule.days,
                date=format_date(self.env, rule.valid_from),
            )

    @api.model
    def _of_companies(self, companies):
        """All active rules of ``companies``, the latest first."""
        return self.search([("company_id", "in", companies.ids), ("active", "=", True)])

    def _in_force(self, company, applies_to, day):
        """Of these rules, the one in force on ``day``; none if there was none."""
        return self.filtered(
            lambda rule: (
                rule.company_id == company
                and rule.applies_to == applies_to
                and rule.valid_from <= day
            )
        )[:1]
