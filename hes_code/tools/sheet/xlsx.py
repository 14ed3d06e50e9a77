# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes of an .xlsx workbook, read as tables.

openpyxl does not read here: in its streaming mode it does not report merged cells,
it refuses a workbook for a style it doesn't know, and it counts no bytes. The format is
ECMA-376 part 1 (SpreadsheetML); names of elements and attributes are from there.

From the inside out: the zip file and its XML, unpacked and parsed within limits; the
rows of one sheet; the workbook and the parts it names.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sized
from io import BytesIO
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import builtin_format_code, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
)

from ..text import MEGABYTE, clean, storable
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

_CHUNK = 64 * 1024
# What a workbook is not packed tighter than; deflate can reach 1,032.
_RATIO = 200
_RATIO_FROM = 10 * MEGABYTE
_PARTS = 5000
# Elements within elements, and the bytes of one tag or comment: the parser keeps both.
_DEPTH = 100
_TAG = MEGABYTE
# All elements of all parts, for each cell that is taken: it has up to three itself.
_ELEMENTS = 6
# What zipfile raises over damaged files; offsets in them may be negative or huge.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
)

_TEXTS = frozenset(("v", "f", "t"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
# The last row that Excel has (Microsoft, "Excel specifications and limits").
_LAST_ROW = 1_048_576
_TRUE = ("1", "true")
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}

_STRINGS = 1_000_000
# Excel's own limits are 65,490 cell formats and 250 number formats (Microsoft, "Excel
# specifications and limits"); other programs write more of the latter.
_STYLES = 70_000
_FORMATS = 5000
_LINKS = 5000

Attributes = dict[str, str]


class _Package:
    """A zip file that is opened, and unpacked, within limits."""

    def __init__(self, data: bytes, limits: SheetLimits) -> None:
        """Raise SheetError `unreadable`, `encrypted` or `too_large`."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise SheetError("unreadable") from error
        parts = self._zip.infolist()
        self._limit = limits.unpacked_bytes
        self._read = 0
        self._elements = _ELEMENTS * limits.cells
        if len(parts) > _PARTS or sum(p.file_size for p in parts) > self._limit:
            raise SheetError("too_large", limit=self._limit)
        for part in parts:
            if part.flag_bits & 0x1:
                raise SheetError("encrypted")
            packed_too_tight = part.file_size > _RATIO * max(part.compress_size, 1)
            if packed_too_tight and part.file_size > _RATIO_FROM:
                raise SheetError("too_large", limit=self._limit)
        # Some programs part folders as Windows does.
        self._names = {part.filename.replace("\\", "/").lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def has_suffix(self, suffix: str) -> bool:
        """Return whether the name of any part ends so."""
        return any(name.endswith(suffix) for name in self._names)

    def count_elements(self, count: int) -> None:
        """Raise SheetError `too_large` for more than any list has."""
        self._elements -= count
        if self._elements < 0:
            raise SheetError("too_large", elements=count)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a part, and count them: a header may lie about its size.

        Raises SheetError `unreadable` or `too_large`.
        """
        part = self._names.get(name.lower())
        if part is None or part.compress_type not in (0, zipfile.ZIP_DEFLATED):
            raise SheetError("unreadable", part=name)
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._read += len(chunk)
                    if self._read > self._limit:
                        raise SheetError("too_large", limit=self._limit)
                    yield chunk
        except _BROKEN as error:
            raise SheetError("unreadable", part=name) from error


class _Walker:
    """Reads the elements of one XML part; what is wanted of it is in two functions."""

    def __init__(
        self,
        package: _Package,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        depth = 0

        def opened(name: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._opened += 1
            if depth > _DEPTH:
                raise SheetError("unreadable", depth=_DEPTH)
            start(name, attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(name)

        self._package = package
        self._fed = self._opened = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = opened
        self._parser.EndElementHandler = closed
        self._parser.CharacterDataHandler = text
        # Entities are declared in a DOCTYPE only, and no workbook needs one.
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Raise SheetError `unreadable` for XML that is broken, has a DOCTYPE, or has
        elements or tags that no workbook has: too deep, or too long; `too_large` for
        too many of them.
        """
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise SheetError("unreadable") from error
        if self._fed - self._parser.CurrentByteIndex > _TAG + len(chunk):
            raise SheetError("unreadable", limit=_TAG)
        self._package.count_elements(self._opened)
        self._opened = 0


def _refuse_doctype(*_declaration: object) -> None:
    raise SheetError("unreadable", doctype=True)


def _walk(
    package: _Package,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read a whole part. Raises SheetError, as _Walker.feed() and its package do."""
    walker = _Walker(package, start, end, text)
    for chunk in package.chunks(part):
        walker.feed(chunk)
    walker.feed(b"", last=True)


def _local(name: str) -> str:
    """Return the name of an element or attribute without its namespace's prefix."""
    return name.rpartition(":")[2]


class _Style(NamedTuple):
    """What a cell format makes of a number: a date, or at least so many digits."""

    is_date: bool
    digits: int


_GENERAL = _Style(is_date=False, digits=0)


class _RowParser:
    """Handlers for the elements of a sheet; gives the rows that hold something.

    `merges` fills with the merged ranges that span rows, which come after all rows;
    `hidden_columns` with the first and last of those, from 0.
    """

    def __init__(
        self,
        strings: list[str],
        styles: list[_Style],
        from_1904: bool,
        limits: SheetLimits,
        budget: Budget,
    ) -> None:
        self.merges: list[Merge] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._strings = strings
        self._styles = styles
        self._epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self._limits = limits
        self._budget = budget
        self._walked = 0
        self._rows: list[RawRow] = []
        self._number = 0
        self._hidden = False
        self._cells: list[str] = []
        self._flaws: list[Flaw] = []
        self._width = 0
        self._column = -1
        self._cell: Attributes | None = None
        self._texts: dict[str, str] = {}
        self._in = ""
        self._columns: dict[str, int] = {}
        self._others = {"mergeCell": self._add_merge, "col": self._add_columns}

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
        tag = _local(name)
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
            self._hidden = attributes.get("hidden", "0") in _TRUE
            self._walked += 1
            self._width, self._column = 0, -1
        elif handler := self._others.get(tag):
            handler(attributes)

    def _add_columns(self, attributes: Attributes) -> None:
        self._walked += 1
        if attributes.get("hidden", "0") in _TRUE:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            self.hidden_columns.append((_integer(first) - 1, _integer(last) - 1))

    def text(self, data: str) -> None:
        """Handle text, and keep no more of it than shows that it is too long."""
        if self._in and self._in != "rPh":
            text = self._texts.get(self._in, "")
            if len(text) <= self._limits.cell_chars:
                self._texts[self._in] = text + data[: self._limits.cell_chars + 1]

    def end(self, name: str) -> None:
        """Handle the end of an element. Raises SheetError `unreadable`."""
        tag = _local(name)
        if tag == self._in:
            self._in = ""
        if tag == "c":
            self._end_cell()
        elif tag == "row" and self._width:
            self._rows.append(
                RawRow(
                    self._number, self._cells, self._flaws, self._width, self._hidden
                )
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
            return clean(_unescape(self._texts.get("t", ""))), None
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
        return _unescape(value), None

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

    def _add_merge(self, attributes: Attributes) -> None:
        reference = attributes.get("ref", "")
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


def _unescape(text: str) -> str:
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


class _Book(NamedTuple):
    """Sheets as (name, relation id, whether hidden), and whether days are counted from
    1904.
    """

    sheets: list[tuple[str, str, bool]]
    from_1904: bool


def read_xlsx(data: bytes, limits: SheetLimits, budget: Budget) -> list[Table]:
    """Return the sheets of a workbook, hidden ones too; rows are read when walked.

    Raises SheetError, also while rows are walked: `unreadable`, `encrypted`, `macros`,
    `unsupported` (another format in a zip file), `too_large`, `too_many_sheets`,
    `too_many_cells`.
    """
    package = _Package(data, limits)
    workbook = _find_workbook(package)
    links = _read_links(package, workbook)
    book = _read_book(package, workbook)
    found = [
        (name, links[key][1], hidden)
        for name, key, hidden in book.sheets
        if links.get(key, ("",))[0] == "worksheet"
    ]
    if len(found) > limits.sheets:
        raise SheetError("too_many_sheets", limit=limits.sheets, found=len(found))
    parts = {kind: path for kind, path in links.values() if path in package}
    strings = _read_strings(package, parts.get("sharedStrings"), limits, budget)
    styles = _read_styles(package, parts.get("styles"))
    tables = []
    for name, path, hidden in found:
        parser = _RowParser(strings, styles, book.from_1904, limits, budget)
        rows = _rows(package, path, parser)
        tables.append(Table(name, rows, parser.merges, hidden, parser.hidden_columns))
    return tables


def _rows(package: _Package, path: str, parser: _RowParser) -> Iterator[RawRow]:
    walker = _Walker(package, parser.start, parser.end, parser.text)
    for chunk in package.chunks(path):
        walker.feed(chunk)
        yield from parser.take()
    walker.feed(b"", last=True)
    yield from parser.take()


def _find_workbook(package: _Package) -> str:
    """Return the name of the part that lists the sheets."""
    if package.has_suffix("vbaproject.bin"):
        raise SheetError("macros")
    for kind, path in _read_links(package, "").values():
        folder = posixpath.basename(posixpath.dirname(path))
        if kind == "officeDocument" and path.endswith(".xml") and path in package:
            if folder not in ("word", "ppt"):
                return path
    raise SheetError("unsupported")


def _read_links(package: _Package, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part points to: relation id -> (kind, name of the part)."""
    folder, base = posixpath.split(part)
    links: dict[str, tuple[str, str]] = {}

    def start(_name: str, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if target and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            links[attributes.get("Id", "")] = (kind, path)
            _limit(links, _LINKS)

    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    if relations in package:
        _walk(package, relations, start)
    return links


def _read_book(package: _Package, workbook: str) -> _Book:
    sheets: list[tuple[str, str, bool]] = []
    properties: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        tag = _local(name)
        if tag == "sheet":
            keys = {_local(key): key for key in attributes if ":" in key}
            key = attributes.get(keys.get("id", ""), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes.get("name", ""), key, hidden))
            _limit(sheets, _LINKS)
        elif tag == "workbookPr":
            properties.update(attributes)

    _walk(package, workbook, start)
    return _Book(sheets, properties.get("date1904", "0") in _TRUE)


def _read_strings(
    package: _Package, part: str | None, limits: SheetLimits, budget: Budget
) -> list[str]:
    """Return the shared strings; of one that is too long only as much as shows it."""
    strings: list[str] = []
    if part is None:
        return strings
    pieces: list[str] = []
    size = 0
    # Text of a "phonetic run" is a reading aid beside the text, not a part of it.
    inside: list[str] = []

    def start(name: str, _attributes: Attributes) -> None:
        nonlocal size
        tag = _local(name)
        inside.append(tag)
        if tag == "si":
            pieces.clear()
            size = 0

    def text(data: str) -> None:
        nonlocal size
        if inside[-1] == "t" and "rPh" not in inside and size <= limits.cell_chars:
            pieces.append(data[: limits.cell_chars + 1])
            size += len(data)

    def end(_name: str) -> None:
        if inside.pop() == "si":
            strings.append(_unescape("".join(pieces)))
            budget.keep(len(strings[-1]))
            _limit(strings, _STRINGS)

    _walk(package, part, start, end, text)
    return strings


def _read_styles(package: _Package, part: str | None) -> list[_Style]:
    """Return, for each cell format, what it makes of a number."""
    if part is None:
        return []
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        tag = _local(name)
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            _limit(codes, _FORMATS)
        elif tag == "xf" and inside and inside[-1] == "cellXfs":
            formats.append(attributes.get("numFmtId", "0"))
            _limit(formats, _STYLES)
        inside.append(tag)

    def end(_name: str) -> None:
        inside.pop()

    _walk(package, part, start, end)
    kinds = {number: _style(number, codes) for number in set(formats)}
    return [kinds[number] for number in formats]


def _limit(found: Sized, most: int) -> None:
    if len(found) > most:
        raise SheetError("too_large", limit=most)


def _style(number: str, codes: dict[str, str]) -> _Style:
    code = codes.get(number)
    if code is None and number.isascii() and number.isdigit():
        code = builtin_format_code(int(number[:9]))
    if not code or code == "General":
        return _GENERAL
    return _Style(is_date=bool(is_date_format(code[:255])), digits=zeros_in(code))
