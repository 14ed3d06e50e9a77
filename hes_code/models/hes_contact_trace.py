# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, fields, models

from ..tools.contacts import by_day, trace

#: While its period runs, a list is made anew this often.
WHILE_RUNNING = timedelta(hours=1)
#: So many cases are traced in one transaction of the scheduled action.
CASES_AT_ONCE = 20


class HesContactCase(models.Model):
    """The list of contacts is made of what is known of attendances."""

    _inherit = "hes.contact.case"

    def action_refresh(self):
        """Make the list anew; what HR has set stays."""
        self.check_access("write")
        self._refresh()

    def _refresh(self):
        """Trace these cases, each company and period in one go."""
        # what is found is closed to everybody; the callers have asked for a right
        self_sudo = self.sudo()
        # whoever holds one makes its list just now
        cases = self_sudo.try_lock_for_update()
        for (company, *_dates), same in cases.grouped(
            lambda case: (case.company_id, case.date_from, case.date_to)
        ).items():
            same._trace(company)

    def _trace(self, company):
        """Find the contacts of these cases of one company and one period."""
        now = fields.Datetime.now()
        window = (self[0].date_from, self[0].date_to)
        by_person = {case._person(): case for case in self}
        own = self._own_stays(company, window, now)
        stays = self._stays_at(company, window, now, own)
        minimum = timedelta(minutes=company.hes_contact_minutes)
        found = trace(by_person, stays, minimum)
        midnights = self[0]._midnights()
        self.env["hes.contact"]._replace(
            self,
            [
                by_person[index]._contact_values(contact, midnights)
                for index, contacts in found.items()
                for contact in contacts
            ],
        )
        running = now < window[1] + WHILE_RUNNING
        self.write(
            {
                "refreshed_at": now,
                "refresh_at": now + WHILE_RUNNING if running else False,
            }
        )

    def _person(self):
        self.ensure_one()
        if self.employee_id:
            return "employee", self.employee_id.id
        return "partner", self.partner_id.id

    def _contact_values(self, contact, midnights):
        """A :class:`contacts.Contact` as a row of hes.contact."""
        kind, person_id = contact.person
        days = by_day(contact.spans, midnights)
        return {
            "case_id": self.id,
            "company_id": self.company_id.id,
            "index_employee_id": self.employee_id.id or None,
            "employee_id": person_id if kind == "employee" else None,
            "partner_id": person_id if kind == "partner" else None,
            "source": contact.source,
            "first_contact": contact.first,
            "last_contact": contact.last,
            "hours": contact.together / timedelta(hours=1),
            "days": {
                day.isoformat(): round(spent / timedelta(hours=1), 2)
                for day, spent in days.items()
            },
        }

    # -------------------------------------------------------- scheduled action

    @api.model
    def _cron_refresh(self):
        """Make the lists that are due, some cases a transaction."""
        domain = self._due_domain()
        cases = self.search(domain, order="refresh_at", limit=CASES_AT_ONCE)
        cases._refresh()
        self.env["hes.contact"]._settle_asked()
        self.env["ir.cron"]._commit_progress(
            len(cases), remaining=self.search_count(domain)
        )
