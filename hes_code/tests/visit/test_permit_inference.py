# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import RISKLESS
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPermitInference(PermitCase):
    """Nobody learns a colleague's clearance by planning a journey or a visit with
    them; Ayşe plans, Burak is looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.burak_user = cls._user("burak", "base.group_user")
        cls.burak_user.notification_type = "inbox"
        cls.burak.user_id = cls.burak_user
        cls.boss_user = cls._user("boss", "base.group_user")
        cls.cigdem.user_id = cls.boss_user
        cls.code(cls, cls.ayse, "K1L2-3456-10", risk_status="riskless", checked_at=NOW)

    def seen(self, status, action):
        """What the organiser sees after ``action`` if Burak's status is ``status``."""
        with self.env.cr.savepoint() as savepoint:
            self.code(self.burak, RISKLESS, risk_status=status, checked_at=NOW)
            journey = action()
            notice = journey.action_approve()
            read = journey.read()[0]
            rows = journey.participant_ids.read()
            savepoint.rollback()
        self.env.invalidate_all()
        for row in (read, *rows):
            for name in ("id", "participant_ids", "name", "display_name", "permit_id"):
                row.pop(name, None)
        return notice, read, rows

    def test_one_colleague_alone(self):
        risky, riskless = (
            self.seen(status, lambda: self.plan(self.burak))
            for status in ("risky", "riskless")
        )
        self.assertEqual(risky, riskless)
        self.assertEqual(risky[1]["state"], "draft")
        self.assertFalse(risky[1]["checked_at"])

    def test_one_colleague_besides_oneself(self):
        risky, riskless = (
            self.seen(status, lambda: self.plan(self.ayse, self.burak))
            for status in ("risky", "riskless")
        )
        self.assertEqual(risky, riskless)

    def test_a_colleague_in_the_place_of_who_agreed(self):
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        journey = self.plan(self.cigdem)
        journey.action_approve()
        row = journey.participant_ids
        row.with_user(self.boss_user).action_confirm()
        journey.action_approve()
        self.assertEqual(journey.state, "approved")
        row.employee_id = self.as_user(self.host_user, "hr.employee").browse(
            self.burak.id
        )
        self.assertFalse(row.confirmed_by_id)
        journey.action_approve()
        self.assertEqual(journey.state, "draft")

    def test_what_was_agreed_to_is_this_day_and_this_organiser(self):
        for values in (
            {"date_to": "2021-03-01 20:00:00"},
            {"date_from": "2021-03-01 06:00:00"},
            {"user_id": self.plain_user.id},
        ):
            with self.subTest(values=values):
                journey = self.plan(self.cigdem)
                journey.action_approve()
                journey.participant_ids.with_user(self.boss_user).action_confirm()
                journey.action_approve()
                self.assertEqual(journey.state, "approved")
                journey.write(values)
                self.assertEqual(journey.sudo().state, "draft")
                self.assertFalse(journey.sudo().participant_ids.confirmed_by_id)

    def test_nobody_confirms_for_a_colleague(self):
        journey = self.plan(self.burak)
        journey.action_approve()
        row = journey.participant_ids
        with self.assertRaises(AccessError):
            row.action_confirm()
        for user in (self.plain_user, self.reception, self.boss_user):
            with self.assertRaises(AccessError):
                row.with_user(user).action_confirm()
        for values in (
            {"confirmed_by_id": self.host_user.id},
            {"confirmation_asked_at": NOW},
        ):
            with self.assertRaises(AccessError):
                row.write(values)
        forged = row.with_context(default_confirmed_by_id=self.host_user.id)
        new = forged.create({"permit_id": journey.id, "employee_id": self.cigdem.id})
        self.assertFalse(new.confirmed_by_id)

    def to_confirm(self):
        """What Burak finds under To Confirm, and how many HR counts."""
        action = self.env.ref("hes_code.hes_permit_participant_action_confirm")
        rows = self.as_user(self.burak_user, "hes.permit.participant")
        figures = self.as_user(self.officer, "hes.overview")._waiting_figures()
        [journeys] = [figure for figure in figures if figure.key == "journeys"]
        counted = self.as_user(self.officer, rows._name).search_count(journeys.domain)
        return rows.search(literal_eval(action.domain)), counted

    def test_nothing_is_to_confirm_of_what_is_cancelled_or_over(self):
        journey = self.plan(self.burak, date_to="2021-03-01 14:00:00")
        journey.action_approve()
        row = journey.participant_ids.with_user(self.burak_user)
        self.assertEqual(self.to_confirm(), (row, 1))
        with freeze_time("2021-03-01 14:00:00"):
            self.assertEqual(self.to_confirm(), (row.browse(), 0))
        journey.action_cancel()
        self.assertEqual(self.to_confirm(), (row.browse(), 0))
        with self.assertRaises(AccessError):
            row.action_confirm()
        journey.action_draft()
        journey.action_approve()
        self.assertEqual(self.to_confirm(), (row, 1))

    def test_who_cannot_travel_learns_it_alone(self):
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        journey = self.plan(self.burak)
        journey.action_approve()
        self.assertTrue(journey.awaits_confirmation)
        notes = self.notes(self.host_user)
        row = journey.participant_ids
        for user in (self.burak_user, self.officer):
            with self.assertRaisesRegex(UserError, "cannot travel"):
                row.with_user(user).action_confirm()
        self.assertFalse(row.confirmed_by_id)
        self.assertEqual(self.notes(self.host_user), notes)

    def test_who_confirmed_goes_along(self):
        code = self.code(self.burak, RISKLESS, risk_status="riskless", checked_at=NOW)
        journey = self.plan(
            self.ayse,
            self.burak,
            date_from="2021-03-03 05:00:00",
            date_to="2021-03-03 15:00:00",
        )
        journey.action_approve()
        note = self.notes(self.burak_user)
        self.assertEqual(len(note), 1)
        self.assertIn(journey.name, note.body)
        journey.action_approve()
        self.assertEqual(len(self.notes(self.burak_user)), 1, "asked once")
        todo = self.as_user(self.burak_user, "hes.permit.participant").search([])
        self.assertEqual(todo.employee_id.id, self.burak.id)
        self.assertEqual(todo.organiser_id, self.host_user)
        for door in (
            lambda: todo.permit_id.read(["state"]),
            lambda: todo.write({"partner_id": False}),
            todo.unlink,
        ):
            with self.assertRaises(AccessError):
                door()
        todo.action_confirm()
        self.assertIn(journey.name, self.notes(self.host_user)[0].body)
        self.assertFalse(
            self.as_user(self.burak_user, "hes.permit.participant").search([])
        )
        journey.action_approve()
        self.assertEqual(journey.state, "approved")
        self.record_answer(code, NOW, "risky")
        self.assertEqual(journey.state, "denied")

    def test_a_manager_an_officer_and_oneself_need_no_confirmation(self):
        self.burak.parent_id = self.cigdem
        for user, person in (
            (self.boss_user, self.burak),
            (self.attendance_officer, self.burak),
            (self.officer, self.burak),
            (self.burak_user, self.burak),
        ):
            with self.subTest(user=user.login):
                journey = self.plan(person, user=user)
                journey.action_approve()
                self.assertEqual(journey.state, "approved")

    def test_an_officer_does_not_judge_for_an_organiser_who_may_not_know(self):
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        journey = self.plan(self.burak)
        journey.with_user(self.officer).action_approve()
        self.assertEqual(journey.state, "draft")

    def test_the_manager_confirms_who_has_no_user(self):
        self.burak.write({"user_id": False, "parent_id": self.cigdem.id})
        self.boss_user.notification_type = "inbox"
        journey = self.plan(self.burak)
        journey.action_approve()
        self.assertIn(journey.name, self.notes(self.boss_user).body)
        journey.participant_ids.with_user(self.boss_user).action_confirm()
        journey.action_approve()
        self.assertEqual(journey.state, "approved")

    def test_an_archived_user_is_not_waited_for(self):
        self.burak.parent_id = self.cigdem
        for user, asked in (
            (self.burak_user, self.boss_user),
            (self.boss_user, self.officer),
        ):
            user.active = False
            asked.notification_type = "inbox"
            journey = self.plan(self.burak)
            journey.action_approve()
            self.assertIn(journey.name, self.notes(asked)[:1].body or "", asked.login)

    def test_nor_is_one_who_does_not_reach_what_is_to_be_confirmed(self):
        self.officer.notification_type = "inbox"
        portal = self.env.ref("base.group_portal")
        other = self.stranger_company
        for values in (
            {"company_ids": [Command.set(other.ids)], "company_id": other.id},
            {"group_ids": [Command.set(portal.ids)]},
        ):
            self.burak_user.notification_type = "email"
            self.burak_user.write(values)
            journey = self.plan(self.burak)
            journey.action_approve()
            note = self.notes(self.officer)[:1].body or ""
            self.assertIn(journey.name, note, values)

    def test_no_employee_is_a_visitor(self):
        visits = self.as_user(self.host_user, "hes.permit")
        for values in (
            {"participant_ids": [(0, 0, {"employee_id": self.burak.id})]},
            {"visitor_name": "x"},
        ):
            with self.assertRaises(ValidationError):
                visit = visits.create(
                    {"kind": "visit", "host_id": self.ayse.id, **values}
                )
                visit.participant_ids.write(
                    {"partner_id": False, "employee_id": self.burak.id}
                )

    # ----------------------------------------------------------------- hosts

    def test_a_reception_learns_nothing_of_the_hosts(self):
        def visit():
            made = self.enter("Deniz Kaya")
            made.action_approve()
            host = self.as_user(self.reception, "hr.employee").browse(self.burak.id)
            made.host_id = host
            return made

        risky, riskless = (self.seen(status, visit) for status in ("risky", "riskless"))
        self.assertEqual(risky[0], riskless[0])
        self.assertEqual(risky[1]["state"], riskless[1]["state"])
        self.assertEqual(risky[1]["denial"], riskless[1]["denial"])

    def test_hr_hears_of_a_host_who_is_not_cleared(self):
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        visit = self.enter("Deniz Kaya")
        visit.host_id = self.as_user(self.reception, "hr.employee").browse(
            self.burak.id
        )
        visit.action_approve()
        self.assertEqual(visit.state, "approved")
        self.assertIn(visit.name, self.notes(self.officer).body)
        self.assertEqual(visit.with_user(self.officer).host_reason, "risky")

    def test_who_may_know_it_is_notified_and_approves_nothing(self):
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        self.burak.parent_id = self.cigdem
        visit = self.enter("Deniz Kaya")
        visit.host_id = self.as_user(self.reception, "hr.employee").browse(
            self.burak.id
        )
        for user in (self.burak_user, self.officer):
            notice = visit.with_user(user).action_approve()
            self.assertIn("cannot receive", notice["params"]["message"])
            self.assertEqual(visit.state, "draft")
