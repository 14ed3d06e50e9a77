# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import (
    EXPIRED,
    NOT_FOUND,
    RISKLESS,
    RISKY,
    HesCase,
)

MORNING = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestQueryGroup(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_officer = cls._user("other_officer", "hes_code.group_hes_officer")
        cls.sewing, cls.dyeing = cls.env["hr.department"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Sewing", "Dyeing")
            ]
        )
        cls.ayse.department_id = cls.burak.department_id = cls.sewing

    def group(self, **values):
        values.setdefault("name", "Night shift")
        return self.as_user(self.officer, "hes.query.group").create(values)

    def of_department(self, department):
        return str([("department_id", "=", department.id)])

    def counts(self, group):
        names = ("member", "riskless", "risky", "invalid", "unknown", "missing")
        found = {name: group[f"{name}_count"] for name in names}
        return {name: count for name, count in found.items() if count}

    # --------------------------------------------------------------- members

    def test_an_officer_chooses_people_and_a_rule(self):
        with Form(self.as_user(self.officer, "hes.query.group")) as form:
            form.name = "Night shift"
            form.employee_ids.add(self.cigdem)
            form.use_domain = True
            form.domain = self.of_department(self.sewing)
        group = form.record
        self.assertEqual(group.member_ids, self.ayse | self.burak | self.cigdem)
        self.assertEqual(group.user_id, self.officer)
        self.assertEqual(group.company_id, self.company)

    def test_who_comes_to_fit_the_rule_is_a_member(self):
        group = self.group(domain=self.of_department(self.dyeing))
        self.assertFalse(group.member_ids)
        self.cigdem.department_id = self.dyeing
        group.invalidate_recordset()
        self.assertEqual(group.member_ids, self.cigdem)

    def test_a_group_without_a_rule_has_the_chosen_alone(self):
        group = self.group(employee_ids=[Command.link(self.ayse.id)])
        self.assertEqual(group.member_ids, self.ayse)
        group.use_domain = True
        self.assertEqual(group.member_ids, self.ayse | self.burak | self.cigdem)

    def test_people_of_other_companies_are_never_members(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        everybody = self.group(domain="[]", use_domain=True)
        self.assertEqual(everybody.member_ids, self.ayse | self.burak | self.cigdem)
        with self.assertRaises(UserError):
            self.group(employee_ids=[Command.link(stranger.id)])

    @mute_logger("odoo.sql_db")
    def test_a_rule_that_cannot_be_used_is_refused(self):
        for rule in (
            "[('nobody', '=', 1)]",
            "[('id', '=', 'abc')]",
            "[('name', '~', 1)]",
            "['|', ('name', '=', 1)]",
            "name",
            "[('name', '=',",
            "{}",
            "[('department_id.nope', '=', 1)]",
        ):
            with self.subTest(rule), self.assertRaisesRegex(ValidationError, "Night"):
                self.group(domain=rule)

    def test_a_rule_cannot_ask_what_its_writer_may_not_see(self):
        for rule in ("[('version_id.wage', '>', 1)]", "[('wage', '>', 1)]"):
            with self.subTest(rule), self.assertRaises(AccessError):
                self.group(domain=rule)

    def test_a_rule_that_broke_later_is_told_and_blocks_no_screen(self):
        group = self.group(domain=self.of_department(self.sewing))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hes_query_group SET domain = %s", ["[('gone', '=', 1)]"]
        )
        self.env.invalidate_all()
        self.assertFalse(group.member_ids)
        self.assertIn("gone", group.domain_problem)

    def test_whoever_leaves_the_company_leaves_the_groups(self):
        chosen = [Command.set((self.ayse | self.burak | self.cigdem).ids)]
        groups = self.group(employee_ids=chosen) | self.group(employee_ids=chosen)
        groups[1].active = False
        self.ayse.with_user(self.officer).active = False
        self.burak.company_id = self.stranger_company
        for group in groups.with_context(active_test=False):
            self.assertEqual(group.employee_ids, self.cigdem)
        self.ayse.active = True
        self.assertEqual(groups[0].member_ids, self.cigdem, "back is not in again")

    # ---------------------------------------------------------------- counts

    def test_members_are_counted_by_their_present_code(self):
        self.code(self.ayse, NOT_FOUND, risk_status="not_found")
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")
        group = self.group(use_domain=True)
        self.assertEqual(
            self.counts(group),
            {"member": 3, "riskless": 1, "risky": 1, "missing": 1},
        )
        self.code(self.cigdem, EXPIRED, risk_status="expired")
        self.code(self.ayse, "K1L2-0000-00")
        group.invalidate_recordset()
        self.assertEqual(
            self.counts(group),
            {"member": 3, "risky": 1, "invalid": 1, "unknown": 1},
        )

    def test_a_form_without_a_company_counts_nobody(self):
        self.officer.sudo().company_ids |= self.stranger_company
        form = Form(self.as_user(self.officer, "hes.query.group"))
        form.employee_ids.add(self.ayse)
        form.company_id = self.env["res.company"]
        self.assertEqual(form.member_count, 0)
        form.company_id = self.company
        self.assertEqual(form.member_count, 1)

    def test_counting_takes_the_same_statements_for_more_people(self):
        counts = []
        for size in (3, 60):
            self.env["hr.employee"].create(
                [{"name": f"P{i}", "company_id": self.company.id} for i in range(size)]
            )
            people = self.env["hr.employee"].search(
                [("company_id", "=", self.company.id)]
            )
            groups = self.env["hes.query.group"]
            for _group in range(size // 3):
                groups |= self.group(employee_ids=[Command.set(people.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            groups.mapped("risky_count")
            groups.mapped("last_query_at")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_ten_groups_of_everybody_are_counted_in_one_statement(self):
        self.codes_of_people(40)
        self.code(self.ayse, RISKY, risk_status="risky")
        groups = self.env["hes.query.group"].union(
            *(self.group(domain="[('id', '>', 0)]") for _number in range(10))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        people = self.env["hr.employee"]._fields["company_id"]
        groups.mapped("name")
        before = self.env.cr.sql_log_count
        groups.mapped("risky_count")
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3)
        self.assertFalse(people._get_cache(groups.env), "nobody is loaded")
        for group in groups:
            self.assertEqual(
                self.counts(group),
                {"member": 43, "risky": 1, "unknown": 40, "missing": 2},
            )

    # ------------------------------------------------------------------ asking

    def test_a_query_asks_for_the_members_who_work_on_site(self):
        stand_in, _service = self.start_service()
        for employee, code in (
            (self.ayse, RISKLESS),
            (self.burak, RISKY),
            (self.cigdem, EXPIRED),
        ):
            self.code(employee, code)
        self.cigdem.hes_required = False
        group = self.group(use_domain=True)
        action = group.action_query()
        query = self.env["hes.query"].browse(action["res_id"])
        self.assertEqual((query.group_id, query.state), (group, "done"))
        self.assertEqual(stand_in.asked.keys(), {"A4D7113210", "B1C2345666"})
        self.assertEqual(group.last_query_id, query)
        self.assertEqual(group.last_query_at, query.started_at)
        self.assertEqual(
            self.counts(group), {"member": 3, "riskless": 1, "risky": 1, "unknown": 1}
        )
        self.assertIn(
            query, self.env["hes.query"].search(group.action_view_queries()["domain"])
        )

    def test_a_draft_of_a_group_asks_for_its_members(self):
        self.start_service()
        codes = self.code(self.ayse, RISKLESS) | self.code(self.cigdem, RISKY)
        group = self.group(domain=self.of_department(self.sewing))
        with Form(self.as_user(self.officer, "hes.query")) as form:
            form.group_id = group
        form.record.action_start()
        self.assertEqual(form.record.code_count, 1)
        self.assertEqual(codes.mapped("risk_status"), ["riskless", "unknown"])

    def test_a_group_without_codes_is_told_so(self):
        self.start_service()
        with self.assertRaisesRegex(UserError, "no HES code"):
            self.group(use_domain=True).action_query()

    # ------------------------------------------------------------------ rights

    def test_groups_are_their_owners_and_the_managers(self):
        group = self.group()
        for user, sees in (
            (self.officer, True),
            (self.manager, True),
            (self.other_officer, False),
        ):
            found = self.as_user(user, "hes.query.group").search([])
            self.assertEqual(group in found, sees, user.login)
        with self.assertRaises(AccessError):
            group.with_user(self.other_officer).action_query()
        for user in (self.attendance_officer, self.plain_user):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.query.group").search([])

    def test_the_query_of_a_group_is_open_to_other_officers(self):
        """They see who asked and how many; the group stays its owner's."""
        self.start_service()
        self.code(self.ayse, RISKLESS)
        self.group(use_domain=True).action_query()
        query = self.as_user(self.other_officer, "hes.query").search([])
        [row] = query.web_read(
            {"riskless_count": {}, "group_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(row["riskless_count"], 1)

    def test_groups_of_other_companies_are_hidden(self):
        elsewhere = self.env["hes.query.group"].create(
            {
                "name": "Elsewhere",
                "company_id": self.stranger_company.id,
                "user_id": self.officer.id,
            }
        )
        for user in (self.officer, self.manager):
            self.assertNotIn(
                elsewhere, self.as_user(user, "hes.query.group").search([])
            )
