# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..common import RISKY, STRANGE, HesCase


@tagged("post_install", "-at_install")
class TestMessages(HesCase):
    """Messages about people: who gets them, and what is seen of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._user("deputy", "hes_code.group_hes_officer")
        (cls.deputy | cls.manager | cls.plain_user).notification_type = "inbox"

    def setUp(self):
        super().setUp()
        record = self.code(self.ayse, RISKY, risk_status="risky")
        self.hes_code = record.with_user(self.officer)

    def told(self, **values):
        """Users who are notified of an officer's message."""
        message = self.hes_code.message_post(
            body="At the hospital",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )
        return message.notified_partner_ids.user_ids

    def test_who_looks_after_a_code_is_told(self):
        told = self.told()
        self.assertLessEqual(self.deputy | self.manager, told)

    def test_who_was_given_an_activity_is_not(self):
        self.hes_code.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.plain_user.id
        )
        self.assertNotIn(self.plain_user, self.told())

    def test_who_has_no_hes_rights_any_more_is_not(self):
        officers = self.env.ref("hes_code.group_hes_officer")
        self.deputy.group_ids = [Command.unlink(officers.id)]
        self.assertNotIn(self.deputy, self.told())

    def test_who_went_to_another_company_is_not(self):
        for kind in ("inbox", "email"):
            self.deputy.write(
                {
                    "company_ids": [Command.set(self.stranger_company.ids)],
                    "company_id": self.stranger_company.id,
                    "notification_type": kind,
                }
            )
            self.assertNotIn(self.deputy, self.told())

    def test_who_works_for_two_companies_is(self):
        self.deputy.write(
            {
                "company_ids": [Command.link(self.stranger_company.id)],
                "company_id": self.stranger_company.id,
            }
        )
        self.assertIn(self.deputy, self.told())

    def test_whom_the_author_names_is(self):
        named = self.plain_user.partner_id
        self.assertIn(self.plain_user, self.told(partner_ids=named.ids))

    def pushed(self, user, action):
        """What reaches the telephone of a user whom ``action`` notifies."""
        devices = self.env["mail.push.device"]
        devices.get_web_push_vapid_public_key()
        devices.sudo().create(
            {
                "partner_id": user.partner_id.id,
                "endpoint": "https://push.example.com/1",
                "keys": json.dumps({"p256dh": "x", "auth": "y"}),
            }
        )
        with patch("odoo.addons.mail.models.mail_thread.push_to_end_point") as push:
            action()
        return [json.loads(call.kwargs["payload"]) for call in push.call_args_list]

    def assert_says_nothing(self, pushed):
        self.assertTrue(pushed)
        for payload in pushed:
            self.assertEqual(payload["title"], "Odoo")
            text = payload["options"]["body"]
            self.assertEqual(text, "There is a note for you in Odoo.")

    def test_a_note_about_somebody_is_pushed_without_a_word_about_them(self):
        self.burak.user_id = self.plain_user
        self.cigdem.parent_id = self.burak
        pushed = self.pushed(
            self.plain_user,
            lambda: self.code(self.cigdem, STRANGE, risk_status="risky"),
        )
        self.assert_says_nothing(pushed)

    def test_so_is_a_message_on_a_code(self):
        self.assert_says_nothing(self.pushed(self.deputy, self.told))
