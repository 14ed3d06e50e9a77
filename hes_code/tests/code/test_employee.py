# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import NOT_FOUND, RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestEmployee(HesCase):
    def found(self, *domain):
        people = self.ayse | self.burak | self.cigdem
        return self.as_user(self.officer, "hr.employee").search(
            [("id", "in", people.ids), *domain]
        )

    def test_hr_types_a_code_on_the_employee(self):
        with Form(self.ayse.with_user(self.officer)) as form:
            form.hes_code = "a4d7 1132 10"
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_code_id.source, "manual")

    def test_a_wrong_code_leaves_the_old_one(self):
        self.code(self.ayse, RISKLESS)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.ayse.hes_code = "A4D7"
        self.assertEqual(self.ayse.hes_code, RISKLESS)

    def test_the_same_code_again_keeps_its_answers(self):
        code = self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.ayse.hes_code = "A4D7113210"
        self.assertEqual(self.ayse.hes_code_id, code)

    def test_search_by_code_and_status(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")
        self.assertEqual(self.found(("hes_code", "=", RISKY)), self.burak)
        self.assertEqual(self.found(("hes_code", "ilike", "a4d7")), self.ayse)
        self.assertEqual(self.found(("hes_code", "=", False)), self.cigdem)
        self.assertEqual(self.found(("hes_risk_status", "=", "risky")), self.burak)
        self.assertEqual(
            self.found(("hes_risk_status", "!=", "risky")), self.ayse | self.cigdem
        )
        self.assertEqual(self.found(("hes_clearance", "=", "denied")), self.burak)
        self.assertEqual(
            self.found(("hes_clearance", "!=", "denied")), self.ayse | self.cigdem
        )
        self.assertEqual(
            self.found(("hes_clearance_reason", "in", ["missing"])), self.cigdem
        )

    def test_search_and_field_agree_for_every_reason(self):
        self.code(self.ayse, NOT_FOUND, risk_status="not_found")
        self.burak.hes_required = False
        for employee in self.ayse | self.burak | self.cigdem:
            reason = employee.hes_clearance_reason
            self.assertEqual(
                self.found(("hes_clearance_reason", "=", reason)), employee
            )

    def test_a_replaced_code_is_not_found_any_more(self):
        self.code(self.ayse, RISKY, risk_status="risky")
        self.code(self.ayse, RISKLESS)
        self.assertFalse(self.found(("hes_code", "=", RISKY)))
        self.assertFalse(self.found(("hes_risk_status", "=", "risky")))

    def test_whose_code_was_archived_is_found_among_those_without_one(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless").active = False
        self.code(self.burak, RISKY, risk_status="risky")
        for name in ("hes_code", "hes_code_id", "hes_risk_status", "hes_checked_at"):
            with self.subTest(field=name):
                self.assertFalse(self.ayse[name])
                self.assertEqual(
                    self.found((name, "=", False)), self.ayse | self.cigdem
                )
                self.assertEqual(self.found((name, "!=", False)), self.burak)

    def test_the_present_code_is_shown_and_found_where_archived_ones_are_shown(self):
        """A button of Odoo on a user's form opens the employee so."""
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.ayse, RISKY, risk_status="risky")
        people = self.as_user(self.officer, "hr.employee")
        people = people.with_context(active_test=False)
        person = people.browse(self.ayse.id)
        self.assertEqual(person.hes_code, RISKY)
        self.assertEqual(person.hes_risk_status, "risky")
        self.assertFalse(people.search([("hes_code", "=", RISKLESS)]))
        self.assertEqual(people.search([("hes_code", "=", RISKY)]), person)

    def test_a_code_is_changed_and_emptied_where_archived_ones_are_shown(self):
        self.code(self.ayse, RISKLESS)
        second = self.code(self.ayse, NOT_FOUND)
        person = self.ayse.with_user(self.officer).with_context(active_test=False)
        person.hes_code = RISKLESS
        self.assertFalse(second.active)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        person.hes_code = False
        self.assertFalse(self.ayse.hes_code)

    def test_hr_without_hes_rights_reads_and_guesses_nothing(self):
        self.code(self.burak, RISKY, risk_status="risky")
        hr = self._user("hr", "hr.group_hr_manager")
        employee = self.burak.with_user(hr)
        for name in ("hes_code", "hes_risk_status", "hes_clearance", "hes_code_ids"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    employee.read([name])
                with self.assertRaises(AccessError):
                    employee.search([(name, "!=", False)])

    def test_a_manager_sees_the_clearance_of_their_own_people_only(self):
        boss = self.env["hr.employee"].create(
            {
                "name": "Boss",
                "company_id": self.company.id,
                "user_id": self.plain_user.id,
            }
        )
        self.ayse.parent_id = boss
        self.code(self.ayse, RISKY, risk_status="risky")
        self.code(self.burak, NOT_FOUND, risk_status="risky")
        self.env.flush_all()  # the public model is a view of the database
        public = self.as_user(self.plain_user, "hr.employee.public")
        self.assertEqual(public.browse(self.ayse.id).hes_clearance, "denied")
        self.assertFalse(public.browse(self.burak.id).hes_clearance)

    def test_attendance_officers_see_everybodys_clearance(self):
        self.code(self.burak, RISKY, risk_status="risky")
        public = self.as_user(self.attendance_officer, "hr.employee.public")
        self.assertEqual(public.browse(self.burak.id).hes_clearance, "denied")

    def test_clearance_of_many_takes_one_statement_more_than_of_one(self):
        people = self.ayse | self.burak | self.cigdem
        people.mapped("hes_clearance")  # the company's rules are read once and kept
        counts = []
        for employees in (self.ayse, people):
            self.env.invalidate_all()
            employees.read(["company_id"])
            before = self.env.cr.sql_log_count
            employees.mapped("hes_clearance")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
