# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta

from pytz import UTC, timezone

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.intervals import Intervals

from ...tools.days import day_of, end_of, naive, start_of

LEAVE = [("time_type", "=", "leave")]

#: Nobody comes for less.
A_MINUTE = timedelta(minutes=1)

#: As the app Remote Work (hr_homeworking) names a person's place on each weekday.
PLACES = tuple(
    f"{day}_location_id"
    for day in (
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    )
)


def _span_of_day(now, zone):
    """Start and end, in ``zone``, of the day in which ``now`` (naive UTC) lies."""
    day = day_of(now, zone)
    edges = start_of(day, zone), end_of(day, zone)
    return tuple(UTC.localize(edge).astimezone(zone) for edge in edges)


def _is_work(hours):
    """Whether something is left of working hours; what ends at 23:59:59, as Odoo writes
    whole days of leave, leaves nothing."""
    return any(stop - start >= A_MINUTE for start, stop, _rows in hours)


class HrEmployee(models.Model):
    """Who is due to come to work today."""

    _name = "hr.employee"
    _inherit = "hr.employee"

    def _hes_working_today(self, now):
        """Those of these people, of one company, who are due to work on site today.

        Today is that of each person's time zone. People with flexible hours or no
        schedule count as working, unless a leave lasts the whole day. The number of
        statements depends on the schedules and zones, not on the people.

        Odoo's ``_get_valid_work_intervals()`` would do for fixed schedules alone: for
        flexible hours it counts neither leaves nor public holidays.

        :param now: naive UTC
        """
        days, resources, rosters = {}, {}, defaultdict(list)
        for employee_id, resource_id, zone, *roster in self._hes_schedules():
            if zone not in days:
                days[zone] = _span_of_day(now, timezone(zone))
            resources[resource_id] = employee_id
            rosters[zone, roster[0]].append((employee_id, roster[1]))
        elsewhere = self._hes_places_today(days)
        leaves = self._hes_leaves(resources, days.values())
        working = []
        for (zone, calendar_id), people in rosters.items():
            hours = self._hes_hours(calendar_id, zone, *days[zone])
            working += [
                employee_id
                for employee_id, at_home in people
                if not elsewhere.get(employee_id, at_home)
                and _is_work(hours - leaves.get(employee_id, Intervals()))
            ]
        return self.browse(working)

    def _hes_schedules(self):
        """Rows of employee id, resource id, time zone, schedule id (or None), and
        whether they always work at home."""
        self.flush_model(["current_version_id", "resource_id"])
        self.env["hr.version"].flush_model(["resource_calendar_id", "work_location_id"])
        self.env["resource.resource"].flush_model(["tz"])
        return self.env.execute_query(
            SQL(
                """SELECT employee.id, resource.id,
                          COALESCE(resource.tz, calendar.tz, 'UTC'), calendar.id,
                          COALESCE(location.location_type = 'home', FALSE)
                     FROM hr_employee AS employee
                     JOIN resource_resource AS resource
                          ON resource.id = employee.resource_id
                LEFT JOIN hr_version AS version
                          ON version.id = employee.current_version_id
                LEFT JOIN resource_calendar AS calendar
                          ON calendar.id = version.resource_calendar_id
                LEFT JOIN hr_work_location AS location
                          ON location.id = version.work_location_id
                    WHERE employee.id IN %s ORDER BY employee.id""",
                tuple(self.ids) or (0,),
            )
        )

    def _hes_hours(self, calendar_id, zone, start, stop):
        """What a schedule has of the time between two moments, public holidays off."""
        calendar = self.env["resource.calendar"].browse(calendar_id)
        zone = timezone(zone)
        ours = [("company_id", "in", [False, *self.company_id.ids])]
        if calendar and not calendar.flexible_hours:
            return calendar._work_intervals_batch(
                start, stop, domain=LEAVE + ours, tz=zone
            )[False]
        unbound = [] if calendar else [("calendar_id", "=", False)]
        holidays = calendar._leave_intervals_batch(
            start, stop, domain=LEAVE + ours + unbound, tz=zone
        )[False]
        nothing = self.env["resource.calendar.attendance"]
        return Intervals([(start, stop, nothing)]) - holidays

    @api.model
    def _hes_leaves(self, resources, days):
        """The leaves that touch one of the days.

        :param resources: dict of resource id to employee id
        :param days: pairs of moments
        :return: dict of employee id to Intervals
        """
        if not days:
            return {}
        rows = self.env["resource.calendar.leaves"].search_fetch(
            [
                *LEAVE,
                ("resource_id", "in", list(resources)),
                ("date_from", "<", naive(max(stop for _, stop in days))),
                ("date_to", ">", naive(min(start for start, _ in days))),
            ],
            ["resource_id", "date_from", "date_to"],
        )
        found = defaultdict(list)
        for row in rows:
            period = (UTC.localize(row.date_from), UTC.localize(row.date_to), row)
            found[resources[row.resource_id.id]].append(period)
        return {employee_id: Intervals(rows) for employee_id, rows in found.items()}

    def _hes_places_today(self, days):
        """Where the app Remote Work is installed: who has a place for just this day.

        :param days: dict of time zone to the day's start and end
        :return: dict of employee id to whether they work at home today
        """
        places = {}
        if PLACES[0] not in self._fields:
            return places
        for zone, (start, _stop) in days.items():
            people = self.filtered(lambda employee, zone=zone: employee.tz == zone)
            usual = PLACES[start.weekday()]
            for employee in people.filtered(usual):
                places[employee.id] = employee[usual].location_type == "home"
            today = [("employee_id", "in", people.ids), ("date", "=", start.date())]
            for row in self.env["hr.employee.location"].search(today):
                places[row.employee_id.id] = row.work_location_type == "home"
        return places

    def write(self, vals):
        result = super().write(vals)
        if not vals.get("active", True) or "company_id" in vals:
            self._leave_hes_groups()
        return result

    def _leave_hes_groups(self):
        """Remove those who left a company from its groups."""
        # groups are their owners' alone; an employee leaves everybody's
        groups_sudo = self.env["hes.query.group"].sudo()
        groups_sudo = groups_sudo.with_context(active_test=False)
        for group in groups_sudo.search([("employee_ids", "in", self.ids)]):
            gone = (self & group.employee_ids).filtered(
                lambda who, group=group: (
                    not who.active or who.company_id != group.company_id
                )
            )
            group.employee_ids -= gone
