# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io

from openpyxl import Workbook, load_workbook
from stdnum.tr import tckimlik

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ...tools.sheet.columns import COLUMNS
from ..common import RISKLESS, RISKY, HesCase

HEADER = ("T.C. Kimlik No", "Kart No", "Ad Soyad", "Departman", "HES Kodu")


def national_id(number):
    """A valid T.C. number that begins with these nine digits."""
    text = f"{number:09}"
    return text + tckimlik.calc_check_digits(text)


def workbook(*rows, header=HEADER):
    book = Workbook()
    for row in (header, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue())


class ImportCase(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = [national_id(100000001 + i) for i in range(3)]
        for employee, number in zip(
            cls.ayse | cls.burak | cls.cigdem, cls.numbers, strict=True
        ):
            employee.identification_id = number
        cls.ayse.department_id = cls.env["hr.department"].create(
            {"name": "Dokuma", "company_id": cls.company.id}
        )

    def wizard(self, data=False, filename="list.xlsx", user=None):
        return self.as_user(user or self.officer, "hes.template.import").create(
            {"data": data, "filename": filename}
        )

    def sheet_of(self, content):
        book = load_workbook(io.BytesIO(base64.b64decode(content)))
        return book.worksheets[0]

    def assert_counts(self, wizard, **counts):
        names = ("new", "changed", "same", "rejected")
        self.assertEqual(
            {name: wizard[f"{name}_count"] for name in names},
            {**dict.fromkeys(names, 0), **counts},
        )


@tagged("post_install", "-at_install")
class TestTemplateImport(ImportCase):
    def test_two_people_whose_codes_were_swapped_are_put_right_by_one_list(self):
        self.code(self.ayse, RISKY)
        self.code(self.burak, RISKLESS)
        rows = [
            (number, "", "", "", code)
            for number, code in zip(self.numbers, (RISKLESS, RISKY), strict=False)
        ]
        alone = self.wizard(workbook(rows[0]))
        alone.action_import()
        self.assert_counts(alone, rejected=1)
        wizard = self.wizard(workbook(*rows))
        wizard.action_import()
        self.assert_counts(wizard, changed=2)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.burak.hes_code, RISKY)
        again = self.wizard(workbook(*rows))
        again.action_import()
        self.assert_counts(again, same=2)

    def test_an_archived_code_is_free_where_archived_ones_are_shown(self):
        self.code(self.ayse, RISKLESS).active = False
        wizard = self.wizard(workbook((self.numbers[1], "", "", "", RISKLESS)))
        wizard = wizard.with_context(active_test=False)
        wizard.action_import()
        self.assert_counts(wizard, new=1)
        self.assertEqual(wizard._taken_codes(), self.burak.hes_code_id)

    def test_a_visitors_code_is_held_whoever_else_is_in_the_list(self):
        visitor = self.env["res.partner"].create({"name": "Visitor"})
        self.env["hes.code"].create({"partner_id": visitor.id, "code": RISKY})
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self.env["hes.code"].create(
                [
                    {"employee_id": self.ayse.id, "code": RISKY},
                    {"employee_id": self.burak.id, "code": RISKLESS},
                ]
            )

    def test_a_visitor_who_has_the_code_is_named(self):
        visitor = self.env["res.partner"].create({"name": "A. Işık"})
        self.env["hes.code"].create({"partner_id": visitor.id, "code": RISKY})
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", RISKY)))
        wizard.action_preview()
        self.assertIn("visitor A. Işık already has", wizard.line_ids.problem)
        self.assertIn("the same person", wizard.line_ids.advice)

    def test_the_template_lists_active_employees_with_their_code(self):
        self.code(self.burak, RISKY)
        self.cigdem.active = False
        sheet = self.sheet_of(self.wizard().template_file)
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        self.assertEqual(
            rows,
            [
                list(HEADER),
                [self.numbers[0], "1001", "Ayşe Işık", "Dokuma", ""],
                [self.numbers[1], "1002", "Burak Çelik", "", RISKY],
            ],
        )
        self.assertEqual({cell.number_format for cell in sheet["A"]}, {"@"})

    def test_every_column_of_the_template_is_known_of_an_employee(self):
        names = {column.name for column in COLUMNS if column.in_template}
        (person, *_others) = self.wizard()._people()
        self.assertLessEqual(names, set(person))

    def test_out_filled_and_in_again(self):
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, "B9B9-3456-78")
        book = load_workbook(io.BytesIO(base64.b64decode(self.wizard().template_file)))
        book.worksheets[0]["E3"] = "b1c2 3456 66"
        book.worksheets[0]["E4"] = "G1H2345678"
        stream = io.BytesIO()
        book.save(stream)
        form = Form(self.as_user(self.officer, "hes.template.import"))
        form.data = base64.b64encode(stream.getvalue())
        wizard = form.save()
        wizard.action_preview()
        self.assert_counts(wizard, new=1, changed=1, same=1)
        self.assertEqual(wizard.state, "preview")
        self.assertEqual(self.burak.hes_code, "B9B9-3456-78", "nothing is saved yet")
        wizard.action_import()
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.burak.hes_code, RISKY)
        self.assertEqual(self.cigdem.hes_code, "G1H2-3456-78")
        self.assertEqual(self.cigdem.hes_code_id.source, "template")
        self.assertEqual(self.cigdem.hes_code_id.create_uid, self.officer)

    def test_uploading_the_same_file_twice_changes_nothing(self):
        data = workbook((self.numbers[0], "", "", "", RISKLESS))
        self.wizard(data).action_import()
        code = self.ayse.hes_code_id
        again = self.wizard(data)
        again.action_import()
        self.assert_counts(again, same=1)
        self.assertEqual(self.ayse.hes_code_ids, code)

    def test_each_bad_row_has_a_problem_and_advice_and_the_good_ones_are_taken(self):
        twin = self.env["hr.employee"].create(
            [{"name": "Deniz Ak", "company_id": self.company.id} for _ in range(2)]
        )
        self.cigdem.active = False
        self.code(twin[0], "T1T2-3456-78")
        rows = {
            "good": (self.numbers[0], "", "", "", RISKLESS),
            "no code": ("", "1002", "", "", "A4D7"),
            "held by": ("", "1002", "", "", "T1T2-3456-78"),
            "unknown": ("", "", "Nobody Known", "", "Z1Z2-3456-78"),
            "archived": ("", "1003", "", "", "Z1Z2-3456-79"),
            "name": ("", "", "Deniz Ak", "", "Z1Z2-3456-80"),
            "number": ("12345678901", "", "", "", "Z1Z2-3456-81"),
            "formula": ("", "1002", "", "", '="Z1Z2345682"'),
            "conflict": (self.numbers[0], "1002", "", "", "Z1Z2-3456-83"),
        }
        wizard = self.wizard(workbook(*rows.values(), (None,) * 5))
        wizard.action_preview()
        self.assert_counts(wizard, new=1, rejected=8)
        lines = {line.row: line for line in wizard.rejected_line_ids}
        for number, (name, message) in enumerate(
            zip(
                rows,
                (
                    None,
                    "ten letters",
                    "Deniz Ak already has",
                    "Nobody in the company",
                    "archived",
                    "Several employees",
                    "not a valid T.C.",
                    "formula",
                    "contradicts itself",
                ),
                strict=True,
            ),
            start=2,
        ):
            with self.subTest(row=name):
                if message:
                    self.assertIn(message, lines[number].problem)
                    self.assertTrue(lines[number].advice)
        wizard.action_import()
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertFalse(self.burak.hes_code)

    def test_rejected_rows_come_back_to_be_corrected(self):
        wizard = self.wizard(
            workbook(
                (self.numbers[0], "", "", "", RISKLESS),
                (self.numbers[1], "1002", "Burak Çelik", "", "B1C2-3456-6"),
            )
        )
        wizard.action_import()
        sheet = self.sheet_of(wizard.error_file)
        row = [cell.value for cell in sheet[2]]
        self.assertEqual(
            row[:6], [self.numbers[1], "1002", "Burak Çelik", None, "B1C2-3456-6", "3"]
        )
        self.assertIn("ten letters", row[6])
        self.assertEqual(
            [cell.value for cell in sheet[1]][5:], ["Row", "Problem", "What to Do"]
        )
        sheet["E2"] = RISKY
        stream = io.BytesIO()
        sheet.parent.save(stream)
        corrected = self.wizard(base64.b64encode(stream.getvalue()))
        corrected.action_import()
        self.assert_counts(corrected, new=1)
        self.assertEqual(self.burak.hes_code, RISKY)

    def test_lists_of_ones_own_are_read(self):
        text = (
            f"Personel listesi;;\n;;\nHES KODU;Adı Soyadı;Yaş\n{RISKLESS};AYŞE IŞIK;4"
        )
        for name, data in (
            ("utf-8", text.encode()),
            ("windows", text.encode("cp1254")),
            ("comma", text.replace(";", ",").encode()),
        ):
            with self.subTest(kind=name):
                wizard = self.wizard(base64.b64encode(data), "list.csv")
                wizard.action_preview()
                self.assert_counts(wizard, new=1)
                self.assertEqual(wizard.line_ids.employee_id, self.ayse)

    def test_of_two_lists_below_each_other_nobody_is_lost(self):
        first = (("Ad Soyad", "HES Kodu"), ("Ayşe Işık", RISKLESS))
        second = (("Sicil No", "Ad Soyad", "HES Kodu"), ("1002", "Burak Çelik", RISKY))
        for rows in ((*first, (), *second), (*second, (), *first)):
            with self.subTest(rows[0]):
                wizard = self.wizard(workbook(*rows[1:], header=rows[0]))
                wizard.action_import()
                named = wizard.line_ids.filtered(
                    lambda line: "above the row of headers" in (line.problem or "")
                )
                self.assertEqual((named.value, named.state), (RISKLESS, "rejected"))
                self.assertEqual(self.burak.hes_code, RISKY)
                self.assertFalse(self.ayse.hes_code)

    def test_a_file_that_is_no_list_is_refused_with_a_message(self):
        for data, message in (
            (b"", "choose a file"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not a file of the kind"),
            (b"a;b;c\n1;2;3", "No column of HES codes"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.wizard(base64.b64encode(data), "x.xlsx").action_preview()

    def test_what_changed_since_the_preview_is_seen(self):
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", RISKLESS)))
        wizard.action_preview()
        self.code(self.burak, RISKLESS)
        wizard.action_import()
        self.assert_counts(wizard, rejected=1)
        self.assertEqual(self.burak.hes_code, RISKLESS)

    def test_an_import_ends_no_risk(self):
        self.code(self.ayse, RISKY, risk_status="risky")
        self.wizard(workbook((self.numbers[0], "", "", "", RISKLESS))).action_import()
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_clearance_reason, "risky")

    def test_an_unusual_code_is_taken_and_pointed_out(self):
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", "A4D7-1132-1O")))
        wizard.action_preview()
        self.assert_counts(wizard, new=1)
        self.assertIn(RISKLESS, wizard.line_ids.hint)
        wizard.line_ids.action_take_suggestion()
        wizard.action_import()
        self.assertEqual(self.ayse.hes_code, RISKLESS)

    def test_an_unusual_code_replaces_another_only_where_hr_takes_the_row(self):
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, RISKY)
        wizard = self.wizard(
            workbook(
                (self.numbers[0], "", "", "", "MUAF-2022-AB"),
                (self.numbers[1], "", "", "", "B1C2-3456-7O"),
            )
        )
        wizard.action_import()
        self.assert_counts(wizard, rejected=2)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertIn("take the row", wizard.rejected_line_ids[0].advice)
        wizard.rejected_line_ids[1].action_take_suggestion()
        self.assert_counts(wizard, changed=1, rejected=1)
        wizard.rejected_line_ids.action_take()
        self.assert_counts(wizard, changed=2)
        wizard.line_ids[1].action_leave()
        self.assert_counts(wizard, changed=1, rejected=1)
        wizard.action_import()
        self.assertEqual(self.ayse.hes_code, "MUAF-2022-AB")
        self.assertEqual(self.burak.hes_code, RISKY)

    def test_what_is_likely_but_not_certain_is_asked(self):
        for row, problem in (
            ((self.numbers[0], "", "", "", f"{RISKLESS} (eski)"), "other words"),
            ((self.numbers[0], "", "Ayse Isik Kara", "", RISKLESS), None),
            ((self.numbers[0], "", "A. Işık", "", RISKLESS), "the name is Ayşe Işık"),
        ):
            with self.subTest(row[2:]):
                wizard = self.wizard(workbook(row))
                wizard.action_preview()
                if problem:
                    self.assert_counts(wizard, rejected=1)
                    self.assertIn(problem, wizard.rejected_line_ids.problem)
                    wizard.rejected_line_ids.action_take()
                self.assert_counts(wizard, new=1)
                self.assertEqual(wizard.line_ids.code, RISKLESS)

    def test_all_that_is_asked_about_a_row_is_said_before_it_is_taken(self):
        self.code(self.ayse, RISKY)
        for code, problem in (
            (f"{RISKLESS} (eski)", "other words"),
            ("A4D7-1132-1O", "unusual"),
        ):
            wizard = self.wizard(workbook((self.numbers[0], "", "A. Işık", "", code)))
            wizard.action_preview()
            line = wizard.rejected_line_ids
            with self.subTest(code):
                self.assertIn(problem, line.problem)
                self.assertIn("the name is Ayşe Işık", line.problem)
                self.assertIn("If it is the same person", line.advice)

    def test_a_row_that_was_taken_is_asked_about_again_if_the_person_changes(self):
        row = (self.numbers[0], "", "A. Işık", "", RISKLESS)
        wizard = self.wizard(workbook(row))
        wizard.action_preview()
        wizard.rejected_line_ids.action_take()
        self.ayse.identification_id = False
        self.burak.write({"identification_id": self.numbers[0], "name": "Ali Işık"})
        wizard.action_import()
        self.assert_counts(wizard, rejected=1)
        self.assertFalse(self.burak.hes_code)

    def test_the_qr_code_of_a_colleague_is_refused(self):
        wizard = self.wizard(
            workbook(
                (self.numbers[0], "", "", "", f"{self.numbers[1]}|{RISKLESS}|"),
                ("", "", "Burak Çelik", "", f"{self.numbers[2]}|{RISKY}"),
                ("", "", "", "", f"{self.numbers[2]}|C1D2-3456-78"),
            )
        )
        wizard.action_preview()
        self.assert_counts(wizard, new=1, rejected=2)
        self.assertIn("Burak Çelik", wizard.rejected_line_ids[0].problem)
        self.assertIn("somebody else's", wizard.rejected_line_ids[0].problem)
        self.assertIn("Çiğdem Öz", wizard.rejected_line_ids[1].problem)
        self.assertEqual(wizard.line_ids[2].employee_id, self.cigdem)

    def test_the_message_tells_that_the_person_is_known_by_another_number(self):
        wizard = self.wizard(
            workbook((national_id(200000001), "", "Ayşe Işık", "", RISKLESS))
        )
        wizard.action_preview()
        self.assertIn(
            "Ayşe Işık is in the company, but has another T.C. number",
            wizard.line_ids.problem,
        )
        self.assertEqual(wizard.line_ids.column, "T.C. number")

    def test_hidden_rows_are_read_and_named(self):
        book = Workbook()
        for row in (HEADER, (self.numbers[0], "", "", "", RISKLESS)):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        wizard = self.wizard(base64.b64encode(stream.getvalue()))
        wizard.action_preview()
        self.assert_counts(wizard, new=1)
        self.assertIn("1 hidden rows were read as well: 2.", wizard.note)

    def test_hidden_columns_are_read_and_named_by_their_letters(self):
        book = Workbook()
        for row in (HEADER, (self.numbers[0], "", "", "", RISKLESS)):
            book.active.append(row)
        shown = book.active.column_dimensions
        shown.group("A", "B", hidden=True)
        shown["E"].hidden = shown["K"].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        wizard = self.wizard(base64.b64encode(stream.getvalue()))
        wizard.action_preview()
        self.assert_counts(wizard, new=1)
        self.assertIn(
            "hidden columns were read as well: T.C. number: A; badge: B; HES code: E.",
            wizard.note,
        )
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", RISKLESS)))
        wizard.action_preview()
        self.assertNotIn("hidden", wizard.note)

    def test_two_columns_of_codes_are_a_question_that_names_both(self):
        data = workbook(
            ("Ayşe Işık", RISKY, RISKLESS), header=("Ad Soyad", "Kod", "HES Kodu")
        )
        wizard = self.wizard(data)
        wizard.action_preview()
        self.assert_counts(wizard)
        self.assertIn("B “Kod”", wizard.note)
        self.assertIn("C “HES Kodu”", wizard.note)
        with self.assertRaisesRegex(UserError, "choose the column of the HES codes"):
            wizard.action_choose_columns()
        wizard.column_ids[1].meaning = wizard.column_ids[2].meaning = "code"
        with self.assertRaisesRegex(UserError, "two columns are read as the same"):
            wizard.action_choose_columns()
        wizard.column_ids[1].meaning = False
        wizard.action_choose_columns()
        wizard.action_import()
        self.assertEqual(self.ayse.hes_code, RISKLESS)

    def test_a_code_in_a_column_that_is_not_read_is_not_left_out_in_silence(self):
        self.code(self.cigdem, "C1D2-3456-78")
        people = [(national_id(200000000 + i), "", "") for i in range(30)]
        for header, texts in (
            (("HES Kodu", "Değişen"), (RISKY, RISKLESS)),
            (("HES Kodu", "Not"), ("", f"yeni kodu {RISKLESS}")),
            (("HES Kodu", "Not"), ("-", f"yeni kodu {RISKLESS}")),
            (("HES Kodu", "Yeni HES Kodu"), (RISKLESS, "")),
            (("HES Kodu", "Yeni HES Kodu"), (RISKLESS, "-")),
        ):
            known = [text and "C1D2-3456-78" for text in texts]
            rows = ((self.numbers[0], *texts), (self.numbers[2], *known))
            data = workbook(*people, *rows, header=("TCKN", *header))
            wizard = self.wizard(data)
            with self.subTest(header):
                wizard.action_preview()
                (line,) = wizard.rejected_line_ids
                self.assertEqual((line.row, line.employee_id), (32, self.ayse))
                self.assertIn(f"{RISKLESS} stands in a column", line.problem)

    def test_the_present_code_in_a_column_that_is_not_read_hides_no_new_one(self):
        self.code(self.ayse, RISKY)
        people = [(national_id(200000000 + i), "", "", "") for i in range(30)]
        row = (self.numbers[0], "", RISKY, f"yeni kodu {RISKLESS}")
        data = workbook(*people, row, header=("TCKN", "HES Kodu", "Form", "Not"))
        wizard = self.wizard(data)
        wizard.action_preview()
        problem = wizard.rejected_line_ids.problem
        self.assertIn(f"{RISKLESS} stands in a column", problem or "")

    def test_a_code_among_words_that_stands_in_the_qr_column_too_is_asked_about(self):
        people = [(national_id(200000000 + i), "", "") for i in range(30)]
        texts = (f"{RISKLESS} (evde)", f"{self.numbers[0]}|{RISKLESS}")
        header = ("TCKN", "HES Kodu", "QR")
        data = workbook(*people, (self.numbers[0], *texts), header=header)
        wizard = self.wizard(data)
        wizard.action_preview()
        self.assertIn("other words", wizard.rejected_line_ids.problem)

    def test_columns_are_remembered_for_the_form_and_no_other(self):
        header = ("Kim", "Onay")
        rows = [("Ayşe Işık", RISKLESS), ("Burak Çelik", RISKY)]
        wizard = self.wizard(workbook(rows[0], header=header))
        wizard.action_preview()
        wizard.column_ids[0].meaning = "name"
        wizard.column_ids[1].meaning = "code"
        wizard.action_choose_columns()
        again = self.wizard(workbook(*rows, header=header))
        again.action_preview()
        self.assert_counts(again, new=2)
        again.action_forget_columns()
        self.assert_counts(again)
        self.assertTrue(again.has_columns)
        other = self.wizard(workbook(*rows, header=("Kim", "Durum")))
        other.action_preview()
        self.assert_counts(other)
        self.assertTrue(other.has_columns)

    def test_nobody_makes_columns_or_decisions_by_hand(self):
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", RISKLESS)))
        for vals in (
            {"choices": [["Sheet", 2, self.burak.id, RISKLESS]]},
            {"column_ids": [(0, 0, {"meaning": "code"})]},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                wizard.write(vals)

    def test_people_of_other_companies_are_unknown(self):
        stranger = self.env["hr.employee"].create(
            {
                "name": "Stranger",
                "company_id": self.stranger_company.id,
                "identification_id": national_id(200000001),
            }
        )
        data = workbook((stranger.identification_id, "", "", "", RISKLESS))
        wizard = self.wizard(data)
        wizard.action_preview()
        self.assertIn("Nobody in the company", wizard.line_ids.problem)
        with self.assertRaises(UserError):
            wizard.company_id = self.stranger_company
            wizard.action_preview()

    def test_only_hes_officers_import(self):
        for user in (self.plain_user, self.attendance_officer):
            with self.assertRaises(AccessError):
                self.wizard(workbook(), user=user)

    def test_nobody_sees_another_officers_upload(self):
        wizard = self.wizard(workbook((self.numbers[0], "", "", "", RISKLESS)))
        wizard.action_preview()
        other = self._user("second", "hes_code.group_hes_officer")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["data"])

    def test_the_statements_do_not_grow_with_the_rows(self):
        counts = []
        for size in (5, 20, 150):  # the first fills caches
            employees = self.env["hr.employee"].create(
                [
                    {"name": f"Row {size} {i}", "company_id": self.company.id}
                    for i in range(size)
                ]
            )
            rows = [
                ("", "", employee.name, "", f"K{size % 7}L2-{i:04}-{size % 97:02}")
                for i, employee in enumerate(employees)
            ]
            wizard = self.wizard(workbook(*rows))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_preview()
            wizard.action_import()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assert_counts(wizard, new=size)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 17)


@tagged("post_install", "-at_install")
class TestDownloads(HttpCase, ImportCase):
    def test_the_template_is_downloaded_by_its_officer_only(self):
        wizard = self.wizard()
        url = wizard.action_download_template()["url"]
        self.authenticate(self.plain_user.login, self.plain_user.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row
        self.assertEqual(rows, 4)
