# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The columns of a list of people, and how they are found by the texts of a header.

COLUMNS is the one place that names them: what is written into the template and what is
read of a list, the template or anybody's own, follows from it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..text import fold
from .types import RawRow, SheetError

CODE = "code"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a list of people.

    `name` is what its text is called in a ListRow, `header` what stands above it in the
    template, `width` how many characters wide it is there. A list of anybody's own is
    searched for `aliases`: headers without case, accents, punctuation and blanks, apart
    by blanks, the surest tier first. When two columns claim a name, the one of the
    surer tier has it. `parts` are the aliases of columns whose texts are joined in this
    order where no column has the whole.
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
            "tckimlikno tckimliknumarasi",
            "tckn tcno tcnumarasi tckimlik tc turkishidno turkishidentitynumber",
            "nationalid nationalidno nationalidnumber nationalidentificationnumber"
            " identificationno identificationnumber vatandaslikno kimlikno"
            " kimliknumarasi yabancikimlikno ykn",
            "idnumber idno identityno identitynumber",
        ),
        identifies=True,
        is_number=True,
    ),
    Column(
        name="badge",
        header="Sicil/Badge",
        aliases=(
            "sicilbadge",
            "sicil sicilno sicilnumarasi personelsicilno calisansicilno sicilkodu",
            "badge badgeid badgeno badgenumber yakakartno",
            "personelno personelnumarasi employeenumber employeeno employeeid staffno"
            " calisanno registrationnumber registrationnumberoftheemployee",
            "kartno kartnumarasi barkod barcode",
        ),
        width=16,
        identifies=True,
        is_number=True,
    ),
    Column(
        name="name",
        header="Ad Soyad",
        aliases=(
            "adsoyad adisoyadi adisoyad adsoyadi advesoyad adivesoyadi isimsoyisim"
            " isimsoyad isimvesoyisim",
            "fullname namesurname nameandsurname firstandlastname employeename"
            " calisanadi calisaninadi calisanadsoyad calisanadisoyadi"
            " calisaninadisoyadi personeladi personeladsoyad personeladisoyadi",
            "calisan personel employee",
        ),
        parts=(
            ("ad adi isim ismi firstname givenname", "name"),
            ("soyad soyadi soyisim soyismi lastname surname familyname",),
        ),
        width=32,
        identifies=True,
    ),
    Column(
        name="department",
        header="Bölüm",
        aliases=("bolum bolumu departman departmani department", "birim birimi"),
        width=26,
    ),
    Column(
        name=CODE,
        header="HES Kodu",
        aliases=(
            "heskodu hescode",
            "yeniheskodu newhescode guncelheskodu heskodunuz hesno heskod",
            "hes",
            "kod kodu code",
        ),
        is_number=True,
    ),
)

# A column of what is known already is not the column to read.
_PAST = frozenset("mevcut eski onceki kayitli present current old previous".split())

_LONGEST_HEADER = 80
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]", re.DOTALL)
_LANGUAGES = 4
_BILINGUAL = re.compile(r"[/|\n\r]+")

# What a header may claim: the name of a column, and 0 for the whole of it, else which
# of its parts, from 1.
_Place = tuple[str, int]
# How sure and how exact a header is, and where it stands; of all three the least wins.
_Claim = tuple[int, int, int]


@dataclass(frozen=True)
class ListColumns:
    """The header row of a list: its number, and where (from 0) each column stands.

    `places` has the names that were found; one that is put together of parts has
    several places. `last` is the last of them all. `deciding` is the name of each place
    whose cells stop a row if something is wrong with them; `numbers` are the names of
    the columns of numbers.
    """

    row: int
    places: Mapping[str, tuple[int, ...]]
    last: int
    deciding: Mapping[int, str]
    numbers: tuple[str, ...]


def find_columns(row: RawRow, sheet: str) -> ListColumns | None:
    """Return the columns that a row names, None if it isn't the header of a list.

    A header names the code and something that identifies the person. Raises
    SheetError `ambiguous_header` if two columns claim one name equally well.
    """
    claims = _claims(row)
    if not _is_header(claims):
        return None
    best = {place: _best(place, found, row, sheet) for place, found in claims.items()}
    places = {}
    for column in COLUMNS:
        whole = [best[column.name, 0]] if (column.name, 0) in best else []
        parts = range(1, len(column.parts) + 1)
        found = whole or [
            best[p] for part in parts if (p := (column.name, part)) in best
        ]
        if found:
            places[column.name] = tuple(found)
    return ListColumns(
        row=row.number,
        places=places,
        last=max(max(found) for found in places.values()),
        deciding={
            index: column.name
            for column in COLUMNS
            if column.decides
            for index in places.get(column.name, ())
        },
        numbers=tuple(column.name for column in COLUMNS if column.is_number),
    )


def is_header(row: RawRow) -> bool:
    """Return whether a row names what a list needs."""
    return _is_header(_claims(row))


def explain_missing(rows: Sequence[RawRow]) -> dict[str, object]:
    """Return what a message needs about a sheet without a header.

    `headers` are the cells of the row that comes closest, `missing` is `code`,
    `identity` or `both`.
    """
    closest = max(rows, key=lambda row: len(_claims(row)))
    claims = _claims(closest)
    missing = "identity" if (CODE, 0) in claims else "code"
    if missing == "code" and not _identifies(claims):
        missing = "both"
    headers = [cell[:_LONGEST_HEADER] for cell in closest.cells if cell]
    return {"row": closest.number, "headers": headers[:20], "missing": missing}


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
    header: str, tiers: Mapping[str, tuple[_Place, int]]
) -> tuple[_Place, int, int] | None:
    """Return the place that a header names, the tier of its alias, and how exact it is.

    For both figures 0 is best. None for a header that names no place, several at once,
    or the present code.
    """
    if not header or len(header) > _LONGEST_HEADER:
        return None
    if not _PAST.isdisjoint(fold(header).split()):
        return None
    plain = _BRACKETS.sub(" ", header)
    for exactness, text in enumerate((header, plain)):
        hit = tiers.get(_squeezed(text))
        if hit:
            return (*hit, exactness)
    parts = _BILINGUAL.split(plain, _LANGUAGES)
    if len(parts) > _LANGUAGES:
        return None
    hits = [tiers.get(_squeezed(part)) for part in parts]
    found = [hit for hit in hits if hit]
    if len({place for place, _tier in found}) != 1:
        return None
    return (*min(found), 2)


@lru_cache(maxsize=2)
def _tiers(columns: tuple[Column, ...]) -> dict[str, tuple[_Place, int]]:
    """Return for each alias what it names, and its tier."""
    return {
        alias: (place, tier)
        for column in columns
        for place, tiers in _named(column)
        for tier, aliases in enumerate(tiers)
        for alias in aliases.split()
    }


def _named(column: Column) -> Iterator[tuple[_Place, tuple[str, ...]]]:
    for part, tiers in enumerate((column.aliases, *column.parts)):
        yield (column.name, part), tiers


def _best(place: _Place, claims: list[_Claim], row: RawRow, sheet: str) -> int:
    """Return the index of the column that has the best claim to a place."""
    ranked = sorted(claims)
    rivals = [claim for claim in ranked if claim[:2] == ranked[0][:2]]
    name = place[0]
    decides = any(column.decides for column in COLUMNS if column.name == name)
    if len(rivals) > 1 and decides:
        raise SheetError(
            "ambiguous_header",
            field=name,
            headers=[row.cells[index] for *_rank, index in rivals],
            columns=[index + 1 for *_rank, index in rivals],
            sheet=sheet,
            row=row.number,
        )
    return ranked[0][2]


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")
