# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every kind of workbook is turned into before anybody looks at its meaning."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from ..text import MEGABYTE

# A header is looked for in so many rows; above it stand titles and dates.
HEADER_ROWS = 30

# A code of the usual pattern has so many digits, and letters.
CODE_DIGITS = 8

SheetErrorKind = Literal[
    "empty_file",
    "too_large",
    "too_many_sheets",
    "too_many_rows",
    "too_many_columns",
    "too_many_cells",
    "unreadable",
    "encrypted",
    "macros",
    "unsupported",
    "too_old",
    "encoding",
    "only_hidden",
    "no_header",
    "ambiguous_header",
]
SHEET_ERROR_KINDS: tuple[SheetErrorKind, ...] = get_args(SheetErrorKind)

ProblemKind = Literal[
    "formula",
    "merged",
    "number_format",
    "error_value",
    "too_long",
    "date",
    "misplaced",
    "unread_code",
]

# The first part of a number format: zeros, perhaps with a language and a blank.
_ZEROS = re.compile(r"(?:\[[^\]]*\])?(0{2,30})(?:_.|\\.)?(?:;.*)?", re.DOTALL)

# A merged range takes as much memory as so many cells do.
MERGE_CELLS = 5


class SheetError(Exception):
    """A file that can't be taken at all.

    `kind` is one of SHEET_ERROR_KINDS; `details` has what a message needs, such as
    the limit that was passed or the headers that were found. No text for users.
    """

    def __init__(self, kind: SheetErrorKind, **details: object) -> None:
        super().__init__(kind)
        self.kind: SheetErrorKind = kind
        self.details: dict[str, object] = details


@dataclass(frozen=True)
class SheetLimits:
    """How much of a file is taken before it is refused.

    `rows` counts the data rows of all tables together; `columns` is the last column
    that a table may use; `cell_chars` the longest text of one cell. `cells` counts all
    that is walked over, whether it is kept or not: rows and cells, also empty ones, and
    their flaws. `chars` counts the texts that are kept.
    """

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 50 * MEGABYTE
    rows: int = 50_000
    cells: int = 500_000
    chars: int = 20_000_000
    columns: int = 200
    sheets: int = 20
    cell_chars: int = 1000


class Budget:
    """What may still be taken of one file, all of its sheets together.

    It counts and looks at no clock: what is refused is so on every machine.
    """

    def __init__(self, limits: SheetLimits) -> None:
        self._limits = limits
        self._cells, self._chars = limits.cells, limits.chars

    def walk(self, cells: int) -> None:
        """Count what was walked over. Raises SheetError `too_many_cells`."""
        self._cells -= cells
        if self._cells < 0:
            raise SheetError("too_many_cells", limit=self._limits.cells)

    def keep(self, chars: int) -> None:
        """Count texts that are kept. Raises SheetError `too_large`."""
        self._chars -= chars
        if self._chars < 0:
            raise SheetError("too_large", limit=self._limits.chars)


@dataclass(frozen=True, repr=False, slots=True)
class CellProblem:
    """Why a cell can't be trusted: what kind it is, the column of the list whose cell
    it is (its name, as in columns.COLUMNS), and what stands there (of `merged`,
    the range; of `misplaced` and `unread_code`, the code that stands elsewhere).
    """

    kind: ProblemKind
    column: str
    value: str


# No repr: neither codes nor T.C. numbers may reach a log by way of a debugging line.
@dataclass(frozen=True, repr=False, slots=True)
class ListRow:
    """One row of a list of people: `row["code"]` is the text of its column `code`.

    The names are those of columns.COLUMNS; a text is empty where there is no cell or
    no value. `number` is what Excel shows beside the row, in a text file that of the
    record.
    """

    sheet: str
    number: int
    texts: Mapping[str, str]
    problems: tuple[CellProblem, ...] = ()

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")


class Flaw(NamedTuple):
    """Something about one cell (0-based `column`) that its text does not show."""

    column: int
    kind: ProblemKind
    value: str


class RawRow(NamedTuple):
    """A row that is not empty: its number as Excel shows it, and its cells as text.

    `width` counts the columns up to the last one in use; `cells` may be shorter.
    """

    number: int
    cells: list[str]
    flaws: list[Flaw]
    width: int
    hidden: bool = False


class Merge(NamedTuple):
    """A merged range; rows as Excel numbers them, columns from 0, all inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    reference: str


@dataclass
class Table:
    """One sheet. `rows` can be walked once; `merges` and `hidden_columns` (first and
    last, from 0) are whole only after that.
    """

    name: str
    rows: Iterator[RawRow]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def number_text(value: float, shown: str) -> tuple[str, ProblemKind | None]:
    """Return a number of a cell as text, and whether digits were lost.

    A whole number becomes its digits, another one stays as it was `shown`. Excel keeps
    15 digits (Microsoft, "Excel specifications and limits"): a longer number has been
    changed before anybody could read it.
    """
    if abs(value) >= 1e15:
        return shown, "number_format"
    return (str(int(value)), None) if value % 1 == 0 else (shown, None)


def zeros_in(code: str) -> int:
    """Return how many digits a number format fills up with zeros: 00042 is often the
    number 42 in the format 00000. Another format has none.
    """
    found = _ZEROS.fullmatch(code)
    return len(found[1]) if found else 0
