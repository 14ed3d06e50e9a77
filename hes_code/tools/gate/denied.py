# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is sent to a controller that keeps a list of its own, and what was sent before.

The cursor says which badges the controller holds for denied, as a digest of each, and
what everybody's verdict came from when it was told. Nothing about it is stored here, so
a controller may come back with an old cursor, to a restored database or twice at once.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

_SIZE, _CHECK, _FACTS = 6, 4, 8
_LONGEST = 16_000_000
#: In the place of facts: the controller was not told all of them, or they are unknown.
UNKNOWN = bytes(_FACTS)

#: The same as :func:`digest`, of the SQL expression ``%s``.
DIGEST_SQL = f"left(md5(%s), {2 * _SIZE})"


class Cursor(NamedTuple):
    """What a controller holds: digests of the badges that it was told are denied, and
    of the facts from which the whole list followed."""

    known: frozenset[str] = frozenset()
    facts: bytes = UNKNOWN


@dataclass(frozen=True, repr=False)
class Changes:
    """What is to be sent next, and the cursor that goes with it."""

    denied: list[str]
    allowed: list[str]
    cursor: str
    full: bool = False
    more: bool = False


def changes(
    denied: Iterable[str],
    others: Iterable[str],
    before: Cursor | None,
    limit: int,
    facts: bytes = UNKNOWN,
) -> Changes:
    """Return what has changed since `before`: at most `limit` badges, first the denied.

    `denied` are all badges that are; `others` at least those of `before.known` that are
    somebody's and not denied. Without a cursor (None) the list is `full` and takes the
    place of the controller's. A badge that is nobody's any more stays denied there.
    """
    known = before.known if before else frozenset()
    new = sorted(badge for badge in denied if digest(badge) not in known)
    back = sorted(b for b in others if known and digest(b) in known)
    first, then = new[:limit], back[: max(limit - len(new), 0)]
    known = (known | set(map(digest, first))) - set(map(digest, then))
    more = len(first) + len(then) < len(new) + len(back)
    cursor = write(Cursor(known, UNKNOWN if more else facts))
    return Changes(first, then, cursor, full=before is None, more=more)


def digest(badge: str) -> str:
    """Return what stands for a badge in a cursor."""
    return hashlib.md5(badge.encode(), usedforsecurity=False).hexdigest()[: 2 * _SIZE]


def fingerprint(facts: Any) -> bytes:
    """Return what stands for plain `facts` in a cursor: with others it is another."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=_FACTS).digest()


def write(cursor: Cursor) -> str:
    """Return the cursor as the controller gets it."""
    data = cursor.facts + bytes.fromhex("".join(sorted(cursor.known)))
    check = zlib.crc32(data).to_bytes(_CHECK, "big")
    return base64.urlsafe_b64encode(check + data).decode()


def read(cursor: Any) -> Cursor | None:
    """Return what a controller sent as its cursor, or None where it is none of ours."""
    if not isinstance(cursor, str) or not 0 < len(cursor) <= _LONGEST:
        return None
    try:
        found = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    check, data = found[:_CHECK], found[_CHECK:]
    if check != zlib.crc32(data).to_bytes(_CHECK, "big"):
        return None
    facts, known = data[:_FACTS], data[_FACTS:].hex()
    if len(facts) < _FACTS or len(known) % (2 * _SIZE):
        return None
    places = range(0, len(known), 2 * _SIZE)
    return Cursor(frozenset(known[at : at + 2 * _SIZE] for at in places), facts)
