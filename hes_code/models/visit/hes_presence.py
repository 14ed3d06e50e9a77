# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class HesPresence(models.Model):
    """Who is in the building now: visitors who arrived and have not left, employees
    who checked in and have not checked out. It holds nothing about health.

    Who came longer ago than the company's longest stay, and for no visit that goes on,
    has probably left and forgotten to say so: they are kept apart, and not left out.
    """

    _name = "hes.presence"
    _description = "In the Building"
    _auto = False
    _order = "state, site_id, name"
    _depends = {
        "hes.permit": [
            "arrived_at",
            "left_at",
            "date_to",
            "site_id",
            "host_id",
            "company_id",
        ],
        "hes.permit.participant": ["partner_id", "employee_id"],
        "hes.policy": ["stay_cap_hours", "company_id"],
        "hr.attendance": ["check_in", "check_out", "employee_id"],
        "hr.employee": ["name", "company_id", "current_version_id"],
        "hr.version": ["department_id", "work_location_id"],
        "res.partner": ["name", "phone"],
    }

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [("visitor", "Visitor"), ("employee", "Employee")], readonly=True
    )
    state = fields.Selection(
        [("inside", "Inside"), ("left", "Probably Left")],
        readonly=True,
        help="Probably left: came longer ago than the longest stay of the rules, and"
        " the visit is over.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    site_id = fields.Many2one("hr.work.location", readonly=True)
    meeting_point = fields.Char(related="site_id.hes_meeting_point")
    partner_id = fields.Many2one("res.partner", string="Visitor", readonly=True)
    employee_id = fields.Many2one("hr.employee.public", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    belongs_to = fields.Char(
        string="Company or Department", compute="_compute_contact_details"
    )
    host_id = fields.Many2one("hr.employee.public", readonly=True)
    phone = fields.Char(compute="_compute_contact_details")
    host_phone = fields.Char(string="Host's Phone", compute="_compute_contact_details")
    since = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        # odd and even numbers: the rows of both tables have ids of their own
        return SQL(
            """SELECT present.*, CASE
                          WHEN GREATEST(present.until, present.since
                               + policy.stay_cap_hours * INTERVAL '1 hour') < %(now)s
                          THEN 'left' ELSE 'inside' END AS state
                 FROM (
               SELECT 2 * row.id AS id, partner.name, 'visitor' AS kind,
                      visit.company_id, visit.site_id, visit.host_id,
                      row.partner_id, NULL::integer AS department_id,
                      visit.arrived_at AS since, NULL::integer AS employee_id,
                      visit.date_to AS until
                 FROM hes_permit AS visit
                 JOIN hes_permit_participant AS row ON row.permit_id = visit.id
                 JOIN res_partner AS partner ON partner.id = row.partner_id
                WHERE visit.arrived_at IS NOT NULL AND visit.left_at IS NULL
            UNION ALL
               SELECT 2 * attendance.id + 1, employee.name, 'employee',
                      employee.company_id, version.work_location_id, NULL,
                      NULL, version.department_id, attendance.check_in, employee.id,
                      NULL
                 FROM hr_attendance AS attendance
                 JOIN hr_employee AS employee ON employee.id = attendance.employee_id
            LEFT JOIN hr_version AS version
                      ON version.id = employee.current_version_id
                WHERE attendance.check_out IS NULL
                      ) AS present
                 JOIN hes_policy AS policy ON policy.company_id = present.company_id""",
            now=fields.Datetime.now(),
        )

    @api.depends("partner_id", "department_id", "employee_id", "host_id")
    def _compute_contact_details(self):
        for row in self:
            visitor, person, host = row.partner_id, row.employee_id, row.host_id
            company = visitor.parent_id.name or visitor.company_name
            row.belongs_to = company if visitor else row.department_id.name
            row.phone = visitor.phone or person.mobile_phone or person.work_phone
            row.host_phone = host.mobile_phone or host.work_phone

    def action_print(self):
        """Print these people; if there are none, everybody of the companies chosen."""
        people = self or self.search([("company_id", "in", self.env.companies.ids)])
        return self.env.ref("hes_code.hes_presence_report").report_action(people)

    def _print_groups(self):
        """The printed list: list of (site, its people); who has probably left comes
        last, under no site."""
        inside = self.filtered(lambda row: row.state == "inside")
        groups = list(inside.grouped("site_id").items())
        groups.sort(key=lambda group: group[0].name or "\uffff")
        return groups

    def _print_count(self):
        """How many of these are visitors, and how many employees: a pair."""
        visitors = len(self.filtered(lambda row: row.kind == "visitor"))
        return visitors, len(self) - visitors
