# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The messages about e-Devlet's result page, each kind once."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: An answer of which nothing can be read, by ``EdevletError.kind``.
ANSWER_ERRORS = {
    "empty": _lt("The file is empty. Please choose the page that you have saved."),
    "too_large": _lt("This is far too large to be the answer page of e-Devlet."),
    "unreadable": _lt(
        "The file cannot be read. Please save e-Devlet's result page in the browser"
        " (Ctrl+S) and choose that file."
    ),
    "unsupported": _lt(
        "This is not a saved page. Copied texts and workbooks lack rows that the page"
        " hides, so please save e-Devlet's result page in the browser (Ctrl+S) and"
        " choose that file (.html or .mht)."
    ),
    "not_the_page": _lt(
        "This is another page, perhaps the login. Please open the group's result on"
        " e-Devlet and save that page (Ctrl+S)."
    ),
    "no_table": _lt(
        "Neither of the two lists of e-Devlet's answer was found: the risky codes and"
        " the invalid codes. Please open the group's result on e-Devlet and save that"
        " page (Ctrl+S)."
    ),
}

#: What hinders the import: what is wrong, and what to do; by ``AnswerProblem.kind``.
ANSWER_PROBLEMS = {
    "code": (
        _lt("No HES code could be read in this row."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
    "explanation": (
        _lt("The explanation does not fit the list in which the code stands."),
        _lt(
            "Ask for this code alone, with HES ▸ Queries ▸ New Query, then for the"
            " group again."
        ),
    ),
    "table": (
        _lt("It is unclear in which of the two lists this row stands."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
    "conflict": (
        _lt("The answer says two different things about this code."),
        _lt("Ask on e-Devlet again, and enter the new answer."),
    ),
    "total": (
        _lt("The page announces %(announced)s rows, and %(read)s were read."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
    "error": (
        _lt("The page says that an error occurred: “%(text)s”"),
        _lt("Open the group's result on e-Devlet again, and save it without an error."),
    ),
    "cut": (
        _lt("The page ends before it is finished."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
}
