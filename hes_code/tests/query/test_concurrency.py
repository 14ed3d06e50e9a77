# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import new_test_user, tagged

from ...tools.service.answer import Answer
from ..common import RISKLESS, STRANGE, set_service_url
from ..stand_in import StandIn
from ..transactions import TransactionsCase

#: Seconds. Longer than anything here takes: who waits so long waits for ever.
PATIENCE = 20
LONG_AGO = timedelta(days=30)
TURKISH_ID = "10000000170"


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionsCase):
    """Requests at the same time, run as Odoo's HTTP layer runs them."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            company = env["res.company"].create({"name": "Two at Once"})
            company.hes_policy_id.gate = "on"
            employee = env["hr.employee"].create(
                {
                    "name": "Ayşe Işık",
                    "company_id": company.id,
                    "identification_id": TURKISH_ID,
                }
            )
            code = env["hes.code"].create(
                {"employee_id": employee.id, "code": RISKLESS}
            )
            asked_at = fields.Datetime.now() - timedelta(minutes=1)
            answer = Answer(RISKLESS, "riskless", checked_at=asked_at)
            env["hes.check"]._record({code: answer})
            self.company_id = company.id
            self.employee_id = employee.id
            self.code_id = code.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.environment(active_test=False) as env:
            employee = env["hr.employee"].browse(self.employee_id)
            company = env["res.company"].browse(self.company_id)
            ours = [("company_id", "=", company.id)]
            calendars = env["resource.calendar"].search(ours)
            versions = employee.version_ids
            partners = company.partner_id + employee.work_contact_id
            employee.attendance_ids.unlink()
            env["hes.contact.case"].search(ours).unlink()
            # answers stay as long as people are, whoever wants to delete them
            env.cr.execute("DELETE FROM hes_check WHERE company_id = %s", [company.id])
            env.cr.execute(
                "UPDATE hes_code SET risky_since = NULL WHERE company_id = %s",
                [company.id],
            )
            env.invalidate_all()
            set_service_url(env, False)
            for model in ("hes.code", "hes.service"):
                env[model].search(ours).unlink()
            for records in (employee, versions, company, calendars, partners):
                records.exists().unlink()

    # ----------------------------------------------------------------- requests

    def request(self, action, before=lambda: None):
        """Run ``action(employee)`` as a request to Odoo: tried again where Odoo tries
        again, then committed.

        ``before`` is called once, when the transaction has begun: what is committed
        from then on, it does not see. Returns the words of a refusal, or None.
        """
        tries = []

        def handle():
            employee = env["hr.employee"].browse(self.employee_id)
            employee.mapped("hes_clearance")
            if not tries:
                before()
            tries.append(1)
            action(employee)

        try:
            with self.environment() as env:
                retrying(handle, env)
        except UserError as error:
            return str(error)
        return None

    def at_once(self, *actions):
        """The outcomes of requests that all begin before one of them writes."""
        barrier = threading.Barrier(len(actions), timeout=PATIENCE)
        with ThreadPoolExecutor(len(actions)) as pool:
            tasks = [pool.submit(self.request, act, barrier.wait) for act in actions]
            if wait(tasks, PATIENCE).not_done:
                self.end_waiting()
                self.fail("One of them waits for ever.")
            return [task.result() for task in tasks]

    def end_waiting(self):
        with self.environment() as env:
            env.cr.execute(
                """SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )

    def turn_risky(self, since):
        """The service's answer arrives, in a transaction of its own."""
        with self.environment() as env:
            code = env["hes.code"].browse(self.code_id)
            answer = Answer(code.code, "risky", checked_at=since)
            env["hes.check"]._record({code: answer})

    def start_service(self, **overrides):
        """A stand-in that is asked at check-in, as the answer is too old."""
        person = (TURKISH_ID, "Ayşe", "Işık")
        known = dict.fromkeys(code.replace("-", "") for code in (RISKLESS, STRANGE))
        stand_in = self.enterContext(StandIn(people=dict.fromkeys(known, person)))
        self.stand_in = stand_in
        stand_in.overrides.update(overrides)
        with self.environment() as env:
            set_service_url(env, stand_in.url)
            env["hes.service"].create(
                {
                    "name": "Stand-in",
                    "username": "hes",
                    "password": "hes",
                    "company_id": self.company_id,
                }
            )
            code = env["hes.code"].browse(self.code_id)
            code.checked_at = fields.Datetime.now() - LONG_AGO

    @staticmethod
    def check_in(employee, ago=timedelta()):
        employee.env["hr.attendance"].create(
            {"employee_id": employee.id, "check_in": fields.Datetime.now() - ago}
        )

    def assertAttendances(self, expected):
        with self.environment() as env:
            rows = env["hr.attendance"].search([("employee_id", "=", self.employee_id)])
            found = [
                (row.hes_clearance, "inside" if not row.check_out else "gone")
                + (("flag",) if row.hes_flag else ())
                for row in rows
            ]
        self.assertEqual(found, expected)

    # ------------------------------------------------------------------ at once

    def test_of_two_new_attendances_one_is_kept_and_the_other_explained(self):
        outcomes = self.at_once(self.check_in, self.check_in)
        self.assertEqual(outcomes.count(None), 1, outcomes)
        self.assertIn("hasn't checked out since", next(filter(None, outcomes)))
        self.assertAttendances([("cleared", "inside")])

    def test_two_badges_at_once_are_as_two_after_one_another(self):
        badge = type(self).badge
        self.assertEqual(self.at_once(badge, badge), [None, None])
        self.assertAttendances([("cleared", "gone")])

    @staticmethod
    def badge(employee):
        employee._attendance_action_change()

    def test_who_may_not_come_in_is_refused_twice_in_words(self):
        self.turn_risky(fields.Datetime.now())
        for words in self.at_once(self.check_in, self.check_in):
            self.assertIn("Please see HR", words or "")
        self.assertAttendances([])

    def test_two_for_whom_the_service_is_asked_leave_one_attendance(self):
        self.start_service()
        outcomes = self.at_once(self.check_in, self.check_in)
        self.assertEqual(outcomes.count(None), 1, outcomes)
        self.assertIn("hasn't checked out since", next(filter(None, outcomes)))
        self.assertAttendances([("cleared", "inside")])

    def test_two_for_whom_the_service_answers_risky_are_both_refused(self):
        self.start_service(A4D7113210="RISKY")
        for words in self.at_once(self.check_in, self.check_in):
            self.assertIn("Please see HR", words or "")
        self.assertAttendances([])

    def test_a_refusal_of_the_service_outlives_the_refused_check_in(self):
        self.start_service()
        self.stand_in.trouble("401")
        with self.environment() as env:
            company = env["res.company"].browse(self.company_id)
            company.hes_policy_id.policy_unreachable = "block"
            company.user_ids = env.ref("base.user_admin")
        for _try in range(2):
            self.assertIn("Please see HR", self.request(self.check_in) or "")
        self.assertAttendances([])
        self.assertEqual(len(self.stand_in.requests), 1, "nothing more is asked")
        with self.environment() as env:
            service = env["hes.service"].search([("company_id", "=", self.company_id)])
            self.assertTrue(service.suspended)
            told = service.activity_ids.user_id
            self.assertEqual(told, env.ref("base.user_admin"))

    # -------------------------------------------------------------- turns risky

    def test_who_turns_risky_after_the_check_in_is_right_there_and_flagged(self):
        def check_in(employee):
            self.check_in(employee, ago=timedelta(minutes=1))
            self.turn_risky(fields.Datetime.now())

        self.assertEqual(self.at_once(check_in), [None])
        self.assertAttendances([("cleared", "inside", "flag")])

    def test_who_turns_risky_while_the_request_runs_is_flagged(self):
        """The transaction began before the answer was committed, and cannot see it."""
        since = fields.Datetime.now() - timedelta(seconds=1)
        outcome = self.request(self.check_in, lambda: self.turn_risky(since))
        self.assertIsNone(outcome)
        self.assertAttendances([("cleared", "inside", "flag")])

    def test_a_request_that_is_tried_again_sees_who_turned_risky(self):
        def meanwhile():
            self.turn_risky(fields.Datetime.now())
            self.request(lambda employee: employee.write({"barcode": "A1002"}))

        words = self.request(self.check_in, meanwhile)
        self.assertIn("Please see HR", words or "")
        self.assertAttendances([])

    # ------------------------------------------------------------- second looks

    def test_of_two_second_looks_at_once_one_has_to_wait(self):
        """Many at once would all find that there were few tries before them."""
        looking, looked = threading.Event(), threading.Event()
        self.addCleanup(looked.set)
        outcomes = {}

        def look(employee):
            outcomes["first"] = employee._hes_kiosk_attempt("nonsense")
            looking.set()
            self.assertTrue(looked.wait(PATIENCE))

        def look_meanwhile(employee):
            self.assertTrue(looking.wait(PATIENCE))
            outcomes["second"] = employee._hes_kiosk_attempt("nonsense")
            looked.set()

        self.assertEqual(self.at_once(look, look_meanwhile), [None, None])
        self.assertEqual(outcomes, {"first": "unreadable", "second": "wait"})

    # ------------------------------------------- the request has written the code

    def test_a_code_written_by_the_same_request_is_not_waited_for(self):
        def second_look(employee):
            self.assertEqual(employee._hes_kiosk_attempt(RISKLESS), "cleared")
            employee._attendance_action_change()

        self.start_service(A4D7113210="A NEW WORD")
        self.assertEqual(self.at_once(second_look), [None])
        self.assertAttendances([("warned", "inside")])

    def test_a_code_made_by_the_same_request_is_asked_for(self):
        def take_code_and_check_in(employee):
            employee.hes_code = STRANGE
            self.check_in(employee)

        self.start_service(E1F2345677="RISKLESS")
        self.assertEqual(self.at_once(take_code_and_check_in), [None])
        self.assertAttendances([("cleared", "inside")])

    def test_of_two_activities_on_the_rules_at_once_none_fails(self):
        with self.environment() as env:
            values = {"company_id": self.company_id, "company_ids": [self.company_id]}
            groups = "hes_code.group_hes_officer"
            user = new_test_user(env, "hes_officer_of_two", groups, **values)
            contact = user.partner_id
        self.addCleanup(self.remove_user, user.id, contact.id)
        kind = "hes_code.mail_activity_type_risk"
        with self.environment() as one, self.environment() as other:
            for env in (one, other):
                # who waits for the first, which is not committed, fails after it
                env.cr.execute("SET LOCAL lock_timeout = '5s'")
                policy = env["res.company"].browse(self.company_id).hes_policy_id
                policy._add_activities(kind, lambda _env: "Many at once.")
                env.flush_all()
        with self.environment() as env:
            policy = env["res.company"].browse(self.company_id).hes_policy_id
            activities = policy.activity_ids.filtered(lambda each: each.user_id == user)
            self.assertEqual(len(activities), 2)

    def test_a_code_tried_in_the_own_profile_counts_though_all_is_rolled_back(self):
        with self.environment() as env:
            user = new_test_user(env, "hes_tries", company_id=self.company_id)
            employee = env["hr.employee"].browse(self.employee_id)
            contact = employee.work_contact_id
            employee.user_id = user
            employee.company_id.hes_policy_id.tries_per_hour = 2
        self.addCleanup(self.remove_user, user.id, contact.id)
        refusals = []
        for number in range(4):
            with self.registry.cursor() as cr:
                own = api.Environment(cr, user.id, {})["res.users"].browse(user.id)
                try:
                    own.hes_code = f"K1L2-000{number}-00"
                except UserError as error:
                    refusals.append(str(error))
                cr.rollback()
        self.assertEqual(len(refusals), 2)
        self.assertIn("several new HES codes", refusals[0])

    def remove_user(self, user_id, contact_id):
        with self.environment() as env:
            env["hr.employee"].browse(self.employee_id).user_id = False
            env["res.users"].browse(user_id).unlink()
            env["res.partner"].browse(contact_id).unlink()
