# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Does what the service says of a code's owner fit a person?

The service masks it: the last three digits of the T.C. number, and the first two
letters of each word of the name (read off public clients of the service).
"""

import re
from functools import lru_cache
from typing import Literal

from .text import fold

OwnerCheck = Literal["unknown", "match", "mismatch"]

_VISIBLE_DIGITS = 3
_MASK = re.compile(r"\*+")


def compare(
    masked_national_id: str, masked_name: str, national_id: str, name: str
) -> OwnerCheck:
    """Compare a masked number and name with a person's own.

    Whatever is empty on either side says nothing. ``mismatch`` if anything differs,
    ``match`` if something was compared and all of it fits, else ``unknown``. Letters
    are compared by Turkish rules, without regard to case.
    """
    fits = [
        result
        for result in (
            _number_fits(masked_national_id, national_id),
            _name_fits(masked_name, name),
        )
        if result is not None
    ]
    if not fits:
        return "unknown"
    return "match" if all(fits) else "mismatch"


def is_another(
    masked_national_id: str,
    masked_name: str,
    other_national_id: str,
    other_name: str,
) -> bool:
    """Whether two masked answers are about two people: by their numbers where both
    have one, else by their names, which may change."""
    numbers = {_shown_digits(masked_national_id), _shown_digits(other_national_id)}
    if None not in numbers:
        return len(numbers) == 2
    names = [
        [_start(word) for word in masked.split()]
        for masked in (masked_name, other_name)
    ]
    return all(map(any, names)) and names[0] != names[1]


def short_mask(masked_national_id: str) -> str:
    """Return a masked number as e-Devlet shows it, ``*****170``: the service gives
    more stars. What does not end in three digits is returned as it is."""
    shown = _shown_digits(masked_national_id)
    return f"*****{shown}" if shown else masked_national_id


def _shown_digits(masked: str) -> str | None:
    shown = masked.strip()[-_VISIBLE_DIGITS:]
    return shown if shown.isdigit() and len(shown) == _VISIBLE_DIGITS else None


def _number_fits(masked: str, number: str) -> bool | None:
    shown = _shown_digits(masked)
    digits = number if number.isdecimal() else re.sub(r"\D", "", number)
    return digits.endswith(shown) if shown and digits else None


def _name_fits(masked: str, name: str) -> bool | None:
    starts = [_start(word) for word in masked.split()]
    names = fold(name).split()
    if not names or not any(starts):
        return None
    return len(starts) == len(names) and all(
        name.startswith(start) for name, start in zip(names, starts, strict=True)
    )


@lru_cache(maxsize=4096)  # two letters and stars: there are few
def _start(masked_word: str) -> str:
    return fold(_MASK.sub("", masked_word))
