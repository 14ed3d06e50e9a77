# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime
import io
import unittest

import openpyxl
import xlwt

from ...tools.sheet import read as sheet
from ...tools.sheet.types import SheetError
from . import sheet_files as files
from .sheet_files import HEADER, LINE, faults, fields

CODE = LINE[-1]


class TestHeaders(unittest.TestCase):
    def read_headers(self, *headers):
        return sheet.read(files.xlsx(headers, LINE[: len(headers)]), "list.xlsx")

    def assertRefused(self, kind, *headers):
        with self.assertRaises(SheetError) as caught:
            self.read_headers(*headers)
        self.assertEqual(caught.exception.kind, kind)
        return caught.exception.details

    def test_a_list_without_code_or_person_is_refused_and_says_what_was_seen(self):
        for headers, missing in (
            (("T.C. Kimlik No", "Ad Soyad"), "code"),
            (("HES Kodu", "Bölüm"), "identity"),
            (("Tarih", "Bölüm"), "both"),
        ):
            with self.subTest(headers):
                details = self.assertRefused("no_header", *headers)
                self.assertEqual(details["missing"], missing)
                self.assertEqual(details["headers"], list(headers))

    def test_the_present_code_and_the_columns_of_errors_are_no_fields(self):
        for header in (
            "Mevcut Kod / Present Code",
            "Mevcut HES Kodu",
            "HES Kodu (eski)",
            "Current HES code",
            "HES Kodu Durumu",
            "Satır/Row",
            "Sorun/Problem",
            "Çözüm/What to do",
            "HES Kodu / Ad Soyad",
            f"HES Kodu ({'örnek ' * 20})",
            "HES kodunuzu bu sütuna yazınız ve dosyayı Odoo'ya yükleyiniz " * 2,
        ):
            with self.subTest(header):
                self.assertRefused("no_header", "T.C. Kimlik No", header)

    def test_two_columns_that_claim_a_field_equally_are_refused(self):
        details = self.assertRefused("ambiguous_header", "TCKN", "HES KODU", "Hes Code")
        self.assertEqual(details["field"], "code")
        self.assertEqual(details["columns"], [2, 3])
        self.assertEqual(details["headers"], ["HES KODU", "Hes Code"])

    def test_two_columns_of_codes_are_a_question_unless_one_is_the_new_one(self):
        rows = [(LINE[0], "B5E8-2233-41", LINE[4]), (LINE[0], "", "C6F9-3344-52")]
        for second, taken in (
            ("Yeni HES Kodu", True),
            ("HES Kodu (Yeni)", True),
            ("HES Kodu Yeni", True),
            ("Son HES Kodu", True),
            ("Güncel HES Kodunuz", True),
            ("HES Kodu 2", False),
            ("HES Kodu 2022", False),
            ("HES Kodu (Şubat)", False),
            ("Kod", False),
            ("Doğrulanan", False),
        ):
            with self.subTest(second):
                data = files.xlsx(("TCKN", "HES Kodu", second), *rows)
                if taken:
                    row = sheet.read(data, "x").rows[0]
                    self.assertEqual(row["code"], LINE[4])
                    continue
                with self.assertRaises(SheetError) as caught:
                    sheet.read(data, "x")
                self.assertEqual(caught.exception.kind, "ambiguous_header")
                details = caught.exception.details
                self.assertEqual(details["letters"], ["B", "C"])
                self.assertEqual(details["headers"], ["HES Kodu", second])
        for second in ("Eski HES Kodu", "Mevcut Kod", "Açıklama"):
            with self.subTest(second):
                data = files.xlsx(
                    ("TCKN", "HES Kodu", second),
                    (LINE[0], LINE[4], "B5E8-2233-41 eski"),
                )
                self.assertEqual(sheet.read(data, "x").rows[0]["code"], LINE[4])

    def test_two_departments_are_no_reason_to_refuse(self):
        read = self.read_headers("TCKN", "Bölüm", "Departman", "Ad Soyad", "HES Kodu")
        self.assertEqual(read.rows[0]["department"], "B-7")

    def test_which_of_two_numbers_is_the_badge_is_not_guessed(self):
        """Either may be what the company keeps as badges."""
        self.assertRefused("ambiguous_header", "Sicil No", "Kart No", "HES Kodu")

    def test_the_headers_of_earlier_templates_are_found(self):
        earlier = ("T.C. Kimlik No", "Sicil No", "Ad Soyad", "Bölüm", "HES Kodu")
        data = files.xlsx(earlier, LINE), files.xlsx(HEADER, LINE)
        texts = [fields(sheet.read(one, "x").rows[0]) for one in data]
        self.assertEqual(*texts)

    def test_headers_are_found_in_every_usual_wording(self):
        for name, headers in {
            "national_id": (
                "T.C. Kimlik No|TC Kimlik Numarası|TCKN|TC No|T.C.|KİMLİK NO|kımlık no"
                "|National ID|Identification No|ID Number|T.C. Kimlik No / National ID"
            ),
            "badge": (
                "Sicil/Badge|Sicil No|SİCİL|Personel No|Badge|Badge ID|Employee Number"
                "|Kart No"
            ),
            "name": (
                "Ad Soyad|Adı Soyadı|ADI SOYADI|adi  soyadi|İsim Soyisim|Çalışan|Name"
                "|Full Name|Employee|Ad Soyad (nüfusta yazıldığı gibi)"
            ),
        }.items():
            for header in headers.split("|"):
                with self.subTest(header):
                    read = self.read_headers(header, "HES Kodu")
                    self.assertEqual(read.rows[0][name], LINE[0])

    def test_the_code_column_is_found_in_every_usual_wording(self):
        for header in (
            "HES KODU |hes kodu|Hes|HES Code|Kod|HES Kodu / HES Code|HES_KODU|HES Kodu*"
            "|HES Kodu\n(A4D7-1132-10)|Yeni HES Kodu|HES KODU:"
        ).split("|"):
            with self.subTest(header):
                read = self.read_headers("TCKN", header)
                self.assertEqual(read.rows[0]["code"], LINE[1])

    def test_headers_are_found_by_their_words_in_any_order_and_with_any_ending(self):
        for name, headers in {
            "national_id": (
                "T.C. Kimlik Numaranız|TC Kimlik Numaranızı Giriniz|TCK No|Kimlik No'su"
                "|T.C. Vatandaşlık Numarası|TCKİMLİKNO|tc_kimlik_no|Kimliğiniz"
                "|Personelin T.C. Kimlik Numarası|TC Kimlik No (11 hane)"
            ),
            "badge": (
                "Pers. No|PDKS No|Kart ID|Sicil Numaranız|PERSONEL KODU|PDKS Kart No"
                "|Personel ID|Kart No / Card No|Sicil no:"
            ),
            "name": (
                "Personelin Adı Soyadı|Soyadı Adı|Soyadı, Adı|Adınız Soyadınız"
                "|Adınızı ve Soyadınızı Yazınız|İsminiz Soyisminiz|ADISOYADI|Ad/Soyad"
                "|Çalışanın Adı-Soyadı|1. Adınız Soyadınız|Personel İsmi|Çalışanlar"
            ),
            "code": (
                "HES KODLARI|HES Numarası|Hayat Eve Sığar Kodu|H.E.S. Kodu|Kodu (HES)"
                "|Hayat Eve Sığar (HES) Kodu|HES Kodunuzu Giriniz|HES kodunuz nedir?"
                "|Lütfen HES kodunuzu giriniz.|Personel HES Kodu|HES Code (10 digits)"
            ),
        }.items():
            for header in headers.split("|"):
                with self.subTest(header):
                    other = "HES Kodu" if name != "code" else "TCKN"
                    read = self.read_headers(header, other)
                    self.assertEqual(read.rows[0][name], LINE[0])

    def test_headers_of_other_things_are_not_taken_for_columns(self):
        for header in (
            "HES Kodu Durumu|HES Geçerlilik Tarihi|Posta Kodu|Bölüm Kodu|HES Sonucu"
        ).split("|"):
            with self.subTest(header):
                self.assertRefused("no_header", "TCKN", header)
        for header in (
            "Firma Adı|Baba Adı|Amirinin Adı Soyadı|Telefon No|Sıra No|Vergi Kimlik No"
        ).split("|"):
            with self.subTest(header):
                self.assertRefused("no_header", header, "HES Kodu")

    def test_the_surer_of_two_headers_is_taken(self):
        for headers in (
            ("Kod", "HES Kodu"),
            ("HES", "HES Kodu (yeni)"),
            ("HES Kodu / HES Code", "HES Kodu"),
        ):
            with self.subTest(headers):
                read = self.read_headers("TCKN", *headers)
                self.assertEqual(read.rows[0]["code"], LINE[2])

    def test_first_and_last_names_are_joined_in_their_order(self):
        for last, first in (("Soyadı", "Adı"), ("Last Name", "First Name")):
            with self.subTest(first):
                read = self.read_headers(last, first, "HES Kodu")
                self.assertEqual(read.rows[0]["name"], f"{LINE[1]} {LINE[0]}")


class TestTables(unittest.TestCase):
    def test_columns_may_stand_anywhere_among_others(self):
        data = files.xlsx(
            ("HES Kodu", None, "Not", "Bölüm", "Ad Soyad", "Sicil No", "TCKN"),
            ("A4D7-1132-10", None, "x", "Üretim", " Ayşe Işık\u200b ", "B-7", LINE[0]),
        )
        self.assertEqual(fields(sheet.read(data, "x").rows[0]), LINE)

    def test_fields_without_a_column_stay_empty_beside_other_columns(self):
        data = files.xlsx(("Ad Soyad", "HES", "Not", "Tel"), ("Ali", "A4D7", "x", "5"))
        self.assertEqual(
            fields(sheet.read(data, "x").rows[0]), ("", "", "Ali", "", "A4D7")
        )

    def test_rows_have_the_numbers_that_excel_shows_and_blank_ones_are_counted(self):
        data = files.xlsx(("Liste",), (), (), HEADER, LINE, (), (None, "  "), LINE, ())
        read = sheet.read(data, "list.xlsx")
        self.assertEqual([row.number for row in read.rows], [5, 8])
        self.assertEqual(read.empty_rows, 2)

    def test_codes_above_the_header_are_problems_and_titles_are_not(self):
        for above, texts in (
            ([("Ad Soyad", "HES Kodu"), ("Ali", CODE)], ("Ali", CODE, "", "", "")),
            ([("Liste", "2021"), ("Not", *[""] * 6, CODE)], ("Not", "", "", "", "")),
        ):
            with self.subTest(above):
                data = files.xlsx(
                    ("Depo",), *above, ("Kantin",), HEADER, LINE, (), LINE
                )
                read = sheet.read(data, "list.xlsx")
                self.assertEqual([row.number for row in read.rows], [3, 6, 8])
                self.assertEqual(faults(read.rows[0]), [("misplaced", "code")])
                self.assertEqual(read.rows[0].problems[0].value, CODE)
                self.assertEqual(fields(read.rows[0]), texts)
                self.assertEqual(faults(read.rows[1]), [])
                self.assertEqual(read.empty_rows, 1)

    def test_a_row_above_the_header_of_the_next_page_is_no_title(self):
        header = ("Ad Soyad", "HES Kodu")
        rows = (header, ("Ayşe Işık", "=X1"), header, ("Burak Çelik", CODE))
        read = sheet.read(files.xlsx(*rows), "list.xlsx")
        self.assertEqual([row.number for row in read.rows], [2, 4])

    def test_a_numbered_but_unfilled_line_is_a_blank_row(self):
        data = files.xlsx(("Sıra", *HEADER), (1, *LINE), (2,), (3, *LINE))
        read = sheet.read(data, "list.xlsx")
        self.assertEqual((len(read.rows), read.empty_rows), (2, 1))

    def test_every_sheet_with_a_table_is_read_unless_it_is_hidden(self):
        book = openpyxl.Workbook()
        book.active.title = "Açıklama"
        book.active.append(["HES Kodu sütununu doldurun"])
        for title in ("Fabrika", "Ofis", "Gizli"):
            book.create_sheet(title).append(HEADER)
            book[title].append(LINE)
        book["Gizli"].sheet_state = "hidden"
        read = sheet.read(files.save(book), "list.xlsx")
        self.assertEqual([row.sheet for row in read.rows], ["Fabrika", "Ofis"])
        self.assertEqual(read.sheets, ["Fabrika", "Ofis"])
        self.assertEqual([sheet.sheet for sheet in read.unread], ["Açıklama", "Gizli"])

    def test_of_an_old_workbook_hidden_sheets_and_rows_are_known(self):
        book = xlwt.Workbook()
        for title in ("Fabrika", "Gizli"):
            page = book.add_sheet(title)
            for number, row in enumerate((HEADER, LINE, LINE)):
                for column, text in enumerate(row):
                    page.write(number, column, text)
        page.visibility = 1
        book.get_sheet(0).row(2).hidden = True
        for column in (0, 4, 9):
            book.get_sheet(0).col(column).hidden = True
        read = sheet.read(files.save(book), "x")
        self.assertEqual((len(read.rows), read.sheets), (2, ["Fabrika"]))
        self.assertEqual(read.hidden_rows, {"Fabrika": [3]})
        self.assertEqual(
            read.hidden_columns, {"Fabrika": {"national_id": "A", "code": "E"}}
        )
        self.assertEqual(
            [(found.sheet, found.reason) for found in read.unread],
            [("Gizli", "hidden")],
        )

    def test_a_workbook_of_hidden_sheets_alone_is_refused_by_their_names(self):
        book = openpyxl.Workbook()
        book.active.append(["Kapak"])
        book.remove(book.active)
        for title in ("A", "B"):
            book.create_sheet(title).append(HEADER)
            book[title].sheet_state = "hidden"
        book.create_sheet("Boş")
        with self.assertRaises(SheetError) as caught:
            sheet.read(files.save(book), "x")
        self.assertEqual(caught.exception.kind, "only_hidden")
        self.assertEqual(caught.exception.details["sheets"], "A, B")

    def test_zeros_of_a_number_format_are_digits_in_both_kinds_of_workbooks(self):
        for code, text in (
            ("00000", "00042"),
            ("00000_)", "00042"),
            ("[$-41F]0000", "0042"),
            ("0", "42"),
            ("#,##0", "42"),
        ):
            book = openpyxl.Workbook()
            for row in (("Sicil", "Kart", "HES Kodu"), (42, 42, LINE[4])):
                book.active.append(row)
            book.active["A2"].number_format = code
            for data in (
                files.save(book),
                files.xls(
                    ("Sicil", "Kart", "HES Kodu"), ((42, code), (42, code), LINE[4])
                ),
            ):
                with self.subTest(code):
                    self.assertEqual(sheet.read(data, "x").rows[0]["badge"], text)

    def test_numbers_become_text_without_loss(self):
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        book.active.append([10000000146.0, 42, "A", None, 1234567890])
        book.active["B2"].number_format = "00000"
        row = sheet.read(files.save(book), "list.xlsx").rows[0]
        self.assertEqual(fields(row), ("10000000146", "00042", "A", "", "1234567890"))
        self.assertEqual(row.problems, ())

    def test_a_power_of_ten_that_has_all_digits_is_the_number(self):
        data = files.csv(HEADER, ("1,0000000146E+10", "", "", "", LINE[4]))
        row = sheet.read(data, "x").rows[0]
        self.assertEqual((row["national_id"], row.problems), ("10000000146", ()))

    def test_a_number_written_with_an_exponent_keeps_its_digits(self):
        data = files.raw_xlsx('<row r="2"><c r="A2"><v>1.0000000146E10</v></c></row>')
        self.assertEqual(sheet.read(data, "x").rows[0]["national_id"], "10000000146")

    def test_cells_and_rows_without_references_are_counted(self):
        cells = "".join(files.cell("", text).replace(' r=""', "") for text in LINE)
        row = sheet.read(files.raw_xlsx(f"<row>{cells}</row>"), "x").rows[0]
        self.assertEqual((row.number, fields(row)), (2, LINE))

    def test_shared_strings_are_read_without_reading_aids_and_escapes(self):
        strings = (
            "<sst><si><r><t>A4D7-</t></r><r><t>1132-10_x000D_</t></r>"
            "<rPh><t>okunuş</t></rPh></si></sst>"
        )
        rows = '<row r="2"><c r="E2" t="s"><v>0</v></c></row>'
        data = files.raw_xlsx(rows, strings_xml=strings)
        self.assertEqual(sheet.read(data, "x").rows[0]["code"], "A4D7-1132-10")

    def test_what_excel_and_other_programs_name_elements_makes_no_difference(self):
        parts = files.raw_parts(
            "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='1'><x:c t='str'><x:v>TCKN"
            "</x:v></x:c><x:c t='str'><x:v>HES</x:v></x:c></x:row><x:row><x:c/>"
            "<x:c t='str'><x:v>A4D7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        )
        self.assertEqual(sheet.read(files.zipped(parts), "x").rows[0]["code"], "A4D7")

    def test_a_wide_but_useless_sheet_beside_the_list_does_not_matter(self):
        book = openpyxl.load_workbook(io.BytesIO(files.xlsx(HEADER, LINE)))
        book.create_sheet("Vardiya").append(["x"] * 400)
        self.assertEqual(len(sheet.read(files.save(book), "x").rows), 1)


class TestProblems(unittest.TestCase):
    def read_book(self, change):
        book = openpyxl.Workbook()
        for row in (HEADER, LINE, LINE, LINE):
            book.active.append(row)
        change(book.active)
        return sheet.read(files.save(book), "list.xlsx").rows

    def test_formulas_are_problems_where_they_matter(self):
        for place, column in (("A3", "national_id"), ("C3", "name"), ("E3", "code")):
            with self.subTest(place):
                rows = self.read_book(lambda page, p=place: page.__setitem__(p, "=G3"))
                self.assertEqual(faults(rows[1]), [("formula", column)])
                self.assertEqual(rows[1].problems[0].value, "=G3")
                self.assertEqual(rows[0].problems + rows[2].problems, ())

    def test_formulas_in_departments_and_other_columns_are_no_problem(self):
        for place in ("D3", "H3"):
            with self.subTest(place):
                rows = self.read_book(lambda page, p=place: page.__setitem__(p, "=G3"))
                self.assertEqual(rows[1].problems, ())

    def test_a_formula_keeps_the_value_that_excel_computed(self):
        data = files.raw_xlsx(
            '<row r="2"><c r="E2" t="str"><f>A1</f><v>A4D7</v></c></row>'
        )
        self.assertEqual(sheet.read(data, "x").rows[0]["code"], "A4D7")

    def test_cells_merged_over_rows_are_a_problem_of_each_row(self):
        rows = self.read_book(lambda page: page.merge_cells("E2:F3"))
        self.assertEqual(faults(rows[0]), [("merged", "code")])
        self.assertEqual(faults(rows[1]), [("merged", "code")])
        self.assertEqual(rows[1].problems[0].value, "E2:F3")
        self.assertEqual(rows[2].problems, ())

    def test_cells_merged_within_a_row_and_titles_are_no_problem(self):
        for merged in ("E2:G2", "G2:G4", "D2:D3"):
            with self.subTest(merged):
                rows = self.read_book(lambda page, m=merged: page.merge_cells(m))
                self.assertFalse(any(row.problems for row in rows))

    def test_errors_dates_and_lost_digits_are_problems(self):
        day = datetime.datetime(2022, 10, 11)
        for place, value, kind, column in (
            ("E3", "#N/A", "error_value", "code"),
            ("A3", "#REF!", "error_value", "national_id"),
            ("E3", day, "date", "code"),
            ("A3", day, "date", "national_id"),
            ("A3", "1,23457E+10", "number_format", "national_id"),
            ("A3", 1.2345678901234567e17, "number_format", "national_id"),
            ("C3", "A" * 1001, "too_long", "name"),
        ):
            with self.subTest(value):
                change = {place: value}
                rows = self.read_book(
                    lambda page, c=change: [page.__setitem__(*i) for i in c.items()]
                )
                self.assertEqual(faults(rows[1]), [(kind, column)])
                self.assertLessEqual(len(rows[1][column]), 1000)

    def test_a_date_is_shown_as_a_date(self):
        day = datetime.datetime(2022, 10, 11)
        rows = self.read_book(lambda page: page.__setitem__("E3", day))
        self.assertEqual(rows[1]["code"], "2022-10-11 00:00:00")
