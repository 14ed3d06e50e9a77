# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestTurnstile(HttpCase, HesCase):
    """Over Odoo's JSON-2 API, as a user who has nothing but the gate's group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.turnstile = cls._user("turnstile", "hes_code.group_hes_gate")
        now = fields.Datetime.now()
        cls.code(cls, cls.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        cls.code(cls, cls.burak, RISKY, risk_status="risky", checked_at=now)

    def ask(self, user, method="get_hes_clearance", **params):
        expiration = fields.Datetime.add(fields.Datetime.now(), days=1)
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate(scope="rpc", name="turnstile", expiration_date=expiration)
        )
        with mute_logger("odoo.http"):
            return self.url_open(
                f"/json/2/hr.employee/{method}",
                json=params,
                headers={"Authorization": f"Bearer {key}"},
            )

    def test_a_badge_goes_in_and_one_word_comes_out(self):
        for badge, clearance in (
            ("1001", "cleared"),
            ("1002", "denied"),
            ("1003", "warned"),
            ("0000", "denied"),
            ("", "denied"),
        ):
            with self.subTest(badge=badge):
                answer = self.ask(self.turnstile, badge=badge)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.json(), {"clearance": clearance})

    def test_no_badge_is_nobodys_badge(self):
        self.ayse.barcode = False
        for badge in ("", None, False, True, ["1003"], {"1003": 1}, "\0", 1003):
            with self.subTest(badge=badge):
                answer = self.ask(self.turnstile, badge=badge)
                self.assertEqual(answer.json(), {"clearance": "denied"})

    def test_a_gate_that_is_off_lets_everybody_in(self):
        self.company.hes_policy_id.gate = "off"
        answer = self.ask(self.turnstile, badge="1002")
        self.assertEqual(answer.json(), {"clearance": "cleared"})

    def test_a_turnstile_reads_nothing_else(self):
        answer = self.ask(
            self.turnstile, "search_read", domain=[], fields=["hes_clearance"]
        )
        self.assertEqual(answer.status_code, 403)
        with self.assertRaises(AccessError):
            self.as_user(self.turnstile, "hes.code").search([])

    def test_others_may_not_ask(self):
        for user in (self.plain_user, self.attendance_officer):
            self.assertEqual(self.ask(user, badge="1001").status_code, 403)

    def test_people_of_other_companies_are_unknown(self):
        self.env["hr.employee"].create(
            {
                "name": "Stranger",
                "company_id": self.stranger_company.id,
                "barcode": "2001",
            }
        )
        answer = self.ask(self.turnstile, badge="2001")
        self.assertEqual(answer.json(), {"clearance": "denied"})
