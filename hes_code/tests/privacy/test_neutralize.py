# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from ..common import RISKLESS, HesCase


@tagged("post_install", "-at_install")
class TestNeutralize(HesCase):
    """A copy of the database for trying things out asks the ministry nothing."""

    def test_the_service_is_off_and_its_password_gone(self):
        stand_in, service = self.start_service()
        archived = service.copy({"active": False, "username": "hes", "password": "old"})
        code = self.code(self.ayse, RISKLESS)
        both = service | archived
        self.env.flush_all()
        self.assertEqual(both.sudo().mapped("secret"), ["hes", "old"])

        neutralize_database(self.env.cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(both.sudo().mapped("secret"), [False, False])
        self.assertFalse(any(both.mapped("active")))
        ours = self.env["ir.model.data"].search(
            [("module", "=", "hes_code"), ("model", "=", "ir.cron")]
        )
        crons = (
            self.env["ir.cron"]
            .with_context(active_test=False)
            .browse(ours.mapped("res_id"))
        )
        self.assertGreaterEqual(len(crons), 4)
        self.assertFalse(any(crons.mapped("active")))
        asked = len(stand_in.requests)
        self.env["hes.query"]._plan_due()
        self.assertFalse(self.env["hes.query"].search([]).service_id)
        self.assertEqual(len(stand_in.requests), asked)
        self.assertEqual(code.risk_status, "unknown")
