# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
from datetime import datetime

from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..tools.service.answer import Answer
from .access_table import ROLES, model_rights
from .common import HesCase

#: How a door says no: a right that lacks, or that there is nothing of that kind.
REFUSALS = (AccessError, UserError, ValueError, KeyError, TypeError)
NOW = "2021-03-10 09:00:00"
RIGHTS = model_rights()


class AccessCase(HesCase):
    """A record of every model in two companies, and a user of every role in one.

    ``ours`` and ``theirs`` are dicts of model to record. The person that is looked at
    is risky and on site; a colleague of theirs is exempted.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls._users({f"walk_{role}": cls._groups(role) for role in ROLES})
        cls.roles = dict(zip(ROLES, users, strict=True))
        cls.ours = cls._samples(cls.company)
        cls.theirs = cls._samples(cls.stranger_company)
        boss = cls.env["hr.employee"].create(
            {"name": "Boss", "user_id": cls.roles["boss"].id}
        )
        (cls.ours["hr.employee"] | cls.ours["host"]).parent_id = boss

    @staticmethod
    def _groups(role):
        groups = ROLES[role]
        if "base.group_user" in groups:  # who may export lists
            groups += ",base.group_allow_export"
        return groups

    @classmethod
    def _samples(cls, company):
        env = cls.env(context={"allowed_company_ids": company.ids})
        company.hes_policy_id.write({"gate": "off", "live_check": False})
        made = cls._people(env, company)
        made |= cls._asked(env, made)
        made |= cls._judged(env, company, made)
        made |= cls._wizards(env, made)
        for name in ("report.coverage", "report.status", "presence"):
            view = env[f"hes.{name}"]
            made[view._name] = view.search([("company_id", "=", company.id)], limit=1)
        return made

    @classmethod
    def _people(cls, env, company):
        patient, host, spare = env["hr.employee"].create(
            [
                {"name": name, "company_id": company.id}
                for name in ("Patient", "Host", "Spare")
            ]
        )
        user = new_test_user(
            env,
            f"walk_patient_{company.id}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        patient.user_id = user
        code, other = env["hes.code"].create(
            [
                {"employee_id": patient.id, "code": "ABCD-EFGH-1J"},
                {"employee_id": host.id, "code": "BBCD-EFGH-1J"},
            ]
        )
        return {
            "hr.employee": patient,
            "hr.employee.public": env["hr.employee.public"].browse(patient.id),
            "res.users": user,
            "res.company": company,
            "hes.policy": company.hes_policy_id,
            "host": host,
            "hr.work.location": env["hr.work.location"].create(
                {
                    "name": "Site",
                    "company_id": company.id,
                    "address_id": company.partner_id.id,
                    "hes_meeting_point": "Gate 2",
                }
            ),
            "spare": spare,
            "patient's code": code,
            "hes.code": other,
        }

    @classmethod
    def _asked(cls, env, made):
        query = env["hes.query"].create({"state": "running", "started_at": NOW})
        batch = env["hes.query.batch"].create({"query_id": query.id})
        code = made["patient's code"]
        answer = Answer(
            code.code,
            "risky",
            risk_reason="positive",
            checked_at=datetime.fromisoformat(NOW),
            expires_at=datetime(2021, 4, 1),
            masked_national_id="********170",
            masked_name="Pa****",
        )
        env["hes.check"]._record({code: answer})
        service = env["hes.service"].create(
            {"name": "S", "username": "u", "password": "p"}
        )
        group = env["hes.query.group"].create(
            {"name": "G", "employee_ids": [(6, 0, made["hr.employee"].ids)]}
        )
        case = env["hes.contact.case"].search(
            [("employee_id", "=", made["hr.employee"].id)]
        )
        contact = env["hes.contact"].create(
            {
                "case_id": case.id,
                "employee_id": made["host"].id,
                "source": "travel",
                "state": "informed",  # tracing leaves alone whom HR has dealt with
            }
        )
        proposal = env["hes.code.proposal"].create(
            {
                "company_id": made["res.company"].id,
                "employee_id": made["hr.employee"].id,
                "code": "DBCD-EFGH-1J",
                "state": "open",
                "given_at": NOW,
            }
        )
        return {
            "hes.code.proposal": proposal,
            "hes.reminder": env["hes.reminder"].create(
                {
                    "company_id": made["res.company"].id,
                    "employee_id": made["spare"].id,
                    "event": "missing",
                    "since": NOW,
                }
            ),
            "hes.query": query,
            "hes.query.batch": batch,
            "hes.check": code.check_ids,
            "hes.service": service,
            "hes.query.group": group,
            "hes.contact.case": case,
            "hes.contact": contact,
            "hes.contact.due": case.due_ids[:1],
            "hes.isolation.rule": env["hes.isolation.rule"].create(
                {"valid_from": "2021-01-01"}
            ),
        }

    @classmethod
    def _judged(cls, env, company, made):
        patient, host = made["hr.employee"], made["host"]
        exemption = env["hes.exemption"].create(
            {
                "employee_id": host.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-31",
                "reason": "Works alone",
            }
        )
        rows = env["hr.attendance"].create(
            [{"employee_id": person.id, "check_in": NOW} for person in patient | host]
        )
        rows.hes_live = "answered"
        visit = env["hes.permit"].create(
            {"kind": "visit", "visitor_name": "Visitor", "host_id": host.id}
        )
        person = visit.participant_ids
        person.write({"clearance": "denied", "clearance_reason": "risky"})
        person.code_foreign = True
        visit.host_reason = "risky"
        env["hes.information.reading"]._record(patient, "profile")
        reading = env["hes.information.reading"].search(
            [("employee_id", "=", patient.id)]
        )
        env["hes.destruction.log"]._record({"codes": 1}, company, "retention")
        changes = env["hes.audit.log"].search(
            [("company_id", "=", company.id), ("employee_id", "=", host.id)], limit=1
        )
        return {
            "hes.exemption": exemption,
            "hr.attendance": rows[0],
            "host's attendance": rows[1],
            "hes.permit": visit,
            "hes.permit.participant": person,
            "res.partner": visit.visitor_id,
            "hes.information.reading": reading,
            "hes.information": reading.information_id,
            "hes.destruction.log": env["hes.destruction.log"].search(
                [("company_id", "=", company.id)], limit=1
            ),
            "hes.denial": env["hes.denial"].search([("employee_id", "=", patient.id)]),
            "hes.unknown.badge": env["hes.unknown.badge"].create(
                {
                    "company_id": company.id,
                    "badge": "••••42",
                    "reader": "Kiosk",
                    "count": 1,
                    "first_at": NOW,
                    "last_at": NOW,
                }
            ),
            "hes.audit.log": changes,
            # what the scheduled action tells of a company with more people
            "hes.report.statistics": env["hes.report.statistics"].create(
                {
                    "date": "2021-03-10",
                    "company_id": company.id,
                    "department": "Weaving",
                    "risk_status": "riskless",
                    "person_count": 5,
                }
            ),
            "hes.overview.day": env["hes.overview.day"].create(
                {
                    "company_id": company.id,
                    "date": "2021-03-10",
                    "denied_count": 1,
                    "warned_count": 0,
                    "cleared_count": 5,
                }
            ),
            "hes.kiosk.attempt": env["hes.kiosk.attempt"].create(
                {"employee_id": patient.id, "tried_at": NOW, "outcome": "refused"}
            ),
            "hes.access.log": env["hes.access.log"].create(
                {
                    "accessed_at": NOW,
                    "hour": NOW,
                    "user_id": env.uid,
                    "kind": "code",
                    "channel": "alone",
                    "employee_id": patient.id,
                    "company_id": company.id,
                }
            ),
        }

    @classmethod
    def _wizards(cls, env, made):
        code = made["patient's code"]
        upload = env["hes.template.import"].create({})
        answer = env["hes.edevlet.answer"].create({"query_id": made["hes.query"].id})
        export = env["hes.edevlet.export"].create(
            {"group_id": made["hes.query.group"].id}
        )
        return {
            "hes.template.import": upload,
            "hes.template.import.column": env["hes.template.import.column"].create(
                {"import_id": upload.id}
            ),
            "hes.template.import.line": env["hes.template.import.line"].create(
                {"import_id": upload.id, "state": "new", "code": code.code}
            ),
            "hes.edevlet.answer": answer,
            "hes.edevlet.answer.line": env["hes.edevlet.answer.line"].create(
                {"answer_id": answer.id, "state": "risky", "code_id": code.id}
            ),
            "hes.edevlet.export": export,
            "hes.edevlet.export.line": env["hes.edevlet.export.line"].create(
                {"export_id": export.id, "code_id": code.id, "reason": "left"}
            ),
            "hes.single.query": env["hes.single.query"].create({"code": code.code}),
            "hes.end.programme": env["hes.end.programme"].create({}),
        }

    # --------------------------------------------------------------- what is tried

    @staticmethod
    def new_values(model, made):
        """What a user of the company of ``made`` enters by hand."""
        company = {"company_id": made["res.company"].id}
        spare, visit = made["spare"].id, made["hes.permit"]
        return {
            "hes.code": {"employee_id": spare, "code": "CBCD-EFGH-1J", **company},
            "hes.contact.case": {"employee_id": spare, **company},
            "hes.edevlet.answer": {"query_id": made["hes.query"].id},
            "hes.edevlet.export": {"group_id": made["hes.query.group"].id},
            "hes.end.programme": {},
            "hes.exemption": {
                "employee_id": spare,
                "date_to": "2021-03-31",
                "reason": "x",
            },
            "hes.isolation.rule": {"valid_from": "2021-02-01", **company},
            "hes.permit": {
                "visitor_name": "New",
                "host_id": made["host"].id,
                **company,
            },
            "hes.permit.participant": {
                "permit_id": visit.id,
                "partner_id": made["res.company"].partner_id.id,
            },
            "hes.query": company,
            "hes.query.batch": {"query_id": made["hes.query"].id},
            "hes.query.group": {"name": "x", **company},
            "hes.service": {"name": "x", "username": "u", **company},
            "hes.single.query": {"code": "CBCD-EFGH-1J", **company},
            "hes.template.import": company,
        }.get(model, {})

    #: What is changed of each model by hand; the others: a field of no meaning.
    CHANGES = {
        "hes.code": {"active": False},
        "hes.contact": {"note": "x"},
        "hes.contact.case": {"note": "x"},
        "hes.edevlet.answer": {"filename": "x"},
        "hes.edevlet.export": {"deleted": True},
        "hes.end.programme": {"confirmation": "x"},
        "hes.exemption": {"reason": "x"},
        "hes.isolation.rule": {"note": "x"},
        "hes.permit": {"visitor_name": "x"},
        "hes.policy": {"max_age_hours": 47},
        "hes.query.batch": {"attempts": 1},
        "hes.query.group": {"description": "x"},
        "hes.service": {"name": "x"},
        "hes.single.query": {"content": "x"},
        "hes.template.import": {"filename": "x"},
        "hes.template.import.column": {"meaning": "code"},
    }

    def change(self, record):
        """What is written: nothing of the sort is refused for its value."""
        if record._name == "hes.permit.participant":
            return {"partner_id": record.sudo().partner_id.id}
        return self.CHANGES.get(record._name, {"write_date": NOW})

    def hand_over(self, user):
        """All that can be one's own in ``ours`` becomes this user's."""
        self.env.flush_all()
        for model, rights in RIGHTS.items():
            if any(letters.endswith("*") for letters in rights.values()):
                record = self.ours[model]
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET create_uid = %s WHERE id = %s",
                        SQL.identifier(record._table),
                        user.id,
                        record.id,
                    )
                )
        self.env.invalidate_all(flush=False)
        self.ours["hes.query.group"].user_id = user
        if not user.share:
            host = user.with_company(self.company).employee_id or self.ours["host"]
            host.user_id = user
            self.ours["hes.permit"].host_id = host
            self.ours = {**self.ours, "host": host}

    def as_role(self, role, record):
        context = {"allowed_company_ids": self.company.ids, "lang": "en_US"}
        return record.with_user(self.roles[role]).with_context(**context)

    @staticmethod
    def outcome(door):
        """What a door answers; None if it refuses."""
        try:
            return door()
        except REFUSALS:
            return None

    def done(self, door):
        """Does a writing door open? What it did is undone."""
        with contextlib.closing(self.env.cr.savepoint()) as savepoint:
            try:
                door()
                self.env.flush_all()
            except (*REFUSALS, DatabaseError):
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        return True
