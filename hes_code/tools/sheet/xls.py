# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes of an .xls workbook, read as tables.

xlrd reads the values, but does not report formulas: their places are read off the
records themselves; numbers and layouts of records are from Microsoft's [MS-XLS].
"""

import io
import struct
from collections.abc import Iterator
from typing import NamedTuple

import xlrd
from openpyxl.utils import get_column_letter
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDoc, CompDocError
from xlrd.sheet import Sheet as XlrdSheet

from ..text import clean, storable
from .types import (
    MERGE_CELLS,
    Budget,
    Flaw,
    Merge,
    ProblemKind,
    RawRow,
    SheetError,
    SheetLimits,
    Table,
    number_text,
)

_FORMULA = 0x0006
_END = 0x000A
_BOUNDSHEET = 0x0085
# Records of a cell, or of several in a row (these end with the last column).
_CELLS = frozenset((_FORMULA, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E))
_RUNS = frozenset((0x00BD, 0x00BE))
_MERGED = 0x00E5
_START = 0x0809
_WORKSHEET = 0
_COLUMNS = 256
# Records about the whole workbook: fonts, formats, names, pieces of the texts.
_GLOBALS = 100_000

# What xlrd raises over damaged files, found by feeding it some.
_BROKEN = (
    XLRDError,
    CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Marks(NamedTuple):
    formulas: frozenset[tuple[int, int]]
    merges: list[Merge]


def read_xls(data: bytes, limits: SheetLimits, budget: Budget) -> list[Table]:
    """Return the sheets of a workbook, hidden ones too; rows are read when walked.

    Raises SheetError, also while rows are walked: `unreadable`, `encrypted`, `macros`,
    `unsupported` (another format in the same container), `too_large`,
    `too_many_sheets`, `too_many_cells`.
    """
    stream = _open_stream(data)
    positions = _read_positions(stream, limits)
    # All is counted before xlrd, which has no limits, reads any of it.
    marks = [_read_marks(stream, start, limits, budget) for start in positions]
    book = _open_book(data)
    if book.nsheets != len(positions):
        raise SheetError("unreadable")
    return [
        Table(storable(name), _rows(book, index, marks[index], limits), found.merges)
        for index, (name, found) in enumerate(
            zip(book.sheet_names(), marks, strict=True)
        )
    ]


def _read_positions(stream: bytes, limits: SheetLimits) -> list[int]:
    """Return where in the stream each worksheet begins."""
    positions = []
    for number, (kind, body) in enumerate(_records(stream, 0)):
        if number > _GLOBALS:
            raise SheetError("too_large", limit=_GLOBALS)
        if kind == _BOUNDSHEET and len(body) > 5 and body[5] == _WORKSHEET:
            positions.append(struct.unpack_from("<I", body)[0])
    if len(positions) > limits.sheets:
        raise SheetError("too_many_sheets", limit=limits.sheets, found=len(positions))
    return positions


def _open_book(data: bytes) -> xlrd.book.Book:
    try:
        return xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            on_demand=True,
            ragged_rows=True,
        )
    except _BROKEN as error:
        if "encrypted" in str(error).lower():
            raise SheetError("encrypted") from error
        raise SheetError("unreadable") from error


def _open_stream(data: bytes) -> bytes:
    """Return the workbook's stream of records out of its OLE container."""
    try:
        container = CompDoc(data, logfile=io.StringIO())
        names = {entry.name for entry in container.dirlist}
        if "EncryptedPackage" in names:
            raise SheetError("encrypted")
        if "_VBA_PROJECT_CUR" in names:
            raise SheetError("macros")
        for name in ("Workbook", "Book"):
            if name in names:
                return container.get_named_stream(name) or b""
    except _BROKEN as error:
        raise SheetError("unreadable") from error
    raise SheetError("unsupported")


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Give (number, body) up to the end of the part that begins at `position`."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        position += 4
        # A chart in a sheet is a part within the part.
        depth += (kind == _START) - (kind == _END)
        yield kind, stream[position : position + size]
        position += size
        if depth <= 0:
            return


def _read_marks(
    stream: bytes, position: int, limits: SheetLimits, budget: Budget
) -> _Marks:
    """Return the formulas and merged ranges of one sheet, and count its cells."""
    formulas = set()
    merges: list[Merge] = []
    widths: dict[int, int] = {}
    for kind, body in _records(stream, position):
        budget.walk(1 + _blanks(kind, body, widths))
        if kind == _FORMULA and len(body) >= 4:
            budget.walk(1)
            formulas.add(struct.unpack_from("<HH", body))
        elif kind == _MERGED:
            found = _merges(body)
            budget.walk(MERGE_CELLS * len(found))
            merges += found
    if len(merges) > limits.rows:
        raise SheetError("too_many_rows", limit=limits.rows)
    return _Marks(frozenset(formulas), merges)


def _blanks(kind: int, body: bytes, widths: dict[int, int]) -> int:
    """Return how many more cells a record makes: a row is filled up to its last one.

    `widths` are those of the rows so far, and is kept up to date.
    """
    if (kind not in _CELLS and kind not in _RUNS) or len(body) < 4:
        return 0
    row, column = struct.unpack_from("<HH", body)
    if kind in _RUNS:
        column = int.from_bytes(body[-2:], "little")
    known = widths.get(row, 0)
    widths[row] = max(known, column + 1)
    return max(int(column) - known, 0)


def _merges(body: bytes) -> list[Merge]:
    """Return the ranges of a record that span rows."""
    whole = 2 + (len(body) - 2) // 8 * 8
    return [
        _merge(*ends)
        for ends in struct.iter_unpack("<HHHH", body[2:whole])
        if ends[0] < ends[1] and max(ends[2:]) < _COLUMNS
    ]


def _merge(top: int, bottom: int, left: int, right: int) -> Merge:
    first, last = get_column_letter(left + 1), get_column_letter(right + 1)
    reference = f"{first}{top + 1}:{last}{bottom + 1}"
    return Merge(top + 1, bottom + 1, left, right, reference)


def _rows(
    book: xlrd.book.Book, index: int, marks: _Marks, limits: SheetLimits
) -> Iterator[RawRow]:
    try:
        sheet = book.sheet_by_index(index)
    except _BROKEN as error:
        raise SheetError("unreadable") from error
    for number in range(sheet.nrows):
        row = _row(sheet, number, book.datemode, marks, limits)
        if row.width:
            yield row


def _row(
    sheet: XlrdSheet, number: int, datemode: int, marks: _Marks, limits: SheetLimits
) -> RawRow:
    cells: list[str] = []
    flaws: list[Flaw] = []
    width = 0
    pairs = zip(sheet.row_types(number), sheet.row_values(number), strict=True)
    for column, (kind, value) in enumerate(pairs):
        text, flaw = _text(kind, value, datemode)
        width = column + 1 if text else width
        if column >= limits.columns:
            continue
        cells.append(text)
        if (number, column) in marks.formulas:
            flaws.append(Flaw(column, "formula", text))
        if flaw:
            flaws.append(Flaw(column, flaw, text))
    return RawRow(number + 1, cells, flaws, width)


def _text(kind: int, value: object, datemode: int) -> tuple[str, ProblemKind | None]:
    """Return the text of a cell, and what is wrong with it."""
    if kind == xlrd.XL_CELL_NUMBER and isinstance(value, float):
        return number_text(value, str(value))
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float):
        return _date_text(value, datemode), "date"
    if kind == xlrd.XL_CELL_ERROR and isinstance(value, int):
        return xlrd.error_text_from_code.get(value, "#?"), "error_value"
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE", None
    return clean(storable(str(value))), None


def _date_text(value: float, datemode: int) -> str:
    try:
        return str(xlrd.xldate_as_datetime(value, 1 if datemode else 0))
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return str(value)
