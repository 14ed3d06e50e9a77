# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from ..common import HesCase


@tagged("post_install", "-at_install")
class TestScannerBrowser(HttpCase, HesCase):
    """A scanner that is set to a US keyboard, on Turkish computers of the office."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()

    def test_the_single_query_takes_what_was_scanned(self):
        self.start_tour(
            "/odoo/hes-query", "hes_scanner_single_query", login=self.officer.login
        )
        asked = {"A4D7113210": 2, "B1C2345666": 1, "B1C2345644": 1}
        self.assertEqual(self.stand_in.asked, asked)

    def test_the_test_pictures_tell_whether_the_scanner_is_set_right(self):
        self.start_tour(
            "/odoo/hes-scanner-test", "hes_scanner_test", login=self.manager.login
        )
