# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What PostgreSQL refuses, it tells with the whole row: ``DETAIL: Failing row contains
(…)``. Odoo logs that, and sends it to the client who wrote, whichever columns of it
they may see. Here an error keeps its first sentence, which names no value of the row.

What is told to whoever mistyped a code is logged by Odoo as well: there it is blanked.
"""

import logging
import re

#: The statements about which nothing but their beginning is logged.
_OURS = re.compile(r"hes_")
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}\b")
_QUOTED = re.compile(r"“[^”]*”")
_BEGINNING = re.compile(r'\s*(\w+(?:\s+(?:INTO|FROM))?\s+"?\w+"?)', re.IGNORECASE)


def forget_rows(error: BaseException | None) -> None:
    """Take the details out of a database error, and out of those that led to it."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        sentence = getattr(getattr(one, "diag", None), "message_primary", None)
        if sentence:
            one.args = (sentence,)
        waiting += [one.__cause__, one.__context__]


def shorten(query: object) -> object:
    """The beginning of a statement about our data, without its values; any other one
    as it is."""
    text = query.decode(errors="replace") if isinstance(query, bytes) else str(query)
    if not _OURS.search(text):
        return query
    beginning = _BEGINNING.match(text)
    return f"{beginning[1] if beginning else ''} …"


class WithoutRows(logging.Filter):
    """For the logger of failed statements, whose arguments are the statement and the
    error. The error goes on without its details: whoever logs or sends it later has
    none to tell."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            for value in record.args:
                if isinstance(value, BaseException):
                    forget_rows(value)
            if record.levelno >= logging.ERROR and record.args:
                record.args = (shorten(record.args[0]), *record.args[1:])
        return True


def blank(text: str) -> str:
    """A message without HES codes, nor what was typed for one."""
    text = _QUOTED.sub("“…”", text) if "HES" in text else text
    return _CODE.sub("…", text)


class WithoutCodes(logging.Filter):
    """For the logger of refused requests, which repeats what people were told."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, Exception) and not record.args:
            record.msg = blank(str(record.msg))
        return True
