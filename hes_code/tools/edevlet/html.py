# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of an HTML page: rows of its tables, and the text around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .types import (
    TEXT_CELLS,
    EdevletError,
    PageLimits,
    PageLine,
    PageLines,
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
# What stands in these is no markup; in the first of them it is no text of the page.
_SILENT = frozenset("script style iframe noembed noframes template xmp".split())
_RAW = _SILENT | {"textarea", "title"}
_SPAN_LIMIT = 1000
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|table|tbody|thead|tr|td|div|dl|p|h[1-6]|ul|span|form"
    r"|section|article|main|label)\b[^<]",
    re.IGNORECASE,
)
# A comment, or a declaration; in a browser both end at the first `>` that ends them.
_DECLARATION = re.compile(r"<!(?:--(?:-?>|.*?--!?>)|(?!--)[^>]*>)", re.DOTALL)
# int() refuses, or takes for ever, what html.unescape() hands it here.
_ENDLESS_REFERENCE = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")

_Attributes = Sequence[tuple[str, str | None]]


def is_markup(text: str) -> bool:
    """Return whether a text is HTML."""
    return bool(_MARKUP.search(text))


def read_html(page: str, limits: PageLimits) -> PageLines:
    """Return the lines of a page, whatever CSS hides.

    A table with others in it is layout: its own texts come cell by cell. The page is
    `cut` if it ends inside of a tag, a comment, a script or a table, or lacks the end
    of `<html>`. Raises EdevletError `too_large`.
    """
    reader = _LineReader(limits)
    # With a blank at the end, else the parser would wait for the rest of a reference.
    reader.feed(_ENDLESS_REFERENCE.sub("\ufffd", page) + "\n")
    return reader.finish()


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


class _LineReader(HTMLParser):
    """Turns texts and tags into lines, with one list of open tables, no recursion."""

    def __init__(self, limits: PageLimits) -> None:
        super().__init__()
        self._limits = limits
        self._tables: list[_Table] = []
        self._grids = 0
        self._cells = 0
        self._tags = 0
        self._pieces: list[str] = []
        self._fields: list[str] = []
        self._inner = 0  # tables that are open inside a cell of a data table
        self._in_value = False
        self._raw = ""
        self._html = 0
        self._lines: list[PageLine] = []

    def finish(self) -> PageLines:
        """Return the lines, after all of the page was fed."""
        cut = bool(self.rawdata or self._raw or self._tables) or self._html > 0
        while self._tables:
            self._end_table()
        self._break()
        return PageLines(self._lines, cut)

    def handle_data(self, data: str) -> None:
        """Take a text."""
        self._count_tag()
        if self._raw not in _SILENT:
            self._pieces.append(data)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        """Take the start of an element."""
        self._count_tag()
        if not self._raw:
            self._raw = tag if tag in _RAW else ""
            self._take(tag, True, attrs)

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        """Take a start: in HTML the slash of `<td/>` says nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        self._count_tag()
        if self._raw in ("", tag):
            self._raw = ""
            self._take(tag, False, ())

    def parse_html_declaration(self, i: int) -> int:
        """Return where a declaration ends, -1 if it does not, as browsers see it.

        The library's own (Python 3.10 to 3.13, not in each release) takes `<!-->` and
        `<![CDATA[` for the beginning of more, and what follows would be lost.
        """
        found = _DECLARATION.match(self.rawdata, i)
        return found.end() if found else -1

    def parse_comment(self, i: int, report: bool = True) -> int:
        """Return where a comment ends, -1 if it does not."""
        return self.parse_html_declaration(i)

    def _count_tag(self) -> None:
        self._tags += 1
        if self._tags > self._limits.tags:
            raise EdevletError("too_large", tags=self._limits.tags)

    def _take(self, tag: str, opens: bool, attrs: _Attributes) -> None:
        if tag == "html":
            self._html += 1 if opens else -1
        elif self._inner:
            self._inner += (tag == "table") * (1 if opens else -1)
            self._pieces.append("" if tag in _INLINE else " ")
        elif tag in ("table", "tr", "td", "th"):
            self._take_table(tag, opens, attrs)
        elif tag not in _INLINE:
            self._in_value = opens if tag == "dd" else self._in_value
            self._soften() if self._in_value and tag == "br" else self._break()
        elif tag in _FIELD and not self._in_cell:
            self._end_field()

    def _take_table(self, tag: str, opens: bool, attrs: _Attributes) -> None:
        if tag == "table":
            self._start_table() if opens else self._end_table()
        elif not self._tables:
            self._break()  # a row of no table, as in a fragment
            if opens and tag == "tr":
                self._start_table()
                self._start_row()
        elif tag == "tr":
            self._end_row()
            if opens:
                self._start_row()
        elif opens:
            self._start_cell(_span(attrs, "colspan"), _span(attrs, "rowspan"))
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
            self._lines.append(PageLine(self._fields))
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
            self._lines.append(PageLine(row, table.grid))

    def _start_cell(self, columns: int, rows: int) -> None:
        table = self._tables[-1]
        self._end_cell()
        self._break()
        if table.row is None:
            table.row = []
        self._fill(table)
        table.cell = columns, rows

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


def _span(attrs: _Attributes, name: str) -> int:
    """Return how many columns or rows a cell takes, at most _SPAN_LIMIT."""
    value = (dict(attrs).get(name) or "").strip()
    number = int(value[:4]) if value.isascii() and value.isdigit() else 1
    return min(max(number, 1), _SPAN_LIMIT)
