# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ..common import (
    ENDLESS,
    EXPIRED,
    NOT_FOUND,
    RISKLESS,
    RISKY,
    STRANGE,
    HesCase,
)

NOW = "2021-03-01 09:00:00"
PAGE = """HES Kodu Sorgulama
Adı Soyadı\tAY*** IŞ***
T.C. Kimlik Numarası\t*****170
HES Kodu\t{code}
Geçerlilik Zamanı\t01.06.2021 12:00
Risk Durumu\t{status}
Aşılı\tEvet
"""


class SingleQueryCase(HesCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()

    def wizard(self, code, user=None, **values):
        model = self.as_user(user or self.officer, "hes.single.query")
        return model.create({"code": code, **values})

    def ask(self, code, user=None, **values):
        wizard = self.wizard(code, user, **values)
        wizard.action_query()
        return wizard

    def page(self, code, page_code=None, status="Riskli Değil"):
        content = PAGE.format(code=page_code or code, status=status)
        return self.ask(code, way="edevlet", content=content)

    def assert_counted(self, query, **counts):
        """The query is proof of one question, and holds nobody."""
        names = ("riskless", "risky", "invalid", "unanswered")
        found = {name: query[f"{name}_count"] for name in names}
        self.assertEqual(found, {**dict.fromkeys(names, 0), **counts})
        self.assertEqual(query.code_count, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSingleQuery(SingleQueryCase):
    def test_the_card_shows_the_answer(self):
        wizard = self.ask("HES: a4d7 1132 10")
        self.assertEqual(wizard.asked_code, RISKLESS)
        self.assertEqual(wizard.risk_status, "riskless")
        self.assertEqual(wizard.masked_national_id, "*****170")
        self.assertEqual(wizard.masked_name, "Ay**** Iş****")
        self.assertEqual(wizard.checked_at, fields.Datetime.now())
        self.assertFalse(wizard.holder)
        self.assertNotIn(RISKLESS, wizard.display_name)

    def test_a_scanned_qr_code_is_read(self):
        wizard = self.ask("9c41d0e7b2a85f63119e4d7c02b6fa58|A4D7113210")
        self.assertEqual(wizard.asked_code, RISKLESS)

    def test_every_answer_is_counted_and_holds_nobody(self):
        for code, status, part in (
            (RISKLESS, "riskless", "riskless"),
            (RISKY, "risky", "risky"),
            (EXPIRED, "expired", "invalid"),
            (NOT_FOUND, "not_found", "invalid"),
            (STRANGE, "unknown", "unanswered"),
        ):
            with self.subTest(status=status):
                wizard = self.ask(code)
                self.assertEqual(wizard.risk_status, status)
                query = wizard.query_id
                self.assert_counted(query, **{part: 1})
                self.assertEqual((query.state, query.progress), ("done", 100))
                self.assertEqual(query.user_id, self.officer)
                self.assertEqual(query.service_id, self.service)
                self.assertFalse(query.check_ids)
                self.assertFalse(query.batch_ids.code_ids)
        self.assertFalse(self.env["hes.code"].search([]))

    def test_a_code_without_end(self):
        self.assertEqual(self.ask(ENDLESS).expiry, "No end")

    def test_what_is_no_code_is_not_asked(self):
        with self.assertRaisesRegex(ValidationError, "ten letters"):
            self.ask("A4D7-1132")
        self.assertFalse(self.stand_in.requests)

    def test_whoever_has_the_code_gets_the_answer(self):
        code = self.code(self.ayse, RISKLESS)
        wizard = self.ask(RISKLESS)
        self.assertEqual(wizard.holder, "Ayşe Işık")
        self.assertEqual(code.risk_status, "riskless")
        self.assertEqual(code.check_ids.query_id, wizard.query_id)
        self.assert_counted(wizard.query_id, riskless=1)

    def test_a_replaced_code_is_still_about_who_had_it(self):
        self.code(self.ayse, RISKLESS, risk_status="risky", checked_at="2021-02-28")
        present = self.code(self.ayse, ENDLESS)
        self.assertEqual(present.risky_code, RISKLESS)
        self.ask(RISKLESS)
        self.assertFalse(present.risky_since)
        slip = self.code(self.burak, RISKY)
        self.code(self.burak, EXPIRED)
        self.ask(RISKY)  # the answer names somebody else
        self.assertFalse(slip.check_ids)
        self.assertNotEqual(self.burak.hes_clearance, "denied")

    def test_a_risky_answer_raises_the_alarm(self):
        self.code(self.ayse, RISKY)
        self.ask(RISKY)
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_trouble_is_told_and_counted(self):
        for trouble, told in (
            ("500", "fault of its own"),
            ("html", "web page"),
            ("429", "wait"),
        ):
            with self.subTest(trouble=trouble):
                self.stand_in.trouble(trouble)
                wizard = self.ask(RISKLESS)
                self.assertIn(told, wizard.error)
                self.assertFalse(wizard.risk_status)
                self.assertEqual(wizard.query_id.state, "failed")
                self.assert_counted(wizard.query_id, unanswered=1)
        self.stand_in.calm()
        wizard.action_query()
        self.assertEqual(wizard.risk_status, "riskless")
        self.assertFalse(wizard.error)

    def test_refused_credentials_are_not_tried_again(self):
        self.stand_in.trouble("401")
        self.assertIn("password", self.ask(RISKLESS).error)
        self.assertTrue(self.service.suspended)
        with self.assertRaisesRegex(UserError, "HES manager"):
            self.ask(RISKLESS)
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_what_has_no_answer_can_be_asked_again(self):
        self.code(self.ayse, RISKLESS)
        self.stand_in.trouble("500")
        query = self.ask(RISKLESS).query_id
        self.stand_in.calm()
        query.with_user(self.officer).action_retry()
        self.assert_counted(query, riskless=1)

    def test_a_new_question_clears_the_card(self):
        wizard = self.ask(RISKLESS, employee_id=self.ayse.id)
        wizard.employee_id = self.ayse
        wizard.code = NOT_FOUND
        self.assertEqual(wizard.asked_code, RISKLESS, "the card is what was asked")
        wizard.action_query()
        self.assertEqual(wizard.asked_code, NOT_FOUND)
        self.assertFalse(wizard.employee_id)
        self.assertFalse(wizard.masked_name)

    # --------------------------------------------------------------- attaching

    def test_an_answer_is_attached_to_an_employee(self):
        wizard = self.ask(RISKY)
        form = Form(wizard)
        form.employee_id = self.ayse
        form.save().action_attach()
        code = self.ayse.hes_code_id
        self.assertEqual((code.code, code.risk_status), (RISKY, "risky"))
        self.assertEqual(code.source, "manual")
        self.assertEqual(code.check_ids.query_id, wizard.query_id)
        self.assertEqual(code.check_ids.user_id, self.officer)
        self.assertEqual(wizard.holder, "Ayşe Işık")
        self.assert_counted(wizard.query_id, risky=1)

    def test_an_answer_is_attached_to_a_visitor(self):
        visitor = self.env["res.partner"].create({"name": "Deniz Kaya"})
        wizard = self.ask(RISKLESS)
        wizard.partner_id = visitor
        wizard.action_attach()
        code = self.env["hes.code"].search([("partner_id", "=", visitor.id)])
        self.assertEqual((code.code, code.source), (RISKLESS, "visitor"))
        self.assertEqual(code.risk_status, "riskless")
        self.assertEqual(code.company_id, self.company)

    def test_an_employees_contact_is_no_visitor(self):
        wizard = self.ask(RISKY)
        wizard.partner_id = self.ayse.work_contact_id
        refused = self.assertRaisesRegex(ValidationError, "Ayşe Işık is an employee")
        with refused, self.env.cr.savepoint():
            wizard.action_attach()
        wizard.write({"partner_id": False, "employee_id": self.ayse.id})
        wizard.action_attach()
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_the_newer_code_takes_the_place_of_the_older(self):
        old = self.code(self.ayse, ENDLESS)
        wizard = self.ask(RISKLESS)
        wizard.employee_id = self.ayse
        wizard.action_attach()
        self.assertFalse(old.active)
        self.assertEqual(self.ayse.hes_code, RISKLESS)

    def test_somebody_elses_code_is_seen_before_and_after(self):
        self.ayse.identification_id = "10000000170"
        self.burak.identification_id = "10000000281"
        form = Form(self.ask(RISKLESS))
        form.employee_id = self.ayse
        self.assertEqual(form.owner_check, "match")
        form.employee_id = self.burak
        self.assertEqual(form.owner_check, "mismatch")
        form.save().action_attach()
        self.assertEqual(self.burak.hes_owner_check, "mismatch")

    def test_what_cannot_be_attached(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        wizard = self.ask(RISKLESS)
        with self.assertRaisesRegex(UserError, "choose"):
            wizard.action_attach()
        with self.assertRaises(UserError):  # not to be seen, or not of the company
            wizard.employee_id = stranger
            wizard.action_attach()
        self.code(self.burak, RISKY)
        wizard = self.ask(RISKY)
        wizard.employee_id = self.ayse
        with self.assertRaisesRegex(UserError, "Burak"):
            wizard.action_attach()

    # ---------------------------------------------------------------- e-Devlet

    def test_the_answer_of_e_devlet_is_read(self):
        code = self.code(self.ayse, RISKLESS)
        wizard = self.page(RISKLESS)
        self.assertFalse(self.stand_in.requests)
        self.assertEqual(wizard.risk_status, "riskless")
        self.assertEqual(wizard.masked_national_id, "*****170")
        self.assertEqual(
            wizard.expires_at, fields.Datetime.to_datetime("2021-06-01 09:00:00")
        )
        self.assertFalse(wizard.content, "the page is forgotten")
        self.assertFalse(wizard.query_id.service_id)
        self.assert_counted(wizard.query_id, riskless=1)
        self.assertEqual(code.check_ids.channel, "edevlet")

    def test_the_answer_about_another_code_is_refused(self):
        for page_code, told in ((RISKY, RISKY), ("", "No HES code")):
            content = PAGE.format(code=page_code, status="Riskli")
            with self.subTest(told=told), self.assertRaisesRegex(UserError, told):
                self.ask(RISKLESS, way="edevlet", content=content)
        self.assertFalse(self.env["hes.query"].search([]))

    def test_what_is_no_answer_is_refused_with_the_mend(self):
        for content, told in (
            (False, "paste"),
            ("Merhaba", "No risk status"),
            (
                PAGE.format(code=RISKLESS, status="Riskli")
                + PAGE.format(code=RISKY, status="Riskli Değil"),
                "several answers",
            ),
        ):
            with self.subTest(told=told), self.assertRaisesRegex(UserError, told):
                self.ask(RISKLESS, way="edevlet", content=content)

    def test_without_a_service_e_devlet_is_the_way(self):
        self.service.active = False
        self.assertEqual(self.wizard(RISKLESS).way, "edevlet")
        with self.assertRaisesRegex(UserError, "e-Devlet"):
            self.ask(RISKLESS, way="service")

    # ------------------------------------------------------------------ rights

    def test_only_officers_ask(self):
        for user in (self.plain_user, self.attendance_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard(RISKLESS, user)

    def test_nobody_sees_what_others_asked(self):
        wizard = self.ask(RISKLESS)
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).read(["code"])

    def test_a_code_of_another_company_is_a_strange_code(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        code = self.code(stranger, RISKLESS)
        wizard = self.ask(RISKLESS)
        self.assertFalse(wizard.holder)
        self.assertFalse(code.check_ids)
        with self.assertRaises(AccessError):
            self.ask(RISKLESS, company_id=self.stranger_company.id)
        self.officer.company_ids |= self.stranger_company
        with self.assertRaises(AccessError):  # without having switched to it
            self.ask(RISKLESS, company_id=self.stranger_company.id)

    def age(self, wizard, minutes):
        wizard.flush_recordset()
        self.env.cr.execute(
            "UPDATE hes_single_query SET write_date = write_date - %s WHERE id = %s",
            [timedelta(minutes=minutes), wizard.id],
        )
        wizard.invalidate_recordset()

    def test_no_code_stays_behind(self):
        old, recent = self.ask(RISKLESS), self.ask(RISKLESS)
        self.age(old, 16)
        self.age(recent, 14)
        new = self.ask(RISKY)
        self.assertFalse(old.exists())
        self.assertTrue(recent.exists(), "another tab may still show it")
        self.assertEqual(new.action_restart()["res_model"], "hes.single.query")
        self.assertFalse(new.exists())

    def test_what_nobody_came_back_to_is_vacuumed(self):
        old, recent = self.ask(RISKLESS), self.ask(RISKLESS)
        self.age(old, 16)
        self.env["hes.single.query"]._transient_vacuum()
        self.assertEqual((old | recent).exists(), recent)


@tagged("post_install", "-at_install")
class TestSingleQueryBrowser(HttpCase, SingleQueryCase):
    def test_hr_scans_a_code_and_keeps_it(self):
        self.start_tour("/odoo", "hes_single_query", login=self.officer.login)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_risk_status, "riskless")
