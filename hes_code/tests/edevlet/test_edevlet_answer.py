# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io
import itertools
from datetime import datetime, timedelta

import openpyxl
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import ENDLESS, EXPIRED, RISKLESS, RISKY, HesCase

MORNING = "2021-03-01 05:00:00"
#: A code that nobody here has.
FOREIGN = "Y9Z9-0000-01"
#: No page is like another: the real ones have a token each.
TOKENS = itertools.count()
RISKY_TITLE = "Riskli HES Kodu Listesi (Pozitif, Temaslı)"
INVALID_TITLE = "Geçersiz HES Kodu Listesi (Süresi dolmuş, Silinmiş)"


def page(risky=(), invalid=(), more=""):
    """The result page: rows of (code, masked number, explanation) and of (code,
    explanation, hint)."""

    def table(title, headers, rows):
        cells = [[f"<td>{cell}</td>" for cell in row] for row in rows]
        body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
        head = "".join(f"<th>{name}</th>" for name in headers)
        return f"<h3>{title}</h3><table><tr>{head}</tr>{body}</table>"

    return "".join(
        (
            "<html><body><h1>Toplu HES Kodu Sorgulama</h1>",
            table(RISKY_TITLE, ("HES Kodu", "T.C. Kimlik No", "Açıklama"), risky),
            table(INVALID_TITLE, ("HES Kodu", "Açıklama", "Durum"), invalid),
            more,
            f"<input name='token' value='{next(TOKENS)}'>",
            "</body></html>",
        )
    )


RISKY_ROW = (RISKY, "*****350", "Pozitif")
EXPIRED_ROW = (EXPIRED, "Süresi dolmuş", "-")


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class EdevletCase(HesCase):
    def setUp(self):
        super().setUp()
        self.codes = {
            name: self.code(employee, name)
            for employee, name in (
                (self.ayse, RISKLESS),
                (self.burak, RISKY),
                (self.cigdem, EXPIRED),
            )
        }
        self.group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "Night shift", "use_domain": True}
        )

    def export(self):
        action = self.group.action_export_edevlet()
        self.group.invalidate_recordset()
        export = self.env["hes.edevlet.export"].browse(action["res_id"])
        return export.with_env(self.group.env)

    def waiting_query(self):
        """A query of the group that was uploaded and waits for its answer."""
        action = self.export().action_uploaded()
        return self.group.env["hes.query"].browse(action["res_id"])

    def answer(self, query, content, **values):
        data = base64.b64encode(content.encode())
        return query.env["hes.edevlet.answer"].create(
            {"query_id": query.id, "data": data, **values}
        )

    def take(self, query, content, **values):
        answer = self.answer(query, content, **{"confirmed": True, **values})
        answer.action_preview()
        answer.action_import()
        return answer

    def uploaded(self, data):
        """The cells of a workbook."""
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(data)))
        return [[cell.value for cell in row] for row in book.active.iter_rows()]

    def counts(self, record):
        return (
            record.riskless_count,
            record.risky_count,
            record.invalid_count,
        )


class TestEdevletExport(EdevletCase):
    def test_the_first_upload_holds_all_codes(self):
        export = self.export()
        self.assertEqual(
            self.uploaded(export.file), [["HES KODU"], [RISKLESS], [RISKY], [EXPIRED]]
        )
        self.assertEqual(self.uploaded(export.file_all), self.uploaded(export.file))
        self.assertEqual((export.add_count, export.delete_count), (3, 0))

    def test_asking_without_a_service_leads_to_e_devlet(self):
        action = self.group.action_query()
        self.assertEqual(action["res_model"], "hes.edevlet.export")
        link = self.export().action_open_edevlet()
        self.assertEqual(link["target"], "new")
        self.assertTrue(link["url"].startswith("https://www.turkiye.gov.tr/"))

    def test_what_changed_since_the_last_upload_is_shown(self):
        self.waiting_query()
        self.assertEqual(self.export().add_count, 0)
        newer = self.code(self.ayse, ENDLESS)
        self.burak.active = False
        self.record_answer(self.codes[EXPIRED], status="expired")
        export = self.export()
        self.assertEqual(export.add_ids, newer)
        self.assertEqual(
            [(line.person, line.code, line.reason) for line in export.line_ids],
            [
                ("Çiğdem Öz", EXPIRED, "expired"),
                ("Burak Çelik", RISKY, "left"),
                ("Ayşe Işık", RISKLESS, "replaced"),
            ],
        )
        self.assertEqual(set(export.delete_ids.mapped("code")), set(self.codes))
        self.assertEqual(self.uploaded(export.file), [["HES KODU"], [ENDLESS]])

    def test_what_was_not_deleted_comes_up_again(self):
        self.waiting_query()
        self.burak.hes_required = False
        query = self.waiting_query()
        self.assertEqual(query.code_count, 2)
        export = self.export()
        self.assertEqual(export.line_ids.mapped("reason"), ["out"])
        export.deleted = True
        export.action_uploaded()
        self.assertFalse(self.export().line_ids)
        self.burak.hes_required = True
        self.assertEqual(self.export().add_ids, self.codes[RISKY])

    def test_a_leavers_code_is_forgotten_when_it_is_deleted_on_edevlet(self):
        self.waiting_query()
        code = self.burak.hes_code_id
        self.burak.active = False
        self.destroy_due()
        export = self.export()
        [line] = export.line_ids
        self.assertEqual((line.person, line.reason), ("Burak Çelik", "left"))
        export.deleted = True
        export.action_uploaded()
        self.destroy_due()
        self.assertFalse(code.exists())
        self.assertEqual(self.export().gone_count, 0)

    def test_a_leavers_code_does_not_wait_for_ever(self):
        self.waiting_query()
        code = self.burak.hes_code_id
        self.burak.active = False
        days = self.company.hes_policy_id.retention_code_days
        self.destroy_due(after=timedelta(days=days))
        self.assertTrue(code.exists())
        self.destroy_due(after=timedelta(days=days, seconds=1))
        self.assertFalse(code.exists())
        self.assertEqual(self.export().gone_count, 1)

    def test_of_who_moved_to_another_company_a_number_is_left(self):
        self.waiting_query()
        self.burak.company_id = self.stranger_company
        export = self.export()
        self.assertFalse(export.line_ids)
        self.assertEqual(export.gone_count, 1)
        export.action_uploaded()
        self.assertEqual(self.export().gone_count, 1)
        export = self.export()
        export.deleted = True
        export.action_uploaded()
        self.assertEqual(self.export().gone_count, 0)

    def destroy_due(self, after=timedelta()):
        self.env.flush_all()
        codes = self.env["hes.code"]
        for reason, domain in codes._retention_due(
            self.company, self.env.cr.now() + after
        ):
            codes._retention_destroy(domain, self.company, reason)

    def test_a_code_that_comes_in_meanwhile_is_not_in_what_was_uploaded(self):
        export = self.export()
        self.code(
            self.env["hr.employee"].create(
                {"name": "New", "company_id": self.company.id}
            ),
            ENDLESS,
        )
        query = self.env["hes.query"].browse(export.action_uploaded()["res_id"])
        self.assertEqual(query.code_count, 3)
        self.assertEqual(self.export().add_ids.code, ENDLESS)

    def test_confirming_twice_makes_one_query(self):
        export = self.export()
        first, second = export.action_uploaded(), export.action_uploaded()
        self.assertEqual(first["res_id"], second["res_id"])

    def test_nothing_to_ask_is_refused(self):
        self.env["hes.code"].search(
            [("company_id", "=", self.company.id)]
        ).active = False
        export = self.export()
        self.assertFalse(export.file)
        with self.assertRaisesRegex(UserError, "no HES code"):
            export.action_uploaded()

    def test_the_query_waits_and_no_service_is_asked_for_it(self):
        query = self.waiting_query()
        self.assertEqual((query.state, query.channel), ("running", "edevlet"))
        self.assertEqual(query.group_id, self.group)
        self.assertEqual((query.code_count, query.unanswered_count), (3, 3))
        self.run_cron()
        self.assertFalse(self.env["hes.query.batch"]._count_waiting())
        self.assertEqual((query.state, query.unanswered_count), ("running", 3))

    def test_a_service_asks_though_e_devlet_is_waited_for(self):
        query = self.waiting_query()
        stand_in, _service = self.start_service()
        self.run_cron()
        self.assertEqual(len(stand_in.asked), 3)
        self.assertEqual((query.state, query.unanswered_count), ("running", 3))

    def test_a_draft_without_a_service_is_for_e_devlet(self):
        query = self.as_user(self.officer, "hes.query").create({})
        query.action_start()
        self.assertEqual((query.state, query.channel), ("running", "edevlet"))
        self.assertEqual(
            self.uploaded(query.edevlet_file),
            [["HES KODU"], [RISKLESS], [RISKY], [EXPIRED]],
        )
        self.take(query, page())
        self.assertEqual(self.counts(query), (3, 0, 0))

    def test_a_cancelled_query_can_be_taken_up_again(self):
        query = self.waiting_query()
        query.action_cancel()
        with self.assertRaisesRegex(UserError, "Cancelled"):
            self.answer(query, page()).action_preview()
        query.action_retry()
        self.assertEqual((query.state, query.unanswered_count), ("running", 3))
        self.take(query, page([RISKY_ROW]))
        self.assertEqual(query.state, "done")

    def test_without_a_service_a_single_check_names_both_channels(self):
        with self.assertRaisesRegex(UserError, "e-Devlet.*Services"):
            self.ayse.with_user(self.officer).action_hes_check()

    def test_an_upload_is_its_makers_alone(self):
        export = self.export()
        for user in (self.manager, self.attendance_officer, self.plain_user):
            with self.assertRaises(AccessError):
                export.with_user(user).read(["add_ids"])
            with self.assertRaises(AccessError):
                export.line_ids.with_user(user).create({"export_id": export.id})


class TestEdevletAnswer(EdevletCase):
    def test_an_officer_enters_the_saved_page(self):
        query = self.waiting_query()
        action = query.action_enter_answer()
        wizard = Form(query.env["hes.edevlet.answer"].with_context(**action["context"]))
        self.assertEqual(wizard.query_id, query)
        self.assertEqual(wizard.asked_at, query.started_at)
        saved = page([RISKY_ROW, (FOREIGN, "*****111", "Temaslı")], [EXPIRED_ROW])
        wizard.data = base64.b64encode(saved.encode("windows-1254"))
        answer = wizard.save()
        answer.action_preview()
        self.assertEqual(self.counts(answer), (1, 1, 1))
        self.assertEqual((answer.foreign_count, answer.problem_count), (1, 0))
        self.assertEqual(self.codes[RISKY].risk_status, "unknown", "nothing is written")
        answer.action_import()
        self.assertEqual(self.counts(query), (1, 1, 1))
        self.assertEqual((query.state, query.unanswered_count), ("done", 0))
        self.assertEqual(query.progress, 100)
        self.assertEqual(
            [code.risk_status for code in self.codes.values()],
            ["riskless", "risky", "expired"],
        )
        risky = self.codes[RISKY]
        self.assertEqual(risky.risk_reason, "positive")
        self.assertEqual(risky.masked_national_id, "*****350")
        self.assertEqual(risky.check_ids.query_id, query)
        self.assertEqual(risky.check_ids.checked_at, query.started_at)
        self.assertEqual(self.burak.hes_clearance, "denied")
        self.assertEqual(len(self.env["hes.check"].search([])), 3)
        self.assertFalse(answer.data, "nothing stays behind")

    def test_copied_text_and_workbooks_are_refused_with_what_to_do(self):
        query = self.waiting_query()
        copied = f"{RISKY_TITLE}\nHES Kodu\tAçıklama\n{RISKY}\tPozitif\n"
        for name, data in (
            ("answer.txt", copied.encode()),
            ("answer.csv", copied.replace("\t", ";").encode("cp1254")),
            ("answer.xlsx", base64.b64decode(query.edevlet_file)),
        ):
            with self.subTest(name):
                answer = query.env["hes.edevlet.answer"].create(
                    {
                        "query_id": query.id,
                        "data": base64.b64encode(data),
                        "filename": name,
                    }
                )
                for step in (answer.action_preview, answer.action_import):
                    with self.assertRaisesRegex(UserError, r"save.*\(Ctrl\+S\)"):
                        step()
        self.assertEqual((query.state, query.unanswered_count), ("running", 3))
        self.assertFalse(self.env["hes.check"].search([]))

    def test_what_was_not_understood_refuses_the_import(self):
        for name, content, message in (
            ("row", page([RISKY_ROW, ("?", "*****1", "Pozitif")]), "No HES code"),
            (
                "total",
                page([RISKY_ROW]).replace(
                    "</table><h3>", "</table><p>Toplam 25 kayıt</p><h3>"
                ),
                "announces 25 rows, and 1 were read",
            ),
            (
                "conflict",
                page([RISKY_ROW], [(RISKY, "Silinmiş", "-")]),
                "two different",
            ),
            ("cut", page([RISKY_ROW]).removesuffix("</html>"), "before it is finished"),
        ):
            with self.subTest(name):
                query = self.waiting_query()
                answer = self.answer(query, content)
                answer.action_preview()
                self.assertTrue(answer.problem_count)
                self.assertTrue(answer.problem_line_ids[0].advice)
                with self.assertRaisesRegex(UserError, message):
                    answer.action_import()
                self.assertFalse(self.env["hes.check"].search([]))
                self.assertEqual(query.unanswered_count, 3)

    def test_a_contradiction_about_a_foreign_code_hinders_nothing(self):
        query = self.waiting_query()
        row = (FOREIGN, "*****111", "Pozitif")
        answer = self.take(query, page([row], [(FOREIGN, "Silinmiş", "-")]))
        self.assertEqual(answer.problem_count, 0)
        self.assertEqual(self.counts(query), (3, 0, 0))

    def test_another_page_is_refused_with_what_to_do(self):
        query = self.waiting_query()
        for content, message in (
            ("", "choose the page"),
            ("Merhaba", "e-Devlet"),
            ("<html><body>Giriş</body></html>", "e-Devlet"),
        ):
            with self.subTest(content), self.assertRaisesRegex(UserError, message):
                self.answer(query, content).action_preview()

    def test_the_second_answer_is_refused_since_it_is_done(self):
        query = self.waiting_query()
        first, second = (self.answer(query, page([RISKY_ROW])) for _again in range(2))
        first.action_import()
        second.invalidate_recordset(["sent_count"])
        self.assertEqual(second.sent_count, 0, "nothing waits any more")
        with self.assertRaisesRegex(UserError, "Done"):
            second.action_import()
        self.assertEqual(len(self.env["hes.check"].search([])), 3)

    def test_the_time_of_asking_has_limits(self):
        query = self.waiting_query()
        now = fields.Datetime.now()
        for delta in (timedelta(minutes=1), timedelta(minutes=-1)):
            with self.subTest(delta), self.assertRaises(UserError):
                self.answer(query, page(), asked_at=now + delta)

    # ------------------------------------------------------------ the statuses

    def test_an_older_answer_stands_in_the_ledger_alone(self):
        query = self.waiting_query()
        code = self.codes[RISKLESS]
        with freeze_time("2021-03-01 08:00:00"):
            stand_in, _service = self.start_service()
            stand_in.overrides["A4D7113210"] = "RISKY"
            code.with_user(self.officer).action_check()
        with freeze_time("2021-03-01 09:00:00"):
            self.take(query, page())
        self.assertEqual(code.risk_status, "risky")
        self.assertEqual(code.checked_at, datetime(2021, 3, 1, 8))
        self.assertEqual(
            code.check_ids.sorted("checked_at").mapped("risk_status"),
            ["riskless", "risky"],
        )
        self.assertEqual(
            self.counts(query), (3, 0, 0), "the query has what was answered"
        )

    def test_a_risk_counts_as_of_the_import_unless_somebody_says_when_it_was(self):
        for minutes, since in ((0, 7), (1, False), (90, 6.5)):
            with self.subTest(minutes):
                query = self.waiting_query()
                code = self.codes[RISKY]
                self.record_answer(code, "2021-03-01 06:00:00")
                asked_at = query.started_at + timedelta(minutes=minutes)
                with freeze_time("2021-03-01 07:00:00"):
                    self.take(query, page([RISKY_ROW]), asked_at=asked_at)
                at = since and datetime(2021, 3, 1) + timedelta(hours=since)
                self.assertEqual(code.risky_since, at)
                self.assertEqual(self.codes[RISKLESS].checked_at, asked_at)
                code.risky_since = code.checked_at = code.risk_decided_at = False

    def test_what_e_devlet_does_not_tell_stays_known(self):
        end = datetime(2021, 6, 1)
        for code in self.codes.values():
            code.write(
                {
                    "expires_at": end,
                    "masked_national_id": "********170",
                    "masked_name": "AY****",
                }
            )
        self.take(self.waiting_query(), page([RISKY_ROW], [EXPIRED_ROW]))
        riskless, risky, expired = self.codes.values()
        self.assertEqual((riskless.expires_at, risky.expires_at), (end, end))
        self.assertFalse(expired.expires_at)
        self.assertEqual(riskless.masked_name, "AY****")
        self.assertEqual(risky.masked_national_id, "*****350")

    def test_a_riskless_answer_ends_a_risk(self):
        self.take(self.waiting_query(), page([RISKY_ROW]))
        self.assertTrue(self.codes[RISKY].risky_since)
        with freeze_time("2021-03-11 05:00:00"):
            self.take(self.waiting_query(), page())
        self.assertFalse(self.codes[RISKY].risky_since)
        self.assertEqual(self.burak.hes_clearance, "cleared")

    def test_a_risk_of_a_replaced_code_goes_on_to_the_newer_one(self):
        query = self.waiting_query()
        newer = self.code(self.burak, ENDLESS)
        self.take(query, page([RISKY_ROW]))
        self.assertEqual(newer.risky_since, query.started_at)
        self.assertEqual(self.burak.hes_clearance_reason, "risky")
        with freeze_time("2021-03-11 05:00:00"):
            self.take(self.waiting_query(), page())
            # the page does not say whose code it is
            self.assertEqual(self.burak.hes_clearance_reason, "risky")
            self.record_answer(newer, masked_name="BU*** ÇE***")
        self.assertNotEqual(self.burak.hes_clearance_reason, "risky")

    # ------------------------------------------------------------------ rights

    def test_who_may_enter_an_answer(self):
        query = self.waiting_query()
        for user in (self.attendance_officer, self.plain_user):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.edevlet.answer").create({"query_id": query.id})
        other = self._user("other_officer", "hes_code.group_hes_officer")
        self.take(query.with_user(other), page())
        self.assertEqual(self.codes[RISKY].check_ids.user_id, other)

    def test_queries_of_other_companies_take_no_answer(self):
        query = self.env["hes.query"].create({"company_id": self.stranger_company.id})
        answers = self.as_user(self.officer, "hes.edevlet.answer")
        with self.assertRaises(AccessError):
            answers.create({"query_id": query.id, "data": "eA=="}).action_import()

    def test_an_answer_is_its_writers_alone(self):
        answer = self.answer(self.waiting_query(), page([RISKY_ROW]))
        answer.action_preview()
        for user in (self.manager, self.plain_user):
            for record in (answer, answer.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["state"])
