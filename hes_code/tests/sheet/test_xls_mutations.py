# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Damaged .xls files: a list or a refusal, within two seconds and 200 MB.

HES_CODE_MUTATIONS=300 damages each file so many times; a few by default.
"""

import os
import random
import resource
import signal
import struct
import unittest
from pathlib import Path

import xlwt

from ...tools.sheet.read import read
from ...tools.sheet.types import SHEET_ERROR_KINDS, SheetError
from . import sheet_files as files
from .sheet_files import HEADER, LINE

MUTATIONS = int(os.environ.get("HES_CODE_MUTATIONS", "15"))
SECONDS = 2
MEGABYTES = 200
CASES = Path(__file__).parent / "cases"
SECTOR = 512


def many_rows(count):
    return files.xls(
        HEADER, *[(*LINE[:2], f"{LINE[2]} {i}", i, i) for i in range(count)]
    )


def several_sheets():
    book = xlwt.Workbook()
    for name in ("A", "B", "C"):
        page = book.add_sheet(name)
        for column, text in enumerate(HEADER):
            page.write(0, column, text)
            page.write_merge(1, 3, column, column, LINE[column])
    return files.save(book)


def formulas():
    book = xlwt.Workbook()
    page = book.add_sheet("A")
    for column, text in enumerate(HEADER):
        page.write(0, column, text)
        page.write(1, column, xlwt.Formula("A1&B1"))
    return files.save(book)


ORIGINALS = {
    "one row": files.xls(HEADER, LINE),
    "formats": files.xls(HEADER, ((42, "00000"), (1.5, "0.00"), "x", None, LINE[4])),
    "rows": many_rows(40),
    "more rows": many_rows(800),
    "sheets": several_sheets(),
    "formulas": formulas(),
    **{
        name: (CASES / name).read_bytes()
        for name in (
            "badge_zeros_lost.xls",
            "xls_biff_without_container.xls",
            "xls_short_stream_loop.xls",
            "xls_stream_WORKBOOK_capitals.xls",
        )
    },
}


def damaged(data, chance):
    """The bytes with a few of them changed, more often those of the container."""
    changed = bytearray(data)
    for _hit in range(chance.randint(1, 6)):
        kind = chance.randrange(5)
        place = chance.randrange(len(changed) - 4)
        if kind == 0:
            changed[place] = chance.randrange(256)
        elif kind == 1:  # the sector of a chain, or the size of a stream
            struct.pack_into("<i", changed, place // 4 * 4, chance.randint(-4, 40))
        elif kind == 2:  # in the head, or the first or the last sectors
            start = chance.choice((0, SECTOR, max(len(changed) - 2 * SECTOR, 0)))
            place = min(start + chance.randrange(SECTOR), len(changed) - 4)
            struct.pack_into("<i", changed, place // 4 * 4, chance.randint(-4, 40))
        elif kind == 3:  # the length or the number of a record
            struct.pack_into("<H", changed, place, chance.randrange(65536))
        else:
            end = place + chance.randrange(64)
            changed[place:end] = changed[place:end] * chance.randrange(3)
    return bytes(changed)


class TestXlsMutations(unittest.TestCase):
    def setUp(self):
        super().setUp()

        def stop(*_args):
            raise TimeoutError

        before = signal.signal(signal.SIGALRM, stop)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)

    def assert_list_or_refusal(self, data):
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            read(data, "list.xls")
        except SheetError as error:
            self.assertIn(error.kind, SHEET_ERROR_KINDS)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def test_the_chain_of_a_short_stream_that_goes_in_circles_is_refused(self):
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        with self.assertRaises(SheetError) as caught:
            read(ORIGINALS["xls_short_stream_loop.xls"], "list.xls")
        self.assertEqual(caught.exception.kind, "unreadable")

    def test_a_damaged_file_is_a_list_or_a_refusal(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name, data in ORIGINALS.items():
            chance = random.Random(name)
            for number in range(MUTATIONS):
                with self.subTest(name, number=number):
                    self.assert_list_or_refusal(damaged(data, chance))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.assertLess((after - before) / 1024, MEGABYTES)
