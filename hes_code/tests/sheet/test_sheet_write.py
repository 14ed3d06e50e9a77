# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import unittest
from dataclasses import replace

import openpyxl

from ...tools.sheet import read as sheet
from ...tools.sheet.columns import COLUMNS
from ...tools.sheet.types import ListRow
from ...tools.sheet.write import RejectedRow, write_rejected, write_template
from .sheet_files import HEADER, LINE, REJECTED_TEXTS, TEXTS, fields

NAMES = [column.name for column in COLUMNS]
PEOPLE = [
    dict(zip(NAMES, LINE, strict=True)),
    {"national_id": "12345678950", "name": "Can Öz"},
]
NASTY = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "#N/A", "0042")


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


class TestTemplate(unittest.TestCase):
    def page(self, people=None):
        data = write_template(people or PEOPLE, TEXTS)
        return opened(data).worksheets[0]

    def test_nothing_becomes_a_formula_or_a_number(self):
        for text in NASTY:
            with self.subTest(text):
                cell = self.page([{"name": text}])["C2"]
                self.assertEqual(cell.data_type, "s")
                self.assertEqual(cell.value.strip(), text.strip())

    def test_characters_that_no_workbook_can_hold_are_left_out(self):
        cell = self.page([{"name": "A\x00l\x0bi\ud800 \uffffK"}])["C2"]
        self.assertEqual(cell.value, "Ali K")

    def test_every_cell_is_a_text_also_in_rows_to_come(self):
        page = self.page()
        for row in page["A2:E3"]:
            for cell in row:
                self.assertEqual(cell.number_format, "@")
        self.assertEqual(page["A2"].value, "10000000146")
        self.assertEqual(page.column_dimensions["A"].number_format, "@")

    def test_the_header_is_bold_filled_frozen_and_filtered(self):
        page = self.page()
        self.assertEqual(tuple(cell.value for cell in page[1]), HEADER)
        self.assertTrue(all(cell.font.bold and cell.fill.fill_type for cell in page[1]))
        self.assertEqual((page.freeze_panes, page.auto_filter.ref), ("A2", "A1:E3"))
        self.assertGreater(page.column_dimensions["C"].width, 20)

    def test_the_code_column_is_validated_beyond_the_last_row(self):
        (validation,) = self.page().data_validations.dataValidation
        self.assertEqual(str(validation.sqref), "E2:E503")
        self.assertEqual(validation.formula1, "OR(LEN(E2)=10,LEN(E2)=12)")
        self.assertEqual(validation.errorStyle, "warning")
        self.assertTrue(validation.allowBlank and validation.showErrorMessage)

    def test_texts_come_from_the_caller_within_the_bounds_of_excel(self):
        texts = replace(
            TEXTS,
            title="HES: kodlar/2022 " * 5,
            instructions_title="Açıklama",
            instructions=["Bir", "=İki"],
            validation_title="x" * 40,
            validation_error="y" * 300,
        )
        book = opened(write_template(PEOPLE, texts))
        self.assertEqual(
            book.sheetnames, ["HES  kodlar 2022 HES  kodlar 20", "Açıklama"]
        )
        lines = [row[0] for row in book["Açıklama"].values]
        self.assertEqual(lines, ["Bir", "=İki"])
        (validation,) = book.worksheets[0].data_validations.dataValidation
        self.assertEqual((len(validation.errorTitle), len(validation.error)), (32, 255))

    def test_reading_the_template_gives_back_what_was_written(self):
        read = sheet.read(write_template(PEOPLE, TEXTS), "sablon.xlsx")
        written = [[person.get(name, "") for name in NAMES] for person in PEOPLE]
        self.assertEqual([list(fields(row)) for row in read.rows], written)
        self.assertEqual([row.number for row in read.rows], [2, 3])

    def test_a_template_without_people_can_be_read(self):
        self.assertEqual(sheet.read(write_template([], TEXTS), "x").rows, [])


class TestRejected(unittest.TestCase):
    def rejected(self, sheets=("S", "S"), columns=("code", "")):
        return [
            RejectedRow(
                row=ListRow(name, 7, PEOPLE[0]),
                problem="=Kod hatalı",
                advice="Kodu düzeltin",
                column=column,
            )
            for name, column in zip(sheets, columns, strict=True)
        ]

    def test_problem_and_advice_stand_beside_each_row(self):
        page = opened(write_rejected(self.rejected(), REJECTED_TEXTS)).worksheets[0]
        values = [[cell.value for cell in row] for row in page["A1:H2"]]
        extra = ["Row", "Problem", "What to Do"]
        self.assertEqual(values[0], [*HEADER, *extra])
        self.assertEqual(values[1], [*LINE, "7", "=Kod hatalı", "Kodu düzeltin"])

    def test_the_sheet_is_named_only_if_there_are_several(self):
        data = write_rejected(self.rejected(sheets=("Ofis", "Depo")), REJECTED_TEXTS)
        self.assertEqual(opened(data).worksheets[0]["F3"].value, "Depo: 7")

    def test_rows_are_highlighted_and_the_wrong_cell_most(self):
        page = opened(write_rejected(self.rejected(), REJECTED_TEXTS)).worksheets[0]
        fills = {cell.fill.fgColor.rgb for cell in page[2]}
        self.assertEqual(len(fills), 2)
        self.assertNotEqual(page["E2"].fill.fgColor, page["D2"].fill.fgColor)
        self.assertEqual(len({cell.fill.fgColor.rgb for cell in page[3]}), 1)

    def test_corrected_rows_can_be_read_again(self):
        data = write_rejected(self.rejected(), REJECTED_TEXTS)
        rows = sheet.read(data, "red.xlsx").rows
        self.assertEqual([fields(row) for row in rows], [LINE, LINE])
