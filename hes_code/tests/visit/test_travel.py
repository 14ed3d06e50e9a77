# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import RISKLESS, RISKY
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"
HEALTH_WORDS = ("risk", "hes", "covid", "health", "sağlık", "çelik", "kaya")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTravel(PermitCase):
    """A journey needs everybody who takes part to be cleared, until it begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host_user.lang = "tr_TR"
        cls.burak.parent_id = (
            cls.ayse
        )  # who plans for him, and so needs no confirmation
        cls.deniz = cls.env["res.partner"].create({"name": "Deniz Kaya"})
        cls.ayse_code = cls.code(
            cls, cls.ayse, "K1L2-3456-10", risk_status="riskless", checked_at=NOW
        )
        cls.burak_code = cls.code(
            cls, cls.burak, "K1L2-3456-11", risk_status="riskless", checked_at=NOW
        )

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")

    def approve(self, *people, **values):
        journey = self.plan(*people, **values)
        journey.action_approve()
        return journey

    def test_all_are_cleared(self):
        journey = self.approve(self.ayse, self.burak, (self.deniz, RISKLESS))
        self.assertEqual(journey.state, "approved")
        rows = journey.with_user(self.officer).participant_ids
        self.assertEqual(rows.mapped("clearance"), ["cleared"] * 3)
        self.assertEqual(self.stand_in.asked, {"A4D7113210": 1}, "others are fresh")

    def test_who_takes_part_hears_that_it_is_off(self):
        rider = self._user("rider", "base.group_user")
        rider.notification_type = "inbox"
        self.burak.user_id = rider
        journey = self.approve(self.ayse, self.burak, date_from="2021-03-02 05:00:00")
        self.record_answer(self.ayse_code, status="risky")
        self.assertEqual(journey.state, "denied")
        [note] = self.notes(rider)
        self.assertIn(f"{journey.name} of 03/02/2021 is not approved", note.body)
        for word in HEALTH_WORDS + ("ayşe", "ankara"):
            self.assertNotIn(word, note.body.casefold())

    def test_one_who_is_not_stops_the_journey(self):
        self.record_answer(self.burak_code, status="risky")
        notice = self.approve(
            self.ayse, self.burak, (self.deniz, RISKY)
        ).action_approve()
        self.assertEqual(
            notice["params"]["message"],
            "2 of the participants cannot travel at the moment.",
        )
        journey = self.as_user(self.officer, "hes.permit").search([])
        self.assertEqual(journey.state, "denied")
        self.assertEqual(
            journey.participant_ids.mapped("clearance_reason"),
            ["riskless", "risky", "risky"],
        )

    def test_without_anybody_there_is_nothing_to_approve(self):
        with self.assertRaisesRegex(UserError, "add who travels"):
            self.plan().action_approve()

    def test_an_old_answer_is_renewed_in_one_request(self):
        (self.ayse_code | self.burak_code).checked_at = "2021-02-20 05:00:00"
        self.assertEqual(self.approve(self.ayse, self.burak).state, "approved")
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(
            self.ayse_code.check_ids.mapped("risk_status"), ["riskless", "riskless"]
        )

    def test_who_works_elsewhere_is_judged_too(self):
        self.burak.hes_required = False
        self.record_answer(self.burak_code, status="risky")
        self.assertEqual(self.approve(self.burak).state, "denied")

    def test_it_is_judged_for_the_day_of_departure(self):
        self.company.hes_policy_id.policy_stale = "block"
        self.env["hes.exemption"].create(
            {
                "employee_id": self.burak.id,
                "date_from": "2021-03-08",
                "date_to": "2021-03-08",
                "reason": "Travels alone",
            }
        )
        self.record_answer(self.burak_code, status="risky")
        for day, state in (("08", "approved"), ("09", "denied")):
            with self.subTest(day=day):
                journey = self.approve(
                    self.ayse,
                    self.burak,
                    date_from=f"2021-03-{day} 06:00:00",
                    date_to=f"2021-03-{day} 16:00:00",
                )
                self.assertEqual(journey.state, state)

    def test_the_companys_choice_holds_while_the_service_is_down(self):
        self.ayse_code.checked_at = "2021-02-20 05:00:00"
        self.stand_in.trouble("503")
        for policy, state in (("warn", "approved"), ("block", "denied")):
            self.company.hes_policy_id.policy_unreachable = policy
            self.assertEqual(self.approve(self.ayse).state, state)

    def test_an_employee_is_chosen_as_one_and_once(self):
        partner = self.as_user(self.host_user, "res.partner").browse(
            self.burak.work_contact_id.id
        )
        with self.assertRaisesRegex(ValidationError, "is an employee"):
            self.plan((partner, ""))
        journey = self.plan(self.ayse)
        with self.assertRaisesRegex(UserError, "entered on the employee"):
            journey.participant_ids.hes_code_entry = RISKLESS

    def test_what_is_cancelled_is_not_coming_and_what_may_be_asked_again_is(self):
        journeys = self.plan(self.ayse)
        for state in ("approved", "denied", "cancelled"):
            journey = journeys[0].copy()
            journey.sudo().state = state
            journeys |= journey
        self.assertEqual(self.filtered_by(journeys, "coming"), journeys[:3])

    def test_who_is_added_later_has_to_be_asked_for(self):
        journey = self.approve(self.ayse)
        journey.participant_ids = [(0, 0, {"employee_id": self.burak.id})]
        self.assertEqual(journey.state, "draft")

    def test_the_code_of_who_was_on_a_line_says_nothing_of_who_is_put_there(self):
        other = self.env["res.partner"].create({"name": "Umut Tan"})
        journey = self.plan((self.deniz, self.ayse_code.code))
        row = journey.participant_ids
        self.assertTrue(row.sudo().code_foreign)
        row.partner_id = self.deniz
        self.assertTrue(row.sudo().code_foreign, "it is the same person")
        row.partner_id = other
        self.assertFalse(row.sudo().code_foreign or row.sudo().code_given)
        row.write({"partner_id": self.deniz.id, "hes_code_entry": RISKLESS})
        self.assertTrue(row.sudo().code_given)
        journey.action_approve()
        self.assertEqual(journey.state, "approved")

    # ------------------------------------------------------- until it begins

    def coming(self):
        """Departs on the third, five minutes past midnight in Istanbul."""
        return self.approve(
            self.ayse,
            self.burak,
            (self.deniz, RISKLESS),
            date_from="2021-03-02 21:05:00",
            date_to="2021-03-03 15:00:00",
        )

    def test_it_is_asked_again_once_on_the_day_of_the_company(self):
        journey = self.coming()
        self.stand_in.reset()
        for moment, asked in (
            ("2021-03-02 20:59:59", 0),
            ("2021-03-02 21:00:00", 3),  # midnight in Istanbul
            ("2021-03-02 21:01:00", 3),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.run_permit_cron()
                self.assertEqual(self.stand_in.asked.total(), asked)
        self.assertEqual(journey.state, "approved")

    def test_where_hes_codes_are_off_the_day_asks_nobody(self):
        journey = self.coming()
        self.stand_in.reset()
        self.company.hes_policy_id.hes_codes = False
        with freeze_time("2021-03-02 21:00:00"):
            self.run_permit_cron()
        self.assertFalse(self.stand_in.requests)
        self.assertEqual(str(journey.checked_at), "2021-03-02 21:00:00")

    def test_who_turned_risky_stops_it_and_the_organiser_learns_that(self):
        journey = self.coming()
        self.stand_in.overrides["K1L2345611"] = "RISKY"
        before = self.notes(self.host_user)
        with freeze_time("2021-03-02 21:00:00"):
            self.run_permit_cron()
        self.assertEqual(journey.state, "denied")
        note = (self.notes(self.host_user) - before).filtered(
            lambda note: journey.name in note.body  # the other one is his manager's
        )
        self.assertEqual(len(note), 1)
        for word in HEALTH_WORDS:
            self.assertNotIn(word, (note.body + note.subject).lower())

    def test_a_risk_found_before_stops_it_at_once(self):
        journey = self.coming()
        begun = self.approve(self.burak)
        with freeze_time("2021-03-01 05:00:01"):
            self.stand_in.overrides["K1L2345611"] = "RISKY"
            self.burak_code.with_user(self.officer).action_check()
        self.assertEqual(journey.state, "denied")
        self.assertEqual(begun.state, "approved", "it has begun")

    def buttons(self, journey):
        """Names of the buttons that the form of a journey shows."""
        form = self.env.ref("hes_code.hes_permit_view_form_travel")
        header = etree.fromstring(journey.get_view(form.id, "form")["arch"])[0]
        values = journey.read(["state", "may_change"])[0]
        return {
            button.get("name")
            for button in header.iter("button")
            if not safe_eval(button.get("invisible"), values)
        }

    def test_who_may_not_change_what_has_begun_is_offered_no_button_for_it(self):
        journey = self.coming()
        changes = {"action_cancel", "action_draft"}
        self.assertEqual(self.buttons(journey), changes)
        with freeze_time("2021-03-02 21:06:00"):
            self.env.invalidate_all()
            self.assertFalse(self.buttons(journey))
            self.assertEqual(self.buttons(journey.with_user(self.officer)), changes)
            for action in (journey.action_cancel, journey.action_draft):
                with self.assertRaisesRegex(UserError, "has begun"):
                    action()

    def test_what_was_never_approved_has_not_begun(self):
        journey = self.plan(self.ayse, self.burak, (self.deniz, RISKY))
        with freeze_time("2021-03-01 05:01:00"):  # as long as the form takes
            journey.action_approve()
            self.assertEqual(journey.state, "denied")
            self.env.invalidate_all()
            self.assertLess({"action_cancel", "action_draft"}, self.buttons(journey))
        with freeze_time("2021-03-03 05:00:00"):
            self.record_answer(self.burak_code, status="risky")
            theirs = [("employee_id", "=", self.burak.id)]
            case = self.env["hes.contact.case"].search(theirs)
            case.action_refresh()
            self.assertTrue(case)
            self.assertFalse(case.contact_ids)
            journey.action_cancel()
        self.assertEqual(journey.state, "cancelled")

    def test_a_visit_of_the_day_is_asked_for_again_as_well(self):
        visit = self.enter(
            "Deniz Kaya",
            RISKLESS,
            date_from="2021-03-02 08:00:00",
            date_to="2021-03-02 09:00:00",
        )
        visit.action_approve()
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        with freeze_time("2021-03-02 05:00:00"):
            self.run_permit_cron()
        self.assertEqual(visit.state, "denied")
        self.assertIn(visit.name, self.notes(self.host_user)[0].body)

    def test_a_silent_service_is_asked_again_before_the_rule_decides(self):
        self.company.hes_policy_id.policy_unreachable = "block"
        journey = self.approve(
            self.ayse,
            date_from="2021-03-04 12:00:00",
            date_to="2021-03-04 15:00:00",
        )
        self.stand_in.trouble("503")
        for moment, state in (
            ("2021-03-04 10:59:59", "approved"),
            ("2021-03-04 11:00:00", "denied"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.run_permit_cron()
                self.assertEqual(journey.state, state)

    def test_why_somebody_could_not_travel_is_forgotten(self):
        self.record_answer(self.burak_code, status="risky")
        journey = self.approve(self.burak, (self.deniz, RISKLESS))
        with freeze_time("2021-04-01 00:00:00"):
            self.run_nightly_job()
        rows = journey.with_user(self.officer).participant_ids
        self.assertEqual(rows.mapped("clearance_reason"), [False, False])
        self.assertFalse(self.codes(RISKLESS))
        self.assertTrue(self.deniz.exists())
        self.assertNotIn("0", journey.denial)
