# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.tools import SQL

from ..models.selections import RISK_STATUS
from ..tools.days import day_of, start_of


class HesReportCoverage(models.Model):
    """One row for each active employee who works on site: have they a valid code, and
    how old is what is known of it?"""

    _name = "hes.report.coverage"
    _inherit = ["hes.report", "hes.access.logged.mixin"]
    _description = "HES Coverage"
    _auto = False
    _rec_name = "employee_id"
    _order = "checked_at, id"
    _depends = {
        "hes.code": [
            "active",
            "employee_id",
            "company_id",
            "risk_status",
            "checked_at",
            "expires_at",
        ],
        "hr.employee": [
            "active",
            "company_id",
            "current_version_id",
            "hes_required",
            "resource_id",
        ],
        "hr.version": ["department_id"],
        "hes.policy": ["company_id", "max_age_hours"],
        "resource.resource": ["tz"],
    }
    _access_log_kind = "employee"

    employee_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    risk_status = fields.Selection(RISK_STATUS, readonly=True)
    checked_at = fields.Datetime(string="Last Answer", readonly=True)
    expires_at = fields.Datetime(string="Valid Until", readonly=True)
    coverage = fields.Selection(
        [
            ("valid", "Valid Code"),
            ("missing", "No Code"),
            ("expired", "Code Expired"),
            ("not_found", "Code Not Found"),
            ("unchecked", "Not Checked Yet"),
        ],
        readonly=True,
    )
    freshness = fields.Selection(
        [
            ("today", "Today"),
            ("recent", "1–2 Days Ago"),
            ("earlier", "Earlier, Still Valid"),
            ("stale", "Too Old for the Gate"),
            ("never", "Never"),
        ],
        string="Age of the Last Answer",
        readonly=True,
        help="Days are counted in the employee's time zone; from which age on an answer"
        " is too old is a rule of the company.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        # nearly everybody works in one time zone, whose days are computed once
        zone = self.env.company.resource_calendar_id.tz or "UTC"
        return SQL(
            """SELECT employee.id, employee.id AS employee_id, version.department_id,
                      employee.company_id, code.risk_status, code.checked_at,
                      code.expires_at, %(coverage)s AS coverage,
                      %(freshness)s AS freshness
                 FROM hr_employee AS employee
                 JOIN hes_policy AS policy ON policy.company_id = employee.company_id
            LEFT JOIN hr_version AS version
                      ON version.id = employee.current_version_id
            LEFT JOIN resource_resource AS elsewhere
                      ON elsewhere.id = employee.resource_id
                      AND (elsewhere.tz < %(zone)s OR elsewhere.tz > %(zone)s)
            LEFT JOIN hes_code AS code ON code.employee_id = employee.id
                      AND code.company_id = employee.company_id AND code.active
                WHERE employee.active AND employee.hes_required""",
            coverage=self._coverage(now),
            freshness=self._freshness(now, zone),
            zone=zone,
        )

    def _coverage(self, now):
        return SQL(
            """CASE WHEN code.id IS NULL THEN 'missing'
                    WHEN code.risk_status = 'not_found' THEN 'not_found'
                    WHEN code.risk_status = 'expired' OR code.expires_at <= %s
                         THEN 'expired'
                    WHEN code.checked_at IS NULL OR code.risk_status = 'unknown'
                         THEN 'unchecked'
                    ELSE 'valid' END""",
            now,
        )

    def _freshness(self, now, zone):
        return SQL(
            """CASE WHEN code.checked_at IS NULL THEN 'never'
                    WHEN code.checked_at + policy.max_age_hours * interval '1 hour'
                         < %s THEN 'stale'
                    WHEN code.checked_at >= %s THEN 'today'
                    WHEN code.checked_at >= %s THEN 'recent'
                    ELSE 'earlier' END""",
            now,
            self._start_of_day(now, zone, 0),
            self._start_of_day(now, zone, 2),
        )

    def _start_of_day(self, now, zone, days_ago):
        """Where the employee is; those who are not ``elsewhere`` are in ``zone``."""
        here = pytz.timezone(zone)
        day = day_of(now, here) - timedelta(days=days_ago)
        return SQL(
            """COALESCE((date_trunc('day', %s::timestamp AT TIME ZONE 'UTC'
                                           AT TIME ZONE elsewhere.tz)
                         - %s * interval '1 day')
                        AT TIME ZONE elsewhere.tz AT TIME ZONE 'UTC', %s)""",
            now,
            days_ago,
            start_of(day, here),
        )

    def action_open_employee(self):
        """The one person behind a row."""
        self.ensure_one()
        return self.employee_id.get_formview_action()

    def action_open_employees(self):
        """The people behind these rows, as a list of employees."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr.open_view_employee_list_my"
        )
        domain = [("id", "in", self.employee_id.ids)]
        return {**action, "domain": domain, "context": {}}
