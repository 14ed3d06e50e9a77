# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import RISKY
from ..rpc_case import ACCESS_ERROR, RpcCase


@tagged("post_install", "-at_install")
class TestManagers(RpcCase):
    """HR without HES rights makes somebody a manager, to read who may not come in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls._user("hr", "hr.group_hr_user")
        cls.boss_user = cls._user("boss", "base.group_user")
        cls.boss, cls.own = cls.env["hr.employee"].create(
            [
                {"name": "Boss", "user_id": cls.boss_user.id},
                {"name": "HR", "user_id": cls.hr.id},
            ]
        )
        cls.ayse.parent_id = cls.boss

    def setUp(self):
        super().setUp()
        self.code(self.ayse, RISKY, risk_status="risky")
        self.sign_in(self.hr)

    def learned(self, user):
        """What this user reads of Ayşe as her manager."""
        self.sign_in(user)
        args = (self.ayse.ids, ["hes_clearance"])
        (row,) = self.call("hr.employee.public", "read", *args)
        self.sign_in(self.hr)
        return row["hes_clearance"]

    def test_nobody_makes_themselves_a_manager(self):
        department = self.env["hr.department"].create({"name": "D"})
        self.ayse.department_id = department
        for model, record, change in (
            ("hr.employee", self.ayse, {"parent_id": self.own.id}),
            ("hr.employee", self.own, {"child_ids": [(4, self.ayse.id)]}),
            ("hr.employee", self.boss, {"user_id": False}),
            ("hr.department", department, {"manager_id": self.own.id}),
        ):
            with self.subTest(model=model, change=change):
                self.call(model, "write", record.ids, change)
                self.assertFalse(self.learned(self.hr))

    def test_nobody_makes_themselves_the_user_of_a_manager(self):
        self.call("hr.employee", "write", self.own.ids, {"user_id": False})
        self.call("hr.employee", "write", self.boss.ids, {"user_id": self.hr.id})
        self.assertFalse(self.learned(self.hr))

    def test_nobody_makes_a_second_user_a_manager(self):
        for change in (
            {"name": "Fake", "user_id": self.plain_user.id},
            {"name": "Fake", "child_ids": [(4, self.ayse.id)]},
        ):
            made = self.call("hr.employee", "create", [change])
            self.call("hr.employee", "write", self.ayse.ids, {"parent_id": made[0]})
            self.call("hr.employee", "write", made, {"user_id": self.plain_user.id})
            self.assertFalse(self.learned(self.plain_user))
            self.call("hr.employee", "write", made, {"user_id": False})

    def test_nobody_gives_a_second_user_somebody_elses_profile(self):
        for user in (self.hr, self.plain_user):
            self.own.user_id = False
            change = {"user_id": user.id}
            refused = self.refused("hr.employee", "write", self.ayse.ids, change)
            self.assertEqual(refused[0], ACCESS_ERROR)
            self.assertFalse(self.ayse.user_id)
        self.sign_in(self.officer)
        self.call("hr.employee", "write", self.ayse.ids, {"user_id": user.id})

    def test_nor_by_the_resource(self):
        linked = {"user_id": self.plain_user.id}
        other = self.env["resource.resource"].create({"name": "R", **linked})
        for model, record, change in (
            ("resource.resource", self.ayse.resource_id, linked),
            ("hr.employee", self.ayse, {"resource_id": other.id}),
            ("resource.resource", other, {"employee_id": [(4, self.ayse.id)]}),
        ):
            with self.subTest(model=model, change=list(change)):
                refused = self.refused(model, "write", record.ids, change)
                self.assertEqual(refused[0], ACCESS_ERROR)
                self.assertIn("HES data", refused[1])
                self.assertFalse(self.ayse.user_id)
        self.call("resource.resource", "write", self.burak.resource_id.ids, linked)
        self.assertEqual(self.burak.user_id, self.plain_user)

    def test_a_manager_is_not_told_of_who_has_been_given_to_them(self):
        self.call("hr.employee", "write", self.burak.ids, {"parent_id": self.boss.id})
        self.code(self.burak, "B1C2-3456-67", risk_status="risky")
        bodies = self.notes(self.boss_user).mapped("body")
        self.assertFalse([body for body in bodies if self.burak.name in body])

    def test_the_manager_goes_on_seeing_it_and_a_new_one_once_it_is_confirmed(self):
        self.assertEqual(self.learned(self.boss_user), "denied")
        self.call("hr.employee", "write", self.ayse.ids, {"parent_id": self.own.id})
        self.assertFalse(self.learned(self.boss_user))
        open_ones = [("hes_manager_open", "=", True)]
        for user in (self.hr, self.plain_user):
            self.sign_in(user)
            args = (self.ayse.ids,)
            refused = self.refused("hr.employee", "action_hes_confirm_managers", *args)
            self.assertEqual(refused[0], ACCESS_ERROR)
            self.refused("hr.employee", "search", open_ones)
            confirmed = {"hes_manager_user_id": user.id}
            refused = self.refused("hr.employee", "write", self.ayse.ids, confirmed)
            self.assertEqual(refused[0], ACCESS_ERROR)
        self.sign_in(self.officer)
        self.assertEqual(self.call("hr.employee", "search", open_ones), self.ayse.ids)
        self.call("hr.employee", "action_hes_confirm_managers", self.ayse.ids)
        self.assertEqual(self.learned(self.hr), "denied")

    def test_what_a_hes_officer_sets_is_confirmed(self):
        self.sign_in(self.officer)
        self.call("hr.employee", "write", self.ayse.ids, {"parent_id": self.own.id})
        self.assertEqual(self.learned(self.hr), "denied")
        new = {"name": "New", "parent_id": self.boss.id}
        self.sign_in(self.officer)
        self.call("hr.employee", "create", [new])
        self.assertFalse(
            self.call("hr.employee", "search", [("hes_manager_open", "=", True)])
        )
