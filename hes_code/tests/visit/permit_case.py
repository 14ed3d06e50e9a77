# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from lxml import etree

from odoo.fields import Domain
from odoo.tests import Form

from ..common import HesCase


class PermitCase(HesCase):
    """A site with a whole address, a reception, a host with a user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Istanbul"
        # the rule for visitors is looked at in test_reception: here, the gate's holds
        cls.company.hes_policy_id.visit_rule = "warn"
        cls.reception = cls._user("reception", "hes_code.group_hes_reception")
        cls.host_user = cls._user("host", "base.group_user")
        cls.host_user.notification_type = "inbox"
        cls.ayse.user_id = cls.host_user
        cls.site = cls.site_of(cls.env, cls.company)
        cls.address = cls.site.address_id

    @staticmethod
    def site_of(env, company):
        """A site of a company whose address has all that the ministry asks."""
        turkey = env.ref("base.tr")
        ankara = env["res.country.state"].search(
            [("country_id", "=", turkey.id), ("code", "=", "06")]
        )
        address = env["res.partner"].create(
            {
                "name": "Main Building",
                "company_id": company.id,
                "street": "Karanfil Sokak 5",
                "city": "Çankaya",
                "state_id": ankara.id,
                "country_id": turkey.id,
            }
        )
        return env["hr.work.location"].create(
            {
                "name": "Headquarters",
                "company_id": company.id,
                "address_id": address.id,
            }
        )

    def enter(self, name, code="", user=None, **values):
        """A visit as the reception enters it on the form."""
        user = user or self.reception
        visits = self.as_user(user, "hes.permit").with_context(default_kind="visit")
        host = self.as_user(user, "hr.employee").browse(self.ayse.id)
        with Form(visits, "hes_code.hes_permit_view_form_visit") as form:
            form.visitor_name = name
            form.hes_code_entry = code
            form.host_id = host
            form.site_id = self.site
            for field, value in values.items():
                form[field] = value
        return form.record

    def plan(self, *people, user=None, **values):
        """A journey as somebody enters it on the form; a person is an employee, or a
        contact with the code they gave."""
        user = user or self.host_user
        journeys = self.as_user(user, "hes.permit").with_context(default_kind="travel")
        with Form(journeys, "hes_code.hes_permit_view_form_travel") as form:
            form.origin = "Bursa"
            form.destination = "Ankara"
            for field, value in values.items():
                form[field] = value
            for person in people:
                with form.participant_ids.new() as line:
                    if isinstance(person, tuple):
                        line.partner_id, line.hes_code_entry = person
                    else:
                        employees = self.as_user(user, "hr.employee")
                        line.employee_id = employees.browse(person.id)
        return form.record

    def filtered_by(self, permits, name):
        """Those of ``permits``, of one kind, that a filter of their list finds."""
        view = self.env.ref(f"hes_code.hes_permit_view_search_{permits[0].kind}")
        [found] = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']")
        return permits.search(
            Domain("id", "in", permits.ids) & Domain(literal_eval(found.get("domain")))
        )

    def codes(self, code):
        return self.env["hes.code"].search(
            [("code", "=", code), ("company_id", "=", self.company.id)]
        )

    def run_permit_cron(self):
        """What begins today is judged again."""
        self._run_cron("hes_code.ir_cron_permits")

    def run_nightly_job(self):
        """What is past its retention is destroyed."""
        self._run_cron("hes_code.ir_cron_retention")

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(name).method_direct_trigger()
        self.env.invalidate_all()
