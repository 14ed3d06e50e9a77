# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import ENDLESS, RISKLESS, RISKY, HesCase

NOW = "2021-03-01 05:10:00"
SHOWN = {"employee_id": {"fields": {}}, "risk_status": {}, "code": {}}


class AccessCase(HesCase):
    def setUp(self):
        super().setUp()
        self.first = self.code(self.ayse, RISKLESS)
        self.second = self.code(self.burak, RISKY)
        self.log = self.env["hes.access.log"]

    def rows(self):
        """(user, person, kind, way) of what was recorded."""
        return sorted(
            (row.user_id.login, row.employee_id.name or "", row.kind, row.way)
            for row in self.log.search([])
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessLog(AccessCase):
    """Who reads single people's HES data is recorded."""

    def test_a_form_is_one_row_an_hour(self):
        code = self.first.with_user(self.officer)
        with freeze_time(NOW) as clock:
            code.web_read(SHOWN)
            clock.tick(timedelta(minutes=49, seconds=59))
            code.web_read(SHOWN)
            self.assertEqual(
                self.rows(), [("hes_officer", "Ayşe Işık", "code", "alone")]
            )
            clock.tick(timedelta(seconds=1))
            code.web_read(SHOWN)
            self.assertEqual(len(self.rows()), 2)

    def test_a_list_is_one_statement(self):
        codes = self.as_user(self.officer, "hes.code")
        codes.web_search_read([], SHOWN)
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "code", "list"),
                ("hes_officer", "Burak Çelik", "code", "list"),
            ],
        )
        self.env.invalidate_all()
        found = codes.search([])
        found.fetch(["code"])
        with self.assertQueryCount(1):
            found._hes_log_access(["code"])

    def test_answers_of_one_person_are_that_person_alone(self):
        for code in (self.first, self.first, self.second):
            self.record_answer(code, NOW)
        checks = self.as_user(self.officer, "hes.check")
        checks.search_read([("employee_id", "=", self.ayse.id)], ["risk_status"])
        self.assertEqual(self.rows(), [("hes_officer", "Ayşe Işık", "answer", "alone")])

    def test_the_employees_page_and_its_exemptions(self):
        self.env["hes.exemption"].create(
            {
                "employee_id": self.ayse.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-02",
                "reason": "Works outdoors",
            }
        )
        ayse = self.ayse.with_user(self.officer)
        ayse.web_read({"name": {}, "work_email": {}})
        self.assertFalse(self.rows(), "nothing of HES was read")
        ayse.web_read(
            {"hes_risk_status": {}, "hes_exemption_ids": {"fields": {"reason": {}}}}
        )
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "employee", "alone"),
                ("hes_officer", "Ayşe Işık", "exemption", "alone"),
            ],
        )

    def test_the_reason_at_a_check_in(self):
        attendance = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.officer.group_ids += self.env.ref(
            "hr_attendance.group_hr_attendance_manager"
        )
        attendance = attendance.with_user(self.officer)
        attendance.read(["check_in", "hes_clearance"])
        self.assertFalse(self.rows())
        attendance.read(["hes_clearance_reason"])
        self.assertEqual(
            self.rows(), [("hes_officer", "Ayşe Işık", "attendance", "alone")]
        )

    def test_an_export_also_through_somebody_else(self):
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        self.as_user(self.officer, "hes.code").search([]).export_data(["code"])
        self.assertEqual({row[2:] for row in self.rows()}, {("code", "export")})
        self.ayse.parent_id = self.cigdem
        manager = self.cigdem.with_user(self.officer)
        told = manager.export_data(["name", "child_ids/hes_code"])["datas"]
        self.assertEqual(told, [["Çiğdem Öz", RISKLESS]])
        self.assertIn(("hes_officer", "Ayşe Işık", "employee", "export"), self.rows())

    def test_the_excel_template_holds_everybodys_codes(self):
        wizard = self.as_user(self.officer, "hes.template.import").create({})
        self.assertFalse(self.rows())
        self.assertTrue(wizard.template_file)
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "template", "export"),
                ("hes_officer", "Burak Çelik", "template", "export"),
            ],
        )

    def test_a_visitor_and_ones_own(self):
        visitor = self.env["res.partner"].create({"name": "Zeynep"})
        code = self.env["hes.code"].create({"partner_id": visitor.id, "code": ENDLESS})
        code.with_user(self.officer).read(["code"])
        self.assertEqual(self.log.search([]).partner_id, visitor)
        self.ayse.user_id = self.officer
        self.first.with_user(self.officer).read(["code"])
        self.assertEqual(len(self.log.search([])), 1, "one's own is nobody's business")

    def test_the_system_is_not_recorded(self):
        self.start_service()
        self.run_cron()
        self.first.read(["code"])
        self.ayse.with_user(self.attendance_officer)._attendance_action_change()
        self.assertFalse(self.rows())

    def test_only_hes_managers_read_it_of_their_companies(self):
        self.first.with_user(self.officer).read(["code"])
        log = self.as_user(self.manager, "hes.access.log")
        self.assertEqual(log.search([]).user_id, self.officer)
        for user in (self.officer, self.attendance_officer, self.plain_user):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.access.log").search([])
        self.manager.write(
            {
                "company_ids": [(6, 0, self.stranger_company.ids)],
                "company_id": self.stranger_company.id,
            }
        )
        log = log.with_context(allowed_company_ids=self.stranger_company.ids)
        self.assertFalse(log.search([]))

    def test_nobody_changes_it_by_hand(self):
        self.first.with_user(self.officer).read(["code"])
        row = self.log.search([])
        admin = self.env.ref("base.user_admin")
        for user in (self.officer, self.manager, admin):
            of_user = row.with_user(user)
            for attempt in (
                lambda row=of_user: row.write({"way": "list"}),
                lambda row=of_user: row.unlink(),
                lambda row=of_user: row.copy(),
                lambda row=of_user: row.create({"user_id": admin.id}),
            ):
                with self.assertRaises(UserError):
                    attempt()
        with self.assertRaises(UserError):
            row.unlink()
        with self.assertRaises(UserError):
            row.write({"way": "list"})


@tagged("post_install", "-at_install")
class TestAccessLogOverHttp(HttpCase, AccessCase):
    """Screens read where nothing may be written; the row is there all the same."""

    def test_a_list_read_over_http(self):
        self.authenticate("hes_officer", "hes_officer")
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/hes.code/web_search_read",
            {
                "model": "hes.code",
                "method": "web_search_read",
                "args": [],
                "kwargs": {"domain": [], "specification": {"code": {}}},
            },
        )
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "code", "list"),
                ("hes_officer", "Burak Çelik", "code", "list"),
            ],
        )
