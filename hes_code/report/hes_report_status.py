# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..models.selections import RISK_STATUS


class HesReportStatus(models.Model):
    """One row for each person and day with an answer: the last one of that day.

    The day is the employee's own, the department is their present one.
    """

    _name = "hes.report.status"
    _inherit = ["hes.report", "hes.access.logged.mixin"]
    _description = "HES Status by Day"
    _auto = False
    _rec_name = "employee_id"
    _order = "date desc, id desc"
    _depends = {
        "hes.check": ["code_id", "company_id", "risk_status", "checked_at"],
        "hes.code": ["employee_id"],
        "hr.employee": ["current_version_id", "resource_id"],
        "hr.version": ["department_id"],
        "resource.resource": ["tz"],
    }
    _access_log_kind = "answer"

    date = fields.Date(readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    risk_status = fields.Selection(
        [("unknown", "Unknown Answer"), *RISK_STATUS[1:]], readonly=True
    )

    @property
    def _table_query(self):
        day = SQL(
            "(answer.checked_at AT TIME ZONE 'UTC'"
            " AT TIME ZONE COALESCE(resource.tz, 'UTC'))::date"
        )
        return SQL(
            """SELECT DISTINCT ON (employee.id, answer.company_id, %(day)s)
                      answer.id, %(day)s AS date, employee.id AS employee_id,
                      version.department_id, answer.company_id, answer.risk_status
                 FROM hes_check AS answer
                 JOIN hes_code AS code ON code.id = answer.code_id
                 JOIN hr_employee AS employee ON employee.id = code.employee_id
            LEFT JOIN hr_version AS version
                      ON version.id = employee.current_version_id
            LEFT JOIN resource_resource AS resource
                      ON resource.id = employee.resource_id
             ORDER BY employee.id, answer.company_id, %(day)s,
                      answer.checked_at DESC, answer.id DESC""",
            day=day,
        )
