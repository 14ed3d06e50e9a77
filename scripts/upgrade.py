# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Data made with the old add-on, and whether an upgrade has kept them.

scripts/upgrade.sh runs it in the Odoo shell, which gives ``env``, with
``HES_UPGRADE_STEP=before`` on the old add-on and ``after`` on the upgraded one. Between
them stands a snapshot: all rows of all tables of the add-on, its columns in other
tables, and what Odoo keeps beside the records. In a database where the new add-on was
installed, ``fresh`` writes down the schema that the upgraded one must have.
"""

import json
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL

env = env(user=env.ref("base.user_admin"), context={"lang": "en_US"})  # noqa: F821
OLD = Path(os.environ["HES_UPGRADE_OLD"])
FOLDER = Path(os.environ["HES_DEMO_DIR"])
SNAPSHOT = FOLDER / "snapshot.json"
SCHEMA = FOLDER / "schema.json"

#: Tables and models before and after.
TABLES = {
    "hes_destruction": "hes_destruction_log",
    "hes_second_look": "hes_kiosk_attempt",
}
MODELS = {old.replace("_", "."): new.replace("_", ".") for old, new in TABLES.items()}

#: Table, column before, column after; None where it went on purpose.
COLUMNS = {
    ("hes_access_log", "way"): "channel",
    ("hes_contact_case", "refresh_at"): None,  # rows of hes_contact_due
    ("hes_contact_case", "refreshed_at"): None,
    ("hes_query", "error"): "error_kind",
    ("hes_query_batch", "lane"): "worker_pid",
    ("hes_service", "plus"): None,  # asked for vaccinations and tests without a purpose
    ("hes_service", "url"): None,  # constants, or the parameter hes_code.service_url
    ("hes_template_import_line", "hint"): None,  # computed
}

#: Stored in other tables; of a company, its rules.
OTHERS = ("res_company", "hr_employee", "hr_attendance", "res_partner")

#: A company's rule and its name in hes.policy, where it is not the same without hes_.
RULES = {
    "hes_second_look": "kiosk_attempt",
    "hes_visitor_retention_days": "retention_visit_days",
    "hes_retention_accesses_days": "retention_access_days",
    "hes_retention_answers_days": "retention_answer_days",
    "hes_retention_codes_days": "retention_code_days",
    "hes_retention_contacts_days": "retention_contact_days",
    "hes_retention_exemptions_days": "retention_exemption_days",
    "hes_retention_permits_days": "retention_journey_days",
    "hes_retention_second_looks_days": "retention_kiosk_attempt_days",
    "hes_retention_uploads_days": "retention_upload_days",
}

#: Rules changed from their defaults before the upgrade.
CHANGED_RULES = {
    "hes_policy_mismatch": "block",
    "hes_policy_stale": "off",
    "hes_live_timeout": 2.5,
    "hes_check_interval_hours": 12,
    "hes_max_age_hours": 36,
    "hes_only_working": True,
    "hes_contact_days": 10,
    "hes_contact_minutes": 5,
    "hes_contact_by": "both",
    "hes_stay_cap_hours": 14,
    "hes_visitor_retention_days": 21,
    "hes_retention_answers_days": 45,
    "hes_retention_accesses_days": 200,
}

NAMES = (
    "Ayşe Işık, Burak Çelik, Çiğdem Öz, Deniz Er, Elif Şahin, Fatih Güneş, Gül Ağaoğlu,"
    " Hakan Ünal, Irmak Yılmaz, İbrahim Kaya, Jale Aydın, Kerem Doğan, Leyla Arslan,"
    " Murat Koç, Nazlı Kurt, Onur Özdemir, Ömer Çetin, Pınar Kılıç, Rıza Aslan,"
    " Selin Yıldız, Şule Polat, Tarık Bulut, Umut Şen, Ümit Acar, Vildan Taş"
).split(", ")


# ---------------------------------------------------------------------- the main job


def make_people():
    """A site with people who were there yesterday, a reception and a host."""
    company = env.company
    turkey = env.ref("base.tr")
    ankara = env["res.country.state"].search(
        [("country_id", "=", turkey.id), ("code", "=", "06")]
    )
    address = {"street": "Karanfil Sokak 5", "city": "Çankaya", "country_id": turkey.id}
    company.partner_id.write({**address, "state_id": ankara.id})
    site = env["hr.work.location"].create(
        {"name": "Headquarters", "address_id": company.partner_id.id}
    )
    env.user.employee_id.name = "Mitchell Admin"  # the demonstration takes two names
    employees = env["hr.employee"].create(
        [{"name": name, "work_location_id": site.id} for name in NAMES]
    )
    employees.version_id.date_version = fields.Date.today() - timedelta(days=60)
    yesterday = fields.Datetime.now() - timedelta(days=1)
    env["hr.attendance"].create(
        [
            {
                "employee_id": employee.id,
                "check_in": yesterday,
                "check_out": yesterday + timedelta(hours=2),
            }
            for employee in employees[:12]
        ]
    )
    return employees, site


def serve_stand_in():
    """The ministry's service, as soon as the demonstration knows whose the codes are;
    it waits for the address."""
    sys.path.insert(0, str(OLD / "hes_code" / "tests"))
    from stand_in import StandIn

    def serve():
        people = FOLDER / "people.json"
        while not people.exists():
            threading.Event().wait(0.1)
        with StandIn(people=json.loads(people.read_text(encoding="utf-8"))) as service:
            (FOLDER / "stand_in.url").write_text(f"{service.url}\n")
            threading.Event().wait()

    threading.Thread(target=serve, daemon=True).start()


def demonstrate():
    """The old demonstration: a template is filled, imported and asked for, and
    everybody tries to check in."""
    source = OLD / "scripts" / "demo.py"
    exec(compile(source.read_text(encoding="utf-8"), source, "exec"), {"env": env})


def receive_visitor(host, site):
    """Two visits, of which one visitor is in the building, and one is denied."""
    for name, code in (("Zeki Tan", "V1Z1-2000-10"), ("Zerrin Usta", "V1Z1-2000-66")):
        visits = env["hes.permit"].with_context(default_kind="visit")
        with Form(visits, "hes_code.hes_permit_view_form_visit") as form:
            form.visitor_name = name
            form.hes_code_entry = code
            form.host_id = host
            form.site_id = site
        visit = form.record
        visit.action_approve()
        if visit.state == "approved":
            visit.action_arrive()


def plan_journey(people):
    journeys = env["hes.permit"].with_context(default_kind="travel")
    with Form(journeys, "hes_code.hes_permit_view_form_travel") as form:
        form.origin = "Bursa"
        form.destination = "Ankara"
        for person in people:
            with form.participant_ids.new() as line:
                line.employee_id = person
    form.record.action_approve()


def follow_contacts():
    env["hes.contact.case"].search([]).action_refresh()
    contacts = env["hes.contact"].search([])
    contacts[:1].action_inform()
    contacts.filtered("employee_id.hes_code_id")[:1].action_check()


def group_by_hand(people):
    """A group that waits for e-Devlet's answer."""
    group = env["hes.query.group"].create(
        {
            "name": "Night shift",
            "description": "By hand",
            "employee_ids": [Command.set(people.ids)],
        }
    )
    action = group.action_export_edevlet()
    export = env["hes.edevlet.export"].browse(action["res_id"])
    export.action_uploaded()


def leave_traces(employees, denied):
    """What else is stored: an exemption, a try at the kiosk, who read what, …"""
    today = fields.Date.today()
    env["hes.exemption"].create(
        {
            "employee_id": denied[0].id,
            "date_from": today,
            "date_to": today + timedelta(days=3),
            "reason": "Guards the furnace",
        }
    )
    person_sudo = denied[1].sudo()  # as the kiosk does it
    person_sudo._hes_second_look("A1B2-9000-66")
    person_sudo._hes_second_look("no code")
    readings_sudo = person_sudo.env["hes.information.reading"]
    readings_sudo._record(person_sudo, "kiosk", opened=True)
    env["hes.code"].search([]).web_read({"code": {}, "risk_status": {}})
    env["hes.isolation.rule"].create(
        {"applies_to": "contact", "days": 9, "note": "A circular"}
    )
    employees.filtered("hes_code")[-1].action_hes_forget()
    env["ir.filters"].create(
        {"name": "Of today", "model_id": "hes.second.look", "user_ids": []}
    )


def run_before():
    employees, site = make_people()
    env.cr.commit()
    serve_stand_in()
    demonstrate()
    receive_visitor(employees[3], site)
    plan_journey(employees[:3])
    follow_contacts()
    denied = employees.filtered(lambda person: person.hes_clearance == "denied")
    leave_traces(employees, denied)
    group_by_hand(employees[5:9])
    env.company.write(CHANGED_RULES)
    env.cr.commit()
    shot = snapshot()
    counts = {name: len(rows) for name, rows in shot["tables"].items()}
    print("Stored:", ", ".join(f"{name} {count}" for name, count in counts.items()))
    empty = [name for name, count in counts.items() if not count]
    if empty:
        sys.exit(f"Nothing is stored, so nothing is proven, of {', '.join(empty)}")
    SNAPSHOT.write_text(json.dumps(shot), encoding="utf-8")


# ----------------------------------------------------------------------- the snapshot


def select(statement):
    """Rows as dictionaries, as JSON has them."""
    return [row for (row,) in env.execute_query(statement)]


def own_tables():
    """All that keep data: those of wizards do not."""
    wizards = env["ir.model"].search([("transient", "=", True)]).mapped("model")
    transient = tuple(name.replace(".", "_") for name in wizards)
    return env.execute_query(
        SQL(
            """SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename ~ '^hes_'
                  AND NOT tablename ~ %s ORDER BY 1""",
            f"^({'|'.join(transient)})(_|$)",
        )
    )


def snapshot():
    env.flush_all()
    tables = {}
    for (name,) in own_tables():
        statement = SQL("SELECT to_jsonb(t) FROM %s t", SQL.identifier(name))
        tables[name] = select(statement)
    others = {}
    for name in OTHERS:
        statement = SQL("SELECT to_jsonb(t) FROM %s t", SQL.identifier(name))
        others[name] = [
            {key: value for key, value in row.items() if key[:4] in ("id", "hes_")}
            for row in select(statement)
        ]
    # no officer's reading is written down here: it would be one row more
    people_sudo = env["hr.employee"].sudo().search([])
    return {
        "tables": tables,
        "others": others,
        "beside": beside(),
        "verdicts": {
            person.barcode: [person.hes_clearance, person.hes_clearance_reason]
            for person in people_sudo
        },
    }


def beside():
    """How many messages, activities, … hang on which record of the add-on."""
    return {
        table: select(
            SQL(
                """SELECT jsonb_build_array(%(model)s, %(id)s, count(*)) FROM %(table)s
                    WHERE %(model)s ~ '^hes\\.' GROUP BY %(model)s, %(id)s""",
                table=SQL.identifier(table),
                model=SQL.identifier(model),
                id=SQL.identifier(record),
            )
        )
        for table, model, record in (
            ("mail_message", "model", "res_id"),
            ("mail_activity", "res_model", "res_id"),
            ("mail_followers", "res_model", "res_id"),
            ("ir_attachment", "res_model", "res_id"),
            ("ir_filters", "model_id", "id"),
        )
    }


def schema():
    """The add-on's columns, indexes, constraints and external ids."""
    return {
        "columns": select(
            SQL(
                """SELECT table_name || '.' || column_name || ' ' || data_type
                     FROM information_schema.columns
                    WHERE table_schema = 'public'
                      AND (table_name ~ '^hes_' OR column_name ~ '^hes_')"""
            )
        ),
        "indexes": select(
            SQL(
                """SELECT indexdef FROM pg_indexes
                    WHERE schemaname = 'public' AND tablename ~ '^hes_'"""
            )
        ),
        "constraints": select(
            SQL(
                """SELECT conname || ' ' || pg_get_constraintdef(oid)
                     FROM pg_constraint
                    WHERE conname ~ 'hes_' AND conrelid <> 0"""
            )
        ),
        "external ids": select(
            SQL(
                """SELECT model || ' ' || name FROM ir_model_data
                    WHERE module = 'hes_code'"""
            )
        ),
    }


def run_fresh():
    SCHEMA.write_text(json.dumps(schema()), encoding="utf-8")


# --------------------------------------------------------------------- the comparison


def compare_rows(table, old_rows, new_rows):
    """What of ``table`` is missing or not as before; None if nothing is."""
    if new_rows is None:
        return "the table is gone"
    names = {name for row in old_rows for name in row} - {"write_date", "write_uid"}
    after = {name: COLUMNS.get((table, name), name) for name in names}
    there = {name for row in new_rows for name in row}
    gone = {name for name, now in after.items() if now is None or now not in there}
    lost = sorted(name for name in gone if (table, name) not in COLUMNS)
    if lost and old_rows and new_rows:
        return f"without {', '.join(lost)}"
    kept = sorted(names - gone)

    def values(rows, columns):
        return sorted(json.dumps([row[name] for name in columns]) for row in rows)

    before = values(old_rows, kept)
    now = values(new_rows, [after[name] for name in kept])
    missing = [row for row in before if row not in set(now)]
    if missing:
        return f"{len(missing)} of {len(before)} are not as before: {missing[0][:300]}"
    return f"{len(now) - len(before)} more rows" if len(now) != len(before) else None


def compare_rules(old_rows, new):
    """The rules of each company, in hes.policy or still on the company."""
    policies = new["tables"].get("hes_policy")
    for old in old_rows:
        if policies is None:
            now = next(r for r in new["others"]["res_company"] if r["id"] == old["id"])
            now = {RULES.get(n, n.removeprefix("hes_")): v for n, v in now.items()}
        else:
            now = next((r for r in policies if r["company_id"] == old["id"]), {})
        for name, value in old.items():
            rule = RULES.get(name, name.removeprefix("hes_"))
            if name != "id" and now.get(rule) != value:
                yield f"{name} was {value!r}, {rule} is {now.get(rule)!r}"


def compare(old, new):
    """Pairs of a title and what is wrong; None if nothing is."""
    for name, rows in old["tables"].items():
        now = TABLES.get(name, name)
        yield now, compare_rows(now, rows, new["tables"].get(now))
    for name in OTHERS[1:]:
        yield name, compare_rows(name, old["others"][name], new["others"][name])
    wrong = "; ".join(compare_rules(old["others"]["res_company"], new))
    yield "the rules of each company", wrong or None
    for name, rows in old["beside"].items():
        renamed = [[MODELS.get(model, model), *rest] for model, *rest in rows]
        wrong = [row for row in renamed if row not in new["beside"][name]]
        yield f"{name} beside the records", f"missing: {wrong[:5]}" if wrong else None
    wrong = {
        badge: [verdict, new["verdicts"].get(badge)]
        for badge, verdict in old["verdicts"].items()
        if new["verdicts"].get(badge) != verdict
    }
    yield "who may come in", f"before, now: {wrong}" if wrong else None


def compare_schemas(fresh, upgraded):
    for kind, names in fresh.items():
        missing = sorted(set(names) - set(upgraded[kind]))
        left = sorted(set(upgraded[kind]) - set(names))
        wrong = f"missing: {missing[:9]}; left over: {left[:9]}"
        yield f"{kind} of the schema", wrong if missing or left else None


def noise():
    """Warnings and errors of the upgrade itself."""
    log = (FOLDER / "upgrade.log").read_text(encoding="utf-8").splitlines()
    loud = [line for line in log if any(f" {w} " in line for w in ("WARNING", "ERROR"))]
    return "\n    ".join(loud[:5]) or None


def works():
    """Pairs of a title and what is wrong, of the upgraded add-on at work."""
    people = env["hr.employee"].search([])
    outside = people.filtered(
        lambda one: (
            one.hes_clearance == "denied" and one.attendance_state != "checked_in"
        )
    )
    try:
        with env.cr.savepoint():
            outside[:1]._attendance_action_change()
        yield "the gate refuses", "somebody who is denied was let in"
    except UserError:
        yield "the gate refuses", None
    env["hes.service"].search([]).active = False  # nobody answers here any more
    env.cr.commit()
    ids = env["ir.model.data"].search(
        [("module", "=", "hes_code"), ("model", "=", "ir.cron")]
    )
    for cron in env["ir.cron"].browse(ids.mapped("res_id")):
        done = cron.method_direct_trigger()
        yield f"scheduled action {cron.name}", None if done is True else str(done)


def run_after():
    old = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    fresh = json.loads(SCHEMA.read_text(encoding="utf-8"))
    results = [
        ("no warning in the log", noise()),
        *compare(old, snapshot()),
        *compare_schemas(fresh, schema()),
        *works(),
    ]
    for title, wrong in results:
        print(f"  FAILED {title}: {wrong}" if wrong else f"  ok     {title}")
    failed = sum(bool(wrong) for _title, wrong in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    if failed:
        sys.exit(1)


STEPS = {"before": run_before, "fresh": run_fresh, "after": run_after}
STEPS[os.environ["HES_UPGRADE_STEP"]]()
