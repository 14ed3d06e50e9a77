# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import RISKLESS, RISKY, HesCase
from ..web_client import ServerError, WebClient


@tagged("post_install", "-at_install")
class TestOverview(WebClient, HesCase):
    """The first screen of HES officers, as the web client asks for it."""

    def overview(self):
        return self.call("hes.overview", "get_overview")

    def test_others_learn_nothing(self):
        receptionist = self._user("reception", "hes_code.group_hes_reception")
        statistician = self._user("statistics", "hes_code.group_hes_statistics")
        others = (self.plain_user, self.attendance_officer, receptionist, statistician)
        for user in others:
            self.log_in(user)
            for method, args in (("get_overview", ()), ("open_list", ("denied",))):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaisesRegex(ServerError, "AccessError"),
                ):
                    self.call("hes.overview", method, *args)

    def test_each_number_opens_as_many_rows_as_it_says(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")
        self.log_in(self.officer)
        tiles = self.overview()["tiles"]
        self.assertEqual([tile["count"] for tile in tiles], [1, 1, 1])
        for tile in tiles:
            action = self.call("hes.overview", "open_list", tile["key"])
            rows = self.call(action["res_model"], "search_count", action["domain"])
            self.assertEqual(rows, tile["count"], tile["key"])
