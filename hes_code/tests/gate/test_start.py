# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import NOT_FOUND, RISKLESS, RISKY
from .test_doors import DoorCase

#: Minutes from now: check-in, check-out (None: open), and whether it lets somebody in.
ROWS = {
    "open, now": (0, None, True),
    "open, yesterday": (-1440, None, True),
    "open, tomorrow": (1440, None, True),
    "closed, all of it past": (-600, -120, False),
    "closed, a minute ago": (-2, -1, False),
    "closed, in and out at once": (0, 0, True),
    "closed, until later": (-600, 60, True),
    "closed, tomorrow": (1440, 1500, True),
}


class StartCase(DoorCase):
    """Ayşe is cleared, Burak is risky since a week, Çiğdem has no code."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        week = now - timedelta(days=7)
        self.code(self.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        risky = self.code(self.burak, RISKY, risk_status="risky", checked_at=week)
        self.record_answer(risky, now, "risky")

    @staticmethod
    def at(minutes):
        if minutes is None:
            return False
        moment = fields.Datetime.now() + timedelta(minutes=minutes)
        return fields.Datetime.to_string(moment)

    def row(self, employee, start, stop=None):
        return {
            "employee_id": employee.id,
            "check_in": self.at(start),
            "check_out": self.at(stop),
        }

    def rows_of(self, employee):
        return self.env["hr.attendance"].search([("employee_id", "=", employee.id)])

    def recorded_activities(self):
        kind = self.env.ref("hes_code.mail_activity_type_recorded")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def create_rows(self, *rows, user=None):
        user = user or self.attendance_officer
        return self.api(user, "hr.attendance", "create", vals_list=list(rows))

    def assert_refused(self, answer):
        self.assertEqual(answer.status_code, 422, answer.text)
        self.assertIn("see HR", answer.json()["message"])


@tagged("post_install", "-at_install")
class TestStart(StartCase):
    """The gate refuses what begins now or is open, and records what is over."""

    def test_the_border(self):
        for name, (start, stop, is_start) in ROWS.items():
            for employee, clearance in (
                (self.ayse, "cleared"),
                (self.cigdem, "warned"),
                (self.burak, "denied"),
            ):
                with self.subTest(name, clearance=clearance):
                    answer = self.create_rows(self.row(employee, start, stop))
                    if is_start and clearance == "denied":
                        self.assert_refused(answer)
                        self.assertFalse(self.rows_of(employee))
                        self.assertFalse(self.recorded_activities())
                        continue
                    self.assertEqual(answer.status_code, 200, answer.text)
                    row = self.rows_of(employee)
                    self.assertEqual(row.hes_clearance, clearance)
                    noted = bool(self.recorded_activities())
                    self.assertEqual(noted, clearance == "denied")
                    self.recorded_activities().unlink()
                    row.unlink()

    def test_a_terminal_records_what_is_over_as_of_its_check_in(self):
        risk = self.burak.hes_code_id.risky_since
        minutes = (risk - fields.Datetime.now()) / timedelta(minutes=1)
        for begins, clearance in ((minutes - 120, "warned"), (minutes + 1, "denied")):
            values = self.row(self.burak, begins, begins + 60)
            row = self.env["hr.attendance"].create(values)
            self.assertIn(row.hes_clearance, (clearance, "cleared"), begins)
            self.assertEqual(row.hes_clearance == "denied", clearance == "denied")
        values = self.row(self.burak, -10)
        with self.assertRaisesRegex(Exception, "see HR"):
            self.env["hr.attendance"].create(values)

    def test_an_employee_starts_as_everybody_and_enters_no_past(self):
        self.burak.user_id = self.plain_user
        self.authenticate(self.plain_user.login, self.plain_user.login)
        answer = self.url_open("/hr_attendance/systray_check_in_out", json={})
        self.assertIn("see HR", answer.json()["error"]["data"]["message"])
        for start, stop in ((-600, -120), (-1440, None)):
            answer = self.create_rows(
                self.row(self.burak, start, stop), user=self.plain_user
            )
            self.assertEqual(answer.status_code, 403)
        self.assertFalse(self.rows_of(self.burak))

    def test_an_old_closed_row_is_rewritten_to_now(self):
        row = self.env["hr.attendance"].create(self.row(self.burak, -6000, -5900))
        for change in (
            {"check_in": self.at(0), "check_out": False},
            {"check_out": False},
            {"check_out": self.at(60)},
            {"check_in": self.at(-5), "check_out": self.at(60)},
            {"check_in": self.at(0), "check_out": self.at(0)},
        ):
            with self.subTest(change):
                answer = self.api(
                    self.attendance_officer,
                    "hr.attendance",
                    "write",
                    ids=row.ids,
                    vals=change,
                )
                self.assert_refused(answer)
        self.assertEqual(row.check_out, row.check_in + timedelta(minutes=100))

    def test_a_colleagues_row_is_given_to_somebody_denied(self):
        for start, stop in ((-1440, None), (-600, 60), (0, 0)):
            with self.subTest(start=start, stop=stop):
                values = self.row(self.ayse, start, stop)
                row = self.env["hr.attendance"].create(values)
                answer = self.api(
                    self.attendance_officer,
                    "hr.attendance",
                    "write",
                    ids=row.ids,
                    vals={"employee_id": self.burak.id},
                )
                self.assert_refused(answer)
                row.unlink()

    def test_who_is_inside_leaves_at_any_time(self):
        row = self.env["hr.attendance"].create(self.row(self.ayse, -600))
        self.record_answer(self.ayse.hes_code_id, status="risky")
        for stop in (60, 30, 0, -5):
            answer = self.api(
                self.attendance_officer,
                "hr.attendance",
                "write",
                ids=row.ids,
                vals={"check_out": self.at(stop)},
            )
            self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(row.hes_clearance, "cleared", "as it was at check-in")

    def test_who_leaves_may_send_the_whole_row(self):
        row = self.env["hr.attendance"].create(self.row(self.ayse, -600))
        check_in = fields.Datetime.to_string(row.check_in)
        values = {"employee_id": self.ayse.id, "check_in": check_in}
        self.record_answer(self.ayse.hes_code_id, status="risky")
        for stop in (1, -5):  # a terminal's clock is a minute ahead
            answer = self.api(
                self.attendance_officer,
                "hr.attendance",
                "write",
                ids=row.ids,
                vals={**values, "check_out": self.at(stop)},
            )
            self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(row.hes_clearance, "cleared", "as it was at check-in")
        self.assertFalse(self.recorded_activities())

    def test_an_import_of_what_is_there_already_is_no_check_in(self):
        row = self.env["hr.attendance"].create(self.row(self.ayse, -600))
        self.record_answer(self.ayse.hes_code_id, status="risky")
        names = [".id", "employee_id/.id", "check_in"]
        check_in = fields.Datetime.to_string(row.check_in)
        same = [str(row.id), str(self.ayse.id), check_in]
        attendances = self.as_user(self.attendance_officer, "hr.attendance")
        self.assertTrue(attendances.load(names, [same])["ids"])
        with mute_logger("odoo.sql_db"):
            moved = attendances.load(names, [[*same[:2], self.at(-10)]])
        self.assertIn("see HR", moved["messages"][0]["message"])

    def test_what_hr_enters_afterwards_is_judged_by_the_answers_of_then(self):
        now = fields.Datetime.now()
        code = self.code(self.cigdem, "K1L2-0001-10")
        for days, answer in (
            (8, "riskless"),
            (6, "risky"),
            (5, "risky"),
            (3, "riskless"),
        ):
            self.record_answer(code, now - timedelta(days=days), answer)
        for days, clearance in ((7, "cleared"), (4, "denied"), (2, "cleared")):
            values = self.row(self.cigdem, -days * 1440, -days * 1440 + 60)
            row = self.env["hr.attendance"].create(values)
            self.assertEqual(row.hes_clearance, clearance, days)
            self.assertEqual(bool(self.recorded_activities()), clearance == "denied")
            self.recorded_activities().unlink()
        self.assertFalse(code.risky_since, "nothing of it holds now")

    def week_ago(self, employee, code, answer):
        """An attendance of a week ago, after that answer about a new code."""
        then = fields.Datetime.now() - timedelta(days=7)
        with freeze_time(then):
            code = self.code(employee, code)
            self.record_answer(code, then - timedelta(hours=1), answer)
            return self.env["hr.attendance"].create(self.row(employee, -60, -1))

    def test_a_corrected_check_in_keeps_the_verdict_of_then(self):
        other = self.env["hr.employee"].create(
            {"name": "Deniz", "company_id": self.company.id}
        )
        cleared = self.week_ago(self.cigdem, "K1L2-0001-10", "riskless")
        denied = self.week_ago(other, "K1L2-0002-10", "risky")
        self.record_answer(self.cigdem.hes_code_id, status="not_found")
        self.record_answer(other.hes_code_id)
        self.recorded_activities().unlink()
        for user in (self.env.user, self.attendance_officer):
            for row, clearance in ((cleared, "cleared"), (denied, "denied")):
                corrected = self.as_user(user, "hr.attendance").browse(row.id)
                corrected.check_in -= timedelta(minutes=1)
                self.assertEqual(row.hes_clearance, clearance)
        self.assertFalse(self.recorded_activities())
        corrected = self.as_user(self.attendance_officer, "hr.attendance")
        corrected.browse(cleared.id).employee_id = self.burak
        self.assertEqual(cleared.hes_clearance, "denied", "another's is judged")
        self.assertTrue(self.recorded_activities())

    def test_a_list_with_one_who_was_denied_is_recorded_with_one_activity(self):
        people = self.env["hr.employee"].create(
            [{"name": f"P{i}", "company_id": self.company.id} for i in range(3)]
        )
        people = people | self.burak | self.ayse
        rows = [self.row(person, -600, -120) for person in people]
        rows += [self.row(self.burak, -1600, -1200)]
        answer = self.create_rows(*rows)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(len(answer.json()), 6)
        activities = self.recorded_activities()
        self.assertEqual(activities.user_id, self.officer | self.manager)
        self.assertEqual(len(activities), 2, "one an officer")
        self.assertIn(": 2.", activities[0].note)

    def test_an_import_is_one_activity_however_many_rows(self):
        lines = [
            [str(self.burak.id), self.at(-600 - 2 * n), self.at(-599 - 2 * n)]
            for n in range(1500)
        ]
        attendances = self.as_user(self.attendance_officer, "hr.attendance")
        attendances = attendances.with_context(hes_recorded=[], import_set_empty=True)
        names = ["employee_id/.id", "check_in", "check_out"]
        result = attendances.load(names, lines)
        self.assertEqual(len(result["ids"]), 1500, result["messages"][:1])
        activities = self.recorded_activities()
        self.assertEqual(len(activities), 2, "one an officer")
        self.assertIn(": 1500.", activities[0].note)

    def test_the_activity_names_nobody_and_goes_out_in_no_mail(self):
        self.officer.notification_type = "email"
        mails = self.env["mail.mail"].search([])
        self.create_rows(self.row(self.burak, -600, -120))
        self.assertEqual(self.env["mail.mail"].search([]), mails)
        for activity in self.recorded_activities():
            told = f"{activity.res_name} {activity.summary} {activity.note}".lower()
            for word in ("burak", "risk", "covid", "health", RISKY.lower()):
                self.assertNotIn(word, told)

    def test_a_gate_that_is_off_notifies_of_nothing(self):
        self.company.hes_policy_id.gate = "off"
        self.create_rows(self.row(self.burak, -600, -120))
        self.assertEqual(self.rows_of(self.burak).hes_clearance, "denied")
        self.assertFalse(self.recorded_activities())


@tagged("post_install", "-at_install")
class TestSinceWhen(StartCase):
    """An attendance officer knows that somebody is denied now; not why, nor since
    when, whatever check-in they choose."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        unknown = self.code(self.cigdem, NOT_FOUND, risk_status="not_found")
        self.record_answer(unknown, now, "not_found")
        self.moments = [-minutes for minutes in (120, 6 * 1440, 8 * 1440, 400 * 1440)]

    def told(self, employee):
        """All that an attendance officer gets to see, for several check-ins."""
        spec = {"hes_clearance": {}, "hes_flag": {}}
        for start in self.moments:
            for stop in (None, start + 60):
                values = self.row(employee, start, stop)
                form = self.api(
                    self.attendance_officer,
                    "hr.attendance",
                    "onchange",
                    ids=[],
                    values=values,
                    field_names=["check_in"],
                    fields_spec=spec,
                )
                made = self.create_rows(values)
                seen = made.status_code
                if seen == 200:
                    row = self.rows_of(employee).with_user(self.attendance_officer)
                    seen = row.read(["hes_clearance", "hes_flag"])[0]
                    del seen["id"]
                    row.sudo().unlink()
                yield form.text, str(seen), stop is None

    def test_neither_a_form_nor_a_refusal_nor_a_row_tells_it(self):
        risky = list(self.told(self.burak))
        self.assertEqual(len(set(risky)), 2, "the same for every check-in")
        self.assertEqual(
            risky, list(self.told(self.cigdem)), "the same for each reason"
        )

    def test_a_stored_row_whose_check_in_is_moved(self):
        row = self.env["hr.attendance"].create(self.row(self.burak, -600, -120))
        seen = set()
        for start in self.moments:
            self.api(
                self.attendance_officer,
                "hr.attendance",
                "write",
                ids=row.ids,
                vals={"check_in": self.at(start)},
            )
            seen.add((row.hes_clearance, row.hes_flag))
        self.assertEqual(seen, {("denied", True)})


@tagged("post_install", "-at_install")
class TestForgotten(StartCase):
    """An attendance that was left open is no way in the next morning."""

    def setUp(self):
        super().setUp()
        self.company.attendance_kiosk_use_pin = False
        self.people = self.ayse | self.burak
        self.company.hes_policy_id.gate = "off"
        self.rows = self.env["hr.attendance"].create(
            [self.row(person, -60 * 24) for person in self.people]
        )
        self.company.hes_policy_id.gate = "on"

    def scan(self, route, **params):
        answer = self.url_open(
            f"/hr_attendance/{route}",
            json={"params": {"token": self.company.attendance_kiosk_key, **params}},
        ).json()
        self.env.invalidate_all()
        return answer["result"]

    def test_somebody_denied_is_refused_at_the_kiosk(self):
        for route, who in (
            ("attendance_barcode_scanned", {"barcode": "1002"}),
            ("manual_selection", {"employee_id": self.burak.id, "pin_code": False}),
        ):
            row = self.rows_of(self.burak)[0]
            with self.subTest(route):
                answer = self.scan(route, **who)
                self.assertTrue(answer["hes_refused"])
                self.assertNotIn("attendance_state", answer)
                self.assertTrue(row.check_out)
                self.assertTrue(row.hes_forgotten)
                self.assertTrue(self.scan(route, **who)["hes_refused"], "and again")
                self.assertEqual(self.rows_of(self.burak), row)
            self.company.hes_policy_id.gate = "off"
            row.unlink()
            self.env["hr.attendance"].create(self.row(self.burak, -60 * 24))
            self.company.hes_policy_id.gate = "on"

    def test_somebody_cleared_is_told_and_comes_in_with_the_next_scan(self):
        answer = self.scan("attendance_barcode_scanned", barcode="1001")
        self.assertTrue(answer["hes_forgotten"])
        self.assertEqual(answer["attendance_state"], "checked_out")
        answer = self.scan("attendance_barcode_scanned", barcode="1001")
        self.assertEqual(answer["attendance_state"], "checked_in")
        self.assertNotIn("hes_forgotten", answer)

    def test_who_would_be_cleared_by_a_fresh_answer_is_told_to_come_in(self):
        self.start_service()
        self.company.hes_policy_id.policy_stale = "block"
        self.ayse.hes_code_id.checked_at = self.at(-60 * 24 * 9)
        for state in ("checked_out", "checked_in"):
            answer = self.scan("attendance_barcode_scanned", barcode="1001")
            self.assertEqual(answer.get("attendance_state"), state)

    def test_who_stays_no_longer_than_people_do_just_leaves(self):
        self.company.hes_policy_id.gate = "off"
        self.rows.check_in = self.at(-600)
        self.company.hes_policy_id.gate = "on"
        for badge in ("1001", "1002"):
            answer = self.scan("attendance_barcode_scanned", barcode=badge)
            self.assertEqual(answer["attendance_state"], "checked_out")
            self.assertNotIn("hes_forgotten", answer)
        self.assertFalse(any(self.rows.mapped("hes_forgotten")))

    def test_the_systray_says_the_same(self):
        other = self._user("other", "base.group_user")
        for employee, user, refused in (
            (self.burak, self.plain_user, True),
            (self.ayse, other, False),
        ):
            employee.user_id = user
            self.authenticate(user.login, user.login)
            answer = self.scan("systray_check_in_out")
            self.assertEqual(answer.get("hes_refused", False), refused)
            words = "see HR" if refused else "Please check in again"
            self.assertIn(words, answer["hes_notice"])
            self.assertEqual(answer["attendance_state"], "checked_out")
