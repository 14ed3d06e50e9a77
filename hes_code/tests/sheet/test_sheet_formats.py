# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime
import unittest

import xlwt

from ...tools.sheet import read as sheet
from . import sheet_files as files
from .sheet_files import HEADER, LINE, faults, fields


class TestOldExcel(unittest.TestCase):
    def test_values_are_read(self):
        data = files.xls(("Başlık",), HEADER, (10000000146, *LINE[1:]), (), LINE)
        read = sheet.read(data, "liste.xlsx")
        self.assertEqual(
            (read.kind, read.sheets, read.empty_rows), ("xls", ["Liste"], 1)
        )
        self.assertEqual([fields(row) for row in read.rows], [LINE, LINE])
        self.assertEqual([row.number for row in read.rows], [3, 5])

    def test_formulas_dates_errors_and_merged_cells_are_problems(self):
        day = (datetime.date(2022, 10, 11), "dd.mm.yyyy")
        book = xlwt.Workbook()
        page = book.add_sheet("A", cell_overwrite_ok=True)
        for row, line in enumerate((HEADER, LINE, LINE, LINE[:1], LINE[:1])):
            for column, value in enumerate(line):
                page.write(row, column, value)
        page.write(3, 4, xlwt.Formula('"A4D7"&"-1132-10"'))
        page.write(4, 4, day[0], xlwt.easyxf(num_format_str=day[1]))
        page.merge(1, 2, 1, 1)
        rows = sheet.read(files.save(book), "liste.xls").rows
        self.assertEqual(
            [faults(row) for row in rows],
            [
                [("merged", "badge")],
                [("merged", "badge")],
                [("formula", "code")],
                [("date", "code")],
            ],
        )

    def test_formulas_are_problems_of_the_sheet_where_they_are(self):
        book = xlwt.Workbook()
        for name in "AB":
            page = book.add_sheet(name)
            for column, value in enumerate(HEADER):
                page.write(0, column, value)
                page.write(1, column, LINE[column])
                page.write(2, column, LINE[column])
        page.write(3, 0, "1")
        page.write(3, 4, xlwt.Formula("A1"))
        rows = sheet.read(files.save(book), "x.xls").rows
        self.assertEqual(
            [(row.sheet, row.number) for row in rows if row.problems], [("B", 4)]
        )


class TestText(unittest.TestCase):
    def test_separators_and_encodings_are_found_out(self):
        for separator in ";,\t":
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1254"):
                with self.subTest(separator=separator, encoding=encoding):
                    data = files.csv(
                        HEADER, LINE, separator=separator, encoding=encoding
                    )
                    read = sheet.read(data, r"C:\işler\liste.csv")
                    self.assertEqual((read.kind, read.sheets), ("csv", ["liste"]))
                    self.assertEqual(fields(read.rows[0]), LINE)

    def test_commas_in_values_do_not_mislead(self):
        data = b'TCKN;Ad Soyad;HES Kodu\n1;"Kaya, Ali, Veli, Can";A4D7-1132-10\n'
        self.assertEqual(sheet.read(data, "x").rows[0]["name"], "Kaya, Ali, Veli, Can")

    def test_quotes_line_breaks_and_excels_own_first_line(self):
        text = 'sep=;\r\nTCKN;Ad Soyad;HES Kodu\r\n1;"Ali ""Kaptan""\r\nKaya";A4D7\r\n'
        text += "\r\n;;\r\n2;Can;B5E8\r\n"
        read = sheet.read(text.encode(), "x.csv")
        self.assertEqual(read.rows[0]["name"], 'Ali "Kaptan"\r\nKaya')
        self.assertEqual([row.number for row in read.rows], [2, 5])
        self.assertEqual(read.empty_rows, 2)

    def test_what_excel_made_of_values_is_a_problem(self):
        for value, kind in (
            ("1,23457E+10", "number_format"),
            ("1.23457E+10", "number_format"),
            ("=A1", "formula"),
            ("#YOK", "error_value"),
            ("#N/A", "error_value"),
        ):
            with self.subTest(value):
                data = files.csv(("TCKN", "Ad", "HES"), (value, "Ali", "A4D7"))
                row = sheet.read(data, "x").rows[0]
                self.assertEqual(faults(row), [(kind, "national_id")])
                self.assertEqual(row["national_id"], value)

    def test_a_quoted_formula_is_a_text(self):
        data = b'TCKN;HES\n"=""10000000146""";A4D7\n'
        row = sheet.read(data, "x").rows[0]
        self.assertEqual((row["national_id"], row.problems), ("10000000146", ()))
