# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain


class HesCode(models.Model):
    """Codes that visitors gave end with the last visit or journey of their holder."""

    _name = "hes.code"
    _inherit = "hes.code"

    @api.model
    def _retention_due(self, company, now):
        """Add the codes of visitors whose visits and journeys are all past or gone."""
        yield from super()._retention_due(company, now)
        # a visit ends with the first of the two, and its codes in the same night
        policy = company.hes_policy_id
        days = min(policy.retention_visit_days, policy.retention_journey_days)
        before = now - timedelta(days=days)
        # that somebody takes part in something, and nothing of it
        participants_sudo = self.env["hes.permit.participant"].sudo()
        past = self.env["hes.permit"]._past(before)
        kept_sudo = participants_sudo.search(
            [("company_id", "=", company.id), ("permit_id", "not any", past)]
        )
        given = Domain("source", "=", "visitor") & Domain("partner_id", "!=", False)
        over = Domain("partner_id", "not in", kept_sudo.partner_id.ids)
        yield "retention", self._retention_all(company) & given & over
