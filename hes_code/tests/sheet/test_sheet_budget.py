# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Small files that would keep the reader busy, or fill its memory.

Nothing here looks at a clock: what is walked over and what is kept is counted, and a
file of this kind is refused at the same place on every machine.
"""

import io
import struct

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

from ...tools.sheet import read as sheet
from ...tools.sheet.types import SheetLimits
from . import sheet_files as files
from .sheet_files import HEADER, LINE
from .test_sheet_hostile import HostileCase, ProcessCase

#: A cell whose text takes four bytes a letter in memory.
WIDE = "\N{GRINNING FACE}"


def typed(reference, attributes, content):
    """Return the XML of a cell."""
    return f'<c r="{reference}" {attributes}>{content}</c>'


def record(kind, layout="<", *values, body=b""):
    """Return a record of an .xls workbook ([MS-XLS])."""
    body = struct.pack(layout, *values) + body
    return struct.pack("<HH", kind, len(body)) + body


def old_book(cells, sheets=1, about=b""):
    """Return an .xls workbook whose sheets all begin at the same place: the template's
    header and these records. ``about`` are records about the whole of it.
    """
    begin = record(0x0809, "<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6) + about
    entry = len(record(0x0085, "<IHBB", 0, 0, 1, 0, body=b"S"))
    place = len(begin) + sheets * entry + len(record(0x000A))
    names = (record(0x0085, "<IHBB", place, 0, 1, 0, body=b"S") for _ in range(sheets))
    header = (
        record(
            0x0204, "<HHHHB", 0, column, 0, len(text), 1, body=text.encode("utf-16-le")
        )
        for column, text in enumerate(HEADER)
    )
    page = record(0x0809, "<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)
    parts = (begin, *names, record(0x000A), page, *header, cells, record(0x000A))
    stream = io.BytesIO()
    XlsDoc().save(stream, b"".join(parts))
    return stream.getvalue()


class TestCells(HostileCase):
    """Rows and cells that are walked over, whether anything of them is kept or not."""

    def test_what_reaches_the_limit_is_taken_and_what_passes_it_is_not(self):
        rows = [HEADER, *[LINE] * 50]
        for data in (files.xlsx(*rows), files.xls(*rows), files.csv(*rows)):
            with self.subTest(data[:2]):
                taken = sheet.read(data, "x", SheetLimits(cells=2500))
                self.assertEqual(len(taken.rows), 50)
                few = SheetLimits(cells=250)
                details = self.assertRefused("too_many_cells", data, few)
                self.assertEqual(details["limit"], 250)

    def test_of_a_workbook(self):
        formula = typed("E9", 't="str"', "<f>1</f><v>1</v>")
        for name, xml in {
            "empty cells": "<row>" + "<c/>" * 20_100 + "</row>",
            "empty rows": "<row/>" * 20_100,
            "rows that say nothing": "<row><c r='D1'><v>1</v></c></row>" * 10_100,
            "cells far to the right": "<row>" + "<c r='ZZ1'/>" * 20_100 + "</row>",
            "formulas, which tell more": f"<row>{formula}</row>" * 6_800,
        }.items():
            with self.subTest(name):
                limits = SheetLimits(cells=20_000)
                self.assertRefused("too_many_cells", files.raw_xlsx(xml), limits)

    def test_of_all_its_sheets_together(self):
        cells = "<worksheet><sheetData><row>" + "<c/>" * 60_000
        parts = files.raw_parts(f"{cells}</row></sheetData></worksheet>")
        entry = '<sheet name="List" sheetId="1" r:id="r1"/>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(entry, entry * 10)
        self.assertRefused("too_many_cells", files.zipped(parts))

    def test_of_a_text_file(self):
        for name, data in {
            "blank lines": b"TCKN;HES\n" + b"\n" * 251_000,
            "rows that say nothing": "TCKN;HES;Bölüm\n".encode() + b";;x\n" * 126_000,
            "cells of many lines": b"TCKN;HES\n" + b'"\n";' * 170_000,
        }.items():
            with self.subTest(name):
                self.assertRefused("too_many_cells", data)

    def test_the_cells_read_for_a_header_are_limited(self):
        row = "<row>" + files.cell("GR1", "ığüşöçığ/" * 5) + "</row>"
        parts = files.raw_parts(f"<worksheet>{row * 30}</worksheet>")
        entry = '<sheet name="List" sheetId="1" r:id="r1"/>'
        for sheets, kind in ((5, "no_header"), (10, "too_many_sheets")):
            names = parts["xl/workbook.xml"].replace(entry, entry * sheets)
            data = files.zipped({**parts, "xl/workbook.xml": names})
            self.assertRefused(kind, data)

    def test_a_header_in_more_languages_than_anybody_writes_is_none(self):
        header = [*HEADER[:4], "HES Kodu / Tarih / Date / Datum / Durum / Not"]
        self.assertRefused("no_header", files.csv(header, LINE))


class TestOldCells(HostileCase):
    def test_a_row_is_filled_up_to_its_last_cell(self):
        book = xlwt.Workbook()
        page = book.add_sheet("Liste")
        for number in range(3000):
            page.write(number, 199, 1)
        self.assertRefused("too_many_cells", files.save(book))

    def test_sheets_that_begin_at_the_same_place_count_each_time(self):
        cells = b"".join(
            record(0x027E, "<HHHI", number, column, 0, 6)
            for number in range(1, 3000)
            for column in range(10)
        )
        taken = sheet.read(old_book(cells), "x")
        self.assertEqual(len(taken.rows), 2999)
        self.assertRefused("too_many_cells", old_book(cells, sheets=20))

    def test_several_cells_in_one_record_count_one_by_one(self):
        run = struct.pack("<HI", 0, 6) * 190 + struct.pack("<H", 189)
        cells = b"".join(
            record(0x00BD, "<HH", number, 0, body=run) for number in range(1, 3000)
        )
        self.assertRefused("too_many_cells", old_book(cells))

    def test_records_of_nothing_count_too(self):
        self.assertRefused("too_many_cells", old_book(record(0x0999) * 501_000))

    def test_records_about_the_workbook_are_limited(self):
        fonts = record(0x0999) * 101_000
        self.assertRefused("too_large", old_book(b"", about=fonts))

    def test_merged_cells_count_for_several(self):
        merge = '<mergeCell ref="A2:B3"/>'
        limits = SheetLimits(cells=10_000)
        data = files.raw_xlsx("", after=merge * 2500)
        self.assertRefused("too_many_cells", data, limits)
        book = xlwt.Workbook()
        page = book.add_sheet("Liste")
        for row in range(0, 5000, 2):
            page.merge(row, row + 1, 0, 1)
        self.assertRefused("too_many_cells", files.save(book), limits)


class TestElements(HostileCase):
    """What is in a workbook beside its cells."""

    def test_elements_of_all_parts_are_limited(self):
        limits = SheetLimits(cells=100_000)
        sheet.read(files.raw_xlsx("<a/>" * 590_000), "x", limits)
        self.assertRefused("too_large", files.raw_xlsx("<a/>" * 601_000), limits)

    def test_the_same_cell_again_and_again(self):
        formula = typed("E2", 't="str"', "<f>1</f><v>1</v>")
        self.assertRefused("unreadable", files.raw_xlsx(f"<row>{formula * 500}</row>"))

    def test_formats_are_limited(self):
        codes = "".join(
            f'<numFmt numFmtId="{number}" formatCode="{"[" * 200}"/>'
            for number in range(5001)
        )
        parts = files.raw_parts("<worksheet/>")
        link = '<Relationship Id="s" Type="http://x/styles" Target="styles.xml"/>'
        name = "xl/_rels/workbook.xml.rels"
        parts[name] = parts[name].replace("</Relationships>", f"{link}</Relationships>")
        parts["xl/styles.xml"] = f"<styleSheet><numFmts>{codes}</numFmts></styleSheet>"
        self.assertRefused("too_large", files.zipped(parts))


class TestKept(ProcessCase):
    """Texts that are kept: long ones, letters that take four bytes, the same again."""

    def test_one_text_in_every_cell_is_not_kept_again_and_again(self):
        row = "".join(typed(f"{letter}1", 't="s"', "<v>0</v>") for letter in "ABCDE")
        for length in (900, 1001):
            with self.subTest(length):
                text = "x" * (length - 1) + WIDE
                data = files.raw_xlsx(
                    f"<row>{row}</row>" * 49_000,
                    strings_xml=f"<sst><si><t>{text}</t></si></sst>",
                )
                self.assert_small("too_large", data, 150)

    def test_long_texts_are_limited_together(self):
        text = "x" * 900 + WIDE
        strings = f"<sst>{f'<si><t>{text}</t></si>' * 30_000}</sst>"
        cells = f"<row>{files.cell('E2', text) * 5}</row>" * 6000
        self.assert_small("too_large", files.raw_xlsx("", strings_xml=strings), 200)
        self.assert_small("too_large", files.raw_xlsx(cells), 200)

    def test_the_largest_lists_fit_into_memory(self):
        text = "x" * 70 + WIDE
        cells = "".join(files.cell(f"{letter}2", text) for letter in "ABCDE")
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet("List")
        page.append(HEADER)
        for number in range(40_000):
            page.append([f"{number}{text}"[:70]] * 5)
        stream = io.BytesIO()
        book.save(stream)
        for name, data in {
            "texts of their own": files.raw_xlsx(f"<row>{cells}</row>" * 49_000),
            "shared": stream.getvalue(),
            "text": files.csv(HEADER, *[[text[-45:]] * 5] * 40_000),
        }.items():
            with self.subTest(name):
                self.assert_small("read", data, 230)
