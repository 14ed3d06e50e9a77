# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: A code that was asked and not answered is asked again after this time.
ASK_AGAIN = timedelta(hours=1)


class HesQuery(models.Model):
    """What the scheduled action asks for, and when."""

    _inherit = "hes.query"

    @api.model
    def _on_site_domain(self):
        """Codes worth asking for: of active employees who work on site."""
        return Domain("employee_id.active", "=", True) & Domain(
            "employee_id.hes_required", "=", True
        )

    @api.model
    def _due_domain(self, company, now):
        """Codes of ``company`` whose last answer is older than its interval."""
        limit = now - timedelta(hours=company.hes_check_interval_hours)
        waiting = Domain(
            "batch_ids", "any", self.env["hes.query.batch"]._waiting_domain()
        )
        recent = Domain(
            "batch_ids",
            "any",
            [("state", "=", "done"), ("write_date", ">", now - ASK_AGAIN)],
        )
        return (
            self._on_site_domain()
            & Domain("company_id", "=", company.id)
            & (Domain("checked_at", "=", False) | Domain("checked_at", "<=", limit))
            & Domain("id", "not in", self.env["hes.code"]._search(waiting | recent))
        )

    @api.model
    def _plan_due(self):
        """One running query for each company that has a service and codes due; what
        is being asked already goes on first."""
        now = fields.Datetime.now()
        busy = self.search([("state", "=", "running")]).company_id
        services = self.env["hes.service"].search(
            [("suspended", "=", False), ("company_id", "not in", busy.ids)]
        )
        for company, company_services in services.grouped("company_id").items():
            codes = self.env["hes.code"].search(
                self._due_domain(company, now), order="id"
            )
            if codes:
                query = self.create(
                    {"company_id": company.id, "service_id": company_services[0].id}
                )
                query._enlist(codes)
                query.write({"state": "running", "started_at": now})
