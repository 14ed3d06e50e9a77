# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import RISKLESS, RISKY, HesCase
from ..web_client import WebClient

#: What the list of activities at the top of the screen opens of a model.
VIEWS = [[False, kind] for kind in ("kanban", "list", "form", "activity", "search")]
#: The filters that it switches on.
FILTERS = (
    "filter_activities_my",
    "activities_overdue",
    "activities_today",
    "activities_upcoming_all",
)


@tagged("post_install", "-at_install")
class TestActivity(WebClient, HesCase):
    """From the list of activities to the person it is about, and done."""

    def opened(self, model):
        return {kind: root for kind, root, _models in self.open_views(model, VIEWS)}

    def test_the_urgent_activity_is_found_read_and_done(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        code = self.code(self.burak, RISKY, risk_status="risky")
        self.log_in(self.officer)
        views = self.opened("hes.code")
        filters = {node.get("name"): node for node in views["search"].iter("filter")}
        domain = self.evaluate(filters["filter_activities_my"].get("domain"))
        due = [self.evaluate(filters[name].get("domain")) for name in FILTERS[1:3]]
        domain += ["|", *due[0], *due[1]]
        found = self.call("hes.code", "web_search_read", domain, {"activity_ids": {}})
        self.assertEqual([row["id"] for row in found["records"]], code.ids)
        self.assertTrue(list(views["form"].iter("chatter")), "it is read there")
        apart = filters["filter_activities_my"].getnext()
        self.assertEqual(apart.tag, "separator", "one's own, and due")
        activity = found["records"][0]["activity_ids"]
        self.call("mail.activity", "action_feedback", activity)
        found = self.call("hes.code", "web_search_read", domain, {})
        self.assertFalse(found["records"], "it is done")

    def test_whatever_has_activities_shows_them(self):
        self.log_in(self.manager)
        for name, model in self.env.registry.items():
            if name.startswith("hes.") and "activity_ids" in model._fields:
                views = self.opened(name)
                shown = {node.get("name") for node in views["search"].iter("filter")}
                with self.subTest(model=name):
                    self.assertLessEqual(set(FILTERS), shown)
                    self.assertEqual(views["activity"].tag, "activity")
                    self.assertTrue(list(views["form"].iter("chatter")))

    def test_no_status_stands_as_a_step_of_a_process(self):
        """A code is not on its way from not checked to risky."""
        self.log_in(self.officer)
        for node in self.opened("hes.code")["form"].iter("field"):
            self.assertNotEqual(node.get("widget"), "statusbar")
