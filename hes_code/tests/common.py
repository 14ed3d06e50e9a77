# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

from ..tools.service.answer import Answer
from .stand_in import StandIn

#: Codes by what the stand-in answers; see stand_in_answers.py.
RISKLESS = "A4D7-1132-10"
RISKY = "B1C2-3456-66"
NOT_FOUND = "C1D2-3456-44"
EXPIRED = "C2D2-3456-45"
STRANGE = "E1F2-3456-77"
ENDLESS = "F1G2-3456-88"
UNANSWERED = "D1E2-3456-99"


def set_service_url(env, url):
    """Have all services at this address; False: at the ministry's."""
    env["ir.config_parameter"].sudo().set_param("hes_code.service_url", url)


class HesCase(TransactionCase):
    """People and roles of one company, and the stand-in of the ministry's service."""

    # a page's requests wait for each other in tests, and the first one makes all the
    # assets: who waits longer gets an error page in the place of a script
    test_cursor_lock_timeout = 120

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who asks the service commits first; here all is rolled back at the end
        cls.startClassPatcher(patch.object(cls.cr, "commit", cls.env.flush_all))
        cls.company = cls.env["res.company"].create({"name": "Anadolu Tekstil"})
        cls.stranger_company = cls.env["res.company"].create({"name": "Other"})
        # what the stand-in answers names nobody who works here
        policies = (cls.company | cls.stranger_company).hes_policy_id
        policies.write({"gate": "on", "policy_mismatch": "warn"})
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids})
        cls.officer, cls.manager, cls.attendance_officer, cls.plain_user = cls._users(
            {
                "hes_officer": "base.group_user,hes_code.group_hes_officer",
                "hes_manager": "base.group_user,hes_code.group_hes_manager",
                "hes_attendance": (
                    "base.group_user,hr_attendance.group_hr_attendance_user"
                ),
                "hes_plain": "base.group_user",
            }
        )
        cls.ayse, cls.burak, cls.cigdem = cls.env["hr.employee"].create(
            [
                {"name": name, "company_id": cls.company.id, "barcode": badge}
                for name, badge in (
                    ("Ayşe Işık", "1001"),
                    ("Burak Çelik", "1002"),
                    ("Çiğdem Öz", "1003"),
                )
            ]
        )
        cls.cr.flush()  # as before a commit: what is tracked counts from here on

    @classmethod
    def _user(cls, login, groups):
        return cls._users({f"hes_{login}": f"base.group_user,{groups}"})

    @classmethod
    def _users(cls, groups):
        """Users of the company, made at once and with no mail that invites them.

        :param groups: dict of login, which is the password too, to XML ids of groups
        """
        users = cls.env["res.users"].with_context(no_reset_password=True)
        made = users.create(
            [
                {
                    "login": login,
                    "password": login + "x" * (8 - len(login)),
                    "name": f"{login} ({names})",
                    "email": f"{login}@example.com",
                    "lang": "en_US",
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [
                        Command.set([cls.env.ref(name).id for name in names.split(",")])
                    ],
                }
                for login, names in groups.items()
            ]
        )
        return made.with_env(cls.env)

    def as_user(self, user, model):
        """The model as this user sees it, in the company of the tests."""
        return (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )

    def code(self, employee, code, **answer):
        """Give somebody a code and, where more is given, an answer about it."""
        record = self.env["hes.code"].create({"employee_id": employee.id, "code": code})
        if answer:
            at = answer.pop("checked_at", None)
            status = answer.pop("risk_status", "riskless")
            HesCase.record_answer(record, at, status, **answer)
        return record

    @classmethod
    def codes_of_people(cls, count, pattern="K1L2-{:04}-00"):
        """Employees with a code each, by default riskless; returns their codes."""
        employees = cls.env["hr.employee"].create(
            [{"name": f"P{i}", "company_id": cls.company.id} for i in range(count)]
        )
        return cls.env["hes.code"].create(
            [
                {"employee_id": employee.id, "code": pattern.format(i)}
                for i, employee in enumerate(employees)
            ]
        )

    @staticmethod
    def record_answer(code, at=None, status="riskless", query=None, **more):
        """The ministry answers about a code, now or ``at`` a moment (naive UTC);
        ``more``: other fields of the Answer."""
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        answer = Answer(code.code, status, checked_at=moment, **more)
        code.env["hes.check"]._record({code: answer}, query)

    def start_service(self, **options):
        """Start a stand-in and a service record that speaks to it."""
        own = {"A4D7113210": ("10000000170", "Ayşe", "Işık")}
        stand_in = self.enterContext(StandIn(people=own, **options))
        set_service_url(self.env, stand_in.url)
        service = self.as_user(self.manager, "hes.service").create(
            {"name": "Stand-in", "username": "hes", "password": "hes"}
        )
        return stand_in, service

    def notes(self, user):
        return self.env["mail.message"].search(
            [("notified_partner_ids", "in", user.partner_id.ids)]
        )

    def service_activities(self):
        """What tells HES managers that the service refused us."""
        kind = self.env.ref("hes_code.mail_activity_type_service")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id)], order="id"
        )

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("hes_code.ir_cron_check_due").method_direct_trigger()
