# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..models.selections import RISK_STATUS

#: Departments of fewer people are pooled: a number would say something of each.
K_ANONYMITY = 5


class HesReportStatistics(models.Model):
    """How many people on site have which status, for those who may not see people.

    A row is a number of people of one company, department and status. Departments
    under :data:`K_ANONYMITY` are pooled; a pool that is still under it is one row
    without a status. There is nothing finer beneath: whatever is searched, grouped,
    subtracted or exported is made of these rows.
    """

    _name = "hes.report.statistics"
    _inherit = ["hes.report"]
    _description = "HES Statistics"
    _auto = False
    _rec_name = "department"
    _order = "company_id, id"
    _depends = {
        "hes.code": ["active", "employee_id", "company_id", "risk_status"],
        "hr.department": ["name"],
        "hr.employee": ["active", "company_id", "current_version_id", "hes_required"],
        "hr.version": ["department_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    # a name, no link: what cannot be followed needs no guard
    department = fields.Char(readonly=True)
    risk_status = fields.Selection(
        [
            *RISK_STATUS,
            ("missing", "No Code"),
            ("withheld", "Too Few People to Tell"),
        ],
        readonly=True,
    )
    person_count = fields.Integer(string="People", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """WITH person AS (%(people)s), sized AS (
                   SELECT *, count(*) OVER (PARTITION BY company_id, department_id)
                             < %(fewest)s AS small
                     FROM person
               ), pooled AS (
                   SELECT company_id, risk_status, small,
                          CASE WHEN small THEN NULL ELSE department_id END AS place
                     FROM sized
               ), shown AS (
                   SELECT company_id, small, place,
                          CASE WHEN count(*) OVER pool < %(fewest)s
                               THEN 'withheld' ELSE risk_status END AS risk_status
                     FROM pooled
                   WINDOW pool AS (PARTITION BY company_id, small, place)
               )
               SELECT row_number() OVER (ORDER BY shown.company_id, shown.small,
                                         shown.place, shown.risk_status) AS id,
                      shown.company_id, shown.risk_status,
                      CASE WHEN shown.small THEN %(others)s
                           ELSE COALESCE(%(name)s, %(none)s) END AS department,
                      count(*) AS person_count
                 FROM shown
            LEFT JOIN hr_department AS department ON department.id = shown.place
             GROUP BY shown.company_id, shown.small, shown.place, shown.risk_status,
                      department.id""",
            people=self._people(),
            fewest=K_ANONYMITY,
            name=self.env["hr.department"]._field_to_sql("department", "name"),
            others=self.env._("Other departments"),
            none=self.env._("No department"),
        )

    def _people(self):
        return SQL(
            """SELECT employee.company_id, version.department_id,
                      COALESCE(code.risk_status, 'missing') AS risk_status
                 FROM hr_employee AS employee
            LEFT JOIN hr_version AS version
                      ON version.id = employee.current_version_id
            LEFT JOIN hes_code AS code ON code.employee_id = employee.id
                      AND code.company_id = employee.company_id AND code.active
                WHERE employee.active AND employee.hes_required"""
        )
