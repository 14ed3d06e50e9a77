# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of people and their HES codes: the bytes of a file read as rows.

A list comes from the template (see write.py) or is anybody's own: its columns are
found by their headers (see columns.py). plan.py finds out whose a row is.
"""

import csv
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal, NamedTuple

from openpyxl.utils import get_column_letter

from ..code import find
from ..text import clean, decode, storable
from .columns import (
    CODE,
    Candidate,
    Chosen,
    ListColumns,
    chosen_columns,
    closest_header,
    code_in,
    explain_missing,
    find_columns,
    fingerprint,
    guesses,
    is_code,
    is_header,
)
from .types import (
    CODE_DIGITS,
    HEADER_ROWS,
    SHEET_ERROR_KINDS,
    Budget,
    CellProblem,
    Flaw,
    ListRow,
    Merge,
    RawRow,
    SheetError,
    SheetLimits,
    Table,
)
from .xls import read_xls
from .xlsx import read_xlsx

Kind = Literal["xlsx", "xls", "csv"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# PDF, PNG, GIF, JPEG, RTF, gzip, 7z, rar: each begins with its own mark.
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_MARKUP = re.compile(r"\s*<(?:!|\?xml|html|head|table|meta|body|script|style)", re.I)
_SEPARATOR_LINE = re.compile(r"sep=([;,|\t])\r?\n", re.I)
# How a workbook begins that stands in no container: a record of its version.
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x20]\x00", re.DOTALL)
# How Excel writes errors into text files, in English and in Turkish.
_ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #YOK #BAŞV! #DEĞER!"
    " #AD? #SAYI/0! #SAYI! #BOŞ! #TAŞMA! #HESAPLA! ########".split()
)
_SEPARATORS = ";,\t|"
# The end of a text file, in a line of its own: no text that is read has this character.
_END = "\x01"
# A text may hold separators, too: only a line of so many times the columns is refused.
_WIDEST = 50
# '="12345678901"' is how programs keep Excel from turning a text into a number.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
# 1,23457E+10 is what is left of a T.C. number that Excel wrote into a text file.
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE]\+\d{1,3}")
# Cells that are read as texts of a header, which takes its time: no list has
# so many of them, a workbook with many wide sheets does.
_HEADER_CELLS = 50_000
# Of a column that is to be chosen, so many texts are shown, of so many characters.
_SAMPLES, _SAMPLE_CHARS = 3, 40


class HeaderCell(NamedTuple):
    """A column of a sheet that is no list yet: where it stands (from 0), the text of
    its header, some of those below it, and what it is perhaps (as in columns.Chosen).
    """

    column: int
    header: str
    samples: list[str]
    guess: str

    @property
    def label(self) -> str:
        """What people call it: its letter and its header."""
        return f"{get_column_letter(self.column + 1)} “{self.header}”"


class Unread(NamedTuple):
    """A sheet that was not read, and why: `hidden`, `empty`, or the kind and the
    details of a SheetError. `cells` are the columns of its likeliest header, which is
    recognised by `fingerprint`.
    """

    sheet: str
    reason: str
    details: Mapping[str, object]
    cells: Sequence[HeaderCell] = ()
    fingerprint: str = ""


@dataclass
class Sheet:
    """A list that was read: its rows, and how many empty ones stood between them.

    `sheets` are the names of the sheets that hold a list, `columns` where in each of
    them the columns stand: name -> headers, each with its letter. `unread` are the
    other sheets; `hidden_rows` the numbers of the hidden rows that were read, by sheet;
    `hidden_columns` the letters of the hidden columns that were, by sheet and name;
    `chosen` the fingerprints of the headers whose columns somebody chose.
    A row is empty if it has neither a code nor anything that identifies the person.
    One above the header is there only if it holds a code, as a problem: its columns
    are not known.
    """

    kind: Kind
    rows: list[ListRow] = field(default_factory=list)
    empty_rows: int = 0
    sheets: list[str] = field(default_factory=list)
    columns: list[dict[str, str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    hidden_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_columns: dict[str, dict[str, str]] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)


def read(
    data: bytes,
    filename: str,
    limits: SheetLimits = SheetLimits(),  # noqa: B008
    chosen: Mapping[str, Chosen] = MappingProxyType({}),
) -> Sheet:
    """Read the bytes of an .xlsx, .xls or .csv file.

    Its kind follows from its content; `filename` only names the sheet of a text file.
    `chosen`: columns that somebody chose, by the fingerprint of the header. Raises
    SheetError, of one of SHEET_ERROR_KINDS, for a file that can't be taken; where no
    sheet is a list, its details have `unread`, as in Sheet. What is wrong with a
    single cell is in the problems of its row.
    """
    budget = Budget(limits)
    kind, tables = _read_tables(data, filename, limits, budget)
    found = Sheet(kind)
    header_cells = 0
    for table in tables:
        head = list(islice(table.rows, HEADER_ROWS))
        header_cells += sum(len(row.cells) for row in head)
        if header_cells > _HEADER_CELLS:
            raise SheetError("too_many_sheets", limit=_HEADER_CELLS)
        if table.hidden or not head:
            reason = "hidden" if table.hidden and head else "empty"
            found.unread.append(Unread(table.name, reason, {}))
            continue
        start, columns, error = _header(head, table.name, chosen, found)
        if columns is None:
            found.unread.append(_unread(table.name, head, error, limits))
            continue
        found.sheets.append(table.name)
        found.columns.append(_named_columns(columns, head))
        found.rows += _rows_above(head, table.name, columns, limits)
        table.rows = chain(head[start:], table.rows)
        _read_table(table, columns, limits, budget, found)
    if not found.sheets:
        raise _no_list(found.unread)
    return found


_Header = tuple[int, ListColumns | None, SheetError | None]


def _header(
    head: list[RawRow], name: str, chosen: Mapping[str, Chosen], found: Sheet
) -> _Header:
    """Return the header whose columns somebody chose, else that of _find_header()."""
    for index, row in enumerate(head if chosen else ()):
        form = fingerprint(row)
        columns = chosen_columns(row, chosen.get(form, {}))
        if columns is None:
            continue
        found.chosen.append(form)
        place = columns.places[CODE][0]
        if place < len(row.cells) and is_code(row.cells[place]):
            return index, replace(columns, headers={}), None
        return index + 1, columns, None
    return _find_header(head, name)


def _find_header(head: list[RawRow], name: str) -> _Header:
    """Return the index of the first row of data, and the columns or why there are none.

    It is the best of the rows that may be the header: the one that names most columns,
    with codes below it. Of two that are equally good it is the first, unless the second
    stands right below it, as under a line of groups.
    """
    best: tuple[int, Candidate] | None = None
    codes = [{i for i, text in enumerate(row.cells) if is_code(text)} for row in head]
    for index, row in enumerate(head):
        candidate = find_columns(row, name, codes[index + 1 :])
        if candidate and (best is None or _is_better(head, index, candidate, best)):
            best = index, candidate
    if best is None:
        return 0, None, None
    return best[0] + 1, best[1].columns, best[1].error


def _is_better(
    head: list[RawRow], index: int, candidate: Candidate, best: tuple[int, Candidate]
) -> bool:
    score, best_score = candidate.score, best[1].score
    is_below = index == best[0] + 1 and head[index].cells != head[best[0]].cells
    return score > best_score or (is_below and score[:2] >= best_score[:2])


def _named_columns(columns: ListColumns, head: list[RawRow]) -> dict[str, str]:
    """Return for each column that was found its letters and headers, for people."""
    header = next(row for row in head if row.number == columns.row)
    return {
        name: " + ".join(
            f"{get_column_letter(place + 1)} “{' '.join(header.cells[place].split())}”"
            for place in places
            if place < len(header.cells)
        )
        for name, places in columns.places.items()
    }


def _hidden_columns(table: Table, columns: ListColumns) -> dict[str, str]:
    """Return the letters of the columns that were read and that Excel does not show."""
    hidden = {
        name: [
            get_column_letter(place + 1)
            for place in places
            if any(first <= place <= last for first, last in table.hidden_columns)
        ]
        for name, places in columns.places.items()
    }
    return {name: " + ".join(letters) for name, letters in hidden.items() if letters}


def _unread(
    name: str, head: list[RawRow], error: SheetError | None, limits: SheetLimits
) -> Unread:
    """Return what is said about a sheet that is no list."""
    if any(row.width > limits.columns for row in head):
        return Unread(name, "too_many_columns", {"limit": limits.columns})
    if error is None:
        error = SheetError("no_header", sheet=name, **explain_missing(head))
        header = closest_header(head)
    else:
        header = next(row for row in head if row.number == error.details["row"])
    likely = guesses(header)
    rivals = error.details.get("columns")
    below = [row for row in head if row.number > header.number]
    cells = []
    for index, text in enumerate(header.cells):
        texts = [row.cells[index] for row in below if index < len(row.cells)]
        samples = [shown[:_SAMPLE_CHARS] for shown in texts if shown][:_SAMPLES]
        if text or samples:
            guess = likely.get(index, "")
            if isinstance(rivals, list) and index + 1 in rivals:
                guess = ""
            cells.append(HeaderCell(index, text[:_SAMPLE_CHARS], samples, guess))
    return Unread(name, error.kind, error.details, cells, fingerprint(header))


def _no_list(unread: list[Unread]) -> SheetError:
    """Return the error of a file in which no sheet is a list."""
    tried = [sheet for sheet in unread if sheet.reason not in ("empty", "hidden")]
    if not tried:
        hidden = [sheet.sheet for sheet in unread if sheet.reason == "hidden"]
        if hidden:
            return SheetError("only_hidden", sheets=", ".join(hidden))
        return SheetError("empty_file")
    order = ("too_many_columns", "ambiguous_header", "no_header")
    worst = min(tried, key=lambda sheet: order.index(sheet.reason))
    kind = next(kind for kind in SHEET_ERROR_KINDS if kind == worst.reason)
    return SheetError(kind, **{**worst.details, "unread": unread})


def _rows_above(
    head: list[RawRow], sheet: str, columns: ListColumns, limits: SheetLimits
) -> list[ListRow]:
    """Return the rows above the header that hold a code: another list's, perhaps."""
    rows = []
    columns = replace(columns, searched="none")  # all are another list's
    for raw in head:
        code = next(filter(is_code, raw.cells), "")
        if code and raw.number < columns.row:
            row = _row(raw, sheet, columns, limits)
            problem = CellProblem("misplaced", CODE, code)
            rows.append(replace(row, problems=(*row.problems, problem)))
    return rows


def _read_table(
    table: Table,
    columns: ListColumns,
    limits: SheetLimits,
    budget: Budget,
    found: Sheet,
) -> None:
    rows: list[ListRow] = []
    headers = 0
    first = min(columns.headers, default=0)
    deciding = tuple(dict.fromkeys(columns.deciding.values()))
    for raw in table.rows:
        if raw.width > limits.columns:
            raise SheetError("too_many_columns", limit=limits.columns, row=raw.number)
        if len(raw.cells) > first and raw.cells[first] and columns.is_repeated_in(raw):
            headers += 1 + _drop_titles(rows)
            continue
        row = _row(raw, table.name, columns, limits)
        if any([row.texts[name] for name in deciding]):
            rows.append(row)
            budget.keep(_size(row))
            if raw.hidden:
                found.hidden_rows.setdefault(table.name, []).append(raw.number)
            if len(found.rows) + len(rows) > limits.rows:
                raise SheetError("too_many_rows", limit=limits.rows)
    if rows:
        span = rows[-1].number - columns.row - len(rows) - headers
        found.empty_rows += max(span, 0)
    found.rows += _with_merges(rows, table.merges, columns)
    if hidden := _hidden_columns(table, columns):
        found.hidden_columns[table.name] = hidden


def _drop_titles(rows: list[ListRow]) -> int:
    """Drop what stands between two pages, above the header of the second: lines of one
    text. Return how many there were.
    """
    count = 0
    while rows and _is_title(rows[-1]):
        rows.pop()
        count += 1
    return count


def _is_title(row: ListRow) -> bool:
    has_code = row["code"] or any(fault.column == CODE for fault in row.problems)
    return not has_code and sum(map(bool, row.texts.values())) == 1


def _size(row: ListRow) -> int:
    """Return how many characters a row keeps."""
    shown = sum(len(problem.value) for problem in row.problems)
    return sum(map(len, row.texts.values())) + shown


def _row(raw: RawRow, sheet: str, columns: ListColumns, limits: SheetLimits) -> ListRow:
    cells = raw.cells[: columns.last + 1]
    cells += [""] * (columns.last + 1 - len(cells))
    texts = {
        name: cells[places[0]]
        if len(places) == 1
        else " ".join([cells[place] for place in places]).strip()
        for name, places in columns.places.items()
    }
    problems = [
        CellProblem(
            flaw.kind, columns.deciding[flaw.column], flaw.value[: limits.cell_chars]
        )
        for flaw in raw.flaws
        if flaw.column in columns.deciding
    ]
    for name in columns.numbers:
        value = texts.get(name, "")
        if "+" in value and _SCIENTIFIC.fullmatch(value):
            texts[name] = _whole_number(value)
            if texts[name] == value and all(p.column != name for p in problems):
                problems.append(CellProblem("number_format", name, value))
    if max(map(len, cells)) > limits.cell_chars:
        _shorten(texts, limits.cell_chars, problems)
    problems += [
        CellProblem("unread_code", CODE, code)
        for code in _unread_codes(raw, columns, texts[CODE])
    ]
    return ListRow(sheet, raw.number, texts, tuple(problems))


def _unread_codes(raw: RawRow, columns: ListColumns, code: str) -> list[str]:
    """Return the codes (written form) in columns that are not read, where they are
    perhaps the person's instead of `code`, the text of the row's own.
    """
    is_blank = not any(map(str.isalnum, code))  # a dash says that there is none
    if columns.searched == "none" or (columns.searched == "blank" and not is_blank):
        return []
    codes = []
    for index, text in enumerate(raw.cells):
        # names and numbers, which most texts are, are not searched
        digits = index not in columns.known and sum(map(str.isdigit, text))
        if digits and CODE_DIGITS <= digits < len(text):
            remark = find(text) if is_blank else None
            codes.append(remark.code if remark else code_in(text))
    own = find(code) if codes else None
    known = {"", own.code if own else code_in(code)}
    return [found for found in dict.fromkeys(codes) if found not in known]


def _whole_number(value: str) -> str:
    """Return the digits of a number with a power of ten if all of them are in it."""
    mantissa, power = re.split("[eE]", value)
    whole, _, fraction = mantissa.replace(",", ".").partition(".")
    if whole.isdigit() and len(fraction) == int(power):
        return whole + fraction
    return value


def _shorten(texts: dict[str, str], limit: int, problems: list[CellProblem]) -> None:
    """Cut `texts` to `limit` characters, and add to `problems` which were longer."""
    for name, text in texts.items():
        if len(text) > limit:
            texts[name] = text[:limit]
            problems.append(CellProblem("too_long", name, text[:limit]))


def _with_merges(
    rows: list[ListRow], merges: list[Merge], columns: ListColumns
) -> list[ListRow]:
    """Return the rows; those that a merged cell covers together have a problem more.

    Only the first row of a merged range has the value, and whether it was meant for the
    others is unknown.
    """
    if not merges:
        return rows
    covered: dict[int, list[CellProblem]] = {}
    numbers = [row.number for row in rows]
    for column, name in columns.deciding.items():
        for first, last, reference in _spans(merges, column):
            problem = CellProblem("merged", name, reference)
            begin, end = bisect_left(numbers, first), bisect_right(numbers, last)
            for index in range(begin, end):
                covered.setdefault(index, []).append(problem)
    for index, problems in covered.items():
        row = rows[index]
        rows[index] = replace(row, problems=(*row.problems, *problems))
    return rows


def _spans(merges: list[Merge], column: int) -> list[tuple[int, int, str]]:
    """Return the rows that are merged in a column: (first, last, reference).

    Ranges may overlap in a damaged file; here each row is counted once.
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


def _read_tables(
    data: bytes, filename: str, limits: SheetLimits, budget: Budget
) -> tuple[Kind, list[Table]]:
    """Return what kind of file it is, and its sheets; `budget` counts what is read.

    The name of the file only gives the one sheet of a text file a name. Raises
    SheetError of any kind but `no_header` and `ambiguous_header`.
    """
    if not data.strip():
        raise SheetError("empty_file")
    if len(data) > limits.file_bytes:
        raise SheetError("too_large", limit=limits.file_bytes)
    if data.startswith(_ZIP):
        return "xlsx", read_xlsx(data, limits, budget)
    if data.startswith(_OLE) or _BIFF.match(data):
        return "xls", read_xls(data, limits, budget)
    if data.startswith(_FOREIGN):
        raise SheetError("unsupported")
    text = _decode(data)
    if _MARKUP.match(text):
        raise SheetError("unsupported", markup=True)
    name = storable(PurePosixPath(filename.replace("\\", "/")).stem)
    return "csv", [Table(name, _read_csv(text, limits, budget))]


def _decode(data: bytes) -> str:
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise SheetError("encoding") from error
    if _BINARY.search(text):
        raise SheetError("unsupported")
    return text


def _read_csv(text: str, limits: SheetLimits, budget: Budget) -> Iterator[RawRow]:
    """Return the rows, split by the separator whose header makes sense."""
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        rest = text[declared.end() :]
        return _csv_rows(rest, declared[1], limits, budget)
    for separator in _SEPARATORS:
        rows = _csv_rows(text, separator, limits, Budget(limits))
        if _has_header(rows):
            return _csv_rows(text, separator, limits, budget)
    likely = max(_SEPARATORS, key=text[:10_000].count)
    return _csv_rows(text, likely, limits, budget)


def _has_header(rows: Iterator[RawRow]) -> bool:
    try:
        return any(map(is_header, islice(rows, HEADER_ROWS)))
    except SheetError:
        # Quotes make no sense with this separator, so it is another one.
        return False


def _csv_rows(
    text: str, separator: str, limits: SheetLimits, budget: Budget
) -> Iterator[RawRow]:
    """Give the rows; a row's number is that of its record, as Excel counts them.

    As Excel reads it, what follows a closed quote belongs to the cell: `"A" atölyesi`
    is `A atölyesi`. Raises SheetError `unreadable` where quotes don't close: the rest
    of the file would silently become one cell.
    """
    lines = chain(_csv_lines(text, separator, limits, budget), ("\n", _END))
    reader = csv.reader(lines, delimiter=separator)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if record and record[-1].endswith(_END):
                if record != [_END]:
                    raise SheetError("unreadable", row=number)
                return
            row = _csv_row(number, record, limits)
            if row.width:
                yield row
    except csv.Error as error:
        raise SheetError("unreadable", row=number + 1) from error


def _csv_lines(
    text: str, separator: str, limits: SheetLimits, budget: Budget
) -> Iterator[str]:
    """Give the lines, and count their cells before the reader makes a list of them."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        cells = line.count(separator) + 1
        if cells > _WIDEST * limits.columns:
            raise SheetError("too_many_columns", limit=limits.columns, row=number)
        budget.walk(1 + cells)
        yield line


def _csv_row(number: int, record: list[str], limits: SheetLimits) -> RawRow:
    cells = [clean(value) for value in record]
    while cells and not cells[-1]:
        cells.pop()
    width = len(cells)
    flaws = []
    for column, value in enumerate(cells[: limits.columns]):
        if value.startswith("="):
            quoted = _QUOTED_FORMULA.fullmatch(value)
            if quoted:
                cells[column] = clean(quoted[1])
            else:
                flaws.append(Flaw(column, "formula", value))
        elif value.startswith("#") and value in _ERRORS:
            flaws.append(Flaw(column, "error_value", value))
    return RawRow(number, cells[: limits.columns], flaws, width)
