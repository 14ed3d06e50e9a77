# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, HesCase
from ..sheet import sheet_files as files
from ..sheet.sheet_files import HEADER, LINE


@tagged("post_install", "-at_install")
class TestLimits(HesCase):
    """Limits are settings of the company or the service; each refusal says which."""

    def set(self, **values):
        with Form(
            self.as_user(self.manager, "res.company").browse(self.company.id),
            view="hes_code.hes_policy_view_form",
        ) as form:
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
        self.set(hes_upload_rows=1000)
        with self.assertRaisesRegex(UserError, "more than 1000 rows"):
            self.preview(data)
        self.set(hes_upload_rows=1001)
        self.assertEqual(self.preview(data).state, "preview")

    def test_the_cells_of_a_list(self):
        data = files.csv(HEADER, LINE, *[[""] * 5] * 2000)
        self.set(hes_upload_rows=1000)
        with self.assertRaisesRegex(UserError, "more than 10000 cells"):
            self.preview(data)
        self.set(hes_upload_rows=2000)
        self.assertEqual(self.preview(data).state, "preview")

    def test_the_size_of_a_list(self):
        data = files.csv(HEADER, LINE, ["x" * 1_100_000])
        self.set(hes_upload_megabytes=1)
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
        self.set(hes_tries_per_hour=2)
        own = self.env["res.users"].with_user(user).browse(user.id)
        for number in range(2):
            own.hes_code = f"A4D7-1132-1{number}"
        with self.assertRaisesRegex(ValidationError, "several new HES codes"):
            own.hes_code = "A4D7-1132-12"
        own.hes_code = "A4D7-1132-11"  # the present one
        self.assertEqual(self.ayse.hes_code, "A4D7-1132-11")

    def test_no_limit_can_be_set_to_nothing_or_without_end(self):
        _stand_in, service = self.start_service()
        for record, name, values in (
            (self.company, "hes_upload_megabytes", (0, 51)),
            (self.company, "hes_upload_rows", (999, 200_001)),
            (self.company, "hes_tries_per_hour", (0, 51)),
            (service, "answer_megabytes", (0, 21)),
        ):
            for value in values:
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaises(CheckViolation),
                    mute_logger("odoo.sql_db"),
                    self.env.cr.savepoint(),
                ):
                    record[name] = value
                    record.flush_recordset()
                record.invalidate_recordset()

    def test_they_are_shown_to_who_may_set_them(self):
        self.code(self.ayse, RISKLESS)
        form = Form(self.env["res.config.settings"])
        form.upload_rows = 2000
        form.save().execute()
        self.assertEqual(self.company.hes_policy_id.upload_rows, 2000)
