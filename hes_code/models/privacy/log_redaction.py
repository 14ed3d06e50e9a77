# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What PostgreSQL refuses, it repeats with the row: ``DETAIL: Failing row contains``.
Odoo logs that with the statement, and may send it to the client who wrote, also columns
that they may not see. Of our tables, and of the rows of others that have a column of
ours about health, an error keeps its first sentence and a statement its beginning;
errors and statements of others stay as they are.

An error with a HES code in its text that passes through this add-on is logged with the
code blanked.
"""

import logging
import re
import traceback

from odoo import models

#: Tables of this add-on; filled when a registry is loaded.
OWN_TABLES: set[str] = set()
#: Tables of others to our columns in them, where one of these is about health.
SHARED_TABLES: dict[str, set[str]] = {}

#: Errors that repeat a whole row: NOT NULL and CHECK.
WHOLE_ROW = ("23502", "23514")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_BEGINNING = re.compile(r'\s*(\w+(?:\s+(?:INTO|FROM))?\s+"?\w+"?)', re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}\b")
#: What the ORM says of a condition that it cannot use: field, operator, value.
_CONDITION = re.compile(r"(\bcondition \([^,\n]*, [^,\n]*, ).*")
_QUOTED = re.compile(r"“[^”]*”")
_ADDON = __name__.rpartition(".models.")[0]


def is_our_statement(text):
    """Whether a statement is about a table of ours, or our columns of another."""
    names = set(re.findall(r"\w+", _LITERAL.sub("", text)))
    return not names.isdisjoint(OWN_TABLES) or any(
        table in names and not names.isdisjoint(columns)
        for table, columns in SHARED_TABLES.items()
    )


def is_our_row(error):
    """Whether a database error is about a row of ours."""
    table = getattr(getattr(error, "diag", None), "table_name", None)
    return table in OWN_TABLES or (
        table in SHARED_TABLES and getattr(error, "pgcode", None) in WHOLE_ROW
    )


def forget_rows(error, ours=is_our_row):
    """Take the details out of the database errors about our rows: ``error`` itself, and
    those that led to it.

    :param ours: function of a database error to whether it is to lose its details
    """
    seen, waiting = set(), [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        sentence = getattr(getattr(one, "diag", None), "message_primary", None)
        if sentence and ours(one):
            one.args = (sentence,)
        waiting += [one.__cause__, one.__context__]


def shorten(text):
    """The beginning of a statement, without its values."""
    beginning = _BEGINNING.match(text)
    return f"{beginning[1] if beginning else ''} …"


def blank(text):
    """``text`` without HES codes, nor what was typed for one or searched for."""
    text = _QUOTED.sub("“…”", text) if "HES" in text else text
    text = _CONDITION.sub(r"\1…)", text)
    return _CODE.sub("…", text)


class WithoutRows(logging.Filter):
    """For the logger of failed statements, whose arguments are the statement and the
    error. An error of ours goes on without its details."""

    def filter(self, record):
        match record.args:
            case (query, BaseException() as error):
                text = (
                    query.decode(errors="replace")
                    if isinstance(query, bytes)
                    else query
                )
                if is_our_statement(str(text)):
                    forget_rows(error, ours=bool)
                    record.args = (shorten(str(text)), error)
                forget_rows(error)
        return True


class WithoutCodes(logging.Filter):
    """For the loggers of refused requests, which repeat the text that the user got, and
    of warnings, which repeat a search."""

    def filter(self, record):
        if record.name == "py.warnings":
            record.msg, record.args = blank(record.getMessage()), ()
        if isinstance(record.msg, Exception) and not record.args:
            if passes_through_addon(record.msg):
                record.msg = blank(str(record.msg))
        if record.exc_info and passes_through_addon(record.exc_info[1]):
            lines = traceback.format_exception(*record.exc_info)
            record.exc_text = blank("".join(lines)).rstrip("\n")
        return True


def passes_through_addon(error):
    """Whether a function of this add-on was running when ``error`` was raised."""
    frames = traceback.walk_tb(error.__traceback__)
    names = (frame.f_globals.get("__name__", "") for frame, _line in frames)
    return any(f"{name}.".startswith(f"{_ADDON}.") for name in names)


logging.getLogger("odoo.sql_db").addFilter(WithoutRows())
logging.getLogger("odoo.http").addFilter(WithoutCodes())
logging.getLogger("py.warnings").addFilter(WithoutCodes())


class IrHttp(models.AbstractModel):
    _name = "ir.http"
    _inherit = "ir.http"

    def _register_hook(self):
        super()._register_hook()
        for name in self.env.registry:
            model = self.env[name]
            if model._abstract:
                continue
            if model._original_module == "hes_code":
                OWN_TABLES.add(model._table)
            elif logged := getattr(model, "_access_log_fields", None):
                columns = {
                    field.name
                    for field in model._fields.values()
                    if field.store and field.column_type and field._module == "hes_code"
                }
                if not columns.isdisjoint(logged):
                    SHARED_TABLES[model._table] = columns

    @classmethod
    def _handle_error(cls, exception):
        """Nor does the client learn the row of ours that was refused."""
        forget_rows(exception)
        return super()._handle_error(exception)
