# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Thousands of employees in seconds: the rows of one made by Odoo, copied by SQL."""

from dataclasses import dataclass

from stdnum.tr import tckimlik

from odoo.tools import SQL

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMES = ("Ayşe Yılmaz", "Mehmet Çelik", "Elif Şahin", "İbrahim Öztürk", "Zeynep Işık")
# By the last digits the stand-in answers: of 100 people one is risky, one code is not
# found and one has expired.
_ENDS = ("10",) * 97 + ("66", "44", "45")


@dataclass(frozen=True)
class Person:
    """An employee who was made, and the HES code that is meant for them."""

    id: int
    name: str
    national_id: str
    badge: str
    code: str


def add_company(env, name):
    """A company whose people the administrator may edit."""
    company = env["res.company"].create({"name": name})
    env.ref("base.user_admin").write({"company_ids": [(4, company.id)]})
    return company


def add_people(env, company, count):
    """Make ``count`` employees who work on site; they have no codes yet."""
    model = (
        env["hr.employee"]
        .with_company(company)
        .create({"name": "Model", "company_id": company.id})
    )
    env.flush_all()
    ids = _reserve(env, "hr_employee", count)
    people = [_person(employee_id, n) for n, employee_id in enumerate(ids)]
    _keep_as_table(env, people)
    _copy_rows(env, model)
    model.unlink()
    env.invalidate_all()
    _prove(env, company, people)
    return people


def add_codes(env, company, people):
    """Give each of ``people`` their code, never asked for."""
    env["hes.code"]._replace(
        [
            {
                "employee_id": person.id,
                "code": person.code,
                "company_id": company.id,
                "source": "template",
            }
            for person in people
        ]
    )


def _person(employee_id, n):
    digits = str(100_000_000 + 7 * employee_id)
    return Person(
        employee_id,
        f"{_NAMES[n % len(_NAMES)]} {employee_id}",
        digits + tckimlik.calc_check_digits(digits),
        f"B{employee_id:07d}",
        _code(n),
    )


def _code(n):
    """A code of the usual pattern; all are different up to half a million."""
    head = f"{_LETTERS[n % 26]}{n // 26 % 10}{_LETTERS[n // 260 % 26]}{n // 6760 % 10}"
    return f"{head}-{n % 10_000:04d}-{_ENDS[n % len(_ENDS)]}"


def _reserve(env, table, count):
    rows = env.execute_query(
        SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            f"{table}_id_seq",
            count,
        )
    )
    return [row_id for [row_id] in rows]


def _keep_as_table(env, people):
    """The table bench_person: a row a person, with ids for all that is theirs."""
    columns = {
        "employee_id": [person.id for person in people],
        "name": [person.name for person in people],
        "national_id": [person.national_id for person in people],
        "badge": [person.badge for person in people],
        "partner_id": _reserve(env, "res_partner", len(people)),
        "resource_id": _reserve(env, "resource_resource", len(people)),
        "version_id": _reserve(env, "hr_version", len(people)),
    }
    env.cr.execute("DROP TABLE IF EXISTS bench_person")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE bench_person AS
               SELECT * FROM unnest(%s) AS given(%s)""",
            SQL(", ").join(SQL("%s", values) for values in columns.values()),
            SQL(", ").join(map(SQL.identifier, columns)),
        )
    )


def _copy_rows(env, model):
    """Copy all that Odoo made for the employee ``model``, once a person."""
    name, employee_id = SQL("person.name"), SQL("person.employee_id")
    partner, resource = SQL("person.partner_id"), SQL("person.resource_id")
    version = SQL("person.version_id")
    contact = {"id": partner, "commercial_partner_id": partner}
    _copy(env, model.work_contact_id, {**contact, "name": name, "complete_name": name})
    _copy(env, model.resource_id, {"id": resource, "name": name})
    _copy(
        env,
        model,
        {
            "id": employee_id,
            "name": name,
            "legal_name": name,
            "barcode": SQL("person.badge"),
            "resource_id": resource,
            "work_contact_id": partner,
            "current_version_id": SQL("NULL"),
        },
    )
    identity = {"identification_id": SQL("person.national_id")}
    _copy(
        env, model.version_id, {"id": version, "employee_id": employee_id, **identity}
    )
    env.cr.execute(
        """UPDATE hr_employee SET current_version_id = person.version_id
             FROM bench_person AS person WHERE person.employee_id = hr_employee.id"""
    )
    for table in ("res_partner", "resource_resource", "hr_employee", "hr_version"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _copy(env, model, changes):
    """Copy the row of the record ``model``, with other values in some columns."""
    columns = env.execute_query(
        SQL(
            """SELECT column_name FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = %s""",
            model._table,
        )
    )
    names = [name for [name] in columns]
    env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(names)s)
               SELECT %(values)s FROM %(table)s AS model, bench_person AS person
                WHERE model.id = %(id)s""",
            table=SQL.identifier(model._table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                changes.get(name, SQL.identifier("model", name)) for name in names
            ),
            id=model.id,
        )
    )


def _prove(env, company, people):
    """Odoo must see them as its own; else what is measured is worth nothing."""
    employees = env["hr.employee"].search([("company_id", "=", company.id)])
    assert len(employees) == len(people), "not all employees were made"
    for person in (people[0], people[-1]):
        employee = env["hr.employee"].browse(person.id)
        seen = (employee.name, employee.identification_id, employee.barcode)
        assert seen == (person.name, person.national_id, person.badge), "wrong values"
        assert tckimlik.is_valid(employee.identification_id), "invalid T.C. number"
        assert employee.version_id.employee_id == employee, "no version"
        assert employee.resource_id.name == employee.work_contact_id.name, "no contact"
        assert employee.attendance_state == "checked_out", "no attendance"
