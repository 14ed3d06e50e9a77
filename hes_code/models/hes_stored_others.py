# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.fields import Domain

#: What is told where others are concerned, too, by model.
TOLD = {
    "hes.permit": (
        "name",
        "kind",
        "date_from",
        "date_to",
        "state",
        "arrived_at",
        "left_at",
    ),
    "hes.permit.participant": (
        "create_date",
        "code_given",
        "clearance",
        "clearance_reason",
    ),
    "hes.contact.case": ("risk_at", "date_from", "date_to", "state", "closed_at"),
    "hes.contact": ("create_date", "state", "informed_at", "asked_at", "away_until"),
    "hes.query.group": ("name",),
}


class HesStored(models.AbstractModel):
    """What is stored about a person together with others: never who they are, and
    nothing from which that could be told."""

    _inherit = "hes.stored"

    @api.model
    def _about(self, employees, partners, companies=None):
        sections = super()._about(employees, partners, companies)
        env, holder = self._of(employees, partners, companies)
        sections += self._permits(env, employees, holder)
        sections += self._contacts(env, holder)
        groups = env["hes.query.group"].search([("employee_ids", "in", employees.ids)])
        title = self.env._("In the Query Groups")
        sections.append(self._section(title, groups, TOLD[groups._name]))
        return sections

    @api.model
    def _permits(self, env, employees, holder):
        parts = env["hes.permit.participant"].search(holder)
        permits = env["hes.permit"].search(
            Domain("id", "in", parts.permit_id.ids)
            | Domain("host_id", "in", employees.ids)
        )
        return [
            self._section(
                self.env._("Visits and Journeys"), permits, TOLD[permits._name]
            ),
            self._section(
                self.env._("Judged for Visits and Journeys"), parts, TOLD[parts._name]
            ),
        ]

    @api.model
    def _contacts(self, env, holder):
        cases = env["hes.contact.case"].search(holder)
        contacts = env["hes.contact"].search(holder)
        return [
            self._section(
                self.env._("Contact Cases about You"), cases, TOLD[cases._name]
            ),
            self._section(
                self.env._("You Were a Contact"),
                contacts,
                TOLD[contacts._name],
                note=self.env._(
                    "Who the other person is, when and where you met them, and HR's"
                    " notes are left out, since they would tell about the other person."
                ),
            ),
        ]
