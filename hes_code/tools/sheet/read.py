# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of people and their HES codes: the bytes of a workbook read as rows.

A list comes from the template (see sheet_write) or is anybody's own: its columns are
found by their headers. What a row means, and whose it is, is told by roster.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from .columns import Columns, explain_missing, find_columns, is_header
from .formats import Kind, read_tables
from .types import (
    FIELDS,
    HEADER_ROWS,
    PROBLEM_KINDS,
    SHEET_ERROR_KINDS,
    Budget,
    Limits,
    Merge,
    Problem,
    ProblemKind,
    RawRow,
    Row,
    SheetError,
    SheetErrorKind,
    Table,
)
from .write import (
    Person,
    RejectedRow,
    RejectedTexts,
    TemplateTexts,
    write_rejected,
    write_template,
)

__all__ = [
    "FIELDS",
    "PROBLEM_KINDS",
    "SHEET_ERROR_KINDS",
    "Kind",
    "Limits",
    "Person",
    "Problem",
    "ProblemKind",
    "RejectedRow",
    "RejectedTexts",
    "Row",
    "Sheet",
    "SheetError",
    "SheetErrorKind",
    "TemplateTexts",
    "read",
    "write_rejected",
    "write_template",
]

# 1,23457E+10 is what is left of a T.C. number that Excel wrote into a text file.
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE]\+\d{1,3}")
# Cells that are looked at for words of a header, which takes its time: no list has so
# many of them, a workbook with many wide sheets does.
_HEADER_CELLS = 50_000
# As numbers these three have neither fractions nor powers.
_DIGITS = ("national_id", "badge", "code")


@dataclass
class Sheet:
    """A list that was read: its rows, and how many empty ones stood between them.

    `sheets` are the names of the sheets that hold a list, `skipped_sheets` those of the
    others. A row is empty if it has neither a code nor anything that names a person.
    """

    kind: Kind
    rows: list[Row] = field(default_factory=list)
    empty_rows: int = 0
    sheets: list[str] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)


def read(data: bytes, filename: str, limits: Limits = Limits()) -> Sheet:  # noqa: B008
    """Read the bytes of an .xlsx, .xls or .csv file.

    What it is, is told by its content; `filename` only names the sheet of a text file.
    Raises SheetError, of one of SHEET_ERROR_KINDS, for a file that can't be taken. What
    is wrong with a single cell is told in the problems of its row.
    """
    budget = Budget(limits)
    kind, tables = read_tables(data, filename, limits, is_header, budget)
    found = Sheet(kind)
    heads: list[tuple[str, list[RawRow]]] = []
    looked_at = 0
    for table in tables:
        head = list(islice(table.rows, HEADER_ROWS))
        looked_at += sum(len(row.cells) for row in head)
        if looked_at > _HEADER_CELLS:
            raise SheetError("too_many_sheets", limit=_HEADER_CELLS)
        start, columns = _find_header(head, table.name)
        if columns is None:
            heads.append((table.name, head))
            found.skipped_sheets.append(table.name)
            continue
        found.sheets.append(table.name)
        table.rows = chain(head[start:], table.rows)
        _read_table(table, columns, limits, budget, found)
    if not found.sheets:
        raise _no_header(heads, limits)
    return found


def _find_header(head: list[RawRow], name: str) -> tuple[int, Columns | None]:
    """Return the index of the first row of data, and the columns."""
    for index, row in enumerate(head):
        columns = find_columns(row, name)
        if columns:
            return index + 1, columns
    return 0, None


def _no_header(heads: list[tuple[str, list[RawRow]]], limits: Limits) -> SheetError:
    filled = [(name, rows) for name, rows in heads if rows]
    if not filled:
        return SheetError("empty_file")
    if any(row.width > limits.columns for _name, rows in filled for row in rows):
        return SheetError("too_many_columns", limit=limits.columns)
    name, rows = filled[0]
    return SheetError("no_header", sheet=name, **explain_missing(rows))


def _read_table(
    table: Table, columns: Columns, limits: Limits, budget: Budget, found: Sheet
) -> None:
    rows = []
    for raw in table.rows:
        if raw.width > limits.columns:
            raise SheetError("too_many_columns", limit=limits.columns, row=raw.number)
        row = _row(raw, table.name, columns, limits)
        if row.code or row.national_id or row.badge or row.name:
            rows.append(row)
            budget.keep(_size(row))
            if len(found.rows) + len(rows) > limits.rows:
                raise SheetError("too_many_rows", limit=limits.rows)
    if rows:
        found.empty_rows += max(rows[-1].number - columns.row - len(rows), 0)
    found.rows += _with_merges(rows, table.merges, columns)


def _size(row: Row) -> int:
    """Return how many characters a row keeps."""
    texts = (row.national_id, row.badge, row.name, row.department, row.code)
    told = sum(len(problem.value) for problem in row.problems)
    return sum(map(len, texts)) + told


def _row(raw: RawRow, sheet: str, columns: Columns, limits: Limits) -> Row:
    # A field without a column (-1) is read from the empty cell added at the end.
    cells = raw.cells[: columns.last + 1]
    cells += [""] * (columns.last + 2 - len(cells))
    row = Row(
        sheet,
        raw.number,
        cells[columns.national_id],
        cells[columns.badge],
        " ".join([cells[column] for column in columns.name]).strip(),
        cells[columns.department],
        cells[columns.code],
    )
    problems = [
        Problem(flaw.kind, columns.judged[flaw.column], flaw.value[: limits.cell_chars])
        for flaw in raw.flaws
        if flaw.column in columns.judged
    ]
    for name in _DIGITS:
        value: str = getattr(row, name)
        told = any(problem.column == name for problem in problems)
        if "+" in value and not told and _SCIENTIFIC.fullmatch(value):
            problems.append(Problem("number_format", name, value))
    if max(map(len, cells)) > limits.cell_chars:
        row = _shortened(row, limits.cell_chars, problems)
    return replace(row, problems=tuple(problems)) if problems else row


def _shortened(row: Row, limit: int, problems: list[Problem]) -> Row:
    """Return the row with its texts cut, and add to its problems which were."""
    texts = {name: getattr(row, name) for name in FIELDS}
    long = {name: text for name, text in texts.items() if len(text) > limit}
    problems += [Problem("too_long", name, long[name][:limit]) for name in long]
    return replace(row, **{name: text[:limit] for name, text in long.items()})


def _with_merges(rows: list[Row], merges: list[Merge], columns: Columns) -> list[Row]:
    """Return the rows; those that a merged cell covers together have a problem more.

    Only the first row of a merged range holds the value, and nothing tells whether it
    was meant for the others.
    """
    if not merges:
        return rows
    covered: dict[int, list[Problem]] = {}
    numbers = [row.number for row in rows]
    for column, name in columns.judged.items():
        for first, last, reference in _spans(merges, column):
            problem = Problem("merged", name, reference)
            begin, end = bisect_left(numbers, first), bisect_right(numbers, last)
            for index in range(begin, end):
                covered.setdefault(index, []).append(problem)
    for index, problems in covered.items():
        row = rows[index]
        rows[index] = replace(row, problems=(*row.problems, *problems))
    return rows


def _spans(merges: list[Merge], column: int) -> list[tuple[int, int, str]]:
    """Return the rows that are merged in a column: (first, last, reference).

    Ranges may overlap in a damaged file; here each row is told of once.
    """
    spans: list[tuple[int, int, str]] = []
    reached = 0
    for merge in sorted(merges):
        if merge.first_column <= column <= merge.last_column:
            if merge.last_row > reached:
                first = max(merge.first_row, reached + 1)
                spans.append((first, merge.last_row, merge.reference))
                reached = merge.last_row
    return spans
