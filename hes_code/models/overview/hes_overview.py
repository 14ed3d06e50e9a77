# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class HesOverview(models.AbstractModel):
    """The first screen of HES officers: numbers of the companies that are chosen, and
    the list behind each of them."""

    _name = "hes.overview"
    _description = "HES Overview"

    @api.model
    def get_overview(self):
        """What the screen shows, in a number of statements that does not depend on the
        number of people.

        :return: dict of ``trouble`` (sentences) and ``tiles`` (dicts of ``key``,
            ``label`` and ``count``); :meth:`open_list` takes the keys
        :raise AccessError: unless the user is a HES officer
        """
        self._check_officer()
        counts = self._clearance_counts()
        return {
            "trouble": self._trouble(),
            "tiles": [
                {"key": key, "label": label, "count": counts[key]}
                for key, label in self._tile_labels().items()
            ],
        }

    @api.model
    def open_list(self, key):
        """The list behind a number.

        :param key: of a number of :meth:`get_overview`
        :return: an action
        :raise AccessError: unless the user is a HES officer
        :raise UserError: where there is no such number
        """
        self._check_officer()
        labels = self._tile_labels()
        if key not in labels:
            raise UserError(self.env._("There is no such number."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hr_employee_action_clearance"
        )
        domain = [*self._here(), ("hes_clearance", "=", key)]
        return {**action, "name": labels[key], "domain": domain, "context": {}}

    @api.model
    def _check_officer(self):
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            raise AccessError(self.env._("The overview is for HES officers."))

    @api.model
    def _here(self):
        """The companies that are chosen, as a domain that can be sent to the client."""
        return [("company_id", "in", self.env.companies.ids)]

    @api.model
    def _trouble(self):
        """What needs somebody to look after it: list of sentences."""
        return self.env.companies._hes_troubles()

    @api.model
    def _tile_labels(self):
        return {
            "denied": self.env._("Not Cleared"),
            "warned": self.env._("Cleared with a Hint"),
            "cleared": self.env._("Cleared"),
        }

    @api.model
    def _clearance_counts(self):
        """How many active people may come in now: Counter by clearance."""
        people = self.env["hr.employee"]
        here = Domain(self._here())
        counts = Counter(cleared=people.search_count(here))
        suspects = people.search(
            here & Domain("id", "in", list(people._gate_suspects(self.env.companies)))
        )
        counts["cleared"] -= len(suspects)
        counts.update(row.clearance for row in suspects._hes_verdicts().values())
        return counts
