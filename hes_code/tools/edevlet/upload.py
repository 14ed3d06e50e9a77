# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files and pasted texts of e-Devlet opened as lines, whatever program saved them."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from ..sheet.formats import has_mark, read_tables
from ..sheet.types import Limits as SheetLimits
from ..sheet.types import RawRow, SheetError, SheetErrorKind, clean
from .html import read_html
from .text import text_lines
from .types import (
    EdevletError,
    EdevletErrorKind,
    Limits,
    Line,
    Source,
    cell_text,
)
from .words import columns_of

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|table|tbody|thead|tr|td|div|dl|p|h[1-6]|ul|span|form"
    r"|section|article|main|label)\b[^<]",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,50}?MIME-Version:", re.I
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How many parts of an archive are looked at, and how much of their headers.
_PARTS = 100
_HEAD = 10_000
_SHEET_NAMES = (".csv", ".xls", ".xlsx", ".xlsm")
_SHEET_ERRORS: dict[SheetErrorKind, EdevletErrorKind] = {
    "empty_file": "empty",
    "too_large": "too_large",
    "too_many_sheets": "too_large",
    "too_many_rows": "too_large",
    "too_many_columns": "too_large",
    "too_many_cells": "too_large",
    "unreadable": "unreadable",
    "encrypted": "encrypted",
    "macros": "macros",
    "unsupported": "unsupported",
    "encoding": "encoding",
}


def _mojibake() -> dict[str, str]:
    """Return what the letters become when UTF-8 is read as an 8-bit encoding.

    None of these pairs occurs in Turkish or English.
    """
    pairs = {}
    for letter in "çğıöşüÇĞİÖŞÜâîûÂÎÛ\xa0–’":
        for encoding in ("latin-1", "cp1252", "cp1254"):
            spoilt = letter.encode().decode(encoding, "ignore")
            if len(spoilt) == len(letter.encode()):
                pairs[spoilt] = letter
    return pairs


_MOJIBAKE = _mojibake()
_SPOILT = re.compile("|".join(map(re.escape, _MOJIBAKE)))


def open_source(data: bytes | str, filename: str, limits: Limits) -> Source:
    """Return the lines of a file or a pasted text; what it is, is told by its content.

    Raises EdevletError, also while the lines are walked: `empty`, `too_large`, and for
    workbooks `unreadable`, `unsupported`, `encrypted`, `macros`, `encoding`.
    """
    if len(data) > limits.size:
        raise EdevletError("too_large", limit=limits.size)
    if isinstance(data, bytes):
        if has_mark(data):
            return _open_workbook(data, filename, limits)
        text = _decode(_page_of_archive(data) if _ARCHIVE.match(data) else data)
    else:
        text = data
    text = _mended(text)
    if not clean(text):
        raise EdevletError("empty")
    if _MARKUP.search(text):
        return read_html(text, limits)
    if isinstance(data, bytes) and filename.lower().endswith(_SHEET_NAMES):
        return _open_workbook(data, filename, limits)
    return Source("text", text_lines(text, limits))


def _open_workbook(data: bytes, filename: str, limits: Limits) -> Source:
    return Source("workbook", _sheet_lines(data, filename, limits))


def _sheet_lines(data: bytes, filename: str, limits: Limits) -> Iterator[Line]:
    """Give the rows of every sheet, with its name before them."""
    bounds = SheetLimits(
        file_bytes=limits.size, cells=5 * limits.cells, cell_chars=limits.cell_chars
    )
    cells = 0
    try:
        _kind, tables = read_tables(data, filename, bounds, _is_header)
        for grid, table in enumerate(tables, 1):
            yield Line([table.name])
            for row in table.rows:
                cells += len(row.cells)
                if cells > limits.cells:
                    raise EdevletError("too_large", cells=limits.cells)
                yield Line(
                    [cell_text(_mended(cell), limits) for cell in row.cells], grid
                )
    except SheetError as error:
        kind = _SHEET_ERRORS.get(error.kind, "unreadable")
        raise EdevletError(kind, **error.details) from error


def _is_header(row: RawRow) -> bool:
    columns = columns_of(row.cells)
    return columns is not None and columns.explanation >= 0


def _page_of_archive(data: bytes) -> bytes:
    """Return the first HTML part of an .mht file."""
    head, body = _headers(data)
    boundary = head.get_boundary()
    parts = [data]
    if boundary:
        parts = re.split(
            rb"\r?\n--" + re.escape(boundary.encode()), b"\n" + body, maxsplit=_PARTS
        )[1:]
        parts = [part.lstrip(b" \t\r\n") for part in parts]
    for part in parts:
        head, body = _headers(part)
        if head.get_content_type() == "text/html":
            return _transferred(body, str(head.get("Content-Transfer-Encoding", "")))
    raise EdevletError("unreadable")


def _headers(data: bytes) -> tuple[Message, bytes]:
    head, _gap, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    return HeaderParser().parsestr(head[:_HEAD].decode("latin-1")), body


def _transferred(body: bytes, encoding: str) -> bytes:
    if encoding.strip().lower() == "quoted-printable":
        return quopri.decodestring(body)
    if encoding.strip().lower() == "base64":
        try:
            return base64.b64decode(body)
        except binascii.Error as error:
            raise EdevletError("unreadable") from error
    return body


def _decode(data: bytes) -> str:
    """Return the text; what is not UTF-8 or UTF-16 is Windows-1254, which Turkish
    pages that declare ISO-8859-9 are read as (WHATWG, "Encoding").
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:1000]
    if sample and sample.count(0) * 3 > len(sample):
        big = sample[::2].count(0) > sample[1::2].count(0)
        return data.decode("utf-16-be" if big else "utf-16-le", "replace")
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    # One broken letter doesn't make another encoding of a whole page.
    if bad and bad * 2 >= sum(not char.isascii() for char in text):
        return data.decode("cp1254", "replace")
    return text


def _mended(text: str) -> str:
    """Return the text without NUL, its letters put right that were read wrongly."""
    if text.isascii():
        return text.replace("\0", "")
    return _SPOILT.sub(lambda match: _MOJIBAKE[match[0]], text.replace("\0", ""))
