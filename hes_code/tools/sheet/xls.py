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
from xlrd.compdoc import SIGNATURE, CompDoc, CompDocError
from xlrd.formula import FormulaError
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
    zeros_in,
)

_FORMULA = 0x0006
_END = 0x000A
_XF = 0x00E0
_FORMAT = 0x041E
_ROW = 0x0208
_HIDDEN_ROW = 0x20
_COLUMN_INFO = 0x007D
_HIDDEN_COLUMNS = 0x01
# Records of one number, and of several in a row.
_NUMBERS = frozenset((0x0203, 0x027E))
_NUMBER_RUN = 0x00BD
_BIFF8 = 0x0600
_OLDEST = 0x0500
_BOUNDSHEET = 0x0085
# Records of a cell, or of several in a row (these end with the last column).
_CELLS = frozenset((_FORMULA, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E))
_RUNS = frozenset((0x00BD, 0x00BE))
_MERGED = 0x00E5
_START = 0x0809
_WORKSHEET = 0
# The kind of an entry of the container that is a stream.
_STREAM = 2
_COLUMNS = 256
# Records about the whole workbook: fonts, formats, names, pieces of the texts.
_GLOBALS = 100_000

# What xlrd raises itself, and over damaged files, found by feeding it some.
_BROKEN = (
    XLRDError,
    CompDocError,
    FormulaError,
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


class _Book(NamedTuple):
    """Where each worksheet begins and whether it is hidden, and how many digits each
    cell format fills up with zeros, for those that do.
    """

    sheets: list[tuple[int, bool]]
    zeros: dict[int, int]


class _Marks(NamedTuple):
    """What xlrd does not say of a sheet; rows and columns from 0. `digits`: to how
    many a number is filled up; `hidden_columns`: the first and last of them.
    """

    formulas: set[tuple[int, int]]
    merges: list[Merge]
    hidden_rows: set[int]
    hidden_columns: list[tuple[int, int]]
    digits: dict[tuple[int, int], int]


def read_xls(data: bytes, limits: SheetLimits, budget: Budget) -> list[Table]:
    """Return the sheets of a workbook, hidden ones too; rows are read when walked.

    Raises SheetError, also while rows are walked: `unreadable`, `encrypted`, `macros`,
    `unsupported` (another format in the same container), `too_old` (from before Excel
    5), `too_large`, `too_many_sheets`, `too_many_cells`.
    """
    # Excel 4 and earlier, and some programs since, write the stream without container.
    stream = _open_stream(data) if data.startswith(SIGNATURE) else data
    if len(stream) < 6 or struct.unpack_from("<H", stream, 4)[0] < _OLDEST:
        raise SheetError("too_old")
    globals_ = _read_globals(stream, limits)
    # All is counted before xlrd, which has no limits, reads any of it.
    marks = [
        _read_marks(stream, start, globals_.zeros, limits, budget)
        for start, _hidden in globals_.sheets
    ]
    book = _open_book(data)
    if book.nsheets != len(marks):
        raise SheetError("unreadable")
    return [
        Table(
            storable(name),
            _rows(book, index, marks[index], limits),
            marks[index].merges,
            globals_.sheets[index][1],
            marks[index].hidden_columns,
        )
        for index, name in enumerate(book.sheet_names())
    ]


def _read_globals(stream: bytes, limits: SheetLimits) -> _Book:
    """Return what the part about the whole workbook says."""
    sheets = []
    formats: dict[int, str] = {}
    styles: list[int] = []
    version = struct.unpack_from("<H", stream, 4)[0]
    for number, (kind, body) in enumerate(_records(stream, 0)):
        if number > _GLOBALS:
            raise SheetError("too_large", limit=_GLOBALS)
        if kind == _BOUNDSHEET and len(body) > 5 and body[5] == _WORKSHEET:
            sheets.append((struct.unpack_from("<I", body)[0], bool(body[4] & 3)))
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _FORMAT and len(body) > 2:
            # Only zeros are looked for: one byte each, after a length and a flag.
            text = body[5:] if version >= _BIFF8 else body[3:]
            formats[struct.unpack_from("<H", body)[0]] = text[:40].decode("latin-1")
    if len(sheets) > limits.sheets:
        raise SheetError("too_many_sheets", limit=limits.sheets, found=len(sheets))
    digits = {key: zeros_in(code) for key, code in formats.items()}
    zeros = {index: digits[key] for index, key in enumerate(styles) if digits.get(key)}
    return _Book(sheets, zeros)


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
        names = {entry.name.lower() for entry in container.dirlist}
        if "encryptedpackage" in names:
            raise SheetError("encrypted")
        if "_vba_project_cur" in names:
            raise SheetError("macros")
        for name in ("workbook", "book"):
            if name in names:
                _check_short_streams(container, name)
                return container.get_named_stream(name) or b""
    except _BROKEN as error:
        raise SheetError("unreadable") from error
    raise SheetError("unsupported")


def _check_short_streams(container: CompDoc, name: str) -> None:
    """Walk the chains of sectors of short streams, which xlrd follows without end.

    Raises SheetError `unreadable` for one that is longer than its stream.
    """
    for entry in container.dirlist:
        is_short = entry.tot_size < container.min_size_std_stream
        if entry.etype == _STREAM and entry.name.lower() == name and is_short:
            sector, left = entry.first_SID, entry.tot_size // container.short_sec_size
            while sector >= 0:
                left -= 1
                if left < -1 or sector >= len(container.SSAT):
                    raise SheetError("unreadable")
                sector = container.SSAT[sector]


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
    stream: bytes,
    position: int,
    zeros: dict[int, int],
    limits: SheetLimits,
    budget: Budget,
) -> _Marks:
    """Return what xlrd does not say of one sheet, and count its cells.

    `zeros` are the digits of cell formats, as in _Book.
    """
    formulas = set()
    hidden_rows = set()
    hidden_columns: list[tuple[int, int]] = []
    digits: dict[tuple[int, int], int] = {}
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
        elif kind == _ROW and len(body) >= 14 and body[12] & _HIDDEN_ROW:
            hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMN_INFO and len(body) >= 9 and body[8] & _HIDDEN_COLUMNS:
            hidden_columns.append(struct.unpack_from("<HH", body))
        elif zeros and (kind in _NUMBERS or kind == _NUMBER_RUN):
            digits |= _digits(kind, body, zeros)
    if len(merges) > limits.rows:
        raise SheetError("too_many_rows", limit=limits.rows)
    return _Marks(formulas, merges, hidden_rows, hidden_columns, digits)


def _digits(
    kind: int, body: bytes, zeros: dict[int, int]
) -> dict[tuple[int, int], int]:
    """Return to how many digits each number of a record is filled up."""
    if len(body) < 6:
        return {}
    row, first = struct.unpack_from("<HH", body)
    if kind in _NUMBERS:
        styles = [struct.unpack_from("<H", body, 4)[0]]
    else:  # a style of two bytes and a number of four, again and again
        styles = [style for style, _rk in struct.iter_unpack("<HI", _run(body))]
    return {
        (row, first + place): zeros[style]
        for place, style in enumerate(styles)
        if style in zeros
    }


def _run(body: bytes) -> bytes:
    """Return the cells of a record of several, as many as are whole."""
    cells = body[4:-2]
    return cells[: len(cells) // 6 * 6]


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
        if kind == xlrd.XL_CELL_NUMBER and text.isdigit():
            text = text.zfill(marks.digits.get((number, column), 0))
        width = column + 1 if text else width
        if column >= limits.columns:
            continue
        cells.append(text)
        if (number, column) in marks.formulas:
            flaws.append(Flaw(column, "formula", text))
        if flaw:
            flaws.append(Flaw(column, flaw, text))
    return RawRow(number + 1, cells, flaws, width, number in marks.hidden_rows)


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
