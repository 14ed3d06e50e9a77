# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from .skills_case import SkillsCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, SkillsCase):
    """Refused at the kiosk, entered by HR, greeted at the next scan."""

    def kiosk(self, tour):
        self.start_tour(
            f"/hr_attendance/{self.company.attendance_kiosk_key}",
            tour,
            code=f"odoo.hesStartTour({tour!r})",
            ready="odoo.hesIsTourReady()",
        )
        self.env.invalidate_all()

    def test_a_certificate_opens_the_door(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.company.partner_id.lang = "en_US"
        self.company.write(
            {"attendance_kiosk_mode": "barcode", "attendance_kiosk_delay": 2}
        )
        self.rule("block")
        self._user("hr", "hr.group_hr_user,hes_code.group_hes_officer")
        self.kiosk("hes_certificate_refused")
        self.assertEqual(self.ayse.attendance_state, "checked_out")
        self.start_tour(
            f"/odoo/employees/{self.ayse.id}", "hes_certificate_entered", login="hes_hr"
        )
        self.kiosk("hes_certificate_greeted")
        self.assertEqual(self.ayse.attendance_state, "checked_in")
