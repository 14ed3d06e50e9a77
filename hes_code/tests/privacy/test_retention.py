# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form
from odoo.tools import html2plaintext, mute_logger

from ..common import RISKLESS, RISKY, HesCase
from ..many import add_codes
from ..sheet.sheet_files import csv

NOW = datetime(2021, 3, 1, 12)
DAY = timedelta(days=1)
OTHER = "G1H2-1111-22"


def days_ago(count):
    return NOW - timedelta(days=count)


class RetentionCase(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time(NOW))
        cls.hr = cls._user("hr", "hr.group_hr_manager")

    def destroy_due(self, now=NOW):
        """What a run of the scheduled action does, without its commits."""
        for _count in self.env["hes.destruction.log"]._destroy_due(now):
            pass
        self.env.invalidate_all()

    def answer(self, code, at, status="riskless", query=None):
        self.record_answer(code, at, status, query)
        return code.check_ids.sorted("id")[-1:]

    def set_dates(self, records, **values):
        """Times that Odoo sets by itself."""
        for name, value in values.items():
            records.flush_recordset()
            self.env.cr.execute(
                f"UPDATE {records._table} SET {name} = %s WHERE id = ANY(%s)",
                [value, records.ids],
            )
            records.invalidate_recordset()

    def attend(self, employee, at):
        employee.company_id.hes_policy_id.gate = "off"
        return self.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": at,
                "check_out": at + timedelta(hours=8),
            }
        )

    def records_of(self, company=None):
        """Destruction records: kind and reason to how many."""
        found = self.env["hes.destruction.log"].search(
            [("company_id", "=", (company or self.company).id)]
        )
        return {(row.kind, row.reason): row.count for row in found}

    def fill(self, employee, code):
        """One record of each kind about somebody."""
        code = self.code(employee, code)
        employee_id = {"employee_id": employee.id}
        case = self.env["hes.contact.case"].create(employee_id)
        text = self.env["hes.information"]._version(employee.company_id)
        self.env["hes.exemption"].create(
            {**employee_id, "date_to": NOW.date(), "reason": "Works alone"}
        )
        self.env["hes.kiosk.attempt"].create(
            {**employee_id, "tried_at": NOW, "outcome": "wait"}
        )
        self.env["hes.contact"].create(
            {**employee_id, "case_id": case.id, "source": "attendance"}
        )
        self.env["hes.information.reading"].create(
            {
                **employee_id,
                "information_id": text.id,
                "place": "profile",
                "read_at": NOW,
            }
        )
        self.answer(code, days_ago(1), "risky")
        self.attend(employee, days_ago(1) + timedelta(hours=1))
        self.officer.company_ids |= employee.company_id
        code.with_user(self.officer).with_context(
            allowed_company_ids=employee.company_id.ids
        ).read(["code"])
        self.env.flush_all()

    def left(self, employee):
        """How many records of which model tell of somebody."""
        self.env.invalidate_all()
        found = {}
        for model in self.env["hes.retention.mixin"]._retention_models():
            domain = model._retention_scope() & model._retention_of(employee)
            count = model.with_context(active_test=False).search_count(domain)
            if count:
                found[model._name] = count
        return found


class TestRetention(RetentionCase):
    def test_answers_end_after_their_days_and_the_status_and_the_query_stay(self):
        code = self.code(self.ayse, RISKLESS)
        query = self.env["hes.query"].create({"company_id": self.company.id})
        query._enlist(code)
        old = self.answer(code, days_ago(30) - timedelta(seconds=1), query=query)
        young = self.answer(code, days_ago(30), query=query)
        self.destroy_due()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
        self.assertEqual(query.exists().code_count, 1)
        self.assertEqual(code.risk_status, "riskless")
        self.assertEqual(code.checked_at, days_ago(30))
        self.assertEqual(self.records_of(), {("answers", "retention"): 1})

    def test_which_codes_a_query_never_asked_for_ends_too(self):
        self.start_service()[1].batch_size = 1
        codes = self.code(self.ayse, RISKLESS) | self.code(self.burak, RISKY)
        query = self.env["hes.query"].create({"company_id": self.company.id})
        query._enlist(codes)
        query.write({"state": "cancelled", "finished_at": days_ago(31)})
        self.assertEqual(query.batch_ids._codes_without_answer(), codes)
        self.destroy_due()
        self.assertFalse(query.batch_ids._codes_without_answer())
        self.assertEqual(query.code_count, 2)
        self.assertEqual(self.records_of(), {("leftovers", "retention"): 2})

    def test_a_company_sets_its_own_days(self):
        code = self.code(self.ayse, RISKLESS)
        kept = self.answer(code, days_ago(59))
        gone = self.answer(code, days_ago(61))
        self.as_user(self.manager, "res.company").browse(
            self.company.id
        ).hes_policy_id.write({"retention_answer_days": 60})
        self.destroy_due()
        self.assertEqual((kept | gone).exists(), kept)

    @mute_logger("odoo.sql_db")
    def test_nothing_is_kept_for_ever(self):
        for kind in ("answer", "code", "exemption", "upload", "access"):
            for days in (0, -1, False):
                with (
                    self.subTest(kind=kind, days=days),
                    self.assertRaises(CheckViolation),
                    self.env.cr.savepoint(),
                ):
                    self.company.hes_policy_id[f"retention_{kind}_days"] = days
                    self.env.flush_all()
            self.env.invalidate_all(flush=False)

    def test_a_risk_is_not_lifted_by_the_end_of_its_answer(self):
        code = self.code(self.ayse, RISKY)
        self.answer(code, days_ago(100), "risky")
        self.set_dates(code, write_date=days_ago(100))
        self.destroy_due()
        self.assertFalse(code.check_ids)
        self.assertEqual(code.risky_since, days_ago(100))
        self.assertEqual(self.ayse.hes_clearance_reason, "risky")

    def test_a_replaced_code_ends_with_its_answers_and_its_risk_goes_on(self):
        old = self.code(self.ayse, RISKY)
        answer = self.answer(old, days_ago(2), "risky")
        new = self.code(self.ayse, RISKLESS)
        self.set_dates(old, write_date=days_ago(31))
        self.destroy_due()
        self.assertFalse(old.exists() or answer.exists())
        self.assertEqual(new.risky_since, days_ago(2))
        self.assertEqual(
            self.records_of(),
            {("codes", "retention"): 1, ("answers", "retention"): 1},
        )

    def test_an_archived_code_whose_risk_nothing_lifted_stays(self):
        code = self.code(self.ayse, RISKY)
        self.answer(code, days_ago(2), "risky")
        code.active = False
        self.set_dates(code, write_date=days_ago(400))
        self.destroy_due()
        self.assertTrue(code.exists())
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_traces_go_with_a_code(self):
        code = self.code(self.ayse, RISKY)
        self.answer(code, days_ago(40), "risky")
        code.message_post(body="Called")
        code.message_subscribe(self.officer.partner_id.ids)
        file = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": "hes.code", "res_id": code.id}
        )
        traces = (
            self.env["mail.activity"].search([("res_model", "=", "hes.code")]),
            code.message_ids,
            code.message_follower_ids,
            file,
        )
        self.assertTrue(all(traces))
        code.write({"active": False, "risky_since": False})
        self.set_dates(code, write_date=days_ago(31))
        self.destroy_due()
        for trace in traces:
            self.assertFalse(trace.exists(), trace._name)

    def test_exemptions_tries_and_uploads_end(self):
        exemption = self.env["hes.exemption"].create(
            {
                "employee_id": self.ayse.id,
                "date_from": days_ago(100),
                "date_to": days_ago(92),
                "reason": "Works alone",
            }
        )
        kept = exemption.copy({"date_to": days_ago(89)})
        look = self.env["hes.kiosk.attempt"].create(
            {"employee_id": self.ayse.id, "tried_at": days_ago(31), "outcome": "wait"}
        )
        upload = self.env["hes.template.import"].create(
            {"company_id": self.company.id, "data": b"YQ=="}
        )
        self.set_dates(upload, write_date=days_ago(2))
        self.destroy_due()
        self.assertEqual((exemption | kept).exists(), kept)
        self.assertFalse(look.exists() or upload.exists())

    def test_a_contact_case_ends_with_its_contacts(self):
        case = self.env["hes.contact.case"].create(
            {"employee_id": self.ayse.id, "risk_at": days_ago(40)}
        )
        contact = self.env["hes.contact"].create(
            {
                "case_id": case.id,
                "employee_id": self.burak.id,
                "source": "attendance",
            }
        )
        message = contact.message_post(body="Called")
        self.destroy_due()
        self.assertFalse(case.exists() or contact.exists() or message.exists())

    def test_the_reason_at_check_in_ends_and_the_verdict_stays(self):
        self.answer(self.code(self.ayse, RISKY), days_ago(60), "risky")
        old = self.attend(self.ayse, days_ago(31))
        young = self.attend(self.ayse, days_ago(29))
        self.destroy_due()
        self.assertEqual(old.mapped("hes_clearance_reason"), [False])
        self.assertEqual(old.hes_clearance, "denied")
        self.assertEqual(young.hes_clearance_reason, "risky")
        self.destroy_due()
        self.assertEqual(self.records_of()[("verdicts", "retention")], 1)

    def test_notes_about_a_clearance_end(self):
        boss = self.cigdem
        boss.user_id = self.plain_user
        self.ayse.parent_id = boss
        self.answer(self.code(self.ayse, RISKY), days_ago(1), "risky")
        notes = self.env["mail.message"].search(
            [("body", "ilike", "Ayşe Işık is not cleared")]
        )
        self.assertTrue(notes)
        other = self.ayse.message_post(body="Ayşe Işık has a new desk")
        self.set_dates(notes | other, date=days_ago(31))
        self.destroy_due()
        self.assertEqual((notes | other).exists(), other)

    def test_notes_go_with_whom_they_name_whatever_they_are_called(self):
        self.cigdem.user_id = self.plain_user
        names = ("Ali", """A "b" O'Brien & <b>Ş</b> 100%_\\""", "Alime Öz")
        for number, name in enumerate(names):
            gone, stays = self.env["hr.employee"].create(
                [
                    {
                        "name": text,
                        "company_id": self.company.id,
                        "parent_id": self.cigdem.id,
                        "hes_manager_user_id": self.plain_user.id,
                    }
                    for text in (name, f"{name}me")
                ]
            )
            for place, person in enumerate((gone, stays)):
                code = self.code(person, f"K1L{number}-{place:04}-66")
                self.answer(code, NOW, "risky")
            with self.subTest(name=name):
                mine, other = self.notes_of(gone), self.notes_of(stays)
                self.assertTrue(mine and other)
                gone.name = "Renamed"  # meanwhile
                gone.with_user(self.manager).action_hes_forget()
                self.assertFalse(mine.exists())
                self.assertEqual(other.exists(), other)

    def notes_of(self, person):
        return self.notes(self.plain_user).filtered(
            lambda note: html2plaintext(note.body).startswith(f"{person.name} is not ")
        )

    def test_a_finished_query_forgets_who_had_no_answer(self):
        code = self.code(self.ayse, RISKLESS)
        query = self.env["hes.query"].create({"company_id": self.company.id})
        query._enlist(code)
        query.write({"state": "cancelled", "finished_at": days_ago(31)})
        self.destroy_due()
        self.assertFalse(query.batch_ids.code_ids)
        self.assertEqual((query.code_count, query.unanswered_count), (1, 1))

    def test_many_answers_go_in_parts_each_with_its_record(self):
        codes = add_codes(self.env, self.company, 1200)
        codes.source = "manual"  # of no visit, and so not due themselves
        self.env.cr.execute(
            """INSERT INTO hes_check (code_id, company_id, risk_status, checked_at)
               SELECT id, company_id, 'riskless', %s
                 FROM hes_code, generate_series(1, 50) WHERE id = ANY(%s)""",
            [days_ago(31), codes.ids],
        )
        parts = list(self.env["hes.destruction.log"]._destroy_due(NOW))
        self.assertEqual(sum(parts), 60_000)
        self.assertEqual(parts, [50_000, 10_000])
        ours = [("company_id", "=", self.company.id)]
        counts = self.env["hes.destruction.log"].search(ours).mapped("count")
        self.assertEqual(sorted(counts), [10_000, 50_000])

    def test_what_hangs_on_a_visitor_ends_with_the_visit(self):
        visitor = self.env["res.partner"].create(
            {
                "name": "Deniz Kaya",
                "company_id": self.company.id,
                "hes_visit_only": True,
            }
        )
        code = self.env["hes.code"].create(
            {
                "partner_id": visitor.id,
                "company_id": self.company.id,
                "code": OTHER,
                "source": "visitor",
            }
        )
        self.env["hes.information.reading"]._record(visitor, "visitor", self.company)
        code.with_user(self.officer).read(["code"])
        self.destroy_due(NOW + DAY)
        self.assertFalse(visitor.exists() or code.exists())
        self.assertEqual(
            self.records_of(),
            {
                ("codes", "retention"): 1,
                ("readings", "retention"): 1,
                ("accesses", "retention"): 1,
                ("visitors", "retention"): 1,
            },
        )

    def test_the_scheduled_action_runs_by_itself(self):
        answer = self.answer(self.code(self.ayse, RISKLESS), days_ago(31))
        with self.enter_registry_test_mode():
            self.env.ref("hes_code.ir_cron_retention").method_direct_trigger()
        self.assertFalse(answer.exists())

    def test_nobody_changes_or_deletes_a_record_of_destruction(self):
        self.answer(self.code(self.ayse, RISKLESS), days_ago(31))
        self.destroy_due()
        row = self.as_user(self.manager, "hes.destruction.log").search([])
        self.assertEqual(row.count, 1)
        for user in (self.manager, self.env.ref("base.user_admin")):
            for action in (
                lambda row: row.write({"count": 2}),
                lambda row: row.unlink(),
                lambda row: row.copy(),
            ):
                with self.assertRaises(UserError):
                    action(row.with_user(user))
        with self.assertRaises(UserError):
            row.sudo().write({"count": 2})
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaises(AccessError):
            self.as_user(self.officer, "hes.destruction.log").search([])

    def test_the_way_of_destroying_is_open_to_no_client(self):
        for name in ("_retention_destroy", "_retention_erase", "_destroy_due"):
            with self.assertRaises(AccessError):
                call_kw(
                    self.as_user(self.manager, "hes.destruction.log"), name, [[]], {}
                )
        answer = self.answer(self.code(self.ayse, RISKLESS), days_ago(31))
        for action in (answer.unlink, answer.code_id.with_user(self.manager).unlink):
            with self.assertRaises(UserError):
                action()


class TestLeaving(RetentionCase):
    def test_the_data_of_who_leaves_end_with_the_next_run(self):
        self.fill(self.ayse, RISKY)
        self.fill(self.burak, RISKLESS)
        before = self.left(self.burak)
        self.assertGreaterEqual(len(before), 9)
        self.manager.group_ids += self.env.ref("hr.group_hr_manager")
        departure = Form(
            self.as_user(self.manager, "hr.departure.wizard").with_context(
                active_ids=self.ayse.ids,
                active_id=self.ayse.id,
                employee_termination=True,  # as the button on the form has it
            )
        )
        departure.departure_date = NOW.date()
        departure.save().action_register_departure()
        self.assertFalse(self.ayse.active)
        self.destroy_due()
        self.assertEqual(self.left(self.ayse), {})
        self.assertEqual(self.left(self.burak), before)
        attendance = self.env["hr.attendance"].search(
            [("employee_id", "=", self.ayse.id)]
        )
        self.assertEqual(attendance.hes_clearance, "denied")
        self.assertEqual(self.records_of()[("codes", "left")], 1)

    def test_who_is_archived_by_a_slip_and_comes_back_keeps_a_risk(self):
        self.fill(self.ayse, RISKY)
        self.ayse.with_user(self.hr).active = False
        self.ayse.with_user(self.hr).active = True
        self.destroy_due()
        self.assertEqual(self.ayse.hes_code_id.risky_since, days_ago(1))

    def test_a_night_in_the_archive_ends_no_contact_and_no_case(self):
        self.fill(self.ayse, RISKY)
        case = self.env["hes.contact.case"].search([("employee_id", "=", self.ayse.id)])
        contact = self.env["hes.contact"].create(
            {
                "case_id": case.id,
                "employee_id": self.burak.id,
                "source": "attendance",
                "note": "Called",
            }
        )
        both = self.ayse | self.burak
        both.with_user(self.hr).active = False
        self.destroy_due()
        both.with_user(self.hr).active = True
        self.assertTrue(case.exists())
        self.assertTrue(contact.exists())
        both.with_user(self.hr).active = False
        self.destroy_due(NOW + timedelta(days=32))
        self.assertFalse(case.exists() or contact.exists(), "past their days")

    def test_another_company_gets_nothing(self):
        self.fill(self.ayse, RISKY)
        self.manager.company_ids += self.stranger_company
        self.ayse.with_user(self.manager).with_context(
            allowed_company_ids=self.manager.company_ids.ids
        ).company_id = self.stranger_company
        self.assertEqual(self.left(self.ayse), {})
        self.assertEqual(self.records_of()[("answers", "left")], 1)
        self.assertFalse(self.records_of(self.stranger_company))

    def test_the_same_company_again_is_no_move(self):
        self.fill(self.ayse, RISKY)
        before = self.left(self.ayse)
        self.ayse.write({"company_id": self.company.id})
        self.assertEqual(self.left(self.ayse), before)

    def test_who_is_deleted_leaves_a_record_of_it_and_no_activity(self):
        self.fill(self.ayse, RISKY)
        activities = self.env["mail.activity"].search([("res_model", "=", "hes.code")])
        self.assertTrue(activities)
        self.env["hr.attendance"].search([]).unlink()
        self.env["hr.employee"].browse(self.ayse.id).unlink()
        self.assertFalse(activities.exists())
        self.assertEqual(self.records_of()[("codes", "left")], 1)


class TestByRequest(RetentionCase):
    def test_a_manager_erases_what_is_known_of_one_person(self):
        self.fill(self.ayse, RISKY)
        self.fill(self.burak, RISKLESS)
        before = self.left(self.burak)
        self.ayse.with_user(self.manager).action_hes_forget()
        self.assertEqual(self.left(self.ayse), {})
        self.assertEqual(self.left(self.burak), before)
        row = self.env["hes.destruction.log"].search(
            [("kind", "=", "codes"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(row.mapped("reason"), ["by_request"])
        self.assertEqual(row.user_id, self.manager)
        self.assertEqual(row.destroyed_at, fields.Datetime.now())

    def test_they_are_in_no_group_and_no_uploaded_list_any_more(self):
        people = self.ayse | self.burak
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "Chronically Ill", "employee_ids": people.ids}
        )
        rows = csv(["Ad Soyad", "HES Kodu"], *([who.name, OTHER] for who in people))
        upload = self.as_user(self.officer, "hes.template.import").create(
            {"data": base64.b64encode(rows), "filename": "list.csv"}
        )
        upload.action_preview()
        self.assertEqual(upload.line_ids.employee_id, people)
        self.ayse.with_user(self.manager).action_hes_forget()
        self.assertEqual(group.employee_ids, self.burak)
        self.assertEqual(upload.line_ids.employee_id, self.burak)

    def test_nobody_else_does(self):
        self.fill(self.ayse, RISKY)
        for user in (self.officer, self.hr, self.attendance_officer, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ayse.with_user(user).action_hes_forget()
        self.assertTrue(self.left(self.ayse))

    def test_a_manager_of_another_company_does_not(self):
        self.fill(self.ayse, RISKY)
        self.manager.write(
            {
                "company_ids": [(6, 0, self.stranger_company.ids)],
                "company_id": self.stranger_company.id,
            }
        )
        with self.assertRaises(AccessError):
            self.ayse.with_user(self.manager).with_context(
                allowed_company_ids=self.stranger_company.ids
            ).action_hes_forget()

    def test_a_visitor_who_is_deleted_leaves_no_code(self):
        visitor = self.env["res.partner"].create({"name": "Deniz Kaya"})
        code = self.env["hes.code"].create(
            {
                "partner_id": visitor.id,
                "company_id": self.company.id,
                "code": OTHER,
                "source": "visitor",
            }
        )
        answer = self.answer(code, NOW)
        visitor.unlink()
        self.assertFalse(code.exists() or answer.exists())
        rows = self.env["hes.destruction.log"].search(
            [("kind", "=", "codes"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(rows.mapped("reason"), ["by_request"])
