# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import RISKY, HesCase

#: Every number: the smallest and the largest value, and what a refusal says.
BOUNDS = {
    "check_interval_hours": (1, 8760, "every 1 to 8,760 hours"),
    "max_age_hours": (1, 87600, "1 to 87,600 hours"),
    "live_timeout": (1, 10, "more than ten seconds"),
    "contact_days": (1, 60, "1 to 60 days"),
    "contact_minutes": (0, 1440, "0 to 1,440 minutes"),
    "stay_cap_hours": (12, 48, "12 to 48 hours"),
    "upload_megabytes": (1, 50, "1 to 50 megabytes"),
    "upload_rows": (1000, 200_000, "1,000 to 200,000 rows"),
    "exemption_days": (1, 366, "1 to 366 days"),
    "tries_per_hour": (1, 50, "1 to 50 tries"),
    "retention_visit_days": (0, 3650, "visits for 0 to 3,650"),
} | {
    f"retention_{kind}_days": (1, 3650, "kept for 1 to 3,650 days")
    for kind in (
        "answer",
        "code",
        "exemption",
        "journey",
        "contact",
        "kiosk_attempt",
        "upload",
        "access",
    )
}


class PolicyCase(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.hes_policy_id
        cls.system = cls._user("system", "base.group_system")

    def of(self, user):
        return self.as_user(user, "hes.policy").browse(self.policy.id)


@tagged("post_install", "-at_install")
class TestPolicy(PolicyCase):
    """A company has one set of rules, as long as it is there."""

    def test_a_company_has_its_rules_from_the_beginning(self):
        maker = self._user("maker", "base.group_erp_manager,base.group_partner_manager")
        companies = self.env["res.company"].with_user(maker)
        made = companies.create([{"name": "New"}, {"name": "Newer"}])
        self.assertEqual(len(made.sudo().hes_policy_id), 2)
        for company in made.sudo():
            self.assertEqual(company.hes_policy_id.company_id, company)
        self.assertEqual(set(made.sudo().mapped("hes_policy_id.gate")), {"off"})

    def test_every_company_has_them(self):
        companies = self.env["res.company"].with_context(active_test=False).search([])
        for company in companies:
            self.assertTrue(company.hes_policy_id, company.name)
        before = self.env["hes.policy"].search_count([])
        self.env["hes.policy"]._create_missing()
        self.assertEqual(self.env["hes.policy"].search_count([]), before)

    @mute_logger("odoo.sql_db")
    def test_there_is_no_second_one(self):
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env["hes.policy"].create({"company_id": self.company.id})

    def test_it_stays_while_the_company_does(self):
        with self.assertRaisesRegex(UserError, "as long as it does"):
            self.policy.unlink()
        company = self.env["res.company"].create({"name": "Short"})
        policy = company.hes_policy_id
        company.unlink()
        self.assertFalse(policy.exists())

    @mute_logger("odoo.sql_db")
    def test_every_number_has_a_lower_and_an_upper_bound(self):
        numbers = {
            name
            for name, field in self.policy._fields.items()
            if field.type in ("integer", "float") and field.store and name != "id"
            if "hes_code" in field._modules
        }
        self.assertEqual(numbers, set(BOUNDS))
        for name, (lowest, highest, said) in BOUNDS.items():
            for value in (lowest, highest):
                self.policy[name] = value
                self.policy.flush_recordset()
            for value in (lowest - 1, highest + 1):
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaises(CheckViolation) as caught,
                    self.env.cr.savepoint(),
                ):
                    self.policy[name] = value
                    self.policy.flush_recordset()
                self.policy.invalidate_recordset()
                message = self.policy._sql_error_to_message(caught.exception)
                self.assertIn(said, message)

    def test_each_rule_is_tracked_with_who_and_when(self):
        fields = self.policy._fields.items()
        rules = {
            name
            for name, field in fields
            if "hes_code" in field._modules and not getattr(field, "system_only", False)
        }
        rules -= set(self.env["mail.thread"]._fields)
        rules -= set(self.env["mail.activity.mixin"]._fields)
        rules -= {"id", "display_name", "company_id", "code_page_url"}
        rules -= {"create_uid", "create_date", "write_uid", "write_date"}
        self.assertEqual(rules - set(self.policy._track_get_fields()), set())

        self.of(self.manager).write({"policy_risky": "warn", "contact_days": 10})
        self.flush_tracking()
        message = self.policy.message_ids[:1]
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertTrue(message.date)
        values = message.sudo().tracking_value_ids
        self.assertEqual(
            {
                value.field_id.name: (
                    value.old_value_char or value.old_value_integer,
                    value.new_value_char or value.new_value_integer,
                )
                for value in values
            },
            {
                "policy_risky": ("Refuse", "Let in with a hint"),
                "contact_days": (14, 10),
            },
        )

    def test_a_text_in_another_language_is_tracked(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        self.of(self.manager).update_field_translations(
            "information_text", {"tr_TR": "Bizim"}
        )
        message = self.policy.message_ids[:1]
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertIn("Turkish", message.body)

    def test_a_change_holds_at_once(self):
        self.code(self.ayse, RISKY, risk_status="risky")
        self.assertEqual(self.ayse.hes_clearance, "denied")
        with Form(self.of(self.manager)) as form:
            form.policy_risky = "warn"
        self.ayse.invalidate_recordset()
        self.assertEqual(self.ayse.hes_clearance, "warned")

    def test_the_gate_reads_them_once(self):
        self.env.invalidate_all()
        self.env["hes.policy"]._rules_of(self.company.id)
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.env["hes.policy"]._rules_of(self.company.id)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()


@tagged("post_install", "-at_install")
class TestPolicyRights(PolicyCase):
    """Officers read the rules, managers and administrators set them; what the gate
    refuses is no concern of anybody else, and everybody uses their company as before.
    """

    def test_officers_read_them(self):
        self.assertEqual(self.of(self.officer).policy_risky, "block")
        with self.assertRaises(AccessError):
            self.of(self.officer).gate = "off"

    def test_managers_and_administrators_set_them(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        self.assertFalse(self.system.has_group("hes_code.group_hes_manager"))
        for days, user in enumerate((self.manager, self.system), 1):
            with Form(self.of(user), "hes_code.hes_policy_view_form") as form:
                form.contact_days = days
            self.assertEqual(self.policy.contact_days, days)

    def test_the_menu_and_the_settings_lead_to_them(self):
        action = self.env.ref("hes_code.hes_policy_action")
        for user in (self.manager, self.system):
            opened = action.with_user(user).with_company(self.company).run()
            self.assertEqual(opened["res_model"], "hes.policy")
            self.assertEqual(opened["res_id"], self.policy.id)
        arch = self.as_user(self.system, "res.config.settings").get_view()["arch"]
        self.assertIn(f'name="{action.id}"', arch)

    def test_others_read_the_company_and_not_its_rules(self):
        for user in (self.plain_user, self.attendance_officer):
            company = self.company.with_user(user)
            self.assertEqual(company.name, "Anadolu Tekstil")
            self.assertTrue(company.read(["name", "partner_id", "hes_policy_id"]))
            for name in ("gate", "policy_risky", "contact_days", "information_text"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self.of(user).read([name])
                    with self.assertRaises(AccessError):
                        self.of(user).search([(name, "=", self.policy[name])])
                    with self.assertRaises(AccessError):
                        self.of(user)[name] = self.policy[name]

    def test_nobody_reads_or_sets_those_of_another_company(self):
        other = self.stranger_company.hes_policy_id
        for user in (self.officer, self.manager, self.system):
            theirs = self.as_user(user, "hes.policy")
            self.assertEqual(theirs.search([]), self.policy)
            with self.assertRaises(AccessError):
                theirs.browse(other.id).read(["gate"])
            with self.assertRaises(AccessError):
                theirs.browse(other.id).gate = "off"

    def test_nobody_makes_deletes_or_moves_any(self):
        for user in (self.manager, self.system):
            mine = self.of(user)
            for attempt in (
                lambda mine=mine: mine.create({"company_id": self.company.id}),
                mine.unlink,
                lambda mine=mine: mine.write({"company_id": self.stranger_company.id}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_the_rules_are_all_of_a_company_that_a_manager_may_write(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).name = "Mine"

    def test_the_gate_judges_for_who_may_not_read_them(self):
        self.code(self.burak, "A4D7-1132-10", risk_status="risky")
        people = self.as_user(self.attendance_officer, "hr.employee.public")
        denied = people.browse(self.burak.id)
        self.env.registry.clear_cache("stable")
        self.assertEqual(denied.hes_clearance, "denied")

    def test_the_settings_are_the_administrators(self):
        for user in (self.plain_user, self.officer, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, "res.config.settings").create({})
