# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime, timedelta
from itertools import product

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.hes_code.tests.common import RISKLESS

from .skills_case import SkillsCase

#: Verdicts as of a moment.
CLEAR, HINT = ("cleared", "unobjected"), ("warned", "requirement_ending")
WITHOUT = ("denied", "requirement")


@tagged("post_install", "-at_install")
class TestCertificates(SkillsCase):
    def at(self, moment, person=None):
        moment = fields.Datetime.to_datetime(moment)
        person = person or self.ayse
        verdict = person._hes_verdicts(moment)[person.id]
        return verdict.clearance, verdict.reason

    def test_nothing_is_required_until_there_is_a_rule(self):
        self.assertEqual(self.at("2026-03-01 05:00:00"), CLEAR)
        self.rule("off")
        self.assertEqual(self.at("2026-03-01 05:00:00"), CLEAR)

    def test_a_missing_certificate_does_what_the_company_says(self):
        rule = self.rule("block")
        for action, verdict in (
            ("block", WITHOUT),
            ("warn", ("warned", "requirement")),
            ("off", CLEAR),
        ):
            rule.action = action
            with self.subTest(action=action):
                self.assertEqual(self.at("2026-03-01 05:00:00"), verdict)

    def test_days_begin_and_end_where_the_person_is(self):
        self.rule("block", warn_days=10)
        self.certify(self.ayse, "2026-03-01", "2026-03-31")
        for moment, verdict in (
            ("2026-02-28 20:59:59", WITHOUT),  # 23:59:59 in Istanbul
            ("2026-02-28 21:00:00", CLEAR),
            ("2026-03-21 20:59:59", CLEAR),
            ("2026-03-21 21:00:00", HINT),
            ("2026-03-31 20:59:59", HINT),
            ("2026-03-31 21:00:00", WITHOUT),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.at(moment), verdict)

    def test_a_renewal_in_time_leaves_no_gap_and_a_late_one_does(self):
        self.rule("block", warn_days=0)
        self.certify(self.ayse, "2026-01-01", "2026-01-31")
        renewal = self.certify(self.ayse, "2026-02-01", "2026-06-30")
        self.assertEqual(self.at("2026-01-31 21:00:00"), CLEAR)
        renewal.valid_from = "2026-02-02"
        self.assertEqual(self.at("2026-01-31 21:00:00"), WITHOUT)
        self.assertEqual(self.at("2026-02-01 21:00:00"), CLEAR)

    def test_a_higher_level_will_do_and_a_lower_one_will_not(self):
        self.rule("block")
        paper = self.certify(self.ayse, "2026-01-01", level=self.advanced)
        self.assertEqual(self.at("2026-03-01 05:00:00"), CLEAR)
        self.env["hr.job.skill"].search([]).skill_level_id = self.advanced
        paper.skill_level_id = self.basic
        self.assertEqual(self.at("2026-03-01 05:00:00"), WITHOUT)

    def test_another_position_and_another_company_require_nothing(self):
        self.rule("block")
        self.assertEqual(self.at("2026-03-01 05:00:00", self.burak), CLEAR)
        self.stranger_company.hes_policy_id.hes_codes = False
        stranger = self.env["hr.employee"].create(
            {
                "name": "Stranger",
                "company_id": self.stranger_company.id,
                "job_id": self.job.id,
            }
        )
        self.assertEqual(self.at("2026-03-01 05:00:00", stranger), CLEAR)

    def test_each_of_two_certifications_is_required(self):
        other = self._type("Forklift", ("Licence", 100))
        self.require(other, other.skill_level_ids)
        self.rule("block")
        self.rule("warn", other)
        self.certify(self.ayse, "2026-01-01")
        verdict = self.at("2026-03-01 05:00:00")
        self.assertEqual(verdict, ("warned", "requirement"))

    def test_a_work_permit_that_has_ended(self):
        self.policy.policy_work_permit = "block"
        self.ayse.work_permit_expiration_date = date(2026, 3, 31)
        for moment, verdict in (
            ("2026-03-01 20:59:59", CLEAR),
            ("2026-03-01 21:00:00", ("warned", "work_permit_ending")),
            ("2026-03-31 21:00:00", ("denied", "work_permit")),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.at(moment), verdict)
        self.assertEqual(self.at("2026-05-01 05:00:00", self.burak), CLEAR)

    def test_of_two_registers_the_gravest_is_named(self):
        self.policy.hes_codes = True
        self.rule("block")
        self.code(self.ayse, RISKLESS, risk_status="risky")
        now = fields.Datetime.now()
        self.assertEqual(self.at(now), ("denied", "risky"))
        self.policy.policy_risky = "warn"
        self.assertEqual(self.at(now), WITHOUT, "what is refused before what is a hint")

    @freeze_time("2026-03-01 21:30:00")  # the next day has begun in Istanbul
    def test_an_exemption_from_the_certificate_alone(self):
        self.rule("block")
        self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.ayse.id,
                "date_from": "2026-03-02",
                "date_to": "2026-03-03",
                "reason": "The course is on Monday",
                "covers": "requirement",
            }
        )
        self.assertEqual(self.ayse.hes_clearance_reason, "exempted")
        self.policy.hes_codes = True
        self.code(self.ayse, RISKLESS, risk_status="risky")
        self.env.invalidate_all()
        self.assertEqual(self.ayse.hes_clearance_reason, "risky")

    def test_a_check_in_takes_one_statement_more_and_none_without_a_rule(self):
        def statements():
            self.env.invalidate_all()
            people = self.ayse | self.burak
            before = self.env.cr.sql_log_count
            people._gate_objections(fields.Datetime.now())
            return self.env.cr.sql_log_count - before

        statements()
        without = statements()
        self.rule("block")
        statements()
        self.assertEqual(statements(), without + 1)

    def test_the_query_finds_whoever_has_an_objection(self):
        """Around midnight, where each of them is, of each day of a month."""
        self.rule("block", warn_days=3)
        self.policy.write({"policy_work_permit": "warn", "work_permit_warn_days": 2})
        needed = self.env["hr.job.skill"].search([("job_id", "=", self.job.id)])
        needed.write({"valid_from": "2026-03-02", "valid_to": "2026-03-30"})
        self.certify(self.ayse, "2026-03-04", "2026-03-10")
        self.certify(self.ayse, "2026-03-11", "2026-03-15")
        self.certify(self.ayse, "2026-03-18", "2026-03-28")
        self.ayse.work_permit_expiration_date = date(2026, 3, 12)
        self.burak.write({"job_id": self.job.id, "tz": "America/New_York"})
        self.env.flush_all()
        people = self.ayse | self.burak
        for day, hour in product(range(33), (3, 4, 5, 20, 21)):
            now = datetime(2026, 3, 1, hour) + timedelta(days=day)
            objections = people._gate_objections(now)
            found = {
                actions: {
                    employee_id
                    for employee_id, _facts, _action in self.env.execute_query(
                        people._gate_standing_query(self.company, actions, now)
                    )
                }
                for actions in (("block",), ("warn",), ("warn", "block"))
            }
            for person in people:
                held = [row for row in objections[person.id] if row.holds(now)]
                stopped = any(row.action == "block" for row in held)
                self.assertEqual(person.id in found[("block",)], stopped, now)
                for actions, ids in found.items():
                    if any(row.action in actions for row in held):
                        self.assertIn(person.id, ids, now)

    def test_a_controller_hears_of_certificates(self):
        self.rule("block")
        turnstile = self.as_user(self.officer, "hr.employee")
        first = turnstile.get_hes_denied_badges()
        self.assertEqual(first["denied"], ["1001"])
        paper = self.certify(self.ayse, "2026-01-01")
        then = turnstile.get_hes_denied_badges(first["cursor"])
        self.assertEqual(then["allowed"], ["1001"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        again = turnstile.get_hes_denied_badges(then["cursor"])
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(again["cursor"], then["cursor"])
        paper.valid_to = fields.Date.subtract(fields.Date.today(), days=2)
        last = turnstile.get_hes_denied_badges(again["cursor"])
        self.assertEqual(last["denied"], ["1001"])

    def test_hr_reads_which_one_and_until_when(self):
        self.rule("block")
        self.certify(self.ayse, "2026-01-01", "2026-03-31")
        people = self.as_user(self.officer, "hr.employee")
        with freeze_time("2026-03-10 09:00:00"):
            note = people.browse(self.ayse.id).hes_requirement_note
            self.assertRegex(note, "Work Safety.*Ends Soon.*03/31/2026")
        rows = self.as_user(self.officer, "hes.report.requirement")
        for now, state in (
            ("2025-12-31 09:00:00", "coming"),
            ("2026-02-01 09:00:00", "met"),
            ("2026-03-10 09:00:00", "ending"),
            ("2026-03-31 21:00:00", "ended"),
        ):
            self.env.invalidate_all()
            with freeze_time(now), self.subTest(now=now):
                [row] = rows.search([("employee_id", "=", self.ayse.id)])
                self.assertEqual(row.state, state)
                self.assertEqual(row.last_day, date(2026, 3, 31))
        self.env["hr.employee.skill"].search([]).unlink()
        [row] = rows.search([("employee_id", "=", self.ayse.id)])
        self.assertEqual((row.state, row.last_day), ("missing", False))

    def test_a_row_of_the_report_is_found_by_person_and_certification(self):
        self.rule("block")
        rows = self.as_user(self.officer, "hes.report.requirement")
        [row] = rows.search([("employee_id", "=", self.ayse.id)])
        for text in (self.ayse.name, "Work Safety"):
            with self.subTest(text=text):
                self.assertIn((row.id, "Work Safety"), rows.name_search(text))
                self.assertIn(row, rows.search([("display_name", "=", text)]))
        self.assertFalse(rows.name_search(self.burak.name))
        self.assertIn(row, rows.search([("display_name", "!=", False)]))

    def test_a_row_of_the_report_stays_the_same_persons(self):
        self.rule("block")
        self.policy.policy_work_permit = "block"
        self.burak.write(
            {"job_id": self.job.id, "work_permit_expiration_date": date(2026, 3, 12)}
        )
        self.ayse.job_id = False
        self.env.flush_all()
        reports = self.as_user(self.officer, "hes.report.requirement")
        rows = reports.search([("employee_id", "=", self.burak.id)])
        self.assertEqual(len(rows), 2)
        self.ayse.job_id = self.job  # while the list is open
        self.env.flush_all()
        self.env.invalidate_all()
        for row in rows:
            self.assertEqual(row.action_open_employee()["res_id"], self.burak.id)

    def test_coverage_and_filter(self):
        self.rule("block")
        [row] = self.as_user(self.officer, "hes.report.coverage").search(
            [("employee_id", "=", self.ayse.id)]
        )
        self.assertEqual(row.requirement, "missing")
        people = self.as_user(self.officer, "hr.employee")
        found = people.search([("hes_clearance_reason", "=", "requirement")])
        self.assertEqual(found.ids, self.ayse.ids)


@tagged("post_install", "-at_install")
class TestOddDates(SkillsCase):
    """HR programs export 0001-01-01 for no date, and 9999-12-30 for no end."""

    def test_they_stop_no_list_and_no_check_in(self):
        self.rule("block")
        self.policy.write({"policy_work_permit": "warn", "gate": "on"})
        self.certify(self.ayse, "0001-01-01", "9999-12-30")
        officer = self.as_user(self.officer, "hr.employee")
        for day, reason in (
            ("0001-01-01", "work_permit"),
            ("0001-01-15", "work_permit"),
            ("9999-12-30", "unobjected"),
            ("9999-12-31", "unobjected"),
        ):
            with self.subTest(day=day):
                self.ayse.work_permit_expiration_date = day
                self.env.flush_all()
                ayse = officer.browse(self.ayse.id)
                self.assertEqual(ayse.hes_clearance_reason, reason)
                self.assertTrue(ayse.hes_requirement_note)
                self.as_user(self.officer, "hes.overview").get_overview()
                officer.search([("hes_clearance", "=", "warned")])
                attendance = self.ayse._attendance_action_change()
                self.assertEqual(attendance.hes_clearance_reason, reason)
                attendance.unlink()


@tagged("post_install", "-at_install")
class TestDoors(HttpCase, SkillsCase):
    def scan(self):
        self.env.flush_all()
        answer = self.url_open(
            "/hr_attendance/attendance_barcode_scanned",
            json={
                "params": {
                    "token": self.company.attendance_kiosk_key,
                    "barcode": "1001",
                }
            },
        )
        self.env.invalidate_all()
        return answer

    def test_the_kiosk_refuses_and_says_nothing(self):
        self.start_service()
        self.rule("block")
        answer = self.scan()
        self.assertTrue(answer.json()["result"]["hes_refused"])
        self.assertFalse(answer.json()["result"]["attempt"], "HES codes are off")
        for word in ("safety", "certif", "requirement"):
            self.assertNotIn(word, answer.text.lower())
        self.certify(self.ayse, date(2026, 1, 1))
        self.assertEqual(self.scan().json()["result"]["attendance_state"], "checked_in")

    def test_turnstile_systray_and_list(self):
        self.rule("block")
        turnstile = self.as_user(self.officer, "hr.employee")
        answer = turnstile.get_hes_clearance("1001")
        self.assertEqual(answer, {"clearance": "denied"})
        with self.assertRaisesRegex(UserError, "see HR"):
            self.env["hr.attendance"].create(
                [
                    {"employee_id": person.id, "check_in": datetime.now()}
                    for person in self.ayse | self.burak
                ]
            )
