# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from ...tools.service.answer import Answer
from ..common import RISKLESS
from .test_contact_case import NOW, ContactCase

MODELS = ("hes.contact.case", "hes.contact", "hes.isolation.rule")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContactRights(ContactCase):
    """Only HES officers learn who met whom, and whom HR looks after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss_user = cls._user("boss", "hr.group_hr_manager")
        cls.boss = cls.env["hr.employee"].create(
            {
                "name": "Boss",
                "company_id": cls.company.id,
                "user_id": cls.boss_user.id,
            }
        )
        (cls.ayse | cls.burak).parent_id = cls.boss
        cls.stranger = cls._user("stranger", "hes_code.group_hes_officer")
        cls.stranger.write(
            {
                "company_ids": [(6, 0, cls.stranger_company.ids)],
                "company_id": cls.stranger_company.id,
            }
        )
        cls.others = (
            cls.boss_user
            | cls.attendance_officer
            | cls.plain_user
            | cls._user("gate", "hes_code.group_hes_gate")
            | cls._user("reception", "hes_code.group_hes_reception")
        )

    def setUp(self):
        super().setUp()
        for employee in self.ayse | self.burak:
            self.attend(employee, "9 06:00", "9 14:00")
        self.case = self.open_case()
        self.contact = self.case.contact_ids

    def test_others_read_search_and_count_nothing(self):
        for user in self.others:
            for model in MODELS:
                with self.subTest(user=user.login, model=model):
                    records = self.as_user(user, model)
                    with self.assertRaises(AccessError):
                        records.search([])
                    with self.assertRaises(AccessError):
                        records.search_count([])
                    with self.assertRaises(AccessError):
                        records._read_group([], ["company_id"], ["__count"])
            with self.assertRaises(AccessError):
                self.contact.with_user(user).read(["state"])
            with self.assertRaises(UserError):  # most may export nothing at all
                self.case.with_user(user).export_data(["employee_id/name"])

    def test_nothing_is_learned_by_way_of_the_employee(self):
        domain = [("hes_contact_ids.state", "=", "todo")]
        for user in self.others:
            # those who see only the public employees have no such field there
            sees_all = user.has_group("hr.group_hr_user")
            refused = self.assertRaises(AccessError if sees_all else ValueError)
            with self.subTest(user=user.login), refused:
                self.as_user(user, "hr.employee").search(domain)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ayse.with_user(user).action_hes_trace()

    def test_nothing_is_learned_by_way_of_messages_and_activities(self):
        self.burak.private_email = "burak@example.com"
        self.contact.action_inform()
        self.contact.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id
        )
        for user in self.others:
            with self.subTest(user=user.login):
                for model, name in (
                    ("mail.activity", "res_model"),
                    ("mail.message", "model"),
                ):
                    found = self.as_user(user, model).search([(name, "in", MODELS)])
                    self.assertFalse(found)

    def test_followers_without_the_right_are_not_told(self):
        for user in self.others:
            user.notification_type = "inbox"
            self.contact.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id
            )
        message = self.contact.with_user(self.officer).message_post(
            body="Stays at home", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(message.notified_partner_ids & self.others.partner_id)

    def test_an_officer_of_another_company_sees_nothing(self):
        theirs = {"allowed_company_ids": self.stranger_company.ids}
        for records in (self.case, self.contact):
            records = records.with_user(self.stranger).with_context(**theirs)
            self.assertFalse(records.search([]))
            with self.assertRaises(AccessError):
                records.read(["state"])

    @users("hes_officer")
    def test_an_officer_without_attendance_rights_traces_and_deletes_nothing(self):
        self.assertFalse(
            self.env.user.has_group("hr_attendance.group_hr_attendance_officer")
        )
        self.assertEqual(self.contact.with_env(self.env).employee_id, self.burak)
        for record in (self.case, self.contact):
            with self.assertRaises(AccessError):
                record.with_env(self.env).unlink()
        with self.assertRaises(AccessError):
            self.env["hes.isolation.rule"].create({"valid_from": "2021-01-01"})

    def test_whoever_checks_somebody_in_opens_the_case_and_learns_nothing(self):
        code = self.code(self.burak, RISKLESS)
        answer = Answer(code.code, "risky", checked_at=datetime(2021, 3, 10, 8, 59))
        checks = self.env["hes.check"].with_user(self.attendance_officer).sudo()
        checks._record({code: answer})
        found = self.as_user(self.officer, "hes.contact.case").search(
            [("employee_id", "=", self.burak.id)]
        )
        self.assertEqual(found.state, "open")
        self.assertFalse(self.env["mail.message"].search([("model", "in", MODELS)]))

    def test_nothing_of_it_is_in_a_history(self):
        self.contact.state = "informed"
        self.case.action_close()
        messages = self.env["mail.message"].search([("model", "in", MODELS)])
        self.assertFalse(messages)
