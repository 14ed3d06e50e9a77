# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the reader of e-Devlet's answers found, in words for HR; each kind once."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: An answer of which nothing can be read, by ``EdevletError.kind``.
ANSWER_ERRORS = {
    "empty": _lt("There is nothing in it. Please paste or choose e-Devlet's answer."),
    "too_large": _lt("This is far too large to be the answer page of e-Devlet."),
    "unreadable": _lt(
        "The file cannot be read. Please save the page in the browser (Ctrl+S) and"
        " choose that file."
    ),
    "unsupported": _lt(
        "This is not a file of the kind .html, .mht, .xlsx, .xls, .csv or .txt. Please"
        " save the page in the browser (Ctrl+S) and choose that file."
    ),
    "encrypted": _lt(
        "The workbook is protected with a password. Please save it without one."
    ),
    "macros": _lt("Workbooks with macros are not taken. Please save it as .xlsx."),
    "encoding": _lt(
        "The letters of the text cannot be read. Please save the page in the browser"
        " (Ctrl+S) and choose that file."
    ),
    "not_the_page": _lt(
        "This is another page, perhaps the login. Please open the group's result on"
        " e-Devlet and save or copy that page."
    ),
    "no_table": _lt(
        "Neither of the two lists of e-Devlet's answer was found: the risky codes and"
        " the invalid codes. Please save or copy the whole result page."
    ),
    "no_labels": _lt("No risk status was found. Please save or copy the result page."),
    "several": _lt("This holds several answers. Please enter one at a time."),
}

#: What hinders the import: what is wrong, and the mend; by ``Problem.kind``.
ANSWER_PROBLEMS = {
    "code": (
        _lt("No HES code could be read in this row."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
    "explanation": (
        _lt("The explanation does not fit the list in which the code stands."),
        _lt("Ask for this code on the single page of e-Devlet, and tell the answer."),
    ),
    "table": (
        _lt("It cannot be told in which of the two lists this row stands."),
        _lt("Save or copy the page with the titles of both lists."),
    ),
    "conflict": (
        _lt("The answer says two different things about this code."),
        _lt("Ask on e-Devlet again, and enter the new answer."),
    ),
    "total": (
        _lt("The page announces %(announced)s rows, and %(read)s were read."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
    "cut": (
        _lt("The page ends before it is finished."),
        _lt("Save the whole page in the browser (Ctrl+S) and choose that file."),
    ),
}
