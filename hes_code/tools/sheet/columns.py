# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which column of a list holds what, told by the words in its header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..fold import fold
from .types import RawRow, SheetError

# Folded, without blanks; the first tier is the surest. When two columns claim a
# field, the one of the surer tier has it. "first" and "last" are joined to a name.
_ALIASES: dict[str, tuple[str, ...]] = {
    "national_id": (
        "tckimlikno tckimliknumarasi",
        "tckn tcno tcnumarasi tckimlik tc turkishidno turkishidentitynumber",
        "nationalid nationalidno nationalidnumber nationalidentificationnumber"
        " identificationno identificationnumber vatandaslikno kimlikno kimliknumarasi"
        " yabancikimlikno ykn",
        "idnumber idno identityno identitynumber",
    ),
    "badge": (
        "sicilbadge",
        "sicil sicilno sicilnumarasi personelsicilno calisansicilno sicilkodu",
        "badge badgeid badgeno badgenumber yakakartno",
        "personelno personelnumarasi employeenumber employeeno employeeid staffno"
        " calisanno registrationnumber registrationnumberoftheemployee",
        "kartno kartnumarasi barkod barcode",
    ),
    "name": (
        "adsoyad adisoyadi adisoyad adsoyadi advesoyad adivesoyadi isimsoyisim"
        " isimsoyad isimvesoyisim",
        "fullname namesurname nameandsurname firstandlastname employeename"
        " calisanadi calisaninadi calisanadsoyad calisanadisoyadi calisaninadisoyadi"
        " personeladi personeladsoyad personeladisoyadi",
        "calisan personel employee",
    ),
    "first": ("ad adi isim ismi firstname givenname", "name"),
    "last": ("soyad soyadi soyisim soyismi lastname surname familyname",),
    "department": ("bolum bolumu departman departmani department", "birim birimi"),
    "code": (
        "heskodu hescode",
        "yeniheskodu newhescode guncelheskodu heskodunuz hesno heskod",
        "hes",
        "kod kodu code",
    ),
}
_TIERS: dict[str, tuple[str, int]] = {
    alias: (field, tier)
    for field, tiers in _ALIASES.items()
    for tier, aliases in enumerate(tiers)
    for alias in aliases.split()
}
_IDENTITY = frozenset({"national_id", "badge", "name", "first", "last"})
# A column of what is known already is not the column to read.
_PAST = frozenset("mevcut eski onceki kayitli present current old previous".split())

_LONGEST_HEADER = 80
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]", re.DOTALL)
_LANGUAGES = 4
_BILINGUAL = re.compile(r"[/|\n\r]+")


@dataclass(frozen=True)
class Columns:
    """The header row of a table: its number, and the column (from 0) of each field.

    -1 stands for a field without a column; `name` may take several columns. `last` is
    the last of them all; `judged` tells the field of each column whose cells matter.
    """

    row: int
    national_id: int
    badge: int
    name: tuple[int, ...]
    department: int
    code: int
    last: int
    judged: dict[int, str]


def recognise(header: str) -> tuple[str, int, int] | None:
    """Return the field that a header names, how sure its words are, and how exact.

    The field is one of FIELDS, `first` or `last`; for both figures 0 is best. None for
    a header that names none of them, several at once, or the present code.
    """
    if not header or len(header) > _LONGEST_HEADER:
        return None
    if not _PAST.isdisjoint(fold(header).split()):
        return None
    plain = _BRACKETS.sub(" ", header)
    for exactness, text in enumerate((header, plain)):
        hit = _TIERS.get(_squeezed(text))
        if hit:
            return (*hit, exactness)
    parts = _BILINGUAL.split(plain, _LANGUAGES)
    if len(parts) > _LANGUAGES:
        return None
    hits = [_TIERS.get(_squeezed(part)) for part in parts]
    found = [hit for hit in hits if hit]
    if len({field for field, _tier in found}) != 1:
        return None
    return (*min(found), 2)


def find_columns(row: RawRow, sheet: str) -> Columns | None:
    """Return the columns that a row names, None if it isn't the header of a table.

    A header names the code and something that tells who it belongs to. Raises
    SheetError `ambiguous_header` if two columns claim one field equally well.
    """
    if not is_header(row):
        return None
    claims = _claims(row)
    place = {field: _best(field, claims[field], row, sheet) for field in claims}
    names = ("name",) if "name" in place else ("first", "last")
    used = {
        column: "name" if field in names else field
        for field, column in place.items()
        if field in names or field not in ("name", "first", "last")
    }
    return Columns(
        row=row.number,
        national_id=place.get("national_id", -1),
        badge=place.get("badge", -1),
        name=tuple(place[part] for part in names if part in place),
        department=place.get("department", -1),
        code=place["code"],
        last=max(used),
        # A department tells nothing about whose a code is, so it never stops a row.
        judged={column: name for column, name in used.items() if name != "department"},
    )


def is_header(row: RawRow) -> bool:
    """Tell whether a row names what a table needs."""
    fields = _claims(row)
    return "code" in fields and not _IDENTITY.isdisjoint(fields)


def explain_missing(rows: Sequence[RawRow]) -> dict[str, object]:
    """Return what a message needs about a sheet without a header.

    `headers` are the cells of the row that comes closest, `missing` is `code`,
    `identity` or `both`.
    """
    closest = max(rows, key=lambda row: len(_claims(row)))
    fields = set(_claims(closest))
    missing = "identity" if "code" in fields else "code"
    if missing == "code" and _IDENTITY.isdisjoint(fields):
        missing = "both"
    headers = [cell[:_LONGEST_HEADER] for cell in closest.cells if cell]
    return {"row": closest.number, "headers": headers[:20], "missing": missing}


def _claims(row: RawRow) -> dict[str, list[tuple[int, int, int]]]:
    """Return for each field who claims it: (tier, exactness, column)."""
    claims: dict[str, list[tuple[int, int, int]]] = {}
    for column, header in enumerate(row.cells):
        hit = recognise(header)
        if hit:
            claims.setdefault(hit[0], []).append((hit[1], hit[2], column))
    return claims


def _best(
    field: str, claims: list[tuple[int, int, int]], row: RawRow, sheet: str
) -> int:
    ranked = sorted(claims)
    rivals = [claim for claim in ranked if claim[:2] == ranked[0][:2]]
    if len(rivals) > 1 and field != "department":
        headers = [row.cells[column] for _tier, _exactness, column in rivals]
        raise SheetError(
            "ambiguous_header",
            field=field,
            headers=headers,
            columns=[column + 1 for *_rank, column in rivals],
            sheet=sheet,
            row=row.number,
        )
    return ranked[0][2]


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")
