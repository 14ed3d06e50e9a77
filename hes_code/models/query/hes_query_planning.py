# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL

from ...tools.service.client import Line

#: A code that was asked and not answered is asked again after this time.
ASK_AGAIN = timedelta(hours=1)


class HesQueryPlanning(models.AbstractModel):
    """The scheduled action: what it asks for, and when."""

    _name = "hes.query.planning"
    _description = "HES Planning of Queries"

    @api.model
    def _cron_check_due(self):
        """Ask for all that is due, batch by batch; each batch is its own transaction.

        It goes on where an earlier run ended: a batch whose transaction did not end
        is still pending. Other workers may take batches at the same time.
        """
        retrying(self._plan_due, self.env)
        with Line() as line:
            later = self.env["hes.query.batch"]._run_worker(line)
        retrying(self._close_finished, self.env)
        if later:
            self._trigger(later)

    @api.model
    def _trigger(self, at=None):
        # waking the scheduled action is open to nobody else; it takes no arguments
        self.env.ref("hes_code.ir_cron_check_due").sudo()._trigger(at)

    @api.model
    def _close_finished(self):
        """Running queries without a waiting batch are done.

        Of several workers, the last one to commit its batch sees all of them done,
        if it calls this in a transaction after that one.
        """
        waiting = Domain("batch_ids", "any", [("state", "=", "pending")])
        finished = self.env["hes.query"].search(
            Domain("state", "=", "running")
            & Domain("batch_ids", "!=", False)
            & ~waiting
        )
        finished.try_lock_for_update(allow_referencing=True).write(
            {"state": "done", "finished_at": fields.Datetime.now()}
        )

    @api.model
    def _on_site_domain(self):
        """Codes worth asking for: present ones of active employees who work on site."""
        return Domain(
            [
                ("active", "=", True),
                ("employee_id.active", "=", True),
                ("employee_id.hes_required", "=", True),
            ]
        )

    @api.model
    def _due_domain(self, company, now, hours):
        """Codes of ``company``, for which nothing is being asked, whose last answer is
        older than ``hours``."""
        recent = Domain(
            "batch_ids",
            "any",
            [("state", "=", "done"), ("write_date", ">", now - ASK_AGAIN)],
        )
        return (
            self._on_site_domain()
            & Domain("company_id", "=", company.id)
            & self._unanswered_since(now - timedelta(hours=hours))
            & Domain("id", "not in", self.env["hes.code"]._search(recent))
        )

    @api.model
    def _unanswered_since(self, limit):
        """Codes of which nothing newer than ``limit`` (naive UTC) is known."""
        return Domain("checked_at", "=", False) | Domain("checked_at", "<=", limit)

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
            since = self._unanswered_since(now - timedelta(hours=group.interval_hours))
            # as the owner sees them: who sees everything must not answer a rule on what
            # its writer may not know
            owned = group.with_user(group.user_id)
            owned = owned.with_context(allowed_company_ids=company.ids)
            members = set(owned.member_ids.ids)
            codes = due.filtered_domain(since).filtered(
                lambda code, members=members: code.employee_id.id in members
            )
            self._plan(codes, service, now, group_id=group.id)
            due -= codes
        if groups:
            limit = now - timedelta(hours=company.hes_policy_id.check_interval_hours)
            due = due.filtered_domain(self._unanswered_since(limit))
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
            {
                "company_id": service.company_id.id,
                "service_id": service.id,
                "state": "running",
                "started_at": now,
                **values,
            }
        )
        self.env["hes.query.batch"]._create_for(query, codes.ids)
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
            # of two long queries that start at once the second sees what the first
            # asks for; a short one is asked in the transaction that starts it and must
            # not make others wait: its codes are locked instead
            service._take_turn()
        codes -= self._waiting_among(codes, service)
        return codes.try_lock_for_update(allow_referencing=True)

    @api.model
    def _waiting_among(self, codes, service=None):
        """Those of ``codes`` that running queries (of ``service``) of any user wait
        for."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH waiting AS (
                       SELECT batch.id, batch.planned FROM hes_query_batch AS batch
                         JOIN hes_query AS query ON query.id = batch.query_id
                        WHERE batch.state = 'pending' AND query.state = 'running'
                          AND (%(service)s IS NULL OR query.service_id = %(service)s)
                   ), given AS (
                       SELECT hes_code_id AS code_id FROM hes_code_hes_query_batch_rel
                         JOIN waiting ON waiting.id = hes_query_batch_id
                    UNION ALL
                       SELECT jsonb_array_elements(planned)::int FROM waiting)
                   SELECT code_id FROM given WHERE code_id = ANY(%(codes)s)""",
                service=service.id if service else None,
                codes=list(codes.ids),
            )
        )
        return codes.browse(code_id for [code_id] in rows)
