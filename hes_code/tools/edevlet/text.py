# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of a text that was copied from the screen."""

import re
from collections.abc import Iterator

from ..sheet.types import clean
from .types import TEXT_CELLS, EdevletError, Limits, Line, cell_text
from .words import (
    Columns,
    code_in,
    columns_of,
    is_code_like,
    masked_in,
    title_of,
    total_of,
)

# A code and what follows it, where a PDF or a chat left one blank between cells.
_SINGLE_BLANKS = re.compile(
    r"([^\W_]{4}-[^\W_]{4}-[^\W_]{2}) (?:([*•xX]{2,}\d{1,5}|\d{11}) )?(.+)"
)
_WIDE_GAP = re.compile(r"\s{2,}")
_MOST_COLUMNS = 8


def text_lines(text: str, limits: Limits) -> Iterator[Line]:
    """Give the lines of a text; cells that stand one below the other become rows.

    Raises EdevletError `too_large`.
    """
    pile: list[str] = []
    grid = 0
    for cells in _cells(text, limits):
        alone = len(cells) == 1
        if pile and (not alone or title_of(cells[0])):
            grid += 1
            yield from _unpile(pile, grid)
            pile = []
        if alone and not title_of(cells[0]):
            pile.append(cells[0])
        else:
            yield Line(cells)
    yield from _unpile(pile, grid + 1)


def _cells(text: str, limits: Limits) -> Iterator[list[str]]:
    count = 0
    for line in text.splitlines():
        cells = [cell_text(cell, limits) for cell in split_cells(line)]
        count += max(len(cells), TEXT_CELLS)
        if count > limits.cells:
            raise EdevletError("too_large", cells=limits.cells)
        if any(cells):
            yield cells


def split_cells(line: str) -> list[str]:
    """Return the cells of a line, split by tabs, `;`, `|` or wide gaps."""
    for separator in ("\t", ";", "|"):
        if separator in line:
            return line.split(separator)
    cells = _WIDE_GAP.split(clean(line))
    match = _SINGLE_BLANKS.fullmatch(cells[0]) if len(cells) == 1 else None
    return [cell or "" for cell in match.groups()] if match else cells


def _unpile(pile: list[str], grid: int) -> Iterator[Line]:
    """Give the rows of a table whose cells stand one below the other.

    Its header takes as many lines as lie between the header of the codes and the first
    code. Without such a header, every line stays one.
    """
    totals = [text for text in pile[:2] if total_of(text) is not None]
    cells = pile[len(totals) :] if pile[: len(totals)] == totals else pile
    codes = [index for index, cell in enumerate(cells) if is_code_like(cell)]
    heads = [index for index, cell in enumerate(cells) if columns_of([cell])]
    width = codes[0] - heads[0] if codes and heads else 0
    columns = columns_of(cells[:width]) if 1 < width <= _MOST_COLUMNS else None
    if columns is None or cells is pile and totals:
        yield from (Line([text]) for text in pile)
        return
    yield from (Line([text]) for text in totals)
    yield Line(cells[:width], grid)
    start = width
    while start <= codes[-1] or any(map(code_in, cells[start + columns.code :][:1])):
        row, start = _next_row(cells, start, columns, start + width > codes[-1])
        yield Line(row, grid)
    yield from (Line([text]) for text in cells[start:])


def _next_row(
    cells: list[str], start: int, columns: Columns, is_last: bool
) -> tuple[list[str], int]:
    """Return the row that begins at `start`, and where the next one does.

    Cells that were empty are missing, and a code may not be one: the next thing that
    looks like a code tells where the row ends.
    """
    window = cells[start : start + columns.width]
    likely = [index for index, cell in enumerate(window) if is_code_like(cell)]
    if likely and likely[0] > columns.code:
        length = likely[0] - columns.code
    elif len(likely) > 1:
        length = max(likely[1] - columns.code, likely[0] + 1)
    elif likely:
        length = len(window) - (columns.code - likely[0])
    else:
        length = len(window)
    if is_last and likely:
        below = range(likely[0] + 1, length)
        length = next((i for i in below if total_of(window[i]) is not None), length)
    return _padded(window[:length], columns), start + length


def _padded(row: list[str], columns: Columns) -> list[str]:
    """Return a row with blanks where a cell seems to be missing."""
    likely = next((index for index, cell in enumerate(row) if is_code_like(cell)), -1)
    if 0 <= likely < columns.code:
        row = [""] * (columns.code - likely) + row
    place = columns.national_id
    if len(row) < columns.width and place >= 0 and not any(map(masked_in, row)):
        row = [*row[:place], "", *row[place:]]
    return row
