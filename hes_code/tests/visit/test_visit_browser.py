# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from .permit_case import PermitCase


@tagged("post_install", "-at_install")
class TestVisitBrowser(HttpCase, PermitCase):
    """What a reception does, in a real browser."""

    def test_a_reception_lets_one_visitor_in_and_another_not(self):
        stand_in, _service = self.start_service()
        stand_in.people["A4D7113210"] = ("10000000170", "Deniz", "Kaya")
        self.start_tour("/odoo/hes-visits", "hes_visit", login=self.reception.login)
        visits = self.env["hes.permit"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            [(visit.visitor_name, visit.state) for visit in visits.sorted("id")],
            [("Deniz Kaya", "approved"), ("Umut Kaya", "denied")],
        )
        self.assertTrue(visits.sorted("id")[0].left_at)

    def test_the_visitors_code_is_taken_as_it_was_scanned(self):
        stand_in, _service = self.start_service()
        login = self.reception.login
        self.start_tour("/odoo/hes-visits", "hes_scanner_visit", login=login)
        self.assertEqual(stand_in.asked, {"A4D7113210": 1})

    def test_the_form_of_a_journey_says_that_confirmations_are_awaited(self):
        journey = self.plan(self.burak)
        self.start_tour(
            f"/odoo/hes-journeys/{journey.id}",
            "hes_journey_awaits",
            login=self.host_user.login,
        )
        self.assertTrue(journey.sudo().awaits_confirmation)
