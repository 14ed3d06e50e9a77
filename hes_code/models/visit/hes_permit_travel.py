# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ...tools.client_actions import notification
from .hes_permit_participant import NOT_CONFIRMED


class HesPermitTravel(models.AbstractModel):
    """Journeys: by what, from where, to where; confirmations of those who take part.

    The part of ``hes.permit`` that visits have no use for. An outcome discloses whether
    each participant may come in, so nobody who plans for others gets one without these
    people's knowledge. Where the organiser may not know somebody's clearance (see
    ``ResUsers._hes_knows_clearances``), nobody is judged before that person, their
    manager or HR has confirmed that they take part, and with it that the organiser may
    see the outcome. Who cannot travel is notified when they confirm; the organiser only
    sees that a confirmation is missing, for whatever reason.
    """

    _name = "hes.permit.travel"
    _description = "Journey"

    vehicle = fields.Char(string="Vehicle or Means")
    origin = fields.Char(string="From Where")
    destination = fields.Char(string="To Where")
    awaits_confirmation = fields.Boolean(
        compute="_compute_awaits_confirmation", compute_sudo=True
    )

    @api.depends("user_id", "participant_ids.confirmed_by_id")
    def _compute_awaits_confirmation(self):
        for permit in self:
            real = permit._origin  # a form that is not saved may hold anybody's rows
            asked = real.participant_ids.filtered("confirmation_asked_at")
            permit.awaits_confirmation = bool(asked and real._travel_awaited() & asked)

    def _travel_awaited(self):
        """Participants whose clearance the organiser may not know yet."""
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

    def _travel_ask_confirmations(self):
        """Ask the participants who are awaited; return the action of a notice."""
        self._check_complete()
        for permit in self:
            permit._travel_awaited()._ask_to_confirm()
        return notification(
            "warning",
            self.env._(
                "Those who take part, or their managers, are asked to confirm it first."
                " You get a note when all of them have."
            ),
        )

    def _travel_end_confirmations(self, vals):
        """End the confirmations of journeys before ``vals`` are written, and the
        outcome where another organiser would see it."""
        self.check_access("write")
        journeys = self.filtered(lambda permit: permit.kind == "travel")
        if "user_id" in vals:
            journeys._reopen()
        # nobody enters a confirmation; here it only ends
        journeys.sudo().participant_ids.write(NOT_CONFIRMED)

    def _travel_notify_confirmed(self):
        """Send organisers a note that everybody has confirmed."""
        for permit in self:
            permit._notify(permit.user_id, permit._travel_confirmed_message)

    def _travel_confirmed_message(self, env):
        return env._(
            "Everybody has confirmed %(name)s. Please ask for its approval.",
            name=self.name,
        )

    def _travel_denial_message(self):
        denied = self.participant_ids.filtered(lambda row: row.clearance == "denied")
        if not denied:  # erased meanwhile
            return self.env._("This journey could not be approved.")
        return self.env._(
            "%(count)s of the participants cannot travel at the moment.",
            count=len(denied),
        )
