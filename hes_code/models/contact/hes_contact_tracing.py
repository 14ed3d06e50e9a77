# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.contacts import Stay, span_within, trace

#: The place of somebody's attendances: (site, department), zero for what does not
#: matter; by ``hes.policy.contact_by``.
PLACES = {
    "location": SQL(
        """COALESCE(version.work_location_id, 0) AS site,
           CASE WHEN version.work_location_id IS NULL
                THEN COALESCE(version.department_id, 0) ELSE 0 END AS department"""
    ),
    "both": SQL(
        """CASE WHEN version.department_id IS NULL THEN 0
                ELSE COALESCE(version.work_location_id, 0) END AS site,
           CASE WHEN version.work_location_id IS NULL THEN 0
                ELSE COALESCE(version.department_id, 0) END AS department"""
    ),
    "department": SQL("0 AS site, COALESCE(version.department_id, 0) AS department"),
}


class HesContactTracing(models.AbstractModel):
    """Who was where, by attendances and the dated places of people, by visits and by
    journeys; and so who met whom.

    Read straight from the tables: HES officers need no right to attendances, and see
    only who met whom.
    """

    _name = "hes.contact.tracing"
    _description = "HES Contact Tracing"

    @api.model
    def _find_contacts(self, company, window, people):
        """Who of ``company`` met each of ``people`` in ``window``.

        The caller needs no right to attendances, and must not show what is found to
        anybody who may not see it.

        :param window: (begin, end), naive UTC
        :param people: collection of ("employee", id) and ("partner", id)
        :return: dict of each of ``people`` to a list of :class:`contacts.Contact`, the
            longest time together first
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        own = self._own_stays(company, window, now, people)
        stays = self._stays_at(company, window, now, own)
        minimum = timedelta(minutes=company.hes_policy_id.contact_minutes)
        return trace(people, stays, minimum)

    @api.model
    def _own_stays(self, company, window, now, people):
        """Stays of ``people`` in ``window`` (naive UTC).

        A place is a pair: the ids of (site, department), as in :data:`PLACES`, or
        ("visit" or "travel", id of the permit).
        """
        employee_ids = [id_ for kind, id_ in people if kind == "employee"]
        partner_ids = [id_ for kind, id_ in people if kind == "partner"]
        met = SQL(
            "(met.employee_id IN %s OR met.partner_id IN %s)",
            tuple(employee_ids) or (0,),
            tuple(partner_ids) or (0,),
        )
        given = SQL("SELECT unnest(%s::int[])", employee_ids)
        return [
            *self._attendance_stays(company, window, now, given),
            *self._permit_stays(company, window, now, met),
        ]

    @api.model
    def _stays_at(self, company, window, now, own):
        """All stays of anybody that touch one of ``own``, and these themselves."""
        places = [stay.place for stay in own]
        met = SQL(
            "(met.permit_id IN %s OR met.site_id IN %s)",
            tuple(key for kind, key in places if isinstance(kind, str)) or (0,),
            tuple(site for site, _rest in places if isinstance(site, int)) or (0,),
        )
        return [
            *self._attendances_touching(company, window, now, own),
            *self._permit_stays(company, window, now, met),
        ]

    @api.model
    def _attendances_touching(self, company, window, now, own):
        """Attendances of anybody that touch one of the stays ``own``."""
        rows = [
            (*stay.place, stay.start, stay.stop)
            for stay in own
            if isinstance(stay.place[0], int)  # a site, and no visit or journey
        ]
        if not rows:
            return []
        given = SQL(
            """own AS MATERIALIZED (SELECT * FROM unnest(
                   %s::int[], %s::int[], %s::timestamp[], %s::timestamp[]
               ) AS given(site, department, start, stop)),""",
            *map(list, zip(*rows, strict=True)),
        )
        people = SQL(
            """SELECT employee_id FROM hr_version
                WHERE work_location_id IN (SELECT site FROM own)
                   OR department_id IN (SELECT department FROM own)"""
        )
        touches = SQL(
            """EXISTS (SELECT FROM own
                    WHERE own.site = place.site AND own.department = place.department
                      AND attendance.check_in < own.stop
                      AND (attendance.check_out IS NULL
                           OR attendance.check_out > own.start))"""
        )
        return self._attendance_stays(company, window, now, people, touches, given)

    @api.model
    def _attendance_stays(self, company, window, now, people, touches=None, given=None):
        """Attendances of ``company`` in ``window``, each at its person's place of
        that day.

        :param people: SQL of the ids of employees
        :param touches: SQL of a condition on ``place`` and ``attendance``
        :param given: SQL of a table that the two may name
        """
        rows = self.env.execute_query(
            SQL(
                """WITH %(given)s %(place)s
                   SELECT place.employee_id, place.site, place.department,
                          attendance.check_in, attendance.check_out
                     FROM place
                     JOIN hr_attendance AS attendance
                          ON attendance.employee_id = place.employee_id
                         AND attendance.date >= place.since
                         AND attendance.date < place.until
                    WHERE place.on_site AND (place.site, place.department) <> (0, 0)
                      AND attendance.check_in < %(stop)s
                      AND (attendance.check_out IS NULL
                           OR attendance.check_out > %(start)s)
                      AND %(touches)s""",
                given=given or SQL(),
                place=self._places(company, people),
                start=window[0],
                stop=window[1],
                touches=touches or SQL("TRUE"),
            )
        )
        cap = timedelta(hours=company.hes_policy_id.stay_cap_hours)
        return [
            Stay(("employee", person), (site, department), *span)
            for person, site, department, check_in, check_out in rows
            if (span := span_within(check_in, check_out, window, now, cap))
        ]

    @api.model
    def _places(self, company, people):
        """SQL of the table ``place``: where each of ``people`` (SQL of ids) belongs on
        the days ``since`` <= day < ``until``, those who have left included; on site
        or not, since nobody meets people who work at home."""
        return SQL(
            """place AS (
                   SELECT version.employee_id, %(place)s,
                          CASE WHEN row_number() OVER dated = 1 THEN '-infinity'
                               ELSE version.date_version END AS since,
                          lead(version.date_version, 1, 'infinity'::date)
                               OVER dated AS until,
                          location.location_type IS DISTINCT FROM 'home' AS on_site
                     FROM hr_version AS version
                     JOIN hr_employee AS employee ON employee.id = version.employee_id
                LEFT JOIN hr_work_location AS location
                          ON location.id = version.work_location_id
                    WHERE version.active AND employee.company_id = %(company)s
                      AND employee.id IN (%(people)s)
                   WINDOW dated AS (PARTITION BY version.employee_id
                                    ORDER BY version.date_version))""",
            place=PLACES[company.hes_policy_id.contact_by],
            company=company.id,
            people=people,
        )

    @api.model
    def _permit_stays(self, company, window, now, condition):
        """Stays on visits and journeys of ``company`` in ``window``; neither needs an
        attendance. Visitors are at the site of their visit, too, and who has not left
        counts as inside as long as in ``hes.presence``.

        :param condition: SQL on ``met``, see :meth:`_met`
        """
        rows = self.env.execute_query(self._met(company, window, now, condition))
        cap = timedelta(hours=company.hes_policy_id.stay_cap_hours)
        by_site = company.hes_policy_id.contact_by == "location"
        stays = []
        for permit_id, site, employee, partner, kind, start, stop, until in rows:
            span = span_within(start, stop, window, now, max(cap, until - start))
            if span:
                who = ("employee", employee) if employee else ("partner", partner)
                stays.append(Stay(who, (kind, permit_id), *span, kind))
                if site and by_site and kind == "visit":
                    stays.append(Stay(who, (site, 0), *span, kind))
        return stays

    @api.model
    def _met(self, company, window, now, condition):
        """SQL of the rows of ``met``: permit_id, site_id (none for a host),
        employee_id, partner_id, kind, start, stop, date_to.

        A visit counts while the visitor is in the building, a journey from its
        beginning to its end, if it was approved when it began.
        """
        return SQL(
            """WITH permit AS (
               SELECT id, kind, host_id, site_id,
                      CASE kind WHEN 'visit' THEN arrived_at
                                ELSE date_from END AS start,
                      CASE kind WHEN 'visit' THEN left_at
                                ELSE LEAST(date_to, %(now)s) END AS stop,
                      date_to
                 FROM hes_permit
                WHERE company_id = %(company)s
                  AND (kind = 'visit' OR state = 'approved'
                       OR state = 'denied' AND checked_at > date_from)),
               met AS (
               SELECT permit.id AS permit_id, permit.site_id, guest.employee_id,
                      guest.partner_id, permit.kind, permit.start, permit.stop,
                      permit.date_to
                 FROM permit
                 JOIN hes_permit_participant AS guest ON guest.permit_id = permit.id
                UNION ALL
               SELECT id, NULL, host_id, NULL, kind, start, stop, date_to
                 FROM permit WHERE kind = 'visit' AND host_id IS NOT NULL)
               SELECT permit_id, site_id, employee_id, partner_id, kind, start, stop,
                      date_to
                 FROM met
                WHERE start < %(end)s AND (stop IS NULL OR stop > %(begin)s)
                  AND %(condition)s""",
            company=company.id,
            now=now,
            begin=window[0],
            end=window[1],
            condition=condition,
        )
