# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the texts of the e-Devlet pages mean here.

All of them are compared folded, so case, accents and punctuation don't count. The
titles of the tables and the labels are certain; how the ministry phrases explanations,
totals and empty tables was never published, so these are matched by their stems.
"""

import re
from typing import NamedTuple

from ..code import CodeError, parse
from ..text import fold
from .types import BulkStatus, Reason, TableName

_LONGEST_TITLE = 120
_LONGEST_SENTENCE = 300
_LONGEST_HEADER = 60

# As a whole: "HES kodu bulunamadı" is an explanation.
_CODE_HEADER = re.compile(
    r"(?:riskli |ge[c ]ersiz )?hes ?(?:kod\w*|code|no)(?: hes ?code)?|kodu?"
)
_ID_HEADER = re.compile(r"\bt ?c ?(?:no|kn?)\b|\bkimlik|\bnational id|\bidentity")
_EXPLANATION_HEADERS = (
    re.compile(r"(?:\w+ )?a[ci ]{1,3}klama|explanation|description"),
    re.compile(r"(?:\w+ )?(?:durum|neden|sonuc|gerekce)|(?:risk )?(?:status|reason)"),
)

_RISKY = re.compile(r"\briskli\b")
# Also as "Ge?ersiz": letters may be lost when a page is saved.
_INVALID = re.compile(r"\bge[c ]ersiz\b")
_CODES = re.compile(r"\bhes ?kod|\blistesi\b|\bkodlar")
_MAYBE_LIST = re.compile(r"l[ıİ]st|kodlar", re.IGNORECASE)
_LIST = re.compile(r"\bliste|\bkodlari?\b")
_NOTHING = re.compile(
    r"\bbulun(?:a?ma(?:di|mis|mak)|muyor)|\byok(?:tur)?\b|\bmevcut degil"
    r"|\brastlan(?:ma(?:di|mis|mak)|il?ma(?:di|mis|mak))"
    r"|\bno (?:data|records?|matching)"
    r"|\bhicbir\w*\b.* degil"
)
_ANYTHING = re.compile(r"\b(?:kayit|veri|sonuc|liste\w*|data|records?)\b")
_PAGE = re.compile(r"toplu hes kodu sorgula")
_OTHER_PAGE = re.compile(
    r"\bgiris yap|\bsifre|\bkimlik dogrula|\boturum|\bmobil imza|\bhata\b|\bsayfa bulun"
    r"|\bcaptcha|\blogin|\bsign in|\berror\b|\bbakim\b"
)

_POSITIVE = re.compile(r"\bpozitif|\bpositive")
_CONTACT = re.compile(r"\btemas|\bcontact")
_EXPIRED = re.compile(r"\bs[u ]re\w* (?:\w+ )?(?:dol|gec|bit)|\bexpired")
_GONE = re.compile(
    r"\bsilin|\bbulunama|\bge[c ]ersiz|\bbulunmuyor|\biptal"
    r"|\bdeleted|\bnot found|\binvalid"
)
_LOST = re.compile(r"\bsilin|\bbulunama|\bbulunmuyor|\biptal|\bdeleted|\bnot found")
_NOT = re.compile(r"\bdegil|\bnegati")
_NO_RISK = re.compile(r"\brisk\w* (?:\w+ )?(?:yok|bulunma|degil)|\briskless\b")
_STILL_VALID = re.compile(
    r"\bgecerli(?:dir)?\b(?! degil)|\b(?:dol|gec|bit|silin)me?a?(?:mis|di)|\bvalid\b"
)

# An error of the page, whatever else is on it. "Bulunamadı" is an answer, and the links
# of every page name errors and sessions, too.
_ERROR = re.compile(
    r"\bhata(?:si|lari|yla)?\b(?! bildir)"
    r"|\b(?!bulun|rastlan)\w{3,}(?:am[ai]|em[ei])(?:di|mis|makta|mekte|yor)"
    r"|\b(?:tekrar|yeniden|sonra) dene|\bgecici olarak|\bbeklenme(?:yen|dik)"
    r"|\boturum\w* (?:\w+ )?(?:sona|suresi|zaman|dol|sonlan|gecersiz)"
    r"|\bbakim (?:calis|neden|yapil)|\bbakimda\b|\bhizmet (?:disi|kesinti)"
    r"|\bzaman asim|\byetkiniz (?:yok|bulunma)|\bbasarisiz\b"
    r"|\b(?:yanit|cevap) (?:verm|yok)|\bsorun (?:olus|yasan)|\bbaglanti (?:kop|sorun)"
    r"|\berror\b|\btry again|\bunavailable|\btime(?:d )?out|\bfailed\b"
)
_LONGEST_ERROR = 500
_GROUP_LABEL = re.compile(
    r"(?:sorgu(?:lama)? )?grup(?: adi| ismi)?|grubun adi|group(?: name)?"
)
_GROUP_TEXT = re.compile(r"\s*([^:：]{4,20}?)\s*[:：]\s*(\S.*)", re.DOTALL)
# What follows the label in a form or the header of a list of groups.
_NO_GROUP = re.compile(
    r"(?:grup )?(?:acikla|islem|tarih|durum|kod|ekle|sec|yeni|adi\b)|grup$"
)

_NUMBER = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,7})"
_RECORDS = r"(?:kay[ıi]t|adet|sat[ıi]r|sonu[çc]|hes kod|kod|records?|entries)"
_TOTALS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\btoplam(?:da)?\s*(?:{_RECORDS}\w*\s*)?(?:say[ıi]s[ıi]\s*)?[:=]?\s*{_NUMBER}\b",
        rf"\b(?:{_RECORDS}|ki[şs]i)\w*\s+say[ıi]s[ıi]\s*[:=]?\s*{_NUMBER}\b",
        rf"(?<![-–\d])\b{_NUMBER}\s+(?:adet\s+)?{_RECORDS}",
        rf"\b(?:total|of)\s*:?\s*{_NUMBER}\b",
        rf"[(\[]\s*{_NUMBER}\s*[)\]]\s*:?\s*$",
        rf"(?:listesi|\))\s*[:\-–]?\s*{_NUMBER}\s*$",
    )
]
# The menu of how many rows to show at a time, as common table scripts phrase it.
_PAGE_LENGTH = re.compile(r"\bgoster$|\bsayfada\b|\bsayfa basina\b|^show\b")
_MASKED = re.compile(r"(?<![\w*])(?:[*•●xX#]{2,}\s*\d{1,5}|\d{11})(?![\w*])")
# Something that was meant for a code, right or wrong: dashed, or in one piece; but no
# date, whose letters stand together.
_DASHED = re.compile(
    r"(?=.*[^\W\d_])(?=(?:.*\d){3})[^\W_]{3,5}[-‐-―−][^\W_]{3,5}[-‐-―−][^\W_]{1,4}"
)
_SOLID = re.compile(r"(?=.*[A-Za-z])(?=(?:.*\d){5})(?!.*[A-Za-z]{3})[A-Za-z0-9]{8,12}")
_JOINS = re.compile(r"[\s\-‐-―−./_]+")
_DIGITS = re.compile(r"\d.*\d.*\d")
_LONGEST_CODE = 80


class TableColumns(NamedTuple):
    """Where the columns of a table stand, from 0; -1 for one that it lacks."""

    code: int
    national_id: int
    explanation: int
    width: int


def title_of(text: str) -> TableName | None:
    """Return which table a line announces; None also where it speaks of both."""
    if len(text) > _LONGEST_TITLE or not _MAYBE_LIST.search(text):
        return None
    folded = fold(text)
    return _which(folded) if _LIST.search(folded) else None


def columns_of(cells: list[str]) -> TableColumns | None:
    """Return the columns that a row names, None if it does not name one of codes.

    A row with a code heads nothing, whatever else it says.
    """
    folded = [fold(cell) if len(cell) <= _LONGEST_HEADER else "" for cell in cells]
    codes = [index for index, text in enumerate(folded) if _CODE_HEADER.fullmatch(text)]
    if len(codes) != 1 or any(map(is_code_like, cells)):
        return None
    rest = [(index, text) for index, text in enumerate(folded) if index != codes[0]]
    identity = next((index for index, text in rest if _ID_HEADER.search(text)), -1)
    explanation = -1
    for pattern in reversed(_EXPLANATION_HEADERS):
        explanation = next(
            (index for index, text in rest if pattern.match(text)), explanation
        )
    return TableColumns(codes[0], identity, explanation, len(cells))


def table_of_header(cells: list[str]) -> TableName | None:
    """Return which table a header names by itself, as in `Riskli HES Kodu`."""
    return _which(fold(" ".join(cells)))


def empty_of(text: str) -> frozenset[TableName] | None:
    """Return which tables a sentence says to be empty, None if it says no such thing.

    `Kayıt bulunamadı` names no table: the set is empty.
    """
    folded = fold(text) if len(text) <= _LONGEST_SENTENCE else ""
    if not _NOTHING.search(folded):
        return None
    named: set[TableName] = set()
    if _RISKY.search(folded):
        named.add("risky")
    if _INVALID.search(folded):
        named.add("invalid")
    if named and (_CODES.search(folded) or _ANYTHING.search(folded)):
        return frozenset(named)
    if not named and _ANYTHING.search(folded) and "grup" not in folded:
        return frozenset()
    return None


def total_of(text: str) -> int | None:
    """Return how many rows a line announces, the largest number if it gives several.

    Not meant are numbers of codes that were asked, and of rows to show at a time.
    """
    if len(text) > _LONGEST_TITLE or not any(map(str.isdigit, text)):
        return None
    folded = fold(text)
    if "sorgu" in folded or _PAGE_LENGTH.search(folded):
        return None
    found = [match[1] for pattern in _TOTALS for match in pattern.finditer(text)]
    return max((int(re.sub(r"\D", "", number)) for number in found), default=None)


def is_total(text: str) -> bool:
    """Return whether a row of a table is its sum."""
    return bool(re.match(r"(?:genel )?toplam\b|\bkayit sayisi\b|total\b", fold(text)))


def status_of(table: TableName, explanation: str) -> tuple[BulkStatus, Reason | None]:
    """Return what an explanation in a table says of a code.

    Without a known phrase a code is what its table says: risky without a reason, or
    invalid, and unknown why.
    """
    folded = fold(explanation)
    if table == "risky":
        return "risky", _reason(folded)
    expired, lost = bool(_EXPIRED.search(folded)), bool(_LOST.search(folded))
    if expired == lost:
        return "unknown", None
    return "expired" if expired else "not_found", None


def contradicts(table: TableName, explanation: str) -> bool:
    """Return whether an explanation denies the table in which it stands."""
    folded = fold(explanation)
    invalid = bool(_EXPIRED.search(folded) or _GONE.search(folded))
    risky = bool(_POSITIVE.search(folded) or _CONTACT.search(folded))
    if table == "risky":
        denied = bool(_NOT.search(folded) or _NO_RISK.search(folded))
        return denied or (invalid and not risky)
    return risky or bool(_RISKY.search(folded) or _STILL_VALID.search(folded))


def table_of_explanation(explanation: str) -> TableName | None:
    """Return which table an explanation belongs to by itself."""
    folded = fold(explanation)
    invalid = bool(_EXPIRED.search(folded) or _GONE.search(folded))
    risky = bool(_POSITIVE.search(folded) or _CONTACT.search(folded))
    if _NOT.search(folded) or invalid == risky:
        return None
    return "invalid" if invalid else "risky"


def is_the_page(text: str) -> bool:
    """Return whether a line names the bulk page."""
    return bool(_PAGE.search(fold(text)))


def is_another_page(text: str) -> bool:
    """Return whether a line is one of a login or error page."""
    return bool(_OTHER_PAGE.search(fold(text)))


def is_error(text: str) -> bool:
    """Return whether a line says that something went wrong."""
    return len(text) <= _LONGEST_ERROR and bool(_ERROR.search(fold(text)))


def group_in(cells: list[str]) -> str | None:
    """Return the name of a group that a line gives, empty if it is the label alone;
    None if it is about something else."""
    if len(cells) == 1:
        if _GROUP_LABEL.fullmatch(fold(cells[0])):
            return ""
        found = _GROUP_TEXT.fullmatch(cells[0])
        label, name = found.groups() if found else ("", "")
    else:
        label, name = cells[0], cells[1] if len(cells) == 2 else ""
    return name if name and _GROUP_LABEL.fullmatch(fold(label)) else None


def is_group(name: str) -> bool:
    """Return whether what follows the label of a group's name can be one."""
    return bool(name) and not _NO_GROUP.match(fold(name))


def code_in(cell: str) -> str:
    """Return the code that a cell is, in written form, empty if it is none."""
    if not any(map(str.isdigit, cell)):
        return ""
    try:
        return parse(cell).code
    except CodeError:
        return ""


def is_code_like(cell: str) -> bool:
    """Return whether a cell looks as if a code was meant."""
    if len(cell) > _LONGEST_CODE or not _DIGITS.search(cell):
        return False
    if _DASHED.fullmatch(cell) or _SOLID.fullmatch(_JOINS.sub("", cell)):
        return True
    try:
        return parse(cell).usual
    except CodeError:
        return False


def masked_in(cell: str) -> str:
    """Return the masked T.C. number in a cell, empty if there is none."""
    found = _MASKED.search(cell)
    return found[0] if found else ""


def _which(folded: str) -> TableName | None:
    risky, invalid = bool(_RISKY.search(folded)), bool(_INVALID.search(folded))
    if risky == invalid:
        return None
    return "risky" if risky else "invalid"


def _reason(folded: str) -> Reason | None:
    positive, contact = bool(_POSITIVE.search(folded)), bool(_CONTACT.search(folded))
    if positive == contact or _NOT.search(folded):
        return None
    return "positive" if positive else "contact"
