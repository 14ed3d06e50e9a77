# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain


class HesCode(models.Model):
    """Codes that visitors gave end with the last visit or journey of their holder; of a
    contact of its own that takes part in none, as long after they were entered."""

    _name = "hes.code"
    _inherit = "hes.code"

    @api.model
    def _retention_due(self, company, now):
        """Add the codes of visitors whose visits and journeys are all past or gone; of
        a contact of its own without any, which was asked for beforehand, older ones."""
        yield from super()._retention_due(company, now)
        # a visit ends with the first of the two, and its codes in the same night
        policy = company.hes_policy_id
        days = min(policy.retention_visit_days, policy.retention_journey_days)
        before = now - timedelta(days=days)
        # that somebody takes part in something, and nothing of it
        participants_sudo = self.env["hes.permit.participant"].sudo()
        ours = Domain("company_id", "=", company.id)
        past = self.env["hes.permit"]._past(before)
        kept_sudo = participants_sudo.search(
            ours & Domain("permit_id", "not any", past)
        )
        gone_sudo = participants_sudo.search(ours & Domain("permit_id", "any", past))
        given = Domain("source", "=", "visitor") & Domain("partner_id", "!=", False)
        over = Domain("partner_id", "not in", kept_sudo.partner_id.ids)
        done = Domain("partner_id", "in", gone_sudo.partner_id.ids)
        done |= Domain("partner_id.hes_visit_only", "=", True)
        done |= Domain("create_date", "<", before)
        yield "retention", self._retention_all(company) & given & over & done
