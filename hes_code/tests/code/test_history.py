# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ENDLESS, RISKLESS, RISKY, HesCase


class HistoryCase(HesCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()

    def ask(self, code):
        """Ask for a code as an officer does; the newest answer about it."""
        code.with_user(self.officer).action_check()
        return code.check_ids.sorted("id")[-1]

    def history(self, employee, user=None):
        employee = employee.with_user(user or self.officer)
        action = employee.action_view_hes_checks()
        return self.as_user(user or self.officer, action["res_model"]).search(
            action["domain"]
        )


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def test_the_history_of_a_person_outlives_a_code(self):
        first = self.ask(self.code(self.ayse, RISKY))
        second = self.ask(self.code(self.ayse, RISKLESS))
        self.ask(self.code(self.burak, ENDLESS))
        self.assertEqual(self.history(self.ayse), second | first)
        seen = self.ayse.with_user(self.officer).hes_last_check_ids
        self.assertEqual(seen.mapped("risk_status"), ["riskless", "risky"])

    def test_an_answer_tells_who_asked_how_and_until_when(self):
        answer = self.ask(self.code(self.ayse, ENDLESS))
        self.assertEqual(answer.user_id, self.officer)
        self.assertEqual(answer.channel, "service")
        self.assertEqual(answer.expiry, "No end")

    def test_the_channel_of_an_answer(self):
        code = self.code(self.ayse, RISKLESS)
        at = "2021-03-01 05:00:00"
        self.record_answer(code, at)
        self.record_answer(code, at, query=self.env["hes.query"].create({}))
        self.assertEqual(
            code.check_ids.sorted("id").mapped("channel"), ["gate", "edevlet"]
        )

    def test_others_see_no_history(self):
        self.ask(self.code(self.ayse, RISKLESS))
        for user in (self.plain_user, self.attendance_officer):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.as_user(user, "hes.check").search([])
                with self.assertRaises(AccessError):
                    self.ayse.with_user(user).read(["hes_last_check_ids"])

    def test_officers_see_no_history_of_another_company(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        self.record_answer(self.code(stranger, RISKLESS), "2021-03-01 05:00:00")
        self.assertEqual(stranger.hes_code_id.check_ids.company_id, stranger.company_id)
        self.assertTrue(stranger.hes_code_id.check_ids)
        self.assertFalse(self.as_user(self.officer, "hes.check").search([]))

    def test_a_code_with_answers_cannot_be_deleted(self):
        code = self.code(self.ayse, RISKLESS)
        self.ask(code)
        with self.assertRaisesRegex(UserError, "archive"):
            code.with_user(self.officer).unlink()
        unasked = self.code(self.burak, RISKY)
        unasked.with_user(self.officer).unlink()
        self.assertFalse(unasked.exists())

    def test_somebody_elses_code_is_flagged(self):
        self.ayse.identification_id = "10000000170"
        self.burak.identification_id = "10000000888"
        self.ask(self.code(self.burak, RISKLESS))  # it is Ayşe's
        employees = self.as_user(self.officer, "hr.employee")
        flagged = employees.search([("hes_owner_check", "=", "mismatch")])
        self.assertEqual(flagged, self.burak)
        codes = self.as_user(self.officer, "hes.code")
        self.assertEqual(
            codes._read_group([], ["owner_check"], ["__count"]), [("mismatch", 1)]
        )
        with self.assertRaises(AccessError):
            self.burak.with_user(self.attendance_officer).read(["hes_owner_check"])


@tagged("post_install", "-at_install")
class TestLedger(HttpCase, HistoryCase):
    """Nobody writes history: through no door, with no rights."""

    def setUp(self):
        super().setUp()
        self.answer = self.ask(self.code(self.ayse, RISKY))
        self.vals = {
            "code_id": self.answer.code_id.id,
            "company_id": self.company.id,
            "risk_status": "riskless",
            "checked_at": "2021-03-01 08:00:00",
        }

    def users(self):
        admin = self._user("admin", "base.group_system,base.group_erp_manager")
        both = self._user("both", "base.group_system,hes_code.group_hes_manager")
        root = self.env["res.users"].browse(SUPERUSER_ID)
        return [self.plain_user, self.officer, self.manager, admin, both, root]

    def test_no_user_can_create_change_or_delete(self):
        for user in self.users():
            answer = self.answer.with_user(user)
            for change in (
                lambda answer: answer.create([self.vals]),
                lambda answer: answer.copy(),
                lambda answer: answer.write({"risk_status": "riskless"}),
                lambda answer: answer.web_save({"risk_status": "riskless"}, {}),
                lambda answer: answer.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    change(answer)
        self.assertEqual(self.answer.risk_status, "risky")
        self.assertEqual(self.env["hes.check"].search_count([]), 1)

    def test_no_import_writes_one(self):
        names = ["code_id/.id", "company_id/.id", "risk_status", "checked_at"]
        row = [str(self.vals[name.partition("/")[0]]) for name in names]
        for user in (self.manager, self.env["res.users"].browse(SUPERUSER_ID)):
            checks = self.as_user(user, "hes.check")
            for columns, cells in (
                (names, row),
                ([".id", "risk_status"], [str(self.answer.id), "riskless"]),
            ):
                with self.subTest(user=user.login, columns=columns):
                    result = checks.load(columns, [cells])
                    self.assertFalse(result["ids"])
                    self.assertEqual(result["messages"][0]["type"], "error")
        self.assertEqual(self.answer.risk_status, "risky")

    @mute_logger("odoo.http")
    def test_no_call_over_http_writes_one(self):
        self.authenticate(self.manager.login, self.manager.login)
        for method, args in (
            ("create", [[self.vals]]),
            ("write", [[self.answer.id], {"risk_status": "riskless"}]),
            ("unlink", [[self.answer.id]]),
            ("_record", [self.company.id, [self.vals]]),
            ("_bulk_insert", [[self.vals]]),
        ):
            with self.subTest(method=method):
                reply = self.url_open(
                    f"/web/dataset/call_kw/hes.check/{method}",
                    data=json.dumps(
                        {
                            "params": {
                                "model": "hes.check",
                                "method": method,
                                "args": args,
                                "kwargs": {},
                            }
                        }
                    ),
                    headers={"Content-Type": "application/json"},
                ).json()
                self.assertIn("error", reply)
        self.assertEqual(self.answer.risk_status, "risky")

    def test_no_answer_is_written_by_way_of_its_code_or_query(self):
        line = [(1, self.answer.id, {"risk_status": "riskless"})]
        for record, user in (
            (self.answer.code_id, self.manager),
            (self.answer.query_id, self.manager),
        ):
            for command in (line, [(0, 0, self.vals)], [(2, self.answer.id, 0)]):
                with (
                    self.subTest(model=record._name, command=command[0][0]),
                    self.assertRaises(UserError),
                ):
                    record.with_user(user).write({"check_ids": command})
