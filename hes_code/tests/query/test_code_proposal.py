# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.gate.code_page import read
from ..common import EXPIRED, NOT_FOUND, RISKLESS, RISKY, UNANSWERED
from .code_page_case import DIGITS, FOREIGN, OWN, OWN_RISKY, ProposalCase


@tagged("post_install", "-at_install")
class TestCodeProposal(ProposalCase):
    """What becomes of codes that were given on the public page."""

    def give(
        self, code=OWN, badge="1002", digits=DIGITS, network="192.0.2.1", company=None
    ):
        entry = read(badge, digits, code, True)
        self.assertIsNone(entry.fault)
        self.proposals._give(company or self.company, entry, network, "")
        return self.proposals.search([], limit=1, order="id desc")

    def given(self, *args, **kwargs):
        """Give a code, have it looked at, and return (state, finding)."""
        one = self.give(*args, **kwargs)
        self.look_at()
        return one.state, one.finding

    # ---------------------------------------------------- whose code it is

    def test_many_wrong_badges_are_looked_up_as_one(self):
        def looked_up(count):
            for number in range(count):
                self.give(badge=f"NOBODY{number}")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.proposals._prove_of(self.company), count)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        looked_up(1)  # rules and rights come into the cache
        self.assertEqual(looked_up(60), looked_up(2))

    def test_badges_that_are_looked_up_together_keep_their_holders(self):
        self.ayse.barcode, self.cigdem.barcode = "aB12cd", "00412300"
        texts = [" ab12CD", "1002", "nobody", "", "00412300", "1002"]
        found = self.env["hr.employee"]._hes_with_badges(texts, self.company)
        nobody = self.env["hr.employee"]
        self.assertEqual(
            found,
            {
                " ab12CD": self.ayse,
                "1002": self.burak,
                "nobody": nobody,
                "": nobody,
                "00412300": self.cigdem,
            },
        )
        none = self.env["hr.employee"]._hes_with_badges(
            ["1002"], self.env["res.company"]
        )
        self.assertEqual(none, {"1002": nobody})

    def test_a_good_code_stays_until_an_answer_fits_its_owner(self):
        self.start_service()
        good = self.code(self.burak, RISKLESS, risk_status="riskless")
        self.assertEqual(self.given(FOREIGN), ("open", "foreign"))
        self.assertEqual(self.given(NOT_FOUND), ("open", "dead"))
        self.assertEqual(self.given(EXPIRED), ("open", "dead"))
        self.assertEqual(self.given(UNANSWERED), ("open", "asking"))
        self.assertEqual(self.burak.hes_code_id, good)
        self.policy.tries_per_hour = 50
        self.assertEqual(self.given(OWN), ("taken", False))
        self.assertEqual(self.burak.hes_code, OWN)
        self.assertEqual(self.burak.hes_code_id.source, "page")
        self.assertEqual(self.burak.hes_risk_status, "riskless")
        self.assertEqual(self.burak.hes_owner_check, "match")

    def test_a_friends_riskless_code_ends_no_risk(self):
        self.start_service()
        self.code(self.burak, RISKY, risk_status="risky")
        self.assertEqual(self.given(FOREIGN), ("open", "foreign"))
        self.assertEqual(self.burak.hes_clearance, "denied")
        self.burak.hes_code_id.active = False  # withdrawn: the risk stays on it
        self.assertEqual(self.given(FOREIGN), ("open", "foreign"))
        self.assertEqual(self.burak.hes_clearance, "denied")

    def test_nor_does_one_where_nobody_is_asked(self):
        self.code(self.burak, RISKY, risk_status="risky").active = False
        self.assertEqual(self.given(FOREIGN), ("taken", False))
        self.assertEqual(self.burak.hes_clearance, "denied")
        self.record_answer(self.burak.hes_code_id, status="riskless")
        self.assertEqual(self.burak.hes_clearance, "denied")

    def test_ones_own_code_that_is_risky_is_taken_with_its_risk(self):
        self.start_service()
        self.code(self.burak, RISKLESS, risk_status="riskless")
        self.assertEqual(self.given(OWN_RISKY), ("taken", False))
        self.assertEqual(self.burak.hes_clearance, "denied")

    def test_a_first_code_is_taken_where_nothing_speaks_against_it(self):
        self.assertEqual(self.given(OWN), ("taken", False))
        self.assertEqual(self.burak.hes_code, OWN)
        self.assertEqual(self.burak.hes_risk_status, "unknown")

    def test_a_first_code_that_opens_no_door_is_not_put_upon_anybody(self):
        # who knows a colleague's digits would have them refused by a dead code
        self.start_service()
        for code, finding in ((NOT_FOUND, "dead"), (FOREIGN, "foreign")):
            self.assertEqual(self.given(code), ("open", finding))
        self.assertFalse(self.burak.hes_code_id)
        self.assertEqual(self.burak.hes_clearance, "warned")

    def test_a_useless_code_is_no_good_one(self):
        self.code(self.burak, NOT_FOUND, risk_status="not_found")
        self.assertEqual(self.given(OWN), ("taken", False))
        self.assertEqual(self.given(RISKLESS), ("open", "unsure"))
        self.assertEqual(self.burak.hes_code, OWN)

    def test_a_colleagues_code_is_not_taken(self):
        self.code(self.ayse, OWN)
        self.assertEqual(self.given(OWN), ("open", "held"))
        self.assertEqual(self.ayse.hes_code, OWN)
        self.assertFalse(self.burak.hes_code)

    def test_of_two_who_give_one_code_it_is_the_first_ones(self):
        self.ayse.identification_id = "10000000278"
        first, second = self.give(OWN), self.give(OWN, "1001", "0278")
        self.look_at()
        self.assertEqual((first.state, second.finding), ("taken", "held"))
        self.assertEqual(self.burak.hes_code, OWN)
        self.assertFalse(self.ayse.hes_code)

    def test_a_second_code_of_somebody_waits_for_hr_though_none_was_looked_at(self):
        first, second, again = self.give(OWN), self.give(RISKLESS), self.give(OWN)
        self.look_at()
        self.assertEqual((first.state, second.finding), ("taken", "unsure"))
        self.assertEqual(again.state, "taken")
        self.assertEqual(self.burak.hes_code, OWN)
        codes = self.env["hes.code"].with_context(active_test=False)
        self.assertEqual(len(codes.search([("employee_id", "=", self.burak.id)])), 1)

    def test_nor_does_a_strange_code_come_after_ones_own(self):
        stand_in, _service = self.start_service()
        first, second = self.give(OWN), self.give(RISKLESS)
        stand_in.people["A4D7113210"] = ("", "", "")  # an answer without masks
        self.look_at()
        self.assertEqual((first.state, second.finding), ("taken", "unsure"))
        self.assertEqual(self.burak.hes_code, OWN)

    def test_a_risk_is_put_on_nobody_who_was_not_shown_to_have_it(self):
        stand_in, _service = self.start_service()
        stand_in.people[RISKY.replace("-", "")] = ("", "", "")
        self.assertEqual(self.given(RISKY), ("open", "unsure"))
        self.assertFalse(self.burak.hes_code_id)

    def test_a_service_that_asks_to_wait_is_left_alone(self):
        stand_in, _service = self.start_service()
        stand_in.trouble("429", retry_after=600)
        self.assertEqual(self.given(OWN), ("open", "asking"))
        asked = len(stand_in.requests)
        self.assertEqual(self.given(RISKLESS), ("open", "asking"))
        self.assertEqual(len(stand_in.requests), asked)
        self.assertGreater(
            self.policy.code_page_wait, fields.Datetime.now() + timedelta(minutes=9)
        )

    def test_an_unusual_code_waits_for_hr(self):
        self.assertEqual(self.given("ABCD-1132-10"), ("open", "unusual"))

    def test_the_code_they_have_already_is_no_news(self):
        code = self.code(self.burak, OWN, risk_status="riskless")
        self.assertEqual(self.given(OWN), ("taken", False))
        self.assertEqual(self.burak.hes_code_ids, code)

    def test_a_silent_service_is_asked_again_for_a_day(self):
        stand_in, _service = self.start_service()
        stand_in.trouble("503")
        one = self.give(OWN)
        self.look_at()
        self.assertEqual((one.state, one.finding), ("open", "asking"))
        one.given_at -= timedelta(days=1, minutes=1)
        self.policy.code_page_wait -= timedelta(minutes=5)
        self.look_at()
        self.assertEqual((one.state, one.finding), ("open", "silent"))

    def test_nothing_is_asked_where_hes_is_no_concern_any_more(self):
        stand_in, _service = self.start_service()
        self.policy.hes_codes = False
        self.assertEqual(self.given(OWN), ("open", "asking"))
        self.assertFalse(stand_in.requests)

    # ------------------------------------------------------ who gives them

    def test_wrong_digits_or_badges_are_nobodys(self):
        for badge, digits in (("1002", "0147"), ("9999", DIGITS), ("1001", DIGITS)):
            self.assertEqual(self.given(badge=badge, digits=digits)[0], "unproven")
        self.assertFalse(self.burak.hes_code_ids)
        self.assertFalse(self.ayse.hes_code_ids)

    def test_who_has_no_number_cannot_be_proven(self):
        self.burak.identification_id = False
        self.assertEqual(self.given()[0], "unproven")

    def test_a_badge_of_another_company_is_nobodys(self):
        self.stranger_company.hes_policy_id.code_page = True
        self.assertEqual(self.given(company=self.stranger_company)[0], "unproven")
        self.assertFalse(self.burak.hes_code_ids)

    def test_proof_and_network_are_not_kept(self):
        right, wrong = self.give(), self.give(digits="0147")
        self.look_at()
        for one in right | wrong:
            self.assertFalse(one.badge or one.digits or one.wording)
        self.assertFalse(right.code or wrong.code)
        past = fields.Datetime.now() - timedelta(hours=1, minutes=1)
        (right | wrong).given_at = past
        self.look_at()
        self.assertFalse(right.network or wrong.network)

    def test_that_they_had_the_information_is_on_record(self):
        self.given()
        reading = self.env["hes.information.reading"].search(
            [("employee_id", "=", self.burak.id)]
        )
        self.assertEqual((reading.place, reading.opened), ("page", True))

    def test_who_guesses_digits_takes_nothing_and_keeps_nobody_out(self):
        self.policy.tries_per_hour = 3
        for number in range(3):
            self.give(digits=f"90{number:02}", network=f"192.0.2.{number}")
        self.assertEqual(self.given(), ("open", "guessed"))
        self.assertFalse(self.burak.hes_code)
        later = fields.Datetime.now() - timedelta(hours=1, minutes=1)
        self.proposals.search([]).given_at = later
        self.assertEqual(self.given(), ("taken", False))

    def test_who_knows_the_digits_fills_their_own_network_alone(self):
        self.policy.tries_per_hour = 2
        self.code(self.burak, RISKLESS, risk_status="riskless")
        codes = (f"K1L2-0000-{number:02}" for number in range(20))
        states = [self.given(next(codes))[0] for _try in range(3)]
        self.assertEqual(states, ["open", "open", "many"])
        self.assertEqual(self.given(next(codes), network="192.0.2.2")[0], "open")
        states = [
            self.given(next(codes), network=f"192.0.2.{number}")[0]
            for number in range(3, 10)
        ]
        self.assertEqual(states.count("open"), 5, "of one person, from everywhere")
        self.assertEqual(states[-2:], ["many", "many"])

    def test_a_network_gives_no_more_than_a_shift_would(self):
        self.policy.tries_per_hour = 1
        may = [
            self.proposals._may_give(self.company, "192.0.2.1")
            and bool(self.give(f"K1L2-0000-{number:02}"))
            for number in range(42)
        ]
        self.assertEqual(may.count(True), 40)
        self.assertTrue(self.proposals._may_give(self.company, "192.0.2.2"))
        self.assertTrue(self.proposals._may_give(self.stranger_company, "192.0.2.1"))

    def test_a_flood_is_stopped_before_it_fills_the_table(self):
        path = "odoo.addons.hes_code.models.query.hes_code_proposal.MOST_WAITING"
        with patch(path, 2):
            self.give(network="192.0.2.1")
            self.give(network="192.0.2.2")
            self.assertFalse(self.proposals._may_give(self.company, "192.0.2.3"))

    @mute_logger("odoo.addons.hes_code.models.settings.res_company")
    def test_a_fault_of_one_company_stops_no_other(self):
        theirs = self.give(company=self.stranger_company)
        ours = self.give()
        model = type(self.proposals)
        prove = model._prove_of

        def fail(proposals, company):
            if company == self.stranger_company:
                raise OverflowError
            return prove(proposals, company)

        with patch.object(model, "_prove_of", fail):
            self.look_at()
        self.assertEqual((theirs.state, ours.state), ("new", "taken"))

    # ------------------------------------------------------------------ HR

    def waiting(self):
        self.code(self.burak, RISKLESS, risk_status="riskless")
        one = self.give(OWN)
        self.look_at()
        return one.with_user(self.officer)

    def test_hr_accepts_one(self):
        one = self.waiting()
        one.action_accept()
        self.assertEqual((one.state, one.user_id), ("taken", self.officer))
        self.assertEqual(self.burak.hes_code, OWN)
        self.assertEqual(self.burak.hes_code_id.source, "page")
        self.assertFalse(one.code)
        with self.assertRaises(UserError):
            one.action_refuse()

    def test_hr_accepts_the_code_that_they_have_by_now(self):
        one = self.waiting()
        code = self.code(self.burak, OWN, risk_status="riskless")
        one.action_accept()
        self.assertEqual(one.state, "taken")
        self.assertEqual((self.burak.hes_code_id, code.source), (code, "manual"))
        self.assertEqual(self.burak.hes_clearance, "cleared")

    def test_of_two_the_one_that_they_have_by_now_stays(self):
        one = self.waiting()
        other = self.give("K1L2-0003-10")
        self.look_at()
        code = self.code(self.burak, "K1L2-0003-10", risk_status="riskless")
        (one | other).with_user(self.officer).action_accept()
        self.assertEqual(self.burak.hes_code_id, code)
        self.assertEqual(self.burak.hes_clearance, "cleared")

    def test_hr_rejects_one(self):
        one = self.waiting()
        one.action_refuse()
        self.assertEqual((one.state, one.code), ("refused", False))
        self.assertEqual(self.burak.hes_code, RISKLESS)
        with self.assertRaises(UserError):
            one.action_accept()

    def test_hr_cannot_accept_a_colleagues_code(self):
        one = self.waiting()
        self.code(self.ayse, OWN)
        with self.assertRaises(ValidationError):
            one.action_accept()

    def test_nobody_else_sees_or_decides(self):
        one = self.waiting()
        for user in (self.plain_user, self.attendance_officer):
            for door in (one.action_accept, one.action_refuse):
                with self.assertRaises(AccessError):
                    getattr(one.with_user(user), door.__name__)()
        new = self.give()
        with self.assertRaises(AccessError):
            new.with_user(self.manager).read(["code"])

    def test_that_hr_looked_is_logged(self):
        one = self.waiting()
        one.read(["code"])
        seen = self.env["hes.access.log"].search([("kind", "=", "proposal")])
        self.assertEqual(seen.employee_id, self.burak)
        self.assertEqual(seen.user_id, self.officer)

    # ---------------------------------------------------------- how it ends

    def test_proposals_end_with_time_and_with_the_person_and_the_programme(self):
        one, other, third = self.give(), self.give(), self.give()
        self.look_at()
        one.given_at -= timedelta(days=31)
        self.env["hes.destruction.log"]._destroy_due(fields.Datetime.now()).__next__()
        self.assertFalse(one.exists())
        self.burak.with_user(self.manager).action_hes_forget()
        self.assertFalse((other | third).exists())
        last = self.give(badge="9999")
        token = self.policy.code_page_token
        self.company.with_user(self.manager)._hes_end_programme()
        self.assertFalse(last.exists())
        self.assertFalse(self.policy.code_page or self.policy.code_page_token)
        self.assertFalse(self.env["hes.policy"]._of_code_page(token))

    def test_a_person_is_shown_what_they_gave(self):
        self.waiting()
        sections = self.env["hes.subject.access"]._about(
            self.burak, self.env["res.partner"]
        )
        (section,) = [one for one in sections if one["model"] == "hes.code.proposal"]
        self.assertIn(OWN, section["rows"][0])
