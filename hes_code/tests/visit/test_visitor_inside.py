# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RISKLESS
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"
HEALTH_WORDS = ("risk", "hes", "covid", "health", "a4d7")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVisitorInside(PermitCase):
    """A visitor turns risky after they were let in."""

    def setUp(self):
        super().setUp()
        self.stand_in, _service = self.start_service()
        self.stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")
        self.visit = self.enter("Deniz Kaya", RISKLESS)
        self.visit.action_approve()

    def answer(self, status):
        self.stand_in.overrides["A4D7113210"] = status
        self.codes(RISKLESS).with_user(self.officer).action_check()

    def host_notes(self):
        """What the host hears, the arrival aside."""
        return self.notes(self.host_user).filtered(
            lambda note: "has arrived" not in note.body
        )

    def activities(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "hes.code"),
                ("res_id", "in", self.codes(RISKLESS).ids),
            ]
        )

    def flagged(self):
        visits = self.as_user(self.officer, "hes.permit")
        found = visits.search([("hes_flag", "=", True)])
        self.assertEqual(found, visits.search([]).filtered("hes_flag"))
        self.assertEqual(visits.search([("hes_flag", "=", False)]) | found, self.visit)
        return found

    def test_officers_see_it_as_long_as_the_visitor_is_inside(self):
        self.visit.action_arrive()
        self.assertFalse(self.flagged())
        self.answer("RISKY")
        self.assertEqual(self.flagged(), self.visit)
        self.visit.action_leave()
        self.assertFalse(self.flagged())

    def test_a_dead_code_changes_nothing_and_a_good_answer_does(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        self.answer("hescodehasbeenexpired")
        self.assertTrue(self.flagged())
        self.answer("RISKLESS")
        self.assertFalse(self.flagged())

    def test_flagged_or_not_are_all_and_neither_is_none(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        visits = self.as_user(self.officer, "hes.permit")
        for values, found in (([True, False], self.visit), ([], visits)):
            self.assertEqual(visits.search([("hes_flag", "in", values)]), found)
            self.assertEqual(
                visits.search([("hes_flag", "not in", values)]), self.visit - found
            )

    def test_a_visitor_who_has_not_left_stays_until_they_have(self):
        self.visit.action_arrive()
        visitor = self.visit.sudo().visitor_id
        inside = self.env["hes.presence"]
        with freeze_time("2021-09-01 05:00:00"):
            self.run_nightly_job()
            self.assertEqual(
                inside.search([("partner_id", "=", visitor.id)]).ids,
                [2 * self.visit.sudo().participant_ids.id],
            )
            self.assertTrue(self.codes(RISKLESS))
            self.env["hes.retention.mixin"]._retention_forget(
                visitor, self.company, "by_request"
            )
            self.env.invalidate_all()
            self.assertTrue(inside.search([("partner_id", "=", visitor.id)]))
            self.visit.action_leave()
        with freeze_time("2021-12-01 05:00:00"):
            self.run_nightly_job()
        self.assertFalse(visitor.exists())

    def test_who_was_forgotten_did_not_stay_until_somebody_noticed(self):
        self.company.hes_policy_id.stay_cap_hours = 12
        self.visit.action_arrive()
        with freeze_time("2021-03-20 05:00:00"):
            self.visit.action_leave()
            self.assertEqual(str(self.visit.left_at), "2021-03-01 17:00:00")
            code = self.code(self.ayse, "K1L2-3456-12")
            self.record_answer(code, status="risky")
            theirs = [("employee_id", "=", self.ayse.id)]
            case = self.env["hes.contact.case"].search(theirs)
            case.action_refresh()
            self.assertTrue(case)
            self.assertFalse(case.contact_ids)

    def test_who_came_for_several_days_is_met_on_each_of_them(self):
        self.company.hes_policy_id.stay_cap_hours = 12
        visit = self.enter("Zeynep Ak", date_to="2021-03-03 12:00:00")
        visit.sudo().arrived_at = visit.date_from
        code = self.code(self.ayse, "K1L2-3456-12")
        with freeze_time("2021-03-03 08:00:00"):
            self.record_answer(code, status="risky")
            theirs = [("employee_id", "=", self.ayse.id)]
            case = self.env["hes.contact.case"].search(theirs)
            case.action_refresh()
            met = case.contact_ids.filtered(
                lambda row: row.partner_id == visit.sudo().visitor_id
            )
            self.assertEqual(str(met.last_contact), "2021-03-03 08:00:00")

    def test_who_stayed_over_the_end_left_when_they_did(self):
        self.visit.action_arrive()
        with freeze_time("2021-03-02 05:59:59"):  # not a day after the end
            self.visit.action_leave()
            self.assertEqual(str(self.visit.left_at), "2021-03-02 05:59:59")

    def test_nobody_else_learns_of_it(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        for user in (self.reception, self.host_user, self.attendance_officer):
            visits = self.as_user(user, "hes.permit")
            with self.assertRaises(AccessError):
                visits.search([("hes_flag", "=", True)])
            with self.assertRaises(AccessError):
                visits.browse(self.visit.id).read(["hes_flag"])
            for view in ("form", "list", "search"):
                shown = visits.get_view(
                    self.env.ref(f"hes_code.hes_permit_view_{view}_visit").id, view
                )
                self.assertNotIn("hes_flag", shown["arch"])
                self.assertNotIn("risky", shown["arch"].lower())
        self.assertEqual(self.visit.state, "approved")

    def test_officers_get_an_urgent_activity_and_the_host_a_neutral_note(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        self.assertLessEqual(self.officer | self.manager, self.activities().user_id)
        self.assertFalse(self.activities().user_id & (self.reception | self.host_user))
        note = self.host_notes()
        self.assertIn("The visitor Deniz Kaya is not cleared to be on site", note.body)
        for word in HEALTH_WORDS:
            self.assertNotIn(word, (note.body + note.subject).lower())
        self.assertFalse(note.model)
        self.answer("RISKY")
        self.assertEqual(len(self.host_notes()), 1, "one note a turn")

    def test_the_host_gets_the_same_note_whatever_the_reason(self):
        self.visit.action_arrive()
        self.company.hes_policy_id.policy_expired = "block"
        notes = []
        for status in ("RISKY", "hescodenotfound", "hescodehasbeenexpired"):
            self.answer(status)
            notes.append(self.host_notes()[0].body)
            self.answer("RISKLESS")
        self.assertEqual(len(set(notes)), 1, notes)
        self.assertEqual(len(self.host_notes()), 6, "and one of each end")

    def test_a_code_that_ends_while_the_visitor_is_inside_is_told_within_the_hour(self):
        self.visit.action_arrive()
        self.company.hes_policy_id.policy_expired = "block"
        self.codes(RISKLESS).expires_at = "2021-03-01 08:00:00"
        with freeze_time("2021-03-01 07:30:00"):
            self.env["hes.permit"]._cron_permits()
            self.assertFalse(self.host_notes())
        with freeze_time("2021-03-01 08:30:00"):
            self.env["hes.permit"]._cron_permits()
            self.env["hes.permit"]._cron_permits()
            self.assertEqual(len(self.host_notes()), 1)

    def test_the_same_people_are_notified_of_the_end(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        self.answer("RISKLESS")
        self.assertFalse(self.activities())
        for user in (self.host_user, self.officer):
            self.assertIn("cleared to be on site again", self.notes(user)[0].body)

    def test_the_activities_end_although_the_visitor_has_left(self):
        self.visit.action_arrive()
        self.answer("RISKY")
        self.visit.action_leave()
        self.answer("RISKLESS")
        self.assertFalse(self.activities())
        self.assertEqual(len(self.host_notes()), 1)

    def test_who_is_not_inside_alarms_nobody(self):
        self.answer("RISKY")
        self.assertFalse(self.activities())
        self.assertNotIn("on site", "".join(self.host_notes().mapped("body")))
        self.assertEqual(self.visit.state, "denied", "and is not let in")

    def test_another_companys_visit_is_no_place_of_ours(self):
        self.visit.action_arrive()
        there = self.env["hes.code"].create(
            {
                "partner_id": self.visit.visitor_id.id,
                "company_id": self.stranger_company.id,
                "code": RISKLESS,
            }
        )
        self.record_answer(there, NOW, "risky")
        self.assertFalse(self.flagged())
        self.assertFalse(self.host_notes())

    def test_the_database_knows_who_is_inside(self):
        """What the aspect of visits declares reaches the table."""
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["hes_permit_inside_index"],
        )
        self.assertIn("left_at IS NULL", self.env.cr.fetchone()[0])

    @mute_logger("odoo.sql_db")
    def test_nobody_leaves_before_they_arrive(self):
        self.visit.action_arrive()
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.visit.sudo().left_at = "2021-03-01 04:59:59"
            self.env.flush_all()
