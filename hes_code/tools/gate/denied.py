# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is sent to a controller that keeps a list of its own, and what was sent before.

The cursor says which badges the controller holds for denied: eight characters for each,
of which no badge can be read. Nothing about it is stored here, so a controller may come
back with an old cursor, to a restored database or twice at once.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

_SIZE, _CHECK = 6, 4
_LONGEST = 16_000_000


@dataclass(frozen=True, repr=False)
class Changes:
    """What is to be sent next, and the cursor that goes with it."""

    denied: list[str]
    allowed: list[str]
    cursor: str
    full: bool = False
    more: bool = False


def changes(
    denied: Iterable[str], others: Iterable[str], cursor: Any, limit: int
) -> Changes:
    """Return what has changed since `cursor`: at most `limit` badges, first the denied.

    `denied` and `others` are all badges there are. A cursor that is none, or cannot be
    read, is answered with a full list (`full`), which takes the place of the
    controller's. A badge that is nobody's any more stays denied at the controller.
    """
    before = _read(cursor)
    known = before or set()
    new = sorted(badge for badge in denied if _digest(badge) not in known)
    back = sorted(b for b in others if known and _digest(b) in known)
    first, then = new[:limit], back[: max(limit - len(new), 0)]
    known = (known | set(map(_digest, first))) - set(map(_digest, then))
    more = len(first) + len(then) < len(new) + len(back)
    return Changes(first, then, _write(known), full=before is None, more=more)


def _digest(badge: str) -> bytes:
    return blake2b(badge.encode(), digest_size=_SIZE).digest()


def _write(known: set[bytes]) -> str:
    data = b"".join(sorted(known))
    check = zlib.crc32(data).to_bytes(_CHECK, "big")
    return base64.urlsafe_b64encode(check + data).decode()


def _read(cursor: Any) -> set[bytes] | None:
    """Return the digests in a cursor, or None where it is none of ours."""
    if not isinstance(cursor, str) or not 0 < len(cursor) <= _LONGEST:
        return None
    try:
        found = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    check, data = found[:_CHECK], found[_CHECK:]
    whole = len(data) % _SIZE == 0 and check == zlib.crc32(data).to_bytes(_CHECK, "big")
    if not whole:
        return None
    return {data[at : at + _SIZE] for at in range(0, len(data), _SIZE)}
