# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import ENDLESS, RISKLESS, HesCase

#: A Monday: 08:00 in Istanbul.
MORNING = "2021-03-01 05:00:00"
NIGHT_OWL = "K1L2-0000-01"


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class PlanningCase(HesCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.codes = [
            self.code(employee, code)
            for employee, code in (
                (self.ayse, RISKLESS),
                (self.burak, ENDLESS),
                (self.cigdem, NIGHT_OWL),
            )
        ]

    def asked(self):
        """The people asked for since the last call, by the scheduled action now."""
        self.stand_in.asked.clear()
        self.run_cron()
        return [
            code.employee_id
            for code in self.codes
            if self.stand_in.asked.get(code.code.replace("-", ""))
        ]


class TestGroupInterval(PlanningCase):
    def group(self, people, **values):
        return self.as_user(self.officer, "hes.query.group").create(
            {"name": "Night shift", "employee_ids": [Command.set(people.ids)], **values}
        )

    def answered(self, **hours):
        """Each person was answered so many hours ago."""
        for name, ago in hours.items():
            code = getattr(self, name).hes_code_id
            code.checked_at = datetime.fromisoformat(MORNING) - timedelta(hours=ago)

    def test_a_group_is_asked_as_often_as_it_says(self):
        self.answered(ayse=6, burak=6, cigdem=5)
        group = self.group(self.ayse | self.cigdem, interval_hours=6)
        self.assertEqual(self.asked(), [self.ayse])
        self.assertEqual(group.last_query_id.code_count, 1)
        self.assertEqual(group.last_query_id.state, "done")

    def test_nobody_is_asked_twice(self):
        self.answered(ayse=30, burak=30, cigdem=30)
        often = self.group(self.ayse | self.burak, interval_hours=6)
        oftener = self.group(self.burak, interval_hours=2)
        self.assertEqual(self.asked(), [self.ayse, self.burak, self.cigdem])
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        queries = self.env["hes.query"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {query.group_id: query.code_count for query in queries},
            {often: 1, oftener: 1, self.env["hes.query.group"]: 1},
        )
        self.assertFalse(self.asked())

    def test_a_longer_interval_than_the_companys_says_nothing(self):
        self.answered(ayse=25, burak=23, cigdem=23)
        self.group(self.ayse | self.burak, interval_hours=48)
        self.group(self.ayse | self.burak)
        self.assertEqual(self.asked(), [self.ayse])

    def test_a_rule_of_the_group_is_followed(self):
        self.answered(ayse=6, burak=6, cigdem=6)
        self.group(
            self.env["hr.employee"],
            interval_hours=6,
            domain="[('barcode', '=', '1002')]",
        )
        self.assertEqual(self.asked(), [self.burak])

    def test_a_rule_sees_no_more_than_its_owner(self):
        """The scheduled action may read everything: a rule must not profit."""
        self.answered(ayse=6, burak=6, cigdem=6)
        group = self.group(self.ayse, interval_hours=6, domain="[]")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hes_query_group SET domain = %s WHERE id = %s",
            ["[('wage', '>=', 0)]", group.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.asked(), [self.ayse])

    def test_groups_of_who_is_no_officer_any_more_are_not_asked(self):
        self.answered(ayse=6, burak=6, cigdem=6)
        self.group(self.ayse, interval_hours=6)
        self.officer.group_ids -= self.env.ref("hes_code.group_hes_officer")
        self.assertFalse(self.asked())


class TestOnlyWorking(PlanningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hes_policy_id.only_working = True
        cls.calendar = cls.schedule("Weekdays", 8, 17)
        people = cls.ayse | cls.burak | cls.cigdem
        people.write({"resource_calendar_id": cls.calendar.id, "tz": "Europe/Istanbul"})

    @classmethod
    def schedule(cls, name, start, stop, days=(0, 1, 2, 3, 4), **values):
        shifts = [
            {"name": name, "dayofweek": str(day), "hour_from": start, "hour_to": stop}
            for day in days
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "tz": "Europe/Istanbul",
                "attendance_ids": [Command.clear(), *map(Command.create, shifts)],
                **values,
            }
        )

    def leave(self, employee, start, stop, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": employee.resource_id.id,
                "company_id": self.company.id,
                "date_from": start,
                "date_to": stop,
                **values,
            }
        )

    def test_on_a_working_day_everybody_is_asked_for(self):
        self.assertEqual(self.asked(), [self.ayse, self.burak, self.cigdem])

    def test_on_a_day_off_nobody_is(self):
        with freeze_time("2021-03-06 09:00:00"):
            self.assertFalse(self.asked())
            self.company.hes_policy_id.only_working = False
            self.assertEqual(len(self.asked()), 3)

    def test_a_leave_of_the_whole_day_counts_and_one_of_an_hour_does_not(self):
        self.leave(self.ayse, "2021-03-01 05:00:00", "2021-03-01 14:00:00")
        self.leave(self.burak, "2021-03-01 05:00:00", "2021-03-01 06:00:00")
        self.leave(self.cigdem, "2021-02-27 05:00:00", "2021-02-28 20:59:59")
        self.assertEqual(self.asked(), [self.burak, self.cigdem])

    def holiday(self, company):
        leaves = self.env["resource.calendar.leaves"]
        leaves = leaves.with_context(allowed_company_ids=company.ids)
        leaves.create(
            {
                "name": "Holiday",
                "calendar_id": False,
                "date_from": "2021-02-28 21:00:00",
                "date_to": "2021-03-01 21:00:00",
            }
        )
        leaves.flush_model()  # computes the company, from the present one

    def test_nobody_is_asked_for_on_a_public_holiday(self):
        self.ayse.resource_calendar_id = False
        self.holiday(self.company)
        self.assertFalse(self.asked())

    def test_a_holiday_of_another_company_is_none(self):
        self.ayse.resource_calendar_id = False
        self.holiday(self.stranger_company)
        self.assertEqual(len(self.asked()), 3)

    def test_flexible_hours_and_no_schedule_count_as_working(self):
        self.ayse.resource_calendar_id = False
        self.burak.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Flexible",
                "schedule_type": "flexible",
                "company_id": self.company.id,
            }
        )
        with freeze_time("2021-03-06 09:00:00"):
            self.assertEqual(self.asked(), [self.ayse, self.burak])

    def test_flexible_people_on_leave_all_day_are_not_asked_for(self):
        (self.ayse | self.burak).resource_calendar_id = False
        self.leave(self.ayse, "2021-02-28 20:00:00", "2021-03-02 22:00:00")
        self.assertEqual(self.asked(), [self.burak, self.cigdem])

    def test_whole_days_off_end_at_the_last_second_of_the_day(self):
        """As Odoo writes them: until 23:59:59, or with microseconds."""
        self.ayse.resource_calendar_id = self.schedule("All Day", 0, 24, days=[0])
        self.leave(self.ayse, "2021-02-28 21:00:00", "2021-03-01 20:59:59")
        self.burak.resource_calendar_id = False
        end = datetime.fromisoformat("2021-03-01T20:59:59.999999")
        self.leave(self.burak, "2021-02-28 21:00:00", end)
        self.assertEqual(self.asked(), [self.cigdem])

    def archive_company(self, archived):
        """It has users, whom this is not about."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET active = %s WHERE id = %s",
            [not archived, self.company.id],
        )
        self.env.invalidate_all()

    def test_what_is_archived_is_neither_planned_nor_asked(self):
        services = self.env["hes.service"].search(
            [("company_id", "=", self.company.id)]
        )
        self.archive_company(True)
        self.assertFalse(self.asked())
        self.archive_company(False)
        services.batch_size = 1
        self.env["hes.query"]._plan_due()
        query = self.env["hes.query"].search(
            [("company_id", "=", self.company.id), ("state", "=", "running")]
        )
        self.archive_company(True)
        self.assertFalse(self.asked())
        self.assertEqual(query.state, "running", "until the company is back")
        self.archive_company(False)
        services.active = False
        self.assertFalse(self.asked())
        self.assertEqual(query.state, "failed")
        self.assertIn("archived", query.error)

    def test_a_branch_is_told_that_it_has_a_service_of_its_own(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        with self.assertRaisesRegex(UserError, "branch Branch"):
            self.env["hes.service"]._usable_of(branch)

    def test_today_is_that_of_each_persons_zone(self):
        """Monday 01:30 in Istanbul is Sunday 17:30 in New York."""
        self.burak.tz = "America/New_York"
        with freeze_time("2021-02-28 22:30:00"):
            self.assertEqual(self.asked(), [self.ayse, self.cigdem])
        with freeze_time("2021-03-01 04:59:59"):  # one second before its Monday
            self.assertFalse(self.asked())
        with freeze_time("2021-03-01 05:00:00"):
            self.assertEqual(self.asked(), [self.burak])

    def test_midnight_borders_belong_to_one_day(self):
        """A shift until midnight is not one of the next day, nor is a leave."""
        self.ayse.resource_calendar_id = self.schedule("Late", 16, 24, days=[4])
        self.leave(self.burak, "2021-03-04 21:00:00", "2021-03-05 21:00:00")
        with freeze_time("2021-03-05 20:59:59"):  # Friday 23:59:59
            self.assertEqual(self.asked(), [self.ayse, self.cigdem])
        self.env["hes.code"].browse([c.id for c in self.codes]).checked_at = False
        self.env.cr.execute("UPDATE hes_query_batch SET write_date = '2021-02-01'")
        with freeze_time("2021-03-05 21:00:00"):  # Saturday 00:00
            self.assertFalse(self.asked())

    def test_a_shift_begins_to_count_at_midnight(self):
        self.ayse.resource_calendar_id = self.schedule("Night", 0, 6, days=[1])
        with freeze_time("2021-03-01 20:59:00"):
            self.assertNotIn(self.ayse, self.asked())
        with freeze_time("2021-03-01 21:00:00"):
            self.assertEqual(self.asked(), [self.ayse])

    def test_who_works_at_home_is_not_asked_for(self):
        self.ayse.work_location_id, self.burak.work_location_id = self.places()
        self.assertEqual(self.asked(), [self.burak, self.cigdem])

    def places(self):
        return self.env["hr.work.location"].create(
            [
                {
                    "name": kind,
                    "location_type": kind,
                    "address_id": self.company.partner_id.id,
                    "company_id": self.company.id,
                }
                for kind in ("home", "office")
            ]
        )

    def test_places_by_weekday_count_where_they_are_kept(self):
        people = self.env["hr.employee"]
        if "monday_location_id" not in people._fields:
            raise unittest.SkipTest("Remote Work (hr_homeworking) is not installed.")
        home, office = self.places()
        self.ayse.monday_location_id = home
        self.burak.tuesday_location_id = home
        self.burak.work_location_id = self.cigdem.work_location_id = home
        self.burak.monday_location_id = office
        self.assertEqual(self.asked(), [self.burak])
        self.env["hr.employee.location"].create(
            {
                "employee_id": self.ayse.id,
                "work_location_id": office.id,
                "date": "2021-03-01",
            }
        )
        self.assertEqual(self.asked(), [self.ayse])

    def test_the_number_of_statements_does_not_grow_with_the_people(self):
        counts = []
        for size in (3, 60):
            people = self.env["hr.employee"].create(
                [
                    {
                        "name": f"P{i}",
                        "company_id": self.company.id,
                        "resource_calendar_id": self.calendar.id,
                    }
                    for i in range(size)
                ]
            )
            for employee in people[::3]:
                self.leave(employee, "2021-03-01 05:00:00", "2021-03-01 14:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = people._hes_working_today(datetime.fromisoformat(MORNING))
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), size - size // 3)
        self.assertEqual(counts[0], counts[1])
