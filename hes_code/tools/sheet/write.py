# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The workbooks that go out: the template to fill, and the rows to mend."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .types import FIELDS, Row

# What XML 1.0 can't hold (section 2.2), and half characters that no encoding can.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The longest text of a cell (Microsoft, "Excel specifications and limits").
_LONGEST = 32_767
_TEXT = "@"
_SPARE_ROWS = 500
_WIDTHS = {
    "national_id": 18,
    "badge": 16,
    "name": 32,
    "department": 26,
    "code": 18,
    "row": 12,
    "problem": 44,
    "advice": 60,
}
_REJECTED = (*FIELDS, "row", "problem", "advice")

_HEADER_FILL = PatternFill("solid", fgColor="FFD9E1F2")
_CODE_FILL = PatternFill("solid", fgColor="FFFFF2CC")
_WRONG_FILL = PatternFill("solid", fgColor="FFFCE4D6")
_WORST_FILL = PatternFill("solid", fgColor="FFF4B084")


@dataclass(frozen=True, repr=False, slots=True)
class Person:
    """A line of the template; `code` is the present code, empty if there is none."""

    national_id: str = ""
    badge: str = ""
    name: str = ""
    department: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False, slots=True)
class RejectedRow:
    """A row to give back, why it was not taken and how to mend it, both in words.

    `column` is the field whose cell is wrong, one of FIELDS or empty.
    """

    row: Row
    problem: str
    advice: str
    column: str = ""


@dataclass(frozen=True)
class TemplateTexts:
    """The words in a workbook, in the user's language.

    `headers` must hold FIELDS, in words that sheet_columns recognises.
    """

    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "national_id": "T.C. Kimlik No",
            "badge": "Sicil/Badge",
            "name": "Ad Soyad",
            "department": "Bölüm",
            "code": "HES Kodu",
        }
    )
    title: str = "HES codes"
    instructions_title: str = "Instructions"
    instructions: Sequence[str] = (
        "Write each person's HES code into the last column, for example A4D7-1132-10.",
        "Leave a code that has not changed as it is, and an unknown one empty.",
        "Keep the headers. Paste values only: formulas and merged cells are not taken.",
        "Save the workbook and upload it in Odoo. Nothing is saved before you confirm.",
    )
    validation_title: str = "HES code"
    validation_prompt: str = "Ten letters and digits, for example A4D7-1132-10."
    validation_error: str = "A HES code has ten letters and digits: A4D7-1132-10."


@dataclass(frozen=True)
class RejectedTexts(TemplateTexts):
    """The words in a workbook of rejected rows; `labels` head the columns beside it."""

    title: str = "Rejected rows"
    labels: Mapping[str, str] = field(
        default_factory=lambda: {
            "row": "Satır/Row",
            "problem": "Sorun/Problem",
            "advice": "Çözüm/What to do",
        }
    )


def write_template(
    people: Sequence[Person],
    texts: TemplateTexts = TemplateTexts(),  # noqa: B008
) -> bytes:
    """Return the workbook to fill: a line for each of `people`, and instructions.

    Every cell is a text. Raises KeyError if `texts.headers` lacks a field.
    """
    lines = ([getattr(person, name) for name in FIELDS] for person in people)
    book = Workbook(write_only=True)
    page = _new_page(book, texts, FIELDS, texts.headers, len(people))
    fills = [_CODE_FILL if name == "code" else None for name in FIELDS]
    cells = _cells(page, fills)
    for line in lines:
        _append(page, cells, line)
    return _finish(book, texts)


def write_rejected(
    rows: Sequence[RejectedRow],
    texts: RejectedTexts = RejectedTexts(),  # noqa: B008
) -> bytes:
    """Return the rows in the form of the template, with what to mend beside each.

    Every cell is a text, and sheet.read() reads the workbook again. Raises KeyError if
    `texts` lacks a header.
    """
    book = Workbook(write_only=True)
    headers = {**texts.headers, **texts.labels}
    page = _new_page(book, texts, _REJECTED, headers, len(rows))
    several = len({rejected.row.sheet for rejected in rows}) > 1
    cells = {
        column: _cells(page, [_fill(name, column) for name in _REJECTED])
        for column in (*FIELDS, "")
    }
    for rejected in rows:
        row = rejected.row
        place = f"{row.sheet}: {row.number}" if several else str(row.number)
        line = [getattr(row, name) for name in FIELDS]
        line += [place, rejected.problem, rejected.advice]
        _append(page, cells.get(rejected.column, cells[""]), line)
    return _finish(book, texts)


def _fill(name: str, wrong: str) -> PatternFill:
    return _WORST_FILL if name == wrong else _WRONG_FILL


def _new_page(
    book: Workbook,
    texts: TemplateTexts,
    names: Sequence[str],
    headers: Mapping[str, str],
    count: int,
) -> Worksheet:
    """Return a page with its header row written."""
    page: Worksheet = book.create_sheet(_sheet_title(texts.title))
    for index, name in enumerate(names, 1):
        column = page.column_dimensions[get_column_letter(index)]
        column.width = _WIDTHS[name]
        # What is typed into rows below the list stays text, too.
        column.number_format = _TEXT
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(names))}{count + 1}"
    page.data_validations.append(_validation(texts, count + 1 + _SPARE_ROWS))
    heading = _cells(page, [_HEADER_FILL] * len(names), bold=True)
    _append(page, heading, [headers[name] for name in names])
    return page


def _validation(texts: TemplateTexts, last_row: int) -> DataValidation:
    column = get_column_letter(FIELDS.index("code") + 1)
    validation = DataValidation(
        type="custom",
        formula1=f"OR(LEN({column}2)=10,LEN({column}2)=12)",
        allow_blank=True,
        # A warning, since more is understood on the way back than is asked for here.
        errorStyle="warning",
        showErrorMessage=True,
        showInputMessage=True,
        # Excel takes 32 characters of a title and 255 of a message, or the file is bad.
        errorTitle=texts.validation_title[:32],
        error=texts.validation_error[:255],
        promptTitle=texts.validation_title[:32],
        prompt=texts.validation_prompt[:255],
    )
    validation.add(f"{column}2:{column}{last_row}")
    return validation


def _cells(
    page: Worksheet, fills: Iterable[PatternFill | None], bold: bool = False
) -> list[Cell]:
    """Return cells to write again and again: styling is what takes time."""
    cells = []
    for fill in fills:
        cell = WriteOnlyCell(page)
        cell.number_format = _TEXT
        if fill:
            cell.fill = fill
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    return cells


def _append(page: Worksheet, cells: list[Cell], values: Sequence[str]) -> None:
    for cell, value in zip(cells, values, strict=True):
        cell.value = _ILLEGAL.sub("", value)[:_LONGEST]
        # openpyxl takes "=..." for a formula, and "#N/A" for an error.
        cell.data_type = "s"
    page.append(cells)


def _finish(book: Workbook, texts: TemplateTexts) -> bytes:
    """Add the page of instructions, and return the bytes of the workbook."""
    page: Worksheet = book.create_sheet(_sheet_title(texts.instructions_title))
    page.column_dimensions["A"].width = 100
    cells = _cells(page, [None])
    cells[0].alignment = Alignment(wrap_text=True, vertical="top")
    for line in texts.instructions:
        _append(page, cells, [line])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_title(text: str) -> str:
    """Return what Excel takes for a sheet's name: 31 characters, seven forbidden."""
    return re.sub(r"[\[\]:*?/\\]", " ", _ILLEGAL.sub("", text)).strip(" '")[:31]
