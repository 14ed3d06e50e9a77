# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.contacts import Stay, span_within

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

    Host and visitors meet at the place ``("visit", id)``, all who take part in a
    journey at ``("travel", id)``. Visitors are at the site of their visit, too.
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
        places = [stay.place for stay in own]
        met = SQL(
            "(met.permit_id IN %s OR met.site_id IN %s)",
            tuple(key for kind, key in places if isinstance(kind, str)) or (0,),
            tuple(site for site, _rest in places if isinstance(site, int)) or (0,),
        )
        return [
            *super()._stays_at(company, window, now, own),
            *self._permit_stays(company, window, now, met),
        ]

    @api.model
    def _permit_stays(self, company, window, now, condition):
        """Who was on a visit or journey of ``company`` in ``window``.

        :param condition: SQL on ``met``, see :meth:`_met`
        """
        for model in ("hes.permit", "hes.permit.participant"):
            self.env[model].flush_model()
        rows = self.env.execute_query(self._met(company, window, now, condition))
        cap = timedelta(hours=company.hes_stay_cap_hours)
        by_site = company.hes_contact_by == "location"
        stays = []
        for permit_id, site, employee, partner, kind, start, stop in rows:
            span = span_within(start, stop, window, now, cap)
            if span:
                who = ("employee", employee) if employee else ("partner", partner)
                stays.append(Stay(who, (kind, permit_id), *span, kind))
                if site and by_site and kind == "visit":
                    stays.append(Stay(who, (site, 0), *span, kind))
        return stays

    @api.model
    def _met(self, company, window, now, condition):
        """SQL of the rows of ``met``: permit_id, site_id (none for a host),
        employee_id, partner_id, kind, start, stop.

        A visit counts while the visitor is in the building, a journey from its
        beginning to its end, if it was approved when it began.
        """
        return SQL(
            """WITH permit AS (
               SELECT id, kind, host_id, site_id,
                      CASE kind WHEN 'visit' THEN arrived_at
                                ELSE date_from END AS start,
                      CASE kind WHEN 'visit' THEN left_at
                                ELSE LEAST(date_to, %(now)s) END AS stop
                 FROM hes_permit
                WHERE company_id = %(company)s
                  AND (kind = 'visit' OR state = 'approved'
                       OR state = 'denied' AND checked_at > date_from)),
               met AS (
               SELECT permit.id AS permit_id, permit.site_id, guest.employee_id,
                      guest.partner_id, permit.kind, permit.start, permit.stop
                 FROM permit
                 JOIN hes_permit_participant AS guest ON guest.permit_id = permit.id
                UNION ALL
               SELECT id, NULL, host_id, NULL, kind, start, stop
                 FROM permit WHERE kind = 'visit' AND host_id IS NOT NULL)
               SELECT permit_id, site_id, employee_id, partner_id, kind, start, stop
                 FROM met
                WHERE start < %(end)s AND (stop IS NULL OR stop > %(begin)s)
                  AND %(condition)s""",
            company=company.id,
            now=now,
            begin=window[0],
            end=window[1],
            condition=condition,
        )


class HesPermit(models.Model):
    _inherit = "hes.permit"

    def write(self, vals):
        if MET.isdisjoint(vals):
            return super().write(vals)
        self._retrace()  # as they were
        result = super().write(vals)
        self._retrace()
        return result

    def _retrace(self):
        """Cases of the time of these visits and journeys are made anew."""
        begun = self.filtered("date_from")
        if begun:
            starts = begun.mapped("date_from") + begun.mapped("arrived_at")
            stops = begun.mapped("date_to") + begun.mapped("left_at")
            self.env["hes.contact.case"]._make_due(
                begun.company_id, min(filter(None, starts)), max(filter(None, stops))
            )
