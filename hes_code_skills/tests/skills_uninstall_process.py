# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# It is no add-on code: it runs alone.
# pylint: disable=print-used
"""Installs hes_code_skills where hes_code is, uses it, upgrades it and uninstalls it.

    skills_uninstall_process.py ODOO_OPTION...

The database must be one of stock Odoo with hr_attendance. Prints one JSON object:
``left``, a list of what is there more or less than before, and ``verdicts``, what the
gate said of two people at each stage.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "hes_code" / "tests"))

import uninstall_process as base

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

ADDON = "hes_code_skills"
#: What hes_code itself writes down for good.
base.RESTLESS |= {
    "hes_access_log",
    "hes_audit_log",
    "mail_message",
    "mail_tracking_value",
}
#: What is left without that which it is of.
ORPHANS = """
    SELECT 'external id ' || name FROM ir_model_data WHERE module = 'hes_code_skills'
     UNION ALL
    SELECT 'constraint ' || row.name FROM ir_model_constraint AS row
      JOIN ir_module_module AS addon ON addon.id = row.module
     WHERE addon.name = 'hes_code_skills'
     UNION ALL
    SELECT 'external id ' || data.name FROM ir_model_data AS data
 LEFT JOIN ir_model_fields_selection AS row ON row.id = data.res_id
     WHERE data.model = 'ir.model.fields.selection' AND row.id IS NULL
     UNION ALL
    SELECT 'external id ' || data.name FROM ir_model_data AS data
 LEFT JOIN ir_model_inherit AS row ON row.id = data.res_id
     WHERE data.model = 'ir.model.inherit' AND row.id IS NULL"""


def registry_of(name, **modules):
    return Registry.new(name, update_module=True, **modules)


def uninstall(name):
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        addon = env["ir.module.module"].search([("name", "=", ADDON)])
        addon.button_immediate_uninstall()


def prepare(env, company_id, people_ids):
    """What is there before: a position that requires a certification, the gate, a visit
    and a colleague's code."""
    people = env["hr.employee"].browse(people_ids)
    kind = env["hr.skill.type"].create(
        {
            "name": "Work Safety",
            "is_certification": True,
            "skill_ids": [(0, 0, {"name": "Work Safety"})],
            "skill_level_ids": [(0, 0, {"name": "Done", "level_progress": 100})],
        }
    )
    job = env["hr.job"].create({"name": "Welder"})
    env["hr.job.skill"].create(
        {
            "job_id": job.id,
            "skill_type_id": kind.id,
            "skill_id": kind.skill_ids.id,
            "skill_level_id": kind.skill_level_ids.id,
        }
    )
    people[0].job_id = job
    people[1].work_permit_expiration_date = date.today() - timedelta(days=2)
    user = people[1].user_id
    user.group_ids += env.ref("hes_code.group_hes_manager")
    policy = env["res.company"].browse(company_id).hes_policy_id
    policy.write({"gate": "on", "policy_risky": "block"})
    code = env["hes.code"].create({"employee_id": people[1].id, "code": "B1C2-3456-66"})
    with base.StandIn() as stand_in:
        parameters = env["ir.config_parameter"].sudo()
        parameters.set_param("hes_code.service_url", stand_in.url)
        service = env["hes.service"].create(
            {"company_id": company_id, "username": "hes", "password": "hes"}
        )
        answers, _error = service._ask([code.code])
    env["hes.check"]._record({code: answers[code.code]})
    env["res.partner"].create({"name": "Deniz Kaya"})


def use(env, company_id, people_ids):
    """A bit of everything that the add-on does."""
    user = env["hr.employee"].browse(people_ids[1]).user_id
    env = env(user=user.id, context={"allowed_company_ids": [company_id]})
    people = env["hr.employee"].browse(people_ids)
    policy = env.company.hes_policy_id
    policy.policy_work_permit = "block"
    kind = env["hr.skill.type"].sudo().search([("name", "=", "Work Safety")])
    env["hes.requirement.rule"].create(
        {"policy_id": policy.id, "skill_type_id": kind.id, "action": "block"}
    )
    visitor = env["res.partner"].sudo().search([("name", "=", "Deniz Kaya")])
    env["hes.visitor.requirement"].create(
        {
            "partner_id": visitor.id,
            "name": "Training",
            "date_to": date.today(),
            "proof": "YQ==",
            "proof_name": "a.txt",
        }
    )
    env["hes.exemption"].create(
        {
            "employee_id": people[1].id,
            "date_to": date.today() + timedelta(days=1),
            "reason": "The permit is on its way",
            "covers": "work_permit",
        }
    )
    keep_beside(env)
    env["hes.report.requirement"].search([]).read(["state", "label"])
    env["hes.report.coverage"].search([]).read(["requirement"])


def keep_beside(env):
    """What Odoo keeps about models and fields in tables of its own."""
    sudo = env(su=True)
    for model, domain in (
        ("hes.visitor.requirement", "[]"),
        ("hes.report.requirement", "[]"),
        ("hes.policy", "[('policy_work_permit', '=', 'block')]"),
        ("hr.employee", "[('hes_clearance_reason', '=', 'work_permit')]"),
    ):
        sudo["ir.filters"].create({"name": "Mine", "model_id": model, "domain": domain})
    sudo["ir.exports"].create(
        {
            "name": "Papers",
            "resource": "hes.visitor.requirement",
            "export_fields": [(0, 0, {"name": "date_to"})],
        }
    )
    sudo["ir.exports"].create(
        {
            "name": "People",
            "resource": "hr.employee",
            "export_fields": [(0, 0, {"name": "hes_requirement_note"})],
        }
    )
    sudo["ir.default"].set("hes.visitor.requirement", "name", "Training")
    sudo["ir.default"].set("hes.policy", "policy_requirement", "block")


def verdicts(name, people_ids):
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        found = env["hr.employee"].browse(people_ids)._hes_verdicts()
        return [[found[id_].clearance, found[id_].reason] for id_ in people_ids]


def main():
    config.parse_config(sys.argv[1:], setup_logging=True)
    odoo.modules.module.initialize_sys_path()
    name = config["db_name"][0]
    with Registry(name).cursor() as cr:
        company_id, people_ids = base.prepare(api.Environment(cr, SUPERUSER_ID, {}))
    registry = registry_of(name, install_modules={"hr_skills", "hes_code"})
    uninstall(name)  # it came with them
    with Registry(name).cursor() as cr:
        prepare(api.Environment(cr, SUPERUSER_ID, {}), company_id, people_ids)
    told = {"without": verdicts(name, people_ids)}
    before = base.look(Registry(name))
    registry = registry_of(name, install_modules={ADDON})
    with registry.cursor() as cr:
        use(api.Environment(cr, SUPERUSER_ID, {}), company_id, people_ids)
    told["used"] = verdicts(name, people_ids)
    registry_of(name, upgrade_modules={ADDON})
    told["upgraded"] = verdicts(name, people_ids)
    uninstall(name)
    told["uninstalled"] = verdicts(name, people_ids)
    left = base.compare(before, base.look(Registry(name)))
    left += named(name)
    with Registry(name).cursor() as cr:
        employee = api.Environment(cr, SUPERUSER_ID, {})["hr.employee"]
        attendance = employee.browse(people_ids[0])._attendance_action_change()
        told["check-in"] = [attendance.hes_clearance, attendance.hes_clearance_reason]
    print(json.dumps({"left": left, "verdicts": told}))


def named(name):
    """What is called after the add-on: the first look was after an uninstallation."""
    with Registry(name).cursor() as cr:
        parts = base.catalogue(cr)
        cr.execute(ORPHANS)
        orphans = [row for [row] in cr.fetchall()]
    words = ("requirement", "work_permit_warn", "policy_work_permit")
    return orphans + [
        f"named: {kind} {text}"
        for kind, text in sorted(parts)
        if any(word in text for word in words) and "hes_" in text
    ]


if __name__ == "__main__":
    main()
