# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from typing import NamedTuple

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...tools.service.answer import Answer

#: The external id of the sample company; what belongs to it needs none.
COMPANY = "hes_code.sample_company"

#: How the badges of its people begin.
BADGE = "HESSAMPLE"

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Sample(NamedTuple):
    """An invented person: their code, what was answered about it and how long ago, when
    it ends, and whether they came in today."""

    name: str
    code: str = ""
    status: str = ""
    age: timedelta = HOUR
    ends: timedelta | None = 90 * DAY
    masked_name: str = ""
    inside: bool = False
    on_site: bool = True


PEOPLE = (
    Sample("Ayşe Yılmaz", "E5G6-1204-18", "riskless", 3 * HOUR, inside=True),
    Sample("Mehmet Demir", "K2M9-4471-20", "riskless", 5 * HOUR, inside=True),
    Sample("Zeynep Kaya", "H7P3-9025-66", "risky", HOUR, inside=True),
    Sample("Emre Doğan", "S8U5-6142-31", "riskless", 4 * HOUR, 10 * DAY, inside=True),
    Sample("Selin Polat", "T3V7-5518-92", "riskless", 6 * HOUR, 2 * DAY),
    Sample("Ali Şahin", "N6T1-7788-44", "not_found", 4 * HOUR),
    Sample("Elif Çelik", "D4R8-3310-45", "expired", 20 * HOUR, -DAY),
    Sample("Mustafa Aydın", "V3Y4-2090-16", "riskless", 72 * HOUR),
    Sample(
        "Hatice Koç", "B9C2-6671-30", "riskless", 2 * HOUR, masked_name="VE*** TU***"
    ),
    Sample("Fatma Arslan", "M1N5-8034-27"),
    Sample("Burak Öztürk"),
    Sample("Deniz Acar", on_site=False),
)

#: Their names in any language: the word for a sample follows in brackets.
NAMED = Domain.OR(Domain("name", "=like", f"{person.name} (%") for person in PEOPLE)

#: Employees who were invented here. Who has got another badge and another name is
#: somebody's own by now.
INVENTED = Domain("barcode", "=like", f"{BADGE}%") | NAMED


class HesSample(models.AbstractModel):
    """Invented people for who only wants to look.

    They are in a company of their own. Among real people they would come into the
    numbers, the ledger and the reports, and an employee who does not exist would have
    to be deleted one by one from attendances; a company is taken away whole. It has no
    service, so that none of these codes is sent to the ministry.
    """

    _name = "hes.sample"
    _description = "HES Sample Data"

    @api.model
    def _state(self):
        """``here``: the present company is the sample; ``load``: this user may load it
        from here; else False."""
        sample = self._company()
        if sample:
            return self.env.company == sample and "here"
        return self._may() and not self._has_codes() and "load"

    @api.model
    def load(self):
        """Make the sample company with its people, and let this user into it.

        :return: the company's id
        :raise AccessError: unless the user is an administrator and a HES manager
        :raise UserError: where there is one, or the present company has codes
        """
        self._check_may()
        if self._company() or self._has_codes():
            raise UserError(
                self.env._(
                    "Sample data are for a company without any HES code, and there is"
                    " one sample company at the most."
                )
            )
        data = {
            "xml_id": COMPANY,
            "noupdate": True,
            "values": {"name": self.env._("HES Sample Company")},
        }
        company = self.env["res.company"]._load_records([data])
        self.with_context(allowed_company_ids=company.ids)._fill()
        return company.id

    @api.model
    def remove(self):
        """Delete the sample company with all that is in it; where other apps hold it,
        what is left of it is archived. Contacts and users in use elsewhere stay.

        :raise AccessError: unless the user is an administrator and a HES manager
        :raise UserError: where somebody in it is no sample
        """
        self._check_may()
        if self._has_others():
            raise UserError(
                self.env._(
                    "There are people in this company who are no samples. Please move"
                    " them to another company first."
                )
            )
        self._remove()

    @api.model
    def _may(self):
        user = self.env.user
        return user._is_system() and user.has_group("hes_code.group_hes_manager")

    @api.model
    def _check_may(self):
        if not self._may():
            raise AccessError(
                self.env._("Sample data are for administrators who are HES managers.")
            )

    @api.model
    def _company(self):
        """The sample company, archived or not, or no company."""
        company_id = self.env["ir.model.data"]._xmlid_to_res_id(COMPANY)
        return self.env["res.company"].browse(company_id).exists()

    @api.model
    def _has_codes(self):
        codes = self.env["hes.code"].with_context(active_test=False)
        ours = [("company_id", "=", self.env.company.id)]
        return bool(codes.search_count(ours, limit=1))

    @api.model
    def _has_others(self):
        """Whether somebody in the sample company was not invented here."""
        # to count them, in a company that the user may not have chosen
        people_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        ours = Domain("company_id", "=", self._company().id)
        return bool(people_sudo.search_count(ours & ~INVENTED, limit=1))

    # What is in it.

    @api.model
    def _fill(self):
        """People, codes, a week of answers and a gate, in the present company."""
        now = fields.Datetime.now()
        department = self.env["hr.department"].create(
            {"name": self.env._("Production (Sample)")}
        )
        people = self.env["hr.employee"].create(
            [
                {
                    "name": self.env._("%s (Sample)", person.name),
                    "department_id": department.id,
                    "company_id": self.env.company.id,
                    "barcode": f"{BADGE}{place:02}",
                    "hes_required": person.on_site,
                }
                for place, person in enumerate(PEOPLE, 1)
            ]
        )
        of_whom = dict(zip(PEOPLE, people, strict=True))
        # the administrator may have no right to attendances; these are of people who
        # were made here
        self.env["hr.attendance"].sudo().create(
            [
                {"employee_id": employee.id, "check_in": now - 2 * HOUR}
                for person, employee in of_whom.items()
                if person.inside
            ]
        )
        self._fill_answers(of_whom, now)
        self.env.company.hes_policy_id.gate = "on"

    @api.model
    def _fill_answers(self, of_whom, now):
        """The codes with their last answers, after a week in which all were riskless.

        :param of_whom: dict of Sample to hr.employee
        """
        given = {person: one for person, one in of_whom.items() if person.code}
        codes = self.env["hes.code"]._replace(
            [
                {"employee_id": employee.id, "code": person.code}
                for person, employee in given.items()
            ],
            source="template",
        )
        asked = [pair for pair in zip(given, codes, strict=True) if pair[0].status]
        checks = self.env["hes.check"]
        for days in range(7, 3, -1):
            at = now - days * DAY
            checks._record(
                {
                    code: Answer(code.code, "riskless", checked_at=at)
                    for _person, code in asked
                }
            )
        checks._record(
            {
                code: Answer(
                    code.code,
                    person.status,
                    expires_at=now + person.ends,
                    masked_name=person.masked_name,
                    checked_at=now - person.age,
                )
                for person, code in asked
            }
        )

    @api.model
    def _remove(self):
        """As :meth:`remove`, for any user; also when the add-on is uninstalled. Where
        somebody in it is no sample, the company is theirs and stays."""
        company = self._company()
        if not company:
            return
        company = company.with_context(
            allowed_company_ids=company.ids, active_test=False
        )
        company._hes_destroy_all()
        # all of the sample, whatever rights of other apps its people would need
        company_sudo = company.sudo()
        self._remove_people(company_sudo)
        if not self._has_others():
            self._remove_company(company_sudo)

    @api.model
    def _remove_people(self, company_sudo):
        """Delete who was invented, and their contacts. A contact that was merged into
        another, or has a user or another employee, stays."""
        env_sudo = company_sudo.env
        ours = Domain("company_id", "=", company_sudo.id)
        people_sudo = env_sudo["hr.employee"].search(ours & INVENTED)
        versions_sudo = people_sudo.version_ids
        attendances_sudo = env_sudo["hr.attendance"].search(
            [("employee_id", "in", people_sudo.ids)]
        )
        contacts_sudo = (
            env_sudo["res.partner"]
            .search(ours & NAMED)
            .filtered(lambda row: not row.user_ids and row.employee_ids <= people_sudo)
        )
        used_sudo = people_sudo.work_contact_id - contacts_sudo
        used_sudo.filtered_domain(ours).company_id = False
        # Odoo would leave the versions
        gone = attendances_sudo.unlink, people_sudo.unlink, versions_sudo.unlink
        if not self._try(*gone):
            self._try(people_sudo.action_archive)
        if not self._try(contacts_sudo.unlink):
            self._try(contacts_sudo.action_archive)

    @api.model
    def _remove_company(self, company_sudo):
        """Delete the company. Who works in it by default works in another of theirs, or
        is archived where there is none."""
        env_sudo = company_sudo.env
        ours = Domain("company_id", "=", company_sudo.id)
        users_sudo = env_sudo["res.users"].search(
            [("company_ids", "in", company_sudo.ids)]
        )
        for user_sudo in users_sudo.filtered_domain(ours):
            others_sudo = user_sudo.company_ids - company_sudo
            if others_sudo := others_sudo.filtered("active"):
                user_sudo.company_id = others_sudo[0]
            else:
                self._try(user_sudo.action_archive)
        self._try(env_sudo["hr.department"].search(ours).unlink)
        if not self._try(
            company_sudo.unlink,
            env_sudo["resource.calendar"].search(ours).unlink,
            company_sudo.partner_id.unlink,
        ):
            self._try(company_sudo.action_archive)
        # who has one company left works in one; taken from it before, they would be
        # warned that nobody looks after its codes
        users_sudo.write({"company_ids": []})

    @api.model
    def _try(self, *steps):
        """Whether ``steps`` were done: none is where an app refuses one of them."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                for step in steps:
                    step()
        except (psycopg2.IntegrityError, UserError, RedirectWarning):
            return False
        return True
