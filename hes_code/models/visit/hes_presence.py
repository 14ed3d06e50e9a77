# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class HesPresence(models.Model):
    """Who is in the building now: visitors who arrived and have not left, employees
    who checked in and have not checked out. It holds nothing about health."""

    _name = "hes.presence"
    _description = "In the Building"
    _auto = False
    _order = "site_id, name"
    _depends = {
        "hes.permit": ["arrived_at", "left_at", "site_id", "host_id", "company_id"],
        "hes.permit.participant": ["partner_id", "employee_id"],
        "hr.attendance": ["check_in", "check_out", "employee_id"],
        "hr.employee": ["name", "company_id", "current_version_id"],
        "hr.version": ["department_id", "work_location_id"],
        "res.partner": ["name", "phone"],
    }

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [("visitor", "Visitor"), ("employee", "Employee")], readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    site_id = fields.Many2one("hr.work.location", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Visitor", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    belongs_to = fields.Char(
        string="Company or Department", compute="_compute_contact_details"
    )
    host_id = fields.Many2one("hr.employee.public", readonly=True)
    phone_id = fields.Many2one(
        "hr.employee.public", string="Whose Phone", readonly=True
    )
    phone = fields.Char(
        compute="_compute_contact_details", help="Of the host, or of the employee."
    )
    since = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        # odd and even numbers: the rows of both tables have ids of their own
        return SQL(
            """SELECT 2 * row.id AS id, partner.name, 'visitor' AS kind,
                      visit.company_id, visit.site_id, visit.host_id,
                      row.partner_id, NULL::integer AS department_id,
                      visit.arrived_at AS since, visit.host_id AS phone_id
                 FROM hes_permit AS visit
                 JOIN hes_permit_participant AS row ON row.permit_id = visit.id
                 JOIN res_partner AS partner ON partner.id = row.partner_id
                WHERE visit.arrived_at IS NOT NULL AND visit.left_at IS NULL
            UNION ALL
               SELECT 2 * attendance.id + 1, employee.name, 'employee',
                      employee.company_id, version.work_location_id, NULL,
                      NULL, version.department_id, attendance.check_in, employee.id
                 FROM hr_attendance AS attendance
                 JOIN hr_employee AS employee ON employee.id = attendance.employee_id
            LEFT JOIN hr_version AS version
                      ON version.id = employee.current_version_id
                WHERE attendance.check_out IS NULL"""
        )

    @api.depends("partner_id", "department_id", "phone_id")
    def _compute_contact_details(self):
        for row in self:
            visitor, contact = row.partner_id, row.phone_id
            company = visitor.parent_id.name or visitor.company_name
            row.belongs_to = company if visitor else row.department_id.name
            row.phone = contact.mobile_phone or contact.work_phone

    def action_print(self):
        """Print these people; if there are none, everybody of the companies chosen."""
        people = self or self.search([("company_id", "in", self.env.companies.ids)])
        return self.env.ref("hes_code.hes_presence_report").report_action(people)
