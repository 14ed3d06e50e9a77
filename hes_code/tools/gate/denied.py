# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is sent to a controller that keeps a list of its own, and what was sent before.

The cursor says which badges the controller holds for denied, and what everybody's
verdict came from when it was sent. Nothing about it is stored here, so a controller may
come back with an old cursor, to a restored database or twice at once.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

_FACTS = 8
_LONGEST = 16_000_000
#: In the place of facts: the controller was not sent all of them, or they are unknown.
UNKNOWN = ""


class Cursor(NamedTuple):
    """What a controller holds: the badges that it knows are denied, and a
    fingerprint of the facts from which the whole list followed."""

    known: frozenset[str] = frozenset()
    facts: str = UNKNOWN


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
    facts: str = UNKNOWN,
) -> Changes:
    """Return what has changed since `before`: at most `limit` badges, first the denied.

    `denied` are all badges that are; `others` at least those of `before.known` that are
    somebody's and not denied. Without a cursor (None) the list is `full` and takes the
    place of the controller's. A badge that is nobody's any more stays denied there.
    """
    known = before.known if before else frozenset()
    new = sorted(set(denied) - known)
    back = sorted(known.intersection(others))
    first, then = new[:limit], back[: max(limit - len(new), 0)]
    more = len(first) + len(then) < len(new) + len(back)
    known = (known | set(first)) - set(then)
    cursor = write(Cursor(known, UNKNOWN if more else facts))
    return Changes(first, then, cursor, full=before is None, more=more)


def fingerprint(facts: Any) -> str:
    """Return what stands for plain `facts` in a cursor: with others it is another."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=_FACTS).hexdigest()


def write(cursor: Cursor) -> str:
    """Return the cursor as the controller gets it."""
    data = json.dumps([cursor.facts, *sorted(cursor.known)]).encode()
    return base64.urlsafe_b64encode(zlib.compress(data)).decode()


def read(cursor: Any) -> Cursor | None:
    """Return what a controller sent as its cursor, or None where it is none of ours."""
    if not isinstance(cursor, str) or len(cursor) > _LONGEST:
        return None
    unpacking = zlib.decompressobj()
    try:
        packed = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        data = unpacking.decompress(packed, _LONGEST)
        whole = unpacking.eof and not unpacking.unused_data
        found = json.loads(data) if whole else None
    except (ValueError, zlib.error, RecursionError):
        return None
    # printable: what a database takes, and badges are
    if not (
        isinstance(found, list)
        and found
        and all(isinstance(row, str) and row.isprintable() for row in found)
    ):
        return None
    facts, *known = found
    return Cursor(frozenset(known), facts)
