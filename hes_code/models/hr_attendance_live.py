# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from collections import defaultdict
from dataclasses import replace

from odoo import SUPERUSER_ID, api, fields, models

from ..tools import client as client_tools
from ..tools.clearance import CLEARED, objections

#: Reasons that a fresh answer can mend.
MENDABLE = {"stale", "unchecked"}


class HrAttendance(models.Model):
    """Asking the service at the gate, where the last answer is too old."""

    _inherit = "hr.attendance"

    def _hes_ask_live(self):
        """Ask for those who are not cleared for want of a fresh answer, all of a
        company in one request, and judge them anew.

        The answers are written in a transaction of their own: if the check-in is
        refused and rolled back, what the ministry said stays said. Only where the
        codes are being written just now, they go with this one.
        """
        doubtful = self.filtered(
            lambda row: (
                row.hes_clearance != CLEARED
                and not row.check_out
                and row.employee_id.company_id.hes_live_check
            )
        )
        if not doubtful:
            return
        facts = doubtful.employee_id._hes_facts()
        policies = self.env["hr.employee"]._hes_policies(facts)
        by_company = defaultdict(self.browse)
        for attendance in doubtful:
            company_id, known = facts[attendance.employee_id.id]
            found = objections(known, policies[company_id], attendance.check_in)
            if MENDABLE.intersection(found):
                by_company[company_id] |= attendance
        for company_id, attendances in by_company.items():
            attendances._hes_ask_company(
                self.env["res.company"].browse(company_id), facts
            )

    def _hes_ask_company(self, company, facts):
        service = self.env["hes.service"]._of_company(company)
        codes = self.employee_id.hes_code_id
        if not service or service.suspended or not codes:
            return
        try:
            with service._client(timeout=company.hes_live_timeout, retries=0) as client:
                answers = client.check_codes(codes.mapped("code")[: service.batch_size])
        except client_tools.ServiceError:
            self.hes_live = "unreachable"
            self._hes_judge(
                {
                    employee_id: (row[0], replace(row[1], unreachable=True))
                    for employee_id, row in facts.items()
                }
            )
            return
        self.hes_live = "answered"
        self._hes_judge(self._hes_keep_answers(company, codes, answers))

    def _hes_keep_answers(self, company, codes, answers):
        """Write the answers for good, and return what is known of the people then."""
        now = fields.Datetime.now()
        rows = [
            code._answer_values(answers[code.code], now)
            for code in codes
            if answers.get(code.code) and answers[code.code].status != "unanswered"
        ]
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            free = env["hes.code"].browse(codes.ids)
            if free.try_lock_for_update(allow_referencing=True) == codes:
                env["hes.check"]._record(company.with_env(env), rows)
                return self.employee_id.with_env(env)._hes_facts()
        # somebody is writing one of these codes, it may be this very transaction:
        # waiting for it could be for ever
        self.env["hes.check"]._record(company, rows)
        return self.employee_id._hes_facts()
