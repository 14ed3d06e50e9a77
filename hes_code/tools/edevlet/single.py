# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page of e-Devlet about a single code: its labelled values, in whatever order.

Page: https://www.turkiye.gov.tr/saglik-bakanligi-hes-kodu-sorgulama.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ..days import NO_END
from ..text import clean, fold
from .html import is_markup, read_html
from .types import (
    TEXT_CELLS,
    EdevletError,
    PageLimits,
    PageLine,
    SingleAnswer,
    SingleStatus,
    cell_text,
)
from .words import code_in, is_another_page, masked_in

_LABELS = {
    "name": "adi soyadi|ad soyad|adi ve soyadi|ad ve soyad|isim soyisim",
    "national_id": "t c kimlik numarasi|tc kimlik numarasi|t c kimlik no|tc kimlik no"
    "|kimlik numarasi|kimlik no",
    "code": "hes kodu|hes kod",
    "expires": "gecerlilik zamani|gecerlilik tarihi|gecerlilik suresi"
    "|son gecerlilik tarihi|son gecerlilik zamani",
    "status": "risk durumu|risk durum",
    # Health data that nobody asked for: known only as the end of another value.
    "": "asili|asi durumu|gecirilmis hastalik|son 48 saatte negatif test",
}
_FIELDS = {
    label: name for name, labels in _LABELS.items() for label in labels.split("|")
}
# A label at the beginning of a text, with what ends it.
_LABELLED = re.compile(r"\s*([^:：=]{2,60}?)\s*[:：=]\s*(.*)", re.DOTALL)
_LONGEST_WORDS = 5
_GAP = re.compile(r"\t|\s{2,}")

_MONTHS = "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik"
_MONTH = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_CLOCK = r"(?:\D{1,12}?(\d{1,2})[:.](\d\d)(?![./-]?\d)(?:[:.](\d\d))?)?"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})[./ -]+(\d{{1,2}}|[a-z]+)[./ -]+(\d{{4}}){_CLOCK}"
)
_YEAR_FIRST = re.compile(rf"\b(\d{{4}})-(\d\d)-(\d\d){_CLOCK}")
# Turkey has kept this offset all year since September 2016 (IANA, Europe/Istanbul).
_OFFSET = timedelta(hours=3)

_SENTENCES: tuple[tuple[re.Pattern[str], SingleStatus], ...] = (
    (re.compile(r"\bsuresi (?:dol|gec)"), "expired"),
    (re.compile(r"\bbulunama|\bgecersiz|\bsilin"), "not_found"),
)
_LONGEST_SENTENCE = 200


def read_single(text: str) -> SingleAnswer:
    """Read the answer about one code, as copied from the page or as its HTML.

    Values are found by their labels. A sentence that the code has expired or was not
    found is an answer, too. Raises EdevletError: `empty`, `too_large`, `no_labels` or
    `not_the_page` if it says nothing of a risk, `several` if it is about more than one
    code.
    """
    limits = PageLimits()
    if len(text) > limits.size:
        raise EdevletError("too_large", limit=limits.size)
    if not clean(text):
        raise EdevletError("empty")
    if is_markup(text):
        lines = read_html(text, limits).lines
    else:
        lines = list(_text_lines(text, limits))
    values = _choose(_values(lines))
    if "status" not in values:
        return _read_sentence(lines, values)
    return _single(values, _status(values["status"]))


def _text_lines(text: str, limits: PageLimits) -> Iterator[PageLine]:
    """Give the lines of a copied text; tabs or wide gaps stand between its cells."""
    count = 0
    for line in text.splitlines():
        cells = [cell_text(cell, limits) for cell in _GAP.split(line)]
        count += max(len(cells), TEXT_CELLS)
        if count > limits.cells:
            raise EdevletError("too_large", cells=limits.cells)
        if any(cells):
            yield PageLine(cells)


def read_day(text: str) -> datetime | None:
    """Return a time of the page, which is Turkey's, as naive UTC; None if unreadable.

    A day without a time counts to its end; of several, the last one. `Süresiz`, and
    whatever is in the year 2070 or later, is NO_END.
    """
    if re.search(r"\bsuresiz|\bsinirsiz", fold(text)):
        return NO_END
    plain = "".join(fold(part) or part for part in re.split(r"(\W)", text))
    found = [match.groups() for match in _DAY_FIRST.finditer(plain)]
    found += [
        (day, month, year, *clock)
        for year, month, day, *clock in map(
            re.Match.groups, _YEAR_FIRST.finditer(plain)
        )
    ]
    times = [time for time in (_time(*parts) for parts in found) if time]
    latest = max(times, default=None)
    return NO_END if latest and latest.year >= NO_END.year else latest


def _time(
    day: str,
    month: str,
    year: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
) -> datetime | None:
    number = int(month) if month.isdigit() else _MONTH.get(month, 0)
    clock = (int(hour), int(minute or 0), int(second or 0)) if hour else (23, 59, 59)
    try:
        return datetime(int(year), number, int(day), *clock) - _OFFSET
    except (ValueError, OverflowError):
        return None


def _choose(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the one value of each field; the label of an input has none that fits."""
    known: dict[str, dict[str, str]] = {}
    for name, value in found:
        if name and value:
            known.setdefault(name, {}).setdefault(fold(value), value)
    values = {}
    for name, spellings in known.items():
        fitting = [value for value in spellings.values() if _fits(name, value)]
        if len(fitting) > 1:
            raise EdevletError("several", label=name)
        values[name] = fitting[0] if fitting else next(iter(spellings.values()))
    return values


def _fits(name: str, value: str) -> bool:
    """Return whether a value is one of this field."""
    if name == "code":
        return bool(code_in(value))
    if name == "national_id":
        return bool(masked_in(value))
    if name == "expires":
        return read_day(value) is not None
    return name == "name" or _status(value) != "unknown"


def _single(values: dict[str, str], status: SingleStatus) -> SingleAnswer:
    code = code_in(values.get("code", ""))
    expires_at = read_day(values.get("expires", ""))
    unread = [item for item in values.items() if not _fits(*item)]
    return SingleAnswer(
        code or None,
        status,
        masked_in(values.get("national_id", "")),
        values.get("name", ""),
        expires_at,
        tuple(unread),
    )


def _status(value: str) -> SingleStatus:
    """Return the status that a value names; anything doubtful is unknown."""
    folded = fold(value)
    if folded in ("riskli degil", "riskli degildir", "risksiz", "risksizdir"):
        return "riskless"
    if re.match(r"riskli\b", folded) and not re.search(
        r"\bdegil|\brisksiz|\byok", folded
    ):
        return "risky"
    return next((kind for known, kind in _SENTENCES if known.search(folded)), "unknown")


def _read_sentence(lines: list[PageLine], values: dict[str, str]) -> SingleAnswer:
    """Read what the page says instead of values."""
    other = False
    for line in lines:
        folded = fold(line.text) if len(line.text) <= _LONGEST_SENTENCE else ""
        other = other or is_another_page(folded)
        if re.search(r"\bhes ?kod", folded) and not re.search(r"\bliste", folded):
            for known, status in _SENTENCES:
                if known.search(folded):
                    return _single(values, status)
    raise EdevletError("not_the_page" if other else "no_labels")


def _values(lines: Iterable[PageLine]) -> Iterator[tuple[str, str]]:
    """Give (field, value) for each label; the field is empty for what is not needed."""
    waiting: list[str] = []
    for line in lines:
        pieces = [piece for cell in line.cells if cell for piece in _pieces(cell)]
        labels = [name for name, _value in pieces if name is not None]
        if not labels:
            cells = [cell for cell in line.cells if cell]
            # A row of labels is followed by a row of values, else by one value.
            if len(waiting) == len(cells) or len(waiting) == 1:
                joined = [" ".join(cells)] if len(waiting) == 1 else cells
                yield from zip(waiting, joined, strict=True)
            waiting = []
            continue
        waiting = []
        name: str | None = None
        texts: list[str] = []
        for label, value in [*pieces, ("", "")]:
            if label is None:
                texts.append(value)
                continue
            if name is not None:
                yield name, " ".join(filter(None, texts))
                if not any(texts):
                    waiting.append(name)
            name, texts = label, [value]


def _pieces(cell: str) -> list[tuple[str | None, str]]:
    """Return what a cell is: (field, what follows its label), or (None, a value)."""
    if fold(cell) in _FIELDS:
        return [(_FIELDS[fold(cell)], "")]
    match = _LABELLED.fullmatch(cell)
    if match is None and cell[0] in ":：=":
        return [(None, cell[1:].strip())]
    if match and fold(match[1]) in _FIELDS:
        return [(_FIELDS[fold(match[1])], match[2])]
    words = cell.split()
    for count in range(min(_LONGEST_WORDS, len(words) - 1), 0, -1):
        name = _FIELDS.get(fold(" ".join(words[:count])))
        value = " ".join(words[count:])
        if name and (name != "name" or "*" in value) and _fits(name, value):
            return [(name, value)]
    return [(None, cell)]
