# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..common import RISKLESS, RISKY
from .test_risk_of_whom import FRIENDS, OTHER, OWN, RiskCase

NINE, TEN, ELEVEN, NOON = (datetime(2021, 3, 2, hour) for hour in (9, 10, 11, 12))


@tagged("post_install", "-at_install")
class TestRiskStays(RiskCase):
    """What ends a risk, and what does not, whatever becomes of the codes."""

    def answer(self, code, at, status, **more):
        self.record_answer(code, at, status, **more)
        self.env.invalidate_all()

    def purge_answers(self):
        checks = self.env["hes.check"]
        checks._retention_destroy(
            Domain("company_id", "=", self.company.id), self.company, "retention"
        )

    # --------------------------------------------------------------- deletion

    def test_a_code_that_carries_a_risk_is_deleted_by_nobody(self):
        code = self.enter(FRIENDS)
        for user in (self.officer, self.manager, self.env.ref("base.user_root")):
            with self.assertRaisesRegex(UserError, "archive the code"):
                code.with_user(user).unlink()
            with self.assertRaisesRegex(UserError, "archive the code"):
                code.with_user(user).sudo().unlink()
        self.assertTrue(self.is_risky())

    def test_nor_after_the_purge_of_its_answers(self):
        self.answer(self.risky, NINE, "expired")
        self.purge_answers()
        self.assertFalse(self.risky.check_ids)
        self.assertTrue(self.is_risky())
        with self.assertRaisesRegex(UserError, "archive the code"):
            self.risky.with_user(self.officer).unlink()
        code = self.enter(FRIENDS)
        self.risky.with_user(self.officer).unlink()  # it carries nothing any more
        self.assertTrue(self.is_risky())
        self.answer(self.enter(RISKY), TEN, "riskless")
        self.assertFalse(self.is_risky())
        self.assertFalse(code.risky_since)

    # ----------------------------------------------------------- a slip mended

    def test_a_code_entered_by_mistake_and_taken_back(self):
        for day, (name, answers, ends) in enumerate(
            (
                # as long as nothing shows whose the first one is
                ("a friend's, risky", [("risky", OTHER)], False),
                ("not answered", (), True),
                ("of nobody", [("not_found", {})], True),
                ("a friend's, not risky", [("riskless", OTHER)], True),
                (
                    "one that was risky and is not",
                    [("risky", {}), ("riskless", {})],
                    True,
                ),
            )
        ):
            nine, ten, eleven, noon = (
                at + timedelta(days=day) for at in (NINE, TEN, ELEVEN, NOON)
            )
            with self.subTest(name):
                self.answer(self.risky, nine, "risky")
                slip = self.enter(FRIENDS)
                for status, masks in answers:
                    self.answer(slip, ten, status, **masks)
                self.risky.with_user(self.officer).active = True
                self.assertTrue(self.is_risky())
                self.answer(self.risky, eleven, "riskless")
                self.assertEqual(self.is_risky(), not ends)
                self.answer(self.risky, noon, "riskless", **OWN)
                self.assertFalse(self.is_risky())
                self.assertFalse(self.risky.risky_code)

    def test_the_first_code_does_not_end_the_risk_of_the_second(self):
        code = self.enter(FRIENDS)
        self.answer(code, TEN, "risky")
        self.assertEqual(code.risky_code, f"{RISKY}, {FRIENDS}")
        self.answer(self.risky, ELEVEN, "riskless")
        self.assertTrue(self.is_risky())
        self.assertEqual(code.risky_code, FRIENDS)
        self.answer(code, NOON, "riskless")
        self.assertFalse(self.is_risky())

    def test_risks_of_two_replaced_codes(self):
        code = self.enter(FRIENDS)
        self.answer(code, TEN, "risky")
        newest = self.enter(RISKLESS)
        self.answer(newest, ELEVEN, "riskless")
        self.assertTrue(self.is_risky())
        self.answer(code, NOON, "riskless")
        self.assertTrue(self.is_risky())
        self.answer(self.risky, NOON, "riskless")
        self.assertFalse(self.is_risky())

    def test_what_is_known_of_a_replaced_code_that_is_gone(self):
        code = self.enter(FRIENDS)
        self.answer(code, TEN, "risky")
        self.risky._retention_erase()
        self.answer(code, ELEVEN, "riskless")
        self.assertTrue(self.is_risky())
        self.answer(code, NOON, "riskless", **OWN)
        self.assertFalse(self.is_risky())

    def test_a_second_late_answer_has_no_second_effect(self):
        self.enter(FRIENDS)
        cases = self.env["hes.contact.case"].search_count([])
        activities = self.env["mail.activity"].search_count([])
        self.answer(self.risky, TEN, "risky")
        self.assertTrue(self.is_risky())
        self.assertEqual(self.env["hes.contact.case"].search_count([]), cases)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)

    # --------------------------------------------------- what came last decides

    def test_an_older_risky_answer_counts_if_the_newer_ones_decided_nothing(self):
        for day, status in enumerate(("expired", "not_found", "unknown")):
            nine, ten, eleven = (at + timedelta(days=day) for at in (NINE, TEN, ELEVEN))
            with self.subTest(status):
                self.answer(self.risky, nine, "riskless")
                self.assertFalse(self.is_risky())
                self.answer(self.risky, eleven, status)
                self.answer(self.risky, ten, "risky")
                self.assertTrue(self.is_risky())
                self.assertEqual(self.risky.risky_since, ten)
                self.assertEqual(self.risky.risk_status, status)
                self.assertEqual(self.risky.checked_at, eleven)

    def test_an_older_riskless_one_too(self):
        self.answer(self.risky, ELEVEN, "expired")
        self.answer(self.risky, TEN, "riskless")
        self.assertFalse(self.is_risky())
        self.assertEqual(self.risky.risk_status, "expired")

    def test_older_than_the_last_that_decided_changes_nothing(self):
        self.answer(self.risky, TEN, "riskless")
        self.answer(self.risky, ELEVEN, "expired")
        self.answer(self.risky, NINE, "risky")
        self.assertFalse(self.is_risky())
        self.answer(self.risky, NOON, "risky")
        self.answer(self.risky, NOON + timedelta(hours=1), "expired")
        self.answer(self.risky, ELEVEN, "riskless")
        self.assertTrue(self.is_risky())

    def test_an_answer_from_before_a_risk_does_not_end_it_by_another_code(self):
        self.answer(self.risky, NOON, "risky")
        code = self.enter(RISKLESS)
        self.answer(code, ELEVEN, "riskless", **OWN)
        self.assertTrue(self.is_risky())
        self.answer(code, NOON, "riskless", **OWN)
        self.assertFalse(self.is_risky())

    def test_a_risk_found_late_beside_another_one(self):
        """The newer code was answered risky before the older one was."""
        self.answer(self.risky, NOON, "risky")
        code = self.enter(FRIENDS)
        self.answer(code, ELEVEN, "risky")
        self.answer(self.risky, NOON + timedelta(hours=1), "riskless")
        self.assertTrue(self.is_risky())
        self.answer(code, NOON + timedelta(hours=2), "riskless")
        self.assertFalse(self.is_risky())

    def test_a_risk_found_late_goes_to_the_present_code_where_archived_ones_are_shown(
        self,
    ):
        self.code(self.burak, RISKLESS, risk_status="riskless")
        asked = self.code(self.burak, "G1H2-3456-78")
        present = self.code(self.burak, FRIENDS)
        self.answer(asked.with_context(active_test=False), TEN, "risky")
        self.assertTrue(present.risky_since)

    def test_an_answer_from_before_a_risk_does_not_end_it_by_the_code_entered_again(
        self,
    ):
        self.answer(self.risky, NOON, "risky")
        self.enter(FRIENDS)
        again = self.enter(RISKY)
        self.answer(again, ELEVEN, "riskless", **OWN)
        self.assertTrue(self.is_risky())
        self.answer(again, NOON + timedelta(hours=1), "riskless")
        self.assertFalse(self.is_risky())

    def test_a_late_risk_is_over_though_the_newer_code_has_expired(self):
        self.answer(self.risky, NINE, "riskless")
        code = self.enter(RISKLESS)
        self.answer(code, ELEVEN, "riskless", **OWN)
        self.answer(code, NOON, "expired")
        self.answer(self.risky, TEN, "risky")
        self.assertFalse(self.is_risky())
