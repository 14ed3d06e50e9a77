# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The two tables of the bulk page, found among its lines by titles and headers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .types import PageLine, TableName
from .words import (
    TableColumns,
    columns_of,
    empty_of,
    group_in,
    is_another_page,
    is_code_like,
    is_error,
    is_group,
    is_the_page,
    is_total,
    table_of_explanation,
    table_of_header,
    title_of,
    total_of,
)


@dataclass(repr=False)
class Section:
    """A stretch of the page that a title or a header opened.

    `table` is None where neither names one; unless `sure`, two titles stood in a row
    and it may be the other one. `grid` is None before the first row. Without `columns`
    there was no header, and only rows with something like a code were kept.
    """

    table: TableName | None
    sure: bool = True
    grid: int | None = None
    columns: TableColumns | None = None
    rows: list[list[str]] = field(default_factory=list)
    announced: int | None = None
    empty: bool = False

    @property
    def has_answer(self) -> bool:
        """Whether there is more to it than its title, or than a list of codes."""
        if self.table is None:
            cells = (cell for row in self.rows for cell in row)
            return self.empty or any(map(table_of_explanation, cells))
        return bool(self.rows or self.columns or self.empty or self.announced == 0)


@dataclass(repr=False)
class PageTables:
    """What was found on a page.

    `empty` are the tables that a sentence outside of them says to be empty, None if
    there is no such sentence; `is_another` if it reads like a login or error page;
    `error` is the first line that says that something went wrong; `groups` are names of
    groups.
    """

    sections: list[Section] = field(default_factory=list)
    empty: frozenset[TableName] | None = None
    is_another: bool = False
    error: str = ""
    groups: set[str] = field(default_factory=set)

    @property
    def answers(self) -> bool:
        """Whether this is an answer at all."""
        return self.empty is not None or any(part.has_answer for part in self.sections)


def find_tables(lines: Iterable[PageLine]) -> PageTables:
    """Sort the lines of a page into its tables."""
    finder = _TableFinder()
    for line in lines:
        filled = [cell for cell in line.cells if cell]
        if filled:
            finder.take(line, filled)
    return finder.finish()


class _TableFinder:
    def __init__(self) -> None:
        self._page = PageTables()
        self._section: Section | None = None
        self._is_bulk = False
        self._says_nothing = False
        self._after_label = False

    def take(self, line: PageLine, filled: list[str]) -> None:
        if not any(map(is_code_like, filled)):
            if self._take_text(line, filled) or self._take_header(line, filled):
                return
        self._take_row(line, filled)

    def finish(self) -> PageTables:
        """Return what was found; call it once, after the last line."""
        # "No record" is an answer on this page; on others it may be about anything.
        if self._says_nothing and self._is_bulk and not self._page.sections:
            self._page.empty = self._page.empty or frozenset()
        return self._page

    def _take_text(self, line: PageLine, filled: list[str]) -> bool:
        """Take a title, a total, or a sentence that there is nothing to list."""
        text, section = line.text, self._section
        in_table = section and section.columns and section.grid == line.grid
        if in_table and len(filled) > 1 and not title_of(filled[0]):
            return is_total(text) and self._take_total(text)
        self._is_bulk = self._is_bulk or is_the_page(text)
        self._page.is_another = self._page.is_another or is_another_page(text)
        if not self._page.error and is_error(text):
            self._page.error = text
        self._take_group(filled)
        empty = empty_of(text)
        if empty is not None:
            return self._take_empty(line, empty)
        table = title_of(text)
        if table:
            self._open(table, text)
            return True
        return self._take_total(text)

    def _take_group(self, filled: list[str]) -> None:
        name = group_in(filled)
        if name is None and self._after_label and len(filled) == 1:
            name = filled[0]
        self._after_label = name == ""
        if name and is_group(name):
            self._page.groups.add(name)

    def _open(self, table: TableName, text: str) -> None:
        last = self._section
        done = last is None or last.has_answer or last.table in (self._page.empty or ())
        if last and not done and last.table == table:
            last.announced = total_of(text)
            return
        self._start(Section(table, sure=done, announced=total_of(text)))

    def _start(self, section: Section) -> None:
        self._section = section
        self._page.sections.append(section)

    def _take_total(self, text: str) -> bool:
        total = total_of(text) if self._section else None
        if self._section is None or total is None:
            return False
        self._section.announced = max(self._section.announced or 0, total)
        return True

    def _take_empty(self, line: PageLine, named: frozenset[TableName]) -> bool:
        section = self._section
        if named:
            self._page.empty = (self._page.empty or frozenset()) | named
        elif section is None:
            self._says_nothing = True
        if section is None or (named and section.table not in named):
            return True
        if section.rows:
            # In a table that has rows, this is one whose code is missing.
            return bool(named) or line.grid == 0 or section.grid != line.grid
        section.empty = True
        return True

    def _take_header(self, line: PageLine, filled: list[str]) -> bool:
        columns = columns_of(line.cells)
        if columns is None or (line.grid == 0 and len(filled) < 2):
            return False
        section = self._section
        if section and section.grid in (None, line.grid):
            known = section.columns
            if known and columns.explanation < 0 and columns.code != known.code:
                return False  # a row that speaks of a HES code
            section.grid, section.columns = line.grid, columns
        else:
            table = table_of_header(line.cells)
            self._start(Section(table, grid=line.grid, columns=columns))
        return True

    def _take_row(self, line: PageLine, filled: list[str]) -> None:
        likely = any(map(is_code_like, filled))
        section = self._section_of(line, filled, likely)
        if section is None:
            return
        # Below rows that are made without a table other lines follow.
        is_row = section.columns and (line.grid or len(filled) > 1)
        if likely or is_row:
            section.grid = line.grid
            section.rows.append(line.cells)

    def _section_of(
        self, line: PageLine, filled: list[str], likely: bool
    ) -> Section | None:
        """Return the section that a row goes to, None if it is of no table."""
        section = self._section
        if section and section.grid in (None, line.grid):
            return section
        if section and section.columns and not section.rows and likely:
            # The header of a table that scrolls is often a table of its own.
            if section.columns.width == len(line.cells):
                return section
        explained = any(map(table_of_explanation, filled))
        if likely and (len(filled) > 1 or explained):
            self._start(Section(None, grid=line.grid))
            return self._section
        return None
