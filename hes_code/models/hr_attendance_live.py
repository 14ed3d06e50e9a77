# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

import logging
from collections import defaultdict
from dataclasses import replace

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import split_every

from ..tools import client as client_tools
from ..tools.clearance import objections

_logger = logging.getLogger(__name__)

#: Reasons that a fresh answer can mend.
MENDABLE = {"stale", "unchecked"}


class HrAttendance(models.Model):
    """Asking the service at the gate, where the last answer is too old."""

    _inherit = "hr.attendance"

    def _hes_ask_live(self):
        """Of these, who are not cleared, ask for those who want a fresh answer, all of
        a company in one request, and judge them anew.

        The answers are written in a transaction of their own: if the check-in is
        refused and rolled back, what the ministry said stays said. Only where the
        codes are being written just now, they go with this one.
        """
        doubtful = self.filtered(
            lambda row: not row.check_out and row.employee_id.company_id.hes_live_check
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
        if not service or not codes:
            return
        # whom the service refused, it does not answer
        silent = service.suspended
        answers = {} if silent else self._hes_answers(company, service, codes)
        answered = self.filtered(
            lambda row: row.employee_id.hes_code_id.code in answers
        )
        silent = self - answered
        silent.hes_live = "unreachable"
        silent._hes_judge(
            {
                employee_id: (row[0], replace(row[1], unreachable=True))
                for employee_id, row in facts.items()
            }
        )
        if answered:
            answered.hes_live = "answered"
            answered._hes_judge(self._hes_keep_answers(company, codes, answers))

    @api.model
    def _hes_answers(self, company, service, codes):
        """What the service says of ``codes``, batch by batch until one fails.

        :return: dict of code (written form) to ``client.Answer``; whoever is not in it
            has no answer, and their attendance says so
        """
        answers = {}
        try:
            with service._client(timeout=company.hes_live_timeout, retries=0) as client:
                for batch in split_every(service.batch_size, codes.mapped("code")):
                    answers |= client.check_codes(batch)
        except client_tools.ServiceError as error:
            service._heed(error)
            _logger.info("The HES service did not answer at check-in: %s", error.kind)
        return {
            code: answer
            for code, answer in answers.items()
            if answer.status != "unanswered"
        }

    def _hes_keep_answers(self, company, codes, answers):
        """Write the answers for good, and return what is known of the people then."""
        now = fields.Datetime.now()
        rows = [
            code._answer_values(answers[code.code], now)
            for code in codes
            if code.code in answers
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
