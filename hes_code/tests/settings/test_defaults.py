# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RISKLESS
from ..rpc_case import RpcCase


@tagged("post_install", "-at_install")
class TestDefaults(RpcCase):
    """What lets somebody in after the installation, and once the gate is on."""

    def setUp(self):
        super().setUp()
        self.new = self.env["res.company"].create({"name": "New"}).hes_policy_id
        self.manager.company_ids += self.new.company_id
        self.sign_in(self.manager)

    def switch_on(self, policies, **more):
        change = {"gate": "on", **more}
        ids = policies.company_id.ids
        self.call("hes.policy", "write", policies.ids, change, allowed_company_ids=ids)

    def test_switching_the_gate_on_refuses_somebody_elses_code(self):
        self.assertEqual((self.new.gate, self.new.policy_mismatch), ("off", "warn"))
        self.switch_on(self.new)
        self.assertEqual(self.new.policy_mismatch, "block")
        person = self.env["hr.employee"].create(
            {"name": "Ayşe Işık", "company_id": self.new.company_id.id}
        )
        code = self.code(person, RISKLESS, masked_name="BU*** ÇE***")
        self.assertEqual(code.owner_check, "mismatch")
        with self.assertRaisesRegex(UserError, "not possible"):
            self.env["hr.attendance"].create({"employee_id": person.id})

    def test_a_company_may_choose_otherwise(self):
        self.switch_on(self.new, policy_mismatch="warn")
        self.assertEqual(self.new.policy_mismatch, "warn")
        self.switch_on(self.new)
        self.assertEqual(self.new.policy_mismatch, "warn", "it was on already")

    def test_of_several_the_open_ones_are_set(self):
        on = self.company.hes_policy_id
        on.policy_mismatch = "warn"
        self.switch_on(on | self.new)
        self.assertEqual(
            (on.policy_mismatch, self.new.policy_mismatch), ("warn", "block")
        )
