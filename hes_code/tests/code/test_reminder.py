# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ENDLESS, NOT_FOUND, RISKLESS, HesCase

#: Words that no reminder has: of health, and of people.
TOLD = ("risk", "covid", "positive", "not found", "expired", "somebody else", "Ayşe")


@tagged("post_install", "-at_install")
class TestReminder(HesCase):
    """Ayşe and Burak have users; Çiğdem has none, and a code that is good."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("tr_TR")
        self.by_mail = self.person("by_mail", self.ayse, "email")
        self.by_activity = self.person("by_activity", self.burak, "inbox")
        now = fields.Datetime.now()
        self.code(self.cigdem, ENDLESS, risk_status="riskless", checked_at=now)
        self.reminders = self.env["hes.reminder"]
        self.kind = self.env.ref("hes_code.mail_activity_type_reminder")

    def person(self, login, employee, preference):
        user = new_test_user(
            self.env,
            f"hes_{login}",
            email=f"{login}@example.com",
            notification_type=preference,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        employee.user_id = user
        return user

    def remind(self):
        """A run of the scheduled action."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("hes_code.ir_cron_reminders").method_direct_trigger()
        self.env.invalidate_all()

    def activities(self):
        domain = [("activity_type_id", "=", self.kind.id)]
        return self.env["mail.activity"].search(domain)

    def heard(self):
        """How often Ayşe and Burak were reminded."""
        return len(self.notes(self.by_mail)), len(self.activities())

    def ends_in(self, employee, days, code=RISKLESS):
        ends = fields.Datetime.now() + timedelta(days=days)
        return self.code(employee, code, expires_at=ends)

    def events(self):
        rows = self.reminders.search([("company_id", "=", self.company.id)])
        return {row.employee_id: row.event for row in rows}

    # -------------------------------------------------------------- who, why

    def test_nobody_is_asked_before_hr_has_begun(self):
        self.cigdem.hes_code_id.active = False
        self.remind()
        self.assertEqual((self.events(), self.heard()), ({}, (0, 0)))

    def test_who_has_no_code_is_asked_once(self):
        self.remind()
        self.remind()
        self.assertEqual(self.events(), {self.ayse: "missing", self.burak: "missing"})
        self.assertEqual(self.heard(), (1, 1))
        rows = self.reminders.search([("company_id", "=", self.company.id)])
        self.assertTrue(all(rows.mapped("sent_at")))

    def test_a_code_that_ends_is_asked_for_twice(self):
        code = self.ends_in(self.ayse, 15)
        self.code(self.burak, "K1L2-0000-00")
        self.remind()
        self.assertEqual(self.heard()[0], 0)
        for days, event, count in ((13, "ends_14", 1), (2, "ends_3", 2)):
            code.expires_at = fields.Datetime.now() + timedelta(days=days)
            self.remind()
            self.remind()
            self.assertEqual(self.events(), {self.ayse: event})
            self.assertEqual(self.heard()[0], count)
        code.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.remind()
        self.assertEqual((self.events()[self.ayse], self.heard()[0]), ("dead", 3))

    def test_a_dead_code_and_somebody_elses(self):
        self.code(self.ayse, NOT_FOUND, risk_status="not_found")
        self.code(self.burak, RISKLESS, masked_name="Al**** Ka****")
        self.remind()
        self.assertEqual(self.events(), {self.ayse: "dead", self.burak: "foreign"})
        self.assertEqual(self.heard(), (1, 1))

    def test_who_does_not_come_is_not_asked(self):
        self.ayse.hes_required = False
        self.burak.active = False
        self.remind()
        self.assertEqual((self.events(), self.heard()), ({}, (0, 0)))

    def test_who_has_no_user_is_on_hrs_list(self):
        self.cigdem.hes_code_id.active = False
        self.code(self.ayse, RISKLESS)
        self.remind()
        row = self.reminders.search([("employee_id", "=", self.cigdem.id)])
        self.assertEqual((row.event, row.sent_at), ("missing", False))

    def test_what_was_asked_for_ends_with_a_code(self):
        self.remind()
        self.code(self.burak, RISKLESS)
        self.remind()
        self.assertEqual(self.events(), {self.ayse: "missing"})
        self.assertFalse(self.activities())
        code = self.burak.hes_code_id
        code.active = False
        self.remind()
        self.assertEqual(len(self.activities()), 1, "it is another time")
        code.active = True
        self.assertFalse(self.activities())

    # ---------------------------------------------------------- what it says

    def test_it_says_that_a_code_is_needed_and_nothing_else(self):
        self.code(self.ayse, NOT_FOUND, risk_status="not_found")
        self.code(self.burak, RISKLESS, masked_name="Al**** Ka****")
        self.remind()
        note, activity = self.notes(self.by_mail), self.activities()
        self.assertEqual(activity.user_id, self.by_activity)
        for text in (note.subject, note.body, activity.summary, activity.note):
            for word in TOLD:
                self.assertNotIn(word.lower(), str(text).lower())
        for text in (note.body, activity.note):
            self.assertIn(f"/hes/in/{self.company.id}/hes-my-code", text)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", note.id)])
        self.assertIn("Open it in Odoo", mail.body_html)
        self.assertNotIn("profile", mail.body_html)

    def test_it_is_in_the_readers_language(self):
        self.by_mail.lang = self.by_activity.lang = "tr_TR"
        seen = []

        def subject(_row, env):
            seen.append(env.lang)
            return "x"

        with patch.object(type(self.reminders), "_subject", subject):
            self.remind()
        self.assertEqual(set(seen), {"tr_TR"})

    def test_it_is_due_on_its_readers_day(self):
        self.burak.user_id = False  # Odoo sets both time zones at once
        self.by_activity.tz = False
        self.burak.user_id = self.by_activity
        self.company.resource_calendar_id.tz = "Europe/Istanbul"
        with freeze_time("2021-03-10 22:00:00"):  # one in the morning
            self.reminders._refresh(self.company)
            self.reminders._remind_people(self.company)
        self.assertEqual(str(self.activities().date_deadline), "2021-03-11")

    def test_the_link_opens_the_own_profile(self):
        action = self.env.ref("hes_code.res_users_action_own_code")
        opened = action.with_user(self.by_mail).run()
        self.assertEqual(opened["res_model"], "res.users")
        self.assertEqual(opened["res_id"], self.by_mail.id)

    # -------------------------------------------------------------------- HR

    def test_hr_hears_once_a_week_a_number_and_no_name(self):
        self.remind()
        self.remind()
        note = self.notes(self.officer)
        self.assertEqual(len(note), 1)
        self.assertIn("2", note.body)
        self.assertIn(f"/hes/in/{self.company.id}/hes-reminders", note.body)
        for text in (note.subject, note.body):
            for name in ("Ayşe", "Burak", "risk"):
                self.assertNotIn(name, text)
        self.company.hes_policy_id.officers_reminded_at -= timedelta(days=7)
        self.remind()
        self.assertEqual(len(self.notes(self.officer)), 2)

    def test_there_is_nothing_to_hear_where_nobody_has_to_give_one(self):
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, "K1L2-0000-00")
        self.remind()
        self.assertFalse(self.notes(self.officer))

    def test_a_company_switches_it_off(self):
        self.company.hes_policy_id.reminders = False
        self.remind()
        self.assertEqual(self.heard(), (0, 0))
        self.assertFalse(self.notes(self.officer))
        self.assertEqual(len(self.events()), 2, "the list is there")
        self.company.hes_policy_id.hes_codes = False
        self.remind()
        self.assertEqual(self.events(), {})

    @mute_logger("odoo.addons.hes_code.models.settings.res_company")
    def test_a_fault_of_one_company_stops_no_other(self):
        model = type(self.reminders)
        refresh = model._refresh

        def fail(reminders, company):
            if company != self.company:
                raise OverflowError
            return refresh(reminders, company)

        with patch.object(model, "_refresh", fail):
            self.remind()
        self.assertEqual(self.heard(), (1, 1))

    def test_the_list_is_for_hes_officers_of_the_company_and_logged(self):
        self.remind()
        rows = self.as_user(self.officer, "hes.reminder").search([])
        self.assertEqual(rows.employee_id, self.ayse | self.burak)
        rows.read(["event"])
        seen = self.env["hes.access.log"].search([("user_id", "=", self.officer.id)])
        self.assertLessEqual(self.ayse | self.burak, seen.employee_id)
        for user in (self.plain_user, self.attendance_officer):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.reminder").search([])

    def test_statements_do_not_depend_on_people(self):
        def statements():
            before = self.env.cr.sql_log_count
            self.reminders._refresh(self.company)
            return self.env.cr.sql_log_count - before

        statements()
        few = statements()
        people = [{"name": f"P{i}", "company_id": self.company.id} for i in range(30)]
        self.env["hr.employee"].create(people)
        self.env.flush_all()
        self.assertEqual(statements(), few)
        self.assertEqual(len(self.events()), 32)

    # ----------------------------------------------------------- how it ends

    def test_reminders_end_with_the_person_and_the_programme(self):
        self.remind()
        self.burak.with_user(self.manager).action_hes_forget()
        self.assertEqual(set(self.events()), {self.ayse})
        self.assertFalse(self.activities())
        self.company.with_user(self.manager)._hes_end_programme()
        self.remind()
        self.assertEqual(self.events(), {})

    # ---------------------------------------------------------------- digest

    def test_a_digest_has_the_number_for_hes_officers_alone(self):
        self.remind()
        digest = self.env["digest.digest"].create(
            {
                "name": "HES",
                "company_id": self.company.id,
                "kpi_hes_reminders": True,
                "user_ids": [(6, 0, (self.officer | self.plain_user).ids)],
            }
        )

        def numbers(user):
            kpis = digest._compute_kpis(self.company, user)
            return {
                kpi["kpi_name"]: kpi["kpi_col1"]["value"]
                for kpi in kpis
                if "kpi_col1" in kpi and kpi["kpi_col1"]
            }

        self.assertEqual(numbers(self.officer)["kpi_hes_reminders"], 2)
        self.assertNotIn("kpi_hes_reminders", numbers(self.plain_user))

    def test_the_number_is_the_digests_companys_whatever_ones_own_is(self):
        self.remind()
        both = self.company | self.stranger_company
        self.officer.write(
            {"company_id": self.stranger_company.id, "company_ids": [(6, 0, both.ids)]}
        )
        values = {"name": "HES", "company_id": self.company.id}
        digest = self.env["digest.digest"].create({**values, "kpi_hes_reminders": True})
        digest = digest.with_env(self.env(context={}))  # as of the scheduled action
        kpis = digest._compute_kpis(self.stranger_company, self.officer)
        [number] = [
            kpi["kpi_col1"]["value"]
            for kpi in kpis
            if kpi["kpi_name"] == "kpi_hes_reminders"
        ]
        self.assertEqual(number, 2)
