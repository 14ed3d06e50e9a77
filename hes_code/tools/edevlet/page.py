# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The saved result page of e-Devlet about many codes, read.

Page: https://www.turkiye.gov.tr/saglik-bakanligi-toplu-hes-kodu-sorgulama. It is read
by titles, headers and labels, never by position: the order has changed before. Only the
saved page is taken: what is copied from the screen lacks the rows that the page hides,
and a code that is lost would count as not risky.
"""

import hashlib
import re
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect

from ..text import clean, decode
from .html import is_markup, read_html
from .rows import read_rows
from .tables import find_tables
from .types import BulkAnswer, EdevletError, PageLimits

# The headers that a web archive (.mht, .mhtml) begins with.
_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,50}?MIME-Version:", re.I
)


def read_answer(
    data: bytes,
    limits: PageLimits = PageLimits(),  # noqa: B008
) -> BulkAnswer:
    """Read the result page as a browser saves it: HTML, or a web archive.

    A code that is not in the answer was not risky at that moment, unless the answer has
    a problem that names no code: then rows may be missing. Raises EdevletError, of one
    of ERROR_KINDS, if nothing can be read.
    """
    text, cut = _read_text(data, limits)
    lines = read_html(text, limits)
    tables = find_tables(lines.lines)
    if not tables.answers:
        raise EdevletError("not_the_page" if tables.is_another else "no_table")
    answer = read_rows(tables, cut or lines.cut)
    answer.digest = hashlib.sha256("".join(text.split()).encode()).hexdigest()
    return answer


def _read_text(data: bytes, limits: PageLimits) -> tuple[str, bool]:
    """Return the markup, and whether the file ends before it is finished."""
    cut = False
    if len(data) > limits.size:
        raise EdevletError("too_large", limit=limits.size)
    try:
        if _ARCHIVE.match(data):
            data, cut = _html_part(data)
        text = decode(data)
    except UnicodeDecodeError as error:
        raise EdevletError("unsupported") from error
    if not clean(text):
        raise EdevletError("empty")
    if not is_markup(text):
        raise EdevletError("unsupported")
    if "\0" in text:
        raise EdevletError("unreadable")
    return text, cut


def _html_part(data: bytes) -> tuple[bytes, bool]:
    """Return the first HTML part of a web archive, and whether its last boundary is
    missing."""
    parts = list(message_from_bytes(data).walk())
    defects = [defect for part in parts for defect in part.defects]
    cut = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in defects)
    for part in parts:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            return content, cut
    raise EdevletError("unreadable")
