# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..tools.clearance import DENIED

#: What somebody agreed to, is this: another day or organiser is another question.
AGREED = {"date_from", "date_to", "user_id"}
UNASKED = {"confirmed_by_id": False, "confirmation_asked_at": False}


class HesPermit(models.Model):
    """Whoever plans for others learns of nobody's clearance without their knowledge.

    An outcome tells whether each participant may come in. Where the organiser may not
    know that of somebody (see ``ResUsers._hes_knows_clearances``), nobody is judged
    before that person, their manager or HR has confirmed that they take part, which
    says that the organiser may learn the outcome. Who cannot travel is told so when
    they confirm; the organiser only sees that a confirmation is missing, for whatever
    reason.
    """

    _inherit = "hes.permit"

    awaits_confirmation = fields.Boolean(
        compute="_compute_awaits_confirmation", compute_sudo=True
    )

    @api.depends("user_id", "participant_ids.confirmed_by_id")
    def _compute_awaits_confirmation(self):
        for permit in self:
            real = permit._origin  # a form that is not saved may hold anybody's rows
            asked = real.participant_ids.filtered("confirmation_asked_at")
            permit.awaits_confirmation = bool(asked and real._awaited() & asked)

    def _awaited(self):
        """Those of whom the organiser may not learn the clearance yet."""
        self.ensure_one()
        organiser = self.user_id
        # whose manager the organiser is, is public inside; nothing else is read
        people_sudo = self.sudo().participant_ids
        if organiser._hes_knows_clearances():
            return people_sudo.browse()
        return people_sudo.filtered(
            lambda row: (
                row.employee_id
                and not row.confirmed_by_id
                and organiser not in row.employee_id._hes_who_knows()
            )
        )

    def write(self, vals):
        if AGREED.intersection(vals):
            self.check_access("write")
            journeys = self.filtered(lambda permit: permit.kind == "travel")
            if "user_id" in vals:
                journeys._reopen()
            # nobody enters a confirmation; here it only ends
            journeys.sudo().participant_ids.write(UNASKED)
        return super().write(vals)

    def action_approve(self):
        self.check_access("write")
        waiting = self.filtered(
            lambda permit: permit.state in ("draft", "denied") and permit._awaited()
        )
        if not waiting:
            return super().action_approve()
        super(HesPermit, self - waiting).action_approve()
        waiting._check_complete()
        for permit in waiting:
            permit._awaited()._ask_to_confirm()
        return self.env["hes.service"]._notify(
            "warning",
            self.env._(
                "Those who take part, or their managers, are asked to confirm it first."
                " You get a note when all of them have."
            ),
        )

    def _tell_confirmed(self):
        for permit in self:
            permit.user_id._hes_note(
                permit.company_id, permit._title, permit._confirmed_words
            )

    def _confirmed_words(self, env):
        return env._(
            "Everybody has confirmed %(name)s. Please ask for its approval.",
            name=self.name,
        )


class HesPermitParticipant(models.Model):
    _inherit = "hes.permit.participant"

    confirmed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="The person, their manager or HR: the organiser may learn the outcome.",
    )
    confirmation_asked_at = fields.Datetime(
        string="Asked to Confirm", readonly=True, copy=False
    )
    may_confirm = fields.Boolean(compute="_compute_may_confirm", compute_sudo=True)
    organiser_id = fields.Many2one("res.users", compute="_compute_journey")
    date_from = fields.Datetime(string="Departure", compute="_compute_journey")
    date_to = fields.Datetime(string="Return", compute="_compute_journey")
    origin = fields.Char(string="From Where", compute="_compute_journey")
    destination = fields.Char(string="To Where", compute="_compute_journey")

    @api.constrains("employee_id", "permit_id")
    def _check_visitors(self):
        """An outcome of a visit is seen by receptions: nobody who works here is part
        of it."""
        for row in self:
            if row.employee_id and row.permit_id.kind == "visit":
                raise ValidationError(
                    self.env._("A visitor is no employee: please plan a journey.")
                )

    def write(self, vals):
        if {"employee_id", "partner_id"}.intersection(vals):
            vals = {**vals, **UNASKED}
        return super().write(vals)

    @api.depends("permit_id")
    @api.depends_context("uid")
    def _compute_journey(self):
        """What whoever confirms has to know of the journey, which they may not read;
        of stored rows alone, since a form that is not saved may name any journey."""
        readable = self._origin._filtered_access("read")
        for row in self:
            journey_sudo = (row._origin & readable).sudo().permit_id  # as said above
            row.organiser_id = journey_sudo.user_id
            for name in ("date_from", "date_to", "origin", "destination"):
                row[name] = journey_sudo[name]

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

    def action_confirm(self):
        """Say that these employees take part, and that the organiser may learn the
        outcome; open to themselves, their managers and HES officers."""
        self.check_access("read")
        if not all(self.mapped("may_confirm")):
            raise AccessError(
                self.env._("Only the person, their manager or HR confirms this.")
            )
        rows_sudo = self.sudo()  # nobody enters a confirmation
        rows_sudo._check_can_travel()
        rows_sudo.confirmed_by_id = self.env.user
        rows_sudo.permit_id.filtered(
            lambda permit: not permit._awaited()
        )._tell_confirmed()

    def _check_can_travel(self):
        """Raise UserError, to somebody who may know it, where it would be in vain."""
        now = fields.Datetime.now()
        for permit, rows in self.grouped("permit_id").items():
            facts = permit._facts()
            for row in rows:
                verdict = permit._verdict(facts, row.employee_id, False, now)
                if verdict.clearance == DENIED:
                    raise UserError(
                        self.env._(
                            "%(name)s cannot travel at the moment. Please contact HR."
                            " The organiser is not told.",
                            name=row.employee_id.name,
                        )
                    )

    def _ask_to_confirm(self):
        """A note to each person, once; to the manager or HR of who has no user."""
        new = self.filtered(lambda row: not row.confirmation_asked_at)
        for row in new:
            person = row.employee_id
            readers = person.user_id or person.parent_id.user_id
            readers = readers or self.env["hes.code"]._hes_officers(row.company_id)
            readers._hes_note(row.company_id, row.permit_id._title, row._question_words)
        new.confirmation_asked_at = fields.Datetime.now()

    def _question_words(self, env):
        permit = self.permit_id
        return env._(
            "%(organiser)s plans %(name)s, a journey of %(person)s on %(day)s. Please"
            " confirm it under HES ▸ To Confirm, if %(person)s takes part. The"
            " organiser then learns whether the journey is approved.",
            organiser=permit.user_id.name,
            name=permit.name,
            person=self.employee_id.name,
            day=format_date(env, permit.company_id._hes_day(permit.date_from)),
        )
