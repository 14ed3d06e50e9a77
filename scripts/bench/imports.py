# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The import of codes from Excel, against Odoo's own import."""

import base64
import io

import openpyxl

from .common import Figure, environment, say, stopwatch
from .people import add_company, add_people

ROWS = 10_000
#: A plain text of the employee, where stock Odoo could put the codes. Of 1,000 rows
#: each, this takes 11 to 12 s, the place of birth and the field of study 9 to 14, the
#: notes 16; the badge is quicker and refuses dashes. Most of it is mail tracking, as
#: in every import from the screen: with tracking_disable in the context it is 1.5 to
#: 1.8 s, and the ratio would be 5 to 7.
FIELD = "private_car_plate"


def import_vs_load():
    """Codes for 10,000 employees: load() against the wizard's preview and import.

    Both as the administrator, with the context that the web client has. Most of
    load()'s time goes into what a record's history may show, which is on in the web
    client's import, too; with ``tracking_disable`` it takes a sixth of the time.
    """
    say(f"import: making {ROWS} employees")
    with environment() as env:
        company = add_company(env, "HES Bench Import")
        people = add_people(env, company, ROWS)
    say("import: preview and import of a workbook")
    ours = _import(company.id, people)
    say("import: load() of the same codes")
    theirs = _load(people)
    return Figure(
        theirs / ours,
        f"load() {theirs:.1f} s, preview and import {ours:.2f} s",
    )


def _load(people):
    with environment(login="admin") as env:
        rows = [[str(person.id), person.code] for person in people]
        with stopwatch() as spent:
            result = env["hr.employee"].load([".id", FIELD], rows)
            env.cr.commit()
        assert result["ids"] and not result["messages"], "load() refused rows"
        stored = env["hr.employee"].browse(people[-1].id)[FIELD]
        assert stored == people[-1].code, "load() did not store"
    return spent[0]


def _import(company_id, people):
    with environment(login="admin") as env:
        env = env(context={**env.context, "allowed_company_ids": [company_id]})
        wizards = env["hes.template.import"]
        data = _fill(wizards.create({}).template_file, people)
        with stopwatch() as spent:
            wizard = wizards.create({"data": data, "filename": "codes.xlsx"})
            wizard.action_preview()
            assert wizard.new_count == len(people), "the preview refused rows"
            env.cr.commit()
            wizard.action_import()
            env.cr.commit()
        stored = env["hes.code"].search([("company_id", "=", company_id)])
        found = {code.employee_id.id: code.code for code in stored}
        assert found == {person.id: person.code for person in people}, "wrong codes"
    return spent[0]


def _fill(template, people):
    """The template with everybody's code in its last column, as HR would save it."""
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(template)))
    codes = {person.national_id: person.code for person in people}
    page = book.worksheets[0]
    for row in page.iter_rows():
        if row[0].value in codes:
            row[4].value = codes.pop(row[0].value)
    assert not codes, "the template lacks people"
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue())
