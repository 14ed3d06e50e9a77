# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A column of the list is added by one declaration, in tools/sheet/columns.py."""

import io
import unittest
from unittest.mock import patch

import openpyxl

from ...tools.sheet import columns
from ...tools.sheet.read import read
from ...tools.sheet.types import ListRow
from ...tools.sheet.write import RejectedRow, write_rejected, write_template
from . import sheet_files as files
from .sheet_files import HEADER, LINE, REJECTED_TEXTS, TEXTS

SHIFT = columns.Column(
    name="shift", header="Vardiya", aliases=("vardiya shift", "posta"), width=12
)
PERSON = {"national_id": LINE[0], "name": LINE[2], "code": LINE[4], "shift": "Gece"}


class TestAddingAColumn(unittest.TestCase):
    def add(self, column):
        patcher = patch.object(columns, "COLUMNS", (*columns.COLUMNS, column))
        patcher.start()
        self.addCleanup(patcher.stop)

    def header(self, data):
        page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return tuple(cell.value for cell in page[1])

    def test_it_goes_out_with_the_template_and_is_read_again(self):
        self.add(SHIFT)
        data = write_template([PERSON], TEXTS)
        self.assertEqual(self.header(data), (*HEADER, "Vardiya"))
        (row,) = read(data, "list.xlsx").rows
        self.assertEqual({name: row[name] for name in PERSON}, PERSON)
        self.assertEqual(row.problems, ())

    def test_it_is_found_in_a_list_of_ones_own(self):
        self.add(SHIFT)
        data = files.csv(("POSTA", "Sicil No", "HES"), ("Gece", "B-7", LINE[4]))
        self.assertEqual(read(data, "list.csv").rows[0]["shift"], "Gece")

    def test_it_comes_back_with_a_rejected_row(self):
        self.add(SHIFT)
        rejected = RejectedRow(
            row=ListRow("List", 2, PERSON), problem="Wrong", advice="Correct it"
        )
        data = write_rejected([rejected], REJECTED_TEXTS)
        self.assertEqual(self.header(data)[: len(HEADER) + 1], (*HEADER, "Vardiya"))
        self.assertEqual(read(data, "list.xlsx").rows[0]["shift"], "Gece")

    def test_what_is_wrong_with_it_stops_no_row_unless_it_identifies(self):
        for identifies in (False, True):
            column = columns.Column(
                name="phone",
                header="Telefon",
                aliases=("telefon",),
                identifies=identifies,
            )
            data = files.csv(("TCKN", "Telefon", "HES"), (LINE[0], "=A1", LINE[4]))
            with patch.object(columns, "COLUMNS", (*columns.COLUMNS, column)):
                (row,) = read(data, "list.csv").rows
            with self.subTest(identifies=identifies):
                expected = [("formula", "phone")] if identifies else []
                self.assertEqual(files.faults(row), expected)

    def test_one_that_is_not_in_the_template_is_read_all_the_same(self):
        self.add(
            columns.Column(
                name="note", header="Not", aliases=("not",), in_template=False
            )
        )
        self.assertEqual(self.header(write_template([PERSON], TEXTS)), HEADER)
        data = files.csv(("TCKN", "Not", "HES"), (LINE[0], "yeni", LINE[4]))
        self.assertEqual(read(data, "list.csv").rows[0]["note"], "yeni")
