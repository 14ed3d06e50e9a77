# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the answers of e-Devlet are turned into."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from ..text import MEGABYTE, clean

TableName = Literal["risky", "invalid"]
BulkStatus = Literal["risky", "expired", "not_found", "unknown"]
SingleStatus = Literal["riskless", "risky", "expired", "not_found", "unknown"]
Reason = Literal["positive", "contact"]

# code: no HES code could be read in a row of a table.
# explanation: it contradicts the table that it stands in; the status stays open.
# table: it is unknown which of the two tables a row belongs to.
# conflict: a code with two statuses or two explanations.
# total: the page announces another number of rows than were read.
# cut: the page ends before it is finished.
# error: the page says that something went wrong.
ProblemKind = Literal[
    "code", "explanation", "table", "conflict", "total", "cut", "error"
]

# empty: there is nothing in it.
# unreadable: a web archive without a page in it, or a page that is no text.
# unsupported: no page at all, such as a workbook or a text.
# no_table: neither table, nor a sentence that there is nothing to list.
# not_the_page: the same, and it is a login or error page.
# no_labels: no risk status on what should be the single page.
# several: a label with two different values, so it is more than one answer.
EdevletErrorKind = Literal[
    "empty",
    "too_large",
    "unreadable",
    "unsupported",
    "not_the_page",
    "no_table",
    "no_labels",
    "several",
]
ERROR_KINDS: tuple[EdevletErrorKind, ...] = get_args(EdevletErrorKind)

# Finding out what a text by itself says takes as long as reading so many cells.
TEXT_CELLS = 3


class EdevletError(ValueError):
    """Refusal of something of which nothing could be read.

    `kind` is one of ERROR_KINDS; `details` has what a message needs, such as the
    limit that was passed. The text of the exception holds neither data nor a message
    for users.
    """

    def __init__(self, kind: EdevletErrorKind, **details: object) -> None:
        super().__init__(f"not an e-Devlet answer: {kind}")
        self.kind: EdevletErrorKind = kind
        self.details: Mapping[str, object] = details


@dataclass(frozen=True)
class PageLimits:
    """How much is taken before it is refused: `size` counts bytes or characters of the
    input, `tags` tags and texts of a page; `depth` is that of nested tables.
    """

    size: int = 5 * MEGABYTE
    cells: int = 100_000
    tags: int = 1_000_000
    cell_chars: int = 1000
    depth: int = 50


@dataclass(frozen=True, repr=False, slots=True)
class PageLine:
    """A row of cells or, where `grid` is 0, text outside of any table.

    `grid` numbers the tables of the page. Cells are single-spaced.
    """

    cells: list[str]
    grid: int = 0

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.cells))


def cell_text(text: str, limits: PageLimits) -> str:
    """Return a text as it goes into a cell: single-spaced, composed, not too long."""
    # Cut first: composing takes quadratic time over marks that somebody piled up.
    short = clean(" ".join(text.split())[: limits.cell_chars])
    return short if short.isascii() else unicodedata.normalize("NFC", short)


@dataclass(repr=False)
class PageLines:
    """The lines of a page in their order; `cut` if it ends before it is finished."""

    lines: list[PageLine]
    cut: bool = False


# No repr: neither codes nor statuses may reach a log by way of a debugging line.
@dataclass(frozen=True, repr=False)
class AnswerRow:
    """One code that the answer names, in written form.

    `number` counts the rows of its table from 1. `reason` is None unless the status is
    risky and the explanation says one of the two. The status is `unknown` for a code
    that is invalid, and it is unclear why.
    """

    code: str
    status: BulkStatus
    reason: Reason | None
    masked_national_id: str
    explanation: str
    table: TableName
    number: int


@dataclass(frozen=True, repr=False)
class AnswerProblem:
    """A row that was not understood, rows that contradict each other, or rows that are
    missing: a ProblemKind.

    `table` is empty where it is not known, `number` 0 where it is not about one row.
    `value` is what stood there, for the user's screen. `details` has
    `code` (written form) wherever one was read; of a `total` also `announced` and
    `read`; of a `conflict` also `other_table` and `other_number`; of an `error` `text`.
    """

    kind: ProblemKind
    table: TableName | Literal[""]
    number: int
    value: str
    details: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(repr=False)
class BulkAnswer:
    """An answer about many codes.

    `rows` has each code once. `tables` are those that were found, by title, headers or
    a sentence that they are empty. `groups` are the names of groups that the page
    gives, as it does. `digest` is the same for the same page, however it was saved.
    """

    tables: frozenset[TableName] = frozenset()
    rows: list[AnswerRow] = field(default_factory=list)
    problems: list[AnswerProblem] = field(default_factory=list)
    groups: frozenset[str] = frozenset()
    digest: str = ""


@dataclass(frozen=True, repr=False)
class SingleAnswer:
    """What e-Devlet says about one code (written form, None where it names none).

    `expires_at` is naive UTC: NO_END for a code without end, None where nothing is
    said of it. `unread` has (label, value) of what was not understood.
    """

    code: str | None
    status: SingleStatus
    masked_national_id: str = ""
    masked_name: str = ""
    expires_at: datetime | None = None
    unread: tuple[tuple[str, str], ...] = ()
