# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..common import RISKLESS
from .permit_case import PermitCase

NIGHT = "2021-03-01 20:50:00"  # ten to midnight in Istanbul


@tagged("post_install", "-at_install")
@freeze_time(NIGHT)
class TestPresence(PermitCase):
    """Who is in the building: for an evacuation, so it has to be true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hes_policy_id.write({"gate": "off", "stay_cap_hours": 12})
        cls.site.hes_meeting_point = "Car park, gate 2"
        (cls.ayse | cls.burak).work_location_id = cls.site
        cls.ayse.work_phone = "0312 5"

    def setUp(self):
        super().setUp()
        _stand_in, service = self.start_service()
        service.active = False

    def inside(self):
        self.env.invalidate_all()
        return self.as_user(self.reception, "hes.presence").search([])

    def check_in(self, employee, at):
        return self.env["hr.attendance"].create(
            {"employee_id": employee.id, "check_in": at}
        )

    def visit(self, name="Deniz Kaya", phone="0532 1", code=RISKLESS):
        visit = self.enter(name, code, visitor_phone=phone)
        visit.action_approve()
        visit.action_arrive()
        return visit

    def test_who_stays_longer_than_anybody_does_has_probably_left(self):
        now = fields.Datetime.to_datetime(NIGHT)
        self.check_in(self.ayse, now - timedelta(hours=12))
        self.check_in(self.burak, now - timedelta(hours=12, seconds=1))
        states = {row.name: row.state for row in self.inside()}
        self.assertEqual(states, {"Ayşe Işık": "inside", "Burak Çelik": "left"})
        visit = self.visit()
        with freeze_time("2021-03-03 05:00:00"):
            states = {row.name: row.state for row in self.inside()}
            self.assertEqual(set(states.values()), {"left"})
            visit.action_leave()
            self.assertEqual(len(self.inside()), 2, "they are kept until they leave")

    def test_who_came_for_several_days_is_inside_until_they_are_over(self):
        visit = self.enter("Deniz Kaya", RISKLESS, date_to="2021-03-03 12:00:00")
        visit.action_approve()
        visit.action_arrive()
        for moment, state in (
            ("2021-03-03 12:00:00", "inside"),
            ("2021-03-03 12:00:01", "left"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self.inside().state, state)

    def test_nobody_is_inside_twice(self):
        first = self.visit()
        with self.assertRaisesRegex(UserError, f"{first.name}: please press Left"):
            self.visit()
        self.assertEqual(len(self.inside()), 1)
        first.action_leave()
        self.visit()
        self.assertEqual(len(self.inside()), 1)

    def test_two_visits_of_one_visitor_do_not_begin_at_once(self):
        first = self.visit()
        first.action_leave()
        visits = first.copy() | first.copy()
        visits.action_approve()
        with self.assertRaisesRegex(UserError, "press Left there"):
            visits.action_arrive()
        self.assertFalse(self.inside())

    def test_midnight_changes_nothing(self):
        self.check_in(self.ayse, NIGHT)
        self.visit()
        for moment in (NIGHT, "2021-03-01 21:00:00", "2021-03-02 00:00:00"):
            with freeze_time(moment):
                rows = self.inside()
                self.assertEqual(rows.mapped("state"), ["inside"] * 2)

    def test_a_visitors_phone_is_their_own(self):
        self.visit()
        row = self.inside()
        self.assertEqual((row.phone, row.host_phone), ("0532 1", "0312 5"))
        self.visit("Umut Kaya", phone=False, code="A1B2-3456-10")
        row = self.inside().filtered(lambda row: row.name == "Umut Kaya")
        self.assertEqual((row.phone, row.host_phone), (False, "0312 5"))

    def test_the_print_has_places_meeting_points_counts_and_the_sites_time(self):
        self.check_in(self.ayse, NIGHT)
        self.check_in(self.cigdem, NIGHT)  # without a site
        self.check_in(self.burak, "2021-02-26 05:00:00")
        self.visit()
        self.reception.tz = "America/New_York"
        report = self.env["ir.actions.report"].with_user(self.reception)
        html, _kind = report._render_qweb_html(
            "hes_code.hes_presence_report", self.inside().ids
        )
        text = " ".join(html.decode().split())
        for wanted in (
            "In the Building: 3",
            "Visitors: 1",
            "Employees: 2",
            "Headquarters: 2",
            "Meeting Point: Car park, gate 2",
            "No Site: 1",
            "Probably Left: 1",
            "01.03. 23:50",  # Istanbul
            "26.02. 08:00",
        ):
            with self.subTest(wanted=wanted):
                self.assertIn(wanted, self.plain(text))
        self.assertLess(text.index("Çiğdem"), text.index("Burak"))
        for whole in ("0532 1", "01.03. 23:50"):  # not broken at the end of a line
            self.assertRegex(text, f'<span class="text-nowrap"[^>]*>{whole}<')

    @staticmethod
    def plain(html):
        return " ".join(html2plaintext(html).replace("*", "").split())
