# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
from collections import Counter
from datetime import date

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ..report import disclosure
from .common import HesCase

NOW = "2021-03-10 09:00:00"


@freeze_time(NOW)
class ReportCase(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statistician = cls._user("statistics", "hes_code.group_hes_statistics")
        cls.weaving, cls.dyeing = cls.env["hr.department"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Weaving", "Dyeing")
            ]
        )
        people = cls.ayse | cls.burak | cls.cigdem
        people.write({"department_id": cls.weaving.id, "tz": "Europe/Istanbul"})
        # a number of the code for each person made here
        cls.numbers = iter(range(1000, 9999))

    def people(self, department, *statuses, company=None):
        """One new employee of ``department`` a status; None: without a code."""
        company = company or self.company
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": f"P{next(self.numbers)}",
                    "company_id": company.id,
                    "department_id": department.id,
                }
                for _status in statuses
            ]
        )
        for employee, status in zip(employees, statuses, strict=True):
            if status:
                code = f"K1L2-{next(self.numbers)}-00"
                self.code(employee, code, risk_status=status)
        return employees


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatusOverTime(ReportCase):
    def groups(self, *by):
        """Numbers of people, by these fields."""
        report = self.as_user(self.officer, "hes.report.status")
        rows = report._read_group([], by, ["employee_id:count_distinct"])
        return {tuple(key): count for *key, count in rows}

    def test_each_person_counts_once_a_day_with_the_last_answer(self):
        code = self.code(self.ayse, "A4D7-1132-10")
        self.record_answer(code, "2021-03-08 06:00:00", "risky")
        self.record_answer(code, "2021-03-08 08:00:00")
        self.record_answer(code, "2021-03-09 06:00:00", "risky")
        self.assertEqual(
            self.groups("date:day", "risk_status"),
            {
                (date(2021, 3, 8), "riskless"): 1,
                (date(2021, 3, 9), "risky"): 1,
            },
        )

    def test_a_newer_code_goes_on_with_the_same_person(self):
        self.record_answer(self.code(self.ayse, "A4D7-1132-10"), "2021-03-08 06:00:00")
        self.record_answer(self.code(self.ayse, "K1L2-0000-00"), "2021-03-08 07:00:00")
        self.assertEqual(self.groups("employee_id"), {(self.ayse,): 1})

    def test_the_day_ends_at_midnight_of_the_employee(self):
        code = self.code(self.ayse, "A4D7-1132-10")
        self.record_answer(code, "2021-03-08 20:59:59")  # 23:59:59 in Istanbul
        self.record_answer(code, "2021-03-08 21:00:00")
        self.assertEqual(
            self.groups("date:day"),
            {(date(2021, 3, 8),): 1, (date(2021, 3, 9),): 1},
        )

    def test_departments_are_the_present_ones(self):
        self.record_answer(self.code(self.ayse, "A4D7-1132-10"), "2021-03-08 06:00:00")
        self.assertEqual(self.groups("department_id"), {(self.weaving,): 1})
        self.ayse.department_id = self.dyeing
        self.assertEqual(self.groups("department_id"), {(self.dyeing,): 1})

    def test_only_officers_of_the_company_see_it(self):
        self.record_answer(self.code(self.ayse, "A4D7-1132-10"), "2021-03-08 06:00:00")
        stranger = self.people(
            self.weaving.browse(), None, company=self.stranger_company
        )
        self.record_answer(self.code(stranger, "K1L2-0000-00"), "2021-03-08 06:00:00")
        self.assertEqual(self.groups("company_id"), {(self.company,): 1})
        for user in (self.statistician, self.attendance_officer, self.plain_user):
            for model in ("hes.report.status", "hes.report.coverage"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.as_user(user, model).search([])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCoverage(ReportCase):
    def rows(self, *domain):
        self.env.invalidate_all()  # as in a transaction of its own
        return self.as_user(self.officer, "hes.report.coverage").search(domain)

    def row(self, employee):
        return self.rows(("employee_id", "=", employee.id))

    def test_ages_come_in_their_order(self):
        self.code(self.burak, "A4D7-1132-10", checked_at=NOW)
        self.code(self.cigdem, "K1L2-0000-00", checked_at="2021-03-01 09:00:00")
        report = self.as_user(self.officer, "hes.report.coverage")
        groups = report._read_group([], ["freshness"], ["__count"])
        self.assertEqual(groups, [("today", 1), ("stale", 1), ("never", 1)])
        read = report.formatted_read_group([], ["freshness", "coverage"], ["__count"])
        self.assertEqual(
            [group["freshness"] for group in read], ["today", "stale", "never"]
        )
        back = report.formatted_read_group([], ["freshness"], order="freshness desc")
        self.assertEqual(
            [group["freshness"] for group in back], ["never", "stale", "today"]
        )
        by_count = report._read_group(
            [], ["department_id", "freshness"], order="__count desc, freshness"
        )
        self.assertEqual([row[1] for row in by_count], ["today", "stale", "never"])

    def test_who_has_no_valid_code(self):
        code = self.code(self.ayse, "A4D7-1132-10")
        steps = (
            ({"status": "riskless"}, "valid"),
            ({"expires_at": "2021-03-10 09:00:01"}, "valid"),
            ({"expires_at": "2021-03-10 09:00:00"}, "expired"),
            ({"status": "risky"}, "valid"),
            ({"status": "expired"}, "expired"),
            ({"status": "not_found"}, "not_found"),
        )
        self.assertEqual(self.row(self.ayse).coverage, "unchecked")
        for answer, coverage in steps:
            with self.subTest(answer=answer):
                self.record_answer(code, **answer)
                self.assertEqual(self.row(self.ayse).coverage, coverage)
        code.active = False
        self.assertEqual(self.row(self.ayse).coverage, "missing")

    def test_how_old_the_last_answer_is(self):
        self.company.hes_policy_id.max_age_hours = 24 * 7
        code = self.code(self.ayse, "A4D7-1132-10")
        steps = (
            (False, "never"),
            ("2021-03-10 08:00:00", "today"),
            ("2021-03-09 21:00:00", "today"),  # midnight in Istanbul
            ("2021-03-09 20:59:59", "recent"),
            ("2021-03-07 21:00:00", "recent"),
            ("2021-03-07 20:59:59", "earlier"),
            ("2021-03-03 09:00:00", "earlier"),
            ("2021-03-03 08:59:59", "stale"),
        )
        for at, freshness in steps:
            with self.subTest(at=at):
                code.checked_at = at
                self.assertEqual(self.row(self.ayse).freshness, freshness)

    def test_people_who_do_not_work_on_site_are_no_gap(self):
        self.burak.hes_required = False
        self.cigdem.active = False
        self.assertEqual(self.rows().employee_id, self.ayse)

    def test_the_gaps_by_department_open_the_employees(self):
        self.code(self.ayse, "A4D7-1132-10", risk_status="riskless", checked_at=NOW)
        gaps = self.rows(("coverage", "!=", "valid"))
        self.assertEqual(
            gaps._read_group([("id", "in", gaps.ids)], ["department_id"], ["__count"]),
            [(self.weaving, 2)],
        )
        action = gaps.action_open_employees()
        self.assertEqual(action["res_model"], "hr.employee")
        found = self.as_user(self.officer, "hr.employee").search(action["domain"])
        self.assertEqual(found, self.burak | self.cigdem)
        opened = gaps[0].action_open_employee()
        self.assertEqual(opened["res_id"], gaps[0].employee_id.id)

    def test_officers_see_no_other_company(self):
        self.people(self.weaving.browse(), None, company=self.stranger_company)
        self.assertEqual(self.rows().company_id, self.company)


STATUSES = ["riskless", "risky", "expired", "missing"]
POPULATIONS = st.dictionaries(
    st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(STATUSES)),
    st.integers(0, 12),
)


class TestDisclosure(BaseCase):
    """Of any population, nothing about fewer than five people can be worked out."""

    @given(POPULATIONS)
    @settings(deadline=None, max_examples=500, derandomize=True)
    def test_no_number_under_five_is_shown_or_left(self, people):
        rows = list(disclosure.shown(people))
        sizes = Counter()
        for (place, _status), number in people.items():
            sizes[place] += number
        told = {place for place, *_rest in rows}
        for place, status, number in rows:
            self.assertGreaterEqual(number, disclosure.K_ANONYMITY)
            if status != disclosure.WITHHELD and place != disclosure.WITHHELD:
                self.assertEqual(number, people[place, status])
            if status == disclosure.WITHHELD and place != disclosure.WITHHELD:
                # who knows the size of the department learns this number anyway;
                # it is of several statuses, or of one that is that of everybody
                rest = {name for at, name, _n in rows if at == place}
                hidden = [
                    n
                    for (at, name), n in people.items()
                    if at == place and n and name not in rest
                ]
                self.assertEqual(sum(hidden), number)
                self.assertTrue(len(hidden) > 1 or len(rest) == 1)
        pooled = sum(n for place, n in sizes.items() if place not in told)
        if rows:
            self.assertTrue(pooled == 0 or pooled >= disclosure.K_ANONYMITY)
            self.assertEqual(sum(row[2] for row in rows), sizes.total())
        else:
            self.assertLess(sizes.total(), disclosure.K_ANONYMITY)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatistics(ReportCase):
    """Somebody who may know numbers tries to learn about a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the three of every test are out of the way
        (cls.ayse | cls.burak | cls.cigdem).hes_required = False

    def setUp(self):
        super().setUp()
        self.report = self.as_user(self.statistician, "hes.report.statistics")

    def take(self, day=NOW):
        """The numbers of a day, as the scheduled action takes them."""
        with freeze_time(day):
            self.env["hes.report.statistics"]._cron_take_numbers()

    def told(self):
        """All there is: (department, status) to people."""
        self.take()
        return Counter(
            {
                (row.department, row.risk_status): row.person_count
                for row in self.report.search([])
            }
        )

    def test_no_number_is_of_fewer_than_five(self):
        for case, statuses, told in (
            ("four", "rrr!", {}),
            ("one is risky", "rrrr!", {("Weaving", "withheld"): 5}),
            (
                "hidden with the next",
                "rrrrrrmmmmmm!",
                {
                    ("Weaving", "withheld"): 7,
                    ("Weaving", "riskless"): 6,
                },
            ),
            (
                "told",
                "rrrrr!!!!!",
                {
                    ("Weaving", "riskless"): 5,
                    ("Weaving", "risky"): 5,
                },
            ),
            ("the same of all is that of each", "!!!!!", {("Weaving", "withheld"): 5}),
            ("unless it harms nobody", "rrrrr", {("Weaving", "riskless"): 5}),
        ):
            with self.subTest(case), contextlib.closing(self.env.cr.savepoint()):
                names = {"r": "riskless", "!": "risky", "m": None}
                self.people(self.weaving, *map(names.get, statuses))
                self.assertEqual(self.told(), told)

    def test_small_departments_are_told_together(self):
        self.people(self.weaving, *["riskless"] * 4, "risky")
        self.people(self.dyeing, *["riskless"] * 3)
        self.assertEqual(self.told(), {("Other departments", "withheld"): 8})

    def test_numbers_change_once_a_day(self):
        people = self.people(self.weaving, *["riskless"] * 6)
        before = self.told()
        people[0].hes_code_id.risk_status = "risky"
        people[1].department_id = self.dyeing
        self.assertEqual(self.told(), before, "the same day")
        self.take("2021-03-11 00:00:01")
        self.assertEqual(
            [(row.department, row.risk_status) for row in self.report.search([])],
            [("Other departments", "withheld")],
        )

    def test_names_come_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        self.weaving.with_context(lang="tr_TR").name = "Dokuma"
        self.people(self.weaving, *["riskless"] * 5)
        self.told()
        self.assertEqual(
            self.report.with_context(lang="tr_TR").search([]).department, "Dokuma"
        )

    def test_totals_are_made_of_what_is_shown(self):
        self.people(self.weaving, *["riskless"] * 8, "risky")
        self.people(self.dyeing, *["riskless"] * 7)
        self.take()
        by_status = self.report._read_group([], ["risk_status"], ["person_count:sum"])
        self.assertEqual(by_status, [("riskless", 7), ("withheld", 9)])

    def test_who_does_not_work_on_site_does_not_fill_a_department(self):
        self.people(self.weaving, *["riskless"] * 4)
        idle = self.people(self.weaving, "risky", "risky")
        idle[0].hes_required = False
        idle[1].active = False
        self.assertEqual(self.told(), {})

    def test_people_without_a_department_are_a_department(self):
        nowhere = self.weaving.browse()
        self.people(nowhere, *["riskless"] * 5)
        self.assertEqual(self.told(), {("No department", "riskless"): 5})

    def test_small_companies_are_not_pooled_with_others(self):
        user = self.statistician
        user.company_ids += self.stranger_company
        self.people(self.weaving, *["riskless"] * 4)
        self.people(
            self.weaving.browse(), *["riskless"] * 5, company=self.stranger_company
        )
        self.take()
        both = (self.company | self.stranger_company).ids
        report = self.report.with_context(allowed_company_ids=both)
        self.assertEqual(
            report._read_group([], ["company_id", "risk_status"], ["person_count:sum"]),
            [(self.stranger_company, "riskless", 5)],
        )
        self.assertFalse(self.report.search([]))

    def test_nothing_leads_from_a_number_to_a_person(self):
        self.people(self.weaving, *["riskless"] * 5)
        self.take()
        self.statistician.group_ids += self.env.ref("base.group_allow_export")
        for field in self.report._fields.values():
            self.assertNotIn(field.comodel_name, ("hr.employee", "hr.department"))
        for path, error in (
            ("company_id.user_ids.employee_ids.hes_code", AccessError),
            ("company_id.user_ids.employee_ids.hes_risk_status", AccessError),
            ("employee_id.hes_risk_status", ValueError),
            ("department_id.member_ids", ValueError),
        ):
            with self.subTest(path=path), self.assertRaises(error):
                self.report.search([(path, "!=", False)])
        for path, error in (
            ("employee_id", ValueError),
            ("department_id", ValueError),
        ):
            with self.subTest(path=path), self.assertRaises(error):
                self.report._read_group([], [path], ["__count"])

    def test_the_group_opens_nothing_else(self):
        employee = self.people(self.weaving, "risky")
        code = employee.hes_code_id
        for record in (code, code.check_ids, self.env["hes.query"]):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.statistician).search([])
        employee = employee.with_user(self.statistician)
        with self.assertRaises(AccessError):
            employee.read(["hes_risk_status"])
        with self.assertRaises(ValueError):  # what such users see has no such field
            employee.search([("hes_risk_status", "=", "risky")])
        menus = self.env["ir.ui.menu"].with_user(self.statistician)
        seen = menus.browse(menus._visible_menu_ids())
        root = self.env.ref("hes_code.hes_code_menu_root")
        self.assertEqual(
            seen.filtered(lambda menu: menu.parent_path.startswith(root.parent_path)),
            root
            | self.env.ref("hes_code.hes_code_menu_reporting")
            | self.env.ref("hes_code.hes_code_menu_report_statistics")
            # what every internal user has of their own
            | self.env.ref("hes_code.hes_code_menu_people")
            | self.env.ref("hes_code.hes_code_menu_permits")
            | self.env.ref("hes_code.hes_code_menu_visits")
            | self.env.ref("hes_code.hes_code_menu_journeys")
            | self.env.ref("hes_code.hes_code_menu_journeys_confirm"),
        )

    def test_numbers_are_read_only_and_for_the_group_alone(self):
        self.people(self.weaving, *["riskless"] * 5)
        self.take()
        with self.assertRaises(AccessError):
            self.report.create({"person_count": 1})
        for user in (self.plain_user, self.attendance_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, "hes.report.statistics").search([])
        self.assertTrue(self.as_user(self.officer, "hes.report.statistics").search([]))
