# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: A code that was asked and not answered is asked again after this time.
ASK_AGAIN = timedelta(hours=1)


class HesQueryPlanning(models.AbstractModel):
    """What the scheduled action asks for, and when."""

    _name = "hes.query.planning"
    _description = "HES Planning of Queries"

    @api.model
    def _on_site_domain(self):
        """Codes worth asking for: of active employees who work on site."""
        return Domain("employee_id.active", "=", True) & Domain(
            "employee_id.hes_required", "=", True
        )

    @api.model
    def _due_domain(self, company, now, hours=None):
        """Codes of ``company`` whose last answer is older than ``hours``, by default
        its interval."""
        limit = now - timedelta(
            hours=hours or company.hes_policy_id.check_interval_hours
        )
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
        """Make running queries for each company that has a service and codes due; not
        where one is running."""
        now = fields.Datetime.now()
        asking = Domain("state", "=", "running") & Domain("service_id", "!=", False)
        busy = self.env["hes.query"].search(asking).company_id
        services = self.env["hes.service"].search(
            [
                ("suspended", "=", False),
                ("company_id", "not in", busy.ids),
                ("company_id.active", "=", True),
            ]
        )
        for company, company_services in services.grouped("company_id").items():
            if company.hes_policy_id.hes_codes:
                plan = partial(self._plan_company, service=company_services[0], now=now)
                company._hes_try(plan)

    @api.model
    def _plan_company(self, company, service, now):
        """Make one query for what is due by the company's interval, and one for each
        group with a shorter interval; each code is in one of them.

        :param now: naive UTC
        """
        groups = self.env["hes.query.group"]._often_asked(company)
        hours = min(
            [
                company.hes_policy_id.check_interval_hours,
                *groups.mapped("interval_hours"),
            ]
        )
        due = self._due_codes(company, now, hours)
        for group in groups.sorted("interval_hours") if due else ():
            members = set(group._members_of_owner().ids)
            codes = due._unanswered_since(now - timedelta(hours=group.interval_hours))
            codes = codes.filtered(lambda code, ids=members: code.employee_id.id in ids)
            self._plan(codes, service, now, group_id=group.id)
            due -= codes
        if groups:
            limit = now - timedelta(hours=company.hes_policy_id.check_interval_hours)
            due = due._unanswered_since(limit)
        self._plan(due, service, now)

    @api.model
    def _due_codes(self, company, now, hours):
        due = self.env["hes.code"].search_fetch(
            self._due_domain(company, now, hours),
            ["employee_id", "checked_at"],
            order="id",
        )
        if not (due and company.hes_policy_id.only_working):
            return due
        working = set(due.employee_id._hes_working_today(now).ids)
        return due.filtered(lambda code: code.employee_id.id in working)

    @api.model
    def _plan(self, codes, service, now, **values):
        """The running query for ``codes``; none where there are none.

        :param values: more values of the query
        """
        codes = self._unasked(service, codes)
        if not codes:
            return self.env["hes.query"]
        query = self.env["hes.query"].create(
            {"company_id": service.company_id.id, "service_id": service.id, **values}
        )
        self.env["hes.query.batch"]._create_for(query, codes.ids)
        query.write({"state": "running", "started_at": now})
        return query

    @api.model
    def _unasked(self, service, codes):
        """``codes`` without those that wait in another query of ``service``, or are
        asked for just now; locked, so that no code is asked for twice by queries that
        start at the same time."""
        if not (service and codes):
            return codes
        size = service.sudo().batch_size  # a number, no secret
        if len(codes) > size:
            # of two long queries that start at once, one begins anew after the other's
            # commit, and sees its batches; a short one is asked in the transaction that
            # starts it and must not make others wait: its codes are locked instead
            self.env.cr.execute(
                SQL(
                    "UPDATE hes_service SET write_date = write_date WHERE id = %s",
                    service.id,
                )
            )
        waiting = self.env["hes.query.batch"]._waiting_domain() & Domain(
            "query_id.service_id", "=", service.id
        )
        asked = self.env["hes.code"].with_context(active_test=False)
        codes -= asked._unlogged().search_fetch(Domain("batch_ids", "any", waiting), [])
        return codes.try_lock_for_update(allow_referencing=True)
