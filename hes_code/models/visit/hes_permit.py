# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from ...tools.clearance import (
    DENIED,
    Facts,
    Verdict,
    code_objections,
    judge,
    stale_later,
)
from ...tools.client_actions import notification
from ...tools.days import later
from ..selections import REASONS
from .hes_permit_participant import NOT_CONFIRMED
from .hes_permit_visit import INSIDE

_lt = LazyTranslate(__name__)

#: What the outcome was judged on: a change of these asks for a new approval.
REAPPROVAL_FIELDS = {
    "host_id",
    "site_id",
    "date_from",
    "date_to",
    "participant_ids",
    "visitor_id",
    "visitor_name",
    "hes_code_entry",
}

#: What participants of a journey confirm: a change of these asks them again.
RECONFIRMATION_FIELDS = {"date_from", "date_to", "user_id"}

#: What contact tracing reads: who met whom, where and when.
TRACED_FIELDS = {
    "arrived_at",
    "date_from",
    "date_to",
    "host_id",
    "left_at",
    "participant_ids",
    "site_id",
    "state",
}

#: Reasons of an objection that are about a HES code.
ABOUT_CODE = {reason.key for reason in REASONS}

#: Reasons of a destruction that concern one person and nobody else.
PERSONAL_REASONS = ("left", "by_request")

#: While the service does not answer, it is asked again until so long before the
#: beginning; then the company's rule for a silent service decides.
LAST_CHANCE = timedelta(hours=1)


class HesPermit(models.Model):
    """A visit or a journey, for which everybody who takes part has to be cleared.

    Fields and actions of visits alone are in ``hes.permit.visit``, those of journeys in
    ``hes.permit.travel``. What differs by kind is decided here, by calls of their
    ``_visit_…`` and ``_travel_…`` methods.
    """

    _name = "hes.permit"
    _inherit = [
        "hes.permit.visit",
        "hes.permit.travel",
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "Visit or Journey"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _retention_kind = "visits"
    _retention_setting = "retention_visit_days"
    _retention_employee = "host_id"
    _subject_access_title = _lt("Visits and Journeys")
    _subject_access_fields = (
        "name",
        "kind",
        "date_from",
        "date_to",
        "state",
        "arrived_at",
        "left_at",
    )
    _subject_access_sequence = 80
    _access_log_kind = "permit"
    _access_log_fields = frozenset({"host_reason"})
    _access_log_search_fields = frozenset({"hes_flag"})

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
    may_change = fields.Boolean(compute="_compute_may_change")
    information = fields.Html(
        string="Information on Data Protection",
        compute="_compute_information",
        sanitize=False,
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from < date_to)",
        "A visit or a journey must end after it begins.",
    )

    @api.depends("date_from", "kind")
    def _compute_date_to(self):
        """By default an hour for a visit, a working day for a journey."""
        for permit in self:
            if permit.date_from and (
                not permit.date_to or permit.date_to <= permit.date_from
            ):
                span = timedelta(hours=1 if permit.kind == "visit" else 9)
                permit.date_to = later(permit.date_from, span)

    @api.depends("state", "kind", "participant_ids.clearance_reason")
    def _compute_denial(self):
        for permit in self:
            # as it is stored: a form that is not saved may hold anybody's rows
            real = permit._origin
            permit.denial = real.state == "denied" and real._denial_message()

    @api.depends_context("uid")
    @api.depends("state", "arrived_at", "date_from", "checked_at")
    def _compute_may_change(self):
        """Whether the screen offers it, see :meth:`_check_corrects`."""
        officer = self.env.user.has_group("hes_code.group_hes_officer")
        for permit in self:
            permit.may_change = officer or not permit._took_place()

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_information(self):
        """The text that a person reads before giving a HES code here."""
        for permit in self:
            policy = permit.company_id.hes_policy_id
            permit.information = policy._information() if policy else False

    @api.depends("name")
    def _compute_display_name(self):
        """Empty for one that is not saved: its screen is called new."""
        for permit in self:
            permit.display_name = permit.name != "/" and permit.name

    @api.model_create_multi
    def create(self, vals_list):
        """Create permits with their numbers.

        :raise UserError: for a user's visit of nobody, as the web client saves what is
            left of a form that was not valid
        """
        permits = super().create(vals_list)
        if not self.env.su:
            permits.filtered(lambda permit: permit.kind == "visit")._check_people()
        for permit in permits:
            name = self.env["ir.sequence"].next_by_code(f"hes.permit.{permit.kind}")
            permit._system_write({"name": name})
        return permits

    def write(self, vals):
        """Write ``vals``; what other values were judged or confirmed for ends first.

        A change of what participants of a journey confirmed ends their confirmations,
        a change of what was judged the outcome. Open contact cases of the time before
        and after the change become due.

        :raise UserError: if a user changes what was judged after the visitor arrived
        """
        traced = not TRACED_FIELDS.isdisjoint(vals)
        if traced:
            self._make_contact_cases_due()  # of the time before the change
        if not RECONFIRMATION_FIELDS.isdisjoint(vals):
            self._travel_end_confirmations(vals)
        if not REAPPROVAL_FIELDS.isdisjoint(vals):
            self._reopen()
        result = super().write(vals)
        if traced:
            self._make_contact_cases_due()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_judged(self):
        """Only HES officers delete what was asked for; others cancel it. What took
        place ends with its retention: contacts are found by it."""
        if self.env.su:
            return
        if self.filtered(lambda permit: permit._took_place()):
            raise UserError(
                self.env._(
                    "What took place cannot be deleted: contacts are found by it. It is"
                    " destroyed when its retention is over."
                )
            )
        if self.env.user.has_group("hes_code.group_hes_officer"):
            return
        if self.filtered("checked_at"):
            raise UserError(self.env._("Please cancel it instead of deleting it."))

    def _took_place(self):
        """Whether somebody arrived, or a journey began that was approved when it
        began, as contact tracing counts it."""
        self.ensure_one()
        if self.kind == "visit":
            return bool(self.arrived_at)
        if self.state == "denied":
            return (self.checked_at or self.date_from) > self.date_from
        return self.state == "approved" and self.date_from < fields.Datetime.now()

    def _check_corrects(self):
        """Contacts are found by what took place: HES officers alone correct it.

        :return: those of these that took place
        :raise UserError: if there is one, and the user is no HES officer
        """
        begun = self.filtered(lambda permit: permit._took_place())
        officer = self.env.user.has_group("hes_code.group_hes_officer")
        if begun and not (self.env.su or officer):
            raise UserError(
                self.env._(
                    "%(name)s has begun: please ask HR to correct it, or plan a new"
                    " one.",
                    name=begun[0].name,
                )
            )
        return begun

    def _reopen(self):
        """Set what a user changes back to a draft, where an outcome was reached.

        A journey that began stays as it was judged, since contacts are found by it: HES
        officers correct who took part, and when.

        :raise UserError: if the visitor has arrived, or if the journey of a user who is
            no HES officer has begun
        """
        if self.env.su:
            return
        self.check_access("write")
        if self.filtered("arrived_at"):
            raise UserError(
                self.env._(
                    "The visitor has arrived: please enter a new visit for the change."
                )
            )
        begun = self._check_corrects()
        judged = (self - begun).filtered(
            lambda permit: permit.state in ("approved", "denied")
        )
        # the outcome is closed to everybody; going back to a draft gives nothing away
        judged.sudo().write({"state": "draft"})

    def _make_contact_cases_due(self):
        """Open contact cases of the time of these visits and journeys become due."""
        now = fields.Datetime.now()
        begun = self.filtered(
            lambda row: row.arrived_at or (row.date_from and row.date_from <= now)
        )
        if begun:
            names = ("date_from", "date_to", "arrived_at", "left_at")
            times = [row[name] for row in begun for name in names if row[name]]
            self.env["hes.contact.due"]._add_correction(
                begun.company_id, min(times), max(times)
            )

    def action_approve(self):
        """Ask about everybody who takes part, judge, and show the outcome.

        A journey waits for the confirmations of those whose clearance its organiser
        may not know; they are asked for these instead.

        :return: True, or the action of a notice
        """
        self.check_access("write")
        permits = self.filtered(lambda permit: permit.state in ("draft", "denied"))
        waiting = permits.filtered(lambda permit: permit._travel_awaited())
        notice = (permits - waiting)._approve()
        return waiting._travel_ask_confirmations() if waiting else notice

    def action_cancel(self):
        """What is planned does not take place; of what did, HES officers say so. Nobody
        is waited for to confirm it.

        :raise UserError: if the visitor is in the building, or if the user is no HES
            officer and it has begun
        """
        self.check_access("write")
        if self._inside():
            raise UserError(
                self.env._(
                    "The visitor is in the building: please enter that they left."
                )
            )
        self._check_corrects()
        self_sudo = self.sudo()  # outcome and confirmations are closed to everybody
        self_sudo.state = "cancelled"
        self_sudo.participant_ids.write(NOT_CONFIRMED)

    def action_draft(self):
        """Back to a draft, to be asked for again."""
        self.check_access("write")
        self._reopen()
        # the outcome is closed to everybody; a draft gives nothing away
        self.filtered(lambda permit: permit.state == "cancelled").sudo().state = "draft"

    def _approve(self):
        """Ask and judge; return True or the action of a notice."""
        self._check_complete()
        # who enters a visit may see the outcome, and nothing it is drawn from
        self_sudo = self.sudo()
        notice = self_sudo._ask_and_judge()
        self_sudo._visit_notify_hosts_of_denied()
        return notice or self._denied_notice()

    def _check_complete(self):
        """Raise UserError where something is missing before anybody is asked."""
        self._check_people()
        now = fields.Datetime.now()
        for permit in self:
            if permit.date_to <= now:
                raise UserError(
                    self.env._(
                        "%(name)s is over already. Please correct its dates.",
                        name=permit.name,
                    )
                )

    def _check_people(self):
        """Raise UserError where nobody takes part."""
        for permit in self.filtered(lambda permit: not permit.participant_ids):
            raise UserError(
                self.env._("Please enter the visitor's name.")
                if permit.kind == "visit"
                else self.env._("Please add who travels.")
            )

    def _denial_message(self):
        """Why it was denied, with nothing in it about anybody's health."""
        if self.kind == "visit":
            return self._visit_denial_message()
        return self._travel_denial_message()

    def _denied_notice(self):
        """The action of a neutral notice if one was denied, else True."""
        denied = self.filtered(lambda permit: permit.state == "denied")
        if not denied:
            return True
        return notification("danger", denied[0].denial)

    # Asking and judging run in sudo: their callers show the outcome alone.

    def _ask_and_judge(self):
        """Ask about everybody who takes part, then set the outcome; organisers and
        hosts hear of what is not approved any more, whatever the reason, once.

        :return: the action of a notice if a host is not cleared and this user may know
            that, else None
        """
        silent = self._ask()
        standing = self.filtered(lambda permit: permit.state == "approved")
        notice = self._judge(silent)._visit_refuse_hosts()
        # those that a risk has turned have had the same sentence already
        standing.filtered(lambda permit: permit.state == "denied")._notify_organisers()
        return notice

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
            service = self.env["hes.service"]._asking_for(company)
            if not service:
                continue  # what is stored decides
            if not service.suspended:
                permits._check_address()
            answered, error = permits._ask_service(service, waiting, since)
            self._record_answers(answered)
            if error:
                silent |= company
        return silent

    def _ask_service(self, service, waiting, since):
        """Ask about the visitors, visit by visit, and then about all the others.
        Nothing is written, and so nothing is locked while the service is asked.

        :return: list of pairs of codes and the answers about them, for
            :meth:`_record_answers`; and the error that ended the asking, or None
        """
        answered = []
        for codes, place in self._questions(since):
            answers, error = service._ask(codes.mapped("code"), waiting, place)
            answered.append((codes, answers))
            if error:
                return answered, error
        return answered, None

    @api.model
    def _record_answers(self, answered):
        """Each answer is recorded, also where somebody is in two visits."""
        for codes, answers in answered:
            self.env["hes.check"]._record(
                {code: answers[code.code] for code in codes if code.code in answers}
            )

    def _questions(self, since):
        """Pairs of codes and the place that their holders visit, None for others."""
        visits = self.filtered(lambda permit: permit.kind == "visit")
        questions = [
            (visit.participant_ids._partner_codes(), visit._visitor_address())
            for visit in visits
        ]
        codes = self._employees().hes_code_id
        codes |= (self - visits).participant_ids._partner_codes()
        due = codes.filtered(lambda code: code._is_older(since))
        return [*questions, (due, None)]

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
                verdict = permit._participant_verdict(facts, participant, quiet, now)
                participant.clearance = verdict.clearance
                participant.clearance_reason = verdict.reason
                denied |= verdict.clearance == DENIED
            if permit.host_id:
                verdict = permit._verdict(facts, permit.host_id, quiet, now)
                permit.host_reason = verdict.reason
                # no part of the outcome, see hes.permit.visit
                if verdict.clearance == DENIED:
                    hosts_denied |= permit
            # a denial is one on the way, see _took_place, only of what had begun
            waits = denied and permit.kind == "travel" and not permit._took_place()
            permit.checked_at = min(now, permit.date_from) if waits else now
            permit.state = "denied" if denied else "approved"
        return hosts_denied

    def _facts(self):
        """What speaks for and against everybody who takes part.

        :return: dict of (company, person) to (list of :class:`clearance.Objection`,
            spans of exemptions as :func:`clearance.judge` takes them)
        """
        employees = self._employees()
        objections = employees._gate_objections(
            max([fields.Datetime.now(), *self.mapped("date_from")])
        )
        spans = self.env["hes.exemption"]._spans(employees.ids)
        facts = {
            (person.company_id, person): (
                objections[person.id],
                spans.get(person.id, ()),
            )
            for person in employees
        }
        for company, permits in self.grouped("company_id").items():
            partners = permits.participant_ids.partner_id
            for partner, found in partners._hes_objections(company).items():
                facts[company, partner] = found, ()
        return facts

    def _participant_verdict(self, facts, participant, silent, now):
        """The verdict on who takes part, with the code that was given for them."""
        policy = self.env["hes.policy"]._rules_of(self.company_id.id)
        if participant.code_foreign and policy.hes:
            return Verdict(DENIED, "mismatch")
        return self._verdict(facts, participant._person(), silent, now)

    def _verdict(self, facts, person, silent, now):
        """One person's verdict as of the beginning, or now if that is past.

        Somebody who works elsewhere meets others here, so they are judged as well. What
        speaks against a visitor's HES code is judged at least so hard as the company's
        rule for visits says. An answer cannot come from the future: it may be as old
        then as it may be now, and the day itself asks again.
        """
        at = max(self.date_from, now)
        policy = self.env["hes.policy"]._rules_of(self.company_id.id)
        unknown = code_objections(Facts(), policy.max_age) if policy.hes else [], ()
        objections, spans = facts.get((self.company_id, person), unknown)
        rules = policy.while_unreachable() if silent else policy
        if self.kind == "visit" and person._name == "res.partner":
            least = self.company_id.hes_policy_id.visit_rule
            objections = [
                rules.at_least(row, least) if row.reason in ABOUT_CODE else row
                for row in objections
            ]
        return judge(stale_later(objections, at - now), rules, spans, at)

    @api.model
    def _due_today(self, now):
        """What is approved, begins on this day, the day being the company's, and was
        not asked for on it yet; the earliest first. ``now`` is naive UTC."""
        a_day = timedelta(days=1)
        # near enough to be of this day in any zone
        near = self.search(
            [
                ("state", "=", "approved"),
                ("arrived_at", "=", False),
                ("date_from", ">", now - a_day),
                ("date_from", "<", now + a_day),
                ("date_to", ">", now),
                ("company_id.active", "=", True),
            ],
            order="date_from, id",
        )

        def due(permit):
            today = permit.company_id._hes_day(now)
            return permit.company_id._hes_day(
                permit.date_from
            ) == today and permit.checked_at < permit.company_id._hes_day_start(today)

        return near.filtered(due)

    def _in_turn(self):
        """Parts of these to ask about in one transaction each: a visit, for which the
        service is asked by itself, or the journeys of a company."""
        visits = self.filtered(lambda permit: permit.kind == "visit")
        yield from visits
        yield from (self - visits).grouped("company_id").values()

    def _recheck(self, silent, now):
        """Ask again about these, of one company, and judge them; a transaction each.

        :param silent: the companies whose service is not to be asked any more
        :param now: naive UTC
        :return: the same, and this company if its service did not answer
        """
        company, answered = self.company_id, []
        # where the address has gaps, the arrival asks, and says what is missing
        whole = self.filtered(lambda permit: not permit._address_gaps())
        service = self.env["hes.service"]._asking_for(company)
        if service and company not in silent:
            since = company._hes_day_start(company._hes_day(now))
            ask = partial(whole._ask_service, service, False, since)
            answered, error = company._hes_try(lambda _company: ask()) or ([], True)
            silent |= company if error else silent
        # what is read from here on is as it is after the answers
        self.env["ir.cron"]._commit_progress()
        judge_anew = partial(
            self._judge_anew, answered=answered, silent=company & silent, now=now
        )
        retrying(partial(company._hes_try, judge_anew), self.env)
        return silent

    def _judge_anew(self, _company, answered, silent, now):
        """Record what was answered, and judge these again; while the service does not
        answer only what begins soon."""
        self._record_answers(answered)
        due = self
        if silent:
            due = due.filtered(lambda row: row.date_from <= now + LAST_CHANCE)
        due._judge_again(silent)

    @api.model
    def _visits_inside_of(self, codes):
        """Visits that have begun and not ended of the visitors who hold ``codes``.

        :return: list of (visit, code of its visitor)
        """
        visitors = {
            (code.company_id, code.partner_id): code
            for code in codes.filtered("partner_id")
        }
        if not visitors:
            return []
        visits = self.search(
            INSIDE & Domain("participant_ids.partner_id", "in", codes.partner_id.ids)
        )
        return [
            (visit, visitors[visit.company_id, partner])
            for visit in visits
            for partner in visit.participant_ids.partner_id
            if (visit.company_id, partner) in visitors
        ]

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
        """Judge what is approved; organisers are notified where the outcome turns."""
        approved = self.filtered(lambda permit: permit.state == "approved")
        approved._judge(silent)._notify_officers()
        approved.filtered(lambda permit: permit.state == "denied")._notify_organisers()

    def _notify_officers(self):
        """Send HES officers a note of each of these visits' hosts."""
        for visit in self:
            officers = self.env["res.users"]._hes_officers(visit.company_id)
            visit._notify(officers, visit._host_message)

    def _host_message(self, env):
        return env._(
            "The host of %(name)s on %(day)s is not cleared for work on site."
            " Please name another host, or cancel the visit.",
            name=self.name,
            day=format_date(env, self.company_id._hes_day(self.date_from)),
        )

    def _notify_organisers(self):
        """Send organisers, hosts and who takes part a neutral note: neither who, nor
        why."""
        for permit in self:
            readers = permit.user_id | permit.host_id.user_id
            readers |= permit.participant_ids.employee_id.user_id
            permit._notify(readers, permit._turned_message)

    def _notify(self, readers, message):
        """Send users a note about this permit, which ends with whom it may name; none
        to those who are archived."""
        people = self.participant_ids
        readers.filtered("active")._hes_notify(
            self.company_id,
            self._title,
            message,
            about=[*self.host_id, *people.employee_id, *people.partner_id],
        )

    def _title(self, env):
        return env._("Visit") if self.kind == "visit" else env._("Journey")

    def _turned_message(self, env):
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
    def _retention_leavers(self, company):
        return super()._retention_leavers(company) & Domain("host_reason", "!=", False)

    def _retention_end(self, reason):
        """A visit is its visitor's; of a host who goes, the reason is forgotten."""
        if reason not in PERSONAL_REASONS:
            return super()._retention_end(reason)
        self.host_reason = False
        return Counter(verdicts=len(self))

    @api.model
    def _past(self, before):
        """What ended before a time; who arrived and has not left is still here."""
        return (
            Domain("date_to", "<", before)
            & (Domain("left_at", "=", False) | Domain("left_at", "<", before))
            & ~INSIDE
        )

    # Why, and who is risky now: only HES officers see these. That somebody
    # comes, and whether they may, is no health data.

    @api.model
    def _subject_access_domain(self, employees, partners, companies=None):
        """What the person takes part in, and the visits to them."""
        part = self.env["hes.permit.participant"]
        domain = part._subject_access_domain(employees, partners, companies)
        return Domain("participant_ids", "any", domain) | Domain(
            "host_id", "in", employees.ids
        )

    def _access_log_holders(self):
        return SQL(
            """SELECT host_id AS employee_id, NULL::int AS partner_id, company_id
                 FROM hes_permit WHERE id IN %s AND host_reason IS NOT NULL""",
            tuple(self.ids),
        )

    def _log_data_access(self, names, channel=None):
        if "hes_flag" in names:
            people = self._inside().participant_ids
            people._log_data_access(people._access_log_fields, channel)
        return super()._log_data_access(names, channel)

    @api.model
    def _cron_permits(self):
        """The scheduled action: judge again what was approved and begins today."""
        now, cron = fields.Datetime.now(), self.env["ir.cron"]
        due, silent = self._due_today(now), self.env["res.company"]
        seconds_left = cron._commit_progress(remaining=len(due))
        for permits in due._in_turn():
            if not seconds_left:
                break
            silent = permits._recheck(silent, now)
            seconds_left = cron._commit_progress(len(permits))
        inside = self.search(INSIDE & ~self._maybe_forgotten())

        def notify(company):
            of_company = inside.filtered(lambda visit: visit.company_id == company)
            of_company._visit_notify_changes()

        for company in inside.company_id:
            retrying(partial(company._hes_try, notify), self.env)
