# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.selections import RISK_STATUS
from . import disclosure


class HesReportStatistics(models.Model):
    """How many people on site have which status, for those who may not see people.

    A row is a number of people of one company, department and status, as it was when
    the numbers were last taken: once a day, so that nobody compares them before and
    after one change. No number is under ``disclosure.K_ANONYMITY``, neither one that is
    here nor one that is left when others are subtracted. There is nothing finer: what
    is searched, grouped, subtracted or exported is made of these rows.
    """

    _name = "hes.report.statistics"
    _inherit = ["hes.report"]
    _description = "HES Statistics"
    _rec_name = "department"
    _order = "company_id, id"
    _retention_none = "Numbers of many people; each day's take the place of the last."

    date = fields.Date(string="As of", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    # a name, no link: what cannot be followed needs no guard
    department = fields.Char(readonly=True, translate=True)
    risk_status = fields.Selection(
        [
            *RISK_STATUS,
            ("missing", "No Code"),
            (disclosure.WITHHELD, "Too Few People to Tell"),
        ],
        readonly=True,
    )
    person_count = fields.Integer(string="People", readonly=True)

    @api.model
    def _cron_take_numbers(self):
        """Take today's numbers of the companies that have none of today (UTC)."""
        today = fields.Date.today()
        done = self.search([("date", "=", today)]).company_id
        companies = self.env["res.company"].search([("id", "not in", done.ids)])
        self.search([("company_id", "in", companies.ids)]).unlink()
        people = self._people(companies)
        found = [
            (company, *row)
            for company in companies
            for row in disclosure.shown(people[company.id])
        ]
        rows = self.with_context(lang="en_US").create(
            [
                {
                    "date": today,
                    "company_id": company.id,
                    "risk_status": status,
                    "person_count": number,
                }
                for company, _place, status, number in found
            ]
        )
        for lang, _name in self.env["res.lang"].get_installed():
            for row, (_company, place, *_number) in zip(
                rows.with_context(lang=lang), found, strict=True
            ):
                row.department = row._place_name(place)

    @api.model
    def _place_name(self, place):
        if place == disclosure.WITHHELD:
            return self.env._("Other departments")
        department = self.env["hr.department"].browse(place)
        return department.name or self.env._("No department")

    @api.model
    def _people(self, companies):
        """Dict of company id to the numbers that :func:`disclosure.shown` takes."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT employee.company_id, version.department_id,
                          COALESCE(code.risk_status, 'missing'), count(*)
                     FROM hr_employee AS employee
                LEFT JOIN hr_version AS version
                          ON version.id = employee.current_version_id
                LEFT JOIN hes_code AS code ON code.employee_id = employee.id
                          AND code.company_id = employee.company_id AND code.active
                    WHERE employee.active AND employee.hes_required
                          AND employee.company_id = ANY(%s)
                 GROUP BY 1, 2, 3""",
                companies.ids,
            )
        )
        people = defaultdict(Counter)
        for company_id, department_id, status, number in rows:
            people[company_id][department_id, status] = number
        return people
