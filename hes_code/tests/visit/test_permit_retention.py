# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"
ENDS = {"date_from": "2021-03-01 06:00:00", "date_to": "2021-03-01 15:00:00"}
LAST_MOMENT = "2021-05-30 15:00:00"  # ninety days after the end
PAST = "2021-05-30 15:00:01"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPermitRetention(PermitCase):
    """A visit or a journey does not outlive its days."""

    def setUp(self):
        super().setUp()
        self.code(self.burak, "K1L2-3456-11", risk_status="risky", checked_at=NOW)
        self.deniz = self.env["res.partner"].create({"name": "Deniz Kaya"})
        # their manager plans, and so nobody is asked to confirm
        (self.burak | self.cigdem).parent_id = self.ayse

    def journey(self, *people, **values):
        journey = self.plan(*people, **{**ENDS, **values})
        journey.action_approve()
        return journey.sudo()

    def destroy(self):
        """What a run of the scheduled action does, without its commits."""
        now = fields.Datetime.now()
        for _count in self.env["hes.destruction.log"]._destroy_due(now):
            pass
        self.env.invalidate_all()

    def record(self):
        """Kind and reason of what was destroyed in the company, to how many."""
        found = self.env["hes.destruction.log"].search(
            [("company_id", "=", self.company.id)]
        )
        return {(row.kind, row.reason): row.count for row in found}

    def test_a_journey_ends_with_its_participants_and_traces(self):
        journey = self.journey(self.cigdem, (self.deniz, RISKLESS))
        gone = (
            journey,
            journey.participant_ids,
            self.env["ir.attachment"].create(
                {
                    "name": "a",
                    "raw": b"a",
                    "res_model": journey._name,
                    "res_id": journey.id,
                }
            ),
            self.env["mail.message"].create(
                {"model": journey._name, "res_id": journey.id, "body": "Called"}
            ),
        )
        for moment, kept in ((LAST_MOMENT, True), (PAST, False)):
            with self.subTest(moment=moment), freeze_time(moment):
                self.destroy()
                for record in gone:
                    self.assertEqual(bool(record.exists()), kept, record._name)
        destroyed = self.record()
        self.assertEqual(destroyed["visits", "retention"], 1)
        self.assertEqual(destroyed["participants", "retention"], 2)
        self.assertTrue(self.deniz.exists(), "a contact of its own")

    def test_what_is_asked_before_there_is_a_visit_stays_as_long_as_one(self):
        code = self.env["hes.code"].create({"partner_id": self.deniz.id, "code": RISKY})
        code._system_write({"source": "visitor"})  # as a single query does
        self.record_answer(code, status="risky")
        days = self.company.hes_policy_id.retention_visit_days
        last = code.create_date + timedelta(days=days)
        for moment, kept in ((last, True), (last + timedelta(seconds=1), False)):
            with self.subTest(moment=moment), freeze_time(moment):
                self.destroy()
                self.assertEqual(bool(code.exists()), kept)

    def test_notes_about_a_visitor_end_with_the_contact(self):
        visits = [self.enter(name, **ENDS) for name in ('Umut "O\'Hara" Kaya', "Umut")]
        for visit in visits:
            visit.action_approve()
            visit.with_user(self.reception).action_arrive()
        notes = self.notes(self.host_user)
        self.assertEqual(len(notes), 2)
        visits[0].sudo().visitor_id.unlink()
        self.assertIn("Umut has arrived", notes.exists().body)

    def test_one_job_alone_destroys(self):
        visit = self.enter("Umut Kaya", RISKLESS, **ENDS).sudo()
        with freeze_time(PAST):
            self.run_permit_cron()
            self.assertTrue(visit.exists())
            self.run_nightly_job()
        self.assertFalse(visit.exists())

    def test_drafts_and_cancelled_ones_end_as_well(self):
        draft = self.plan(self.cigdem, **ENDS)
        cancelled = self.plan(self.cigdem, **ENDS)
        cancelled.action_cancel()
        with freeze_time(PAST):
            self.destroy()
        self.assertFalse((draft | cancelled).sudo().exists())

    def test_a_company_sets_its_own_days(self):
        journey = self.journey(self.cigdem)
        companies = self.as_user(self.manager, "res.company")
        rules = companies.browse(self.company.id)
        with Form(rules.hes_policy_id, "hes_code.hes_policy_view_form") as form:
            self.assertEqual(form.retention_journey_days, 90)
            form.retention_journey_days = 3
        for moment, kept in (
            ("2021-03-04 15:00:00", True),
            ("2021-03-04 15:00:01", False),
        ):
            with freeze_time(moment):
                self.destroy()
            self.assertEqual(bool(journey.exists()), kept, moment)

    def test_no_visit_outlives_the_days_of_journeys(self):
        self.company.hes_policy_id.retention_visit_days = 400
        visit = self.enter("Umut Kaya", RISKLESS, **ENDS).sudo()
        visitor = visit.visitor_id
        with freeze_time(PAST):
            self.run_nightly_job()
        self.assertFalse(visit.exists())
        self.assertFalse(visitor.exists(), "nothing names the contact any more")

    @mute_logger("odoo.sql_db")
    def test_nothing_is_kept_for_ever(self):
        for days in (0, -1, False):
            with (
                self.subTest(days=days),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company.hes_policy_id.retention_journey_days = days
                self.env.flush_all()
            self.env.invalidate_all(flush=False)

    def test_a_visitor_stays_until_the_last_journey_is_past(self):
        visit = self.enter("Umut Kaya", RISKLESS, **ENDS).sudo()
        visitor = visit.visitor_id
        row = {"partner_id": visitor.id}
        journey = self.journey(self.cigdem)
        journey.participant_ids = [(0, 0, row)]
        with freeze_time("2021-04-01 00:00:00"):
            self.run_nightly_job()
        self.assertFalse(visit.exists() or self.codes(RISKLESS))
        self.assertTrue(visitor.exists())
        with freeze_time(PAST):
            self.run_nightly_job()
        self.assertFalse(journey.exists() or visitor.exists())

    def test_a_visitor_whom_somebody_shares_with_all_companies_ends_too(self):
        visit = self.enter("Umut Kaya", RISKLESS, **ENDS).sudo()
        visitor = visit.visitor_id
        visitor.company_id = False
        self.as_user(self.officer, "hes.code").search([("code", "=", RISKLESS)]).read()
        with freeze_time(PAST):
            self.run_nightly_job()
        self.assertFalse(visit.exists() or visitor.exists())
        self.assertEqual(self.record()["visitors", "retention"], 1)

    def test_of_who_leaves_no_journey_tells(self):
        alone = self.journey(self.cigdem)
        shared = self.journey(self.cigdem, self.burak)
        self.assertEqual(shared.state, "denied")
        self.cigdem.active = False
        self.destroy()
        self.assertFalse(alone.exists())
        self.assertEqual(shared.participant_ids.employee_id, self.burak)
        self.assertTrue(shared.participant_ids.clearance_reason)
        destroyed = self.record()
        self.assertEqual(destroyed["participants", "left"], 2)
        self.assertEqual(destroyed["visits", "left"], 1)

    def test_of_a_host_who_leaves_the_reason_goes_and_the_visit_stays(self):
        self.burak.user_id = self._user("other_host", "base.group_user")
        visit = self.enter("Umut Kaya", RISKLESS, host_id=self.burak, **ENDS).sudo()
        visit._judge(self.env["res.company"])
        self.assertEqual(visit.host_reason, "risky")
        self.burak.active = False
        self.destroy()
        self.assertTrue(visit.exists())
        self.assertFalse(visit.host_reason)
        self.assertEqual(self.record()["verdicts", "left"], 1)

    def test_who_asks_for_it_is_erased_from_what_is_over(self):
        over = self.journey(self.burak, self.cigdem)
        hosted = self.enter("Umut Kaya", RISKLESS, host_id=self.burak, **ENDS).sudo()
        hosted._judge(self.env["res.company"])
        coming = self.journey(
            self.burak, date_from="2021-03-05 06:00:00", date_to="2021-03-05 16:00:00"
        )
        self.assertTrue(coming.participant_ids.clearance_reason)
        with freeze_time("2021-03-02"):
            self.burak.with_user(self.manager).action_hes_forget()
        self.env.invalidate_all()
        self.assertEqual(over.participant_ids.employee_id, self.cigdem)
        self.assertFalse(hosted.host_reason)
        self.assertEqual(coming.participant_ids.employee_id, self.burak)
        self.assertFalse(coming.participant_ids.clearance_reason)
        destroyed = self.record()
        self.assertEqual(destroyed["participants", "by_request"], 1)

    def test_a_known_visitor_is_erased_with_what_is_over(self):
        over = self.journey(self.cigdem, (self.deniz, RISKLESS))
        contacts = self.env.ref("base.group_partner_manager")
        clerk = self._user("clerk", "base.group_partner_manager")
        self.manager.group_ids += contacts
        with freeze_time("2021-03-01 10:00:00"), self.assertRaises(UserError):
            self.deniz.with_user(self.manager).unlink()
        with freeze_time("2021-03-02"):
            with self.assertRaisesRegex(UserError, "90 days after its end"):
                self.deniz.with_user(clerk).unlink()
            self.as_user(self.manager, "res.partner").browse(self.deniz.id).unlink()
        self.assertFalse(self.deniz.exists())
        self.assertEqual(over.participant_ids.employee_id, self.cigdem)
        self.assertEqual(self.record()["participants", "by_request"], 1)
