# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes of an .xlsx workbook, read as tables.

openpyxl does not read here: in the mode that streams it tells nothing of merged cells,
it refuses a workbook for a style it doesn't know, and it counts no bytes. The format is
ECMA-376 part 1 (SpreadsheetML); names of elements and attributes are from there.
"""

import posixpath
import re
from collections.abc import Iterator, Sized
from typing import NamedTuple

from openpyxl.styles.numbers import builtin_format_code, is_date_format

from .package import Attributes, Package, Walker, local, walk
from .types import Budget, Limits, RawRow, SheetError, Table
from .xlsx_rows import RowParser, Style, unescape

_STRINGS = 1_000_000
# Excel's own limits are 65,490 cell formats and 250 number formats (Microsoft, "Excel
# specifications and limits"); other programs write more of the latter.
_STYLES = 70_000
_FORMATS = 5000
_LINKS = 5000
_ZEROS = re.compile(r"0{2,30}")
_GENERAL = Style(is_date=False, digits=0)


class _Book(NamedTuple):
    """Sheets as (name, relation id), and whether days are counted from 1904."""

    sheets: list[tuple[str, str]]
    from_1904: bool


def read_xlsx(data: bytes, limits: Limits, budget: Budget) -> list[Table]:
    """Return the sheets of a workbook, hidden ones too; rows are read when walked.

    Raises SheetError, also while rows are walked: `unreadable`, `encrypted`, `macros`,
    `unsupported` (another format in a zip file), `too_large`, `too_many_sheets`,
    `too_many_cells`.
    """
    package = Package(data, limits)
    workbook = _find_workbook(package)
    links = _read_links(package, workbook)
    book = _read_book(package, workbook)
    found = [
        (name, links[key][1])
        for name, key in book.sheets
        if links.get(key, ("",))[0] == "worksheet"
    ]
    if len(found) > limits.sheets:
        raise SheetError("too_many_sheets", limit=limits.sheets, found=len(found))
    parts = {kind: path for kind, path in links.values() if path in package}
    strings = _read_strings(package, parts.get("sharedStrings"), limits, budget)
    styles = _read_styles(package, parts.get("styles"))
    tables = []
    for name, path in found:
        parser = RowParser(strings, styles, book.from_1904, limits, budget)
        tables.append(Table(name, _rows(package, path, parser), parser.merges))
    return tables


def _rows(package: Package, path: str, parser: RowParser) -> Iterator[RawRow]:
    walker = Walker(package, parser.start, parser.end, parser.text)
    for chunk in package.chunks(path):
        walker.feed(chunk)
        yield from parser.take()
    walker.feed(b"", last=True)
    yield from parser.take()


def _find_workbook(package: Package) -> str:
    """Return the name of the part that lists the sheets."""
    if package.has_suffix("vbaproject.bin"):
        raise SheetError("macros")
    for kind, path in _read_links(package, "").values():
        folder = posixpath.basename(posixpath.dirname(path))
        if kind == "officeDocument" and path.endswith(".xml") and path in package:
            if folder not in ("word", "ppt"):
                return path
    raise SheetError("unsupported")


def _read_links(package: Package, part: str) -> dict[str, tuple[str, str]]:
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
        walk(package, relations, start)
    return links


def _read_book(package: Package, workbook: str) -> _Book:
    sheets: list[tuple[str, str]] = []
    properties: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "sheet":
            keys = {local(key): key for key in attributes if ":" in key}
            key = attributes.get(keys.get("id", ""), "")
            sheets.append((attributes.get("name", ""), key))
            _limit(sheets, _LINKS)
        elif tag == "workbookPr":
            properties.update(attributes)

    walk(package, workbook, start)
    return _Book(sheets, properties.get("date1904", "0") in ("1", "true"))


def _read_strings(
    package: Package, part: str | None, limits: Limits, budget: Budget
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
        tag = local(name)
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
            strings.append(unescape("".join(pieces)))
            budget.keep(len(strings[-1]))
            _limit(strings, _STRINGS)

    walk(package, part, start, end, text)
    return strings


def _read_styles(package: Package, part: str | None) -> list[Style]:
    """Return, for each cell format, what it makes of a number."""
    if part is None:
        return []
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            _limit(codes, _FORMATS)
        elif tag == "xf" and inside and inside[-1] == "cellXfs":
            formats.append(attributes.get("numFmtId", "0"))
            _limit(formats, _STYLES)
        inside.append(tag)

    def end(_name: str) -> None:
        inside.pop()

    walk(package, part, start, end)
    kinds = {number: _style(number, codes) for number in set(formats)}
    return [kinds[number] for number in formats]


def _limit(found: Sized, most: int) -> None:
    if len(found) > most:
        raise SheetError("too_large", limit=most)


def _style(number: str, codes: dict[str, str]) -> Style:
    code = codes.get(number)
    if code is None and number.isascii() and number.isdigit():
        code = builtin_format_code(int(number[:9]))
    if not code or code == "General":
        return _GENERAL
    # 00042 is often the number 42 in a format of zeros.
    digits = len(code) if _ZEROS.fullmatch(code) else 0
    return Style(is_date=bool(is_date_format(code[:255])), digits=digits)
