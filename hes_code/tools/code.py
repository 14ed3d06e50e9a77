# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read and write HES codes.

A code is ten ASCII letters and digits, written ``A4D7-1132-10`` and sent to the
ministry as ``A4D7113210``. Source: the e-Devlet page and public clients of the
service.
"""

import re
import unicodedata
from dataclasses import dataclass

from .text import fold

LENGTH = 10

# Letter, digit, letter, digit, six digits: what nearly all known codes look like.
_USUAL_LETTERS = (0, 2)
_WRITTEN = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}|[A-Z0-9]{10}")
_USUAL = re.compile(r"[A-Z][0-9][A-Z][0-9]{7}")
_USUAL_WRITTEN = re.compile(r"[A-Z][0-9][A-Z][0-9]-[0-9]{4}-[0-9]{2}")
_TO_DIGIT = str.maketrans("OILSBZ", "011582")
_TO_LETTER = str.maketrans("01582", "OISBZ")

# Turkish has four letters where English has I and i, and a code knows one of them.
# Lower and upper case are not used here: "İ".lower() is two characters long.
_TURKISH_I = re.compile("[iıIİ]\u0307*")
# Dashes that Unicode does not file under "dash" (modifier, bullet, minus, box, emoji).
_ODD_SEPARATORS = frozenset("./\\·•˗⁃−➖─")
_SEPARATOR_CATEGORIES = frozenset({"Cf", "Pc", "Pd", "Zs", "Zl", "Zp"})
# Cells begin with an apostrophe, and pasted texts stand in quotes.
_QUOTES = "'\"`´‘’“”ʼ"
# Ten characters that merely begin with HES are a code, not a label.
_LABEL = re.compile(r"^HES(?:KOD(?:U|UM|UNUZ)?)?(?::|(?=[A-Z0-9]{10}$))")

# What a scanner that is set to a US keyboard types on a computer with a Turkish Q one,
# and what it means; then the texts that are read so: a code, or the QR text of the
# ministry's app, a T.C. number or 32 digits before the "|".
_US_ON_TURKISH_Q = str.maketrans("*;Ş", "-|:")
_SCANNED = re.compile(
    r"(?:HES:|[0-9]{11}\||[0-9A-F]{32}\|)?"
    r"[A-Z][0-9][A-Z][0-9](?:-[0-9]{4}-[0-9]{2}|[0-9]{6})\|?",
    re.IGNORECASE,
)
# One among other words: as it is written, or without dashes.
_AMONG_WORDS = re.compile(
    r"(?<!\w)[A-Z][0-9][A-Z][0-9][\W_]{0,3}[0-9]{4}[\W_]{0,3}[0-9]{2}(?!\w)"
)
_NOT_IN_CODE = re.compile(r"[\W_]+")
_LABEL_WORDS = re.compile(r"(?:(?:hes )?kod(?:u|um|unuz)?|hes(?: no)?)?")
# "HES kodunuz ... olup" is how the ministry's text message puts it.
_MESSAGE = re.compile(r"(?:.* )?hes kod(?:u|um|unuz)")
_REVOKED = re.compile(r"\b(?:iptal|gecersiz|gecmis|sil|eski|degil|son bul|sona er)")
_DATE = re.compile(r"\d{1,2} \d{1,2} \d{4}(?: \d{1,2} \d{2})?")
_NATIONAL_ID = re.compile(r"[1-9][0-9]{10}")


class CodeError(ValueError):
    """Refusal of a text that is not a HES code.

    ``kind`` is ``"empty"``, ``"length"``, ``"characters"``, ``"letters"`` (ten letters
    are a word) or ``"digits"`` (ten digits are a telephone number or a badge);
    ``value`` is the text as it was given, for the screen of the person who typed it.
    The exception's own message has neither the text nor a sentence for people.
    """

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(f"not a HES code: {kind}")
        self.kind = kind
        self.value = value


# No repr: a code must not reach a log through a debugging line.
@dataclass(frozen=True, repr=False)
class HesCode:
    """A code that was read.

    ``code`` is the written form. ``usual`` says whether it is of the usual pattern
    (letter, digit, letter, digit, six digits); another one is worth a warning, and
    takes the place of a present code only if somebody confirms it (may_replace()).
    ``suggestion`` is the written form that was probably meant: the code
    with O/0, I/1, L/1, S/5, B/8 and Z/2 swapped where the usual pattern wants the
    other kind of character, or None where that does not make it usual.
    ``national_id`` is the T.C. number in the text of a QR code, or empty.
    """

    code: str
    usual: bool
    suggestion: str | None = None
    national_id: str = ""


# No repr, for the same reason.
@dataclass(frozen=True, repr=False)
class FoundCode:
    """The one code among other words. ``certain`` if these are only a label, a date or
    the ministry's text message; anything else may say that the code is another one.
    """

    code: str
    certain: bool


def parse(text: str) -> HesCode:
    """Read a code as people type, paste and scan it.

    Accepted: blanks, invisible characters, dots, slashes, underscores and dashes of
    any kind anywhere; quotes and apostrophes around it; lower case; every Turkish i
    (all mean ``I``); full-width and other compatibility forms (NFKC); decimal digits of
    any script, which count as the digits they are; a leading ``HES:`` or ``HES Kodu:``;
    the text of a QR code, of which the last part between ``|`` that is not blank is
    read, and a T.C. number in another part is given.

    A code of the usual pattern and a QR text are also read as a scanner with a US
    layout types them on a Turkish Q computer: ``A4D7*1132*10``.

    Raises CodeError of kind ``empty`` if nothing is left, ``characters`` if anything
    but ASCII letters and digits is left, ``length`` unless ten of them are, ``letters``
    and ``digits`` if all ten are of one kind.
    """
    text = _as_meant(text)
    compacted = _read(text)
    owner = ""
    if "|" in text:
        parts = [part.strip() for part in text.split("|")]
        owner = next(filter(_NATIONAL_ID.fullmatch, parts), "")
    if _USUAL.fullmatch(compacted):
        return HesCode(_written(compacted), usual=True, national_id=owner)
    if compacted.isalpha() or compacted.isdigit():
        raise CodeError("letters" if compacted.isalpha() else "digits", text)
    suggestion = _corrected(compacted)
    return HesCode(_written(compacted), False, suggestion, owner)


def find(text: str) -> FoundCode | None:
    """Return the one code of the usual pattern among the words of a text, else None.

    For cells of a list, where a remark or a whole text message stands beside the code.
    """
    folded = _TURKISH_I.sub("I", unicodedata.normalize("NFKC", text)).upper()
    hits = list(_AMONG_WORDS.finditer(folded))
    codes = {_NOT_IN_CODE.sub("", hit[0]) for hit in hits}
    if len(codes) != 1:
        return None
    before, after = fold(folded[: hits[0].start()]), fold(folded[hits[-1].end() :])
    if after.startswith("olup"):
        certain = bool(_MESSAGE.fullmatch(before)) and not _REVOKED.search(after)
    else:
        certain = bool(_LABEL_WORDS.fullmatch(before)) and (
            not after or bool(_DATE.fullmatch(after))
        )
    return FoundCode(_written(codes.pop()), certain and len(hits) == 1)


def normalise(text: str) -> str:
    """Return the written form, ``A4D7-1132-10``. Raises CodeError like parse()."""
    return text if _USUAL_WRITTEN.fullmatch(text) else parse(text).code


def may_replace(code: str, present: str) -> bool:
    """Return whether a code may take the place of the present one (both in written
    form, the latter perhaps empty) without somebody confirming that it is written so.
    """
    return not present or code == present or bool(_USUAL_WRITTEN.fullmatch(code))


def written(code: str) -> str:
    """Return the written form of a code that is stored or was answered.

    Words and numbers, which older releases took for codes, are written like others.
    Raises CodeError of the kinds ``empty``, ``characters`` and ``length``.
    """
    if _WRITTEN.fullmatch(code):  # what the database holds, by the hundred thousand
        return code if "-" in code else _written(code)
    return _written(_read(code))


def compact(code: str) -> str:
    """Return the form that is sent, ``A4D7113210``. Raises CodeError like written()."""
    return written(code).replace("-", "")


def _read(text: str) -> str:
    """Return the ten letters and digits of a text. Raises CodeError."""
    compacted = _compact(text)
    if not compacted:
        raise CodeError("empty", text)
    if not (compacted.isascii() and compacted.isalnum()):
        raise CodeError("characters", text)
    if len(compacted) != LENGTH:
        raise CodeError("length", text)
    return compacted


def _compact(text: str) -> str:
    """Drop what is not part of the code; leave unreadable characters in place."""
    if "|" in text:
        text = next(filter(str.strip, reversed(text.split("|"))), "")
    folded = _TURKISH_I.sub("I", unicodedata.normalize("NFKC", text))
    return _LABEL.sub("", folded.translate(_PLAIN).strip(_QUOTES)).strip(_QUOTES)


def _as_meant(text: str) -> str:
    """Return a text that a scanner with another layout typed as it stands on the paper,
    any other one as it is."""
    meant = text.translate(_US_ON_TURKISH_Q).strip()
    return meant if _SCANNED.fullmatch(meant) else text


def _plain(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character.upper()
    if (
        character.isspace()
        or character in _ODD_SEPARATORS
        or unicodedata.category(character) in _SEPARATOR_CATEGORIES
    ):
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


class _Plain(dict[int, str]):
    """What str.translate() asks for each character; only ASCII is kept ready."""

    def __missing__(self, number: int) -> str:
        return _plain(chr(number))


_PLAIN = _Plain((number, _plain(chr(number))) for number in range(128))


def _written(compacted: str) -> str:
    return f"{compacted[:4]}-{compacted[4:8]}-{compacted[8:]}"


def _corrected(compacted: str) -> str | None:
    corrected = "".join(
        character.translate(_TO_LETTER if place in _USUAL_LETTERS else _TO_DIGIT)
        for place, character in enumerate(compacted)
    )
    return _written(corrected) if _USUAL.fullmatch(corrected) else None
