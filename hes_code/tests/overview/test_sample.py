# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import tagged

from ..common import RISKLESS
from ..rpc_case import ACCESS_ERROR
from .test_setup import SetupCase


@tagged("post_install", "-at_install")
class TestSample(SetupCase):
    """Invented people, in a company of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_system,hes_code.group_hes_manager"
        cls.administrator = cls._user("administrator", groups)

    def load(self):
        self.sign_in(self.administrator)
        company = self.env["res.company"].browse(self.call("hes.sample", "load"))
        return company.with_context(allowed_company_ids=company.ids)

    def in_company(self, company, model):
        rows = self.env[model].with_context(active_test=False)
        return rows.search([("company_id", "=", company.id)])

    def test_who_is_no_administrator_or_no_hes_manager_loads_and_removes_nothing(self):
        system = self._user("system", "base.group_system")
        for user in (self.plain_user, self.officer, self.manager, system):
            self.sign_in(user)
            for method in ("load", "remove"):
                with self.subTest(user=user.login, method=method):
                    self.assertEqual(
                        self.refused("hes.sample", method)[0], ACCESS_ERROR
                    )
        self.assertFalse(self.panel(self.manager)["sample"])
        self.assertEqual(self.panel(self.administrator)["sample"], "load")

    def test_a_company_with_codes_gets_none(self):
        self.code(self.ayse, RISKLESS).active = False
        self.assertFalse(self.panel(self.administrator)["sample"])
        self.refused("hes.sample", "load")

    def test_there_is_one_sample_company_at_the_most(self):
        self.load()
        self.assertFalse(self.panel(self.administrator)["sample"])
        self.refused("hes.sample", "load")

    def test_real_data_stay_as_they_are(self):
        models = ("hr.employee", "hes.code", "hes.check", "hr.department")
        before = [self.in_company(self.company, model) for model in models]
        panel = self.panel(self.administrator)
        self.load()
        self.assertEqual(
            [self.in_company(self.company, model) for model in models], before
        )
        self.assertEqual(self.panel(self.administrator), {**panel, "sample": False})
        self.assertEqual(self.policy.gate, "off")

    def test_the_people_are_called_samples_and_each_verdict_is_there(self):
        company = self.load()
        people = self.in_company(company, "hr.employee")
        self.assertIn("Sample", company.name)
        self.assertTrue(all("(Sample)" in person.name for person in people))
        reasons = set(people.mapped("hes_clearance_reason"))
        self.assertEqual(
            reasons,
            {
                "riskless",
                "risky",
                "not_found",
                "mismatch",
                "expired",
                "stale",
                "unchecked",
                "missing",
                "not_required",
            },
        )
        self.assertEqual(company.hes_policy_id.gate, "on")
        inside = self.env["hr.attendance"].search([("employee_id", "in", people.ids)])
        self.assertEqual(len(inside.filtered("hes_flag")), 1)
        self.assertFalse(self.env["hes.service"]._of_company(company))

    def test_the_panel_of_the_sample_says_so(self):
        company = self.load()
        here = {"allowed_company_ids": company.ids}
        panel = self.call("hes.setup", "get_panel", **here)
        self.assertEqual((panel["sample"], panel["steps"]), ("here", []))
        self.call("hes.setup", "hide", **here)
        panel = self.call("hes.setup", "get_panel", **here)
        self.assertEqual(panel["sample"], "here")

    def test_removed_nothing_is_left(self):
        beside = (
            "hr.attendance",
            "hr.version",
            "mail.activity",
            "mail.followers",
            "mail.message",
            "res.partner",
            "resource.calendar",
            "resource.resource",
        )

        def count():
            every = self.env(context={"active_test": False})
            return {model: every[model].search_count([]) for model in beside}

        self.sign_in(self.administrator)
        before = count()
        company = self.env["res.company"].browse(self.call("hes.sample", "load"))
        self.call("hes.sample", "remove")
        self.assertFalse(company.exists())
        self.assertEqual(count(), before)
        self.assertEqual(self.administrator.company_ids, self.company)
        self.assertFalse(self.administrator.has_group("base.group_multi_company"))
        self.assertFalse(self.env.ref("hes_code.sample_company", False))
        for name, model in self.env.items():
            field = model._fields.get("company_id")
            if model._auto and field and field.store and field.type == "many2one":
                with self.subTest(model=name):
                    self.assertFalse(self.in_company(company, name))
        self.load()

    def test_removed_nobody_is_warned_that_nobody_looks_after_it(self):
        name = self.load().name
        samples = self.as_user(self.administrator, "hes.sample")
        samples.remove()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT message FROM bus_bus WHERE message LIKE '%simple_notification%'"
        )
        sent = [text for (text,) in self.env.cr.fetchall() if name in text]
        self.assertFalse(sent)

    def test_where_another_app_holds_the_company_it_is_archived(self):
        company = self.load()
        self.env["ir.sequence"].create({"name": "Theirs", "company_id": company.id})
        self.env.cr.execute(
            """CREATE TABLE hes_test_holder (
                   company_id integer REFERENCES res_company ON DELETE RESTRICT)"""
        )
        self.env.cr.execute("INSERT INTO hes_test_holder VALUES (%s)", [company.id])
        self.call("hes.sample", "remove")
        self.assertFalse(company.active)
        self.assertFalse(self.in_company(company, "hr.employee"))
        self.assertFalse(self.in_company(company, "hes.code"))

    def test_whose_user_was_linked_to_a_sample_person_keeps_user_and_contact(self):
        values = {"name": "Admin", "user_id": self.administrator.id}
        at_home = self.env["hr.employee"].create(values)
        contact = self.administrator.partner_id
        for linked in (True, False):
            with self.subTest(linked=linked):
                company = self.load()
                person = self.in_company(company, "hr.employee")[:1]
                left = person.work_contact_id  # a sample's, and nobody's any more
                person.user_id = self.administrator
                if not linked:
                    person.user_id = False
                self.call("hes.sample", "remove")
                self.assertFalse(company.exists() or left.exists())
                self.assertEqual(at_home.work_contact_id, contact)
                self.assertTrue(self.administrator.active)

    def test_a_contact_into_which_a_samples_was_merged_stays(self):
        company = self.load()
        person = self.in_company(company, "hr.employee")[:1]
        values = {"name": "Ayşe Yılmaz", "email": "ayse@real.example"}
        contact = self.env["res.partner"].create(values)
        merge = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        merge._merge((contact | person.work_contact_id).ids, contact)
        self.call("hes.sample", "remove")
        self.assertFalse(company.exists())
        self.assertTrue(contact.exists())
        self.assertFalse(contact.company_id)

    def test_who_works_in_it_by_default_works_in_another_company(self):
        company = self.load()
        self.administrator.company_id = company
        self.call("hes.sample", "remove")
        self.assertFalse(company.exists())
        self.assertEqual(self.administrator.company_id, self.company)

    def test_with_a_user_who_works_nowhere_else_it_is_archived(self):
        company = self.load()
        user = self._user("tried", "base.group_user")
        here = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        user.write(here)
        self.call("hes.sample", "remove")
        self.assertFalse(company.active or user.active)
        self.assertFalse(self.in_company(company, "hr.employee"))

    def test_a_sample_with_the_badge_of_a_real_card_is_one(self):
        company = self.load()
        self.in_company(company, "hr.employee")[:1].barcode = "0004711"
        self.call("hes.sample", "remove")
        self.assertFalse(company.exists())

    def test_with_somebody_who_is_no_sample_the_uninstalled_add_on_leaves_it(self):
        company = self.load()
        departments = self.in_company(company, "hr.department")
        values = {"name": "Real", "company_id": company.id}
        person = self.env["hr.employee"].create(values)
        self.assertIn("no samples", str(self.refused("hes.sample", "remove")))
        self.env["hes.sample"]._remove()
        self.assertEqual(self.in_company(company, "hr.employee"), person)
        self.assertTrue(company.active)
        self.assertTrue(departments.exists())
