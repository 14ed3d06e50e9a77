# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import random
import struct
import subprocess
import sys
import time
import tracemalloc
import unittest
import zipfile
from pathlib import Path

import openpyxl
import xlwt

from ...tools.sheet import read as sheet
from ...tools.sheet.types import SHEET_ERROR_KINDS, SheetError, SheetLimits
from ...tools.text import MEGABYTE
from . import sheet_files as files
from .sheet_files import HEADER, LINE


class HostileCase(unittest.TestCase):
    def assertRefused(self, kind, data, limits=None):
        with self.assertRaises(SheetError) as caught:
            sheet.read(data, "list.xlsx", limits or SheetLimits())
        self.assertEqual(caught.exception.kind, kind)
        self.assertIn(kind, SHEET_ERROR_KINDS)
        return caught.exception.details


class TestKinds(HostileCase):
    def test_files_of_other_kinds_are_refused(self):
        ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
        xlsb = files.raw_parts("")
        xlsb["_rels/.rels"] = xlsb["_rels/.rels"].replace(".xml", ".bin")
        xlsb["xl/workbook.bin"] = b"\x83\x01\x00"
        word = files.raw_parts("")
        word["_rels/.rels"] = word["_rels/.rels"].replace("xl/w", "word/w")
        word["word/workbook.xml"] = "<document/>"
        for name, data in {
            "pdf": b"%PDF-1.7\n%\xe2\xe3",
            "png": b"\x89PNG\r\n\x1a\n\0\0",
            "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
            "binary": b"HES Kodu;\0\1\2",
            "html": b"\xef\xbb\xbf<html><table><tr><td>HES Kodu</td></tr></table>",
            "html with a comment": b" \n<!-- x --><table>",
            "xml": b"<?xml version='1.0'?><Workbook/>",
            "ods": files.zipped(ods),
            "zip": files.zipped({"liste.csv": "TCKN;HES"}),
            "xlsb": files.zipped(xlsb),
            "docx": files.zipped(word),
        }.items():
            with self.subTest(name):
                self.assertRefused("unsupported", data)

    def test_empty_files_are_refused(self):
        empty = (b"", b" \r\n", files.xlsx(), files.xls(), b";;;\n;;;\n")
        for data in empty:
            with self.subTest(data[:10]):
                self.assertRefused("empty_file", data)

    def test_damaged_files_are_refused(self):
        good = files.xlsx(HEADER, LINE)
        old = files.xls(HEADER, LINE)
        broken = files.raw_parts("<worksheet><sheetData><row></sheetData>")
        wild = files.raw_xlsx('<row r="2"><c r="A2" t="s"><v>7</v></c></row>')
        for name, data in {
            "cut": good[: len(good) // 2],
            "cut old": old[:600],
            "broken XML": files.zipped(broken),
            "unknown string": wild,
            "wild column": files.raw_xlsx(f"<row r='2'>{files.cell('ÖÖ2', 'x')}</row>"),
            "wild row": files.raw_xlsx("<row r='-2'></row>"),
            "row beyond the last": files.raw_xlsx("<row r='1048577'></row>"),
            "open quote": b'TCKN;HES\n1;"A4D7\n2;B5E8\n3;C6F9\n',
        }.items():
            with self.subTest(name):
                self.assertRefused("unreadable", data)

    def test_a_text_in_no_known_encoding_is_refused(self):
        self.assertRefused("encoding", b"TCKN;HES\n1;\x81\x8d\x90\n")

    def test_workbooks_with_macros_are_refused(self):
        self.assertRefused("macros", _container("_VBA_PROJECT_CUR"))
        parts = files.raw_parts("<worksheet/>")
        parts["xl/vbaProject.bin"] = b"x"
        self.assertRefused("macros", files.zipped(parts))

    def test_encrypted_workbooks_are_refused(self):
        self.assertRefused("encrypted", _container("EncryptedPackage"))
        zipped = bytearray(files.xlsx(HEADER, LINE))
        entry = zipped.index(b"PK\x01\x02")
        zipped[entry + 8] |= 1
        self.assertRefused("encrypted", bytes(zipped))

    def test_no_damage_ends_in_another_error(self):
        source = random.Random(7)
        row = f"<row>{files.cell('E2', LINE[4])}</row>"
        for data in (files.raw_xlsx(row), files.xls(HEADER, LINE)):
            for _round in range(300):
                damaged = bytearray(data)
                for _hit in range(source.choice((1, 4, 40))):
                    damaged[source.randrange(len(damaged))] = source.randrange(256)
                try:
                    sheet.read(bytes(damaged), "list.xlsx")
                except SheetError as error:
                    self.assertIn(error.kind, SHEET_ERROR_KINDS)


class TestLimits(HostileCase):
    def test_each_limit_refuses_what_passes_it_and_takes_what_reaches_it(self):
        data = files.xlsx(HEADER, LINE, LINE)
        for kind, limit, enough in (
            ("too_large", "file_bytes", len(data)),
            ("too_many_rows", "rows", 2),
            ("too_many_columns", "columns", 5),
        ):
            with self.subTest(limit):
                sheet.read(data, "x", SheetLimits(**{limit: enough}))
                limits = SheetLimits(**{limit: enough - 1})
                details = self.assertRefused(kind, data, limits)
                self.assertEqual(details["limit"], enough - 1)

    def test_the_size_of_all_parts_together_is_limited(self):
        data = files.xlsx(HEADER, LINE)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        sheet.read(data, "x", SheetLimits(unpacked_bytes=size))
        self.assertRefused("too_large", data, SheetLimits(unpacked_bytes=size - 1))

    def test_a_part_that_is_read_again_and_again_counts_each_time(self):
        parts = files.raw_parts(f"<worksheet>{' ' * 9000}</worksheet>")
        entry = '<sheet name="List" sheetId="1" r:id="r1"/>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(entry, entry * 20)
        limits = SheetLimits(unpacked_bytes=100_000)
        self.assertRefused("too_large", files.zipped(parts), limits)

    def test_the_number_of_sheets_is_limited(self):
        book, old = openpyxl.Workbook(), xlwt.Workbook()
        for number in range(21):
            book.create_sheet(f"S{number}")
            old.add_sheet(f"S{number}")
        self.assertRefused("too_many_sheets", files.save(book))
        self.assertRefused("too_many_sheets", files.save(old))

    def test_the_declared_size_of_a_sheet_is_not_believed(self):
        row = f"<row r='1048576'>{files.cell('E1048576', 'A4D7')}</row>"
        data = files.raw_xlsx(row, before='<dimension ref="A1:XFD1048576"/>')
        self.assertEqual(sheet.read(data, "x").rows[0].number, 1048576)

    def test_ten_thousand_columns_are_refused(self):
        wide = ["x"] * 10_000
        for data in (
            files.xlsx(HEADER, wide),
            files.xlsx(wide + list(HEADER)),
            files.csv(HEADER, wide),
        ):
            with self.subTest(data[:2]):
                self.assertRefused("too_many_columns", data)

    def test_formatted_blank_cells_count_for_nothing(self):
        blank = "".join(
            f'<row r="{row}"><c r="ZZ{row}"/></row>' for row in range(2, 900)
        )
        read = sheet.read(files.raw_xlsx(blank), "x", SheetLimits(rows=1))
        self.assertEqual((read.rows, read.empty_rows), ([], 0))

    def test_a_document_type_is_refused_in_every_part(self):
        bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/hosts">]>'
        parts = files.raw_parts("<worksheet/>", "<sst/>")
        for name in parts:
            if name == "[Content_Types].xml":
                continue
            with self.subTest(name):
                content = parts[name].replace('<?xml version="1.0"?>', "").strip()
                details = self.assertRefused(
                    "unreadable", files.zipped({**parts, name: bomb + content})
                )
                self.assertTrue(details["doctype"])

    def test_a_huge_text_is_cut_and_a_problem(self):
        text = "A" * (9 * MEGABYTE)
        data = files.raw_xlsx(
            '<row r="2"><c r="E2" t="s"><v>0</v></c></row>',
            strings_xml=f"<sst><si><t>{text}</t></si></sst>",
        )
        row = sheet.read(data, "x").rows[0]
        self.assertEqual((len(row["code"]), row.problems[0].kind), (1000, "too_long"))


class TestBombs(HostileCase):
    def assertCheap(self, kind, data):
        tracemalloc.start()
        started = time.perf_counter()
        try:
            self.assertRefused(kind, data)
            seconds = time.perf_counter() - started
            memory = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertLess(memory, 100 * MEGABYTE)
        self.assertLess(seconds, 5)

    def test_a_megabyte_that_unpacks_to_a_gigabyte_is_refused_unread(self):
        data = bomb(1024)
        self.assertLess(len(data), 2 * MEGABYTE)
        self.assertCheap("too_large", data)

    def test_a_part_packed_too_tight_is_refused_below_the_limit_of_size(self):
        self.assertCheap("too_large", bomb(40))

    def test_a_header_that_lies_about_the_size_gains_nothing(self):
        honest = bomb(1024)
        size = struct.pack("<I", 1024 * MEGABYTE)
        self.assertEqual(honest.count(size), 2)
        for claimed in (1000, 9 * MEGABYTE):
            with self.subTest(claimed):
                lying = honest.replace(size, struct.pack("<I", claimed))
                self.assertCheap("unreadable", lying)


#: Reads what comes in, and prints the error's kind and how much memory was ever in use,
#: in kilobytes: of this process only, while getrusage() begins with its parent's.
READER = """
import sys
from tools.sheet import read as sheet
from tools.sheet.types import SheetError
kind = "read"
try:
    sheet.read(sys.stdin.buffer.read(), "list.xlsx")
except SheetError as error:
    kind = error.kind
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(kind, peak)
"""


class ProcessCase(unittest.TestCase):
    """In a process of its own, whose whole memory is measured."""

    def assert_small(self, kind, data, megabytes):
        done = subprocess.run(
            [sys.executable, "-c", READER],
            cwd=Path(__file__).parents[2],
            input=data,
            capture_output=True,
            check=True,
            timeout=60,
        )
        found, peak = done.stdout.decode().split()
        self.assertEqual(found, kind)
        self.assertLess(int(peak), megabytes * 1024)


class TestProcess(ProcessCase):
    def test_what_unpacks_to_a_gigabyte_stays_packed(self):
        self.assert_small("too_large", bomb(1024), 200)

    def test_what_a_parser_would_keep_is_refused_early(self):
        size = 8 * MEGABYTE
        names = " ".join(f'a{number}=""' for number in range(size // 12))
        for name, xml in {
            "elements in elements": "<a>" * (size // 3),
            "attributes": f"<a {names}/>",
            "a comment": f"<!--{'x' * size}-->",
            "a name": f"<{'x' * size}/>",
        }.items():
            with self.subTest(name):
                data = files.zipped(files.raw_parts(f"<worksheet>{xml}"))
                self.assert_small("unreadable", data, 120)

    def test_lists_beside_the_sheets_are_limited(self):
        size = 8 * MEGABYTE
        links = "".join(
            f'<Relationship Id="{number}" Target="x"/>' for number in range(size // 36)
        )
        for part, xml in {
            "xl/workbook.xml": "<workbook>" + "<sheet/>" * (size // 8),
            "xl/_rels/workbook.xml.rels": f"<Relationships>{links}",
        }.items():
            with self.subTest(part):
                parts = {**files.raw_parts("<worksheet/>"), part: xml}
                self.assert_small("too_large", files.zipped(parts), 120)

    def test_millions_of_separators_fit_into_memory(self):
        self.assert_small(
            "too_many_columns", b"a;b\n" + b";" * 9 * MEGABYTE + b"x", 150
        )


def bomb(megabytes):
    """Return a workbook whose sheet begins well and goes on as blanks."""
    parts = files.raw_parts("")
    del parts["xl/worksheets/sheet1.xml"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w") as part:
            part.write(b"<worksheet><sheetData>".ljust(MEGABYTE))
            for _number in range(megabytes - 1):
                part.write(b" " * MEGABYTE)
    return stream.getvalue()


def _container(stream_name):
    """Return an OLE container, as Office makes them, with a stream of this name."""
    old = files.xls(HEADER)
    name, other = "Workbook".encode("utf-16-le"), stream_name.encode("utf-16-le")
    place = old.index(name)
    entry = bytearray(old[place : place + 128])
    entry[: len(other)] = other
    entry[64:66] = struct.pack("<H", len(other) + 2)
    return old[:place] + bytes(entry) + old[place + 128 :]
