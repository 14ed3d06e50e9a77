# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists as HR departments write them: who gets which code, and what HR is told.

The files are in cases/: each once went wrong.
"""

import base64
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_template_import import ImportCase

CASES = Path(__file__).parent / "cases"
PEOPLE = (
    ("Ayşe Yılmaz", "12345678028", "1001", "A4D7-1132-10"),
    ("İbrahim Şahin", "12345678714", "00042", "B5E8-2233-41"),
    ("Ömer Çelik", "12345679490", "1003", "C6F9-3344-52"),
    ("Işıl Iğdır", "12345680144", "1004", "D7G1-4455-63"),
    ("Mehmet Ali Öztürk", "12345680830", "1005", "E8H2-5566-74"),
    ("Zeynep Güneş", "12345681516", "1006", "F9J3-6677-85"),
    ("Hüseyin Kılıç", "12345682292", "1007", "G1K4-7788-96"),
    ("Fatma Nur Aydın", "12345682988", "1008", "H2L5-8899-07"),
    ("Şükrü Doğan", "12345683664", "1009", "J3M6-9900-18"),
    ("Çağla Ünlü", "12345684340", "1010", "K4N7-1011-29"),
)
NAMES = [name for name, *_ in PEOPLE]


@tagged("post_install", "-at_install")
class TestListsOfOthers(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.ayse | cls.burak | cls.cigdem).write(
            {"barcode": False, "identification_id": False}
        )
        cls.env.flush_all()  # the badges are free
        cls.people = cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "identification_id": number,
                    "barcode": badge,
                    "company_id": cls.company.id,
                }
                for name, number, badge, _code in PEOPLE
            ]
        )

    def upload(self, name):
        """A preview of the file, nothing imported yet."""
        data = base64.b64encode((CASES / name).read_bytes())
        wizard = self.wizard(data, name)
        wizard.action_preview()
        return wizard

    def assert_taken(self, wizard, numbers, rejected=0):
        """After the import those of PEOPLE, and nobody else, have their own code."""
        self.assert_counts(wizard, new=len(numbers), rejected=rejected)
        wizard.action_import()
        own = [PEOPLE[i][3] if i in numbers else False for i in range(len(PEOPLE))]
        self.assertEqual(self.people.mapped("hes_code"), own)

    # what must not be taken

    def test_a_number_of_one_beside_the_name_of_another_is_refused(self):
        wizard = self.upload("tckn_of_one_name_of_another.xlsx")
        self.assert_taken(wizard, [], rejected=10)
        line = wizard.rejected_line_ids[0]
        self.assertEqual((line.sheet, line.row, line.column), ("Sayfa1", 2, "name"))
        for text in ("12345678714", "İbrahim Şahin", "Ayşe Yılmaz", "T.C. number"):
            self.assertIn(text, line.problem)

    def test_a_badge_of_one_beside_the_name_of_another_is_refused(self):
        wizard = self.upload("sicil_equals_badge_of_another.xlsx")
        self.assert_taken(wizard, [], rejected=10)
        line = wizard.rejected_line_ids[0]
        self.assertIn("badge “1004” → Işıl Iğdır", line.problem)
        self.assertIn("Ayşe Yılmaz", line.problem)

    def test_words_and_telephone_numbers_are_no_codes(self):
        for person, (*_rest, code) in zip(self.people, PEOPLE, strict=True):
            self.code(person, code)
        wizard = self.upload("words_of_ten_letters_taken.xlsx")
        self.assert_counts(wizard, rejected=10)
        problems = wizard.rejected_line_ids.mapped("problem")
        self.assertEqual(sum("word" in problem for problem in problems), 5)
        self.assertEqual(sum("ten digits" in problem for problem in problems), 3)
        wizard.action_import()
        self.assertEqual(
            self.people.mapped("hes_code"), [code for *_rest, code in PEOPLE]
        )

    def test_a_hidden_sheet_is_named_and_not_read(self):
        wizard = self.upload("hidden_old_sheet.xlsx")
        self.assertIn("Sheet “2021” is hidden", wizard.note)
        self.assert_taken(wizard, range(3))

    def test_files_that_are_no_list_are_called_what_they_are(self):
        for name, message in (
            ("html_as.xls", "web page.*Save As"),
            ("xls_biff2.xls", "before 1993"),
            ("xls_name_formula.xls", "cannot be read"),
            ("xls_short_stream_loop.xls", "cannot be read"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, message):
                self.upload(name)

    # what must be taken

    def test_the_new_code_is_taken_and_not_the_old_one(self):
        for name, header in (
            ("two_code_columns_hes_kodu_and_yeni.xlsx", "Yeni HES Kodu"),
            ("two_code_columns_hes_kodu_and_paren_yeni.xlsx", "HES Kodu (Yeni)"),
            ("two_code_columns_hes_kodu_yeni_unknown.xlsx", "HES Kodu Yeni"),
        ):
            with self.subTest(name):
                self.people.hes_code_ids.unlink()
                wizard = self.upload(name)
                self.assertIn(f"HES code: D “{header}”", wizard.note)
                self.assert_taken(wizard, range(10))

    def test_a_column_of_yes_and_no_is_not_taken_for_the_codes(self):
        wizard = self.upload("hes_status_and_kodu.xlsx")
        self.assertIn("HES code: C “Kodu”", wizard.note)
        self.assert_taken(wizard, range(5))

    def test_lists_are_read_however_they_are_written(self):
        for name, count in (
            ("apostrophe_before_code.xlsx", 10),
            ("backslash_part_names.xlsx", 10),
            ("google_forms_headers.xlsx", 10),
            ("group_header_PERSONEL_HES.xlsx", 10),
            ("legend_above_PERSONEL_HES.xlsx", 5),
            ("personelin_adi_soyadi.xlsx", 10),
            ("pipe.csv", 10),
            ("quote_at_cell_start.csv", 10),
            ("xls_biff_without_container.xls", 3),
            ("xls_stream_WORKBOOK_capitals.xls", 3),
        ):
            with self.subTest(name):
                self.people.hes_code_ids.unlink()
                self.assert_taken(self.upload(name), range(count))

    def test_zeros_that_only_the_format_shows_belong_to_the_badge(self):
        self.assert_taken(self.upload("badge_zeros_lost.xls"), [1])

    def test_payroll_numbers_are_left_out_and_that_is_said_once(self):
        wizard = self.upload("payroll_sicil_name_known.xlsx")
        self.assertEqual(wizard.note.count("payroll numbers"), 1)
        self.assert_taken(wizard, range(3))

    def test_the_header_of_the_second_page_is_no_row(self):
        wizard = self.upload("repeated_header.xlsx")
        self.assertEqual((wizard.blank_count, wizard.empty_count), (0, 0))
        self.assert_taken(wizard, range(10))

    def test_sheets_that_are_no_list_are_named(self):
        wizard = self.upload("sheet_skipped_header_typo.xlsx")
        self.assertIn("“Özet” was not read: it holds no list", wizard.note)
        self.assertTrue(wizard.several_sheets)
        self.assertFalse(wizard.has_columns)
        self.assert_taken(wizard, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])

    def test_a_sheet_without_headers_is_named_and_its_columns_can_be_chosen(self):
        wizard = self.upload("sheet_skipped_no_header.xlsx")
        self.assertIn("“Sayfa2” was not read", wizard.note)
        self.assert_counts(wizard, new=5)
        self.assertEqual(
            wizard.column_ids.mapped("samples")[-1][:12], PEOPLE[6][3], "of row 2"
        )
        wizard.column_ids[-1].meaning = "code"
        wizard.column_ids[0].meaning = "national_id"
        wizard.action_choose_columns()
        self.assertNotIn("not read", wizard.note)
        self.assert_taken(wizard, range(10))

    def test_numbers_that_excel_wrote_with_decimals_and_dots_are_read(self):
        wizard = self.upload("tckn_point_zero.xlsx")
        problems = {line.row: line.problem for line in wizard.rejected_line_ids}
        self.assertEqual(sorted(problems), [7, 8])
        self.assertIn("digits are lost", problems[7])
        self.assertIn("not a valid T.C. number", problems[8])
        self.assert_taken(wizard, [0, 2, 3, 4, 5, 8, 9], rejected=2)
