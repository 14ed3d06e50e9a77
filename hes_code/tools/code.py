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

LENGTH = 10

# Letter, digit, letter, digit, six digits: what nearly all known codes look like.
_USUAL_LETTERS = (0, 2)
_WRITTEN = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}|[A-Z0-9]{10}")
_USUAL = re.compile(r"[A-Z][0-9][A-Z][0-9]{7}")
_TO_DIGIT = str.maketrans("OILSBZ", "011582")
_TO_LETTER = str.maketrans("01582", "OISBZ")

# Turkish has four letters where English has I and i, and a code knows one of them.
# Lower and upper case are not used here: "İ".lower() is two characters long.
_TURKISH_I = re.compile("[iıIİ]\u0307*")
# Dashes that Unicode does not file under "dash" (modifier, bullet, minus, box, emoji).
_ODD_SEPARATORS = frozenset("./\\·•˗⁃−➖─")
_SEPARATOR_CATEGORIES = frozenset({"Cf", "Pc", "Pd", "Zs", "Zl", "Zp"})
# Ten characters that merely begin with HES are a code, not a label.
_LABEL = re.compile(r"^HES(?:KOD(?:U|UM|UNUZ)?)?(?::|(?=[A-Z0-9]{10}$))")

# What a scanner that is set to a US keyboard types on a computer with a Turkish Q one,
# and what it means; then the texts that are read so: a code, or the QR text of the
# ministry's app, a T.C. number or 32 digits before the "|".
_US_ON_TURKISH_Q = str.maketrans("*;Ş", "-|:")
_SCANNED = re.compile(
    r"(?:HES:|[0-9]{11}\||[0-9A-F]{32}\|)?"
    r"[A-Z][0-9][A-Z][0-9](?:-[0-9]{4}-[0-9]{2}|[0-9]{6})",
    re.IGNORECASE,
)


class CodeError(ValueError):
    """Refusal of a text that is not a HES code.

    ``kind`` is ``"empty"``, ``"length"`` or ``"characters"``; ``value`` is the text
    as it was given, for the screen of the person who typed it. The exception's own
    message has neither the text nor a sentence for people.
    """

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(f"not a HES code: {kind}")
        self.kind = kind
        self.value = value


# No repr: a code must not reach a log through a debugging line.
@dataclass(frozen=True, repr=False)
class HesCode:
    """A code that was read.

    ``code`` is the written form. ``usual`` tells whether it is of the usual pattern
    (letter, digit, letter, digit, six digits); another one is worth a warning, never
    a refusal. ``suggestion`` is the written form that was probably meant: the code
    with O/0, I/1, L/1, S/5, B/8 and Z/2 swapped where the usual pattern wants the
    other kind of character, or None where that does not make it usual.
    """

    code: str
    usual: bool
    suggestion: str | None = None


def parse(text: str) -> HesCode:
    """Read a code as people type, paste and scan it.

    Accepted: blanks, invisible characters, dots, slashes, underscores and dashes of
    any kind anywhere; lower case; every Turkish i (all mean ``I``); full-width and
    other compatibility forms (NFKC); decimal digits of any script, which count as
    the digits they are; a leading ``HES:`` or ``HES Kodu:``; the QR text of the
    ministry's app, of which only what follows the last ``|`` is read.

    A code of the usual pattern and a QR text are also read as a scanner with a US
    layout types them on a Turkish Q computer: ``A4D7*1132*10``.

    Raises CodeError of kind ``empty`` if nothing is left, ``characters`` if anything
    but ASCII letters and digits is left, ``length`` unless ten of them are.
    """
    compacted = _scanned(text) or _compact(text)
    if not compacted:
        raise CodeError("empty", text)
    if not (compacted.isascii() and compacted.isalnum()):
        raise CodeError("characters", text)
    if len(compacted) != LENGTH:
        raise CodeError("length", text)
    if _USUAL.fullmatch(compacted):
        return HesCode(_written(compacted), usual=True)
    return HesCode(_written(compacted), usual=False, suggestion=_corrected(compacted))


def normalise(text: str) -> str:
    """Return the written form, ``A4D7-1132-10``. Raises CodeError like parse()."""
    if _WRITTEN.fullmatch(text):  # what the database holds, by the hundred thousand
        return text if "-" in text else _written(text)
    return parse(text).code


def compact(code: str) -> str:
    """Return the form that is sent, ``A4D7113210``. Raises CodeError like parse()."""
    return normalise(code).replace("-", "")


def _compact(text: str) -> str:
    """Drop what is not part of the code; leave unreadable characters in place."""
    folded = _TURKISH_I.sub("I", unicodedata.normalize("NFKC", text))
    return _LABEL.sub("", folded.rpartition("|")[2].translate(_PLAIN))


def _scanned(text: str) -> str:
    """Return the code in what a scanner with another layout typed, or nothing."""
    meant = text.translate(_US_ON_TURKISH_Q).strip()
    return _compact(meant) if meant != text and _SCANNED.fullmatch(meant) else ""


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
