# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class HesReportCoverage(models.Model):
    _name = "hes.report.coverage"
    _inherit = "hes.report.coverage"

    requirement = fields.Selection(
        [
            ("missing", "Missing or Ended"),
            ("ending", "Ends Soon"),
            ("met", "All Valid"),
        ],
        string="Certificates",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT coverage.*,
                      CASE WHEN due.missing THEN 'missing' WHEN due.ending THEN 'ending'
                           WHEN due.employee_id IS NOT NULL THEN 'met' END
                      AS requirement
                 FROM (%(coverage)s) AS coverage
            LEFT JOIN (
                   SELECT employee_id, BOOL_OR(state = 'ending') AS ending,
                          BOOL_OR(state IN ('missing', 'ended', 'coming')) AS missing
                     FROM (%(required)s) AS required GROUP BY employee_id) AS due
                   ON due.employee_id = coverage.employee_id""",
            coverage=super()._table_query,
            required=self.env["hes.report.requirement"]._table_query,
        )
