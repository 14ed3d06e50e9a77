# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the kiosk's public routes take, where anybody can send anything as JSON.

Each reader returns something of the one type that is meant, and what is nothing of it
(an empty text, 0, False, None) for all else. Nothing here raises.
"""

from typing import Any

from .text import is_storable

# More than any badge, token, PIN or QR payload that holds a code.
LONGEST = 500
# The most people on one page of the screen, and the largest id of a database.
_PAGE = 500
_LARGEST = 2**31 - 1
_CONDITIONS = 10


def text(value: Any) -> str:
    """Return a text that may be a badge, a token, a PIN or a name."""
    fits = isinstance(value, str) and len(value) <= LONGEST
    return value if fits and is_storable(value) else ""


def record_id(value: Any) -> int:
    """Return the id of a record; True is none, although Python counts with it."""
    fits = isinstance(value, int) and not isinstance(value, bool)
    return value if fits and 0 < value <= _LARGEST else 0


def degrees(value: Any) -> float | bool:
    """Return a latitude or longitude, or False, which stands for an unknown one."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if fits and -180 <= value <= 180 else False


def page(limit: Any, offset: Any) -> tuple[int, int] | None:
    """Return limit and offset; of the limit no more than any screen can show."""
    size = record_id(limit)
    start = record_id(offset)
    wrong = offset != start or isinstance(offset, bool)
    return None if wrong or not size else (min(size, _PAGE), start)


def conditions(domain: Any) -> list[tuple[str, str, Any]] | None:
    """Return the conditions of a search, which hold together, or None.

    The stock route takes any domain from anybody who has the kiosk's address, and
    searches with all rights: everything stored about people could be guessed through
    it. Its own screen searches by a part of the name and by the department.
    """
    if not isinstance(domain, list) or len(domain) > 2 * _CONDITIONS:
        return None
    found = []
    for term in domain:
        if term == "&":
            continue
        if not (isinstance(term, list) and len(term) == 3):
            return None
        field, operator, value = term
        by_name = [field, operator] == ["name", "ilike"] and text(value)
        by_department = [field, operator] == ["department_id", "="] and record_id(value)
        if not (by_name or by_department):
            return None
        found.append((field, operator, value))
    return found
