# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

CLEARANCES = ("denied", "warned", "cleared")

#: Earlier days are deleted.
DAYS = timedelta(days=14)


class HesOverviewDay(models.Model):
    """How many people of a company might come in on a day, with which the overview
    compares today's numbers. Nobody may read it."""

    _name = "hes.overview.day"
    _description = "HES Numbers of a Day"
    _retention_none = "Numbers of a company; the job that takes them deletes old ones."

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    denied_count = fields.Integer(required=True)
    warned_count = fields.Integer(required=True)
    cleared_count = fields.Integer(required=True)

    _company_date_uniq = models.Constraint(
        "UNIQUE (company_id, date)", "One row a company and day."
    )

    @api.model
    def _cron_take(self):
        """Take today's numbers (UTC) of the companies that have none of today, and
        delete those of long ago. A fault of one company stops no other."""
        today = fields.Date.today()
        self.search([("date", "<", today - DAYS)]).unlink()
        done = self.search([("date", "=", today)]).company_id
        companies = self.env["res.company"].search([("id", "not in", done.ids)])
        for place, company in enumerate(companies, 1):
            company._hes_try(self._take)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - place)

    @api.model
    def _take(self, company):
        """Take today's numbers of one company."""
        here = self.env["hes.overview"].with_context(allowed_company_ids=company.ids)
        counts = here._clearance_counts(*here._clearances())
        numbers = {f"{key}_count": counts[key] for key in CLEARANCES}
        today = fields.Date.today()
        self.create({"company_id": company.id, "date": today, **numbers})

    @api.model
    def _changes(self, companies, counts):
        """How ``counts`` (Counter by clearance) differ from the last day before today
        of which there are numbers of all ``companies``.

        :return: dict of clearance to a sentence; without those that are the same
        """
        # numbers of companies that the caller's user looks at
        rows = self.sudo()._read_group(
            Domain("company_id", "in", companies.ids)
            & Domain("date", "<", fields.Date.today()),
            ["date:day"],
            ["__count", *(f"{key}_count:sum" for key in CLEARANCES)],
            order="date:day desc",
        )
        for date, count, *numbers in rows:
            if count == len(companies):
                before = Counter(dict(zip(CLEARANCES, numbers, strict=True)))
                return {
                    key: self._sentence(counts[key] - before[key], date)
                    for key in CLEARANCES
                    if counts[key] != before[key]
                }
        return {}

    @api.model
    def _sentence(self, change, date):
        values = {"number": abs(change), "date": format_date(self.env, date)}
        if change > 0:
            return self.env._("%(number)s more than on %(date)s", **values)
        return self.env._("%(number)s fewer than on %(date)s", **values)
