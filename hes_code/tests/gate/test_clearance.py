# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import itertools
import unittest
from dataclasses import replace
from datetime import datetime, timedelta

from ...models.selections import REASONS
from ...tools.clearance import (
    Exemption,
    Facts,
    Objection,
    Policy,
    Verdict,
    code_objections,
    judge,
)

POLICY_REASONS = [reason.key for reason in REASONS]
AT = datetime(2021, 3, 4, 5, 0)
HOUR = timedelta(hours=1)
POLICY = Policy(
    {
        "risky": "block",
        "not_found": "block",
        "mismatch": "warn",
        "expired": "warn",
        "missing": "warn",
        "unchecked": "warn",
        "stale": "warn",
    },
    max_age=48 * HOUR,
    reasons=REASONS,
)
WELL = Facts(has_code=True, status="riskless", checked_at=AT - HOUR, owner="match")

#: For each reason, facts of which it is the only objection.
ONLY = {
    "risky": replace(WELL, status="risky", risky_since=AT - HOUR),
    "not_found": replace(WELL, status="not_found"),
    "mismatch": replace(WELL, owner="mismatch"),
    "expired": replace(WELL, status="expired"),
    "missing": Facts(),
    "unchecked": Facts(has_code=True),
    "stale": replace(WELL, checked_at=AT - 49 * HOUR),
}
CLEARANCE = {"off": "cleared", "warn": "warned", "block": "denied"}


def decide(facts, policy, at, exemptions=()):
    return judge(code_objections(facts, policy.max_age), policy, exemptions, at)


class TestClearance(unittest.TestCase):
    def test_a_riskless_person_is_cleared(self):
        self.assertEqual(decide(WELL, POLICY, AT), Verdict("cleared", "riskless"))

    def test_each_reason_does_what_the_company_says(self):
        for reason, action in itertools.product(ONLY, CLEARANCE):
            with self.subTest(reason=reason, action=action):
                policy = replace(POLICY, actions={**POLICY.actions, reason: action})
                self.assertEqual(
                    decide(ONLY[reason], policy, AT), Verdict(CLEARANCE[action], reason)
                )

    def test_an_exemption_clears_every_reason(self):
        for reason, facts in ONLY.items():
            with self.subTest(reason=reason):
                self.assertEqual(
                    decide(facts, POLICY, AT, [Exemption(AT, AT + HOUR)]),
                    Verdict("cleared", "exempted"),
                )

    def test_an_exemption_begins_and_ends_by_itself(self):
        exemptions = [Exemption(AT, AT + HOUR)]
        for at, clearance in (
            (AT - timedelta(seconds=1), "denied"),
            (AT, "cleared"),
            (AT + HOUR - timedelta(seconds=1), "cleared"),
            (AT + HOUR, "denied"),
        ):
            with self.subTest(at=at):
                verdict = decide(ONLY["risky"], POLICY, at, exemptions)
                self.assertEqual(verdict.clearance, clearance)

    def test_an_exemption_that_was_not_needed_is_not_named(self):
        verdict = decide(WELL, POLICY, AT, [Exemption(AT, AT + HOUR)])
        self.assertEqual(verdict.reason, "riskless")

    def test_an_exemption_from_one_reason_leaves_the_others(self):
        both = replace(ONLY["not_found"], owner="mismatch")
        for covers, verdict in (
            ("not_found", Verdict("warned", "mismatch")),
            ("mismatch", Verdict("denied", "not_found")),
            ("risky", Verdict("denied", "not_found")),
        ):
            with self.subTest(covers=covers):
                exemption = Exemption(AT, AT + HOUR, covers)
                self.assertEqual(decide(both, POLICY, AT, [exemption]), verdict)

    def test_an_exemption_from_all_that_stands_clears(self):
        exemption = Exemption(AT, AT + HOUR, "not_found")
        verdict = decide(ONLY["not_found"], POLICY, AT, [exemption])
        self.assertEqual(verdict, Verdict("cleared", "exempted"))

    def test_an_objection_with_an_action_of_its_own(self):
        for action, clearance in CLEARANCE.items():
            objections = [Objection("expired", action=action)]
            verdict = judge(objections, POLICY, (), AT)
            self.assertEqual(verdict, Verdict(clearance, "expired"))

    def test_where_no_code_is_asked_for_nobody_is_called_riskless(self):
        verdict = judge([], replace(POLICY, hes=False), (), AT)
        self.assertEqual(verdict, Verdict("cleared", "unobjected"))

    def test_while_the_service_is_down_the_companys_choice_holds(self):
        for reason, action in itertools.product(ONLY, CLEARANCE):
            with self.subTest(reason=reason, action=action):
                policy = replace(POLICY, unreachable=action)
                usual = decide(ONLY[reason], policy, AT).clearance
                chosen = reason in ("unchecked", "stale")
                self.assertEqual(
                    decide(ONLY[reason], policy.while_unreachable(), AT).clearance,
                    CLEARANCE[action] if chosen else usual,
                )

    def test_every_combination_follows_the_hardest_then_the_gravest(self):
        """All facts x all policies, against a rule written in another way."""
        for facts in self._all_facts():
            found = {
                "risky": facts.risky_since == AT,
                "not_found": facts.has_code and facts.status == "not_found",
                "mismatch": facts.has_code and facts.owner == "mismatch",
                "expired": facts.has_code
                and (facts.status == "expired" or facts.expires_at == AT),
                "missing": not facts.has_code,
                "unchecked": facts.has_code
                and (facts.status == "unknown" or not facts.checked_at),
                "stale": facts.has_code and facts.checked_at == AT - 49 * HOUR,
            }
            for actions in self._some_policies():
                verdict = decide(facts, replace(POLICY, actions=actions), AT)
                wanted = Verdict("cleared", "riskless")
                for action in ("off", "warn", "block"):
                    for reason in reversed(POLICY_REASONS):
                        if found[reason] and actions[reason] == action:
                            wanted = Verdict(CLEARANCE[action], reason)
                self.assertEqual(verdict, wanted, (facts, actions))

    def _all_facts(self):
        for has_code, status, since, checked, expires, owner in itertools.product(
            (True, False),
            ("unknown", "riskless", "risky", "expired", "not_found"),
            (None, AT, AT + HOUR),
            (None, AT, AT - 49 * HOUR),
            (None, AT, AT + HOUR),
            ("unknown", "match", "mismatch"),
        ):
            yield Facts(has_code, status, checked, expires, owner, since)

    def _some_policies(self):
        for action, other in itertools.product(CLEARANCE, CLEARANCE):
            for index in range(len(POLICY_REASONS)):
                yield {
                    reason: action if place <= index else other
                    for place, reason in enumerate(POLICY_REASONS)
                }

    def test_it_judges_as_of_the_moment(self):
        turned = replace(WELL, status="risky", risky_since=AT)
        for at, clearance in ((AT - timedelta(seconds=1), "cleared"), (AT, "denied")):
            with self.subTest(at=at):
                self.assertEqual(decide(turned, POLICY, at).clearance, clearance)

    def test_an_answer_is_fresh_to_the_last_second(self):
        for age, reason in (
            (POLICY.max_age, "riskless"),
            (POLICY.max_age + timedelta(seconds=1), "stale"),
        ):
            facts = replace(WELL, checked_at=AT - age)
            self.assertEqual(decide(facts, POLICY, AT).reason, reason)

    def test_a_new_or_dead_code_does_not_end_a_risk(self):
        for status in ("unknown", "expired", "not_found"):
            facts = replace(WELL, status=status, risky_since=AT - HOUR)
            self.assertEqual(decide(facts, POLICY, AT), Verdict("denied", "risky"))

    def test_what_is_switched_off_is_not_called_riskless(self):
        policy = Policy(dict.fromkeys(POLICY_REASONS, "off"), reasons=REASONS)
        self.assertEqual(decide(Facts(), policy, AT), Verdict("cleared", "missing"))
