# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The messages of the Excel import, each kind once."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: A file that cannot be taken, by ``SheetError.kind``.
FILE_ERRORS = {
    "empty_file": _lt("The file is empty."),
    "too_large": _lt(
        "The file is too large. Please save only the list itself in a new workbook."
    ),
    "too_many_sheets": _lt(
        "The workbook has too many sheets. Please save the list alone."
    ),
    "too_many_rows": _lt(
        "The list has more than %(limit)s rows. Please upload it in parts."
    ),
    "too_many_columns": _lt(
        "The list has more than %(limit)s columns. Please delete those to the right."
    ),
    "too_many_cells": _lt(
        "The file has more than %(limit)s cells. Please keep only the columns of the"
        " list, without formats below it, or upload it in parts."
    ),
    "unreadable": _lt(
        "The file cannot be read. Please open it in Excel, save it as .xlsx and"
        " upload that."
    ),
    "encrypted": _lt(
        "The workbook is protected with a password. Please save it without one."
    ),
    "macros": _lt("Workbooks with macros are not taken. Please save it as .xlsx."),
    "unsupported": _lt(
        "This is not a file of the kind .xlsx, .xls or .csv. Please save the list as"
        " .xlsx."
    ),
    "encoding": _lt(
        "The letters of the text file cannot be read. Please save it as .xlsx."
    ),
    "too_old": _lt(
        "The file is of an Excel from before 1993. Please open it in Excel, save it as"
        " .xlsx and upload that."
    ),
    "web_page": _lt(
        "This is a web page or XML under the name of a workbook, as some programs write"
        " it. Please open it in Excel, choose “Save As”, the kind .xlsx, and upload"
        " that."
    ),
    "only_hidden": _lt(
        "All sheets that hold something are hidden: %(sheets)s. Please unhide the list"
        " in Excel."
    ),
    "no_header": _lt(
        "No column of HES codes with a person beside it was found in sheet “%(sheet)s”:"
        " there is %(missing)s. Found: %(found)s. Row %(row)s has the headers"
        " %(headers)s. One row must hold “HES Kodu” and at least one of “T.C. Kimlik"
        " No”, “Kart No” and “Ad Soyad”."
    ),
    "ambiguous_header": _lt(
        "Sheet “%(sheet)s”, row %(row)s: two columns may be the %(field)s: %(rivals)s."
        " Please choose the one that is meant."
    ),
}

#: What a sheet without a header lacks.
MISSING = {
    "code": _lt("no column of HES codes"),
    "identity": _lt("no column of T.C. numbers, badges or names"),
    "both": _lt("neither a column of HES codes nor one of people"),
}

#: What people call the columns.
COLUMN_LABELS = {
    "national_id": _lt("T.C. number"),
    "badge": _lt("badge"),
    "name": _lt("name"),
    "department": _lt("department"),
    "code": _lt("HES code"),
}

#: What is said about the whole file.
NOTES = {
    "read": _lt("Sheet “%(sheet)s” was read. %(columns)s"),
    "hidden": _lt(
        "Sheet “%(sheet)s” is hidden and was not read. If it belongs to the list,"
        " please unhide it in Excel."
    ),
    "unread": _lt("Sheet “%(sheet)s” was not read. %(reason)s"),
    "no_list": _lt("Sheet “%(sheet)s” was not read: it holds no list."),
    "hidden_rows": _lt(
        "In sheet “%(sheet)s” %(count)s hidden rows were read as well: %(rows)s."
    ),
    "hidden_columns": _lt(
        "In sheet “%(sheet)s” hidden columns were read as well: %(columns)s."
    ),
    "other_badges": _lt(
        "The badges of the list are not those in Odoo, perhaps payroll numbers. They"
        " were left out, and people were found by the rest of the row."
    ),
}

#: Instead of a contradiction in the row, one among the employees.
TWO_OF_ONE_NUMBER = _lt("Several employees have this %(column)s: %(people)s.")

#: Instead of an employee who has the code, a visitor; they may be one person.
HELD_BY_VISITOR = (
    _lt("The visitor %(holder)s already has this code."),
    _lt(
        "Ask both people for their own code. If they are the same person, archive the"
        " visitor's code first."
    ),
)

#: A row that cannot be taken: what is wrong, and what to do; by ``PlanLine.problem``.
ROW_PROBLEMS = {
    "formula": (
        _lt("The cell holds a formula."),
        _lt("Copy the cell and paste it as a value."),
    ),
    "merged": (
        _lt("The cell is merged with others (%(value)s)."),
        _lt("Unmerge the cells and fill in each row."),
    ),
    "number_format": (
        _lt("Excel has shortened the number; digits are lost."),
        _lt("Set the column's format to text and type the number again."),
    ),
    "error_value": (
        _lt("The cell holds an Excel error."),
        _lt("Type the value itself into the cell."),
    ),
    "too_long": (
        _lt("The text is far too long."),
        _lt("Type only the value into the cell."),
    ),
    "date": (
        _lt("Excel has turned the value into a date."),
        _lt("Set the column's format to text and type the value again."),
    ),
    "misplaced": (
        _lt(
            "The HES code stands above the row of headers, or in the column of"
            " something else."
        ),
        _lt("If this is a second list, put all rows below one row of headers."),
    ),
    "unread_code": (
        _lt("The HES code %(value)s stands in a column that is not read."),
        _lt(
            "Leave one HES code in the row, the person's present one, in the column of"
            " the HES codes."
        ),
    ),
    "no_identity": (
        _lt("The row names nobody."),
        _lt("Fill in the T.C. number, the badge or the name."),
    ),
    "bad_national_id": (
        _lt("This is not a valid T.C. number."),
        _lt("Compare its eleven digits with the identity card."),
    ),
    "unknown_person": (
        _lt("Nobody in the company has this %(column)s."),
        _lt("Compare it with the Employees app, or create the employee first."),
    ),
    "archived_person": (
        _lt("This employee is archived."),
        _lt("Delete the row, or unarchive the employee if they are back."),
    ),
    "ambiguous_name": (
        _lt("Several employees have this name."),
        _lt("Fill in the T.C. number or the badge."),
    ),
    "conflict": (
        _lt("The row contradicts itself: %(says)s."),
        _lt("Compare it with the Employees app; was a column sorted alone?"),
    ),
    "number_differs": (
        _lt("%(people)s is in the company, but has another %(column)s."),
        _lt("Compare the number with the Employees app."),
    ),
    "qr_of_another": (
        _lt("The QR code is somebody else's than the row: %(says)s."),
        _lt("Ask the person for their own code."),
    ),
    "similar_name": (
        _lt("In Odoo the name is %(people)s."),
        _lt("If it is the same person, take the row."),
    ),
    "completed_number": (
        _lt("The T.C. number lacks zeros at its end; it is perhaps %(people)s's."),
        _lt("If it is this person, take the row."),
    ),
    "unusual_code": (
        _lt("The code is unusual, and would replace the present one."),
        _lt("Compare it with the person's code. If it is written so, take the row."),
    ),
    "code_in_text": (
        _lt("There are other words beside the code %(code)s."),
        _lt("If it is the person's present code, take the row."),
    ),
    "code_letters": (
        _lt("This is a word, not a HES code."),
        _lt("Enter the person's code, as in A4D7-1132-10, or leave the cell empty."),
    ),
    "code_digits": (
        _lt("These are ten digits, as of a telephone or a card, not a HES code."),
        _lt("Enter the person's code, as in A4D7-1132-10, or leave the cell empty."),
    ),
    "code_length": (
        _lt("A HES code has ten letters and digits."),
        _lt("Compare the code with the person's, as in A4D7-1132-10."),
    ),
    "code_characters": (
        _lt("A HES code holds only the letters A to Z and digits."),
        _lt("Compare the code with the person's, as in A4D7-1132-10."),
    ),
    "code_held": (
        _lt("%(holder)s already has this code."),
        _lt("Ask both people for their own code."),
    ),
    "duplicate": (
        _lt("The same row stands above already (row %(rows)s)."),
        _lt("Delete this row."),
    ),
    "duplicate_person": (
        _lt("The person has another code in row %(rows)s."),
        _lt("Keep the row with the valid code and delete the other."),
    ),
    "duplicate_code": (
        _lt("Row %(rows)s gives the same code to another person."),
        _lt("Ask these people for their own code."),
    ),
}

#: The sheet of instructions in the template.
INSTRUCTIONS = (
    _lt("Write each person's HES code into the column “HES Kodu”, as in A4D7-1132-10."),
    _lt(
        "Leave a cell as it is where the code has not changed; empty cells change"
        " nothing."
    ),
    _lt(
        "Keep the row of headers. Paste values only: formulas and merged cells are not"
        " taken."
    ),
    _lt(
        "Save the workbook and upload it in Odoo under HES ▸ People ▸ Excel Template."
        " Nothing is saved before you confirm."
    ),
)
