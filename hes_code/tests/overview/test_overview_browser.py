# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from ..common import RISKLESS, RISKY, HesCase
from ..query.test_query_progress import QueryCase


@tagged("post_install", "-at_install")
class TestOverviewBrowser(HttpCase, HesCase):
    """The first screen in a real browser; the tours count the clicks."""

    def test_officers_and_managers_begin_with_it(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")
        for user in (self.officer, self.manager):
            with self.subTest(user=user.login):
                self.start_tour("/odoo", "hes_overview", login=user.login)

    def test_the_three_commonest_jobs_take_three_clicks_one_and_one(self):
        self.start_service()
        self.start_tour("/odoo/hes", "hes_overview_jobs", login=self.officer.login)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.burak.hes_risk_status, "risky")

    def test_from_an_import_to_who_may_not_come_in(self):
        self.start_service()
        self.start_tour(
            "/odoo/hes", "hes_overview_after_import", login=self.officer.login
        )
        self.assertEqual(self.burak.hes_risk_status, "risky")


@tagged("post_install", "-at_install")
class TestOverviewMoves(HttpCase, QueryCase):
    """What an officer sees who leaves the overview open."""

    def test_the_progress_of_a_query_moves_to_its_end(self):
        self.service.pause = 6  # one batch a run, and soon the next
        admin = self._user("admin", "hes_code.group_hes_manager,base.group_system")
        self.start_tour("/odoo/hes", "hes_overview_moves", login=admin.login)
        self.assertEqual(self.query.state, "done")
