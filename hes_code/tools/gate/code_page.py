# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes to the public page on which people give their HES code: texts of anybody.

What is wrong with them is said of the texts alone: nothing here knows of anybody.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Literal

from ..code import CodeError, find, parse
from ..text import is_storable

Fault = Literal["badge", "digits", "code", "unusual"]

#: More than any badge, text of a QR code or message of the ministry has.
LONGEST = 500
_DIGITS = re.compile(r"[0-9]{4}")
#: Of fewer digits, four are not a part but nearly all.
_NUMBER = re.compile(r"[0-9]{8,}")
#: One subscriber has as much of IPv6: who tries has all of it.
_IPV6_PREFIX = 64


# No repr: neither a code nor anybody's digits must reach a log.
@dataclass(frozen=True, repr=False)
class Entry:
    """What somebody entered; ``code`` is in written form, and empty if it is none.

    ``fault`` is the first thing that is wrong: ``badge`` and ``digits`` (missing, or
    not four digits), ``code`` (none: ``error`` says why), ``unusual`` (a code of
    another pattern than the usual, which nobody has confirmed), or None.
    ``suggestion`` is what may have been meant by an unusual code, or empty.
    """

    badge: str
    digits: str
    code: str
    fault: Fault | None = None
    error: CodeError | None = None
    suggestion: str = ""


def read(badge: Any, digits: Any, code: Any, confirmed: bool) -> Entry:
    """Read what was sent.

    :param confirmed: whether an unusual code was compared with the person's
    """
    badge, digits, code = _text(badge), _text(digits), _text(code)
    if not badge:
        return Entry("", digits, "", "badge")
    if not _DIGITS.fullmatch(digits):
        return Entry(badge, "", "", "digits")
    try:
        parsed = parse(code)
    except CodeError as error:
        found = find(code)  # in the ministry's text message
        if not found:
            return Entry(badge, digits, "", "code", error)
        parsed = parse(found.code)
    unusual: Fault | None = None if parsed.usual or confirmed else "unusual"
    suggestion = parsed.suggestion or ""
    return Entry(badge, digits, parsed.code, unusual, suggestion=suggestion)


def network(address: Any) -> str:
    """Return the network of one subscriber for an address: an IPv4 address, or the /64
    of an IPv6 one; an empty text for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    if parsed.version == 4 or mapped:
        return str(mapped or parsed)
    return str(ip_network((int(parsed), _IPV6_PREFIX), strict=False))


def proves(digits: str, national_id: str) -> bool:
    """Return whether these are the last four digits of a T.C. number (of a foreigner:
    the number they have here), as HR stored it."""
    number = re.sub(r"[\s.-]", "", national_id)
    return bool(
        _DIGITS.fullmatch(digits)
        and _NUMBER.fullmatch(number)
        and number.endswith(digits)
    )


def _text(value: Any) -> str:
    fits = isinstance(value, str) and len(value) <= LONGEST and is_storable(value)
    return value.strip() if fits else ""
