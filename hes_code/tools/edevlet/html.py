# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of an HTML page: rows of its tables, and the text around them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .markup import Token, spans, tokens
from .types import (
    TEXT_CELLS,
    EdevletError,
    Limits,
    Line,
    Source,
    cell_text,
)
from .words import columns_of

# What leaves the line as it is; every other tag ends it.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big code em font i ins kbd mark q s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
# Inline, but often a field or a badge of its own.
_FIELD = frozenset(("a", "span"))
_SPAN_LIMIT = 1000


@dataclass
class _Table:
    """A table that is open. `spanned` are the cells that reach into rows to come:
    column -> (rows left, text).
    """

    grid: int
    row: list[str] | None = None
    cell: tuple[int, int] | None = None
    is_data: bool = False
    spanned: dict[int, tuple[int, str]] = field(default_factory=dict)


def read_html(page: str, limits: Limits) -> Source:
    """Return the lines of a page, whatever CSS hides. Raises, while they are walked,
    EdevletError `too_large`.

    A table that holds others is layout: its own texts come cell by cell. The page is
    `cut` if it ends inside of a tag or of a table, or lacks the end of `<html>`.
    """
    reader = _Reader(limits)
    source = Source("html", iter(()))
    source.lines = reader.walk(page, source)
    return source


class _Reader:
    """Turns tokens into lines, with one list of open tables and no recursion."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tables: list[_Table] = []
        self._grids = 0
        self._cells = 0
        self._pieces: list[str] = []
        self._fields: list[str] = []
        self._inner = 0  # tables that are open inside a cell of a data table
        self._in_value = False
        self._html = 0
        self._ready: list[Line] = []

    def walk(self, page: str, source: Source) -> Iterator[Line]:
        for number, token in enumerate(tokens(page)):
            if number > self._limits.tags:
                raise EdevletError("too_large", tags=self._limits.tags)
            self._take(token)
            if token.kind == "cut":
                source.cut = True
            if self._ready:
                yield from self._ready
                self._ready.clear()
        source.cut = source.cut or bool(self._tables) or self._html > 0
        while self._tables:
            self._end_table()
        self._break()
        yield from self._ready

    def _take(self, token: Token) -> None:
        kind, name, value = token
        if kind == "text":
            self._pieces.append(value)
        elif name == "html":
            self._html += 1 if kind == "open" else -1
        elif self._inner:
            self._inner += (name == "table") * (1 if kind == "open" else -1)
            self._pieces.append("" if name in _INLINE else " ")
        elif name in ("table", "tr", "td", "th"):
            self._take_table(token)
        elif name not in _INLINE:
            self._in_value = kind == "open" if name == "dd" else self._in_value
            self._soften() if self._in_value and name == "br" else self._break()
        elif name in _FIELD and not self._in_cell:
            self._end_field()

    def _take_table(self, token: Token) -> None:
        kind, name, value = token
        if name == "table":
            self._start_table() if kind == "open" else self._end_table()
        elif not self._tables:
            self._break()  # a row of no table, as in a fragment
            if kind == "open" and name == "tr":
                self._start_table()
                self._start_row()
        elif name == "tr":
            self._end_row()
            if kind == "open":
                self._start_row()
        elif kind == "open":
            self._start_cell(*spans(value))
        else:
            self._end_cell()

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and self._tables[-1].cell is not None

    def _soften(self) -> None:
        self._pieces.append(" ")

    def _end_field(self) -> None:
        text = cell_text("".join(self._pieces), self._limits)
        self._pieces.clear()
        if text:
            self._count(TEXT_CELLS)
            self._fields.append(text)

    def _break(self) -> None:
        """End a line of text; in a cell, which is one line, leave a blank."""
        if self._in_cell:
            self._soften()
            return
        self._end_field()
        if self._fields:
            self._ready.append(Line(self._fields))
            self._fields = []

    def _start_table(self) -> None:
        if self._in_cell:
            if self._tables[-1].is_data:
                self._inner = 1
                self._soften()
                return
            # Layout: what stood in the cell so far is a line of its own.
            cell, self._tables[-1].cell = self._tables[-1].cell, None
            self._break()
            self._tables[-1].cell = cell
        self._break()
        if len(self._tables) >= self._limits.depth:
            raise EdevletError("too_large", depth=self._limits.depth)
        self._grids += 1
        self._tables.append(_Table(self._grids))

    def _end_table(self) -> None:
        if self._tables:
            self._end_row()
            self._break()
            self._tables.pop()
            self._pieces.clear()

    def _start_row(self) -> None:
        self._break()
        self._tables[-1].row = []

    def _end_row(self) -> None:
        table = self._tables[-1]
        self._end_cell()
        self._fill(table)
        row, table.row = table.row, None
        if row and any(row):
            columns = None if table.is_data else columns_of(row)
            table.is_data = table.is_data or bool(columns and columns.explanation >= 0)
            self._ready.append(Line(row, table.grid))

    def _start_cell(self, columns: int, rows: int) -> None:
        table = self._tables[-1]
        self._end_cell()
        self._break()
        if table.row is None:
            table.row = []
        self._fill(table)
        table.cell = min(columns, _SPAN_LIMIT), min(rows, _SPAN_LIMIT)

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is None or table.row is None:
            return
        columns, rows = table.cell
        table.cell = None
        text = cell_text("".join(self._pieces), self._limits)
        self._pieces.clear()
        if rows > 1:
            table.spanned[len(table.row)] = rows - 1, text
        self._count(columns)
        table.row += [text] + [""] * (columns - 1)

    def _fill(self, table: _Table) -> None:
        """Put in what a cell of a row above reaches down with."""
        while table.row is not None and len(table.row) in table.spanned:
            rows, text = table.spanned.pop(len(table.row))
            if rows > 1:
                table.spanned[len(table.row)] = rows - 1, text
            self._count(1)
            table.row.append(text)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise EdevletError("too_large", cells=self._limits.cells)
