# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, split_every

from ...tools.clearance import DENIED, Facts, Verdict, decide
from ...tools.service import client as client_tools

#: What the outcome was judged on: whoever changes it has to ask again.
JUDGED = {
    "host_id",
    "site_id",
    "date_from",
    "date_to",
    "participant_ids",
    "visitor_id",
    "visitor_name",
    "hes_code_entry",
}

#: Reasons for which the data of one person end, and nobody else's.
PERSONAL = ("left", "by_request")


#: While the service does not answer, it is asked again until so long before the
#: beginning; then the company's rule for a silent service decides.
LAST_CHANCE = timedelta(hours=1)


class HesPermit(models.Model):
    _name = "hes.permit"
    _inherit = [
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.access.searched.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "Visit or Journey"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        system_only=True,
    )
    kind = fields.Selection(
        [("visit", "Visit"), ("travel", "Journey")],
        required=True,
        default="visit",
        frozen=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        frozen=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("denied", "Denied"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
        system_only=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Organiser",
        required=True,
        default=lambda self: self.env.user,
        index=True,
    )
    date_from = fields.Datetime(
        string="From",
        required=True,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )
    date_to = fields.Datetime(
        string="Until",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    participant_ids = fields.One2many(
        "hes.permit.participant", "permit_id", string="Participants"
    )
    checked_at = fields.Datetime(
        string="Last Judged", readonly=True, copy=False, system_only=True
    )
    denial = fields.Char(compute="_compute_denial", compute_sudo=True)
    information = fields.Html(
        string="Information on Data Protection",
        compute="_compute_information",
        sanitize=False,
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from < date_to)",
        "A visit or a journey must end after it begins.",
    )
    _arrival_before_leaving = models.Constraint(
        "CHECK (left_at IS NULL OR arrived_at <= left_at)",
        "Nobody leaves before they have arrived.",
    )
    _retention_kind = "visits"
    _retention_setting = "retention_visit_days"
    _retention_employee = "host_id"
    _access_log_kind = "permit"
    _access_log_fields = frozenset({"host_reason"})

    @api.depends("date_from", "kind")
    def _compute_date_to(self):
        """An hour for a visit, a working day for a journey, where nothing was said."""
        for permit in self:
            if permit.date_from and (
                not permit.date_to or permit.date_to <= permit.date_from
            ):
                hours = 1 if permit.kind == "visit" else 9
                permit.date_to = fields.Datetime.add(permit.date_from, hours=hours)

    @api.depends("state", "kind", "participant_ids.clearance")
    def _compute_denial(self):
        for permit in self:
            # as it is stored: a form that is not saved may hold anybody's rows
            real = permit._origin
            permit.denial = real.state == "denied" and real._denial_words()

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_information(self):
        """What whoever gives a HES code here has to be told."""
        for permit in self:
            company = permit.company_id
            permit.information = company and company.hes_policy_id._information()

    def _denial_words(self):
        """Why it was denied, in words that tell nothing about anybody's health."""
        return self.env._("This cannot be approved at the moment.")

    @api.model_create_multi
    def create(self, vals_list):
        permits = super().create(vals_list)
        for permit in permits:
            name = self.env["ir.sequence"].next_by_code(f"hes.permit.{permit.kind}")
            permit._system_write({"name": name})
        return permits

    def write(self, vals):
        if JUDGED.intersection(vals):
            self._reopen()
        return super().write(vals)

    def _reopen(self):
        """What was judged changes: the outcome holds no longer."""
        if self.env.su:
            return
        self.check_access("write")
        if self.filtered("arrived_at"):
            raise UserError(
                self.env._(
                    "The visitor has arrived: please enter a new visit for the change."
                )
            )
        judged = self.filtered(lambda permit: permit.state in ("approved", "denied"))
        # the outcome is closed to everybody; going back to a draft gives nothing away
        judged.sudo().write({"state": "draft"})

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_judged(self):
        """What was asked for stays to be seen, by HES officers above all."""
        if self.env.su or self.env.user.has_group("hes_code.group_hes_officer"):
            return
        if self.filtered("checked_at"):
            raise UserError(self.env._("Please cancel it instead of deleting it."))

    def action_approve(self):
        """Ask, judge, and tell the outcome: approved, or denied without a why."""
        self.check_access("write")
        permits = self.filtered(lambda permit: permit.state in ("draft", "denied"))
        permits._check_complete()
        # whoever enters a visit may learn the outcome, and nothing it is drawn from
        permits_sudo = permits.sudo()
        told = permits_sudo._judge_visits(permits_sudo._ask())
        return told or permits._tell_denied()

    def action_cancel(self):
        self.check_access("write")
        if self._inside():
            raise UserError(
                self.env._(
                    "The visitor is in the building: please enter that they left."
                )
            )
        self.sudo().state = "cancelled"  # the outcome is closed to everybody

    def action_draft(self):
        """Back to a draft, to be asked for again."""
        self.check_access("write")
        self._reopen()
        # the outcome is closed to everybody; a draft gives nothing away
        self.filtered(lambda permit: permit.state == "cancelled").sudo().state = "draft"

    def _check_complete(self):
        """Raise UserError where something is missing before anybody is asked."""
        now = fields.Datetime.now()
        for permit in self:
            if not permit.participant_ids:
                raise UserError(permit._nobody_words())
            if permit.date_to <= now:
                raise UserError(
                    self.env._(
                        "%(name)s is over already. Please mend its dates.",
                        name=permit.name,
                    )
                )

    def _nobody_words(self):
        return self.env._("Please add who takes part.")

    def _tell_denied(self):
        """A neutral notice for the screen, or nothing to tell."""
        denied = self.filtered(lambda permit: permit.state == "denied")
        if not denied:
            return True
        action = self.env["hes.service"]._notify("danger", denied[0].denial)
        action["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return action

    # Asking the service about those who take part, and judging them as the gate
    # does. Everything here runs in sudo: its callers tell only the outcome.

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
            hurry = {"timeout": company.hes_policy_id.live_timeout, "retries": 0}
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
        policy = self.company_id.hes_policy_id._rules()
        return decide(
            replace(known, required=True, unreachable=silent),
            replace(policy, max_age=policy.max_age + (at - now)),
            at,
        )

    # What was approved is judged again on its day, and when somebody turns risky.

    @api.model
    def _cron_permits(self):
        """The scheduled action: what begins today, and what is past its retention."""
        now = fields.Datetime.now()
        asked = self._recheck_today(now)
        self.env["ir.cron"]._commit_progress(asked)  # what was answered stays
        self._purge_visitors(now)

    @api.model
    def _recheck_today(self, now):
        """Ask again about everything approved that begins on this day, the day being
        the company's, and was not asked for on it yet; ``now`` is naive UTC.

        :return: how many visits and journeys that were
        """
        asked = 0
        for company, permits in self._beginning_soon(now).grouped("company_id").items():
            begin = company._hes_day_start(company._hes_day(now))
            due = permits.filtered(
                lambda permit, company=company, begin=begin: (
                    company._hes_day(permit.date_from) == company._hes_day(now)
                    and permit.checked_at < begin
                )
            )
            # where the address has gaps, the arrival asks, and says what is missing
            whole = due.filtered(lambda permit: not permit._address_gaps())
            silent = whole._ask(waiting=False, since=begin)
            if silent:
                due = due.filtered(lambda row: row.date_from <= now + LAST_CHANCE)
            due._judge_again(silent)
            asked += len(due)
        return asked

    @api.model
    def _beginning_soon(self, now):
        """Approved, not begun, and near enough to be of this day in any zone."""
        a_day = timedelta(days=1)
        return self.search(
            [
                ("state", "=", "approved"),
                ("arrived_at", "=", False),
                ("date_from", ">", now - a_day),
                ("date_from", "<", now + a_day),
                ("date_to", ">", now),
            ]
        )

    @api.model
    def _risk_turned(self, codes):
        """These codes turned risky: what they take part in is judged again before it
        begins."""
        now = fields.Datetime.now()
        people = Domain.OR(
            [
                [("participant_ids.employee_id", "in", codes.employee_id.ids)],
                [("participant_ids.partner_id", "in", codes.partner_id.ids)],
                [("host_id", "in", codes.employee_id.ids)],
            ]
        )
        coming = Domain("date_from", ">", now) | Domain(
            [("kind", "=", "visit"), ("date_to", ">", now)]
        )
        standing = Domain([("state", "=", "approved"), ("arrived_at", "=", False)])
        ours = Domain("company_id", "in", codes.company_id.ids)
        permits = self.search(ours & standing & coming & people)
        permits._judge_again(self.env["res.company"])

    def _judge_again(self, silent):
        """Judge what is approved; whose outcome turns is told to the organisers."""
        approved = self.filtered(lambda permit: permit.state == "approved")
        approved._judge(silent)._tell_officers_of_hosts()
        approved.filtered(lambda permit: permit.state == "denied")._tell_organisers()

    def _tell_organisers(self):
        """A neutral note in each reader's language: neither who, nor why."""
        for permit in self:
            readers = (permit.user_id | permit.host_id.user_id).filtered("active")
            readers._hes_note(permit.company_id, permit._title, permit._turned_words)

    def _title(self, env):
        return env._("Visit") if self.kind == "visit" else env._("Journey")

    def _turned_words(self, env):
        return env._(
            "%(name)s of %(day)s is not approved any more at the moment."
            " Please contact HR.",
            name=self.name,
            day=format_date(env, self.company_id._hes_day(self.date_from)),
        )

    # What is known of visitors ends soon, a journey some time after its end.

    @api.model
    def _retention_domain(self, before):
        return self._past(before) & Domain("kind", "=", "visit")

    @api.model
    def _retention_due(self, company, now):
        yield from super()._retention_due(company, now)
        before = now - timedelta(days=company.hes_policy_id.retention_journey_days)
        yield "retention", self._retention_all(company) & self._past(before)

    @api.model
    def _retention_of(self, people):
        return super()._retention_of(people) & Domain("host_reason", "!=", False)

    @api.model
    def _retention_leavers(self):
        return super()._retention_leavers() & Domain("host_reason", "!=", False)

    def _retention_end(self, reason):
        """A visit is its visitor's; of a host who goes, the reason is forgotten."""
        if reason not in PERSONAL:
            return super()._retention_end(reason)
        self.host_reason = False
        return Counter(verdicts=len(self))

    @api.model
    def _past(self, before):
        """What ended before a time."""
        return Domain("date_to", "<", before) & (
            Domain("left_at", "=", False) | Domain("left_at", "<", before)
        )

    @api.model
    def _purge_visitors(self, now):
        """Destroy what is past each company's retention, as of ``now`` (naive UTC):
        visits and journeys, the codes and answers of visitors, the contacts made for
        visits only, and why somebody could not travel."""
        companies = (
            self.env["res.company"].with_context(active_test=False).search(Domain.TRUE)
        )
        for company in companies:
            for model in (self, self.env["hes.permit.participant"]):
                for reason, domain in model._retention_due(company, now):
                    model._retention_destroy(domain, company, reason, limit=None)
            days = timedelta(days=company.hes_policy_id.retention_visit_days)
            self._purge_codes(company, self._past(now - days))
        self.env["res.partner"]._purge_visit_only(companies, "retention")

    @api.model
    def _purge_codes(self, company, past):
        """Codes that were entered for visits and journeys, none of which is left."""
        participants = self.env["hes.permit.participant"]
        kept = participants.search(
            [("company_id", "=", company.id), ("permit_id", "not any", past)]
        )
        codes = self.env["hes.code"]
        codes._retention_destroy(
            codes._retention_all(company)
            & Domain("source", "=", "visitor")
            & Domain("partner_id", "!=", False)
            & Domain("partner_id", "not in", kept.partner_id.ids),
            company,
            "retention",
            limit=None,
        )

    # Why, and who is risky now: only HES officers see these. That somebody
    # comes, and whether they may, is no health data.

    def _access_log_holders(self):
        return SQL(
            """SELECT host_id AS employee_id, NULL::int AS partner_id, company_id
                 FROM hes_permit WHERE id IN %s AND host_reason IS NOT NULL""",
            tuple(self.ids),
        )

    def _log_data_access(self, names, way=None):
        if "hes_flag" in names:
            people = self._inside().participant_ids
            people._log_data_access(people._access_log_fields, way)
        return super()._log_data_access(names, way)

    @api.model
    def _hes_tells(self, name):
        return name == "hes_flag" or super()._hes_tells(name)
