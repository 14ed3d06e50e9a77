# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.contacts import Stay, span_within

#: Where somebody's attendances count as spent: (site, department), zero for what does
#: not matter; by ``res.company.hes_contact_by``.
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


class HesContactCase(models.Model):
    """Who was where, as attendances and the dated places of people have it.

    Read straight from the tables: a HES officer needs no right to attendances, and
    learns of them only who met whom.
    """

    _inherit = "hes.contact.case"

    def _own_stays(self, company, window, now):
        """Stays of the people of these cases in ``window`` (naive UTC).

        A place is a pair: the ids of (site, department), as in :data:`PLACES`.
        """
        people = SQL("SELECT unnest(%s::int[])", self.employee_id.ids)
        return self._attendance_stays(company, window, now, people)

    @api.model
    def _stays_at(self, company, window, now, own):
        """All stays of anybody that touch one of ``own``, and these themselves."""
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
        self._flush_stays()
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
        cap = timedelta(hours=company.hes_stay_cap_hours)
        return [
            Stay(("employee", person), (site, department), *span)
            for person, site, department, check_in, check_out in rows
            if (span := span_within(check_in, check_out, window, now, cap))
        ]

    @api.model
    def _places(self, company, people):
        """SQL of the table ``place``: where each of ``people`` (SQL of ids) belongs on
        the days ``since`` <= day < ``until``, those who have left included. Nobody
        meets people who work at home."""
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
            place=PLACES[company.hes_contact_by],
            company=company.id,
            people=people,
        )

    @api.model
    def _flush_stays(self):
        for model, names in (
            ("hr.attendance", ["employee_id", "check_in", "check_out", "date"]),
            (
                "hr.version",
                [
                    "active",
                    "date_version",
                    "department_id",
                    "employee_id",
                    "work_location_id",
                ],
            ),
            ("hr.work.location", ["location_type"]),
            ("hr.employee", ["company_id"]),
        ):
            self.env[model].flush_model(names)
