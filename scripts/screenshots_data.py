# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the pictures of the manual show beside the demo database: people of each role,
visits, a journey, a case, a list in its preview. All of it is invented.

scripts/screenshots.sh runs it in the Odoo shell, on a copy of the demo database. The
last line it prints is JSON: what the addresses in scripts/screenshots.py need.
"""

import base64
import io
import json
import sys
from datetime import timedelta

import openpyxl

from odoo import Command, fields
from odoo.tests import Form

PASSWORD = "pictures"

env = env(user=env.ref("base.user_admin"), context={"lang": "en_US"})  # noqa: F821
now = fields.Datetime.now()
company = env.company


def user(login, name, *groups, employee=None):
    """A user of this name; of an employee, if one is given."""
    found = env["res.users"].create(
        {
            "login": login,
            "name": name,
            "password": PASSWORD,
            "tz": "Europe/Istanbul",
            "group_ids": [
                Command.link(env.ref(group).id)
                for group in ("base.group_user", *groups)
            ],
        }
    )
    if employee:
        employee.user_id = found
    return found


def answer(code, status="riskless", **values):
    values |= {"status": status, "checked_at": now - timedelta(minutes=20)}
    values.setdefault("expires_at", now + timedelta(days=30))
    env["hes.check"]._record_sample([(code.id, values)])


def site():
    """A place with all that the ministry asks of a visit's address."""
    turkey = env.ref("base.tr")
    ankara = env["res.country.state"].search(
        [("country_id", "=", turkey.id), ("code", "=", "06")]
    )
    company.partner_id.write(
        {
            "street": "Karanfil Sokak 5",
            "city": "Çankaya",
            "state_id": ankara.id,
            "country_id": turkey.id,
        }
    )
    place = env["hr.work.location"].search([("company_id", "=", company.id)], limit=1)
    place.write({"address_id": company.partner_id.id, "hes_meeting_point": "2"})
    return place


def visit(name, code, place, host, **values):
    """A visit with a code that was answered just now."""
    visits = env["hes.permit"].with_context(default_kind="visit")
    with Form(visits, "hes_code.hes_permit_view_form_visit") as form:
        form.visitor_name = name
        form.hes_code_entry = code
        form.host_id = host
        form.site_id = place
        for field, value in values.items():
            form[field] = value
    record = form.record
    answer(env["hes.code"].search([("partner_id", "=", record.visitor_id.id)]))
    record.action_approve()
    return record


def journey(people):
    journeys = env["hes.permit"].with_context(default_kind="travel")
    with Form(journeys, "hes_code.hes_permit_view_form_travel") as form:
        form.origin = "Ankara"
        form.destination = "İzmir"
        form.vehicle = "Minibüs 06 ABC 123"
        form.date_from = now + timedelta(days=1)
        form.date_to = now + timedelta(days=2)
        for person in people:
            with form.participant_ids.new() as line:
                line.employee_id = person
    form.record.action_approve()
    return form.record


def preview(lang):
    """A wizard that shows good and bad rows, with its texts in this language."""
    wizards = env["hes.template.import"].with_context(lang=lang)
    data = base64.b64decode(wizards.create({}).template_file)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    without = [row for row in range(2, page.max_row + 1) if not page.cell(row, 5).value]
    typed = ["B5C6 4417 20", "R5U6-123-4", "=E2", "d8e9.3305.71", "A4D7-1132-10"]
    for row, text in zip(without, typed, strict=False):
        page.cell(row, 5).value = text
    page.cell(4, 5).value = "P9R8-2210-14"
    page.append(["10000090000", None, "Ayşe Yılmaz", None, "Y3Z4-6060-11"])
    stream = io.BytesIO()
    book.save(stream)
    data = base64.b64encode(stream.getvalue())
    wizard = wizards.create({"data": data, "filename": "HES.xlsx"})
    wizard.action_preview()
    return wizard


def case(risky, near):
    """A contact case: they were at the same place three days ago."""
    people = risky | near
    people.work_location_id = env["hr.work.location"].search([], limit=1)
    start = (now - timedelta(days=3)).replace(hour=5, minute=0, second=0)
    for number, person in enumerate(people):
        begin = start + timedelta(minutes=20 * number)
        end = begin + timedelta(hours=8)
        there = [
            ("employee_id", "=", person.id),
            ("check_in", "<", end),
            "|",
            ("check_out", "=", False),
            ("check_out", ">", begin),
        ]
        if not env["hr.attendance"].search_count(there):
            vals = {"employee_id": person.id, "check_in": begin, "check_out": end}
            env["hr.attendance"].create(vals)
    risky.action_hes_trace()
    return env["hes.contact.case"].search([("employee_id", "=", risky.id)], limit=1)


def beginner():
    """A company that sets the app up: some codes are there, the gate is off."""
    other = env["res.company"].create({"name": "Örnek Tekstil A.Ş."})
    names = (
        "Ayşe Işık",
        "Burak Çelik",
        "Çiğdem Öz",
        "Emre Ünal",
        "Figen Ak",
        "İrem Su",
    )
    people = env["hr.employee"].create(
        [{"name": name, "company_id": other.id} for name in names]
    )
    codes = env["hes.code"].create(
        [
            {"employee_id": person.id, "code": f"T{number}X2-4418-10"}
            for number, person in enumerate(people[:4])
        ]
    )
    for code, status in zip(codes[:2], ("riskless", "risky"), strict=True):
        answer(code, status)
    starter = user("starter", "Ece Yıldız", "hes_code.group_hes_manager")
    starter.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})


def proposals(people):
    """Codes that people gave on the company's page, and that wait for HR."""
    company.hes_policy_id.code_page = True
    findings = ("unsure", "foreign", "held")
    # the page alone makes them, and looks at each by a scheduled action
    env["hes.code.proposal"].sudo().create(
        [
            {
                "company_id": company.id,
                "employee_id": person.id,
                "code": f"V{number}Y2-3317-10",
                "given_at": now - timedelta(minutes=10 * number),
                "state": "open",
                "finding": finding,
            }
            for number, (person, finding) in enumerate(
                zip(people, findings, strict=False)
            )
        ]
    )


def roles(people, cleared, risky):
    """Users of each role; returns the officer."""
    boss, worker = cleared[:2]
    user("boss", boss.name, employee=boss)
    user("worker", worker.name, employee=worker)
    user("reception", "Elif Demir", "hes_code.group_hes_reception")
    team = (people - boss)[:7] | risky
    team.parent_id = boss
    team.action_hes_confirm_managers()
    return user(
        "officer", "Zeynep Kaya", "hr.group_hr_user", "hes_code.group_hes_officer"
    )


def visits(host):
    """One that is approved, and one whose visitor is inside; returns the first."""
    place = site()
    expected = visit("Deniz Kaya", "B2C3-4567-10", place, host)
    inside = visit(
        "Selin Ak", "D4E5-6789-10", place, host, visitor_phone="0532 111 22 33"
    )
    inside.action_arrive()
    return expected


def main():
    company.write(
        {
            "attendance_kiosk_mode": "barcode_manual",
            "attendance_kiosk_delay": 60,
            "attendance_device_tracking": False,
        }
    )
    people = env["hr.employee"].search([("company_id", "=", company.id)])
    cleared = people.filtered(lambda person: person.hes_clearance == "cleared")
    risky = people.filtered(lambda person: person.hes_risk_status == "risky")[:1]
    if len(cleared) < 4 or not risky:
        sys.exit("The demo database lacks people; please run ./dev demo.")
    env["hes.setup"].keep_rules()  # the set-up is done
    beginner()
    proposals(people.filtered(lambda person: not person.hes_code))
    known = {
        "officer": roles(people, cleared, risky).id,
        "visit": visits(cleared[2]).id,
        "case": case(risky, cleared[3:8]).id,
        "code_page": company.hes_policy_id.code_page_url.partition("/hes")[2],
        "company": company.partner_id.id,
        "denied": risky.name,
        "en": {"preview": preview("en_US").id},
        "group": env["hes.query.group"].search([], limit=1).id,
        "journey": journey(cleared[0] | cleared[3:5]).id,
        "kiosk": company.attendance_kiosk_key,
        "query": env["hes.query"].search([("state", "=", "done")], limit=1).id,
        "risky": risky.id,
        "service": env["hes.service"].search([], limit=1).id,
        "tr": {"preview": preview("tr_TR").id},
        "users": env["res.users"].search([]).ids,
    }
    env.cr.commit()
    print(json.dumps(known))


main()
