# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import HesCase
from ..sheet import sheet_files as files
from ..sheet.sheet_files import HEADER, LINE


@tagged("post_install", "-at_install")
class TestLimits(HesCase):
    """Limits are settings of the company or the service; each refusal says which."""

    def set(self, **values):
        company = self.company.with_user(self.manager)
        with Form(company.hes_policy_id) as form:
            for name, value in values.items():
                form[name] = value

    def preview(self, data):
        form = Form(self.as_user(self.officer, "hes.template.import"))
        form.data = base64.b64encode(data)
        wizard = form.save()
        wizard.action_preview()
        return wizard

    def test_the_rows_of_a_list(self):
        data = files.csv(HEADER, *[LINE] * 1001)
        self.set(upload_rows=1000)
        with self.assertRaisesRegex(UserError, "more than 1000 rows"):
            self.preview(data)
        self.set(upload_rows=1001)
        self.assertEqual(self.preview(data).state, "preview")

    def test_the_cells_of_a_list(self):
        data = files.csv(HEADER, LINE, *[[""] * 5] * 2000)
        self.set(upload_rows=1000)
        with self.assertRaisesRegex(UserError, "more than 10000 cells"):
            self.preview(data)
        self.set(upload_rows=2000)
        self.assertEqual(self.preview(data).state, "preview")

    def test_the_size_of_a_list(self):
        data = files.csv(HEADER, LINE, ["x" * 1_100_000])
        self.set(upload_megabytes=1)
        with self.assertRaisesRegex(UserError, "too large"):
            self.preview(data)

    def test_the_size_of_an_answer(self):
        stand_in, service = self.start_service()
        body = b'{"success_map": {}, "unsuccess_map": {}, "more": "%s"}' % (
            b"x" * 10**6
        )
        stand_in.trouble("html", body=body)
        service.answer_megabytes = 1
        told = service.action_test_connection()["params"]["message"]
        self.assertIn("too large", told)
        service.answer_megabytes = 2
        told = service.action_test_connection()["params"]["message"]
        self.assertIn("The service answers", told)

    def test_new_codes_in_the_own_profile(self):
        user = self._user("employee", "base.group_user")
        self.ayse.user_id = user
        self.set(tries_per_hour=2)
        own = self.env["res.users"].with_user(user).browse(user.id)
        for number in range(2):
            own.hes_code = f"A4D7-1132-1{number}"
        with self.assertRaisesRegex(ValidationError, "several new HES codes"):
            own.hes_code = "A4D7-1132-12"
        own.hes_code = "A4D7-1132-11"  # the present one
        self.assertEqual(self.ayse.hes_code, "A4D7-1132-11")

    @mute_logger("odoo.sql_db")
    def test_the_size_of_an_answer_has_bounds(self):
        _stand_in, service = self.start_service()
        for value in (0, 21):
            with (
                self.subTest(value=value),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                service.answer_megabytes = value
                service.flush_recordset()
            service.invalidate_recordset()
