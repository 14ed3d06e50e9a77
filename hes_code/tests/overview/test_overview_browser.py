# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from ..common import RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestOverviewBrowser(HttpCase, HesCase):
    """The first screen in a real browser."""

    def setUp(self):
        super().setUp()
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")

    def test_an_officer_begins_with_it(self):
        self.start_tour("/odoo", "hes_overview", login=self.officer.login)

    def test_a_manager_begins_with_it(self):
        self.start_tour("/odoo", "hes_overview", login=self.manager.login)
