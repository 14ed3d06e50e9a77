# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..common import RISKLESS, RISKY, HesCase

NOW = "2021-03-01 05:10:00"
AYSE, BURAK = "Ayşe Işık", "Burak Çelik"


class SearchCase(HesCase):
    """Ayşe is riskless and Burak risky."""

    def setUp(self):
        super().setUp()
        self.first = self.code(self.ayse, RISKLESS)
        self.second = self.code(self.burak, RISKY)
        self.record_answer(self.first, NOW)
        self.record_answer(self.second, NOW, "risky")
        self.others = self.codes_of_people(8).employee_id
        self.env.invalidate_all()

    def rows(self):
        """(model, fields, how many found) of the searches of the officer."""
        self.env.cr.flush()
        rows = self.env["hes.access.log"].search([("channel", "=", "search")])
        self.assertLessEqual(set(rows.user_id.ids), {self.officer.id})
        self.assertFalse(rows.employee_id or rows.partner_id)
        return [(row.model, row.field_names, row.found_count) for row in rows]

    def forget(self):
        self.env.cr.flush()
        self.env["hes.access.log"].search([])._retention_erase()

    def logged(self, model, method, *args, **kwargs):
        """What one call left; it is forgotten again."""
        self.forget()
        getattr(self.as_user(self.officer, model), method)(*args, **kwargs)
        return self.rows()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessSearched(SearchCase):
    """A search by HES data leaves one row, though none of it was read."""

    def test_each_search_by_a_hes_field_is_one_row(self):
        name = {"name": {}}
        by_code = [("hes_code", "=", RISKLESS)]
        risky = [("hes_risk_status", "=", "risky")]
        one = [("hr.employee", "hes_code", 1)]
        for method, args, rows in (
            ("search", [by_code], one),
            ("search", [["!", ("name", "=", "x"), *by_code]], one),
            (
                "search",
                [[("hes_code_ids.code", "ilike", "A4D7")]],
                [("hr.employee", "hes_code_ids", 1)],
            ),
            (
                "search",
                [[("hes_code_ids", "any", [("code", "ilike", "A4D7")])]],
                [("hr.employee", "hes_code_ids", 1)],
            ),
            ("search_count", [by_code], one),
            ("search_count", [risky], [("hr.employee", "hes_risk_status", 1)]),
            ("search_read", [by_code, ["name"]], one),
            ("web_search_read", [by_code, name], one),
            ("name_search", ["", by_code], one),
            ("web_name_search", ["", {"display_name": {}}, by_code], one),
            ("web_read_group", [by_code, ["name"]], one),
            ("formatted_read_group", [by_code, ["name"], ["__count"]], one),
            ("read_group", [by_code, ["name"], ["name"]], one),
            (
                "search",
                [[*by_code, *risky, ("name", "!=", "x")]],
                [("hr.employee", "hes_code, hes_risk_status", 0)],
            ),
        ):
            with self.subTest(method=method, args=args):
                self.assertEqual(self.logged("hr.employee", method, *args), rows)

    def test_a_full_page_and_opened_groups_are_one_search(self):
        some = [("hes_code", "!=", False)]
        shown = {"name": {}}
        self.assertEqual(
            self.logged("hr.employee", "web_search_read", some, shown, limit=2),
            [("hr.employee", "hes_code", 10)],
        )
        rows = self.logged(
            "hes.code",
            "web_read_group",
            [],
            ["risk_status"],
            auto_unfold=True,
            unfold_read_specification={"source": {}},
        )
        self.assertEqual(rows, [("hes.code", "risk_status", 8)])

    def test_the_row_says_who_and_when_and_nothing_of_what_for(self):
        self.logged("hr.employee", "search", [("hes_code", "=", RISKLESS)])
        row = self.env["hes.access.log"].search([])
        self.assertEqual(row.user_id, self.officer)
        self.assertEqual(str(row.accessed_at), NOW)
        self.assertEqual((row.kind, row.company_id), ("employee", self.company))
        self.assertNotIn("A4D7", str(row.read()))

    def test_a_search_by_other_fields_leaves_none(self):
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
                self.assertEqual(self.logged("hr.employee", method, *args), [])
        mine = [("employee_id", "=", self.ayse.id), ("company_id", "!=", False)]
        self.assertEqual(self.logged("hes.code", "search", mine), [])

    def test_numbers_and_groups(self):
        for model, method, args, rows in (
            (
                "hr.employee",
                "formatted_read_group",
                [[("hes_risk_status", "=", "risky")], ["company_id"]],
                [("hr.employee", "hes_risk_status", 1)],
            ),
            (
                "hes.check",
                "formatted_read_group",
                [[], ["code_id.risk_status", "checked_at:day"]],
                [("hes.check", "checked_at, code_id", 2)],
            ),
            (
                "hes.report.coverage",
                "formatted_read_grouping_sets",
                [[], [["coverage"], ["employee_id"]]],
                [("hes.report.coverage", "coverage", None)],
            ),
            (
                "hes.code",
                "read_progress_bar",
                [[], "employee_id", {"field": "risk_status", "colors": {"risky": "x"}}],
                [("hes.code", "risk_status", None)],
            ),
            (
                "hes.report.status",
                "web_read_group",
                [[], ["employee_id"], ["risk_status:count"]],
                [("hes.report.status", "risk_status", 2)],
            ),
        ):
            with self.subTest(model=model, method=method):
                found = self.logged(model, method, *args)
                if rows[0][2] is None:  # people of the demo and of other tests
                    found = [(*row[:2], None) for row in found]
                self.assertEqual(found, rows)

    def test_a_search_panel(self):
        for domain, fields in (
            ([("risk_status", "=", "risky")], ["risk_status"]),
            ([], []),
        ):
            rows = self.logged(
                "hes.report.coverage",
                "search_panel_select_range",
                "department_id",
                enable_counters=True,
                search_domain=domain,
            )
            self.assertEqual([row[1] for row in rows], fields)
            rows = self.logged(
                "hes.report.coverage",
                "search_panel_select_multi_range",
                "department_id",
                enable_counters=True,
                filter_domain=domain,
            )
            self.assertEqual([row[1] for row in rows], fields)

    def test_the_order_of_a_list(self):
        rows = self.logged("hes.code", "search", [], order="risk_status desc, id")
        self.assertEqual(rows, [("hes.code", "risk_status", 10)])

    def test_a_path_through_another_record(self):
        self.officer.group_ids += self.env.ref(
            "hr_attendance.group_hr_attendance_manager"
        )
        self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.assertEqual(
            self.logged(
                "hr.attendance", "search", [("employee_id.hes_code", "=", RISKLESS)]
            ),
            [("hr.attendance", "employee_id.hes_code", 1)],
        )
        self.ayse.parent_id = self.burak
        self.assertEqual(
            self.logged(
                "hr.employee", "search", [("parent_id.hes_risk_status", "=", "risky")]
            ),
            [("hr.employee", "parent_id.hes_risk_status", 1)],
        )

    def test_names_of_codes_are_codes(self):
        mine = [("employee_id", "=", self.ayse.id)]
        rows = self.logged("hes.code", "name_search", "A4D7", mine)
        self.assertEqual(rows, [("hes.code", "display_name", 1)])
        read = self.env["hes.access.log"].search([("channel", "=", "alone")])
        self.assertEqual((read.employee_id, read.kind), (self.ayse, "code"))

    def test_who_is_risky_inside(self):
        rows = self.logged("hes.permit", "search_count", [("hes_flag", "=", True)])
        self.assertEqual(rows, [("hes.permit", "hes_flag", 0)])

    def test_the_rule_of_a_query_group(self):
        groups = self.as_user(self.officer, "hes.query.group")
        rule = "[('hes_risk_status', '=', 'risky')]"
        group = groups.create({"name": "x", "use_domain": True, "domain": rule})
        plain = groups.create({"name": "y", "employee_ids": self.others.ids})
        shown = {"member_ids": {"fields": {"name": {}}}}
        self.forget()
        plain.web_read(shown)
        self.assertEqual(self.rows(), [], "chosen by hand")
        plain.web_read({"riskless_count": {}})
        count = len(plain.member_ids)
        self.assertEqual(self.rows(), [("hr.employee", "hes_risk_status", count)])
        rows = [("hr.employee", "hes_risk_status", 1)]
        for read in (
            lambda: group.web_read(shown),
            group.action_view_members,
            lambda: group.web_read({"risky_count": {}}),
        ):
            self.forget()
            self.env.invalidate_all()  # as in a request of its own
            read()
            self.assertEqual(self.rows(), rows)

    def test_the_system_leaves_none(self):
        by_code = [("hes_code", "=", RISKLESS)]
        self.forget()
        self.env["hr.employee"].search(by_code)
        self.as_user(self.officer, "hr.employee").sudo().search_count(by_code)
        self.assertEqual(self.rows(), [])

    def test_no_client_says_that_a_search_is_logged_already(self):
        employees = self.as_user(self.officer, "hr.employee")
        found = employees.with_context(hes_search=True).search(
            [("hes_code", "=", RISKLESS)]
        )
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(found.env.context["hes_search"], True)
        found.search([("hes_code", "=", RISKY)])
        self.assertEqual(len(self.rows()), 2, "the next one is another search")

    def test_the_gate_and_the_bulk_check_leave_none(self):
        self.start_service()
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "x", "domain": "[('hes_risk_status', '!=', 'risky')]"}
        )
        group.action_query()
        self.forget()
        self.as_user(self.officer, "hes.query").create({}).action_start()
        self.run_cron()
        self.ayse.with_user(self.attendance_officer)._attendance_action_change()
        self.code(self.cigdem, "K9L2-3456-11")
        self.assertEqual(self.rows(), [])

    def test_to_open_a_screen_is_no_search(self):
        for model in ("hes.code", "hes.contact.case", "hr.employee", "hes.exemption"):
            with self.subTest(model):
                kinds = [(False, kind) for kind in ("list", "pivot", "form", "search")]
                self.env.registry.clear_cache("templates")
                self.assertEqual(self.logged(model, "get_views", kinds), [])
                self.assertEqual(self.logged(model, "fields_get"), [])

    def test_to_read_the_answers_of_an_employee_is_no_search(self):
        self.forget()
        employee = self.as_user(self.officer, "hr.employee").browse(self.ayse.id)
        self.env.invalidate_all()
        read = employee.web_read({"hes_last_check_ids": {"fields": {"code_id": {}}}})
        self.assertEqual(len(read[0]["hes_last_check_ids"]), 1)
        self.assertEqual(self.rows(), [])

    def test_the_list_shows_what_screens_name_it_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        field = self.env["ir.model.fields"]._get("hes.code", "risk_status")
        field.with_context(lang="tr_TR").field_description = "Risk Durumu"
        model = self.env["ir.model"]._get("hes.code")
        model.with_context(lang="tr_TR").name = "HES Kodu"
        log = self.env["hes.access.log"].sudo()
        log._log_search(self.env["hes.code"], {"risk_status": "code"}, 0)
        log._log_search(
            self.env["hr.employee"],
            {"hes_code_ids.risk_status": "code", "gone.away": "code"},
            0,
        )
        self.env.cr.flush()
        rows = self.as_user(self.manager, "hes.access.log").search([], limit=2)
        shown = rows.web_read({"searched_in": {}, "searched_fields": {}})
        self.assertEqual(
            [(row["searched_in"], row["searched_fields"]) for row in shown],
            [
                ("Employee", "gone ▸ away, HES Codes ▸ Risk Status"),
                ("HES Code", "Risk Status"),
            ],
        )
        row = rows[-1].with_context(lang="tr_TR")
        self.assertEqual(
            (row.searched_in, row.searched_fields), ("HES Kodu", "Risk Durumu")
        )

    def test_only_rows_about_the_person_are_handed_over(self):
        self.logged("hr.employee", "search", [("hes_code", "=", RISKLESS)])
        self.first.with_user(self.officer).read(["code"])
        sections = self.env["hes.subject.access"]._about(
            self.ayse, self.env["res.partner"]
        )
        [rows] = [s["rows"] for s in sections if s["model"] == "hes.access.log"]
        self.assertEqual([row[-1] for row in rows], ["Opened Alone"])


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
            self.assertEqual(self.rows(), [("hr.employee", "hes_code", 1)], method)
