# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from .common import RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase, HesCase):
    """What HR does, in a real browser."""

    def test_hr_uploads_a_list_and_asks_for_a_code(self):
        self.start_service()
        self.start_tour("/odoo", "hes_template_import", login=self.officer.login)
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.ayse.hes_risk_status, "riskless")
        self.assertFalse(self.burak.hes_code)

    def test_hr_chooses_the_columns_of_a_list_with_headers_of_its_own(self):
        action = self.env.ref("hes_code.hes_template_import_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "hes_template_columns",
            login=self.officer.login,
        )
        self.assertEqual(self.ayse.hes_code, RISKLESS)
        self.assertEqual(self.burak.hes_code, RISKY)

    def test_the_page_says_that_it_is_turkish(self):
        """Browsers need it for the capitals of İ and I."""
        self.env["res.lang"]._activate_lang("tr_TR")
        self.officer.lang = "tr_TR"
        self.browser_js(
            "/odoo",
            "console.log('test successful')",
            "document.documentElement.lang === 'tr-TR'",
            login=self.officer.login,
        )

    def test_an_e_devlet_query_without_a_group_says_to_make_one_there(self):
        codes = self.code(self.ayse, RISKLESS)
        query = self.as_user(self.officer, "hes.query")._start_edevlet(codes)
        self.browser_js(
            f"/odoo/hes-queries/{query.id}",
            "console.log('test successful')",
            "document.querySelector('.alert-info')?.innerText.includes('a new one')",
            login=self.officer.login,
        )

    def test_hr_asks_for_a_group_by_e_devlet(self):
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, RISKY)
        self.as_user(self.officer, "hes.query.group").create(
            {"name": "Night shift", "use_domain": True}
        )
        self.start_tour("/odoo", "hes_edevlet", login=self.officer.login)
        self.assertEqual(self.ayse.hes_risk_status, "riskless")
        self.assertEqual(self.burak.hes_code_id.risk_reason, "contact")
