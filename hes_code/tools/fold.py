# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Turkish and English text made comparable."""

import re
import unicodedata

# Before lower-casing: Python lowers "I" to "i" and "İ" to "i" plus a dot above, while
# Turkish knows two letters. People mix all four, so all of them mean "i" here.
_LETTERS = str.maketrans({"I": "i", "ı": "i", "İ": "i", "ß": "ss"})
_ACCENT = re.compile("[\u0300-\u036f]")
_NOT_WORD = re.compile(r"[\W_]+")


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
