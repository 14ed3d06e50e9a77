# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# It is no add-on code: it runs alone.
# pylint: disable=print-used
"""Installs the add-on in a database, uses it, uninstalls it, and looks at what is left.

    uninstall_process.py ODOO_OPTION...

The database must be one of stock Odoo with hr_attendance. Prints one JSON object: a
list of what is there more or less than before, and how many records of each model had
been made.
"""

import json
import sys
from datetime import datetime, timedelta

from stand_in import StandIn  # its neighbour: it runs alone

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ADDON = "hes_code"
NOW = datetime.now().replace(microsecond=0)
#: What the database itself is made of.
CATALOGUE = {
    "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "view": "SELECT viewname FROM pg_views WHERE schemaname = 'public'",
    "column": """SELECT table_name || '.' || column_name || ' ' || data_type || ' '
                        || is_nullable
                   FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraint": """SELECT conrelid::regclass || '.' || conname || ' '
                            || pg_get_constraintdef(oid)
                       FROM pg_constraint
                      WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequence": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "function": """SELECT proname || ' ' || pg_get_function_identity_arguments(oid)
                     FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                      AND prokind = 'f'""",
    "trigger": """SELECT tgrelid::regclass || '.' || tgname
                    FROM pg_trigger WHERE NOT tgisinternal""",
    "type": """SELECT typname FROM pg_type
                WHERE typnamespace = 'public'::regnamespace
                  AND typtype IN ('d', 'e')""",
}
#: Tables whose rows change by themselves, whatever add-on comes and goes.
RESTLESS = {
    "bus_bus",
    "bus_presence",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "mail_presence",
    "orm_signaling_default",
    "orm_signaling_registry",
    "orm_signaling_stable",
    "res_device_log",
    "res_users_log",
}
#: Columns that tell when, not what.
STAMPS = ("write_date", "write_uid", "create_date")


def catalogue(cr):
    """All parts of the database: a set of pairs of kind and definition."""
    found = set()
    for kind, query in CATALOGUE.items():
        cr.execute(query)
        found |= {(kind, text) for [text] in cr.fetchall()}
    return found


def rows(cr, tables):
    """Every row of ``tables``: a dict of (table, what tells it apart) to its digest."""
    found = {}
    for table in sorted(tables):
        cr.execute(
            SQL(
                """SELECT row.value->>'id', row.value->>'name', md5(row.value::text),
                          count(*)
                     FROM %s AS t,
                          LATERAL (SELECT to_jsonb(t) - %s::text[] AS value) AS row
                 GROUP BY 1, 2, 3""",
                SQL.identifier(table),
                list(STAMPS),
            )
        )
        for id_, name, digest, count in cr.fetchall():
            key = (table, id_ or digest)
            found[key] = (name, digest, count)
    return found


def tables_of(parts):
    return {text for kind, text in parts if kind == "table"} - RESTLESS


def look(registry):
    with registry.cursor() as cr:
        parts = catalogue(cr)
        return parts, rows(cr, tables_of(parts))


def compare(before, after):
    """Sentences about each difference."""
    (parts_before, rows_before), (parts_after, rows_after) = before, after
    told = [f"more: {kind} {text}" for kind, text in parts_after - parts_before]
    told += [f"lost: {kind} {text}" for kind, text in parts_before - parts_after]
    tables = tables_of(parts_before)
    for key in rows_before.keys() | rows_after.keys():
        table, id_ = key
        old, new = rows_before.get(key), rows_after.get(key)
        if table not in tables or old == new:
            continue
        word = "changed" if old and new else "more" if new else "lost"
        told.append(f"{word}: row {table} {id_} {(new or old)[0]}")
    return sorted(told)


def prepare(env):
    """What a company has before the add-on comes."""
    addons = env["ir.module.module"]
    addons.update_list()
    # a new database has none; an upgrade writes an empty one
    addons.search([("name", "=like", f"{ADDON}%"), ("url", "=", False)]).url = ""
    company = env["res.company"].create({"name": "Anadolu Tekstil"})
    user = env["res.users"].create(
        {
            "name": "HR",
            "login": "hes_uninstall_hr",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
        }
    )
    people = env["hr.employee"].create(
        [
            {"name": name, "company_id": company.id, "barcode": badge}
            for name, badge in (("Ayşe Işık", "1001"), ("Burak Çelik", "1002"))
        ]
    )
    people[0].parent_id = people[1]
    people[1].user_id = user
    people.message_subscribe(user.partner_id.ids)
    env["mail.activity.type"].create({"name": "Own"})
    env["ir.actions.server"].create(
        {
            "name": "Own",
            "model_id": env.ref("hr.model_hr_employee").id,
            "state": "next_activity",
        }
    )
    env["mail.activity.plan"].create({"name": "Own", "res_model": "hr.employee"})
    env["hr.attendance"].create(
        [
            {
                "employee_id": person.id,
                "check_in": NOW - timedelta(days=2),
                "check_out": NOW - timedelta(days=2, hours=-8),
            }
            for person in people
        ]
    )
    return company.id, people.ids


def use(env, company_id, people_ids):
    """A bit of everything that the add-on does."""
    user = env["hr.employee"].browse(people_ids[1]).user_id
    user.group_ids += env.ref("hes_code.group_hes_manager")
    env = env(user=user.id, context={"allowed_company_ids": [company_id]})
    people = env["hr.employee"].browse(people_ids)
    env.company.hes_policy_id.write({"gate": "on", "policy_mismatch": "warn"})
    with StandIn() as stand_in:
        parameters = env["ir.config_parameter"].sudo()
        parameters.set_param("hes_code.service_url", stand_in.url)
        access = {"username": "hes", "password": "hes"}
        env["hes.service"].create({"name": "Stand-in", **access})
        ask_for(env, people)
        come_and_visit(env, people)
    wizard = env["hes.template.import"].create({})
    wizard.data = wizard.template_file
    wizard.filename = "a.xlsx"
    wizard.action_preview()
    keep_beside(env, people)


def ask_for(env, people):
    env["hes.code"].create(
        [
            {"employee_id": person.id, "code": code}
            for person, code in zip(
                people, ("B1C2-3456-66", "A4D7-1132-10"), strict=True
            )
        ]
    )
    query = env["hes.query"].create({})
    query.action_start()
    env["hes.query.group"].create({"name": "All", "employee_ids": people.ids})
    env["hes.exemption"].create(
        {"employee_id": people[0].id, "date_to": NOW.date(), "reason": "Works alone"}
    )
    env["hes.single.query"].create({"code": "C1D2-3456-44"}).action_query()
    people.sudo()[1]._hes_kiosk_attempt("A4D7-1132-10")
    give_on_the_page(env, people[1])
    people.hes_code_id.read(["code"])
    env["hes.contact.case"].search([])._refresh()


def give_on_the_page(env, person):
    env.company.hes_policy_id.code_page = True
    given = {"company_id": env.company.id, "given_at": NOW, "badge": "1002"}
    proposal = env["hes.code.proposal"].sudo().create({**given, "digits": "0000"})
    proposal._prove_of(env.company)
    env["hes.reminder"].sudo().create(
        {
            "company_id": env.company.id,
            "employee_id": person.id,
            "event": "foreign",
            "since": NOW,
        }
    )._remind(person.user_id)


def come_and_visit(env, people):
    env["hr.attendance"].sudo().create({"employee_id": people[1].id, "check_in": NOW})
    visit = env["hes.permit"].create(
        {
            "kind": "visit",
            "host_id": people[1].id,
            "visitor_name": "Deniz Kaya",
            "hes_code_entry": "F1G2-3456-88",
        }
    )
    env["hes.information.reading"]._record(visit.visitor_id, "visitor", env.company)
    env["hes.information.reading"]._record(people, "profile")


def keep_beside(env, people):
    """What Odoo keeps about models and records in tables of its own."""
    code = people[0].hes_code_id
    code.message_post(body="Called", attachments=[("a.txt", b"a")])
    code.activity_schedule("mail.mail_activity_data_todo", user_id=env.uid)
    code.message_subscribe(env.user.partner_id.ids)
    sudo = env(su=True)
    name_type_of_activities(sudo, people)
    sudo["ir.filters"].create(
        {"name": "Mine", "model_id": "hes.code", "user_ids": [(4, env.uid)]}
    )
    sudo["ir.filters"].create(
        {
            "name": "Ours",
            "model_id": "hr.employee",
            "domain": f"[('hes_code', '=', '{code.code}')]",
        }
    )
    sudo["ir.exports"].create(
        {
            "name": "People",
            "resource": "hr.employee",
            "export_fields": [(0, 0, {"name": "hes_code"})],
        }
    )
    sudo["ir.default"].set("hes.exemption", "reason", "Works alone")
    sudo["ir.default"].set("hr.employee", "hes_required", False)
    sudo["ir.exports"].create(
        {
            "name": "Codes",
            "resource": "hes.code",
            "export_fields": [(0, 0, {"name": "code"})],
        }
    )
    sudo["ir.attachment"].create(
        {"name": "b", "raw": b"b", "res_model": "hes.exemption", "res_id": 1}
    )
    sudo.ref("hes_code.ir_cron_check_due").method_direct_trigger()
    sudo.ref("hes_code.ir_cron_retention").method_direct_trigger()
    sudo["hes.overview.day"]._cron_take()  # here, where its rows are counted


def name_type_of_activities(env, people):
    """What people do themselves with a type of activities of the add-on."""
    reminder = env.ref("hes_code.mail_activity_type_reminder")
    for person in people:
        person.activity_schedule(activity_type_id=reminder.id, user_id=env.uid)
    people[0].activity_ids.active = False  # as one that is done
    own = env["mail.activity.type"].search([("name", "=", "Own")])
    own.triggered_next_type_id = reminder
    env["ir.actions.server"].search([("name", "=", "Own")]).activity_type_id = reminder
    env["mail.activity.plan"].search([("name", "=", "Own")]).template_ids = [
        (0, 0, {"activity_type_id": reminder.id})
    ]


def main():
    config.parse_config(sys.argv[1:], setup_logging=True)
    odoo.modules.module.initialize_sys_path()
    name = config["db_name"][0]
    registry = Registry(name)
    with registry.cursor() as cr:
        company_id, people_ids = prepare(api.Environment(cr, SUPERUSER_ID, {}))
    before = look(registry)
    registry = Registry.new(name, update_module=True, install_modules={ADDON})
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        use(env, company_id, people_ids)
        env(user=env.ref("base.user_admin"))["hes.sample"].load()
        env.flush_all()
        made = {
            model: env[model].with_context(active_test=False).sudo().search_count([])
            for model in sorted(env)
            if env[model]._original_module == ADDON and env[model]._auto
        }
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        addon = env["ir.module.module"].search([("name", "=", ADDON)])
        addon.button_immediate_uninstall()
    with Registry(name).cursor() as cr:  # an attendance is the company's own
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["hr.attendance"].search([("check_in", ">=", NOW)]).unlink()
    left = compare(before, look(Registry(name)))
    print(json.dumps({"left": left, "made": made}))


if __name__ == "__main__":
    main()
