# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..common import (
    ENDLESS,
    NOT_FOUND,
    RISKLESS,
    RISKY,
    HesCase,
)

FRESH = "G1H2-3456-10"
NATIONAL_ID = "10000000146"
REFUSAL = {"hes_refused", "employee_name", "kiosk_delay", "attempt", "use_pin"}


class KioskCase(HttpCase, HesCase):
    """A kiosk before which Burak is refused, and may show a fresh code of his."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.company.partner_id.lang = "en_US"  # the kiosk speaks it
        self.company.write(
            {"attendance_kiosk_use_pin": False, "attendance_kiosk_delay": 7}
        )
        self.burak.write({"pin": "4711", "identification_id": NATIONAL_ID})
        now = fields.Datetime.now()
        self.code(self.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        self.code(self.burak, RISKY, risk_status="risky", checked_at=now)
        self.stand_in, self.service = self.start_service()
        self.stand_in.people[FRESH.replace("-", "")] = (NATIONAL_ID, "Burak", "Çelik")


@tagged("post_install", "-at_install")
class TestKioskAnswers(KioskCase):
    """What the public routes answer: whoever has the kiosk's address can call them."""

    def call(self, route, **params):
        params = {"token": self.company.attendance_kiosk_key, **params}
        answer = self.url_open(
            f"/hr_attendance/{route}", json={"params": params}, method="POST"
        ).json()
        self.env.invalidate_all()
        return answer["result"]

    def scan(self, barcode):
        return self.call("attendance_barcode_scanned", barcode=barcode)

    def choose(self, employee, pin):
        return self.call("manual_selection", employee_id=employee.id, pin_code=pin)

    def look(self, code=FRESH, **proof):
        return self.call("hes_attempt", code=code, **proof)

    def assert_refused(self, answer, **more):
        self.assertEqual(set(answer), REFUSAL | set(more))
        self.assertEqual(answer["employee_name"], self.burak.name)
        self.assertFalse(self.burak.attendance_ids)

    def assert_unproven(self, **proof):
        """Stock's answer to a wrong PIN or badge, and nothing was asked."""
        self.assertEqual(self.look(**proof), {})
        self.assertFalse(self.stand_in.requests)
        self.assertFalse(self.env["hr.attendance"].search_count([]))

    # ----------------------------------------------------- badge and name

    def test_a_refusal_tells_the_name_of_the_greeting_and_no_reason(self):
        answer = self.scan("1002")
        self.assert_refused(answer)
        self.assertEqual(answer["kiosk_delay"], 7000)
        self.assertTrue(answer["attempt"])
        self.assertFalse(answer["use_pin"])
        chosen = self.call(
            "manual_selection", employee_id=self.burak.id, pin_code=False
        )
        self.assertEqual(chosen, answer)

    def test_a_wrong_pin_or_badge_is_answered_as_by_stock(self):
        self.assertEqual(self.scan("9999"), {})
        self.company.attendance_kiosk_use_pin = True
        self.assertEqual(self.choose(self.burak, "1"), {})

    def test_no_badge_is_nobodys_badge(self):
        self.ayse.barcode = False
        for barcode in (False, None, "", ["1003"], True):
            self.assertEqual(self.scan(barcode), {})
        self.assertFalse(self.env["hr.attendance"].search_count([]))

    def test_a_hint_is_for_those_who_come_in_with_one(self):
        self.assertNotIn("hes_hint", self.scan("1001"))
        self.assertTrue(self.scan("1003")["hes_hint"])
        self.assertNotIn("hes_hint", self.scan("1003"), "a check-out")
        self.company.hes_policy_id.gate = "off"
        self.assertNotIn("hes_hint", self.scan("1003"))

    def test_somebody_denied_meanwhile_checks_out(self):
        self.scan("1001")
        self.record_answer(self.ayse.hes_code_id, status="risky")
        self.assertEqual(self.scan("1001")["attendance_state"], "checked_out")

    # -------------------------------------------------------- second look

    def test_a_fresh_code_of_their_own_lets_them_in(self):
        for text in ("HES:g1h2 3456 10", f"{NATIONAL_ID}|{FRESH}"):
            with self.subTest(text=text):
                answer = self.look(text, barcode="1002")
                self.assertEqual(answer["attendance_state"], "checked_in")
                attendance = self.burak.attendance_ids
                self.assertEqual(attendance.hes_clearance, "cleared")
                self.assertEqual(attendance.in_mode, "kiosk")
                attendance.unlink()

    def test_a_pin_proves_where_the_company_uses_pins(self):
        proof = {"employee_id": self.burak.id, "pin_code": "4711"}
        self.assert_unproven(**proof)
        self.company.attendance_kiosk_use_pin = True
        self.assertEqual(self.look(**proof)["attendance_state"], "checked_in")

    def test_without_a_proof_nothing_is_asked(self):
        self.company.attendance_kiosk_use_pin = True
        chosen = {"employee_id": self.burak.id}
        for proof in (
            {},
            chosen,
            {**chosen, "pin_code": ""},
            {**chosen, "pin_code": "4712"},
            {**chosen, "pin_code": 4711},
            {**chosen, "pin_code": ["4711"]},
            {**chosen, "pin_code": "٤٧١١"},
            {"employee_id": [self.burak.id], "pin_code": "4711"},
            {"employee_id": f"{self.burak.id}", "pin_code": "4711"},
            {"pin_code": "4711"},
            {"barcode": "100"},
            {"barcode": "%"},
            {"barcode": ["1002"]},
            {"barcode": True},
            {**chosen, "barcode": "1001"},
            {**chosen, "barcode": "9999", "pin_code": "4711"},
            {"barcode": "1002", "token": "0"},
            {"barcode": "1002", "token": False},
        ):
            with self.subTest(proof=proof):
                self.assert_unproven(**proof)

    def test_somebody_without_a_pin_proves_nothing_by_leaving_it_empty(self):
        self.company.attendance_kiosk_use_pin = True
        self.burak.write({"pin": False, "barcode": False})
        for pin in (False, "", "False"):
            self.assert_unproven(employee_id=self.burak.id, pin_code=pin)
        refused = self.call(
            "manual_selection", employee_id=self.burak.id, pin_code=False
        )
        self.assert_refused(refused)
        self.assertFalse(refused["attempt"], "there is nothing to prove it with")

    def test_another_companys_people_are_out_of_reach(self):
        self.company.attendance_kiosk_use_pin = True
        self.burak.company_id = self.stranger_company
        self.assert_unproven(barcode="1002")
        self.assert_unproven(employee_id=self.burak.id, pin_code="4711")

    def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(self):
        self.code(self.cigdem, ENDLESS)
        expected = self.scan("1002")
        asked = set()
        for text in (NOT_FOUND, ENDLESS, "C2D3-3456-10"):
            before = len(self.stand_in.requests)
            self.assertEqual(self.look(text, barcode="1002"), expected)
            asked.add(len(self.stand_in.requests) - before)
        self.assert_refused(expected)
        self.assertEqual(asked, {1}, "as long as the answer takes, for each")

    def test_what_is_no_code_is_told_so_and_asked_of_nobody(self):
        expected = self.scan("1002")
        for text in ("what?", "", None, "BEKLENİYOR", "5321234567"):
            answer = self.look(text, barcode="1002")
            self.assertEqual(answer, {**expected, "unreadable": True})
        self.assertFalse(self.stand_in.requests)

    def test_a_badge_is_no_code_and_costs_no_try(self):
        self.company.hes_policy_id.tries_per_hour = 1
        self.ayse.barcode, self.burak.barcode = "0012345678", "A4D7113210"
        for text in ("0012345678", " 0012345678\n", "A4D7113210", "a4d7113210"):
            answer = self.look(text, barcode="A4D7113210")
            self.assertEqual(answer, {"hes_badge": True})
        self.assertFalse(self.stand_in.requests)
        self.assertFalse(self.env["hes.kiosk.attempt"].search([]))
        self.assertFalse(self.env["hr.attendance"].search([]))
        answer = self.look(barcode="A4D7113210")
        self.assertEqual(answer["attendance_state"], "checked_in")

    def test_a_badge_is_known_by_the_other_reading_of_its_keys(self):
        self.ayse.barcode = "EMP12"
        for texts in (("EMP12", "DKP12"), ("DKP12", "EMP12"), ("", "EMP12")):
            answer = self.look(texts[0], other_reading=texts[1], barcode="1002")
            self.assertEqual(answer, {"hes_badge": True})
        self.assertFalse(self.env["hes.kiosk.attempt"].search([]))
        self.assert_unproven(barcode="9999", code="?", other_reading="EMP12")

    def test_who_has_proven_nothing_learns_of_no_badge(self):
        self.ayse.barcode = "0012345678"
        self.assert_unproven(barcode="9999", code="0012345678")

    def test_after_too_many_tries_even_the_right_code_waits(self):
        for _try in range(20):
            answer = self.look(NOT_FOUND, barcode="1002")
            if "wait" in answer:
                break
        self.assert_refused(answer, wait=True)
        asked = len(self.stand_in.requests)
        self.assertLessEqual(asked, 10)
        self.assert_refused(self.look(barcode="1002"), wait=True)
        self.assertEqual(len(self.stand_in.requests), asked)

    def test_nobody_is_checked_out_by_it(self):
        attendance = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        for code in (RISKLESS, NOT_FOUND):
            answer = self.look(code, barcode="1001")
            self.assertEqual(answer["attendance_state"], "checked_in")
        self.assertFalse(attendance.check_out)
        self.assertFalse(self.stand_in.requests)

    def test_a_company_may_do_without_it(self):
        self.company.hes_policy_id.kiosk_attempt = False
        self.assertFalse(self.scan("1002")["attempt"])
        self.assert_refused(self.look(barcode="1002"))
        self.assertFalse(self.stand_in.requests)

    def test_a_company_that_asks_by_e_devlet_offers_no_field_for_a_code(self):
        self.service.active = False
        self.assertFalse(self.scan("1002")["attempt"])

    def test_without_hes_codes_none_is_taken(self):
        self.company.hes_policy_id.hes_codes = False
        answer = self.look(barcode="1002")
        self.assert_refused(answer)
        self.assertFalse(answer["attempt"])
        self.assertFalse(self.stand_in.requests)
        self.assertEqual(self.burak.hes_code, RISKY)

    # ------------------------------------------------------------- names

    def found(self, text):
        answer = self.call(
            "employees_infos", limit=10, offset=0, domain=[["name", "ilike", text]]
        )
        return [row["display_name"] for row in answer["records"]]

    def test_names_are_found_as_people_type_them_in_every_locale_of_a_database(self):
        self.burak.name = "İbrahim Işıklı-Güneş"
        self.cigdem.name = "I\u0307rem IŞIK"  # as some systems write İ
        self.env.cr.execute("DROP VIEW hr_employee_public CASCADE")  # it names it
        both = ["Ayşe Işık", "I\u0307rem IŞIK", "İbrahim Işıklı-Güneş"]
        for collation in ("C", "tr-x-icu", "en-x-icu", "default"):
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE hr_employee ALTER COLUMN name TYPE varchar COLLATE %s",
                    SQL.identifier(collation),
                )
            )
            for text in ("ışık", "isik", "IŞIK", "İŞİK", "Isik"):
                with self.subTest(collation=collation, text=text):
                    self.assertCountEqual(self.found(text), both)
            for text in ("ibrahim", "İBRAHİM", "IBRAHIM", "ıbrahım", "i\u0307bra"):
                with self.subTest(collation=collation, text=text):
                    self.assertEqual(self.found(text), both[2:])
            for text, names in (
                ("isikli-gunes", both[2:]),
                ("ayse i", both[:1]),
                ("irem", both[1:2]),
                ("%", []),
                ("_", []),
                (".*", []),
                ("[a", []),
                ("(ayse", []),
                ("ayse|irem", []),
                ("\\", []),
                ("i" * 500, []),
            ):
                with self.subTest(collation=collation, text=text):
                    self.assertEqual(self.found(text), names)

    # -------------------------------------------------------- information

    def test_the_information_is_given_in_the_kiosks_language(self):
        self.company.hes_policy_id.information_text = "Ours"
        self.env["res.lang"]._activate_lang("tr_TR")
        self.company.with_context(lang="tr_TR").hes_policy_id.information_text = "Bizim"
        shown = self.call("hes_information")["information"]
        self.assertEqual(shown, "<p>Ours</p>")
        self.company.partner_id.lang = "tr_TR"
        shown = self.call("hes_information")["information"]
        self.assertEqual(shown, "<p>Bizim</p>")
        self.assertEqual(self.call("hes_information", token="0"), {})

    def test_whoever_sends_a_code_was_informed(self):
        readings = self.env["hes.information.reading"]
        self.scan("1002")
        self.assert_unproven(barcode="9999")
        self.assertFalse(readings.search([]))
        self.look(NOT_FOUND, barcode="1002")
        self.look(NOT_FOUND, barcode="1002")
        reading = readings.search([])
        self.assertEqual(reading.employee_id, self.burak)
        self.assertEqual(reading.place, "kiosk")
        self.assertFalse(reading.opened)
        self.look(barcode="1002", information_opened=True)
        self.assertEqual(readings.search([]).mapped("opened"), [True, False])

    def test_the_proof_has_the_wording_that_was_read(self):
        """Also when HR changes the text, or the kiosk its language, in between."""
        self.env["res.lang"]._activate_lang("tr_TR")
        policy = self.company.hes_policy_id
        policy.information_text = "First"
        shown = self.call("hes_information")
        policy.information_text = "Second"
        self.company.partner_id.lang = "tr_TR"
        self.look(
            NOT_FOUND,
            barcode="1002",
            information_opened=True,
            wording=shown["wording"],
        )
        reading = self.env["hes.information.reading"].search([])
        self.assertIn("First", str(reading.body))
        self.assertEqual(reading.information_id.lang, "en_US")
        for forged in ("0" * 64, 7, {"a": 1}, [], None):
            self.look(
                NOT_FOUND, barcode="1002", information_opened=True, wording=forged
            )
        self.assertEqual(
            self.env["hes.information.reading"]
            .search([])
            .information_id.mapped("lang"),
            ["tr_TR", "en_US"],
        )
