# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import NOT_FOUND, RISKLESS, RISKY
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVisit(PermitCase):
    """A reception receives visitors, from the entry to the leaving."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")

    def approve(self, *args, **values):
        visit = self.enter(*args, **values)
        visit.action_approve()
        return visit

    def holder(self, code):
        return self.codes(code).employee_id or self.codes(code).partner_id

    # ------------------------------------------------------------------- coming in

    def test_a_visitor_comes_and_goes(self):
        visit = self.enter("Deniz Kaya", "a4d7 1132 10", visitor_phone="0312 1")
        self.assertEqual(visit.state, "draft")
        visit.action_approve()
        self.assertEqual(visit.state, "approved")
        visit.action_arrive()
        self.assertEqual(str(visit.arrived_at), NOW)
        with freeze_time("2021-03-01 06:00:00"):
            visit.action_leave()
        self.assertEqual(str(visit.left_at), "2021-03-01 06:00:00")
        self.assertEqual(visit.visitor_id.phone, "0312 1")

    def test_the_ministry_is_asked_with_where_the_visitor_goes(self):
        self.approve("Deniz Kaya", RISKLESS)
        asked = [row for row in self.stand_in.requests if "visitor" in row.path]
        self.assertEqual(len(asked), 1)
        self.assertEqual(
            asked[0].body,
            {
                "hes_code": "A4D7113210",
                "city": "Ankara",
                "district": "Çankaya",
                "explicit_address": "Karanfil Sokak 5",
            },
        )
        code = self.codes(RISKLESS)
        self.assertEqual((code.source, code.risk_status), ("visitor", "riskless"))
        self.assertEqual(len(code.check_ids), 1)

    def test_who_is_risky_or_has_no_real_code_is_denied_neutrally(self):
        for code in (RISKY, NOT_FOUND):
            with self.subTest(code=code):
                visit = self.enter(f"Visitor {code}", code)
                notice = visit.action_approve()
                self.assertEqual(visit.state, "denied")
                self.assertEqual(
                    notice["params"]["message"],
                    "This visit cannot be approved at the moment. Please see HR.",
                )

    def test_a_host_who_is_not_cleared_is_hrs_to_see_to(self):
        self.code(self.ayse, "K1L2-3456-66", risk_status="risky", checked_at=NOW)
        visit = self.approve("Deniz Kaya", RISKLESS)
        self.assertEqual(visit.state, "approved", "no reception learns of the host")
        self.assertIn(visit.name, self.notes(self.officer)[0].body)
        seen = visit.with_user(self.officer)
        self.assertEqual(seen.host_reason, "risky")
        self.assertEqual(seen.participant_ids.clearance_reason, "riskless")

    def test_a_text_that_is_no_code_is_refused_with_the_mend(self):
        with self.assertRaisesRegex(ValidationError, "ten letters and digits"):
            self.enter("Deniz Kaya", "A4D7")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Deniz Kaya")]))

    def test_no_code_at_all_is_for_the_companys_policy(self):
        self.assertEqual(self.approve("Deniz Kaya").state, "approved")
        self.company.hes_policy_id.policy_missing = "block"
        self.assertEqual(self.approve("Umut Kaya").state, "denied")

    def test_an_address_with_gaps_is_named(self):
        self.address.write({"city": False, "street": False})
        visit = self.enter("Deniz Kaya", RISKLESS)
        with self.assertRaisesRegex(
            UserError, "Main Building.*Headquarters.*district.*street"
        ):
            visit.action_approve()
        self.assertFalse(self.stand_in.requests)
        visitor = self.approve("Umut Kaya")
        self.assertEqual(visitor.state, "approved", "nothing is asked without a code")
        self.service.active = False
        visit.action_approve()
        self.assertEqual(visit.state, "approved", "nobody asks for an address then")

    def test_a_visit_of_nobody_is_not_kept(self):
        """The web client saves what is left where somebody leaves an invalid form."""
        visits = self.as_user(self.reception, "hes.permit")
        blank = {"kind": "visit", "host_id": self.ayse.id, "site_id": self.site.id}
        with self.assertRaisesRegex(UserError, "visitor's name"):
            visits.create(blank)
        self.assertTrue(visits.create({**blank, "visitor_name": "Deniz Kaya"}))

    def test_no_notice_of_a_visit_stays_over_the_next_one(self):
        self.company.hes_policy_id.policy_missing = "block"
        visit = self.enter("Deniz Kaya")
        notice = visit.action_approve()["params"]
        self.assertEqual(notice["message"], visit.denial)
        self.assertFalse(notice["sticky"])

    def test_without_a_service_what_is_stored_decides(self):
        self.service.active = False
        visit = self.approve("Deniz Kaya", RISKLESS)
        self.assertEqual(visit.state, "approved", "not checked: let in with a hint")
        self.company.hes_policy_id.policy_unchecked = "block"
        visit.action_draft()
        visit.action_approve()
        self.assertEqual(visit.state, "denied")
        self.assertFalse(self.stand_in.requests)

    def test_the_companys_choice_holds_while_the_service_is_down(self):
        for trouble in ("503", "html", "empty", "cut", "401"):
            self.stand_in.trouble(trouble)
            for policy, state in (("warn", "approved"), ("block", "denied")):
                with self.subTest(trouble=trouble, policy=policy):
                    self.company.hes_policy_id.policy_unreachable = policy
                    visit = self.approve(
                        f"{trouble} {policy}", f"A1B2-3456-{state[:2]}"
                    )
                    self.assertEqual(visit.state, state)
                    visit.participant_ids.sudo().partner_id = self.address
                    self.holder(visit and f"A1B2-3456-{state[:2].upper()}").unlink()

    def test_a_refusal_of_the_service_is_heeded_by_everybody(self):
        self.company.hes_policy_id.policy_unreachable = "block"
        self.stand_in.trouble("401")
        for name, code in (("Deniz Kaya", RISKLESS), ("Umut Kaya", "A1B2-3456-10")):
            with self.enter_registry_test_mode():
                self.assertEqual(self.approve(name, code).state, "denied")
            self.env.invalidate_all()
        self.assertTrue(self.service.suspended)
        self.assertEqual(self.service_activities().user_id, self.manager)
        self.assertEqual(len(self.stand_in.requests), 1, "nothing more is asked")

    def test_where_hes_codes_are_off_none_is_asked_for_or_counts(self):
        self.code(self.burak, "B2C3-4567-10")
        self.company.hes_policy_id.hes_codes = False
        self.address.street = False  # which the ministry would want to know
        for name, code in (("Deniz Kaya", RISKLESS), ("Umut Kaya", "B2C3-4567-10")):
            visit = self.approve(name, code)
            self.assertEqual(visit.state, "approved", name)
            visit.action_arrive()
            self.assertTrue(visit.arrived_at, name)
        self.assertFalse(self.stand_in.requests)

    def test_what_is_likely_is_there_already(self):
        values = {"default_kind": "visit"}
        for user, host in ((self.reception, False), (self.host_user, self.ayse.id)):
            visits = self.as_user(user, "hes.permit").with_context(**values)
            found = visits.default_get(["host_id", "site_id"])
            self.assertEqual(found.get("host_id", False), host)
            self.assertEqual(found["site_id"], self.site.id)
        journeys = self.as_user(self.host_user, "hes.permit")
        found = journeys.with_context(default_kind="travel").default_get(["host_id"])
        self.assertFalse(found.get("host_id"))

    # ---------------------------------------------------------------- whose code

    def test_a_code_of_an_employee_is_denied_whatever_it_says(self):
        self.code(self.burak, RISKLESS, risk_status="riskless", checked_at=NOW)
        self.company.hes_policy_id.policy_mismatch = "off"
        visit = self.approve("Deniz Kaya", RISKLESS)
        self.assertEqual(visit.state, "denied")
        row = visit.with_user(self.officer).participant_ids
        self.assertEqual(row.clearance_reason, "mismatch")
        self.assertEqual(self.holder(RISKLESS), self.burak)

    def test_the_visitors_own_code_corrects_it(self):
        self.code(self.burak, "B2C3-4567-10")
        visit = self.approve("Deniz Kaya", "B2C3-4567-10")
        with Form(visit, "hes_code.hes_permit_view_form_visit") as form:
            form.hes_code_entry = RISKLESS
        self.assertEqual(visit.state, "draft")
        visit.action_approve()
        self.assertEqual(visit.state, "approved")

    def test_who_comes_again_is_the_same_contact(self):
        first = self.approve("Deniz Kaya", RISKLESS)
        again = self.approve("DENİZ  KAYA", RISKLESS)
        self.assertEqual(again.visitor_id, first.visitor_id)
        other = self.approve("Somebody Else", RISKLESS)
        self.assertNotEqual(other.visitor_id, first.visitor_id)
        self.assertEqual((again.state, other.state), ("approved", "denied"))

    def test_another_name_is_another_visitor_with_neither_code_nor_past(self):
        self.company.hes_policy_id.visit_rule = "block"
        first = self.approve("Deniz Kaya", RISKLESS, visitor_phone="0312 1")
        first.action_arrive()
        first.action_leave()
        again = self.enter("DENİZ KAYA", RISKLESS)
        again.visitor_name = "Veli Can"
        self.env.invalidate_all()
        self.assertEqual((again.visitor_name, again.visitor_phone), ("Veli Can", False))
        self.assertNotEqual(again.visitor_id, first.visitor_id)
        self.assertFalse(again.code_given)
        again.action_approve()
        self.assertEqual(again.state, "denied")
        self.assertEqual(first.visitor_name, "DENİZ KAYA", "one person, spelt anew")

    def test_another_name_after_an_answer_is_another_visitor(self):
        visit = self.approve("Deniz Kaya", RISKLESS)
        visit.visitor_name = "Veli Can"
        self.assertEqual(self.holder(RISKLESS).name, "Deniz Kaya")
        self.assertFalse(visit.code_given)

    def test_a_name_is_corrected_before_anything_is_known_of_the_visitor(self):
        visit = self.enter("Denis Kaia", RISKLESS)
        visitor = visit.visitor_id
        visit.visitor_name = "Deniz Kaya"
        self.assertEqual((visit.visitor_id, visitor.name), (visitor, "Deniz Kaya"))
        self.assertEqual(self.holder(RISKLESS), visitor)

    def test_a_risk_outlives_a_newer_code(self):
        first = self.approve("Deniz Kaya", RISKY)
        self.service.active = False
        again = self.enter("", "A1B2-3456-10", visitor_id=first.visitor_id)
        again.action_approve()
        self.assertEqual(again.state, "denied")

    def test_a_contact_is_chosen_and_not_changed_at_the_reception(self):
        contact = self.env["res.partner"].create({"name": "Supplier", "phone": "1"})
        visit = self.enter("x", RISKLESS, visitor_id=contact)
        self.assertEqual(visit.visitor_name, "Supplier")
        with self.assertRaisesRegex(UserError, "in the contacts"):
            visit.visitor_phone = "2"
        contact.active = False
        visit.action_approve()
        self.assertEqual(visit.state, "approved")

    def test_a_blank_in_the_name_of_a_contact_is_no_change_of_it(self):
        contact = self.env["res.partner"].create({"name": "Supplier ", "phone": "1 "})
        visit = self.enter("x", RISKLESS, visitor_id=contact)
        self.assertEqual((visit.visitor_id, contact.name), (contact, "Supplier "))

    def test_a_contact_whose_code_and_name_are_typed_is_found(self):
        contact = self.env["res.partner"].create({"name": "Supplier", "phone": "1"})
        self.enter("x", RISKLESS, visitor_id=contact)
        visit = self.enter("supplier", RISKLESS)
        self.assertEqual((visit.visitor_id, contact.name), (contact, "Supplier"))
        with self.assertRaisesRegex(UserError, "Supplier is in the contacts"):
            self.enter("Supplier", RISKLESS, visitor_phone="2")

    def test_an_employee_is_no_visitor(self):
        contact = self.as_user(self.reception, "res.partner").browse(
            self.burak.work_contact_id.id
        )
        with self.assertRaisesRegex(ValidationError, "Burak Çelik is an employee"):
            self.enter("x", visitor_id=contact)

    def test_who_has_left_comes_as_a_visitor_also_where_archived_ones_are_shown(self):
        contact = self.burak.work_contact_id
        self.burak.active = False
        visit = self.enter("Deniz Kaya").with_context(active_test=False)
        visit.participant_ids.sudo().partner_id = contact
        self.assertEqual(visit.participant_ids.partner_id, contact)

    def test_the_present_code_is_asked_for_where_archived_ones_are_shown(self):
        first = self.approve("Deniz Kaya", RISKLESS)
        second = self.enter("", "A1B2-3456-10", visitor_id=first.visitor_id)
        self.stand_in.asked.clear()
        second.with_context(active_test=False).action_approve()
        self.assertEqual(self.stand_in.asked.keys(), {"A1B2345610"})

    # ---------------------------------------------------------------- afterwards

    def test_what_was_judged_cannot_be_changed_silently(self):
        visit = self.approve("Deniz Kaya", RISKLESS)
        host = self.as_user(self.reception, "hr.employee").browse(self.burak.id)
        visit.host_id = host
        self.assertEqual(visit.state, "draft")
        visit.action_approve()
        visit.action_arrive()
        with self.assertRaisesRegex(UserError, "has arrived"):
            visit.date_to = "2021-03-05 05:00:00"

    def test_who_turned_risky_meanwhile_is_not_let_in(self):
        visit = self.approve("Deniz Kaya", RISKLESS)
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        notice = visit.action_arrive()
        self.assertEqual(notice["params"]["type"], "danger")
        self.assertEqual(visit.state, "denied")
        self.assertFalse(visit.arrived_at)
        with self.assertRaisesRegex(UserError, "Only an approved visit"):
            visit.action_arrive()

    def test_leaving_is_never_refused(self):
        visit = self.approve("Deniz Kaya", RISKLESS)
        visit.action_arrive()
        self.stand_in.trouble("503")
        self.company.hes_policy_id.policy_unreachable = "block"
        visit.participant_ids.sudo().partner_id.active = False
        visit.sudo().state = "denied"
        visit.action_leave()
        self.assertTrue(visit.left_at)

    def test_the_day_of_a_visit_is_the_companys(self):
        span = {"date_from": "2021-03-01 22:00:00", "date_to": "2021-03-01 23:00:00"}
        visit = self.approve("Deniz Kaya", RISKLESS, **span)
        for moment, allowed in (
            ("2021-03-01 20:59:59", False),
            ("2021-03-01 21:00:00", True),  # midnight in Istanbul
            ("2021-03-02 20:59:59", True),
            ("2021-03-02 21:00:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                visit.sudo().arrived_at = False
                if allowed:
                    visit.action_arrive()
                    self.assertTrue(visit.arrived_at)
                    continue
                with self.assertRaisesRegex(UserError, "planned for 2021-03-02"):
                    visit.action_arrive()

    def test_a_visit_of_several_days_is_of_each_of_them(self):
        visit = self.enter("Deniz Kaya", date_to="2021-03-02 10:00:00")
        for moment, today in (
            ("2021-02-28 12:00:00", False),
            ("2021-03-01 04:00:00", True),
            ("2021-03-02 04:00:00", True),
            ("2021-03-03 04:00:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(bool(self.filtered_by(visit, "today")), today)

    def test_a_visit_may_be_planned_for_the_last_day_of_the_calendar(self):
        visit = self.approve("Deniz Kaya", RISKLESS, date_from="9999-12-31 20:00:00")
        self.assertEqual(str(visit.date_to), "9999-12-31 21:00:00")
        self.assertEqual(visit.state, "approved")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.enter("Deniz Kaya", date_from="9999-12-31 23:59:59")

    def test_a_form_without_a_company_has_no_information_on_data_protection(self):
        self.assertTrue(self.env["hes.permit"].new({}).information)
        lacking = self.env["hes.permit"].new({"company_id": False})
        self.assertIs(lacking.information, False)

    def test_what_is_over_is_not_approved(self):
        visit = self.enter(
            "Deniz Kaya", date_from="2021-02-01 05:00:00", date_to="2021-02-01 06:00:00"
        )
        with self.assertRaisesRegex(UserError, "over already"):
            visit.action_approve()

    def test_a_code_that_ends_before_the_visit_counts_as_expired(self):
        self.service.active = False
        self.company.hes_policy_id.policy_expired = "block"
        visit = self.enter(
            "Deniz Kaya",
            RISKLESS,
            date_from="2021-03-10 05:00:00",
            date_to="2021-03-10 06:00:00",
        )
        code = self.codes(RISKLESS)
        for end, state in (("09 05", "denied"), ("10 06", "approved")):
            with self.subTest(end=end):
                self.record_answer(code, expires_at=f"2021-03-{end}:00:00")
                visit.action_draft()
                visit.action_approve()
                self.assertEqual(visit.state, state)

    # ------------------------------------------------------------- who is inside

    def test_who_is_in_the_building(self):
        self.burak.work_location_id = self.site
        self.burak._attendance_action_change()
        self.ayse.work_phone = "0312 5"
        visit = self.approve("Deniz Kaya", RISKLESS, visitor_company="Kaya Ltd.")
        self.approve("Not Here Yet")
        visit.action_arrive()
        inside = self.as_user(self.reception, "hes.presence").search([])
        self.assertEqual(inside.mapped("name"), ["Burak Çelik", "Deniz Kaya"])
        self.assertEqual(inside.site_id, self.site)
        visitor = inside[1]
        self.assertEqual(visitor.host_id.name, "Ayşe Işık")
        self.assertEqual(visitor.belongs_to, "Kaya Ltd.")
        self.assertEqual((visitor.phone, visitor.host_phone), (False, "0312 5"))
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.reception)
            ._render_qweb_html("hes_code.hes_presence_template", inside.ids)
        )
        for word in ("Deniz Kaya", "Burak Çelik", "Headquarters: 2", "0312 5"):
            self.assertIn(word, html.decode())
        self.assertEqual(html.decode().count("☐"), 2, "a box to tick for each")
        for word in ("HES", "risk", "clear", "A4D7"):
            self.assertNotIn(word, html.decode().split("<body")[1])
        visit.action_leave()
        self.burak._attendance_action_change()
        self.assertFalse(self.as_user(self.reception, "hes.presence").search([]))

    # ------------------------------------------------------------- and forgotten

    def test_a_visit_is_forgotten_with_all_that_belongs_to_it(self):
        visit = self.approve("Deniz Kaya", RISKLESS)
        visitor = visit.visitor_id.sudo()
        code = self.codes(RISKLESS)
        check = code.check_ids
        visitor.message_post(body="Hello", partner_ids=visitor.ids)
        messages = visitor.message_ids
        for moment, kept in (
            ("2021-03-15 06:00:00", True),
            ("2021-03-15 06:00:01", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.run_nightly_job()
                for record in (visit, visitor, code, check, messages):
                    self.assertEqual(bool(record.sudo().exists()), kept, record._name)

    def test_contacts_of_their_own_stay(self):
        contact = self.env["res.partner"].create({"name": "Supplier"})
        self.enter("x", RISKLESS, visitor_id=contact)
        named = self.enter("Deniz Kaya").visitor_id.sudo()
        self.env["res.partner"].create({"name": "Child", "parent_id": named.id})
        with freeze_time("2021-04-01 00:00:00"):
            self.run_nightly_job()
        self.assertFalse(self.codes(RISKLESS))
        self.assertTrue(contact.exists())
        self.assertTrue(named.exists(), "somebody made use of it")

    def test_who_comes_again_is_kept_until_the_last_visit_is_past(self):
        first = self.approve("Deniz Kaya", RISKLESS)
        with freeze_time("2021-03-10 05:00:00"):
            again = self.approve("Deniz Kaya", RISKLESS)
        with freeze_time("2021-03-16 05:00:00"):
            self.run_nightly_job()
        self.assertFalse(first.sudo().exists())
        self.assertEqual(self.holder(RISKLESS), again.sudo().visitor_id)
