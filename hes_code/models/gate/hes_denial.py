# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class HesDenial(models.Model):
    """Who is denied at the gate, as far as their manager was notified: one row a
    person, as long as it lasts. Nobody may read it."""

    _name = "hes.denial"
    _description = "HES Denial That Was Notified"
    _inherit = ["hes.retention.mixin"]
    _retention_kind = "verdicts"
    _retention_employee = "employee_id"
    _subject_access_none = "It repeats what codes, answers and exemptions say."

    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    since = fields.Datetime(required=True)

    _employee_uniq = models.Constraint("UNIQUE (employee_id)", "One row a person.")

    @api.model
    def _turn(self, people, denied):
        """Keep that of ``people`` exactly ``denied`` are denied.

        :return: those who are newly denied, and those who are so no more
        """
        # by SQL: two may find out the same at once, and one of them notifies
        query = SQL(
            "SELECT employee_id FROM hes_denial WHERE employee_id = ANY(%s)",
            list(people.ids),
        )
        known = people.browse([id_ for (id_,) in self.env.execute_query(query)])
        begun, ended = denied - known, known - denied
        if begun:
            begun.flush_recordset(["company_id"])
            query = SQL(
                """INSERT INTO hes_denial (employee_id, company_id, since)
                   SELECT id, company_id, %s FROM hr_employee WHERE id = ANY(%s)
                       ON CONFLICT DO NOTHING RETURNING employee_id""",
                fields.Datetime.now(),
                list(begun.ids),
            )
            begun &= people.browse([id_ for (id_,) in self.env.execute_query(query)])
        if ended:
            query = SQL(
                """DELETE FROM hes_denial WHERE employee_id = ANY(%s)
                   RETURNING employee_id""",
                list(ended.ids),
            )
            ended &= people.browse([id_ for (id_,) in self.env.execute_query(query)])
        return begun, ended
