# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text as it comes from outside: encoding, what can be stored, and what is alike; and
what a log may say of a fault."""

import codecs
import re
import string
import traceback
import unicodedata
from functools import lru_cache

MEGABYTE = 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What cells begin or end with when text was pasted from a chat or a web page, and
# what str.strip() leaves in place: zero-width and writing-direction marks.
_EDGE = string.whitespace + (
    "\x85\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
    "\u2066\u2067\u2068\u2069\ufeff"
)

# What no database takes: NUL, and half characters that no encoding can hold.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

# Before lower-casing: Python lowers "I" to "i" and "İ" to "i" plus a dot above, while
# Turkish knows two letters. People mix all four, so all of them mean "i" here.
_LETTERS = str.maketrans({"I": "i", "ı": "i", "İ": "i", "ß": "ss"})
_ACCENT = re.compile("[\u0300-\u036f]")
_NOT_WORD = re.compile(r"[\W_]+")

# Words of one meaning, folded; the endings of possessives and plurals are left out.
_SPELLINGS = {
    "no": "no numara num nr number",
    "kod": "kod code",
    "ad": "ad isim ism name",
    "soyad": "soyad soyisim soyism surname",
    "calisan": "calisan personel pers employee staff isci kisi memur ogretmen gorevli",
    "kimlik": "kimlik kimlig",
    "kart": "kart card",
    "barkod": "barkod barcode",
    "vatandas": "vatandas vatandaslik",
}
_MEANING = {word: stem for stem, words in _SPELLINGS.items() for word in words.split()}
# What forms ask with, and words between words.
_FILLERS = frozenset(
    "giriniz girin gir yaziniz yazin yaz lutfen belirtiniz belirtin doldurunuz doldurun"
    " nedir please enter your write the and of ve ile bu alan alana alanina kismina"
    " sutun sutuna buraya bilgi bilgisi bilgileri zorunlu gerekli required mandatory"
    " tam sizin gecerli liste listesi".split()
)
# Plural, whose it is, and case: kod-lar-iniz-i, numara-si-ni, ad-iniz, codes.
_ENDING = re.compile(
    r"(?:l[ae]r)?(?:[iu]?m(?:[iu]z)?|[iu]?n(?:[iu]z)?|s?[iu])?(?:n?[iu]n?|yi|n?[ae])?|s"
)
_APOSTROPHE = re.compile("['’]")
# T.C. and H.E.S.
_SPELT_OUT = re.compile(r"\b(?:\w )+\w\b")
_LONGEST_ENDING = 10
_LONGEST_WORD = 40


def decode(data: bytes) -> str:
    """Return the text of a file.

    Its byte order mark names the encoding; without one it is UTF-8, or else
    Windows-1254, which Turkish computers write and which Turkish pages that declare
    ISO-8859-9 are read as (WHATWG, "Encoding"). Raises UnicodeDecodeError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1254")


def clean(text: str) -> str:
    """Return `text` without blanks and invisible marks at its ends."""
    return text.strip() if text.isascii() else text.strip(_EDGE)


def is_storable(text: str) -> bool:
    """Return whether the database takes every character of `text`."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """Return `text` with U+FFFD in place of each character that can't be stored."""
    return _UNSTORABLE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Return `text` in plain lower-case letters and digits, blanks between them.

    Case, accents, punctuation and the number of blanks are lost: `ADI  SOYADI`,
    `Adı Soyadı` and `adi-soyadi` all become `adi soyadi`. Raises nothing.
    """
    plain = text.translate(_LETTERS)
    if not plain.isascii():
        plain = _ACCENT.sub("", unicodedata.normalize("NFKD", plain))
        plain = plain.translate(_LETTERS)
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def _alike() -> dict[str, str]:
    """Return for each plain letter all Latin letters that people type for it."""
    alike = {letter: {letter, letter.upper()} for letter in string.ascii_lowercase}
    for number in range(0xC0, 0x180):
        base = unicodedata.normalize("NFD", chr(number))[0].lower()
        if base in alike:
            alike[base].add(chr(number))
    alike["i"].add("ı")
    return {letter: "".join(sorted(others)) for letter, others in alike.items()}


_ALIKE = _alike()


def pattern(text: str) -> str:
    """Return a regular expression of PostgreSQL that finds `text` in a name.

    Case and accents do not matter, nor which Turkish i it is; all else does. It means
    the same in every locale of a database, as ILIKE does not.
    """
    parts = []
    for character in unicodedata.normalize("NFD", text):
        plain = "i" if character == "ı" else character.lower()
        if plain in _ALIKE:
            parts.append(f"[{_ALIKE[plain]}][\u0300-\u036f]*")
        elif not _ACCENT.match(character):
            parts.append(character if character.isalnum() else f"\\{character}")
    return "".join(parts)


def stems(text: str, vocabulary: frozenset[str]) -> frozenset[str] | None:
    """Return the meanings of the words of a text, None if one has none.

    `vocabulary` are the meanings that are looked for. Words may be written together.
    """
    found: set[str] = set()
    for word in _SPELT_OUT.sub(_joined, fold(_APOSTROPHE.sub("", text))).split():
        if word in _FILLERS or (word.isdigit() and len(word) <= 2):
            continue
        meanings = _split(word, vocabulary)
        if meanings is None:
            return None
        found |= meanings
    return frozenset(found) or None


@lru_cache(maxsize=10_000)
def _split(word: str, vocabulary: frozenset[str]) -> frozenset[str] | None:
    """Return the meanings of a word, or of the fewest words that it is put together of,
    each with its ending; None if it is none of the vocabulary.
    """
    if len(word) > _LONGEST_WORD:
        return None
    known = _known(vocabulary)
    # What the word is up to each place, from the left; a word is as long as can be.
    best: dict[int, tuple[int, int, frozenset[str]]] = {0: (0, 0, frozenset())}
    for start in range(len(word)):
        if start not in best:
            continue
        count, endings, meanings = best[start]
        for stem in known:
            if not word.startswith(stem, start):
                continue
            after = start + len(stem)
            for end in range(after, min(after + _LONGEST_ENDING, len(word)) + 1):
                if not _ENDING.fullmatch(word, after, end):
                    continue
                one = frozenset((_MEANING.get(stem, stem),))
                rank = (count + 1, endings + end - after, meanings | one)
                if end not in best or rank[:2] < best[end][:2]:
                    best[end] = rank
    return best[len(word)][2] if len(word) in best else None


@lru_cache(maxsize=2)
def _known(vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({*vocabulary, *_MEANING}))


def _joined(letters: re.Match[str]) -> str:
    return letters[0].replace(" ", "")


def fault(error: BaseException) -> str:
    """Which error it was and where, for a log: not with which values, since they are
    about people."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.filename}, line {place.lineno}"
