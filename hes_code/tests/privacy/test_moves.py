# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import RISKLESS, RISKY
from ..rpc_case import ACCESS_ERROR, RpcCase


@tagged("post_install", "-at_install")
class TestMoves(RpcCase):
    """Somebody is moved to another company, deleted, or said to work elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        both = (cls.company | cls.stranger_company).ids
        cls.hr = cls._user("hr", "hr.group_hr_manager")
        (cls.hr | cls.officer | cls.manager).company_ids = both

    def setUp(self):
        super().setUp()
        self.risky = self.code(self.ayse, RISKY, risk_status="risky")
        self.riskless = self.code(self.burak, RISKLESS, risk_status="riskless")
        self.allowed = (self.company | self.stranger_company).ids

    def answer(self, model, method, *args, **context):
        context = {"allowed_company_ids": self.allowed, **context}
        return super().answer(model, method, *args, **context)

    def moves(self, person):
        """The calls that bring somebody to the other company."""
        there = {"company_id": self.stranger_company.id}
        first, second = self.env["resource.resource"].create(
            [{"name": "R", **there}, {"name": "S", **there}]
        )
        yield "hr.employee", "write", person.ids, there
        yield "hr.employee", "write", person.ids, {"resource_id": first.id}
        yield "resource.resource", "write", person.resource_id.ids, there
        link = {"employee_id": [(4, person.id)]}
        yield "resource.resource", "write", second.ids, link

    def assert_kept(self):
        self.assertTrue(self.risky.risky_since)
        self.assertTrue(self.risky.check_ids)
        self.assertTrue(self.riskless.check_ids)
        self.assertEqual((self.ayse | self.burak).company_id, self.company)

    def test_hr_without_hes_rights_moves_nobody_who_has_a_code(self):
        self.sign_in(self.hr)
        for risky, riskless in zip(
            self.moves(self.ayse), self.moves(self.burak), strict=True
        ):
            with self.subTest(model=risky[0], values=list(risky[-1])):
                kind, text = self.refused(*risky)
                self.assertEqual(kind, ACCESS_ERROR)
                self.assertIn("HES manager", text)
                # it says nothing of a risk: whoever has a code is refused alike
                other = self.refused(*riskless)[1]
                self.assertEqual(
                    text.replace(self.ayse.name, ""), other.replace(self.burak.name, "")
                )
                self.assert_kept()

    def test_hr_without_hes_rights_deletes_nobody_who_has_a_code(self):
        self.sign_in(self.hr)
        for person in (self.ayse, self.burak):
            kind, text = self.refused("hr.employee", "unlink", person.ids)
            self.assertEqual(kind, ACCESS_ERROR)
            self.assertIn(person.name, text)
        self.assert_kept()

    def test_others_do_not_learn_who_has_one(self):
        self.sign_in(self.plain_user)
        for person in (self.ayse, self.cigdem):
            for call in [
                *self.moves(person),
                ("hr.employee", "unlink", person.ids),
                ("hr.employee", "write", person.ids, {"hes_required": False}),
            ]:
                kind, text = self.refused(*call)
                self.assertEqual(kind, ACCESS_ERROR)
                self.assertNotIn("HES", text)

    def test_hr_moves_and_deletes_who_has_nothing(self):
        self.sign_in(self.hr)
        for move in self.moves(self.cigdem):
            self.cigdem.company_id = self.company
            self.assertTrue(self.call(*move))
            self.assertEqual(self.cigdem.company_id, self.stranger_company)
        self.assertTrue(self.call("hr.employee", "unlink", self.cigdem.ids))

    def test_what_a_hes_manager_moves_leaves_nothing_behind(self):
        self.manager.group_ids += self.env.ref("hr.group_hr_manager")
        self.sign_in(self.manager)
        group = self.env["hes.query.group"].create(
            {"name": "G", "employee_ids": [(6, 0, self.ayse.ids)]}
        )
        for move in self.moves(self.ayse):
            with self.subTest(model=move[0], values=list(move[-1])):
                self.ayse.company_id = self.company
                code = self.code(self.ayse, RISKY, risk_status="risky")
                group.employee_ids = self.ayse
                self.call(*move)
                self.assertEqual(self.ayse.company_id, self.stranger_company)
                self.assertFalse(code.exists())
                self.assertFalse(group.employee_ids)
                log = self.env["hes.destruction.log"].search([("kind", "=", "codes")])
                self.assertEqual(log[0].company_id, self.company)
                self.assertEqual(log[0].user_id, self.manager)

    def test_what_came_into_another_company_by_any_way_ends_at_night(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_employee SET company_id = %s WHERE id = %s",
            (self.stranger_company.id, self.burak.id),
        )
        self.env.invalidate_all()
        list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertFalse(self.riskless.exists())
        self.assertTrue(self.risky.exists())

    def test_a_risk_outlives_a_night_in_the_archive(self):
        self.sign_in(self.hr)
        for active in (False, True):
            self.call("hr.employee", "write", self.ayse.ids, {"active": active})
            list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_nor_does_the_archive_of_the_resource_end_it(self):
        group = self.env["hes.query.group"].create(
            {"name": "G", "employee_ids": self.ayse.ids}
        )
        self.sign_in(self.hr)
        for active in (False, True):
            change = {"active": active}
            self.call("resource.resource", "write", self.ayse.resource_id.ids, change)
            self.assertEqual(self.ayse.active, active)
            list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertEqual(self.ayse.hes_clearance, "denied")
        self.assertFalse(group.employee_ids)

    def test_nor_does_an_archived_resource_end_it(self):
        present = self.ayse.resource_id
        archived = self.env["resource.resource"].create(
            {"name": "R", "active": False, "company_id": self.company.id}
        )
        self.sign_in(self.hr)
        for resource in (archived, present):
            change = {"resource_id": resource.id}
            self.call("hr.employee", "write", self.ayse.ids, change)
            self.assertEqual(self.ayse.active, resource == present)
            list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_a_client_that_sends_the_same_resource_changes_nothing(self):
        self.ayse.with_user(self.manager).active = False
        self.sign_in(self.hr)
        change = {"resource_id": self.ayse.resource_id.id}
        self.call("hr.employee", "write", self.ayse.ids, change)
        self.assertFalse(self.ayse.hes_leave_unconfirmed)

    def test_several_resources_lose_their_users_at_once(self):
        people = self.burak | self.cigdem
        for person in people:
            person.user_id = self._user(f"of{person.id}", "base.group_user")
        people.resource_id.write({"user_id": False})
        self.assertFalse(people.user_id)

    def logged(self):
        """Rows of who changed something about Ayşe, and of who opened her data."""
        self.ayse.with_user(self.manager).hes_required = False
        self.env["hr.employee"].with_user(self.manager).browse(self.ayse.id).read(
            ["hes_code"]
        )
        rows = [
            self.env[model].search([("employee_id", "=", self.ayse.id)])
            for model in ("hes.audit.log", "hes.access.log")
        ]
        self.assertTrue(all(rows))
        return rows

    def test_who_opened_and_changed_what_outlives_it_too(self):
        rows = self.logged()
        self.ayse.with_user(self.hr).active = False
        list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertEqual([found.exists() for found in rows], rows)

    def test_of_whom_a_hes_manager_archives_nothing_stays(self):
        rows = self.logged()
        self.sign_in(self.manager)
        self.call("hr.employee", "write", self.ayse.ids, {"active": False})
        list(self.env["hes.destruction.log"]._destroy_due(Datetime.now()))
        self.assertFalse(self.risky.exists())
        self.assertFalse(any(found.exists() for found in rows))

    def test_nor_does_it_of_whom_a_hes_manager_erases(self):
        rows = self.logged()
        self.ayse.with_user(self.hr).active = False
        self.ayse.with_user(self.manager).action_hes_forget()
        self.assertFalse(any(found.exists() for found in rows))

    def test_a_risk_of_who_left_ends_with_the_days_of_a_code(self):
        self.ayse.with_user(self.hr).active = False
        days = self.company.hes_policy_id.retention_code_days
        later = Datetime.now() + timedelta(days=days + 1)
        with freeze_time(later):
            list(self.env["hes.destruction.log"]._destroy_due(later))
        self.assertFalse(self.risky.exists())

    def test_hr_without_hes_rights_does_not_say_who_works_on_site(self):
        self.sign_in(self.hr)
        for person in (self.ayse, self.burak, self.cigdem):
            change = {"hes_required": False}
            refused = self.refused("hr.employee", "write", person.ids, change)
            self.assertEqual(refused[0], ACCESS_ERROR)
            self.assertTrue(person.hes_required)
        new = {"name": "New", "hes_required": False}
        self.assertEqual(self.refused("hr.employee", "create", [new])[0], ACCESS_ERROR)

    def test_nor_by_a_default(self):
        self.env["ir.default"].set(
            "hr.employee", "hes_required", False, user_id=self.hr.id
        )
        self.sign_in(self.hr)
        here = {"allowed_company_ids": self.company.ids}
        for context in (here, {**here, "default_hes_required": False}):
            (new,) = self.call("hr.employee", "create", [{"name": "New"}], **context)
            self.assertTrue(self.env["hr.employee"].browse(new).hes_required)

    def test_hr_saves_what_it_does_not_change(self):
        self.sign_in(self.hr)
        same = {"hes_required": True, "name": "Ayşe"}
        self.assertTrue(self.call("hr.employee", "write", self.ayse.ids, same))
        self.assertTrue(self.call("hr.employee", "create", [same]))

    def test_an_officer_says_so_but_not_of_who_is_risky(self):
        self.sign_in(self.officer)
        change = {"hes_required": False}
        self.assertTrue(self.call("hr.employee", "write", self.burak.ids, change))
        refused = self.refused("hr.employee", "write", self.ayse.ids, change)
        self.assertIn("HES manager", refused[1])
        self.sign_in(self.manager)
        self.assertTrue(self.call("hr.employee", "write", self.ayse.ids, change))
        self.assertEqual(self.ayse.hes_clearance, "cleared")
