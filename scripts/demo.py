# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The main job on the demo database, through the doors that people take.

scripts/demo.sh runs it in the Odoo shell, which gives ``env``, and starts the
stand-in of the ministry's service as soon as ``people.json`` is there. All that is
printed is for people, but the last line, which is JSON.
"""

import base64
import io
import json
import os
import sys
import time
from pathlib import Path

import openpyxl
import requests
from stdnum.tr import tckimlik

from odoo.exceptions import UserError

env = env(user=env.ref("base.user_admin"), context={"lang": "en_US"})  # noqa: F821
FOLDER = Path(os.environ["HES_DEMO_DIR"])

#: What HR types beside the people, in the order of the template, and how it went wrong
#: where the code does not show it. The stand-in answers by the last two digits.
TYPED = (
    ("A4D7-1132-10", ""),
    ("b1c2 3456 66", ""),  # risky
    ("C3E4556712", ""),
    ("ı5k7.9021.13", ""),
    ("HES: d2f3-1188-88", ""),  # riskless without end
    ("g4 h5 – 2210 – 44", ""),  # not found
    ("l7m8-0456-21", ""),
    ("E7F8-3344-19", "merged"),
    ("", "merged"),
    ("e6İ7 3390 45", ""),  # expired
    ("P1R2/7741/30", ""),
    ("S9T0-5512-77", ""),  # a status that nobody knows
    ("Ａ９Ｂ８１２０３０５", ""),
    ("R5U6-123-4", ""),
    ("M0N1-6653-99", ""),  # no answer
    ("K4L5-9090-12", ""),
    ("K4L5-9090-12", ""),
    ("9c41d0e7b2a85f63119e4d7c02b6fa58|T8Z7302618", ""),
    ('=UPPER("j3k4-5151-22")', ""),
    ("AOB2-4416-27", ""),
    ("W1X2-7071-15", "wrong T.C. number"),
)


def national_id(number):
    """An invented T.C. number with valid check digits."""
    digits = f"{100000000 + number}"
    return digits + tckimlik.calc_check_digits(digits)


def table(header, rows):
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, ["-" * width for width in widths], *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  " + "  ".join(cells).rstrip())
    print()


def label(record, name):
    """What the screen shows for a selection field."""
    options = record._fields[name]._description_selection(env)
    return dict(options).get(record[name], "")


def prepare():
    """Numbers and badges, which Odoo's demo people lack."""
    employees = env["hr.employee"].search([("company_id", "=", env.company.id)])
    for number, employee in enumerate(employees.sorted("id"), 1):
        if not employee.identification_id:
            employee.identification_id = national_id(200 + number)
        if not employee.barcode:
            employee.barcode = f"P{number:04}"
    env.cr.commit()


def fill(template):
    """The template as HR sends it back: (bytes of the workbook, count of its rows)."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    number, name, code = (
        columns[header] for header in ("T.C. Kimlik No", "Ad Soyad", "HES Kodu")
    )
    people = page.max_row - 1
    typed = [*TYPED, *((f"Q1V2-{1000 + n}-10", "") for n in range(people))]
    merged = []
    for row, (text, mistake) in enumerate(typed[:people], 2):
        page.cell(row, code).value = text
        if mistake == "merged":
            merged.append(row)
        elif mistake:
            right = page.cell(row, number).value
            page.cell(row, number).value = f"{right[:-1]}{(int(right[-1]) + 1) % 10}"
    for row in merged[::2]:
        page.merge_cells(
            start_row=row, end_row=row + 1, start_column=code, end_column=code
        )
    page.cell(people + 3, number).value = national_id(900)
    page.cell(people + 3, name).value = "Ayşe Yılmaz"
    page.cell(people + 3, code).value = "Y3Z4-6060-11"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), people + 1


def upload(path):
    """A wizard that has read this file and shows its preview."""
    wizard = env["hes.template.import"].create(
        {"data": base64.b64encode(path.read_bytes()), "filename": path.name}
    )
    wizard.action_preview()
    return wizard


def import_codes():
    """Template out, filled, and in again: (rows, imported, rejected)."""
    template = env["hes.template.import"].create({}).template_file
    filled, rejected = FOLDER / "filled.xlsx", FOLDER / "rejected.xlsx"
    workbook, rows = fill(base64.b64decode(template))
    filled.write_bytes(workbook)
    before = env["hes.code"].search_count([])
    wizard = upload(filled)
    if env["hes.code"].search_count([]) != before:
        sys.exit("The preview has stored codes.")
    wizard.action_import()
    rejected.write_bytes(base64.b64decode(wizard.error_file))
    env.cr.commit()
    print(
        f"Import of {rows} rows: {wizard.new_count} new, {wizard.changed_count}"
        f" changed, {wizard.same_count} same, {wizard.rejected_count} rejected."
    )
    again = upload(filled)
    for line in wizard.line_ids.filtered("hint"):
        print(f"  row {line.row}, {line.person}, {line.value}: {line.hint}")
    print(
        f"The same file again would be: {again.new_count} new,"
        f" {again.changed_count} changed, {again.same_count} same."
    )
    if again.new_count or again.changed_count:
        sys.exit("Uploading the same file twice changes something.")
    print(f"  as HR filled it   {filled}\n  rows to correct   {rejected}\n")
    table(
        ["Row", "Person", "In the file", "Rejected because"],
        [
            [str(line.row), line.person or "", line.value or "", line.problem]
            for line in wizard.rejected_line_ids
        ],
    )
    return rows, wizard.new_count + wizard.changed_count, wizard.rejected_count


def name_people():
    """Give the stand-in whose the codes are; it starts when the file is there."""
    people = {
        code.code.replace("-", ""): [
            code.employee_id.identification_id,
            *code.employee_id.name.upper().rsplit(" ", 1),
        ]
        for code in env["hes.code"].search([("employee_id", "!=", False)])
    }
    part = FOLDER / "people.part"
    part.write_text(json.dumps(people), encoding="utf-8")
    part.rename(FOLDER / "people.json")


def stand_in_url():
    place = FOLDER / "stand_in.url"
    for _ in range(200):
        if place.exists() and (url := place.read_text()).endswith("\n"):
            return url.strip()
        time.sleep(0.1)
    sys.exit("The stand-in of the service did not start.")


def check_codes():
    """Ask for what is due, as the scheduled action does; returns the queries."""
    name_people()
    url = stand_in_url()
    test_url = url.replace("/g2g/", "/g2g/test/")
    env["ir.config_parameter"].set_param("hes_code.service_url", test_url)
    service = env["hes.service"].create(
        {
            "name": "Stand-in (demo)",
            "environment": "test",
            "username": "hes",
            "password": "hes",
        }
    )
    env.cr.commit()
    problem = env.ref("hes_code.ir_cron_check_due").method_direct_trigger()
    if problem is not True:
        sys.exit(f"The scheduled action failed: {problem}")
    env.cr.commit()
    env.invalidate_all()
    queries = env["hes.query"].search([("service_id", "=", service.id)])
    for query in queries:
        if query.state != "done":
            sys.exit(f"Query {query.name} is {query.state}: {query.error or ''}")
    seen = requests.get(requests.compat.urljoin(url, "/_stats"), timeout=10).json()
    print(
        f"Bulk check: {sum(queries.mapped('code_count'))} codes asked over HTTP;"
        f" the stand-in counted {seen['codes']} in {seen['requests']} request(s)."
    )
    if seen["codes"] != sum(queries.mapped("code_count")):
        sys.exit("The stand-in was not asked for as many codes as the queries count.")
    return queries


def come_in(employee):
    """Whether somebody who badges at the kiosk is let in."""
    try:
        with env.cr.savepoint():
            employee._attendance_action_change()
    except UserError:
        return False
    return employee.attendance_state == "checked_in"


def check_in():
    """Everybody who has a code badges; returns how many were refused."""
    employees = env["hr.employee"].search([("company_id", "=", env.company.id)])
    rows, refused = [], employees.browse()
    for employee in employees:
        outcome = ""
        if employee.hes_code:
            if employee.attendance_state == "checked_in":
                employee._attendance_action_change()  # out, which is never refused
            outcome = "in" if come_in(employee) else "REFUSED"
        if outcome == "REFUSED":
            refused |= employee
        verdict = label(employee, "hes_clearance")
        reason = label(employee, "hes_clearance_reason")
        status = label(employee.hes_code_id, "risk_status")
        code = employee.hes_code or ""
        rows.append([employee.name, code, status, f"{verdict} ({reason})", outcome])
    env.cr.commit()
    print("All people, numbers and answers are invented; a real status is health data.")
    print()
    table(["Name", "HES code", "Status", "Clearance", "Check-in"], rows)
    with_code = employees.filtered("hes_code")
    if refused != with_code.filtered(lambda person: person.hes_clearance == "denied"):
        sys.exit("The gate has refused others than those who are denied.")
    if not refused or refused == with_code:
        sys.exit("The gate should refuse some and let the others in.")
    return len(refused)


def main():
    prepare()
    result = dict(zip(("rows", "imported", "rejected"), import_codes(), strict=True))
    queries = check_codes()
    result["checked"] = sum(queries.mapped("code_count"))
    parts = ("riskless", "risky", "invalid", "unanswered")
    result |= {part: sum(queries.mapped(f"{part}_count")) for part in parts}
    result["denied_check_ins"] = check_in()
    if result["rows"] != result["imported"] + result["rejected"]:
        sys.exit(f"Rows were lost in the import: {result}")
    if result["checked"] != sum(result[part] for part in parts):
        sys.exit(f"The parts of the check do not add up: {result}")
    print(json.dumps(result))


main()
