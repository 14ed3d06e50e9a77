# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import RISKLESS, RISKY, HesCase
from ..web_client import WebClient

MODEL = "hr.employee.public"


@tagged("post_install", "-at_install")
class TestLineManager(WebClient, HesCase):
    """A line manager sees on every screen who of their people may not come in."""

    def setUp(self):
        super().setUp()
        self.boss = self._user("boss", "base.group_user")
        boss = self.env["hr.employee"].create(
            {
                "name": "Boss",
                "user_id": self.boss.id,
                "company_id": self.company.id,
            }
        )
        (self.ayse | self.burak).parent_id = boss
        self.code(self.ayse, RISKY, risk_status="risky")
        self.code(self.burak, RISKLESS, risk_status="riskless")
        self.code(self.cigdem, "B1C2-3456-67", risk_status="risky")

    def shown(self, kind, domain=()):
        """Clearances that a view shows of the people it finds: dict of id to one."""
        root = self.env.ref(f"hr.hr_employee_public_view_{kind}")
        [(_kind, arch, models)] = self.open_views(MODEL, [[root.id, root.type]])
        spec = self.specification(arch, MODEL, models)
        domain = [("company_id", "=", self.company.id), *domain]
        found = self.call(MODEL, "web_search_read", domain, spec)["records"]
        return {row["id"]: row["hes_clearance"] for row in found}

    def test_a_mark_in_list_kanban_and_form_of_ones_own_people(self):
        self.log_in(self.boss)
        for kind in ("tree", "kanban", "form"):
            with self.subTest(kind=kind):
                shown = self.shown(kind)
                self.assertEqual(shown[self.ayse.id], "denied")
                self.assertEqual(shown[self.burak.id], "cleared")
                self.assertFalse(shown[self.cigdem.id], "somebody else's")

    def test_the_card_of_somebody_cleared_has_a_mark_too(self):
        """None would say that HR has not confirmed the manager."""
        action = self.env.ref("hr.hr_employee_public_action")
        marks = (
            ".o_kanban_record:has(.fa-shield.text-danger) ~"
            " .o_kanban_record:has(.fa-shield.text-success)"
        )
        self.browser_js(
            f"/odoo/action-{action.id}",
            "console.log('test successful')",
            f"document.querySelector('{marks}')?.textContent.includes('Burak')",
            login=self.boss.login,
        )

    def test_the_filter_finds_ones_own_people_alone(self):
        for user, found in (
            (self.boss, self.ayse),
            (self.plain_user, self.env["hr.employee"]),
            (self.attendance_officer, self.ayse | self.cigdem),
        ):
            with self.subTest(user=user.login):
                people = self.as_user(user, MODEL)
                rows = people.search([("hes_clearance", "=", "denied")])
                self.assertEqual(rows.ids, found.ids)
                rest = people.search([("hes_clearance", "!=", "denied")])
                self.assertTrue(all(rest.mapped("hes_clearance")), "none unknown")
                self.assertFalse(people.search([("hes_clearance", "=", False)]))
        self.log_in(self.boss)
        search = self.env.ref("hr.hr_employee_public_view_search")
        [(_kind, arch, _models)] = self.open_views(MODEL, [[search.id, "search"]])
        names = {node.get("name") for node in arch.iter("filter")}
        self.assertLessEqual({"hes_denied", "hes_warned"}, names)
