# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ..common import ENDLESS, RISKLESS, RISKY, HesCase
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 05:10:00"
SHOWN = {"employee_id": {"fields": {}}, "risk_status": {}, "code": {}}


class AccessCase(HesCase):
    def setUp(self):
        super().setUp()
        self.first = self.code(self.ayse, RISKLESS)
        self.second = self.code(self.burak, RISKY)
        self.log = self.env["hes.access.log"]

    def rows(self):
        """(user, person, kind, channel) of what was recorded."""
        return sorted(
            (row.user_id.login, row.employee_id.name or "", row.kind, row.channel)
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
            found._log_data_access(["code"])

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
        shown = manager.export_data(["name", "child_ids/hes_code"])["datas"]
        self.assertEqual(shown, [["Çiğdem Öz", RISKLESS]])
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

    def test_a_contact_case_and_its_contacts(self):
        case = self.env["hes.contact.case"].create({"employee_id": self.burak.id})
        self.env["hes.contact"].create(
            [
                {"case_id": case.id, "employee_id": who.id, "source": "attendance"}
                for who in (self.ayse, self.cigdem)
            ]
        )
        case._set_traced(fields.Datetime.now())
        self.as_user(self.officer, case._name).web_search_read([], {"risk_at": {}})
        alone = ("hes_officer", "Burak Çelik", "case", "alone")
        self.assertEqual(self.rows(), [alone])
        contacts = {"contact_ids": {"fields": {"person_name": {}, "state": {}}}}
        case.with_user(self.officer).web_read(contacts)
        listed = [
            ("hes_officer", name, "case", "list") for name in ("Ayşe Işık", "Çiğdem Öz")
        ]
        self.assertEqual(self.rows(), sorted([alone, *listed]))

    def test_a_contact_tells_of_the_risky_person_too(self):
        case = self.env["hes.contact.case"].create({"employee_id": self.burak.id})
        contact = self.env["hes.contact"].create(
            {"case_id": case.id, "employee_id": self.ayse.id, "source": "attendance"}
        )
        contact.with_user(self.officer).web_read({"index_employee_id": {}})
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "case", "alone"),
                ("hes_officer", "Burak Çelik", "case", "alone"),
            ],
        )

    def test_the_codes_of_an_e_devlet_upload(self):
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "All", "employee_ids": [(6, 0, self.ayse.ids)]}
        )
        group.sudo().edevlet_code_ids = self.second
        export = self.as_user(self.officer, "hes.edevlet.export").create(
            {"group_id": group.id}
        )
        export.web_read({"add_count": {}, "group_id": {}})
        self.assertFalse(self.rows())
        export.web_read({"add_ids": {"fields": {"code": {}}}})
        alone = ("hes_officer", "Ayşe Işık", "code", "alone")
        self.assertEqual(self.rows(), [alone])
        export.web_read({"line_ids": {"fields": {"code": {}, "person": {}}}})
        to_delete = ("hes_officer", "Burak Çelik", "code", "alone")
        self.assertEqual(self.rows(), [alone, to_delete])

    def test_a_query_of_one_code_that_somebody_has(self):
        self.start_service()
        cards = self.as_user(self.officer, "hes.single.query")
        shown = {"risk_status": {}, "holder": {}}
        foreign = cards.create({"code": ENDLESS})
        foreign.action_query()
        foreign.web_read(shown)
        self.assertFalse(self.rows(), "nobody has it")
        known = cards.create({"code": RISKLESS})
        known.web_read(shown)
        self.assertFalse(self.rows(), "nothing was asked yet")
        known.action_query()
        known.web_read(shown)
        self.assertEqual(self.rows(), [("hes_officer", "Ayşe Işık", "answer", "alone")])

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
                lambda row=of_user: row.write({"channel": "list"}),
                lambda row=of_user: row.unlink(),
                lambda row=of_user: row.copy(),
                lambda row=of_user: row.create({"user_id": admin.id}),
            ):
                with self.assertRaises(UserError):
                    attempt()
        with self.assertRaises(UserError):
            row.unlink()
        with self.assertRaises(UserError):
            row.write({"channel": "list"})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessLogOfVisits(PermitCase):
    """Who comes is no health data; why they may or may not come in is."""

    def seen(self):
        return sorted(
            (
                row.user_id.login,
                row.employee_id.name or row.partner_id.name,
                row.kind,
                row.channel,
            )
            for row in self.env["hes.access.log"].search([])
        )

    def read_form(self, visit, user):
        """What the form asks for, in this user's view of it."""
        visits = self.as_user(user, "hes.permit")
        with Form(visits.browse(visit.id), "hes_code.hes_permit_view_form_visit"):
            self.env.invalidate_all()

    def test_the_reception_is_not_recorded_and_the_officer_is(self):
        visit = self.enter("Deniz Kaya", RISKLESS)
        visit.action_approve()
        visit.action_arrive()
        self.read_form(visit, self.reception)
        self.read_form(visit, self.host_user)
        self.as_user(self.reception, "hes.permit").web_search_read(
            [], {"visitor_name": {}, "state": {}, "denial": {}}
        )
        self.assertFalse(self.seen())
        self.read_form(visit, self.officer)
        self.assertEqual(
            self.seen(),
            [
                ("hes_officer", "Ayşe Işık", "permit", "alone"),
                ("hes_officer", "Deniz Kaya", "permit", "alone"),
            ],
        )

    def test_the_list_tells_who_is_risky_inside(self):
        for name in ("Deniz Kaya", "Umut Kaya", "Not Here"):
            visit = self.enter(name)
            visit.action_approve()
            if name != "Not Here":
                visit.action_arrive()
        self.as_user(self.officer, "hes.permit").web_search_read(
            [], {"visitor_name": {}, "hes_flag": {}}
        )
        self.assertEqual(
            self.seen(),
            [
                ("hes_officer", name, "permit", "list")
                for name in ("Deniz Kaya", "Umut Kaya")
            ],
        )

    def test_the_reasons_of_a_journey(self):
        journey = self.plan(self.burak, self.cigdem)
        journey.with_user(self.host_user).participant_ids.read(["display_name"])
        self.assertFalse(self.seen())
        journey.with_user(self.officer).participant_ids.read(["clearance_reason"])
        self.assertEqual([row[1] for row in self.seen()], ["Burak Çelik", "Çiğdem Öz"])


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

    def test_the_file_for_e_devlet_over_http(self):
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "All", "employee_ids": [(6, 0, (self.ayse | self.burak).ids)]}
        )
        export = self.as_user(self.officer, "hes.edevlet.export").create(
            {"group_id": group.id}
        )
        self.assertFalse(self.rows())
        self.authenticate("hes_officer", "hes_officer")
        answer = self.url_open(export.action_download()["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "code", "export"),
                ("hes_officer", "Burak Çelik", "code", "export"),
            ],
        )

    def test_the_names_of_breadcrumbs_over_http(self):
        case = self.env["hes.contact.case"].create({"employee_id": self.burak.id})
        code = self.ayse.hes_code_ids
        self.authenticate("hes_officer", "hes_officer")
        answer = self.make_jsonrpc_request(
            "/web/action/load_breadcrumbs",
            {
                "actions": [
                    {"model": "hes.code", "resId": code.id},
                    {"action": "hes_code.hes_contact_case_action", "resId": case.id},
                ]
            },
        )
        self.assertEqual(
            [row["display_name"] for row in answer], [code.code, "Burak Çelik"]
        )
        self.assertEqual(
            self.rows(),
            [
                ("hes_officer", "Ayşe Işık", "code", "alone"),
                ("hes_officer", "Burak Çelik", "case", "alone"),
            ],
        )

    def test_refused_names_of_breadcrumbs_are_not_logged_as_read(self):
        code = self.ayse.hes_code_ids
        self.authenticate("hes_plain", "hes_plain")
        (answer,) = self.make_jsonrpc_request(
            "/web/action/load_breadcrumbs",
            {"actions": [{"model": "hes.code", "resId": code.id}]},
        )
        self.assertIn("error", answer)
        self.assertFalse(self.rows())
