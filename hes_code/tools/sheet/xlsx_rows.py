# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The XML of one sheet of an .xlsx workbook, turned into rows while it is parsed."""

import re
from typing import NamedTuple

from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
)

from .package import Attributes, local
from .types import (
    MERGE_CELLS,
    Budget,
    Flaw,
    Limits,
    Merge,
    ProblemKind,
    RawRow,
    SheetError,
    clean,
    number_text,
    storable,
)

_TEXTS = frozenset(("v", "f", "t"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
# The last row that Excel has (Microsoft, "Excel specifications and limits").
_LAST_ROW = 1_048_576
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}


class Style(NamedTuple):
    """What a cell format makes of a number: a date, or at least so many digits."""

    is_date: bool
    digits: int


class RowParser:
    """Handlers for the elements of a sheet; gives the rows that hold something.

    `merges` fills with the merged ranges that span rows, which come after all rows.
    """

    def __init__(
        self,
        strings: list[str],
        styles: list[Style],
        from_1904: bool,
        limits: Limits,
        budget: Budget,
    ) -> None:
        self.merges: list[Merge] = []
        self._strings = strings
        self._styles = styles
        self._epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self._limits = limits
        self._budget = budget
        self._walked = 0
        self._rows: list[RawRow] = []
        self._number = 0
        self._cells: list[str] = []
        self._flaws: list[Flaw] = []
        self._width = 0
        self._column = -1
        self._cell: Attributes | None = None
        self._texts: dict[str, str] = {}
        self._in = ""
        self._columns: dict[str, int] = {}

    def take(self) -> list[RawRow]:
        """Return the rows that were finished since the last call.

        Raises SheetError `too_many_cells`.
        """
        self._budget.walk(self._walked)
        self._walked = 0
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element. Raises SheetError `unreadable`."""
        tag = local(name)
        if tag == "c":
            self._walked += 1
            self._start_cell(attributes)
        elif self._cell is not None:
            if tag in _TEXTS and self._in != "rPh":
                self._in = tag
            elif tag == "rPh":
                self._in = tag
            if tag == "f":
                self._texts.setdefault("f", "")
        elif tag == "row":
            number = attributes.get("r")
            self._number = self._number + 1 if number is None else _integer(number)
            if self._number > _LAST_ROW:
                raise SheetError("unreadable", row=self._number)
            self._cells, self._flaws = [], []
            self._walked += 1
            self._width, self._column = 0, -1
        elif tag == "mergeCell":
            self._add_merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        """Handle text, and keep no more of it than shows that it is too long."""
        if self._in and self._in != "rPh":
            held = self._texts.get(self._in, "")
            if len(held) <= self._limits.cell_chars:
                self._texts[self._in] = held + data[: self._limits.cell_chars + 1]

    def end(self, name: str) -> None:
        """Handle the end of an element. Raises SheetError `unreadable`."""
        tag = local(name)
        if tag == self._in:
            self._in = ""
        if tag == "c":
            self._end_cell()
        elif tag == "row" and self._width:
            self._rows.append(
                RawRow(self._number, self._cells, self._flaws, self._width)
            )

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._texts = {}
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column_index(letters)
        self._column = column

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self._texts:
            return
        column = self._column
        value, kind = self._value(cell)
        if not value and "f" not in self._texts:
            return
        if column >= self._limits.columns:
            self._width = max(self._width, column + 1 if value else 0)
            return
        if "f" in self._texts:
            self._flaws.append(Flaw(column, "formula", f"={self._texts['f']}"))
        if kind:
            self._flaws.append(Flaw(column, kind, value))
        if len(self._flaws) > 2 * self._limits.columns:  # the same cells again
            raise SheetError("unreadable", row=self._number)
        self._walked += bool(kind) + ("f" in self._texts)
        if value:
            self._width = max(self._width, column + 1)
            self._cells.extend([""] * (column + 1 - len(self._cells)))
            self._cells[column] = value

    def _value(self, cell: Attributes) -> tuple[str, ProblemKind | None]:
        """Return the text of a cell, and what is wrong with it."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return clean(unescape(self._texts.get("t", ""))), None
        value = clean(self._texts.get("v", ""))
        if kind == "s" and value:
            return clean(self._shared(value)), None
        if kind == "n" and value:
            return self._number_text(value, cell.get("s"))
        if kind == "b":
            return _BOOLEANS.get(value, value), None
        if kind == "e":
            return value, "error_value"
        if kind == "d":
            return value, "date"
        return unescape(value), None

    def _shared(self, value: str) -> str:
        index = _integer(value)
        if index >= len(self._strings):
            raise SheetError("unreadable", row=self._number)
        return self._strings[index]

    def _number_text(
        self, value: str, style: str | None
    ) -> tuple[str, ProblemKind | None]:
        index = _integer(style) if style else 0
        known = self._styles[index] if index < len(self._styles) else None
        if known and known.is_date:
            return self._date_text(value), "date"
        if value.isascii() and value.isdigit() and len(value) < 16:
            # A badge keeps its leading zeros in its format only, not in its value.
            return value.zfill(known.digits) if known else value, None
        try:
            return number_text(float(value), value)
        except ValueError:
            return value, None

    def _date_text(self, value: str) -> str:
        try:
            return str(from_excel(float(value), self._epoch))
        except (ValueError, OverflowError):
            return value

    def _add_merge(self, reference: str) -> None:
        corners = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(corners) != 2 or not corners[0] or not corners[1]:
            return
        (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
        if int(top) == int(bottom):
            return
        if len(self.merges) >= self._limits.rows:
            raise SheetError("too_many_rows", limit=self._limits.rows)
        self._walked += MERGE_CELLS
        columns = _column_index(left), _column_index(right)
        self.merges.append(Merge(int(top), int(bottom), *columns, reference))


def unescape(text: str) -> str:
    """Return text with the characters that the format writes as `_x000D_`."""
    if "_x" not in text:
        return text
    return storable(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def _column_index(letters: str) -> int:
    """Return 0 for A, 26 for AA."""
    try:
        return column_index_from_string(letters) - 1
    except ValueError as error:
        raise SheetError("unreadable", reference=letters[:20]) from error


def _integer(text: str) -> int:
    if not (len(text) < 10 and text.isascii() and text.isdigit()):
        raise SheetError("unreadable", number=text[:20])
    return int(text)
