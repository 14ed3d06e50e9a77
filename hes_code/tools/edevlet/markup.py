# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTML taken apart, in one walk, whatever somebody saved or made up.

libxml2 is not used for it: it needs quadratic time for an element of many attributes,
and silently drops what is nested deeper than it likes (both seen with 2.13). Here no
step goes back, no tree is built, and a page that was cut off is told as such.
"""

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

# What stands in these is not text of the page.
_SILENT = frozenset("script style iframe noembed noframes template xmp".split())
_RAW = _SILENT | {"textarea", "title"}
_CLOSING = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in sorted(_RAW)
}
_OPENING = re.compile(r"<(?=/|!|\?|[a-zA-Z])")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
# The group is a quote that never closes.
_STOP = re.compile(r""">|=\s*"[^"]*"|=\s*'[^']*'|=\s*(["'])""")
_ATTRIBUTE = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?\s*(\d{1,4})""", re.I)
# int() refuses or takes for ever what html.unescape() hands it here.
_ENDLESS_REFERENCE = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")


class Token(NamedTuple):
    """A piece of a page: `value` is a text, or what an opening tag says of itself.

    `cut` is the last token of a page that ends inside of a tag, comment or script.
    """

    kind: Literal["text", "open", "close", "cut"]
    name: str = ""
    value: str = ""


def tokens(page: str) -> Iterator[Token]:
    """Give the texts and tags of a page; comments, scripts and styles are left out.

    Names are lower case, texts have their character references resolved.
    """
    position = 0
    while position < len(page):
        opening = _OPENING.search(page, position)
        start = opening.start() if opening else len(page)
        if start > position:
            yield Token("text", value=_resolve(page[position:start]))
        if start == len(page):
            return
        token, position = _tag(page, start)
        if position < 0:
            yield Token("cut")
            return
        if token is None:
            continue
        yield token
        if token.kind == "open" and token.name in _RAW:
            closing = _CLOSING[token.name].search(page, position)
            end = closing.start() if closing else len(page)
            if token.name not in _SILENT:
                yield Token("text", value=_resolve(page[position:end]))
            position = end
            if closing is None:
                yield Token("cut")


def spans(attributes: str) -> tuple[int, int]:
    """Return how many columns and rows a cell takes, by the attributes of its tag."""
    found = {name.lower(): int(value) for name, value in _ATTRIBUTE.findall(attributes)}
    return max(found.get("colspan", 1), 1), max(found.get("rowspan", 1), 1)


def _tag(page: str, start: int) -> tuple[Token | None, int]:
    """Return what the `<` at `start` begins, and where it ends: -1 if it does not."""
    if page.startswith("<!--", start):
        end = page.find("-->", start + 2)
        return None, end if end < 0 else end + 3
    closing = page.startswith("/", start + 1)
    name = _NAME.match(page, start + 1 + closing)
    if name:
        end = _tag_end(page, name.end())
        kind: Literal["open", "close"] = "close" if closing else "open"
        return Token(kind, name[0].lower(), page[name.end() : end]), end
    end = page.find(">", start)
    return None, end if end < 0 else end + 1


def _tag_end(page: str, position: int) -> int:
    """Return where a tag ends, -1 if it does not; `>` may stand in its quotes."""
    for stop in _STOP.finditer(page, position):
        if stop[0] == ">":
            return stop.end()
        if stop[1]:
            return -1
    return -1


def _resolve(text: str) -> str:
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))
