# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from dataclasses import asdict
from functools import partial
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL, format_datetime
from odoo.tools.sql import column_exists

from ...tools import code as code_tools
from ...tools import kiosk_input
from ...tools.clearance import (
    BLOCK,
    CLEARED,
    DENIED,
    JUST_NOW,
    NEED_AN_ANSWER,
    OFF,
    WARN,
    WARNED,
    Objection,
    Verdict,
    judge,
    telling,
)
from ...tools.gate import badge as badge_tools
from ...tools.gate import denied as denied_tools
from ...tools.owner import compare
from ..mixins.hes_access_logged_mixin import OneCall
from ..selections import CLEARANCE, clearance_reasons

#: Badges in one answer to a controller that keeps a list of its own.
LONGEST_LIST = 10_000

#: Who sees whether somebody may come in; never why.
CLEARANCE_GROUPS = (
    "hr_attendance.group_hr_attendance_officer,hes_code.group_hes_officer"
)


class Candidate(NamedTuple):
    """Somebody who may be denied: what speaks against them (None: nothing), and from
    what they are exempted."""

    id: int
    barcode: str
    active: bool
    facts: str | None
    covers: list[str] | None


#: So many badges a turnstile may ask for in one call.
MOST_BADGES = 100


def yes_or_no(domain, value):
    """What a search of a computed boolean by the operator ``in`` finds.

    :param domain: where the field is true
    :param value: the values that are looked for
    """
    sides = {True: domain, False: ~domain}
    return Domain.OR(sides[bool(wanted)] for wanted in value)


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = "hr.employee"
    hes_exemption_ids = fields.One2many(
        "hes.exemption",
        "employee_id",
        string="HES Exemptions",
        groups="hes_code.group_hes_officer",
    )
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance",
        compute="_compute_hes_clearance",
        search="_search_hes_clearance",
        compute_sudo=True,
        groups=CLEARANCE_GROUPS,
    )
    hes_clearance_reason = fields.Selection(
        clearance_reasons,
        string="Clearance Reason",
        compute="_compute_hes_clearance",
        search="_search_hes_clearance_reason",
        compute_sudo=True,
        groups="hes_code.group_hes_officer",
    )

    hes_manager_user_id = fields.Many2one(
        "res.users",
        string="Manager Who Is Told",
        copy=False,
        prefetch=False,  # each check-in would read it
        groups="hes_code.group_hes_officer",
        help="The manager's user, if a HES officer has set or confirmed it. Nobody else"
        " is told, as this person's manager, whether they may come in.",
    )
    _hes_left_index = models.Index(
        "(company_id) WHERE active IS NOT TRUE AND barcode IS NOT NULL"
    )
    hes_manager_open = fields.Boolean(
        string="Manager to Confirm",
        compute="_compute_hes_manager_open",
        search="_search_hes_manager_open",
        groups="hes_code.group_hes_officer",
    )

    # May they come in? What speaks against people, and the company's verdict on it.

    def _gate_objections(self, at):
        """What speaks against these people at the gate: here what their codes bring up.
        Other add-ons add theirs to the lists that ``super()`` returns.

        The number of statements must not depend on the number of people, and nothing
        but the database may be asked: somebody waits at the gate.

        :param at: naive UTC; what begins later is left out, what ended earlier is not
        :return: dict of employee id to list of :class:`clearance.Objection`, with
            everybody of ``self``

        The caller must not hand them to anybody who may not see them.
        """
        people_sudo = self._origin.sudo()  # of people alone, their company
        companies = {person.id: person.company_id.id for person in people_sudo}
        found = self.env["hes.code"]._objections_of("employee_id", companies)
        return {
            employee_id: [
                objection
                for objection in objections
                if objection.since is None or objection.since <= at
            ]
            for employee_id, objections in found.items()
        }

    def _hes_judge(self, moments, rules=None):
        """The company's verdicts on these people, by one look-up for all of them.

        :param moments: set of (id of one of these people, naive UTC)
        :param rules: function of a company's id to the :class:`clearance.Policy` that
            decides; if not given, the company's own
        :return: dict of ``moments`` to :class:`clearance.Verdict`
        """
        if not moments:
            return {}
        people_sudo = self._origin.sudo()  # their company, whether they work on site
        if len(people_sudo) != 1:  # one person's are read with what else is needed
            people_sudo.fetch(["company_id", "hes_required"])
        objections = people_sudo._gate_objections(max(at for _id, at in moments))
        for employee_id, *span in people_sudo._hes_ended_risks(moments):
            objections[employee_id].append(Objection("risky", *span))
        rules = rules or self.env["hes.policy"]._rules_of
        policies = {key: rules(key) for key in people_sudo.company_id._ids}
        policy_of = {
            person.id: policies[person.company_id.id]
            for person in people_sudo
            if person.hes_required
        }

        def verdict(employee_id, at, spans=()):
            if employee_id not in policy_of:
                return Verdict(CLEARED, "not_required")
            return judge(objections[employee_id], policy_of[employee_id], spans, at)

        verdicts = {moment: verdict(*moment) for moment in moments}
        stopped = {key[0] for key, row in verdicts.items() if row.clearance != CLEARED}
        spans = self.env["hes.exemption"]._spans(stopped)
        for employee_id, at in verdicts:
            if employee_id in spans:
                verdicts[employee_id, at] = verdict(employee_id, at, spans[employee_id])
        return verdicts

    def _hes_ended_risks(self, moments):
        """The risks of these people that have ended, for ``moments`` as of
        :meth:`_hes_judge` that are past; rows as of ``hes.check._ended_risks``."""
        latest = fields.Datetime.now() - JUST_NOW
        past = {employee_id for employee_id, at in moments if at <= latest}
        rules = self.env["hes.policy"]._rules_of
        asked = [
            person.id for person in self.browse(past) if rules(person.company_id.id).hes
        ]
        return self.env["hes.check"]._ended_risks(asked)

    def _hes_verdicts(self, at=None, rules=None):
        """The company's verdict on each of these people.

        :param at: naive UTC, now if not given
        :param rules: as of :meth:`_hes_judge`
        :return: dict of employee id to :class:`clearance.Verdict`
        """
        at = at or fields.Datetime.now()
        verdicts = self._hes_judge({(key, at) for key in self._origin._ids}, rules)
        return {
            employee_id: verdict for (employee_id, _at), verdict in verdicts.items()
        }

    def _hes_guarded(self):
        """Those of these people whose company has the gate on."""
        return self.filtered(lambda one: one.company_id.hes_policy_id.gate == "on")

    def _hes_who_knows(self):
        """Users who may know for sure whether these people may come in: their own, and
        the managers'."""
        return self.user_id | self._hes_managers()

    # HR officers set who is whose manager, and who is which user. Without HES rights,
    # they could learn so from anybody's clearance: a HES officer confirms it.

    def _auto_init(self):
        """Those who are managers when the add-on comes are confirmed."""
        fresh = not column_exists(self.env.cr, self._table, "hes_manager_user_id")
        result = super()._auto_init()
        if fresh:
            self.env.cr.execute(
                SQL(
                    """UPDATE hr_employee AS person
                          SET hes_manager_user_id = manager.user_id
                         FROM hr_employee AS manager
                        WHERE manager.id = person.parent_id"""
                )
            )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people._hes_confirm_managers()
        return people

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self._hes_confirm_managers()
        if vals.get("user_id"):
            self.with_context(active_test=False).child_ids._hes_confirm_managers()
        return result

    def _hes_managers(self):
        """Users of the managers of these people who are notified of them."""
        managers = self.env["res.users"]
        for person_sudo in self.sudo():  # for any user; users alone come back
            managers |= person_sudo.parent_id.user_id & person_sudo.hes_manager_user_id
        return managers.with_env(self.env)

    def _hes_confirm_managers(self):
        """The managers of these people are notified, if the user may say so."""
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            return
        people_sudo = self.sudo().filtered("hes_manager_open")  # no field of a form
        for manager_sudo, of_them_sudo in people_sudo.grouped("parent_id").items():
            of_them_sudo.hes_manager_user_id = manager_sudo.user_id

    @api.depends("parent_id.user_id", "hes_manager_user_id")
    def _compute_hes_manager_open(self):
        for person in self:
            user = person.parent_id.user_id
            person.hes_manager_open = user and user != person.hes_manager_user_id

    def _search_hes_manager_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["hes_manager_open"], "read")
        open_ones = SQL(
            """(SELECT person.id FROM hr_employee AS person
                  JOIN hr_employee AS manager ON manager.id = person.parent_id
                 WHERE manager.user_id IS NOT NULL
                   AND manager.user_id IS DISTINCT FROM person.hes_manager_user_id)"""
        )
        self.flush_model(["parent_id", "user_id", "hes_manager_user_id"])
        return yes_or_no(Domain("id", "in", open_ones), value)

    def action_hes_confirm_managers(self):
        """Have the managers of these people notified whether they may come in."""
        self.env["hes.code"].check_access("write")  # HES officers
        self.check_access("write")
        self._hes_confirm_managers()

    @api.depends(
        "hes_required",
        "company_id",
        "hes_code_ids.active",
        "hes_code_ids.risk_status",
        "hes_code_ids.risky_since",
        "hes_code_ids.checked_at",
        "hes_code_ids.expires_at",
        "hes_code_ids.owner_check",
        "hes_exemption_ids.start",
        "hes_exemption_ids.stop",
        "hes_exemption_ids.covers",
    )
    def _compute_hes_clearance(self):
        people = self._origin
        if not all(self._ids):  # a form that is not saved can name anybody
            people = people.sudo(False)._filtered_access("read")
        verdicts = people._hes_verdicts()
        for employee in self:
            verdict = verdicts.get(employee._origin.id)
            employee.hes_clearance = verdict and verdict.clearance
            employee.hes_clearance_reason = verdict and verdict.reason

    # A note to managers whenever somebody becomes denied or is so no more. Whatever the
    # reason, it is the same: a note that only a risk brings would say that it is one.

    def _hes_notify_changes(self):
        """Send the managers of these people a note about each who is denied now and was
        not at the last call, or the other way round."""
        people_sudo = self._origin.sudo()  # for any user; they learn nothing
        verdicts = people_sudo._hes_verdicts()
        denied_sudo = people_sudo.filtered(
            lambda person: verdicts[person.id].clearance == DENIED
        )
        begun_sudo, ended_sudo = people_sudo.env["hes.denial"]._turn(
            people_sudo, denied_sudo
        )
        begun_sudo._hes_notify_managers(self._hes_denied_message)
        ended_sudo._hes_notify_managers(self._hes_cleared_message)

    def _hes_notify_managers(self, message):
        """Send each manager one note in their language, however many it is about.

        :param message: function of (environment, person) to a sentence
        """
        for user, people in self.grouped(lambda one: one._hes_managers()).items():
            user._hes_notify(
                people[0].company_id,
                lambda env: env._("Work on site"),
                *(partial(message, person=person) for person in people),
                about=people,
            )

    @api.model
    def _hes_denied_message(self, env, person):
        return env._(
            "%(name)s is not cleared for work on site since %(date)s."
            " Please contact HR.",
            name=person.name,
            date=format_datetime(
                env, fields.Datetime.now(), env.context["tz"], dt_format="short"
            ),
        )

    @api.model
    def _hes_cleared_message(self, env, person):
        return env._("%(name)s is cleared for work on site again.", name=person.name)

    @api.model
    def _cron_notify_changes(self):
        """What turns with time (an answer too old, a code that ends, an exemption), and
        with rules and settings: a note of it within the hour. A fault of one company
        stops no other."""

        def notify(company):
            self.search([("company_id", "=", company.id)])._hes_notify_changes()

        companies = self.env["res.company"].search(Domain.TRUE)
        for done, company in enumerate(companies, 1):
            company._hes_try(notify)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done)

    # What turnstiles ask.

    @api.model
    def get_hes_clearance(self, badge):
        """May the person with this badge come in? What a turnstile asks.

        :param badge: text of the badge, as the employee has it
        :return: ``{"clearance": "cleared" | "warned" | "denied"}``, never why; an
            unknown badge is denied
        :raise AccessError: unless the user is a turnstile or a HES officer
        """
        return {"clearance": self._hes_clearances_of([badge])[0]}

    @api.model
    def get_hes_clearances(self, badges):
        """The same for several badges, of one request to the service.

        :param badges: list of at most ``MOST_BADGES`` texts
        :return: dict of each badge to ``cleared``, ``warned`` or ``denied``
        :raise AccessError: as above
        :raise UserError: for what is no such list
        """
        fits = isinstance(badges, list) and len(badges) <= MOST_BADGES
        if not fits or not all(isinstance(badge, str) for badge in badges):
            raise UserError(
                self.env._("Please send a list of at most %s badges.", MOST_BADGES)
            )
        return dict(zip(badges, self._hes_clearances_of(badges), strict=True))

    @api.model
    def _hes_clearances_of(self, badges):
        """A clearance for each of these badges, whatever they are, in their order.

        Where an answer is too old, the service is asked as at a check-in. Wrong badges
        are counted as the kiosk's are; after too many at one device the service is not
        asked from there. Known badges go on: a limit that closed the turnstile would
        let anybody with a few cards keep a shift out.
        """
        self._hes_check_turnstile()
        # a turnstile may read nothing about people: badges go in, words come out
        nobody_sudo = self.browse().sudo()
        texts = [kiosk_input.text(badge) for badge in badges]  # True would be anybody's
        holders = nobody_sudo._hes_with_badges(texts, self.env.companies)
        unknown = [text for text, holder in holders.items() if text and not holder]
        may_ask = nobody_sudo._hes_count_badges(unknown)
        people_sudo = nobody_sudo.union(*holders.values())
        verdicts = people_sudo._hes_guarded()._hes_verdicts_at_gate(may_ask)
        words = dict.fromkeys(people_sudo, CLEARED)
        words |= {person: verdict.clearance for person, verdict in verdicts.items()}
        return [words.get(holders[text], DENIED) for text in texts]

    @api.model
    def _hes_count_badges(self, unknown):
        """Count these unknown badges.

        :param unknown: list of texts
        :return: whether the service may be asked from this device
        """
        for badge in unknown:
            self.env["hes.unknown.badge"]._count(
                self.env.company, badge, self.env.user.name
            )
        attempts, nobody = self.env["hes.kiosk.attempt"], self.browse()
        device = request.httprequest.remote_addr if request else False
        here = self.env.company, nobody, device
        for _badge in unknown:
            if not attempts._may_try(*here):
                return False
            attempts._note_guess(*here)
        return attempts._may_try(*here)

    def _hes_verdicts_at_gate(self, may_ask):
        """Dict of these people to :class:`clearance.Verdict` as the gate would judge
        them now, the service asked where an answer is too old."""
        verdicts = self._hes_verdicts()
        judged = {person: verdicts[person.id] for person in self}
        doubtful = self.filtered(lambda one: judged[one].wants_an_answer)
        if doubtful and may_ask:
            asked = doubtful._hes_ask_live()
            judged |= {person: verdict for person, (_live, verdict) in asked.items()}
        return judged

    # Asking the service at the gate, where the last answer is too old.

    def _hes_ask_live(self):
        """Of these people, whose verdicts an answer may overrule, ask for those whose
        answers are too old or missing, all of a company in one request, and judge them
        anew.

        The answers are written in a transaction of their own: if a check-in is refused
        and rolled back, what the ministry said stays said. Only where the codes are
        being written just now, they go with this one.

        :return: dict of those who were asked for to ``answered`` or ``unreachable`` and
            the :class:`clearance.Verdict` since
        """
        doubtful = self.filtered("company_id.hes_policy_id.live_check")
        if not doubtful:
            return {}
        now = fields.Datetime.now()
        objections = doubtful._gate_objections(now)
        unanswered = doubtful.filtered(
            lambda person: any(
                objection.reason in NEED_AN_ANSWER and objection.holds(now)
                for objection in objections[person.id]
            )
        )
        asked = {}
        for company, people in unanswered.grouped("company_id").items():
            asked |= people._hes_ask_company(company)
        return asked

    def _hes_ask_company(self, company):
        service = self.env["hes.service"]._of_company(company)
        codes = self.hes_code_id
        if not service or not codes:
            return {}
        answers, _error = service._ask(codes.mapped("code"), waiting=True)
        answered = self.filtered(lambda person: person.hes_code_id.code in answers)
        silent = self - answered
        now = fields.Datetime.now()
        rules = self.env["hes.policy"]._rules_of
        verdicts = silent._hes_judge(
            {(key, now) for key in silent._ids},
            lambda company_id: rules(company_id).while_unreachable(),
        )
        asked = {person: ("unreachable", verdicts[person.id, now]) for person in silent}
        if answered:
            verdicts = answered._hes_keep_answers(codes, answers)
            asked |= {person: ("answered", verdicts[person.id]) for person in answered}
        return asked

    def _hes_keep_answers(self, codes, answers):
        """Write the answers for good, and return the verdicts on these people after
        them as :meth:`_hes_verdicts` does."""
        asked = [(code.id, code.code) for code in codes if code.code in answers]
        company = codes.company_id
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            free = env["hes.code"].browse(codes.ids)
            if free.try_lock_for_update(allow_referencing=True) == codes:
                env["hes.check"]._record_asked(asked, company, answers)
                return self.with_env(env)._hes_verdicts()
        # somebody is writing one of these codes, it may be this very transaction:
        # waiting for it could be for ever
        self.env["hes.check"]._record_asked(asked, company, answers)
        return self._hes_verdicts()

    def _attendance_action_change(self, geo_information=None):
        """As stock; an attendance that was open longer than anybody stays is marked as
        one whose check-out was forgotten."""
        attendance = super()._attendance_action_change(geo_information)
        if attendance.check_out:
            attendance.sudo()._hes_mark_forgotten()  # by any user's scan
        return attendance

    @api.model
    def get_hes_denied_badges(self, cursor=None, limit=LONGEST_LIST):
        """Badges that must not open now: for controllers that keep a list of their own.

        :param cursor: of the last answer; with it, only what has changed since
        :param limit: so many badges at most; the rest comes with the next call
        :return: dict of ``denied`` and ``allowed`` (lists of badges as employees have
            them), ``full`` (whether ``denied`` takes the place of the whole list: there
            was no cursor, or an unreadable one), ``more`` (whether to call again at
            once) and ``cursor``. Never a reason.
        :raise AccessError: unless the user is a turnstile or a HES officer

        Badges of people who are archived are denied, as :meth:`get_hes_clearance` has
        it. One statement where nothing has changed, a fixed number where something
        has, with any number of people.
        """
        self._hes_check_turnstile()
        now = fields.Datetime.now()
        held = denied_tools.read(cursor)
        rows = self._hes_denied_candidates(held.known if held else (), now)
        facts = self._hes_denied_facts(rows)
        if (
            held
            and held.facts == facts != denied_tools.UNKNOWN
            and all(row.facts for row in rows)
        ):
            return asdict(denied_tools.changes((), (), held, 1, facts))
        # a turnstile may read nothing about people: only badges come out
        judged_sudo = self.sudo().browse(
            [row.id for row in rows if row.facts and row.active]
        )
        verdicts = judged_sudo._hes_verdicts(now)
        denied, others = [], []
        for row in rows:
            verdict = verdicts.get(row.id)
            stopped = verdict and verdict.clearance == DENIED or not row.active
            (denied if stopped else others).append(row.barcode)
        size = min(kiosk_input.record_id(limit) or LONGEST_LIST, LONGEST_LIST)
        return asdict(denied_tools.changes(denied, others, held, size, facts))

    @api.model
    def _hes_denied_facts(self, rows):
        """A fingerprint of all that the list of denied badges follows from, rules that
        are cached included; ``UNKNOWN`` where a reason is not ``listed``."""
        if not self._gate_all_listed():
            return denied_tools.UNKNOWN
        companies = self.env.companies.ids
        rules = [self.env["hes.policy"]._rules_of(id_).plain for id_ in companies]
        standing = [row for row in rows if row.facts]
        return denied_tools.fingerprint((companies, rules, standing))

    @api.model
    def _hes_denied_candidates(self, known, now):
        """Everybody who has a badge and may be denied, and those whose badge a
        controller holds for denied; in one statement.

        :param known: badges that the controller holds for denied
        :param now: naive UTC
        :return: list of :class:`Candidate`, in the order of their ids
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH standing AS (%(standing)s),
                   held AS (
                       SELECT id FROM hr_employee WHERE barcode = ANY(%(known)s))
                   SELECT employee.id, employee.barcode, employee.active,
                          standing.facts, %(covers)s
                     FROM standing
                FULL JOIN held ON held.id = standing.employee_id
                     JOIN hr_employee AS employee
                          ON employee.id = COALESCE(held.id, standing.employee_id)
                    WHERE employee.company_id = ANY(%(companies)s)
                      AND employee.barcode <> ''
                 ORDER BY employee.id""",
                standing=self._hes_denied_standing(now),
                covers=self.env["hes.exemption"]._standing_query(now),
                companies=self.env.companies.ids,
                known=list(known),
            )
        )
        return [Candidate(*row) for row in rows]

    @api.model
    def _hes_denied_standing(self, now):
        """Everybody who may be denied, as a query: a row a person of id and facts."""
        companies = self.env.companies
        return SQL(
            """SELECT standing.employee_id,
                      string_agg(facts, ' ' ORDER BY facts) AS facts
                 FROM (%(standing)s) AS standing(employee_id, facts)
                 JOIN hr_employee AS employee ON employee.id = standing.employee_id
                 JOIN hes_policy AS policy ON policy.company_id = employee.company_id
                WHERE employee.active AND employee.hes_required AND policy.gate = 'on'
             GROUP BY standing.employee_id
            UNION ALL
               SELECT id, 'left' FROM hr_employee
                WHERE active IS NOT TRUE AND barcode IS NOT NULL
                  AND company_id = ANY(%(companies)s)""",
            standing=self._gate_standing_query(companies, (BLOCK,), now),
            companies=companies.ids,
        )

    @api.model
    def _hes_check_turnstile(self):
        user = self.env.user
        if not (
            user.has_group("hes_code.group_hes_gate")
            or user.has_group("hes_code.group_hes_officer")
        ):
            raise AccessError(self.env._("Only a turnstile may ask for this."))

    @api.model
    def _hes_with_badges(self, texts, companies):
        """Whose badges these are, in two statements however many they are.

        :param texts: what readers gave; see ``tools.gate.badge``
        :return: dict of each text to the active employee of ``companies``, or to an
            empty recordset where nobody has the badge, or several people have readings
            of it

        The badge as it is written and in other cases comes before other readings of
        the card, which count where the policy of the person's company says so.
        """
        policies_sudo = companies.sudo().hes_policy_id  # how badges are read
        reading = max(
            policies_sudo.mapped("badge_reading"),
            key=badge_tools.READINGS.index,
            default="exact",
        )
        people = dict.fromkeys(texts, self.browse())
        forms = {text: badge_tools.writings(text, reading) for text in people}
        forms = {text: found for text, found in forms.items() if found and companies}
        as_written = {
            text: {text, *found, *map(str.lower, found)}
            for text, found in forms.items()
        }
        people |= self._hes_holders(companies, as_written)
        # stored in mixed case: not by the index, therefore not at first
        left = {text: set(found) for text, found in forms.items() if not people[text]}
        people |= self._hes_holders(companies, left, any_case=True)
        return {
            text: holders._hes_best_holder(text, badge_tools.normalise(text))
            for text, holders in people.items()
        }

    @api.model
    def _hes_holders(self, companies, forms, any_case=False):
        """Who has one of these badges, in one statement.

        :param forms: dict of a text to the badges that it stands for
        :param any_case: whether the badges are upper case and stored ones need not be
        :return: dict of the texts to active employees of ``companies``
        """
        wanted = list(set().union(*forms.values()))
        if not wanted:
            return {}
        condition = Domain("barcode", "in", wanted)
        if any_case:
            condition = Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    'upper(%s COLLATE "C") = ANY(%s)',
                    model._field_to_sql(alias, "barcode", query),
                    wanted,
                )
            )
        ours = Domain([("company_id", "in", companies.ids), ("active", "=", True)])
        holders = defaultdict(self.browse)
        for person in self.search(condition & ours):
            badge = person.barcode
            holders[badge.encode().upper().decode() if any_case else badge] |= person
        return {
            text: self.union(*(holders[badge] for badge in badges if badge in holders))
            for text, badges in forms.items()
        }

    def _hes_best_holder(self, text, given):
        """Of the holders of readings of one badge, the one whom it fits best."""
        for fits in (
            lambda one: one.barcode == text,
            lambda one: badge_tools.normalise(one.barcode) == given,
            lambda one: (
                given
                in badge_tools.writings(
                    one.barcode,
                    # how a company reads badges: nothing about anybody
                    one.company_id.hes_policy_id.sudo().badge_reading,
                )
            ),
        ):
            if best := self.filtered(fits):
                return best if len(best) == 1 else self.browse()
        return self.browse()

    def _search_hes_clearance(self, operator, value):
        return self._search_hes_verdict("clearance", operator, value)

    def _search_hes_clearance_reason(self, operator, value):
        return self._search_hes_verdict("reason", operator, value)

    @api.model
    def _search_hes_verdict(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        # what a search method returns is not checked any more: here ids alone
        field = "hes_clearance" if name == "clearance" else "hes_clearance_reason"
        self._check_field_access(self._fields[field], "read")
        call = self.env.context.get("hes_one_call")
        known = call if isinstance(call, OneCall) else {}
        key = name, frozenset(value), self.env.companies._ids
        if key not in known:
            look = getattr(self, f"_hes_with_{name}")
            known[key] = look(value, self.env.companies)
        return known[key]

    @api.model
    def _hes_with_clearance(self, values, companies):
        """The people of ``companies`` whose clearance is one of these, as a domain of
        ids."""
        # of all companies; what a user sees of them, their rights say
        clearances = self._gate_clearances(companies, telling(values))
        found = Domain("id", "in", [k for k, v in clearances.items() if v in values])
        if CLEARED not in values:
            return found
        others = [k for k, v in clearances.items() if v not in values]
        return Domain("company_id", "in", companies.ids) & Domain(
            "id", "not in", others
        )

    @api.model
    def _hes_with_reason(self, values, companies):
        """The people of ``companies`` on whom the verdict is for one of these reasons,
        as a domain of ids."""
        now = fields.Datetime.now()
        # whose verdicts are computed; what a user sees of them, their rights say
        suspects_sudo = self.sudo().browse(self._gate_suspects(companies))
        verdicts = suspects_sudo._hes_verdicts(now)
        found = [key for key, row in verdicts.items() if row.reason in values]
        rules = self.env["hes.policy"]._rules_of
        others = companies.filtered(
            lambda row: judge((), rules(row.id), (), now).reason in values
        )
        return Domain("id", "in", found) | (
            Domain("company_id", "in", others.ids)
            & Domain("id", "not in", suspects_sudo.ids)
        )

    @api.model
    def _gate_clearances(self, companies, actions=(WARN, BLOCK)):
        """The clearances of people of ``companies``, archived ones too, against whom
        something stands that their company answers with one of ``actions``: dict of
        id to clearance. Only those are judged one by one who may be exempted, and of
        whom the query cannot tell.

        The caller must not hand them to anybody who may not see them.
        """
        if not actions:
            return {}
        self.env.flush_all()
        now = fields.Datetime.now()
        query = SQL(
            "SELECT employee_id, action"
            " FROM (%s) AS standing(employee_id, facts, action)",
            self._gate_standing_query(companies, actions, now),
        )
        found = defaultdict(set)  # what companies do about each
        for employee_id, action in self.env.execute_query(query):
            found[employee_id].add(action)
        exempted = self.env["hes.exemption"]._spans(found)
        # ids and clearances alone come out
        judged_sudo = self.sudo().browse(
            [key for key, does in found.items() if None in does or key in exempted]
        )
        clearances = {
            key: DENIED if BLOCK in does else WARNED for key, does in found.items()
        }
        for key, verdict in judged_sudo._hes_verdicts(now).items():
            clearances[key] = verdict.clearance
        return clearances

    @api.model
    def _gate_suspects(self, companies):
        """Ids of the people of ``companies``, archived ones too, about whom there may
        be more to say than that nothing speaks against them; in one statement.

        The caller must not hand them to anybody who may not see them.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT employee_id FROM (%s) AS standing(employee_id)
                    UNION
                   SELECT id FROM hr_employee
                    WHERE company_id = ANY(%s) AND hes_required IS NOT TRUE""",
                self._gate_standing_query(
                    companies, (OFF, WARN, BLOCK), fields.Datetime.now()
                ),
                companies.ids,
            )
        )
        return {employee_id for (employee_id,) in rows}

    @api.model
    def _gate_standing_query(self, companies, actions, now):
        """What speaks against people of ``companies``, as a query: rows as of
        :meth:`_gate_standing`; everybody, where some reason is not ``listed``."""
        if self._gate_all_listed():
            parts = self._gate_standing(companies, actions, now)
        else:
            everybody = (
                "SELECT id, 'anything', NULL"
                " FROM hr_employee WHERE company_id = ANY(%s)"
            )
            parts = [SQL(everybody, companies.ids)]
        nothing = SQL("SELECT NULL::integer, NULL::varchar, NULL::varchar WHERE FALSE")
        return SQL(" UNION ALL ").join(parts or [nothing])

    @api.model
    def _gate_all_listed(self):
        return all(reason.listed for reason in self.env["hes.policy"]._gate_reasons())

    @api.model
    def _gate_standing(self, companies, actions, now):
        """What :meth:`_gate_objections` finds as of ``now``, as queries. An add-on
        whose reasons are ``listed`` adds its own to what ``super()`` returns.

        :param companies: whose people, archived ones too
        :param actions: what companies do about it, of off, warn and block; what they do
            something else about is left out
        :param now: naive UTC
        :return: list of SQL, whose rows are the id of an employee, a text that stays
            the same as long as this speaks against them, and what their company does
            about it: off, warn or block, or NULL where only :meth:`_hes_judge` tells.
            A row too many, also of who works elsewhere, does no harm with NULL alone.
        """
        return self.env["hes.code"]._standing_query(companies, actions, now)

    # A kiosk attempt: somebody who was refused enters a fresh code there.

    def _hes_kiosk_attempt(self, text):
        """Ask for a fresh code of somebody whom the kiosk refused, at once.

        :param text: what they typed or scanned
        :return: ``cleared`` (they may try to check in again), ``refused``,
            ``unreadable`` (it is no code) or ``wait`` (too many attempts, or another
            one at this moment). Never why: whose code it is, or whether it exists, must
            not be learned here. Why is in the log, for HES managers.
        """
        self.ensure_one()
        attempts = self.env["hes.kiosk.attempt"]
        now = fields.Datetime.now()
        may_try = attempts._may_try(self.company_id, self)
        outcome = self._hes_attempt_outcome(text) if may_try else "wait"
        attempts.create({"employee_id": self.id, "tried_at": now, "outcome": outcome})
        shown = ("cleared", "unreadable", "wait")
        return outcome if outcome in shown else "refused"

    def _hes_attempt_outcome(self, text):
        """Ask for the code, keep it if it is theirs; returns an outcome of the log."""
        try:
            parsed = code_tools.parse(text or "")
        except code_tools.CodeError:
            return "unreadable"
        code = parsed.code
        if not parsed.usual and code != self.hes_code:
            return "unreadable"  # ten letters or digits: a word, a card, a telephone
        service = self.env["hes.service"]._of_company(self.company_id)
        if not service:
            return "unreachable"
        answers, error = service._ask([code], waiting=True)
        if error:
            return "unreachable"
        answer, record = answers.get(code), self.hes_code_id
        if record.code != code:
            record = answer and self._hes_is_own(answer) and self._hes_take_code(code)
            if not record:
                return "foreign"
        if not answer:
            return "refused"
        self.env["hes.check"]._record({record: answer})
        return "cleared" if self.hes_clearance != "denied" else "refused"

    def _hes_is_own(self, answer):
        """A code nobody has seen here counts only if the ministry's masked number or
        name fits: a colleague's code must open no door."""
        masked = (answer.masked_national_id, answer.masked_name)
        return compare(*masked, self.identification_id or "", self.name) == "match"

    def _hes_take_code(self, code):
        """The new record, or nothing where somebody else has the code already."""
        codes = self.env["hes.code"]
        if codes._holding(code, self.company_id):
            return codes
        return codes.create({"employee_id": self.id, "code": code, "source": "kiosk"})
