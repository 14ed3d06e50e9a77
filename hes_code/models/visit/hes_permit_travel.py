# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.client_actions import notification
from .hes_permit_participant import UNASKED

#: What somebody agreed to, is this: another day or organiser is another question.
AGREED = {"date_from", "date_to", "user_id"}


class HesPermit(models.Model):
    """Journeys: by what, from where, to where."""

    _name = "hes.permit"
    _inherit = "hes.permit"
    vehicle = fields.Char(string="Vehicle or Means")
    origin = fields.Char(string="From Where")
    destination = fields.Char(string="To Where")
    awaits_confirmation = fields.Boolean(
        compute="_compute_awaits_confirmation", compute_sudo=True
    )

    def _denial_words(self):
        if self.kind != "travel":
            return super()._denial_words()
        denied = self.participant_ids.filtered(lambda row: row.clearance == "denied")
        if not denied:  # forgotten meanwhile
            return self.env._("This journey could not be approved.")
        return self.env._(
            "%(count)s of the participants cannot travel at the moment.",
            count=len(denied),
        )

    def _nobody_words(self):
        if self.kind != "travel":
            return super()._nobody_words()
        return self.env._("Please add who travels.")

    # Whoever plans for others learns of nobody's clearance without their
    # knowledge. An outcome tells whether each participant may come in. Where
    # the organiser may not know that of somebody (see
    # ``ResUsers._hes_knows_clearances``), nobody is judged before that person,
    # their manager or HR has confirmed that they take part, which says that the
    # organiser may learn the outcome. Who cannot travel is told so when they
    # confirm; the organiser only sees that a confirmation is missing, for
    # whatever reason.

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
        return notification(
            "warning",
            self.env._(
                "Those who take part, or their managers, are asked to confirm it first."
                " You get a note when all of them have."
            ),
        )

    def _tell_confirmed(self):
        for permit in self:
            permit.user_id._hes_notify(
                permit.company_id, permit._title, permit._confirmed_words
            )

    def _confirmed_words(self, env):
        return env._(
            "Everybody has confirmed %(name)s. Please ask for its approval.",
            name=self.name,
        )
