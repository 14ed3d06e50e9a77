# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Any bytes at all are a list or a SheetError, and what is read can be stored."""

import io
import unittest
import zipfile

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from ...tools.sheet import read as sheet
from ...tools.sheet.types import SHEET_ERROR_KINDS, SheetError
from . import sheet_files as files
from .sheet_files import HEADER, LINE

# Shrinking takes long; a failure is shown as it was found.
REPEATABLE = settings(
    deadline=None,
    max_examples=300,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
#: What the database holds as a number of a row.
LARGEST = 2**31 - 1

MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe")
HEAD = ";".join(HEADER).encode() + b"\n"
_ROW = "".join(
    files.cell(f"{letter}2", text) for letter, text in zip("ABCDE", LINE, strict=True)
)
XLSX = files.raw_xlsx(
    f'<row r="2">{_ROW}</row>', strings_xml="<sst><si><t>x</t></si></sst>"
)
XLS = files.xls(HEADER, LINE)

#: Pieces of a sheet, in any order, as a program that writes no XLSX would send them.
PIECES = st.sampled_from(
    [
        "<row>",
        '<row r="5">',
        '<row r="999999999">',
        '<row r="">',
        "</row>",
        '<c r="E2" t="s"><v>0</v></c>',
        '<c r="E2" t="s"><v>9</v></c>',
        '<c r="A3" s="99"><v>1e400</v></c>',
        '<c r="XFD1"><v>1</v></c>',
        '<c t="d"><v>2021</v></c>',
        '<c t="e"><v>#N/A</v></c>',
        '<c t="b"><v>2</v></c>',
        '<c t="inlineStr"><is><t>_x0000__xD800_</t></is></c>',
        '<c t="str"><f>1/0</f><v>_xDFFF_A4D7</v></c>',
        "<c><v>nan</v><v>-inf</v></c>",
        "<c>",
        "</c>",
        "<is><t>",
        '<mergeCell ref="A1:E9999999"/>',
        '<mergeCell ref="ZZZ1:A2"/>',
        '<mergeCell ref=":"/>',
        "</sheetData>",
        "&#0;",
        "&undefined;",
        "<![CDATA[",
        "\ufffe",
    ]
)


class TestSheetProperties(unittest.TestCase):
    def try_to_read(self, data, filename="list.xlsx"):
        """Read; fails on anything but rows that can be stored and a SheetError."""
        try:
            found = sheet.read(data, filename)
        except SheetError as error:
            self.assertIn(error.kind, SHEET_ERROR_KINDS)
            return
        self.assertLessEqual(0, found.empty_rows)
        self.assertLessEqual(found.empty_rows, LARGEST)
        for row in found.rows:
            self.assertLessEqual(row.number, LARGEST)
            problems = [problem.value for problem in row.problems]
            for text in (row.sheet, *files.fields(row), *problems):
                self.assertNotIn("\0", text)
                text.encode()

    @REPEATABLE
    @given(st.sampled_from((b"", *MARKS, HEAD)), st.binary(max_size=600))
    def test_any_bytes(self, mark, data):
        self.try_to_read(mark + data)

    @REPEATABLE
    @given(st.text(max_size=200), st.sampled_from(("utf-8", "utf-16")), st.text())
    @example('sep=;\n"', "utf-8", "/\\..")
    @example("1;A4D7", "utf-8", "a\0\ud800.csv")
    def test_any_text(self, text, encoding, filename):
        for head in ("", "TCKN;HES Kodu\n"):
            self.try_to_read((head + text).encode(encoding), filename)

    @REPEATABLE
    @given(st.lists(PIECES, max_size=12))
    @example(['<row r="2"><c r="E2" t="inlineStr"><is><t>_xD800_</t></is></c></row>'])
    @example(['<row r="999999999"><c r="E2" t="str"><v>A4D7</v></c></row>'])
    def test_any_sheet_of_a_workbook(self, pieces):
        self.try_to_read(files.raw_xlsx("".join(pieces)))

    @REPEATABLE
    @given(st.data())
    def test_a_workbook_with_a_part_that_was_changed(self, data):
        """As text or as bytes, cut, lengthened, renamed, twice or not at all."""
        parts = self.parts(XLSX)
        name = data.draw(st.sampled_from(sorted(parts)))
        content = parts.pop(name)
        place = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(place, len(content)))
        middle = data.draw(st.binary(max_size=8) | st.just(content[place:end] * 2))
        other = data.draw(st.sampled_from((name, name.upper(), f"/{name}", "../x", "")))
        parts[other] = content[:place] + middle + content[end:]
        self.try_to_read(files.zipped(parts))

    @REPEATABLE
    @given(st.sampled_from((XLSX, XLS)), st.data())
    def test_a_file_with_bytes_that_were_changed(self, original, data):
        changed = bytearray(original)
        for _hit in range(data.draw(st.integers(1, 8))):
            place = data.draw(st.integers(0, len(changed) - 1))
            changed[place] = data.draw(st.integers(0, 255))
        self.try_to_read(bytes(changed))

    @REPEATABLE
    @given(st.sampled_from((XLSX, XLS)), st.data())
    def test_a_file_that_was_cut(self, original, data):
        start = data.draw(st.integers(0, 60))
        self.try_to_read(original[start : data.draw(st.integers(0, len(original)))])
        self.try_to_read(original[: data.draw(st.integers(0, len(original)))])

    @staticmethod
    def parts(workbook):
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
