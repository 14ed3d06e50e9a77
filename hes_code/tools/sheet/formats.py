# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes of a file, told by their content, read as tables."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal

from .types import (
    HEADER_ROWS,
    Budget,
    Flaw,
    Limits,
    RawRow,
    SheetError,
    Table,
    clean,
    storable,
)
from .xls import read_xls
from .xlsx import read_xlsx

Kind = Literal["xlsx", "xls", "csv"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# PDF, PNG, GIF, JPEG, RTF, gzip, 7z, rar: each begins with its own mark.
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_MARKUP = re.compile(r"\s*<(?:!|\?xml|html|head|table|meta|body|script|style)", re.I)
_SEPARATOR_LINE = re.compile(r"sep=([;,|\t])\r?\n", re.I)
# How Excel writes errors into text files, in English and in Turkish.
_ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #YOK #BAŞV! #DEĞER!"
    " #AD? #SAYI/0! #SAYI! #BOŞ! #TAŞMA! #HESAPLA! ########".split()
)
_SEPARATORS = ";,\t"
# A text may hold separators, too: only a line of so many times the columns is refused.
_WIDEST = 50
# '="12345678901"' is how programs keep Excel from turning a text into a number.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')


def read_tables(
    data: bytes,
    filename: str,
    limits: Limits,
    is_header: Callable[[RawRow], bool],
    budget: Budget | None = None,
) -> tuple[Kind, list[Table]]:
    """Return what kind of file it is, and its sheets; `budget` counts what is read.

    `is_header` helps to find out what separates the columns of a text file; the name
    of the file only gives its one sheet a name. Raises SheetError of any kind but
    `no_header` and `ambiguous_header`.
    """
    if not data.strip():
        raise SheetError("empty_file")
    if len(data) > limits.file_bytes:
        raise SheetError("too_large", limit=limits.file_bytes)
    budget = budget or Budget(limits)
    if data.startswith(_ZIP):
        return "xlsx", read_xlsx(data, limits, budget)
    if data.startswith(_OLE):
        return "xls", read_xls(data, limits, budget)
    if data.startswith(_FOREIGN):
        raise SheetError("unsupported")
    text = _decode(data)
    if _MARKUP.match(text):
        raise SheetError("unsupported", markup=True)
    name = storable(PurePosixPath(filename.replace("\\", "/")).stem)
    return "csv", [Table(name, _read_csv(text, limits, budget, is_header))]


def has_mark(data: bytes) -> bool:
    """Tell whether a file begins with the mark of a workbook or another binary kind."""
    return data.startswith((*_ZIP, _OLE, *_FOREIGN))


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            encodings = [encoding]
            break
    else:
        # Windows-1254 is what Excel writes for "CSV" on a Turkish computer.
        encodings = ["utf-8", "cp1254"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            raise SheetError("unsupported")
        return text
    raise SheetError("encoding", tried=encodings)


def _read_csv(
    text: str, limits: Limits, budget: Budget, is_header: Callable[[RawRow], bool]
) -> Iterator[RawRow]:
    """Return the rows, split by the separator whose header makes sense."""
    told = _SEPARATOR_LINE.match(text)
    if told:
        return _csv_rows(text[told.end() :], told[1], limits, budget)
    for separator in _SEPARATORS:
        rows = _csv_rows(text, separator, limits, Budget(limits))
        if _has_header(rows, is_header):
            return _csv_rows(text, separator, limits, budget)
    likely = max(_SEPARATORS, key=text[:10_000].count)
    return _csv_rows(text, likely, limits, budget)


def _has_header(rows: Iterator[RawRow], is_header: Callable[[RawRow], bool]) -> bool:
    try:
        return any(map(is_header, islice(rows, HEADER_ROWS)))
    except SheetError:
        # Quotes make no sense with this separator, so it is another one.
        return False


def _csv_rows(
    text: str, separator: str, limits: Limits, budget: Budget
) -> Iterator[RawRow]:
    """Give the rows; a row's number is that of its record, as Excel counts them.

    Raises SheetError `unreadable` where quotes don't close: the rest of the file would
    silently become one cell.
    """
    lines = _csv_lines(text, separator, limits, budget)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            row = _csv_row(number, record, limits)
            if row.width:
                yield row
    except csv.Error as error:
        raise SheetError("unreadable", row=number + 1) from error


def _csv_lines(
    text: str, separator: str, limits: Limits, budget: Budget
) -> Iterator[str]:
    """Give the lines, and count their cells before the reader makes a list of them."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        cells = line.count(separator) + 1
        if cells > _WIDEST * limits.columns:
            raise SheetError("too_many_columns", limit=limits.columns, row=number)
        budget.walk(1 + cells)
        yield line


def _csv_row(number: int, record: list[str], limits: Limits) -> RawRow:
    cells = [clean(value) for value in record]
    while cells and not cells[-1]:
        cells.pop()
    width = len(cells)
    flaws = []
    for column, value in enumerate(cells[: limits.columns]):
        if value.startswith("="):
            quoted = _QUOTED_FORMULA.fullmatch(value)
            if quoted:
                cells[column] = clean(quoted[1])
            else:
                flaws.append(Flaw(column, "formula", value))
        elif value.startswith("#") and value in _ERRORS:
            flaws.append(Flaw(column, "error_value", value))
    return RawRow(number, cells[: limits.columns], flaws, width)
