# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.contacts import by_day
from ...tools.text import fault

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

#: At most so many people are in the timeline; all of them are in the list.
TIMELINE_PEOPLE = 40

#: How often a list is made again while its period runs.
WHILE_RUNNING = timedelta(hours=1)

#: The longest period that is looked at: the most days of a company's rule (60), and
#: the day of the risk, which may have an hour more.
LONGEST_PERIOD = timedelta(days=62)

#: The longest period that the database takes.
LONGEST_STORED = timedelta(days=367)

#: There were no HES codes before.
FIRST_DAY = datetime(2020, 1, 1)


class HesContactCase(models.Model):
    """A risky person, the days before the risk, and who was near them in these.

    The list of contacts is made by ``hes.contact.tracing``, and again when something of
    the period is corrected.
    """

    _name = "hes.contact.case"
    _inherit = [
        "hes.bulk.mixin",
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Contact Case"
    _order = "risk_at desc, id desc"
    _rec_names_search = ["employee_id", "partner_id"]
    _check_company_auto = True
    _access_log_kind = "case"
    _retention_kind = "contact_cases"
    _retention_confirmed = True  # a risk stays, and so does who was near it
    _retention_setting = "retention_contact_days"
    _retention_since = "date_to"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("Contact Cases about You")
    _subject_access_fields = (
        "risk_at",
        "date_from",
        "date_to",
        "state",
        "closed_at",
    )
    _subject_access_sequence = 100

    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        frozen=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        index="btree_not_null",
        ondelete="cascade",
        frozen=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        frozen=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        system_only=True,
    )
    risk_at = fields.Datetime(
        string="Risky Since", required=True, default=fields.Datetime.now
    )
    date_from = fields.Datetime(
        string="From",
        required=True,
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
    )
    date_to = fields.Datetime(
        string="Until",
        required=True,
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
    )
    day_count = fields.Integer(string="Days", compute="_compute_day_count")
    contact_ids = fields.One2many("hes.contact", "case_id", string="Contacts")
    contact_count = fields.Integer(compute="_compute_counts")
    todo_count = fields.Integer(string="To Do", compute="_compute_counts")
    due_ids = fields.One2many(
        "hes.contact.due", "case_id", groups=fields.NO_ACCESS, copy=False
    )
    refreshed_at = fields.Datetime(
        string="Refreshed", compute="_compute_refreshed_at", compute_sudo=True
    )
    close_proposed = fields.Boolean(
        readonly=True,
        copy=False,
        help="The risky person's last answer is not risky.",
        system_only=True,
    )
    closed_at = fields.Datetime(readonly=True, copy=False, system_only=True)
    note = fields.Text()
    index_rule_id = fields.Many2one("hes.isolation.rule", compute="_compute_rules")
    contact_rule_id = fields.Many2one("hes.isolation.rule", compute="_compute_rules")
    proposed_until = fields.Date(
        string="Proposed End",
        compute="_compute_rules",
        help="By the isolation rule that was in force on the day of the risk. Only"
        " the next answer tells whether the risk is over.",
    )
    timeline = fields.Json(compute="_compute_timeline")

    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "A contact case is about one employee or one visitor.",
    )
    _period_in_order = models.Constraint(
        "CHECK (date_from < date_to AND date_to < date_from +"
        f" INTERVAL '{LONGEST_STORED.days} days')",
        "The period must not end before it begins, and is a year at the most.",
    )
    _employee_uniq = models.UniqueIndex(
        "(employee_id, company_id) WHERE state = 'open' AND employee_id IS NOT NULL",
        "There is an open contact case of this employee already.",
    )
    _partner_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open' AND partner_id IS NOT NULL",
        "There is an open contact case of this visitor already.",
    )

    @api.depends("employee_id.name", "partner_id.name")
    def _compute_display_name(self):
        result = super()._compute_display_name()  # which logs who reads it
        for case in self:
            case.display_name = case.employee_id.name or case.partner_id.name
        return result

    @api.depends("employee_id.company_id")
    def _compute_company_id(self):
        for case in self:
            case.company_id = (
                case.employee_id.company_id or case.company_id or self.env.company
            )

    @api.depends("risk_at", "company_id")
    def _compute_period(self):
        for case in self:
            case.date_from, case.date_to = self._period(case.company_id, case.risk_at)

    @api.depends("date_from", "date_to", "company_id")
    def _compute_day_count(self):
        for case in self:
            case.day_count = len(case._midnights()[:-1])

    @api.depends("due_ids.traced_at")
    def _compute_refreshed_at(self):
        traced = self.env["hes.contact.due"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["traced_at:max"]
        )
        traced = {case.id: traced_at for case, traced_at in traced}
        for case in self:
            case.refreshed_at = traced.get(case._origin.id, False)

    @api.constrains("risk_at", "date_from", "date_to")
    def _check_period(self):
        """A year that is mistyped, or a period that nobody can look through."""
        for case in self:
            if not (case.risk_at and case.date_from and case.date_to):
                continue  # the database refuses it, and says what is required
            if max(case.risk_at, case.date_from) > self._last_moment():
                raise ValidationError(
                    self.env._(
                        "The date %(date)s is in the future. Please correct its year.",
                        date=fields.Date.to_string(max(case.risk_at, case.date_from)),
                    )
                )
            if min(case.risk_at, case.date_from) < FIRST_DAY:
                raise ValidationError(
                    self.env._(
                        "The date %(date)s is before there were HES codes. Please"
                        " correct its year.",
                        date=fields.Date.to_string(min(case.risk_at, case.date_from)),
                    )
                )
            if case.date_to - case.date_from > LONGEST_PERIOD:
                raise ValidationError(
                    self.env._(
                        "Contacts of at most %(days)s days are looked for. Please"
                        " correct the period.",
                        days=LONGEST_PERIOD.days,
                    )
                )

    @api.depends("contact_ids.state")
    def _compute_counts(self):
        total = dict.fromkeys(self.ids, 0)
        todo = dict.fromkeys(self.ids, 0)
        contacts = self.env["hes.contact"]._unlogged()
        for case, state, count in contacts._read_group(
            [("case_id", "in", self.ids)], ["case_id", "state"], ["__count"]
        ):
            total[case.id] += count
            if state == "todo":
                todo[case.id] += count
        for case in self:
            case.contact_count = total.get(case._origin.id, 0)
            case.todo_count = todo.get(case._origin.id, 0)

    @api.depends("company_id", "risk_at")
    def _compute_rules(self):
        rules = self.env["hes.isolation.rule"]._of_companies(self.company_id)
        for case in self:
            company, moment = case.company_id, case.risk_at
            day = company and moment and company._hes_day(moment)
            found = {
                kind: rules._in_force(company, kind, day) if day else rules[:0]
                for kind in ("index", "contact")
            }
            case.index_rule_id, case.contact_rule_id = found.values()
            days = found["index"].days
            case.proposed_until = day + timedelta(days=days) if days else False

    @api.depends("contact_ids.days", "date_from", "date_to")
    def _compute_timeline(self):
        """Days of the period × the contacts with the most hours, for the picture:
        ``{"days": [ISO date], "people": [{"id", "name", "hours": [float]}],
        "left_out": int}``, an item of ``hours`` for each day."""
        for case in self:
            if not (case.date_from and case.date_to):
                case.timeline = False
                continue
            days = [day.isoformat() for day, _begin in case._midnights()[:-1]]
            met = case.contact_ids.filtered("hours").sorted("hours", reverse=True)
            case.timeline = {
                "days": days,
                "people": [
                    {
                        "id": contact.id,
                        "name": contact.person_name,
                        "hours": [(contact.days or {}).get(day, 0) for day in days],
                    }
                    for contact in met[:TIMELINE_PEOPLE]
                ],
                "left_out": max(len(met) - TIMELINE_PEOPLE, 0),
            }

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._add_due()
        return cases

    def write(self, vals):
        result = super().write(vals)
        if not {"date_from", "date_to", "risk_at"}.isdisjoint(vals):
            self._add_due()
        return result

    def web_read(self, specification):
        """Make the list of a case that is opened again if it is due."""
        if len(self) == 1 and self.id and self.has_access("read"):
            self._take_up_corrections()
            self._which_are_due()._refresh_or_postpone()
        return super().web_read(specification)

    def action_close(self):
        self.check_access("write")
        # the state is set by the buttons alone
        self.sudo().write({"state": "closed", "closed_at": fields.Datetime.now()})

    def action_reopen(self):
        self.check_access("write")
        # the state is set by the buttons alone
        self.sudo().write(
            {"state": "open", "closed_at": False, "close_proposed": False}
        )
        self._add_due()

    def action_refresh(self):
        """Make the list again; what HR has set stays."""
        self.check_access("write")
        self._refresh()

    def action_inform_all(self):
        """Send the note to everybody who has not been informed yet."""
        waiting = self.contact_ids.filtered(
            lambda contact: contact.state == "todo" and contact.hours
        )
        if not waiting:
            raise UserError(self.env._("There is nobody left to write to."))
        return waiting.action_inform()

    def action_check_all(self):
        left = self.contact_ids.filtered(lambda contact: contact.state != "closed")
        return left.action_check()

    def action_view_contacts(self):
        """All contacts of the case, to choose from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_contact_action"
        )
        domain = [("case_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    @api.model
    def _last_moment(self):
        """The latest risk there can be; a day, for clocks that are wrong."""
        return fields.Datetime.now() + timedelta(days=1)

    @api.model
    def _period(self, company, moment):
        """The day of a risk and the days before it that the company looks at.

        :param moment: naive UTC
        :return: (begin of the first day, end of the last), naive UTC; the days are
            those of the company's time zone; both False where a form lacks either
        """
        if not (company and moment):
            return False, False
        day = company._hes_day(min(max(moment, FIRST_DAY), self._last_moment()))
        first = day - timedelta(days=company.hes_policy_id.contact_days)
        return (
            company._hes_day_start(first),
            company._hes_day_start(day + timedelta(days=1)),
        )

    def _midnights(self):
        """The days of the period and when each begins, and one more for the end; none
        while a form lacks something, or has what the database would not take."""
        self.ensure_one()
        company, begin, end = self.company_id, self.date_from, self.date_to
        known = company and begin and end
        if not known or not timedelta() < end - begin < LONGEST_STORED:
            return []
        day = company._hes_day(begin)
        last = company._hes_day(end - timedelta(seconds=1))
        days = [day + timedelta(days=n) for n in range((last - day).days + 2)]
        return [(day, company._hes_day_start(day)) for day in days]

    @api.model
    def _take_up_corrections(self):
        """Make open cases due whose period touches what was corrected."""
        # who opens a case takes up what concerns others, too, and sees nothing of it
        due_sudo = self.env["hes.contact.due"].sudo()
        corrections_sudo = due_sudo.search([("case_id", "=", False)])
        # who has locked one takes it up just now
        corrections_sudo = corrections_sudo.try_lock_for_update()
        if not corrections_sudo:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO hes_contact_due (company_id, case_id, due_at)
                   SELECT DISTINCT open.company_id, open.id, %(now)s::timestamp
                     FROM hes_contact_due AS correction
                     JOIN hes_contact_case AS open
                          ON open.company_id = correction.company_id
                         AND open.date_from < correction.date_to
                         AND open.date_to > correction.date_from
                    WHERE open.state = 'open' AND correction.id IN %(corrections)s""",
                now=fields.Datetime.now(),
                corrections=tuple(corrections_sudo.ids),
            )
        )
        corrections_sudo.unlink()
        self.env.invalidate_all(flush=False)

    def _which_are_due(self):
        """Those of these cases whose list is to be made now."""
        # what is due is nobody's to read, and nothing but these cases come of it
        cases_sudo = self.sudo()
        due = self._due_domain() & Domain("id", "in", self.ids)
        return cases_sudo.search(due).with_env(self.env)

    @api.model
    def _due_domain(self):
        """Domain of the cases whose list is to be made now."""
        due = [("due_at", "<=", fields.Datetime.now())]
        return Domain("state", "=", "open") & Domain("due_ids", "any", due)

    def _add_due(self, **values):
        """These cases are due now, unless ``values`` (of hes.contact.due) say
        otherwise."""
        values = {"due_at": fields.Datetime.now()} | values
        self.env["hes.contact.due"]._bulk_insert(
            [
                {"company_id": case.company_id.id, "case_id": case.id, **values}
                for case in self
            ]
        )

    @api.model
    def _open_for(self, codes):
        """Open a case for each holder of ``codes``, with as many statements for one as
        for many; the scheduled action traces the contacts.

        An open case of the same holder stays: its period grows to the day of this risk.
        """
        if not codes:
            return
        now = fields.Datetime.now()
        rows = [self._values_of_risk(code, now) for code in codes]
        self.flush_model()
        moved = self.env.execute_query(self._reopen_query(rows))
        opened = self.env.execute_query(self._open_query(rows))
        self.env.invalidate_all()
        cases = self.browse([case_id for [case_id] in [*moved, *opened]])
        cases._add_due()
        # waking the scheduled action is open to nobody else; it takes no arguments
        self.env.ref("hes_code.ir_cron_contacts").sudo()._trigger()

    @api.model
    def _values_of_risk(self, code, now):
        """The values of the open case of the holder of ``code``."""
        at = code.risky_since or now
        start, stop = self._period(code.company_id, at)
        return {
            "employee_id": code.employee_id.id or None,
            "partner_id": code.partner_id.id or None,
            "company_id": code.company_id.id,
            "risk_at": at,
            "date_from": start,
            "date_to": stop,
        }

    @api.model
    def _reopen_query(self, rows):
        """SQL that moves the open cases of the holders of ``rows`` to the new risk."""
        return SQL(
            """UPDATE hes_contact_case AS kept
                  SET risk_at = given.risk_at, close_proposed = FALSE,
                      date_from = GREATEST(LEAST(kept.date_from, given.date_from),
                          GREATEST(kept.date_to, given.date_to) - %(longest)s),
                      date_to = GREATEST(kept.date_to, given.date_to)
                 FROM %(given)s
                WHERE kept.state = 'open' AND kept.company_id = given.company_id
                  AND (kept.employee_id = given.employee_id
                       OR kept.partner_id = given.partner_id)
            RETURNING kept.id""",
            longest=LONGEST_PERIOD,
            given=self._bulk_rows(rows, list(rows[0])),
        )

    @api.model
    def _open_query(self, rows):
        """SQL that opens a case for each of ``rows`` whose holder has none."""
        names = SQL(", ").join(map(SQL.identifier, rows[0]))
        return SQL(
            """INSERT INTO hes_contact_case (%(names)s, state, create_uid, create_date,
                      write_uid, write_date)
               SELECT %(names)s, 'open', %(user)s, %(now)s, %(user)s, %(now)s
                 FROM %(given)s
          ON CONFLICT DO NOTHING RETURNING id""",
            names=names,
            user=self.env.uid,
            now=self.env.cr.now(),
            given=self._bulk_rows(rows, list(rows[0])),
        )

    @api.model
    def _propose_close(self, codes):
        """Propose to close the cases of ``codes``, whose last answer is not risky."""
        self.search_fetch(
            [
                ("state", "=", "open"),
                ("company_id", "in", codes.company_id.ids),
                "|",
                ("employee_id", "in", codes.employee_id.ids),
                ("partner_id", "in", codes.partner_id.ids),
            ],
            [],
        ).close_proposed = True

    @api.model
    def _open_by_hand(self, employee):
        """The open case of ``employee``, else the last one that HR closed since the
        present risk began, else a new one."""
        codes = employee.with_context(active_test=False).hes_code_ids
        since = min(filter(None, codes.mapped("risky_since")), default=None)
        wanted = Domain("state", "=", "open")
        if since:
            wanted |= Domain("closed_at", ">=", since)
        case = self.search_fetch(
            wanted & Domain("employee_id", "=", employee.id),
            ["state"],
            order="state desc, closed_at desc",  # an open one first
            limit=1,
        )
        return case or self.create(
            {"employee_id": employee.id, "risk_at": since or fields.Datetime.now()}
        )

    def _refresh(self):
        """Trace these cases, each company and period in one go."""
        # what is found is closed to everybody; the callers have asked for a right
        self_sudo = self.sudo()
        rows_sudo = self_sudo.due_ids
        locked_sudo = rows_sudo.try_lock_for_update()
        # who has locked one makes its list just now
        cases_sudo = self_sudo - (rows_sudo - locked_sudo).case_id
        for (company, *_dates), same_sudo in cases_sudo.grouped(
            lambda case: (case.company_id, case.date_from, case.date_to)
        ).items():
            same_sudo._trace(company)

    def _refresh_or_postpone(self):
        """Trace these cases; if that fails, it is tried again in an hour, and nothing
        else is held up."""
        try:
            with self.env.cr.savepoint():
                self._refresh()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # whatever it is, others go on: pylint: disable-next=broad-exception-caught
        except Exception as error:
            _logger.error(
                "Contacts of the cases %s could not be traced: %s",
                self.ids,
                fault(error),
            )
            self._set_traced(again=fields.Datetime.now() + WHILE_RUNNING)

    def _set_traced(self, at=None, again=None):
        """Replace what was to be done for these cases.

        :param at: when their lists were made; None: they were not
        :param again: when they are to be made again, if at all
        """
        rows_sudo = self.sudo().due_ids  # nobody may enter or delete one
        if not at:
            rows_sudo = rows_sudo.filtered("due_at")
        rows_sudo.unlink()
        if at:
            self._add_due(due_at=None, traced_at=at)
        if again:
            self._add_due(due_at=again)

    def _trace(self, company):
        """Find the contacts of these cases of one company and one period."""
        window = (self[0].date_from, self[0].date_to)
        by_person = {case._person(): case for case in self}
        found = self.env["hes.contact.tracing"]._find_contacts(
            company, window, by_person
        )
        midnights = self[0]._midnights()
        self.env["hes.contact"]._replace(
            self,
            [
                by_person[index]._contact_values(contact, midnights)
                for index, contacts in found.items()
                for contact in contacts
            ],
        )
        now = fields.Datetime.now()
        running = now < window[1] + WHILE_RUNNING
        self._set_traced(now, again=now + WHILE_RUNNING if running else None)

    def _person(self):
        """The risky person as tracing names them: ("employee" or "partner", id)."""
        self.ensure_one()
        if self.employee_id:
            return "employee", self.employee_id.id
        return "partner", self.partner_id.id

    def _contact_values(self, contact, midnights):
        """A :class:`contacts.Contact` as a row of hes.contact."""
        kind, person_id = contact.person
        days = by_day(contact.spans, midnights)
        return {
            "case_id": self.id,
            "company_id": self.company_id.id,
            "index_employee_id": self.employee_id.id or None,
            "employee_id": person_id if kind == "employee" else None,
            "partner_id": person_id if kind == "partner" else None,
            "source": contact.source,
            "first_contact": contact.first,
            "last_contact": contact.last,
            "hours": contact.together / timedelta(hours=1),
            "days": {
                day.isoformat(): round(spent / timedelta(hours=1), 2)
                for day, spent in days.items()
            },
        }

    @api.model
    def _cron_refresh(self):
        """The scheduled action: make the lists that are due, each in a transaction,
        then note who was asked for and answered."""
        cron = self.env["ir.cron"]
        retrying(self._take_up_corrections, self.env)
        cases = self.search(self._due_domain(), order="id")
        seconds_left = cron._commit_progress(remaining=len(cases))
        for case in cases:
            if not seconds_left:
                break
            retrying(case._refresh_or_postpone, self.env)
            seconds_left = cron._commit_progress(1)
        retrying(self.env["hes.contact"]._settle_asked, self.env)
