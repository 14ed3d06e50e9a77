# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..common import RISKLESS, RISKY, HesCase

NOW = "2021-03-01 05:10:00"
AYSE, BURAK, CIGDEM = "Ayşe Işık", "Burak Çelik", "Çiğdem Öz"


class SearchCase(HesCase):
    """Ayşe is riskless, Burak risky; with eight others they are too many for a number
    to tell of each of them."""

    def setUp(self):
        super().setUp()
        self.first = self.code(self.ayse, RISKLESS)
        self.second = self.code(self.burak, RISKY)
        self.record_answer(self.first, NOW)
        self.record_answer(self.second, NOW, "risky")
        self.others = self.codes_of_people(8).employee_id
        self.env.invalidate_all()

    def rows(self):
        """(person, kind, way) of what was recorded of the officer."""
        rows = self.env["hes.access.log"].search([])
        self.assertLessEqual(set(rows.user_id.ids), {self.officer.id})
        return sorted((row.employee_id.name, row.kind, row.way) for row in rows)

    def forget(self):
        self.env["hes.access.log"].search([])._retention_erase()

    def told(self, model, method, *args, **kwargs):
        """What a search recorded; it is forgotten again."""
        self.forget()
        getattr(self.as_user(self.officer, model), method)(*args, **kwargs)
        return self.rows()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessSearched(SearchCase):
    """Whoever finds people by HES data is recorded, though none of it was read."""

    def test_a_search_tells_of_whom_it_finds(self):
        name = {"name": {}}
        by_code = [("hes_code", "=", RISKLESS)]
        for method, args in (
            ("search", [by_code]),
            ("search", [[("hes_code_ids.code", "ilike", "A4D7")]]),
            ("search_read", [by_code, ["name"]]),
            ("web_search_read", [by_code, name]),
            ("name_search", ["", by_code]),
            ("web_name_search", ["", {"display_name": {}}, by_code]),
            ("web_read_group", [by_code, ["name"]]),
            ("formatted_read_group", [by_code, ["name"], ["__count"]]),
        ):
            with self.subTest(method=method, args=args):
                self.assertEqual(
                    self.told("hr.employee", method, *args),
                    [(AYSE, "employee", "alone")],
                )

    def test_a_list_of_all_employees_tells_nothing(self):
        name = {"name": {}, "work_email": {}}
        for method, args in (
            ("search", [[]]),
            ("search", [[("name", "ilike", "Ayşe")]]),
            ("search_count", [[("id", "=", self.ayse.id)]]),
            ("web_search_read", [[], name]),
            ("name_search", ["Ayşe"]),
            ("web_read_group", [[], ["department_id"]]),
            ("search", [[("hes_clearance", "=", "denied")]]),
        ):
            with self.subTest(method=method, args=args):
                self.assertEqual(self.told("hr.employee", method, *args), [])

    def test_a_number_of_many_is_nobodys(self):
        risky = [("hes_risk_status", "=", "risky")]
        for model, method, args in (
            ("hr.employee", "search_count", [risky]),
            ("hr.employee", "formatted_read_group", [risky, ["company_id"]]),
            ("hes.code", "search_count", [[("risk_status", "=", "risky")]]),
            ("hes.code", "web_read_group", [[], ["risk_status"]]),
            ("hes.check", "formatted_read_group", [[], ["checked_at:day"]]),
            ("hes.report.coverage", "web_read_group", [[], ["coverage"]]),
            (
                "hes.report.coverage",
                "formatted_read_grouping_sets",
                [[], [["coverage"], ["coverage", "freshness"]]],
            ),
        ):
            with self.subTest(model=model, method=method):
                if model == "hes.check":  # answers of more than two people
                    for code in self.others.hes_code_id:
                        self.record_answer(code, NOW)
                self.assertEqual(self.told(model, method, *args), [])

    def test_a_number_of_few_tells_of_each_found_or_not(self):
        for status, count in (("risky", 0), ("riskless", 1)):
            domain = [("id", "=", self.ayse.id), ("hes_risk_status", "=", status)]
            employees = self.as_user(self.officer, "hr.employee")
            self.assertEqual(employees.search_count(domain), count)
            for method in ("search_count", "search"):
                with self.subTest(method=method, status=status):
                    self.assertEqual(
                        self.told("hr.employee", method, domain),
                        [(AYSE, "employee", "alone")],
                    )
        named = [("name", "in", [AYSE, BURAK]), ("hes_risk_status", "!=", "risky")]
        self.assertEqual(
            self.told("hr.employee", "search", named),
            [(AYSE, "employee", "list"), (BURAK, "employee", "list")],
        )

    def test_many_answers_of_one_person_are_one_person(self):
        for _time in range(9):
            self.record_answer(self.first, NOW)
        domain = [("employee_id", "=", self.ayse.id), ("risk_status", "=", "risky")]
        alone = [(AYSE, "answer", "alone")]
        self.assertEqual(self.told("hes.check", "search_count", domain), alone)

    def test_groups_that_name_people(self):
        some = [("employee_id", "in", (self.ayse | self.burak).ids)]
        both = [AYSE, BURAK]
        for model, by in (
            ("hes.code", ["employee_id", "risk_status"]),
            ("hes.code", ["code"]),
            ("hes.check", ["code_id"]),
            ("hes.report.coverage", ["employee_id", "coverage"]),
            ("hes.report.status", ["employee_id", "risk_status"]),
        ):
            for method, args in (
                ("formatted_read_group", [some, by, ["__count"]]),
                ("formatted_read_grouping_sets", [some, [by]]),
                ("read_progress_bar", [some, by[0], {"field": by[-1], "colors": {}}]),
            ):
                with self.subTest(model=model, method=method):
                    told = self.told(model, method, *args)
                    self.assertEqual([name for name, *_ in told], both)
        shown = self.told(
            "hes.code", "web_read_group", [], ["employee_id", "code"], limit=1
        )
        self.assertFalse(shown, "who has a code was told, and nothing of it")

    def test_a_small_department_is_few(self):
        department = self.env["hr.department"].create({"name": "Kitchen"})
        (self.ayse | self.burak).department_id = department
        self.env.flush_all()
        by = ["department_id", "coverage"]
        told = self.told("hes.report.coverage", "formatted_read_group", [], by)
        self.assertEqual([name for name, *_ in told], [AYSE, BURAK])
        told = self.told(
            "hes.report.coverage",
            "search_panel_select_range",
            "department_id",
            enable_counters=True,
            search_domain=[("risk_status", "=", "risky")],
        )
        self.assertEqual([name for name, *_ in told], [AYSE, BURAK])

    def test_the_rows_of_the_reports(self):
        for model, kind in (
            ("hes.report.coverage", "employee"),
            ("hes.report.status", "answer"),
        ):
            domain = [("employee_id", "=", self.burak.id)]
            told = self.told(model, "search_read", domain, ["risk_status"])
            self.assertEqual(told, [(BURAK, kind, "alone")])

    def test_names_of_codes_are_codes(self):
        mine = [("employee_id", "=", self.ayse.id)]
        told = self.told("hes.code", "name_search", "", mine)
        self.assertEqual(told, [(AYSE, "code", "alone")])

    def test_a_way_through_the_person(self):
        self.officer.group_ids += self.env.ref(
            "hr_attendance.group_hr_attendance_manager"
        )
        self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        domain = [("employee_id.hes_code", "=", RISKLESS)]
        told = self.told("hr.attendance", "search", domain)
        self.assertEqual(told, [(AYSE, "employee", "alone")])
        self.ayse.parent_id = self.burak
        domain = [("parent_id.hes_risk_status", "=", "risky")]
        told = self.told("hr.employee", "search", domain)
        self.assertIn((BURAK, "employee", "alone"), told)

    def test_the_order_of_a_list_tells(self):
        by = "risk_status, id"
        told = self.told("hes.code", "search", [], order=by)
        self.assertEqual(len(told), 10)

    def test_the_rule_of_a_query_group(self):
        groups = self.as_user(self.officer, "hes.query.group")
        rule = "[('hes_risk_status', '=', 'risky')]"
        group = groups.create({"name": "x", "use_domain": True, "domain": rule})
        plain = groups.create({"name": "y", "employee_ids": self.others.ids})
        shown = {"member_ids": {"fields": {"name": {}}}}
        self.forget()
        plain.web_read({**shown, "riskless_count": {}})
        self.assertEqual(self.rows(), [], "numbers of many")
        group.web_read(shown)
        alone = [(BURAK, "employee", "alone")]
        self.assertEqual(self.rows(), alone)
        self.forget()
        group.action_view_members()
        self.assertEqual(self.rows(), alone)
        self.forget()
        group.web_read({"risky_count": {}})
        self.assertEqual(self.rows(), alone)

    def test_once_an_hour(self):
        employees = self.as_user(self.officer, "hr.employee")
        for _time in range(3):
            employees.search([("hes_code", "=", RISKLESS)])
        self.assertEqual(len(self.rows()), 1)

    def test_ones_own_and_the_system_are_not_recorded(self):
        self.ayse.user_id = self.officer
        by_code = [("hes_code", "=", RISKLESS)]
        self.assertEqual(self.told("hr.employee", "search", by_code), [])
        self.env["hr.employee"].search([("hes_code", "=", RISKY)])
        self.assertEqual(self.rows(), [])

    def test_the_gate_and_the_bulk_check_are_not_recorded(self):
        self.start_service()
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "x", "domain": "[('hes_risk_status', '!=', 'risky')]"}
        )
        self.forget()
        group.action_query()
        self.as_user(self.officer, "hes.query").create({}).action_start()
        self.run_cron()
        self.ayse.with_user(self.attendance_officer)._attendance_action_change()
        self.code(self.cigdem, "K9L2-3456-11")
        self.assertEqual(self.rows(), [])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessSearchedOverHttp(HttpCase, SearchCase):
    def test_a_client_that_only_searches(self):
        self.authenticate("hes_officer", "hes_officer")
        for method in ("search", "search_count"):
            self.forget()
            self.make_jsonrpc_request(
                f"/web/dataset/call_kw/hr.employee/{method}",
                {
                    "model": "hr.employee",
                    "method": method,
                    "args": [
                        [("hes_code", "=", RISKLESS), ("id", "=", self.ayse.id)],
                    ],
                    "kwargs": {},
                },
            )
            self.assertEqual(self.rows(), [(AYSE, "employee", "alone")], method)
