# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from .common import RISKLESS, HesCase


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase, HesCase):
    """What HR does, in a real browser."""

    def test_hr_uploads_a_list_and_asks_for_a_code(self):
        self.start_service()
        self.start_tour("/odoo", "hes_template_import", login=self.officer.login)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_risk_status, "riskless")
        self.assertFalse(self.burak.hes_code)
