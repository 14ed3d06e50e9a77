# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common import RISKLESS, RISKY, HesCase
from ..rpc_case import RpcCase

FRIENDS = "K1L2-3456-00"
FRIEND = ("10000000146", "Burak", "Çelik")
OWN = {"masked_name": "AY** IŞ**"}
OTHER = {"masked_name": "BU*** ÇE***"}


class RiskCase(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.risky = cls.env["hes.code"].create(
            {"employee_id": cls.ayse.id, "code": RISKY}
        )
        cls.record_answer(cls.risky, "2021-03-01 06:00:00", "risky")

    def enter(self, text):
        return self.env["hes.code"].create({"employee_id": self.ayse.id, "code": text})

    def is_risky(self):
        self.env.invalidate_all()
        return self.ayse.hes_clearance_reason == "risky"


class TestRiskOfWhom(RiskCase):
    """A risk ends with a riskless answer about the same person, and no other."""

    def test_the_risky_code_itself(self):
        for masks, ends in (({}, True), (OWN, True), (OTHER, False)):
            with self.subTest(masks=masks):
                self.record_answer(self.risky, status="risky")
                self.risky.owner_check = "unknown"
                self.record_answer(self.risky, status="riskless", **masks)
                self.assertEqual(self.is_risky(), not ends)
                self.assertEqual(bool(self.risky.risk_note), not ends)

    def test_another_code(self):
        for masks, ends in ((OTHER, False), ({}, False), (OWN, True)):
            with self.subTest(masks=masks):
                code = self.enter(FRIENDS)
                self.assertEqual(code.risky_code, RISKY)
                self.record_answer(code, status="riskless", **masks)
                self.assertEqual(self.is_risky(), not ends)
                if not ends:
                    self.assertIn("stays", code.risk_note)
                    self.assertEqual(self.ayse.hes_risk_note, code.risk_note)
        self.assertFalse(code.risky_code)

    def test_a_risk_of_the_other_code_does_not_replace_the_own_one(self):
        """A friend's code turns risky and riskless again: the own risk stays."""
        code = self.enter(FRIENDS)
        self.record_answer(code, status="risky")
        self.record_answer(code, status="riskless")
        self.assertTrue(self.is_risky())

    def test_the_risky_code_entered_again(self):
        self.enter(FRIENDS)
        again = self.enter(RISKY)
        self.record_answer(again, status="riskless")
        self.assertFalse(self.is_risky())

    def test_the_risky_code_brought_back(self):
        friends = self.enter(FRIENDS)
        friends.active = False
        self.risky.active = True
        self.assertTrue(self.is_risky())
        self.record_answer(self.risky, status="riskless")
        self.assertFalse(self.is_risky())

    def test_the_replaced_code_is_answered_riskless(self):
        """A query that was asked before the code was replaced ends the risk."""
        code = self.enter(FRIENDS)
        self.record_answer(self.risky, status="riskless")
        self.assertFalse(self.is_risky())
        self.assertFalse(code.risky_code)

    def test_a_corrected_name_is_compared_anew(self):
        """What e-Devlet answers has no masks: those of earlier answers count."""
        self.record_answer(self.risky, status="risky", masked_name="AY** IŞ***")
        self.ayse.name = "Ayşe Işıl"
        self.record_answer(self.risky, status="risky", masked_name="FA*** YI**")
        self.record_answer(self.risky, status="riskless")
        self.assertTrue(self.is_risky())
        self.ayse.name = "Fatma Yıldız"
        self.record_answer(self.risky, status="riskless")
        self.assertFalse(self.is_risky())

    def test_a_code_that_carries_a_risk_is_neither_deleted_nor_moved(self):
        code = self.enter(FRIENDS).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "archive the code"):
            code.unlink()
        both = self.company | self.stranger_company
        self.officer.company_ids = both
        with self.assertRaisesRegex(UserError, "as a new code"):
            code.with_context(
                allowed_company_ids=both.ids
            ).company_id = self.stranger_company
        self.assertTrue(self.is_risky())

    def test_its_text_goes_with_the_replaced_code(self):
        code = self.enter(FRIENDS)
        self.risky.sudo()._retention_erase()
        self.assertEqual(code.risky_code, "")
        self.record_answer(code, status="riskless")
        self.assertTrue(self.is_risky())

    def test_a_late_risk_that_is_over_has_no_effects(self):
        self.record_answer(self.risky, status="riskless")
        code = self.enter(RISKLESS)
        self.record_answer(code, "2021-03-02 06:00:00", **OWN)
        older = self.env["hes.code"].create(
            {"employee_id": self.burak.id, "code": "K1L2-3456-11"}
        )
        newer = self.env["hes.code"].create(
            {"employee_id": self.burak.id, "code": "K1L2-3456-12"}
        )
        self.record_answer(newer, "2021-03-02 06:00:00", masked_name="BU*** ÇE***")
        cases = self.env["hes.contact.case"]
        before = cases.search_count([("employee_id", "=", self.burak.id)])
        self.record_answer(older, "2021-03-01 06:00:00", "risky")
        self.assertNotEqual(self.burak.hes_clearance_reason, "risky")
        self.assertFalse(older.risky_since)
        found = cases.search_count([("employee_id", "=", self.burak.id)])
        self.assertEqual(found, before)

    def test_a_late_risk_goes_on_to_a_code_of_nobody_known(self):
        self.record_answer(self.risky, status="riskless")
        friends = self.enter(FRIENDS)
        self.record_answer(friends, status="riskless", **OTHER)
        self.record_answer(self.risky, fields.Datetime.now(), "risky")
        self.assertTrue(self.is_risky())
        self.assertEqual(friends.risky_code, RISKY)


@tagged("post_install", "-at_install")
class TestFriendsCode(HttpCase, RiskCase):
    """A risky person types a friend's code into My Preferences, and checks in."""

    def call(self, route, **params):
        return self.url_open(route, json={"params": params}).json()

    def test_it_ends_no_risk_and_opens_no_door(self):
        stand_in, _service = self.start_service()
        stand_in.people[FRIENDS.replace("-", "")] = ("10000000146", "Burak", "Çelik")
        boss = self._user("boss", "base.group_user")
        self.ayse.parent_id = self.env["hr.employee"].create(
            {"name": "Boss", "user_id": boss.id, "company_id": self.company.id}
        )
        user = self._user("ayse", "base.group_user")
        user.password = "hes_ayse_password"
        self.ayse.user_id = user
        before = self.notes(boss)
        self.authenticate(user.login, "hes_ayse_password")
        saved = self.call(
            "/web/dataset/call_kw/res.users/web_save",
            model="res.users",
            method="web_save",
            args=[[user.id], {"hes_code": FRIENDS}],
            kwargs={"specification": {"hes_code": {}}},
        )
        self.assertEqual(saved["result"][0]["hes_code"], FRIENDS)
        refused = self.call("/hr_attendance/systray_check_in_out")
        self.assertIn("see HR", refused["error"]["data"]["message"])
        code = self.ayse.hes_code_id
        code.action_check()  # what the gate was answered was rolled back by the test
        self.env.invalidate_all()
        self.assertEqual((code.risk_status, code.owner_check), ("riskless", "mismatch"))
        self.assertTrue(code.risky_since)
        self.assertFalse(self.ayse.attendance_ids)
        self.assertEqual(self.notes(boss), before)

    def test_ones_own_new_code_ends_it(self):
        self.start_service()
        code = self.enter(RISKLESS)
        code.action_check()
        self.assertFalse(self.is_risky())


@tagged("post_install", "-at_install")
class TestFriendsName(RpcCase, RiskCase):
    """A risky person takes a friend's name too, so that the friend's code fits it."""

    def setUp(self):
        super().setUp()
        self.stand_in, _service = self.start_service()
        self.stand_in.people[RISKY.replace("-", "")] = ("10000000170", "Ayşe", "Işık")
        self.stand_in.people[FRIENDS.replace("-", "")] = FRIEND
        self.user = self._user("ayse", "base.group_user")
        self.ayse.write({"user_id": self.user.id, "identification_id": False})

    def enter_friends(self):
        """Enter the friend's code in the own profile, and have it asked for."""
        self.sign_in(self.user)
        self.call("res.users", "write", self.user.ids, {"hes_code": FRIENDS})
        self.ayse.hes_code_id.action_check()
        self.assertEqual(self.ayse.hes_code_id.risk_status, "riskless")

    def test_somebody_renames_themselves_in_their_profile(self):
        self.risky.action_check()
        self.sign_in(self.user)
        self.call("res.users", "write", self.user.ids, {"name": "Burak Çelik"})
        self.assertEqual(self.ayse.name, "Burak Çelik")
        self.enter_friends()
        self.assertTrue(self.is_risky())
        self.assertIn("somebody else", self.ayse.hes_risk_note)

    def test_whose_the_risky_code_was_is_known_after_they_deleted_it(self):
        self.sign_in(self.user)
        for status in ("not_found", "expired"):
            with self.subTest(status):
                self.ayse.hes_code_ids.active = False
                self.risky.active = True
                self.ayse.name = "Ayşe Işık"
                self.risky.action_check()
                self.record_answer(self.risky, status=status)
                self.call("res.users", "write", self.user.ids, {"name": "Burak Çelik"})
                self.enter_friends()
                self.assertTrue(self.is_risky())

    def test_nor_is_it_forgotten_when_it_is_asked_again_under_the_other_name(self):
        self.risky.action_check()
        self.sign_in(self.user)
        self.call("res.users", "write", self.user.ids, {"name": "Burak Çelik"})
        self.risky.action_check()
        self.enter_friends()
        self.assertTrue(self.is_risky())

    def test_hr_without_hes_rights_writes_the_friends_name_and_number(self):
        self.risky.action_check()
        self.sign_in(self._user("hr", "hr.group_hr_user"))
        values = {"name": "Burak Çelik", "identification_id": FRIEND[0]}
        self.call("hr.employee", "write", self.ayse.ids, values)
        self.enter_friends()
        self.assertTrue(self.is_risky())

    def test_a_query_of_the_old_code_comes_late(self):
        before = fields.Datetime.now() - timedelta(hours=1)
        self.record_answer(self.risky, before, "riskless")
        self.sign_in(self.user)
        self.call("res.users", "write", self.user.ids, {"name": "Burak Çelik"})
        self.enter_friends()
        self.call("res.users", "write", self.user.ids, {"name": "Ayşe Işık"})
        masks = {"masked_national_id": "********170", "masked_name": "AY**** IŞ****"}
        earlier = self.ayse.hes_code_id.checked_at - timedelta(seconds=1)
        self.record_answer(self.risky, earlier, "risky", **masks)
        self.assertTrue(self.is_risky())

    def test_the_friends_code_is_answered_after_it_was_replaced(self):
        self.risky.action_check()
        self.sign_in(self.user)
        self.call("res.users", "write", self.user.ids, {"name": "Burak Çelik"})
        self.call("res.users", "write", self.user.ids, {"hes_code": FRIENDS})
        friends = self.ayse.hes_code_id
        self.call("res.users", "write", self.user.ids, {"hes_code": "K1L2-3456-01"})
        self.assertFalse(friends.active)
        masks = {"masked_national_id": "********146", "masked_name": "BU**** ÇE****"}
        self.record_answer(friends, status="riskless", **masks)
        self.assertTrue(self.is_risky())

    def test_who_was_risky_by_somebody_elses_code_comes_back_by_their_own(self):
        self.stand_in.people[RISKY.replace("-", "")] = FRIEND
        self.stand_in.people[FRIENDS.replace("-", "")] = ("10000000170", "Ayşe", "Işık")
        self.risky.action_check()
        self.enter_friends()
        self.assertFalse(self.is_risky())

    def test_a_number_says_whose_the_codes_are_where_a_name_was_not_told(self):
        """As on e-Devlet's lists, where a risky code stands with a number alone."""
        masks = {"masked_national_id": "********146"}
        self.record_answer(self.risky, status="risky", **masks)
        self.stand_in.people[FRIENDS.replace("-", "")] = ("10000000170", "Ayşe", "Işık")
        self.enter_friends()
        self.assertTrue(self.is_risky())
        self.ayse.identification_id = "10000000170"
        self.ayse.hes_code_id.action_check()
        self.assertFalse(self.is_risky())

    def test_a_new_surname_is_no_other_person(self):
        self.risky.action_check()
        self.stand_in.people[FRIENDS.replace("-", "")] = ("10000000170", "Ayşe", "Öz")
        self.ayse.name = "Ayşe Öz"
        self.enter_friends()
        self.assertFalse(self.is_risky())
