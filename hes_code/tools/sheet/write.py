# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The workbooks that go out: the template to fill, and the rows to correct.

Every cell is a text, so that nothing in it is taken for a formula. The texts for the
user come from the caller, in the user's language.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from . import columns
from .types import ListRow

# What XML 1.0 can't hold (section 2.2), and half characters that no encoding can.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The longest text of a cell (Microsoft, "Excel specifications and limits").
_LONGEST = 32_767
_TEXT = "@"
_SPARE_ROWS = 500
# What stands beside a rejected row, and how many characters wide.
_REJECTED = {"row": 12, "problem": 44, "advice": 60}

_HEADER_FILL = PatternFill("solid", fgColor="FFD9E1F2")
_CODE_FILL = PatternFill("solid", fgColor="FFFFF2CC")
_WRONG_FILL = PatternFill("solid", fgColor="FFFCE4D6")
_WORST_FILL = PatternFill("solid", fgColor="FFF4B084")


# No repr: neither codes nor T.C. numbers may reach a log by way of a debugging line.
@dataclass(frozen=True, repr=False, slots=True, kw_only=True)
class RejectedRow:
    """A row to give back, why it was not taken and how to correct it, both as texts
    for the user. `column` is the name of the column that is wrong, or empty.
    """

    row: ListRow
    problem: str
    advice: str
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class TemplateTexts:
    """The texts in a workbook, in the user's language."""

    title: str
    instructions_title: str
    instructions: Sequence[str]
    validation_title: str
    validation_prompt: str
    validation_error: str


@dataclass(frozen=True, kw_only=True)
class RejectedTexts(TemplateTexts):
    """The texts in a workbook of rejected rows; `labels` head what is beside them."""

    labels: Mapping[str, str]


def write_template(
    people: Sequence[Mapping[str, object]], texts: TemplateTexts
) -> bytes:
    """Return the workbook to fill: a line for each of `people`, and instructions.

    A person is a mapping of names of columns to texts; `code` is the present code, and
    what is missing stays empty. What has no column is left out.
    """
    shown = [column for column in columns.COLUMNS if column.in_template]
    book = Workbook(write_only=True)
    page = _new_page(book, texts, _heads(shown), len(people))
    cells = _cells(
        page, [_CODE_FILL if column.name == columns.CODE else None for column in shown]
    )
    for person in people:
        _append(page, cells, [str(person.get(column.name, "")) for column in shown])
    return _finish(book, texts)


def write_rejected(rows: Sequence[RejectedRow], texts: RejectedTexts) -> bytes:
    """Return the rows in the form of the template, with what to correct beside each.

    read.read() reads the workbook again. Raises KeyError if `texts.labels` lacks one
    of `row`, `problem` and `advice`.
    """
    names = [column.name for column in columns.COLUMNS]
    heads = _heads(columns.COLUMNS)
    heads += [_Head(name, texts.labels[name], _REJECTED[name]) for name in _REJECTED]
    book = Workbook(write_only=True)
    page = _new_page(book, texts, heads, len(rows))
    several = len({rejected.row.sheet for rejected in rows}) > 1
    cells = {
        wrong: _cells(page, [_fill(head.name, wrong) for head in heads])
        for wrong in (*names, "")
    }
    for rejected in rows:
        row = rejected.row
        place = f"{row.sheet}: {row.number}" if several else str(row.number)
        line = [row[name] for name in names]
        line += [place, rejected.problem, rejected.advice]
        _append(page, cells.get(rejected.column, cells[""]), line)
    return _finish(book, texts)


class _Head(NamedTuple):
    """The top of a column in a workbook; `width` in characters."""

    name: str
    header: str
    width: int


def _heads(shown: Iterable[columns.Column]) -> list[_Head]:
    return [_Head(column.name, column.header, column.width) for column in shown]


def _fill(name: str, wrong: str) -> PatternFill:
    return _WORST_FILL if name == wrong else _WRONG_FILL


def _new_page(
    book: Workbook, texts: TemplateTexts, heads: Sequence[_Head], count: int
) -> Worksheet:
    """Return a page with its header row written, for `count` rows below it."""
    page: Worksheet = book.create_sheet(_sheet_title(texts.title))
    for index, head in enumerate(heads, 1):
        column = page.column_dimensions[get_column_letter(index)]
        column.width = head.width
        # What is typed into rows below the list stays text, too.
        column.number_format = _TEXT
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"
    place = [head.name for head in heads].index(columns.CODE) + 1
    last_row = count + 1 + _SPARE_ROWS
    page.data_validations.append(_validation(texts, place, last_row))
    heading = _cells(page, [_HEADER_FILL] * len(heads), bold=True)
    _append(page, heading, [head.header for head in heads])
    return page


def _validation(texts: TemplateTexts, place: int, last_row: int) -> DataValidation:
    """Return the rule for the column of codes, the `place`-th from 1."""
    column = get_column_letter(place)
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
