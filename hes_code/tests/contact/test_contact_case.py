# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY, HesCase

NOW = "2021-03-10 09:00:00"  # noon in Istanbul
NEUTRAL = ("risk", "hes", "covid", "health", "contact", "positive", "sick", "ayşe")


class ContactCase(HesCase):
    """A site where Ayşe, Burak and Çiğdem work, and one where Deniz does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Istanbul"
        cls.site, cls.other_site, cls.home = cls.env["hr.work.location"].create(
            [
                {
                    "name": name,
                    "location_type": kind,
                    "company_id": cls.company.id,
                    "address_id": cls.company.partner_id.id,
                }
                for name, kind in (
                    ("Plant", "office"),
                    ("Store", "office"),
                    ("Home", "home"),
                )
            ]
        )
        cls.deniz = cls.env["hr.employee"].create(
            {"name": "Deniz Er", "company_id": cls.company.id}
        )
        everybody = cls.ayse | cls.burak | cls.cigdem | cls.deniz
        everybody.tz = "Europe/Istanbul"
        everybody.version_id.date_version = "2021-01-01"
        (everybody - cls.deniz).work_location_id = cls.site
        cls.deniz.work_location_id = cls.other_site
        cls.company.hes_policy_id.write({"gate": "off", "live_check": False})

    def attend(self, employee, start, stop=None):
        """An attendance of March 2021, entered when it was: "9 08:00"."""
        start, stop = (
            datetime.fromisoformat("2021-03-{:0>2}T{}".format(*text.split()))
            if text
            else False
            for text in (start, stop)
        )
        with freeze_time(start):
            row = self.env["hr.attendance"].create(
                {"employee_id": employee.id, "check_in": start}
            )
        if stop:
            with freeze_time(stop):
                row.check_out = stop
        return row

    def open_case(self, employee=None, user=None):
        """By the button on the employee; the case as it is when HR looks at it."""
        employee = (employee or self.ayse).with_user(user or self.officer)
        action = employee.action_hes_trace()
        case = self.as_user(user or self.officer, "hes.contact.case").browse(
            action["res_id"]
        )
        case.web_read({"contact_count": {}})
        return case

    def met(self, case):
        return {
            contact.employee_id or contact.partner_id: round(contact.hours, 2)
            for contact in case.contact_ids
        }


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContactCase(ContactCase):
    def test_who_was_at_the_same_site(self):
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 12:00", "9 15:00")
        self.attend(self.cigdem, "9 13:50", "9 15:00")
        self.attend(self.deniz, "9 06:00", "9 14:00")
        case = self.open_case()
        self.assertEqual(self.met(case), {self.burak: 2})
        contact = case.contact_ids
        self.assertEqual(contact.index_employee_id, self.ayse)
        self.assertEqual(contact.source, "attendance")
        self.assertEqual(str(contact.first_contact), "2021-03-09 12:00:00")
        self.assertEqual(str(contact.last_contact), "2021-03-09 14:00:00")
        self.assertEqual(contact.state, "todo")

    def test_the_minutes_are_the_companys(self):
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 13:50", "9 15:00")
        self.company.hes_policy_id.contact_minutes = 10
        self.assertIn(self.burak, self.met(self.open_case()))

    def test_the_period_has_the_days_of_the_company(self):
        case = self.open_case()
        self.assertEqual(str(case.date_from), "2021-02-23 21:00:00")
        self.assertEqual(str(case.date_to), "2021-03-10 21:00:00")
        self.assertEqual(case.day_count, 15)

    def test_the_department_where_no_location_is_set(self):
        weaving, office = self.env["hr.department"].create(
            [{"name": n, "company_id": self.company.id} for n in ("Dokuma", "Ofis")]
        )
        (self.ayse | self.burak | self.cigdem).work_location_id = False
        (self.ayse | self.burak).department_id = weaving
        self.cigdem.department_id = office
        for employee in self.ayse | self.burak | self.cigdem:
            self.attend(employee, "9 06:00", "9 14:00")
        self.assertEqual(self.met(self.open_case()), {self.burak: 8})

    def test_both_site_and_department(self):
        weaving, office = self.env["hr.department"].create(
            [{"name": n, "company_id": self.company.id} for n in ("Dokuma", "Ofis")]
        )
        (self.ayse | self.burak | self.deniz).department_id = weaving
        self.cigdem.department_id = office
        for employee in self.ayse | self.burak | self.cigdem | self.deniz:
            self.attend(employee, "9 06:00", "9 14:00")
        for choice, people in (
            ("location", self.burak | self.cigdem),
            ("both", self.burak),
            ("department", self.burak | self.deniz),
        ):
            with self.subTest(choice):
                self.company.hes_policy_id.contact_by = choice
                case = self.open_case()
                case.action_refresh()
                self.assertEqual(case.contact_ids.employee_id, people)

    def test_nobody_meets_people_who_work_at_home(self):
        (self.ayse | self.burak).work_location_id = self.home
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 06:00", "9 14:00")
        self.assertFalse(self.open_case().contact_ids)

    def test_people_are_where_they_belonged_on_that_day(self):
        self.ayse.create_version(
            {"date_version": "2021-03-09", "work_location_id": self.other_site.id}
        )
        for employee in self.ayse | self.burak | self.deniz:
            self.attend(employee, "8 06:00", "8 10:00")
            self.attend(employee, "9 06:00", "9 14:00")
        self.assertEqual(self.met(self.open_case()), {self.burak: 4, self.deniz: 8})

    def test_people_who_have_left_the_company_are_found(self):
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 06:00", "9 14:00")
        self.burak.action_archive()
        self.assertEqual(self.met(self.open_case()), {self.burak: 8})

    def test_an_open_stay_counts_until_now(self):
        self.attend(self.ayse, "10 08:00")
        self.attend(self.burak, "10 06:00")
        self.assertEqual(self.met(self.open_case()), {self.burak: 1})

    def test_a_forgotten_one_does_not_count_for_ever(self):
        self.attend(self.ayse, "8 06:00")
        self.attend(self.burak, "8 06:00")
        self.assertEqual(self.met(self.open_case()), {self.burak: 16})
        self.company.hes_policy_id.stay_cap_hours = 12
        case = self.open_case()
        case.action_refresh()
        self.assertEqual(self.met(case), {self.burak: 12})

    def test_whoever_turns_risky_has_a_case_and_keeps_it(self):
        stand_in, _service = self.start_service()
        stand_in.overrides["A4D7113210"] = "RISKY"
        code = self.code(self.ayse, RISKLESS)
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 06:00", "9 14:00")
        code.with_user(self.officer).action_check()
        cases = self.as_user(self.officer, "hes.contact.case")
        case = cases.search([])
        self.assertEqual((case.employee_id, case.state), (self.ayse, "open"))
        self.assertEqual(str(case.risk_at), NOW)
        self.assertEqual(self.open_case(), case)
        case.contact_ids.state = "informed"
        case.contact_ids.note = "Rang her up"
        stand_in.overrides["A4D7113210"] = "RISKLESS"
        code.with_user(self.officer).action_check()
        self.assertTrue(case.close_proposed)
        self.assertEqual(case.state, "open", "HR closes")
        with freeze_time("2021-03-12 09:00:00"):
            self.attend(self.cigdem, "11 06:00", "11 14:00")
            self.attend(self.ayse, "11 06:00", "11 14:00")
            stand_in.overrides["A4D7113210"] = "RISKY"
            code.with_user(self.officer).action_check()
            self.assertEqual(cases.search([]), case)
            self.assertFalse(case.close_proposed)
            self.assertEqual(self.open_case(), case)
        self.assertEqual(self.met(case), {self.burak: 8, self.cigdem: 8})
        states = {c.employee_id: (c.state, c.note) for c in case.contact_ids}
        self.assertEqual(states[self.burak], ("informed", "Rang her up"))
        self.assertEqual(states[self.cigdem], ("todo", False))

    def test_who_is_met_again_before_a_second_risk_is_to_do_again(self):
        (self.burak | self.cigdem).work_email = "away@example.com"
        code = self.code(self.ayse, RISKLESS)
        with freeze_time("2021-03-02 12:00:00"):
            for employee in self.ayse | self.burak | self.cigdem:
                self.attend(employee, "2 06:00", "2 11:00")
            self.record_answer(code, status="risky")
        with freeze_time("2021-03-02 13:00:00"):
            case = self.open_case()
            case.action_inform_all()
            case.contact_ids.action_close()
        self.record_answer(code, status="riskless")
        for employee in self.ayse | self.burak:
            self.attend(employee, "18 06:00", "18 14:00")
        with freeze_time("2021-03-20 12:00:00"):
            self.record_answer(code, status="risky")
            self.assertEqual(self.open_case(), case)
            contacts = {c.employee_id: c for c in case.contact_ids}
            self.assertEqual(contacts[self.burak].state, "todo")
            self.assertEqual(contacts[self.cigdem].state, "closed")
            case.action_inform_all()
            case.action_refresh()
            self.assertEqual(case.todo_count, 0)

    def test_who_was_dealt_with_by_hand_is_to_do_again_too(self):
        with freeze_time("2021-03-02 12:00:00"):
            for employee in self.ayse | self.burak:
                self.attend(employee, "2 06:00", "2 11:00")
            contact = self.open_case().contact_ids
        contact.state = "closed"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hes_contact SET write_date = '2021-03-02 13:00:00' WHERE id = %s",
            [contact.id],
        )
        self.env.invalidate_all()
        with freeze_time("2021-03-20 12:00:00"):
            contact.case_id.action_refresh()
            self.assertEqual(contact.state, "closed", "no newer risk")
            for employee in self.ayse | self.burak:
                self.attend(employee, "18 06:00", "18 14:00")
            contact.case_id.risk_at = fields.Datetime.now()
            contact.case_id.web_read({"contact_count": {}})
        self.assertEqual(contact.state, "todo")

    def test_the_scheduled_action_makes_the_lists(self):
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 06:00", "9 14:00")
        codes = self.code(self.ayse, RISKLESS) | self.code(self.burak, RISKY)
        for code in codes:
            self.record_answer(code, status="risky")
        self.run_contacts()
        cases = self.env["hes.contact.case"].search([])
        self.assertEqual(
            {case.employee_id: self.met(case) for case in cases},
            {self.ayse: {self.burak: 8}, self.burak: {self.ayse: 8}},
        )

    def test_one_case_that_cannot_be_traced_holds_up_no_other(self):
        cases = self.env["hes.contact.case"].create(
            [{"employee_id": who.id} for who in self.ayse | self.deniz]
        )
        self.attend(self.deniz, "9 06:00", "9 14:00")
        self.burak.work_location_id = self.other_site
        self.attend(self.burak, "9 06:00", "9 14:00")
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE hes_contact_case ALTER date_from DROP NOT NULL;"
            " UPDATE hes_contact_case SET date_from = NULL WHERE id = %s",
            [cases[0].id],
        )
        self.env.invalidate_all()
        with mute_logger("odoo.addons.hes_code.models.contact.hes_contact_case"):
            self.run_contacts()
        self.assertEqual(self.met(cases[1]), {self.burak: 8})
        self.assertFalse(cases[0]._which_are_due(), "tried again in an hour")
        with freeze_time("2021-03-10 10:00:01"):
            self.assertTrue(cases[0]._which_are_due())

    def test_a_year_that_is_mistyped_and_a_period_without_end_are_refused(self):
        case = self.open_case()
        for values, word in (
            ({"risk_at": "0202-03-10 09:00:00"}, "202-03-10"),
            ({"risk_at": "0001-01-01 00:00:00"}, "1-01-01"),
            ({"date_from": "0202-03-01 00:00:00"}, "202-03-01"),
            ({"date_from": "2020-03-01 00:00:00"}, "62 days"),
            ({"risk_at": "2062-03-10 09:00:00"}, "2062-03-10 is in the future"),
            ({"risk_at": "9999-12-31 23:00:00"}, "9999-12-31 is in the future"),
            ({"date_from": "2062-03-01 00:00:00"}, "2062-03-01 is in the future"),
        ):
            with self.subTest(values), self.assertRaises(UserError) as caught:
                case.write(values)
            self.assertIn(word, str(caught.exception))
            case.invalidate_recordset()
        with Form(case) as form:
            with self.assertRaisesRegex(AssertionError, "required"):
                form.date_from = False
                form.save()
            form.date_from = "2021-03-01 00:00:00"

    def test_a_form_is_filled_in_whatever_it_lacks_or_has_meanwhile(self):
        self.officer.group_ids += self.env.ref("base.group_multi_company")
        with Form(self.as_user(self.officer, "hes.contact.case")) as form:
            form.company_id = self.env["res.company"]
            self.assertEqual((form.date_from, form.day_count), (False, 0))
            form.employee_id = self.ayse
            for moment in ("0001-01-01 00:00:00", "9999-12-31 23:59:59"):
                form.risk_at = moment
                form.date_to = moment
                self.assertEqual(form.day_count, 0)
            form.risk_at = NOW
        self.assertEqual(form.record.day_count, 15)

    def test_a_date_that_is_emptied_is_refused_with_its_name(self):
        case = self.open_case()
        result = case.load([".id", "risk_at"], [[str(case.id), ""]])
        self.assertFalse(result["ids"])
        self.assertIn("Risky Since", result["messages"][0]["message"])

    def run_contacts(self):
        with self.enter_registry_test_mode():
            self.env.ref("hes_code.ir_cron_contacts").method_direct_trigger()

    def test_many_at_once_take_as_many_statements_as_few(self):
        cases = self.env["hes.contact.case"]

        def statements(count):
            people = self.env["hr.employee"].create(
                [
                    {"name": f"P{count}-{n}", "company_id": self.company.id}
                    for n in range(count)
                ]
            )
            codes = self.env["hes.code"].create(
                [
                    {
                        "employee_id": person.id,
                        "code": f"H{count % 10}J1-{n:04d}-10",
                    }
                    for n, person in enumerate(people)
                ]
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            cases._open_for(codes)
            self.assertEqual(
                cases.search_count([("employee_id", "in", people.ids)]), count
            )
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(2), statements(123))

    def test_the_database_keeps_one_open_case_a_person(self):
        case = self.open_case()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.env["hes.contact.case"].create({"employee_id": self.ayse.id})
        self.assertIn("hes_contact_case_employee_uniq", str(caught.exception))
        case.action_close()
        self.assertNotEqual(self.open_case(), case)

    def test_a_closed_case_of_the_present_risk_is_shown_again(self):
        code = self.code(self.ayse, RISKY, risk_status="risky")
        case = self.open_case()
        case.action_close()
        self.assertEqual(self.open_case(), case)
        code.active = False
        self.assertEqual(self.open_case(), case, "the risk stays")
        with freeze_time("2021-03-12 09:00:00"):
            code.active = True
            self.record_answer(code, status="riskless")
            self.record_answer(code, status="risky")
            self.assertNotEqual(self.open_case(), case, "a newer risk")

    def test_a_case_by_hand_begins_with_a_risk_of_an_archived_code(self):
        with freeze_time("2021-03-05 09:00:00"):
            code = self.code(self.ayse, RISKY, risk_status="risky")
            self.env["hes.contact.case"].search([]).sudo().unlink()
            code.active = False
        self.assertEqual(str(self.open_case().risk_at), "2021-03-05 09:00:00")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVisitsAndJourneys(ContactCase):
    def permit(self, kind, people, **values):
        """As it is when it is over: the ways to it are the permits' own tests."""
        permit = self.env["hes.permit"].create(
            {
                "kind": kind,
                "company_id": self.company.id,
                "participant_ids": [
                    fields.Command.create(
                        {
                            "employee_id"
                            if person._name == "hr.employee"
                            else "partner_id": person.id
                        }
                    )
                    for person in people
                ],
                "date_from": "2021-03-09 08:00:00",
                "date_to": "2021-03-09 10:00:00",
            }
        )
        permit.write({"state": "approved", **values})
        return permit

    def setUp(self):
        super().setUp()
        self.visitor, self.other = self.env["res.partner"].create(
            [{"name": "Veli Can"}, {"name": "Nur Ak"}]
        )
        self.visitor_code = self.env["hes.code"].create(
            {
                "partner_id": self.visitor.id,
                "company_id": self.company.id,
                "code": RISKLESS,
            }
        )

    def visit(self, visitor, start="08:00", stop="09:00", **values):
        return self.permit(
            "visit",
            [visitor],
            host_id=self.deniz.id,
            site_id=self.site.id,
            arrived_at=f"2021-03-09 {start}:00",
            left_at=stop and f"2021-03-09 {stop}:00",
            **values,
        )

    def test_a_visitor_meets_the_host_the_site_and_other_visitors(self):
        self.visit(self.visitor)
        self.visit(self.other, "08:30", "11:00")
        self.attend(self.burak, "9 06:00", "9 08:20")
        self.attend(self.cigdem, "9 09:00", "9 14:00")
        self.record_answer(self.visitor_code, status="risky")
        case = self.env["hes.contact.case"].search([])
        self.assertEqual(case.partner_id, self.visitor)
        case.action_refresh()
        self.assertEqual(
            self.met(case), {self.deniz: 1, self.other: 0.5, self.burak: 0.33}
        )
        self.assertEqual(set(case.contact_ids.mapped("source")), {"visit"})
        self.assertFalse(case.contact_ids.index_employee_id)

    def test_an_employee_met_a_visitor(self):
        self.visit(self.visitor)
        self.attend(self.ayse, "9 06:00", "9 14:00")
        case = self.open_case()
        self.assertEqual(self.met(case), {self.visitor: 1})
        self.assertEqual(case.contact_ids.source, "visit")
        self.assertEqual(case.contact_ids.risk_status, "unknown")
        self.assertEqual(self.met(self.open_case(self.deniz)), {self.visitor: 1})

    def test_a_visitor_who_is_still_inside_and_one_who_never_came(self):
        self.permit("visit", [self.other], host_id=self.deniz.id)
        self.permit(
            "visit",
            [self.visitor],
            host_id=self.deniz.id,
            arrived_at="2021-03-10 08:00:00",
        )
        self.assertEqual(self.met(self.open_case(self.deniz)), {self.visitor: 1})

    def test_a_journey_needs_no_attendance(self):
        journey = self.permit("travel", [self.ayse, self.deniz, self.visitor])
        case = self.open_case()
        self.assertEqual(self.met(case), {self.deniz: 2, self.visitor: 2})
        self.assertEqual(set(case.contact_ids.mapped("source")), {"travel"})
        journey.state = "cancelled"
        case.web_read({"contact_count": {}})
        self.assertFalse(case.contact_ids)

    def test_visitors_stay_contacts_when_their_visit_is_destroyed(self):
        """By default visits last 14 days, and cases 30."""
        self.visitor.hes_visit_only = True
        self.visitor.company_id = self.company
        self.visit(self.visitor)
        self.attend(self.ayse, "9 06:00", "9 14:00")
        self.attend(self.burak, "9 06:00", "9 14:00")
        case = self.open_case()
        met = {self.visitor: 1, self.burak: 8}
        self.assertEqual(self.met(case), met)
        with freeze_time("2021-03-24 09:00:00"):
            for _count in self.env["hes.destruction.log"]._destroy_due(
                fields.Datetime.now()
            ):
                pass
            self.env.invalidate_all()
            self.assertFalse(
                self.env["hes.permit"].search([("company_id", "=", self.company.id)])
            )
            case.action_refresh()
            self.assertEqual(self.met(case), met)
            self.env["hr.attendance"].search(
                [("employee_id", "=", self.burak.id)]
            ).check_out = "2021-03-09 07:00:00"
            case.web_read({"contact_count": {}})
            self.assertEqual(self.met(case), {self.visitor: 1, self.burak: 1})

    def test_what_took_place_is_not_deleted(self):
        visit, journey = self.visit(self.visitor), self.permit("travel", [self.ayse])
        for permit in (visit, journey):
            with self.assertRaisesRegex(UserError, "took place"):
                permit.with_user(self.officer).unlink()
        self.permit("visit", [self.other]).with_user(self.officer).unlink()
        with freeze_time("2021-03-08 09:00:00"):
            self.permit("travel", [self.ayse]).with_user(self.officer).unlink()

    def test_who_is_added_to_a_past_journey_is_a_contact(self):
        journey = self.permit("travel", [self.ayse, self.deniz])
        case = self.open_case()
        self.assertEqual(self.met(case), {self.deniz: 2})
        row = {"permit_id": journey.id, "employee_id": self.cigdem.id}
        journey.user_id = self.plain_user
        refused = self.assertRaisesRegex(UserError, "has begun")
        with refused, self.env.cr.savepoint():
            self.as_user(self.plain_user, "hes.permit.participant").create(row)
        added = self.as_user(self.officer, "hes.permit.participant").create(row)
        case.web_read({"contact_count": {}})
        self.assertEqual(self.met(case), {self.deniz: 2, self.cigdem: 2})
        self.assertEqual(journey.state, "approved")
        journey.with_user(self.officer).date_to = "2021-03-09 09:00:00"
        case.web_read({"contact_count": {}})
        self.assertEqual(self.met(case), {self.deniz: 1, self.cigdem: 1})
        added.unlink()
        case.web_read({"contact_count": {}})
        self.assertEqual(self.met(case), {self.deniz: 1})

    def test_a_journey_that_began_keeps_its_end(self):
        journey = self.permit("travel", [self.ayse]).with_user(self.officer)
        result = journey.load([".id", "date_to"], [[str(journey.id), ""]])
        self.assertIn("Until", result["messages"][0]["message"])

    def test_a_journey_that_was_denied_before_it_began_did_not_take_place(self):
        journey = self.permit("travel", [self.ayse, self.deniz])
        journey.write({"state": "denied", "checked_at": "2021-03-09 07:00:00"})
        case = self.open_case()
        self.assertFalse(case.contact_ids)
        journey.write({"checked_at": "2021-03-09 09:00:00", "state": "denied"})
        case.action_refresh()
        self.assertEqual(self.met(case), {self.deniz: 2}, "denied during the journey")

    def test_an_organiser_neither_cancels_nor_reopens_what_took_place(self):
        journey = self.permit("travel", [self.ayse, self.deniz])
        journey.user_id = self.plain_user
        case = self.open_case()
        mine = self.as_user(self.plain_user, "hes.permit").browse(journey.id)
        row = {"permit_id": journey.id, "employee_id": self.cigdem.id}
        for outcome in (
            {"state": "approved"},
            {"state": "denied", "checked_at": "2021-03-09 09:00:00"},  # on the way
        ):
            journey.write(outcome)
            for change in (
                mine.action_cancel,
                lambda: mine.write({"date_to": "2021-03-12 10:00:00"}),
                lambda: mine.participant_ids.create(row),
                mine.participant_ids[:1].unlink,
            ):
                refused = self.assertRaisesRegex(UserError, "has begun")
                with refused, self.env.cr.savepoint():
                    change()
            case.web_read({"contact_count": {}})
            self.assertEqual(self.met(case), {self.deniz: 2})
        journey.with_user(self.officer).action_cancel()
        case.web_read({"contact_count": {}})
        self.assertFalse(case.contact_ids)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCorrections(ContactCase):
    """Attendances are corrected after the list was made."""

    def setUp(self):
        super().setUp()
        self.first = self.attend(self.ayse, "5 06:00", "5 14:00")
        self.second = self.attend(self.burak, "5 06:00", "5 14:00")
        with freeze_time("2021-03-08 09:00:00"):
            self.case = self.open_case()
        with freeze_time(NOW):  # the day of the risk is long over
            self.case.web_read({"contact_count": {}})
        self.assertFalse(self.due())

    def due(self, case=None):
        """When the list is to be made again."""
        corrections = self.env["hes.contact.due"].search([("case_id", "=", False)])
        rows = (case or self.case).sudo().due_ids | corrections
        return rows.filtered(lambda row: not row.traced_at).mapped("due_at")

    def look(self):
        self.case.web_read({"contact_count": {}})
        return self.met(self.case)

    def test_a_changed_time(self):
        self.second.write({"check_out": "2021-03-05 08:00:00"})
        self.assertEqual(self.look(), {self.burak: 2})

    def test_a_forgotten_one_is_entered(self):
        self.env["hr.attendance"].create(
            {
                "employee_id": self.cigdem.id,
                "check_in": "2021-03-05 13:00:00",
                "check_out": "2021-03-05 15:00:00",
            }
        )
        self.assertEqual(self.look(), {self.burak: 8, self.cigdem: 1})

    def test_one_is_deleted_and_whom_hr_has_dealt_with_stays(self):
        self.second.unlink()
        self.assertEqual(self.look(), {})
        self.attend(self.burak, "5 06:00", "5 14:00")
        self.case.action_refresh()
        self.case.contact_ids.state = "informed"
        self.env["hr.attendance"].search([("employee_id", "=", self.burak.id)]).unlink()
        self.assertEqual(self.look(), {self.burak: 0})
        self.assertEqual(self.case.contact_ids.state, "informed")

    def test_whoever_hr_has_written_about_stays(self):
        third, fourth = (
            self.attend(who, "5 06:00", "5 14:00") for who in (self.cigdem, self.deniz)
        )
        self.deniz.work_location_id = self.site
        self.case.action_refresh()
        contacts = {contact.employee_id: contact for contact in self.case.contact_ids}
        contacts[self.burak].message_post(body="Called")
        contacts[self.cigdem].activity_schedule(
            "mail.mail_activity_data_call", user_id=self.officer.id
        ).action_feedback(feedback="Called")
        self.deniz.work_email = "deniz@example.com"
        contacts[self.deniz].action_inform()
        contacts[self.deniz].state = "todo"
        for row in self.second | third | fourth:
            row.check_out = "2021-03-05 06:05:00"
        met = self.look()
        self.assertEqual(met, {self.burak: 0, self.cigdem: 0, self.deniz: 0})

    def test_a_corrected_place(self):
        self.burak.work_location_id = self.other_site
        self.assertEqual(self.look(), {})
        self.burak.work_location_id = self.site
        self.assertEqual(self.look(), {self.burak: 8})
        self.site.location_type = "home"
        self.assertEqual(self.look(), {})
        self.site.location_type = "office"
        self.assertEqual(self.look(), {self.burak: 8})
        self.burak.create_version(
            {"date_version": "2021-03-03", "work_location_id": self.other_site.id}
        )
        self.assertEqual(self.look(), {})
        self.burak.version_ids.sorted("date_version")[-1:].unlink()
        self.assertEqual(self.look(), {self.burak: 8})

    def test_a_place_that_stays_and_who_is_new_concern_no_case(self):
        self.burak.write({"work_location_id": self.site.id, "job_title": "Weaver"})
        self.env["hr.employee"].create(
            {"name": "New", "work_location_id": self.site.id}
        )
        self.assertFalse(self.due())

    def test_another_time_concerns_no_case(self):
        self.attend(
            self.burak, "10 06:00", "10 08:00"
        ).check_out = "2021-03-10 08:30:00"
        self.env["hes.contact.case"]._take_up_corrections()
        self.assertFalse(self.due())

    def test_a_plain_check_in_and_check_out_cost_no_statement(self):
        self.case.date_to = "2021-03-11 21:00:00"
        self.look()
        due = self.due()
        self.assertGreater(max(due), fields.Datetime.now())
        attendance = self.cigdem._attendance_action_change()
        with freeze_time("2021-03-10 16:00:00"):
            self.cigdem._attendance_action_change()
        self.assertTrue(attendance.check_out)
        self.assertEqual(self.due(), due)

    def test_while_the_period_runs_the_list_is_made_anew(self):
        with freeze_time("2021-03-08 09:30:00"):
            case = self.open_case(self.burak)
            again = datetime(2021, 3, 8, 9) + timedelta(hours=1.5)
            self.assertEqual(self.due(case), [again])
            self.attend(self.burak, "8 09:10")
            self.attend(self.cigdem, "8 09:10")
        with freeze_time("2021-03-08 12:10:00"):
            case.web_read({"contact_count": {}})
            self.assertEqual(self.met(case)[self.cigdem], 3)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContactActions(ContactCase):
    def setUp(self):
        super().setUp()
        for employee in self.ayse | self.burak | self.cigdem:
            self.attend(employee, "9 06:00", "9 14:00")
        self.burak.private_email = "burak@example.com"
        self.case = self.open_case()
        self.contacts = {c.employee_id: c for c in self.case.contact_ids}

    def test_everybody_gets_a_note_that_discloses_nothing(self):
        mails = self.env["mail.mail"].search([])
        notice = self.case.action_inform_all()
        self.assertIn("Çiğdem Öz", notice["params"]["message"], "has no address")
        mail = self.env["mail.mail"].search([]) - mails
        self.assertEqual(mail.email_to, "burak@example.com")
        for word in (*NEUTRAL, "burak", "çiğdem"):
            self.assertNotIn(word, (mail.subject + mail.body_html).lower())
        self.assertEqual(self.contacts[self.burak].state, "informed")
        self.assertEqual(str(self.contacts[self.burak].informed_at), NOW)
        self.assertEqual(self.contacts[self.cigdem].state, "todo")

    def test_who_was_notified_is_not_written_to_again(self):
        self.case.action_inform_all()
        mails = self.env["mail.mail"].search([])
        with freeze_time("2021-03-11 09:00:00"):
            notice = self.case.contact_ids.action_inform()
            self.assertIn("Çiğdem Öz", notice["params"]["message"])
            notice = self.contacts[self.burak].action_inform()
        self.assertIn("already", notice["params"]["message"])
        self.assertEqual(self.env["mail.mail"].search([]), mails)
        self.assertEqual(str(self.contacts[self.burak].informed_at), NOW)

    def test_it_is_written_in_the_language_of_the_person(self):
        template = self.env.ref("hes_code.mail_template_contact")
        template.with_context(lang="tr_TR").subject = "Lütfen önce İK’yı arayın"
        self.burak.work_contact_id.lang = "tr_TR"
        mails = self.env["mail.mail"].search([])
        self.contacts[self.burak].action_inform()
        mail = self.env["mail.mail"].search([]) - mails
        self.assertEqual(mail.subject, "Lütfen önce İK’yı arayın")

    def test_a_new_check_is_asked_for_and_noted(self):
        self.start_service()
        with self.assertRaisesRegex(UserError, "HES code"):
            self.case.action_check_all()
        self.code(self.burak, RISKLESS)
        self.contacts[self.burak].invalidate_recordset()
        self.case.action_check_all()
        self.assertEqual(self.contacts[self.burak].state, "checked")
        self.assertEqual(self.contacts[self.burak].risk_status, "riskless")
        self.assertEqual(self.contacts[self.cigdem].state, "todo")

    def test_the_rule_in_force_proposes_a_day(self):
        contact = self.contacts[self.burak]
        with self.assertRaisesRegex(UserError, "Away Until"):
            contact.action_stay_away()
        rules = self.as_user(self.manager, "hes.isolation.rule")
        for kind, since, days in (
            ("index", "2021-01-01", 14),
            ("index", "2021-03-10", 10),
            ("index", "2021-03-11", 7),
            ("contact", "2021-01-01", 5),
        ):
            rules.create({"applies_to": kind, "valid_from": since, "days": days})
        self.case.invalidate_recordset()
        contact.invalidate_recordset()
        self.assertEqual(self.case.proposed_until.isoformat(), "2021-03-20")
        self.assertEqual(contact.proposed_until.isoformat(), "2021-03-14")
        contact.action_stay_away()
        self.assertEqual(contact.away_until.isoformat(), "2021-03-14")
        away = self.as_user(self.officer, "hr.employee").search(
            [("hes_contact_ids.away_until", ">=", "2021-03-14")]
        )
        self.assertEqual(away, self.burak)

    def test_present_codes_and_rules_count_where_archived_ones_are_shown(self):
        self.code(self.burak, RISKLESS)
        present = self.code(self.burak, RISKY)
        rules = self.as_user(self.manager, "hes.isolation.rule")
        kept, gone = rules.create(
            [
                {"applies_to": "contact", "valid_from": since, "days": days}
                for since, days in (("2021-01-01", 5), ("2021-02-01", 9))
            ]
        )
        gone.active = False
        self.env.invalidate_all()
        contact = self.contacts[self.burak].with_context(active_test=False)
        self.assertEqual(contact.code_id, present)
        self.assertEqual(contact.case_id.contact_rule_id, kept)

    def test_hr_edits_a_case_in_the_form(self):
        with Form(self.case) as form:
            form.date_from = "2021-03-09 20:00:00"
            form.note = "Was in building C"
        self.case.web_read({"contact_count": {}})
        self.assertFalse(self.case.contact_ids)
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")
        self.case.action_reopen()
        self.assertEqual((self.case.state, self.case.closed_at), ("open", False))

    def test_an_activity_names_nobody_in_its_mail(self):
        contact = self.contacts[self.burak]
        action = contact.action_plan()
        wizard = self.as_user(self.officer, "mail.activity.schedule")
        wizard = wizard.with_context(**action["context"])
        mails = self.env["mail.mail"].search([])
        with Form(wizard) as form:
            form.activity_user_id = self.manager
            form.summary = "Call"
        form.record.action_schedule_activities()
        self.assertEqual(contact.activity_ids.user_id, self.manager)
        for mail in self.env["mail.mail"].search([]) - mails:
            self.assertNotIn("Burak", mail.subject)
            self.assertNotIn("Ayşe", mail.subject)

    def test_the_picture_has_a_number_for_each_day_and_person(self):
        timeline = self.case.timeline
        self.assertEqual(len(timeline["days"]), 15)
        self.assertEqual(timeline["days"][-2:], ["2021-03-09", "2021-03-10"])
        self.assertEqual(
            [(row["name"], row["hours"][-2:]) for row in timeline["people"]],
            [("Burak Çelik", [8, 0]), ("Çiğdem Öz", [8, 0])],
        )
