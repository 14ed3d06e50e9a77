# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import html2plaintext

from ..common import EXPIRED, NOT_FOUND, RISKLESS, RISKY, UNANSWERED
from ..web_client import WebClient
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"
NEUTRAL = ("risk", "hes", "covid", "health", "code", "expired")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestValidAnswer(PermitCase):
    """A visitor without a valid answer is never plainly approved."""

    def setUp(self):
        super().setUp()
        self.company.hes_policy_id.visit_rule = "block"
        self.stand_in, self.service = self.start_service()
        self.stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")

    def approve(self, *args, **values):
        visit = self.enter(*args, **values)
        visit.action_approve()
        return visit

    def test_it_is_needed_unless_a_company_says_otherwise(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(company.hes_policy_id.visit_rule, "block")

    def test_without_a_code_the_approval_says_that_it_is_missing(self):
        visit = self.approve("Deniz Kaya")
        self.assertEqual(visit.state, "denied")
        self.assertIn("code is missing", visit.denial)
        visit.hes_code_entry = RISKLESS
        visit.action_approve()
        self.assertEqual((visit.state, visit.see_hr), ("approved", False))

    def test_reception_reads_the_same_of_every_invalid_answer(self):
        told = set()
        for code in (RISKY, NOT_FOUND, EXPIRED, UNANSWERED):
            visit = self.approve(f"Visitor {code}", code)
            self.assertEqual(visit.state, "denied", code)
            told.add(visit.denial)
        self.service.active = False
        told.add(self.approve("Nobody asked", "A1B2-3456-10").denial)
        self.assertEqual(len(told), 1, told)
        self.assertIn("see HR", told.pop())

    def test_a_company_may_let_them_in_and_reception_sees_it(self):
        self.company.hes_policy_id.visit_rule = "warn"
        for code in ("", EXPIRED, UNANSWERED):
            visit = self.approve(f"Visitor {code}", code)
            self.assertEqual((visit.state, visit.see_hr), ("approved", True), code)
        self.assertEqual(self.approve("Risky", RISKY).state, "denied")
        self.company.hes_policy_id.policy_missing = "block"
        self.assertEqual(self.approve("Umut Kaya").state, "denied", "the harder holds")

    def test_no_rule_of_the_gate_lets_a_visitor_in_without_a_note(self):
        policy = self.company.hes_policy_id
        policy.write(
            {
                f"policy_{reason}": "off"
                for reason in ("missing", "expired", "unchecked", "stale")
            }
        )
        policy.visit_rule = "warn"
        self.assertTrue(self.approve("Deniz Kaya").see_hr)
        policy.visit_rule = "block"
        self.assertEqual(self.approve("Umut Kaya").state, "denied")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestHostKnows(PermitCase):
    """The host is told of arrivals."""

    def setUp(self):
        super().setUp()
        self.company.hes_policy_id.visit_rule = "block"
        self.stand_in, _service = self.start_service()
        self.stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")
        self.visit = self.enter("Deniz Kaya", RISKLESS)
        self.visit.action_approve()

    def told(self):
        return self.notes(self.host_user).mapped("body")

    def test_an_arrival_is_told_by_the_hosts_own_preference(self):
        self.visit.action_arrive()
        [body] = self.told()
        self.assertIn("Deniz Kaya has arrived at Headquarters", body)
        self.assertEqual(
            self.notes(self.host_user).notification_ids.mapped("notification_type"),
            ["inbox"],
        )

    def test_a_host_who_prefers_mail_gets_one(self):
        self.host_user.notification_type = "email"
        self.visit.action_arrive()
        types = self.notes(self.host_user).notification_ids.mapped("notification_type")
        self.assertEqual(types, ["email"])

    def test_a_refused_arrival_is_told_once_and_neutrally_whatever_the_reason(self):
        told = set()
        for answer in ("RISKY", "hescodehasbeenexpired", "hescodenotfound"):
            with self.subTest(answer=answer), self.env.cr.savepoint() as savepoint:
                self.stand_in.overrides["A4D7113210"] = answer
                self.visit.action_arrive()
                self.assertFalse(self.visit.arrived_at)
                [body] = self.told()
                self.assertIn(self.visit.name, body)
                for word in NEUTRAL:
                    self.assertNotIn(word, body.casefold())
                told.add(html2plaintext(body))
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        self.assertEqual(len(told), 1)

    def test_a_visitor_who_is_refused_at_the_door_is_told_neutrally(self):
        told = set()
        for code in (RISKY, NOT_FOUND, EXPIRED):
            with self.env.cr.savepoint() as savepoint:
                visit = self.enter("Umut Kaya", code)
                visit.action_approve()
                self.assertEqual(visit.state, "denied")
                [body] = self.told()
                told.add(html2plaintext(body))
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        [body] = told
        self.assertIn("Umut Kaya cannot come in", body)
        for word in NEUTRAL:
            self.assertNotIn(word, body.casefold())

    def test_a_refusal_of_another_day_is_told_nobody(self):
        visit = self.enter(
            "Umut Kaya",
            RISKY,
            date_from="2021-03-05 05:00:00",
            date_to="2021-03-05 06:00:00",
        )
        visit.action_approve()
        self.assertEqual((visit.state, self.told()), ("denied", []))

    def test_who_receives_their_visitor_themselves_is_told_nothing(self):
        visit = self.visit.with_user(self.host_user)
        visit.action_arrive()
        self.assertTrue(self.visit.arrived_at)
        self.assertFalse(self.told())


@tagged("post_install", "-at_install")
class TestReceptionScreen(WebClient, PermitCase):
    """The first screen, and two clicks."""

    def setUp(self):
        super().setUp()
        self.start_service()
        self.visit = self.enter("Deniz Kaya", RISKLESS)
        self.visit.action_approve()
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=2)
        self.later = self.enter(
            "Umut Kaya",
            date_from=tomorrow,
            date_to=fields.Datetime.add(tomorrow, hours=1),
        )

    def test_expected_visitors_of_the_day_are_there_and_arrive_in_two_clicks(self):
        self.log_in(self.reception)
        root = dict(self.menus())["hes_code.hes_code_menu_root"]
        first = self.post("/web/action/run", action_id=root, context=self.context())
        self.assertEqual(first["res_model"], "hes.permit")
        [views] = [
            {kind: arch for kind, arch, _models in self.open_action(first)},
        ]
        today = next(
            node.get("domain")
            for node in views["search"].iter("filter")
            if node.get("name") == "today"
        )
        self.assertEqual(self.evaluate(first["context"])["search_default_today"], 1)
        domain = [*self.evaluate(first["domain"]), *self.evaluate(today)]
        found = self.call("hes.permit", "web_search_read", domain, {"state": {}})
        self.assertEqual([row["id"] for row in found["records"]], self.visit.ids)
        names = [node.get("name") for node in views["list"].iter("button")]
        self.assertIn("action_arrive", names)
        self.press("hes.permit", self.visit.ids, "action_arrive")
        self.assertTrue(self.visit.arrived_at)

    def test_each_role_begins_with_its_work(self):
        for user, kind, shown in (
            (self.officer, "tag", "hes_overview"),
            (self.plain_user, "res_model", "hes.permit"),
        ):
            self.log_in(user)
            root = dict(self.menus())["hes_code.hes_code_menu_root"]
            first = self.post("/web/action/run", action_id=root, context=self.context())
            self.assertEqual(first[kind], shown)


@tagged("post_install", "-at_install")
class TestReceptionAlone(HttpCase):
    def test_who_has_no_other_right_opens_the_visits(self):
        user = new_test_user(
            self.env, "hes_desk", groups="hes_code.group_hes_reception"
        )
        self.assertFalse(user.share)
        self.authenticate("hes_desk", "hes_desk")
        answer = self.url_open("/odoo/hes-visits", allow_redirects=False)
        self.assertEqual(answer.status_code, 200, answer.headers.get("Location"))
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(info["uid"], user.id)
        for model in ("hes.permit", "hes.presence"):
            self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/web_search_read",
                {
                    "model": model,
                    "method": "web_search_read",
                    "args": [[], {"display_name": {}}],
                    "kwargs": {},
                },
            )
