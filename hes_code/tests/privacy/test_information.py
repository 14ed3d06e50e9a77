# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import RISKLESS, HesCase
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 05:10:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInformation(HesCase):
    """What people read about their data, and the proof that they were."""

    def setUp(self):
        super().setUp()
        self.readings = self.env["hes.information.reading"]
        self.text = self.as_user(self.manager, "res.company").browse(self.company.id)

    def given(self, people, place="profile", **options):
        self.env["hes.information.reading"].with_user(self.plain_user)._record(
            people, place, **options
        )
        return self.readings.search([])

    def test_the_sample_names_the_company_and_says_that_it_is_one(self):
        shown = self.company.hes_policy_id._information()
        self.assertIn("Anadolu Tekstil", shown)
        self.assertIn("To be completed and checked", shown)

    def test_a_manager_sets_the_text_in_each_language(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        with Form(
            self.text.hes_policy_id, view="hes_code.hes_policy_view_form"
        ) as form:
            form.information_text = "Ours\n\nFor <you>\r\nand https://example.com"
        self.text.hes_policy_id.update_field_translations(
            "information_text", {"tr_TR": "Bizim"}
        )
        self.assertEqual(
            self.company.hes_policy_id._information(),
            "<p>Ours</p><p>For &lt;you&gt;<br/>and https://example.com</p>",
        )
        turkish = self.company.with_context(lang="tr_TR")
        self.assertEqual(turkish.hes_policy_id._information(), "<p>Bizim</p>")

    def test_others_set_no_text(self):
        for user in (self.officer, self.plain_user):
            company = self.as_user(user, "res.company").browse(self.company.id)
            with self.assertRaises(AccessError):
                company.hes_policy_id.information_text = "Mine"
            with self.assertRaises(AccessError):
                company.hes_policy_id.update_field_translations(
                    "information_text", {"en_US": "Mine"}
                )
            with self.assertRaises(AccessError):
                company.hes_policy_id.action_information_sample()
        with self.assertRaises(AccessError):
            self.text.update_field_translations("name", {"en_US": "Mine"})

    def test_one_starts_from_the_sample(self):
        sample = self.company.hes_policy_id._information()
        for before in (False, "Ours"):
            self.text.hes_policy_id.information_text = before
            self.text.hes_policy_id.action_information_sample()
            self.assertIn("Anadolu Tekstil", self.text.hes_policy_id.information_text)
            self.assertEqual(self.company.hes_policy_id._information(), sample)

    def test_a_reading_keeps_the_words(self):
        self.text.hes_policy_id.information_text = "First"
        first = self.given(self.ayse)
        self.assertEqual(first.read_at.isoformat(" "), NOW)
        self.assertEqual(first.place, "profile")
        self.text.hes_policy_id.information_text = "Second"
        both = self.given(self.ayse)
        self.assertEqual(len(both), 2)
        self.assertEqual(first.body, "<p>First</p>")
        self.assertEqual((both - first).body, "<p>Second</p>")

    def test_the_same_text_at_the_same_place_is_recorded_once(self):
        self.given(self.ayse | self.burak)
        self.assertEqual(len(self.given(self.ayse)), 2)
        self.assertEqual(len(self.given(self.ayse, "kiosk", opened=False)), 3)
        self.assertEqual(len(self.given(self.ayse, "kiosk", opened=False)), 3)
        self.assertEqual(len(self.given(self.ayse, "kiosk")), 4)
        self.assertEqual(len(self.readings.search([]).information_id), 1)

    def test_a_visitor(self):
        visitor = self.env["res.partner"].create({"name": "Zeynep"})
        reading = self.given(visitor, "visitor", company=self.company)
        self.assertEqual(reading.partner_id, visitor)
        self.assertEqual(reading.company_id, self.company)

    def test_people_of_two_companies(self):
        self.burak.company_id = self.stranger_company
        self.stranger_company.hes_policy_id.information_text = "Other"
        readings = self.given(self.ayse | self.burak)
        self.assertEqual(len(readings), 2)
        of_burak = readings.filtered(lambda one: one.employee_id == self.burak)
        self.assertEqual(of_burak.body, "<p>Other</p>")
        self.assertEqual(of_burak.company_id, self.stranger_company)

    def test_only_hes_managers_see_it_and_nobody_changes_it(self):
        reading = self.given(self.ayse)
        seen = reading.with_user(self.manager)
        self.assertIn("Anadolu Tekstil", seen.read(["body"])[0]["body"])
        for user in (self.officer, self.plain_user):
            with self.assertRaises(AccessError):
                reading.with_user(user).read(["place"])
        admin = self.env.ref("base.user_admin")
        for record in (reading, reading.information_id):
            for attempt in (
                lambda row=record: row.with_user(admin).write({"company_id": 1}),
                lambda row=record: row.with_user(admin).unlink(),
                lambda row=record: row.with_user(admin).create({}),
                lambda row=record: row.unlink(),
            ):
                with self.assertRaises(UserError):
                    attempt()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInformationOfVisitors(PermitCase):
    """Whoever enters somebody else's code has the text at hand, and it is recorded."""

    def given(self):
        return self.env["hes.information.reading"].search([])

    def test_a_visitors_code_at_the_reception(self):
        self.company.hes_policy_id.information_text = "Ours"
        visit = self.enter("Deniz Kaya")
        self.assertEqual(visit.information, "<p>Ours</p>")
        self.assertFalse(self.given(), "no code was entered")
        with Form(visit, "hes_code.hes_permit_view_form_visit") as form:
            form.hes_code_entry = RISKLESS
        reading = self.given()
        self.assertEqual(reading.partner_id, visit.visitor_id)
        self.assertEqual((reading.place, reading.opened), ("visitor", False))
        self.assertEqual(reading.body, "<p>Ours</p>")
        self.assertEqual(reading.company_id, self.company)
        self.enter("DENİZ KAYA", RISKLESS)
        self.assertEqual(self.given(), reading, "the same text, the same person")

    def test_a_travellers_code(self):
        traveller = self.env["res.partner"].create({"name": "Umut Kaya"})
        self.plan(self.burak, (traveller, RISKLESS))
        self.assertEqual(self.given().partner_id, traveller)

    def test_it_is_forgotten_with_the_visitor(self):
        visitor = self.enter("Deniz Kaya", RISKLESS).visitor_id.sudo()
        self.assertTrue(self.given())
        with freeze_time("2021-04-01 00:00:00"):
            self.run_nightly_job()
        self.assertFalse(visitor.exists())
        self.assertFalse(self.given())
