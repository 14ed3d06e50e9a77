# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ENDLESS, RISKLESS, RISKY, HesCase

NOW = "2021-03-01 05:10:00"


@tagged("post_install", "-at_install")
class TestStoredHanded(HttpCase, HesCase):
    """What is stored about somebody who has no user, for HR to hand over."""

    def setUp(self):
        super().setUp()
        self.code_of_ayse = self.code(self.ayse, RISKLESS)
        self.record_answer(
            self.code_of_ayse, NOW, masked_national_id="********170", masked_name="Ay**"
        )
        self.code(self.burak, RISKY)
        self.env["hes.exemption"].create(
            {
                "employee_id": self.ayse.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-02",
                "reason": "Works outdoors",
            }
        )
        self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.env["hes.kiosk.attempt"].create(
            {"employee_id": self.ayse.id, "tried_at": NOW, "outcome": "foreign"}
        )
        self.env["hes.query.group"].create(
            {
                "name": "Night Shift",
                "company_id": self.company.id,
                "employee_ids": self.ayse.ids,
            }
        )
        self.code_of_ayse.with_user(self.manager).read(["code"])
        self.visitor = self.env["res.partner"].create({"name": "Deniz Kaya"})
        self.env["hes.code"].create(
            {
                "partner_id": self.visitor.id,
                "company_id": self.company.id,
                "code": ENDLESS,
                "source": "visitor",
            }
        )

    def page(self, user, person):
        action = person.with_user(user).with_context(lang="en_US").action_hes_stored()
        self.authenticate(user.login, user.login)
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        return answer.text

    def stored(self):
        """Who opened whose page."""
        rows = self.env["hes.access.log"].search([("kind", "=", "stored")])
        return sorted(
            (row.user_id.login, (row.employee_id or row.partner_id).name, row.channel)
            for row in rows
        )

    def test_a_manager_hands_over_everything(self):
        page = self.page(self.manager, self.ayse)
        for told in (
            "Ayşe Işık",
            RISKLESS,
            "********170",
            "Works outdoors",
            "Not Proven to Be Their Own",
            "Attendances",
            "Who Opened Your Data",
            "Night Shift",
            "All Stored Data",
        ):
            self.assertIn(told, page)
        for secret in (RISKY, "Burak", ENDLESS, "is left out"):
            self.assertNotIn(secret, page)
        self.assertEqual(self.stored(), [("hes_manager", "Ayşe Işık", "alone")])

    def test_an_officer_hands_over_what_officers_may_see(self):
        page = self.page(self.officer, self.ayse)
        for told in (RISKLESS, "********170", "Works outdoors", "is left out"):
            self.assertIn(told, page)
        for closed in (
            "Not Proven to Be Their Own",
            "Attendances",
            "Who Opened Your Data",
            "hes_manager",
            "Night Shift",
        ):
            self.assertNotIn(closed, page)
        self.assertEqual(self.stored(), [("hes_officer", "Ayşe Işık", "alone")])

    def test_a_visitor_by_way_of_the_contact(self):
        action = self.env.ref("hes_code.res_partner_action_stored")
        context = {
            "active_model": "res.partner",
            "active_id": self.visitor.id,
            "active_ids": self.visitor.ids,
        }
        opened = action.with_user(self.manager).with_context(**context).run()
        self.assertEqual(opened["url"], f"/hes/stored/visitor/{self.visitor.id}")
        page = self.page(self.manager, self.visitor)
        self.assertIn(ENDLESS, page)
        self.assertIn("Deniz Kaya", page)
        self.assertNotIn(RISKLESS, page)
        self.assertEqual(self.stored(), [("hes_manager", "Deniz Kaya", "alone")])

    @mute_logger("odoo.http")
    def test_nobody_else_opens_it(self):
        address = f"/hes/stored/employee/{self.ayse.id}"
        hr = self._user("hr", "hr.group_hr_manager")
        reception = self._user("reception", "hes_code.group_hes_reception")
        for user in (hr, reception, self.attendance_officer, self.plain_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.ayse.with_user(user).action_hes_stored()
                self.authenticate(user.login, user.login)
                answer = self.url_open(address)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn(RISKLESS, answer.text)
        self.logout()
        answer = self.url_open(address, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.stored())

    @mute_logger("odoo.http")
    def test_nothing_of_another_company(self):
        other = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        self.env["hes.code"].create(
            {
                "partner_id": self.visitor.id,
                "company_id": self.stranger_company.id,
                "code": "Z1Z2-3456-11",
                "source": "visitor",
            }
        )
        page = self.page(self.manager, self.visitor)
        self.assertIn(ENDLESS, page)
        self.assertNotIn("Z1Z2-3456-11", page)
        answer = self.url_open(f"/hes/stored/employee/{other.id}")
        self.assertEqual(answer.status_code, 403)

    @mute_logger("odoo.http")
    def test_nobody_of_that_number(self):
        self.authenticate("hes_manager", "hes_manager")
        answer = self.url_open("/hes/stored/employee/999999999")
        self.assertEqual(answer.status_code, 404)

    def test_the_button_is_on_the_employees_page(self):
        hr = self._user("hr", "hr.group_hr_manager")
        for user, there in ((self.officer, True), (hr, False)):
            views = self.as_user(user, "hr.employee").get_views([(False, "form")])
            arch = views["views"]["form"]["arch"]
            self.assertEqual("action_hes_stored" in arch, there, user.login)
