# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

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

    def test_the_badge_of_who_has_left_is_unknown_whatever_the_context(self):
        self.ayse.active = False
        answer = self.ask(self.turnstile, badge="1001", context={"active_test": False})
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

    def test_several_badges_in_one_call(self):
        badges = ["1001", "1002", "1003", "0000", ""]
        answer = self.ask(self.turnstile, "get_hes_clearances", badges=badges)
        words = ["cleared", "denied", "warned", "denied", "denied"]
        self.assertEqual(answer.json(), dict(zip(badges, words, strict=True)))
        for strange in ("1001", None, [1001], [True], {"1001": 1}, ["1"] * 101):
            with self.subTest(strange=str(strange)[:20]):
                answer = self.ask(self.turnstile, "get_hes_clearances", badges=strange)
                self.assertEqual(answer.status_code, 422)
        for user in (self.plain_user, self.attendance_officer):
            answer = self.ask(user, "get_hes_clearances", badges=["1001"])
            self.assertEqual(answer.status_code, 403)

    def stale(self, *codes):
        """The service; the answers about these codes are too old."""
        stand_in, _service = self.start_service()
        for code in codes:
            code.checked_at = fields.Datetime.now() - timedelta(days=30)
        return stand_in

    def test_the_service_is_asked_where_an_answer_is_too_old(self):
        code = self.ayse.hes_code_id
        stand_in = self.stale(code)
        stand_in.overrides["A4D7113210"] = "RISKY"
        answer = self.ask(self.turnstile, badge="1001")
        self.assertEqual(answer.json(), {"clearance": "denied"})
        self.env.invalidate_all()
        self.assertEqual(code.risk_status, "risky")
        self.ask(self.turnstile, "get_hes_clearances", badges=["1001", "1002"])
        self.assertEqual(len(stand_in.requests), 1, "the answer is fresh now")

    def test_where_the_rule_lets_in_the_answer_decides_as_at_a_check_in(self):
        """Ask at Check-in is on: what is too old or was never asked is asked for."""
        self.company.hes_policy_id.write(
            {"policy_stale": "off", "policy_unchecked": "off"}
        )
        stand_in = self.stale(self.ayse.hes_code_id)
        self.code(self.cigdem, "K1L2-0001-66")
        stand_in.overrides["A4D7113210"] = "RISKY"
        for badge in ("1001", "1003"):
            answer = self.ask(self.turnstile, badge=badge)
            self.assertEqual(answer.json(), {"clearance": "denied"}, badge)
        self.assertEqual(len(stand_in.requests), 2)
        self.ask(self.turnstile, badge="1001")
        self.assertEqual(len(stand_in.requests), 2, "the answer is fresh now")

    def test_the_companys_rule_holds_while_the_service_is_silent(self):
        self.stale(self.ayse.hes_code_id).trouble("503")
        for action, word in (("block", "denied"), ("warn", "warned")):
            self.company.hes_policy_id.policy_unreachable = action
            answer = self.ask(self.turnstile, badge="1001")
            self.assertEqual(answer.json(), {"clearance": word})

    def test_wrong_badges_are_counted_and_close_the_turnstile_to_nobody(self):
        self.company.hes_policy_id.tries_per_hour = 1
        stand_in = self.stale(self.ayse.hes_code_id)
        wrong = [f"wrong {number}" for number in range(6)]
        self.ask(self.turnstile, "get_hes_clearances", badges=wrong)
        attempts = self.env["hes.kiosk.attempt"].search([])
        self.assertEqual(attempts.mapped("outcome"), ["unproven"] * 4)
        self.assertEqual(attempts.company_id, self.company)
        answer = self.ask(self.turnstile, badge="1001")
        self.assertEqual(answer.json(), {"clearance": "warned"})
        self.assertFalse(stand_in.requests, "nothing is asked from there")
