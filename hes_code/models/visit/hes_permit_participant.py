# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...tools.clearance import DENIED
from ..selections import CLEARANCE, clearance_reasons

_lt = LazyTranslate(__name__)

#: Values of somebody who has not been asked to confirm.
NOT_CONFIRMED = {"confirmed_by_id": False, "confirmation_asked_at": False}

#: Values of somebody who was just put on a line, whoever was on it before.
NEW_ON_A_LINE = {**NOT_CONFIRMED, "code_given": False, "code_foreign": False}


class HesPermitParticipant(models.Model):
    """An employee or a contact who takes part in a visit or a journey.

    Who can read a row sees that somebody takes part; their clearance and its reason
    are for HES officers.
    """

    _name = "hes.permit.participant"
    _inherit = [
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "Who Takes Part in a Visit or Journey"
    _order = "id"
    _check_company_auto = True
    _retention_kind = "participants"
    _retention_setting = "retention_visit_days"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Judged for Visits and Journeys")
    _subject_access_fields = (
        "create_date",
        "code_given",
        "clearance",
        "clearance_reason",
    )
    _subject_access_sequence = 90
    _access_log_kind = "permit"
    _access_log_fields = frozenset({"clearance", "clearance_reason", "code_foreign"})

    permit_id = fields.Many2one(
        "hes.permit",
        required=True,
        index=True,
        ondelete="cascade",
        frozen=True,
    )
    company_id = fields.Many2one(
        related="permit_id.company_id",
        store=True,
        index=True,
        precompute=True,
        system_only=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Somebody Else",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    hes_code_entry = fields.Char(
        string="HES Code",
        compute="_compute_hes_code_entry",
        inverse="_inverse_hes_code_entry",
        help="Can be typed or scanned, and is never shown again.",
    )
    code_given = fields.Boolean(
        readonly=True,
        copy=False,
        help="A HES code was entered here.",
        system_only=True,
    )
    code_foreign = fields.Boolean(
        string="Code of Somebody Else",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        help="The HES code that was entered is another person's in this company.",
        system_only=True,
    )
    clearance = fields.Selection(
        CLEARANCE,
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    clearance_reason = fields.Selection(
        clearance_reasons,
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    confirmed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="The person, their manager or HR: the organiser may learn the outcome.",
        system_only=True,
    )
    confirmation_asked_at = fields.Datetime(
        string="Asked to Confirm",
        readonly=True,
        copy=False,
        system_only=True,
    )
    may_confirm = fields.Boolean(compute="_compute_may_confirm", compute_sudo=True)
    organiser_id = fields.Many2one("res.users", compute="_compute_journey")
    date_from = fields.Datetime(string="Departure", compute="_compute_journey")
    date_to = fields.Datetime(
        string="Return", compute="_compute_journey", search="_search_date_to"
    )
    origin = fields.Char(string="From Where", compute="_compute_journey")
    destination = fields.Char(string="To Where", compute="_compute_journey")

    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "Please choose an employee or somebody else, one on each line.",
    )
    _employee_uniq = models.UniqueIndex(
        "(permit_id, employee_id) WHERE employee_id IS NOT NULL",
        "Somebody is on the list twice.",
    )
    _partner_uniq = models.UniqueIndex(
        "(permit_id, partner_id) WHERE partner_id IS NOT NULL",
        "Somebody is on the list twice.",
    )

    @api.constrains("partner_id")
    def _check_no_employee(self):
        """No contact is an employee's: an employee is judged by their own data."""
        self.env["hr.employee"]._hes_check_no_contact(self.partner_id, self.company_id)

    @api.constrains("employee_id", "permit_id")
    def _check_visitors(self):
        """No employee is a visitor: receptions see the outcome of a visit."""
        for row in self:
            if row.employee_id and row.permit_id.kind == "visit":
                raise ValidationError(
                    self.env._("A visitor is no employee: please plan a journey.")
                )

    @api.depends("employee_id", "partner_id")
    def _compute_display_name(self):
        for participant in self:
            person = participant.employee_id or participant.partner_id
            participant.display_name = person.display_name

    def _compute_hes_code_entry(self):
        self.hes_code_entry = False

    def _inverse_hes_code_entry(self):
        for participant in self.filtered("hes_code_entry"):
            participant._take_code(participant.hes_code_entry)
        self.invalidate_recordset(["hes_code_entry"])

    @api.depends("permit_id")
    @api.depends_context("uid")
    def _compute_journey(self):
        """What somebody who confirms has to know of the journey, which they may not
        read; of stored rows alone, since an unsaved form may name any journey."""
        readable = self._origin._filtered_access("read")
        for row in self:
            journey_sudo = (row._origin & readable).sudo().permit_id  # as said above
            row.organiser_id = journey_sudo.user_id
            for name in ("date_from", "date_to", "origin", "destination"):
                row[name] = journey_sudo[name]

    @api.model
    def _search_date_to(self, operator, value):
        # when journeys end; which rows a user sees, their own rights say
        journeys_sudo = self.env["hes.permit"].sudo()
        return Domain(
            "permit_id", "in", journeys_sudo._search([("date_to", operator, value)])
        )

    @api.depends_context("uid")
    @api.depends("employee_id", "confirmed_by_id")
    def _compute_may_confirm(self):
        user = self.env.user
        officer = user.has_group("hes_code.group_hes_officer")
        for row in self:
            row.may_confirm = bool(
                row.employee_id
                and not row.confirmed_by_id
                and (officer or user in row.employee_id._hes_who_knows())
            )

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants.permit_id._reopen()
        participants.permit_id._make_contact_cases_due()
        return participants

    def write(self, vals):
        self.permit_id._reopen()
        person = {"employee_id", "partner_id"}.intersection(vals)
        another = self.filtered(
            lambda row: any(row[name].id != (vals[name] or False) for name in person)
        )
        if another:  # first: a code that is entered with the new person is theirs
            another._system_write(NEW_ON_A_LINE)
        result = super().write(vals)
        another.permit_id._make_contact_cases_due()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_reopens(self):
        # one that went with its visit a moment ago is deleted again by a list
        permits = self.exists().permit_id
        permits._reopen()
        permits._make_contact_cases_due()

    def action_confirm(self):
        """Confirm that these employees take part, and that the organiser may see the
        outcome.

        :raise AccessError: unless the user is that person, their manager or HES officer
        :raise UserError: if one of them cannot travel
        """
        self.check_access("read")
        if not all(self.mapped("may_confirm")):
            raise AccessError(
                self.env._("Only the person, their manager or HR confirms this.")
            )
        rows_sudo = self.sudo()  # nobody enters a confirmation
        rows_sudo._check_can_travel()
        rows_sudo.confirmed_by_id = self.env.user
        rows_sudo.permit_id.filtered(
            lambda permit: not permit._travel_awaited()
        )._travel_notify_confirmed()

    def _take_code(self, text):
        """Keep the HES code that somebody gave for this visit or journey.

        One that is another person's in the company already is not kept: the permit is
        denied then, whatever is known of that person, so it discloses nothing of them.

        :raise ValidationError: if ``text`` is no HES code
        :raise UserError: if it is given for an employee
        """
        self.ensure_one()
        code = self.env["hes.code"]._normalise(text)
        if not self.partner_id:
            raise UserError(
                self.env._("An employee's HES code is entered on the employee.")
            )
        # codes are for officers: here one goes in, and none comes out
        self_sudo = self.sudo()
        holder_sudo = self_sudo.env["hes.code"]._holding(code, self_sudo.company_id)
        if not holder_sudo:
            holder_sudo = holder_sudo.create(
                {
                    "partner_id": self_sudo.partner_id.id,
                    "company_id": self_sudo.company_id.id,
                    "code": code,
                    "source": "visitor",
                }
            )
        foreign = holder_sudo.partner_id != self_sudo.partner_id
        self_sudo.write({"code_given": True, "code_foreign": foreign})
        self_sudo.env["hes.information.reading"]._record(
            self_sudo.partner_id,
            "visitor",
            company=self_sudo.company_id,
            opened=False,  # the form has the text folded up
        )

    def _person(self):
        self.ensure_one()
        return self.employee_id or self.partner_id

    def _partner_codes(self):
        """The current codes of those who are no employees, in their companies."""
        codes = self.env["hes.code"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("active", "=", True),
            ]
        )
        foreign = self.filtered("code_foreign").partner_id
        return codes.filtered(lambda code: code.partner_id not in foreign)

    def _check_can_travel(self):
        """Raise UserError for one who cannot travel; the user may know of each."""
        now = fields.Datetime.now()
        for permit, rows in self.grouped("permit_id").items():
            facts = permit._facts()
            for row in rows:
                verdict = permit._verdict(facts, row.employee_id, False, now)
                if verdict.clearance == DENIED:
                    raise UserError(
                        self.env._(
                            "%(name)s cannot travel at the moment. Please contact HR."
                            " The organiser is not notified.",
                            name=row.employee_id.name,
                        )
                    )

    def _ask_to_confirm(self):
        """Send each person one note; to the manager or HR where they have no user who
        could read it."""
        new = self.filtered(lambda row: not row.confirmation_asked_at)
        for row in new:
            person = row.employee_id
            readers = (
                row._who_can_confirm(person.user_id)
                or row._who_can_confirm(person._hes_managers())
                or self.env["res.users"]._hes_officers(row.company_id)
            )
            row.permit_id._notify(readers, row._confirmation_message)
        new.confirmation_asked_at = fields.Datetime.now()

    def _who_can_confirm(self, users):
        """Those of these users who reach the list of what is to be confirmed."""
        return users.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _confirmation_message(self, env):
        permit = self.permit_id
        return env._(
            "%(organiser)s plans %(name)s, a journey of %(person)s on %(day)s. Please"
            " confirm it under HES ▸ People ▸ To Confirm, if %(person)s takes part. The"
            " organiser then learns whether the journey is approved.",
            organiser=permit.user_id.name,
            name=permit.name,
            person=self.employee_id.name,
            day=format_date(env, permit.company_id._hes_day(permit.date_from)),
        )

    @api.model
    def _retention_domain(self, before):
        """Outcomes of past permits; who took part stays with the permit."""
        judged = Domain("clearance", "!=", False)
        judged |= Domain("clearance_reason", "!=", False)
        past = Domain("permit_id", "any", self.env["hes.permit"]._past(before))
        return judged & past

    @api.model
    def _subject_access_domain(self, employees, partners, companies=None):
        domain = super()._subject_access_domain(employees, partners, companies)
        visits = Domain("partner_id", "in", partners.ids)
        if companies is not None:
            visits &= Domain("company_id", "in", companies.ids)
        return domain | visits

    def _retention_end(self, reason):
        """Erase the outcome alone where time ended it, or where somebody who asks for
        erasure still travels; else the rows, and permits with nobody left."""
        if reason == "retention":
            return self._erase_outcome()
        coming = self.browse()
        if reason == "by_request":
            now = fields.Datetime.now()
            coming = self.filtered(
                lambda row: row.permit_id.date_to > now or row.permit_id._inside()
            )
        gone = self - coming
        permits = gone.permit_id
        counts = coming._erase_outcome() + gone._retention_erase()
        alone = permits.filtered(lambda permit: not permit.participant_ids)
        return counts + alone._retention_erase()

    def _erase_outcome(self):
        judged = self.filtered(lambda row: row.clearance or row.clearance_reason)
        judged.write({"clearance": False, "clearance_reason": False})
        return Counter(verdicts=len(judged))
