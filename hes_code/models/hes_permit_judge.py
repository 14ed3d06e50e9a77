# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from dataclasses import replace
from datetime import timedelta

from odoo import fields, models
from odoo.tools import split_every

from ..tools import client as client_tools
from ..tools.clearance import DENIED, Facts, Verdict, decide


class HesPermit(models.Model):
    """Asking the service about those who take part, and judging them as the gate does.

    Everything here runs in sudo: its callers tell only the outcome.
    """

    _inherit = "hes.permit"

    # -------------------------------------------------------------------- asking

    def _ask(self, waiting=True, since=None):
        """Ask about everybody who takes part, each company by its own service.

        Visitors are asked about each time, where they go being part of the question;
        employees and travellers if their last answer is from before ``since``.

        :param waiting: somebody waits for it: no retries, the time-out of the gate
        :param since: naive UTC; else the age up to which an answer is valid
        :return: the companies whose service did not answer
        :raise UserError: if an address lacks what the ministry wants to know of it
        """
        silent = self.env["res.company"]
        for company, permits in self.grouped("company_id").items():
            service = self.env["hes.service"]._of_company(company)
            if not service:
                continue  # what is stored decides
            if service.suspended:
                silent |= company
                continue
            permits._check_address()
            hurry = {"timeout": company.hes_live_timeout, "retries": 0}
            rows = []
            try:
                with service._client(**(hurry if waiting else {})) as client:
                    permits._ask_visitors(client, rows)
                    permits._ask_others(client, service.batch_size, rows, since)
            except client_tools.ServiceError as error:
                service._heed(error)
                silent |= company
            self.env["hes.check"]._record(company, rows)
        return silent

    def _ask_visitors(self, client, rows):
        """Ask about the visitors' codes, one by one, into ``rows``."""
        visits = self.filtered(lambda permit: permit.kind == "visit")
        questions = [
            (code, visit._visitor_address())
            for visit in visits
            for code in visit.participant_ids._partner_codes()
        ]
        for code, place in questions:
            answer = client.check_visitor(code.code, **place)
            rows.append(code._answer_values(answer, fields.Datetime.now()))

    def _ask_others(self, client, size, rows, since):
        """Ask about all the others' codes, in batches, into ``rows``."""
        journeys = self.filtered(lambda permit: permit.kind == "travel")
        codes = self._employees().hes_code_id
        codes |= journeys.participant_ids._partner_codes()
        due = codes.filtered(lambda code: code._is_older(since))
        for batch in split_every(size, due.ids, due.browse):
            answers = client.check_codes(batch.mapped("code"))
            now = fields.Datetime.now()
            rows += [
                code._answer_values(answers[code.code], now)
                for code in batch
                if answers[code.code].status != "unanswered"
            ]

    def _employees(self):
        """Employees who take part, hosts among them."""
        return self.participant_ids.employee_id | self.host_id

    # ------------------------------------------------------------------- judging

    def _judge(self, silent):
        """Set the outcome from what is known now, as of the beginning of each.

        :param silent: companies whose service was asked just now and did not answer
        :return: the visits whose host is not cleared
        """
        now = fields.Datetime.now()
        facts = self._facts()
        hosts_denied = self.browse()
        for permit in self:
            quiet = permit.company_id in silent
            denied = False
            for participant in permit.participant_ids:
                verdict = permit._verdict(facts, participant._person(), quiet, now)
                if participant.code_foreign:
                    verdict = Verdict(DENIED, "mismatch")
                participant.clearance = verdict.clearance
                participant.clearance_reason = verdict.reason
                denied |= verdict.clearance == DENIED
            if permit.host_id:
                verdict = permit._verdict(facts, permit.host_id, quiet, now)
                permit.host_reason = verdict.reason
                # no part of the outcome, see hes_permit_host.py
                if verdict.clearance == DENIED:
                    hosts_denied |= permit
            permit.state = "denied" if denied else "approved"
            permit.checked_at = now
        return hosts_denied

    def _facts(self):
        """What is known of everybody who takes part.

        :return: dict of (company, person) to :class:`clearance.Facts`
        """
        employees = self._employees()
        facts = {
            (employee.company_id, employee): known
            for employee, (_company_id, known) in zip(
                employees, map(employees._hes_facts().get, employees.ids), strict=True
            )
        }
        for company, permits in self.grouped("company_id").items():
            partners = permits.participant_ids.partner_id
            for partner, known in partners._hes_facts(company).items():
                facts[company, partner] = known
        return facts

    def _verdict(self, facts, person, silent, now):
        """One person's verdict as of the beginning, or now if that is past.

        Somebody who works elsewhere meets others here, so they are judged as well. An
        answer cannot come from the future: it may be as old then as it may be now,
        and the day itself asks again.
        """
        at = max(self.date_from, now)
        known = facts.get((self.company_id, person), Facts())
        policy = self.company_id._hes_policy()
        return decide(
            replace(known, required=True, unreachable=silent),
            replace(policy, max_age=policy.max_age + (at - now)),
            at,
        )


class HesPermitParticipant(models.Model):
    _inherit = "hes.permit.participant"

    def _person(self):
        self.ensure_one()
        return self.employee_id or self.partner_id

    def _partner_codes(self):
        """The present codes of those who are no employees, in their companies."""
        codes = self.env["hes.code"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        foreign = self.filtered("code_foreign").partner_id
        return codes.filtered(lambda code: code.partner_id not in foreign)


class HesCode(models.Model):
    _inherit = "hes.code"

    def _is_older(self, since=None):
        """Has this code no answer, or one from before ``since`` (naive UTC; else the
        age up to which its company takes an answer for valid)?"""
        self.ensure_one()
        max_age = timedelta(hours=self.company_id.hes_max_age_hours)
        since = since or fields.Datetime.now() - max_age
        unknown = self.risk_status == "unknown" or not self.checked_at
        return unknown or self.checked_at < since
