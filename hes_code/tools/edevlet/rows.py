# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rows of the two tables, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..text import fold
from .tables import PageTables, Section
from .types import AnswerProblem, AnswerRow, BulkAnswer, TableName
from .words import (
    TableColumns,
    code_in,
    contradicts,
    is_code_like,
    masked_in,
    status_of,
    table_of_explanation,
)


@dataclass(frozen=True, repr=False)
class _Raw:
    """A row taken apart; `code` is empty where `shown` can't be read as one."""

    code: str
    shown: str
    masked_national_id: str
    explanation: str


def read_rows(page: PageTables, cut: bool) -> BulkAnswer:
    """Return what the tables of a page say; `cut` is what PageLines says of it.

    Every row of them goes into a row of the answer or into a problem; a row that stands
    there twice goes into one.
    """
    reader = _RowReader()
    for section in page.sections:
        reader.take(section)
    rows, problems = reader.settle()
    if cut:
        problems.append(AnswerProblem("cut", "", 0, ""))
    if page.error:
        details = {"text": page.error}
        problems.append(AnswerProblem("error", "", 0, page.error, details))
    tables = frozenset(reader.tables | (page.empty or set()))
    return BulkAnswer(tables, rows, problems, frozenset(page.groups))


class _RowReader:
    def __init__(self) -> None:
        self.tables: set[TableName] = set()
        self._numbers: dict[str, int] = {}
        self._by_code: dict[str, list[AnswerRow]] = {}
        self._problems: list[AnswerProblem] = []

    def take(self, section: Section) -> None:
        raws = [_take_apart(cells, section.columns) for cells in section.rows]
        table = _table_of(section, raws)
        if table and section.has_answer:
            self.tables.add(table)
        for raw in raws:
            self._take_row(raw, table or table_of_explanation(raw.explanation))
        if section.announced is not None and section.announced != len(raws):
            details = {"announced": section.announced, "read": len(raws)}
            # A title that nothing follows may be a link to a table further down.
            if section.has_answer or section.announced:
                problem = AnswerProblem(
                    "total", table or "", 0, str(section.announced), details
                )
                self._problems.append(problem)

    def settle(self) -> tuple[list[AnswerRow], list[AnswerProblem]]:
        """Return the rows, each code once, and the problems."""
        rows = []
        for same in self._by_code.values():
            variants = _distinct(same)
            statuses = {(row.table, row.status) for row in variants}
            if len(statuses) == 1:
                agreed = len({row.reason for row in variants}) == 1
                first = variants[0]
                rows.append(first if agreed else replace(first, reason=None))
                self._problems += _conflicts(variants[1:], first)
            else:
                self._problems += _conflicts(variants[:1], variants[1])
                self._problems += _conflicts(variants[1:], variants[0])
        return rows, self._problems

    def _take_row(self, raw: _Raw, table: TableName | None) -> None:
        number = self._numbers[table or ""] = self._numbers.get(table or "", 0) + 1
        details = {"code": raw.code} if raw.code else {}
        if not raw.code:
            self._problems.append(AnswerProblem("code", table or "", number, raw.shown))
        elif table is None:
            value = raw.explanation or raw.code
            self._problems.append(AnswerProblem("table", "", number, value, details))
        elif contradicts(table, raw.explanation):
            self._problems.append(
                AnswerProblem("explanation", table, number, raw.explanation, details)
            )
        else:
            status, reason = status_of(table, raw.explanation)
            masked, text = raw.masked_national_id, raw.explanation
            row = AnswerRow(raw.code, status, reason, masked, text, table, number)
            self._by_code.setdefault(raw.code, []).append(row)


def _table_of(section: Section, raws: list[_Raw]) -> TableName | None:
    """Return which table a section is: by its title, else if its rows agree on it."""
    if section.sure and section.table:
        return section.table
    tables = {table_of_explanation(raw.explanation) for raw in raws} - {None}
    return tables.pop() if len(tables) == 1 else None


def _distinct(rows: list[AnswerRow]) -> list[AnswerRow]:
    """Return the rows that say different things about one code.

    A masked number may be missing in one of them, and spelling counts for nothing.
    """
    variants: dict[tuple[str, str, str], AnswerRow] = {}
    for row in rows:
        key = row.table, row.status, fold(row.explanation)
        known = variants.setdefault(key, row)
        if known is not row and not known.masked_national_id:
            variants[key] = replace(known, masked_national_id=row.masked_national_id)
    return list(variants.values())


def _conflicts(rows: list[AnswerRow], other: AnswerRow) -> Iterator[AnswerProblem]:
    for row in rows:
        details: Mapping[str, int | str] = {
            "code": row.code,
            "other_table": other.table,
            "other_number": other.number,
        }
        yield AnswerProblem("conflict", row.table, row.number, row.explanation, details)


def _take_apart(cells: list[str], columns: TableColumns | None) -> _Raw:
    if columns is None:
        return _take_apart_by_content(cells)
    shown = _cell(cells, columns.code)
    code = code_in(shown)
    if not code:
        shown = shown or " | ".join(filter(None, cells))
    masked = masked_in(_cell(cells, columns.national_id))
    return _Raw(code, shown, masked, _cell(cells, columns.explanation))


def _take_apart_by_content(cells: list[str]) -> _Raw:
    """Without a header: one cell is a code, and the longest of the others explains."""
    codes = [cell for cell in cells if is_code_like(cell) and code_in(cell)]
    usual = codes if len(codes) == 1 else []
    masked = next((cell for cell in cells if masked_in(cell)), "")
    rest = [cell for cell in cells if cell not in (*usual, masked)]
    known = [cell for cell in rest if table_of_explanation(cell)]
    explanation = max(known or rest, key=len, default="")
    shown = usual[0] if usual else next(filter(is_code_like, cells), cells[0])
    return _Raw(code_in(shown) if usual else "", shown, masked_in(masked), explanation)


def _cell(cells: list[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""
