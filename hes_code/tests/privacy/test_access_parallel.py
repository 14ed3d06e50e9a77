# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api
from odoo.tests import tagged

from ..common import RISKLESS
from ..transactions import TransactionsCase


@tagged("post_install", "-at_install")
class TestParallel(TransactionsCase):
    """Requests of one user at the same moment, in transactions of their own."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            self.person = env["hr.employee"].create({"name": "Paralel"}).id
            code = env["hes.code"].create(
                {"employee_id": self.person, "code": RISKLESS}
            )
            self.code, self.user = code.id, env.ref("base.user_admin").id
        self.addCleanup(self.take_away)

    def take_away(self):
        with self.environment() as env:
            env["hr.employee"].browse(self.person).unlink()

    def transactions(self, count):
        for _number in range(count):
            cr = self.registry.cursor()
            self.addCleanup(cr.close)
            cr.execute("SELECT 1")  # from here on it sees nothing newer
            yield api.Environment(cr, self.user, {})

    def test_reading_never_conflicts(self):
        for env in list(self.transactions(3)):
            shown = env["hes.code"].browse(self.code).read(["code"])
            self.assertEqual(shown[0]["code"], RISKLESS)
            env.cr.commit()
        with self.environment() as env:
            rows = env["hes.access.log"].search([("employee_id", "=", self.person)])
            self.assertGreaterEqual(len(rows), 1)
            self.assertEqual(set(rows.mapped("user_id.id")), {self.user})

    def test_what_a_neighbour_looked_up_meanwhile_is_looked_up_again(self):
        with self.environment() as env:
            policy = env.company.hes_policy_id
            policy_id, company_id, before = (
                policy.id,
                env.company.id,
                policy.max_age_hours,
            )
        self.addCleanup(self.set_age, policy_id, before)
        writer, neighbour = self.transactions(2)
        policy = writer["hes.policy"].sudo().browse(policy_id)
        policy.max_age_hours = before + 1
        rules = neighbour["hes.policy"]._rules_of(company_id)
        self.assertEqual(rules.max_age, timedelta(hours=before))
        writer.cr.commit()
        with self.environment() as env:
            rules = env["hes.policy"]._rules_of(company_id)
            self.assertEqual(rules.max_age, timedelta(hours=before + 1))

    def set_age(self, policy_id, hours):
        with self.environment() as env:
            env["hes.policy"].browse(policy_id).max_age_hours = hours
