# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Badges, by one rule wherever they are read: lists, kiosk, turnstile.

A badge is trimmed and the same in upper and lower case; its leading zeros count. Where
a company wants it, the number of a card is the same badge in decimal and hexadecimal.
"""

import re
import unicodedata
from typing import Literal, get_args

from ..text import clean

#: What ``hes.policy.badge_reading`` holds, from the narrowest to the widest.
Reading = Literal["exact", "decimal_hex", "any_order"]
READINGS: tuple[Reading, ...] = get_args(Reading)

#: Longer than any badge that Odoo stores.
LONGEST = 18
#: The last characters of a badge that a list of unknown badges shows.
SHOWN = 2

# The numbers of cards have 3, 4, 5 or 7 bytes: hexadecimal digits -> decimal ones.
_DIGITS = {6: 8, 8: 10, 10: 13, 14: 17}
_DECIMAL = re.compile("[0-9]{7,17}")
_HEXADECIMAL = re.compile("(?![0-9]{6}$)[0-9A-F]+")
_TURKISH_I = str.maketrans("ıİ", "II")


def normalise(text: str) -> str:
    """Return the badge as it is compared; empty if there is none.

    Blanks, invisible marks and apostrophes at the ends are dropped, several blanks
    inside are one, letters are upper case. No digit, dash or zero is dropped.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TURKISH_I)
    return " ".join(clean(text).strip("'\u2019 ").split()).upper()


def writings(text: str, reading: Reading = "exact") -> list[str]:
    """Return what the same badge may be written as, normalised.

    The first is the badge as it is. ``decimal_hex`` adds the other ways to write the
    number of the card, with and without leading zeros, ``any_order`` also those of
    readers that send its bytes in the other order. What is no such number, for example
    a payroll number of less than seven digits, has no other writing.
    """
    badge = normalise(text)
    if not badge or reading == "exact":
        return [badge] if badge else []
    numbers = _numbers(badge, reading == "any_order")
    others = {form for number in numbers for form in _forms(number)}
    return [badge, *sorted(others - {badge})]


def mask(text: str) -> str:
    """Return a badge with a dot for each character but the last two.

    Of what is no badge, or a short one, nothing is left but the length.
    """
    badge = normalise(text)
    plain = badge.isascii() and badge.isalnum() and len(badge) <= LONGEST
    shown = SHOWN if plain and len(badge) >= 3 * SHOWN else 0
    dots = "•" * min(len(badge) - shown, LONGEST)
    return dots + badge[len(badge) - shown :]


def _numbers(badge: str, any_order: bool) -> set[int]:
    """Return the numbers that this may be the writing of."""
    found = set()
    if _DECIMAL.fullmatch(badge):
        found.add(int(badge))
    if len(badge) in _DIGITS and _HEXADECIMAL.fullmatch(badge):
        found.add(int(badge, 16))
    found = {number for number in found if number < 256**7}
    if any_order:
        found |= {_reversed(number) for number in found}
    return found


def _reversed(number: int) -> int:
    """Return the number with its bytes, four or seven, in the other order."""
    size = 4 if number < 256**4 else 7
    return int.from_bytes(number.to_bytes(size, "little"), "big")


def _forms(number: int) -> set[str]:
    """Return the ways to write the number of a card."""
    forms = {
        form
        for width, decimal in _DIGITS.items()
        for form in (f"{number:0{width}X}", f"{number:0{decimal}d}", f"{number:d}")
        if number < 16**width
    }
    return {form for form in forms if 6 <= len(form) <= LONGEST}
