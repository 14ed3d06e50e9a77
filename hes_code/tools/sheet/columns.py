# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The columns of a list of people, and how they are found by the texts of a header.

COLUMNS is the one place that names them: what is written into the template and what is
read of a list, the template or anybody's own, follows from it.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from openpyxl.utils import get_column_letter

from ..code import CodeError, find, parse
from ..text import fold, stems
from .types import RawRow, SheetError

CODE = "code"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a list of people.

    `name` is what its text is called in a ListRow, `header` what stands above it in the
    template, `width` how many characters wide it is there. A list of anybody's own is
    searched for `aliases`: words of a header as text.stems() gives them, joined by `+`
    where there are several, in any order; apart by blanks, the surest tier first. When
    two columns claim a name, the one of the surer tier has it. `parts` are the aliases
    of columns whose texts are joined in this order where no column has the whole.
    """

    name: str
    header: str
    aliases: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    width: int = 18
    #: It identifies the person; a list has at least one such column.
    identifies: bool = False
    #: Its numbers have neither fractions nor powers.
    is_number: bool = False
    #: It is part of the template, and not only read where a list has it.
    in_template: bool = True

    @property
    def decides(self) -> bool:
        """Whether a row is taken by it: what is wrong with its cell stops the row."""
        return self.identifies or self.name == CODE


COLUMNS: tuple[Column, ...] = (
    Column(
        name="national_id",
        header="T.C. Kimlik No",
        aliases=(
            "tc+kimlik+no",
            "tckn tckn+no tck tck+no tc+no tc+kimlik tc turkish+id+no"
            " turkish+identity+no tc+vatandas+no tc+vatandas+kimlik+no",
            "national+id national+id+no national+identification+no identification+no"
            " vatandas+no vatandas+kimlik+no kimlik+no yabanci+kimlik+no ykn kimlik",
            "id+no id identity+no",
        ),
        identifies=True,
        is_number=True,
    ),
    Column(
        name="badge",
        header="Kart No",
        aliases=(
            "kart+no sicil sicil+no sicil+kod sicil+badge",
            "badge badge+id badge+no yaka+kart yaka+kart+no pdks pdks+no pdks+id"
            " pdks+kart+no pdks+kod",
            "calisan+no calisan+id calisan+kod registration+no",
            "kart+id kart+kod kart barkod barkod+no rfid rfid+no rfid+kart+no",
        ),
        width=16,
        identifies=True,
        is_number=True,
    ),
    Column(
        name="name",
        header="Ad Soyad",
        aliases=(
            "ad+soyad",
            "full+ad first+last+ad calisan+ad",
            "calisan",
        ),
        parts=(
            ("first+ad given+ad", "ad"),
            ("soyad last+ad family+ad",),
        ),
        width=32,
        identifies=True,
    ),
    Column(
        name="department",
        header="Departman",
        aliases=("bolum departman department bolum+ad departman+ad", "birim birim+ad"),
        width=26,
    ),
    Column(
        name=CODE,
        header="HES Kodu",
        aliases=(
            "hes+kod hayat+eve+sigar+kod hayat+eve+sigar+hes+kod",
            "hes+no hes+kod+no hayat+eve+sigar hayat+eve+sigar+no",
            "hes",
            "kod",
        ),
        is_number=True,
    ),
)

# A column of what is known already is not the column to read; a new one is the surest.
_PAST = frozenset("mevcut eski onceki kayitli present current old previous".split())
_NEW = frozenset("yeni son guncel new latest newest last guncellenen yenilenen".split())
_NEW_TIER = -1

_LONGEST_HEADER = 80
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]", re.DOTALL)
_LANGUAGES = 4
_BILINGUAL = re.compile(r"[/|\n\r]+")
# A cell is looked at for a code only so far: a name or a number is short.
_LONGEST_CODE = 200

# What a header may claim: the name of a column, and 0 for the whole of it, else which
# of its parts, from 1.
_Place = tuple[str, int]
# How sure and how exact a header is, and where it stands; of all three the least wins.
_Claim = tuple[int, int, int]
#: What somebody chose: where a column stands (from 0, as JSON has it: a text) to its
#: name; of a part of a column, the name and the number of the part, as in `name.1`.
Chosen = Mapping[str, str]


@dataclass(frozen=True)
class ListColumns:
    """The header row of a list: its number, and where (from 0) each column stands.

    `places` has the names that were found; one that is put together of parts has
    several places. `last` is the last of them all. `deciding` is the name of each place
    whose cells stop a row if something is wrong with them; `numbers` are the names of
    the columns of numbers. `headers` are the folded texts of the places, for finding
    the row again on another page. `searched` are the rows whose other columns must hold
    no code: none where somebody chose the columns, and beside a column of new codes
    those without one. `known` are the columns where it may stand all the same, those
    that are read and those of the old codes.
    """

    row: int
    places: Mapping[str, tuple[int, ...]]
    last: int
    deciding: Mapping[int, str]
    numbers: tuple[str, ...]
    headers: Mapping[int, str]
    searched: Literal["none", "blank", "all"] = "none"
    known: frozenset[int] = frozenset()

    def is_repeated_in(self, row: RawRow) -> bool:
        """Return whether a row is the header again, as on the next printed page."""
        return bool(self.headers) and all(
            index < len(row.cells) and fold(row.cells[index]) == header
            for index, header in self.headers.items()
        )


class Candidate(NamedTuple):
    """A row that may be the header: the columns it names and how good it is, or what
    speaks against taking it. Of two scores the greater is better.
    """

    score: tuple[bool, int, int]
    columns: ListColumns | None
    error: SheetError | None


def find_columns(
    row: RawRow, sheet: str, below: Sequence[Collection[int]] = ()
) -> Candidate | None:
    """Return the columns that a row names, None if it isn't the header of a list.

    A header names the code and something that identifies the person. `below` are, for
    some of the rows below, the columns in which they have a code: where several columns
    may be that of the codes, those count that hold codes. `ambiguous_header` is the
    error where two columns claim one name equally well, or two hold codes and neither
    is called the new one.
    """
    claims = _claims(row)
    if not _is_header(claims):
        return None
    claimed = {index for found in claims.values() for *_rank, index in found}
    holding = {
        index: sum(index in codes for codes in below)
        for index in _maybe_codes(row, claims, claimed)
    }
    score = (
        any(holding.values()),
        len({name for name, _part in claims}),
        -sum(min(found)[0] for found in claims.values()),
    )
    try:
        best = {
            place: _best(place, found, row, sheet, holding)
            for place, found in claims.items()
        }
    except SheetError as error:
        return Candidate(score, None, error)
    past = {index for index, header in enumerate(row.cells) if _is_past(header)}
    columns = replace(
        _list_columns(row, best),
        searched="blank" if min(claims[CODE, 0])[0] == _NEW_TIER else "all",
        known=frozenset(past.union(best.values())),
    )
    return Candidate(score, columns, None)


def _is_past(header: str) -> bool:
    return not _PAST.isdisjoint(fold(header).split())


def _maybe_codes(
    row: RawRow, claims: Mapping[_Place, list[_Claim]], claimed: Collection[int]
) -> list[int]:
    """Return where codes may stand: in the columns that claim them, and in those of
    which nothing is known but that they are not called the old ones.
    """
    unknown = [
        index
        for index, header in enumerate(row.cells)
        if header and index not in claimed and not _is_past(header)
    ]
    return [*(index for *_rank, index in claims[CODE, 0]), *unknown]


def chosen_columns(row: RawRow, chosen: Chosen) -> ListColumns | None:
    """Return the columns as somebody chose them, None if that makes no list."""
    best: dict[_Place, int] = {}
    for index, meaning in chosen.items():
        name, _, part = meaning.partition(".")
        best[name, int(part or 0)] = int(index)
    return _list_columns(row, best) if _is_header(best) else None


def fingerprint(row: RawRow) -> str:
    """Return what tells the header of a form from others, without its texts: what is
    taken for a header may be a person's row.
    """
    header = "\n".join(fold(cell) for cell in row.cells)
    return hashlib.sha256(header.encode()).hexdigest()


def code_in(cell: str) -> str:
    """Return the written form of a cell of a list that is certainly a code of the usual
    pattern, else nothing.
    """
    if not cell or len(cell) > _LONGEST_CODE:
        return ""
    try:
        parsed = parse(cell)
        return parsed.code if parsed.usual else ""
    except CodeError:
        found = find(cell)
        return found.code if found and found.certain else ""


def is_code(cell: str) -> bool:
    """Return whether a cell of a list is certainly a code of the usual pattern."""
    return bool(code_in(cell))


def _list_columns(row: RawRow, best: Mapping[_Place, int]) -> ListColumns:
    places = {}
    for column in COLUMNS:
        whole = [best[column.name, 0]] if (column.name, 0) in best else []
        parts = range(1, len(column.parts) + 1)
        found = whole or [
            best[p] for part in parts if (p := (column.name, part)) in best
        ]
        if found:
            places[column.name] = tuple(found)
    every = sorted(index for found in places.values() for index in found)
    return ListColumns(
        row=row.number,
        places=places,
        last=every[-1],
        deciding={
            index: column.name
            for column in COLUMNS
            if column.decides
            for index in places.get(column.name, ())
        },
        numbers=tuple(column.name for column in COLUMNS if column.is_number),
        headers={i: fold(row.cells[i]) for i in every if i < len(row.cells)},
    )


def is_header(row: RawRow) -> bool:
    """Return whether a row names what a list needs."""
    return _is_header(_claims(row))


def explain_missing(rows: Sequence[RawRow]) -> dict[str, object]:
    """Return what a message needs about a sheet without a header.

    `headers` are the cells of the row that comes closest, `found` the names of columns
    that were found there, `missing` is `code`, `identity` or `both`.
    """
    closest = closest_header(rows)
    claims = _claims(closest)
    missing = "identity" if (CODE, 0) in claims else "code"
    if missing == "code" and not _identifies(claims):
        missing = "both"
    headers = [cell[:_LONGEST_HEADER] for cell in closest.cells if cell]
    return {
        "row": closest.number,
        "headers": headers[:20],
        "missing": missing,
        "found": [name for name, _part in claims],
    }


def closest_header(rows: Sequence[RawRow]) -> RawRow:
    """Return the row that comes closest to a header: the one that names most columns,
    else the first that has several cells.
    """
    closest = max(rows, key=lambda row: len(_claims(row)))
    if not _claims(closest):
        wide = (row for row in rows if sum(map(bool, row.cells)) > 1)
        closest = next(wide, rows[0])
    return closest


def guesses(row: RawRow) -> dict[int, str]:
    """Return what each column of a row, from 0, is perhaps: named as in Chosen."""
    return {
        min(found)[2]: f"{name}.{part}" if part else name
        for (name, part), found in _claims(row).items()
    }


def _is_header(claims: Mapping[_Place, object]) -> bool:
    return (CODE, 0) in claims and _identifies(claims)


def _identifies(claims: Mapping[_Place, object]) -> bool:
    names = {column.name for column in COLUMNS if column.identifies}
    return any(name in names for name, _part in claims)


def _claims(row: RawRow) -> dict[_Place, list[_Claim]]:
    """Return for each place who claims it."""
    tiers = _tiers(COLUMNS)
    claims: dict[_Place, list[_Claim]] = {}
    for index, header in enumerate(row.cells):
        found = _recognise(header, tiers)
        if found:
            place, tier, exactness = found
            claims.setdefault(place, []).append((tier, exactness, index))
    return claims


def _recognise(
    header: str, tiers: Mapping[frozenset[str], tuple[_Place, int]]
) -> tuple[_Place, int, int] | None:
    """Return the place that a header names, the tier of its alias, and how exact it is.

    For both figures the least is best. None for a header that names no place, several
    at once, or the present code.
    """
    if not header or len(header) > _LONGEST_HEADER:
        return None
    words = set(fold(header).split())
    if words & _PAST:
        return None
    plain = _BRACKETS.sub(" ", header)
    if hit := _hit(header, tiers):
        # Of two that name the same, the one of fewer words says it better.
        return (*hit, min(len(fold(header).split()), _LONGEST_HEADER))
    if words & _NEW:
        for exactness, text in enumerate((header, plain)):
            rest = " ".join(word for word in fold(text).split() if word not in _NEW)
            hit = _hit(rest, tiers)
            if hit and hit[0] == (CODE, 0):
                return (CODE, 0), _NEW_TIER, exactness
    if hit := _hit(plain, tiers):
        return (*hit, _LONGEST_HEADER + 1)
    parts = _BILINGUAL.split(plain, _LANGUAGES)
    if len(parts) > _LANGUAGES:
        return None
    hits = [_hit(part, tiers) for part in parts]
    found = [hit for hit in hits if hit]
    if len({place for place, _tier in found}) != 1:
        return None
    return (*min(found), _LONGEST_HEADER + 2)


def _hit(
    text: str, tiers: Mapping[frozenset[str], tuple[_Place, int]]
) -> tuple[_Place, int] | None:
    """Return the place that the words of a text name, and the tier of the alias.

    Whose a column is ("of the employee") is left out where that makes a name of it.
    """
    words = stems(text, _vocabulary(COLUMNS))
    if words is None:
        return tiers.get(frozenset((fold(text).replace(" ", ""),)))
    return tiers.get(words) or tiers.get(words - {"calisan"})


@lru_cache(maxsize=2)
def _vocabulary(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the words of all aliases."""
    return frozenset(word for alias in _tiers(columns) for word in alias)


@lru_cache(maxsize=2)
def _tiers(columns: tuple[Column, ...]) -> dict[frozenset[str], tuple[_Place, int]]:
    """Return for each alias what it names, and its tier."""
    return {
        frozenset(alias.split("+")): (place, tier)
        for column in columns
        for place, tiers in _named(column)
        for tier, aliases in enumerate(tiers)
        for alias in aliases.split()
    }


def _named(column: Column) -> Iterator[tuple[_Place, tuple[str, ...]]]:
    for part, tiers in enumerate((column.aliases, *column.parts)):
        yield (column.name, part), tiers


def _best(
    place: _Place,
    claims: list[_Claim],
    row: RawRow,
    sheet: str,
    holding: Mapping[int, int],
) -> int:
    """Return the index of the column that has the best claim to a place.

    `holding`: how many codes each column holds that may be that of the codes.
    """
    ranked = sorted(claims)
    name = place[0]
    rivals = [claim for claim in ranked if claim[:2] == ranked[0][:2]]
    columns = [index for *_rank, index in rivals]
    if name == CODE and ranked[0][0] == _NEW_TIER:
        columns = [claim[2] for claim in ranked if claim[0] == _NEW_TIER]
    elif name == CODE:
        known = [index for *_rank, index in ranked]
        columns = [index for index in known if holding[index]] or columns
        columns += [i for i, codes in holding.items() if codes and i not in known]
    decides = any(column.decides for column in COLUMNS if column.name == name)
    if len(columns) > 1 and decides:
        columns.sort()
        raise SheetError(
            "ambiguous_header",
            field=name,
            headers=[row.cells[index] for index in columns],
            columns=[index + 1 for index in columns],
            letters=[get_column_letter(index + 1) for index in columns],
            sheet=sheet,
            row=row.number,
        )
    return columns[0]
