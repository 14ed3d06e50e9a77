# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from odoo import fields
from odoo.service.model import retrying
from odoo.tests import tagged

from ...tools.service.answer import Answer
from ..common import RISKLESS, RISKY
from ..transactions import TransactionsCase

#: Seconds that leaving or an answer may take while contacts are traced.
SOON = 1


@tagged("post_install", "-at_install")
class TestTracingWaits(TransactionsCase):
    """While lists of contacts are made, nobody waits for that."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        with self.environment() as env:
            company = env["res.company"].create({"name": "Traced"})
            self.company_id = company.id
            ayse, burak = env["hr.employee"].create(
                [{"name": name, "company_id": company.id} for name in ("Ayşe", "Burak")]
            )
            visitor = env["res.partner"].create({"name": "Veli Can"})
            self.ids = {"ayse": ayse.id, "burak": burak.id, "visitor": visitor.id}
            codes = env["hes.code"].create(
                [
                    {"employee_id": ayse.id, "code": RISKY},
                    {"employee_id": burak.id, "code": RISKLESS},
                ]
            )
            self.record(codes, "risky")
            began = fields.Datetime.now() - timedelta(hours=13)
            self.attendance_id = (
                env["hr.attendance"]
                .create({"employee_id": burak.id, "check_in": began})
                .id
            )
            visit = env["hes.permit"].create(
                {
                    "company_id": company.id,
                    "host_id": burak.id,
                    "date_from": began,
                    "participant_ids": [
                        fields.Command.create({"partner_id": visitor.id})
                    ],
                }
            )
            visit.write({"state": "approved", "arrived_at": began})
            self.visit_id = visit.id

    def remove(self):
        with self.environment(active_test=False) as env:
            company = env["res.company"].browse(self.company_id)
            ours = [("company_id", "=", company.id)]
            env["hes.permit"].search(ours).unlink()
            env["hr.attendance"].search(
                [("employee_id.company_id", "=", company.id)]
            ).unlink()
            env["hes.contact.case"].search(ours).unlink()
            env.cr.execute("DELETE FROM hes_check WHERE company_id = %s", [company.id])
            env.cr.execute(
                "UPDATE hes_code SET risky_since = NULL WHERE company_id = %s",
                [company.id],
            )
            env.invalidate_all()
            env["hes.code"].search(ours).unlink()
            calendars = env["resource.calendar"].search(ours)
            employees = env["hr.employee"].search(ours)
            versions = employees.version_ids
            partners = company.partner_id + employees.work_contact_id
            partners += env["res.partner"].browse(self.ids["visitor"])
            for records in (employees, versions, company, calendars, partners):
                records.exists().unlink()

    @staticmethod
    def record(codes, status):
        codes.env["hes.check"]._record(
            {
                code: Answer(code.code, status, checked_at=fields.Datetime.now())
                for code in codes
            }
        )

    @contextmanager
    def tracing(self):
        """All lists of the company are made, in a transaction that is still open."""
        with self.environment() as env:
            cases = env["hes.contact.case"].search(
                [("company_id", "=", self.company_id)]
            )
            self.assertEqual(len(cases), 2)
            cases._refresh()
            env.flush_all()
            yield cases

    def soon(self, action):
        """Run ``action(env)`` as a request, which may wait for no lock, in time."""
        begun = time.monotonic()
        with self.environment() as env:

            def handle():
                env.cr.execute("SET LOCAL lock_timeout = %s", [f"{SOON}s"])
                action(env)

            retrying(handle, env)
        self.assertLess(time.monotonic() - begun, SOON)

    def look(self):
        """Who Burak met, as HR sees it when they open the case."""
        with self.environment() as env:
            case = env["hes.contact.case"].search(
                [("employee_id", "=", self.ids["burak"])]
            )
            case.web_read({"contact_count": {}})
            return {
                (contact.partner_id.name, round(contact.hours))
                for contact in case.contact_ids
            }

    def test_a_check_out_does_not_wait(self):
        def leave(env):
            env["hr.attendance"].browse(
                self.attendance_id
            ).check_out = fields.Datetime.now()

        with self.tracing():
            self.soon(leave)

    def test_a_visitor_who_leaves_does_not_wait_and_the_list_follows(self):
        def leave(env):
            env["hes.permit"].browse(self.visit_id).action_leave()

        def correct(env):
            visit = env["hes.permit"].browse(self.visit_id)
            visit.left_at = visit.arrived_at + timedelta(hours=3)

        with self.tracing():
            self.soon(leave)
        self.assertEqual(self.look(), {("Veli Can", 13)})
        with self.tracing():
            self.soon(correct)
        self.assertEqual(self.look(), {("Veli Can", 3)}, "taken up from the note")

    def test_an_answer_does_not_wait_whatever_it_says(self):
        def answer(status, env):
            codes = env["hes.code"].search([("company_id", "=", self.company_id)])
            self.record(codes, status)

        with self.tracing():
            self.soon(partial(answer, "riskless"))
            self.soon(partial(answer, "risky"))
        with self.environment() as env:
            cases = env["hes.contact.case"].search(
                [("company_id", "=", self.company_id)]
            )
            self.assertEqual(set(cases.mapped("close_proposed")), {False})

    def test_a_deleted_attendance_does_not_wait(self):
        with self.tracing():
            self.soon(
                lambda env: env["hr.attendance"].browse(self.attendance_id).unlink()
            )

    def test_closing_a_case_does_not_wait(self):
        with self.tracing() as cases:
            ids = cases.ids
            self.soon(lambda env: env["hes.contact.case"].browse(ids).action_close())
