# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited


from odoo import api, models
from odoo.tools import SQL

#: What of a visit or journey says who met whom, and when.
MET = {
    "arrived_at",
    "date_from",
    "date_to",
    "host_id",
    "left_at",
    "participant_ids",
    "site_id",
    "state",
}


class HesContactCase(models.Model):
    """Who met on visits and journeys; neither needs an attendance.

    Host and visitors meet each other at the place ``("visit", id)``, all who take part
    in a journey at ``("travel", id)``. Visitors are at the site of their visit, too.
    """

    _inherit = "hes.contact.case"

    def _own_stays(self, company, window, now):
        people = SQL(
            "(met.employee_id IN %s OR met.partner_id IN %s)",
            tuple(self.employee_id.ids) or (0,),
            tuple(self.partner_id.ids) or (0,),
        )
        return [
            *super()._own_stays(company, window, now),
            *self._permit_stays(company, window, now, people),
        ]

    @api.model
    def _stays_at(self, company, window, now, own):
        permits = [place for _who, (kind, place), *_span in own if kind in PERMITS]
        sites = [
            site for _who, (site, department), *_span in own if site and not department
        ]
        met = SQL(
            "(met.permit_id IN %s OR met.site_id IN %s)",
            tuple(permits) or (0,),
            tuple(sites) or (0,),
        )
        return [
            *super()._stays_at(company, window, now, own),
            *self._permit_stays(company, window, now, met),
        ]
