# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import logging
from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, HesCase
from ..database_scan import places

SECRET = "k0p4rnikus"
#: As it goes over the wire, too.
FORMS = (SECRET, b64encode(f"hes:{SECRET}".encode()).decode())


@tagged("post_install", "-at_install")
class TestSecret(HttpCase, HesCase):
    """The service's password goes in, and never comes out again."""

    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.admin = self._user("admin", "base.group_system")
        self.admin.group_ids += self.env.ref("base.group_allow_export")
        self.both = self._user(
            "both",
            "base.group_system,base.group_allow_export,hes_code.group_hes_manager",
        )
        self.service.with_user(self.manager).password = SECRET
        self.env.flush_all()

    def assert_untold(self, told, where):
        for form in FORMS:
            self.assertNotIn(form, str(told), where)

    def test_it_stands_in_one_column_of_one_table(self):
        self.code(self.ayse, RISKLESS).action_check()
        self.env.flush_all()
        self.assertEqual(places(self.env, FORMS), {"hes_service.secret"})

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_door_gives_it_back(self):
        users = (self.officer, self.manager, self.admin, self.both)
        for user in users:
            service = self.service.with_user(user).with_context(
                allowed_company_ids=self.company.ids, debug=True
            )
            for name, door in self.doors(service).items():
                with self.subTest(user=user.login, door=name):
                    try:
                        told = door()
                    except (AccessError, UserError, ValueError, KeyError) as error:
                        told = error
                    self.assert_untold(told, name)

    @staticmethod
    def doors(service):
        every = {name: {} for name in service._fields}
        mine = [("id", "=", service.id)]
        return {
            "read": lambda: service.read(),
            "read both": lambda: service.read(["password", "secret"]),
            "read password": lambda: service.read(["password"]),
            "web_read": lambda: service.web_read({"password": {}}),
            "web_read all": lambda: service.web_read(every),
            "search_read": lambda: service.search_read(mine, ["password"]),
            "export": lambda: service.export_data(["name", "password"])["datas"],
            "export secret": lambda: service.export_data(["secret"])["datas"],
            "copy_data": lambda: service.copy_data(),
            "web_save": lambda: service.web_save({"name": "S"}, {"password": {}}),
            "onchange": lambda: service.onchange(
                {}, ["environment"], {"password": {}, "url": {}}
            ),
            "views": lambda: service.get_views([(False, "form"), (False, "list")]),
            "fields": lambda: service.fields_get(),
            "search": lambda: (
                service.search([("secret", "=", SECRET)] if service else []).ids
                and SECRET
            ),
            "group": lambda: service.formatted_read_group(mine, ["secret"]),
            "order": lambda: service.search(mine, order="secret").ids and SECRET,
            "aggregate": lambda: service.formatted_read_group(mine, [], ["secret:max"]),
            "name_search": lambda: service.name_search(SECRET, mine),
        }

    def test_a_copy_of_the_service_has_none(self):
        copied = self.service.with_user(self.manager).copy({"username": "hes"})
        self.assertFalse(copied.sudo().secret)
        self.assertFalse(copied.has_password)

    def test_no_log_and_no_error_has_it(self):
        self.code(self.ayse, RISKLESS)
        noisy = ("odoo.sql_db", "odoo.service.model")  # Odoo's own, of every value
        self.enterContext(mute_logger(*noisy))
        for trouble in (None, "401", "500", "redirect", "html", "cut"):
            if trouble:
                self.stand_in.trouble(trouble)
            with (
                self.subTest(trouble=trouble),
                self.assertLogs("odoo", "DEBUG") as odoos,
                self.assertLogs(None, "DEBUG") as others,
            ):
                for name in (__name__, "root"):
                    logging.getLogger(name).debug("one at least")
                self.assert_untold(self.service.action_test_connection(), trouble)
                query = self.env["hes.query"].create({"company_id": self.company.id})
                try:
                    query.action_start()
                except UserError as error:
                    self.assert_untold(error, trouble)
                self.assert_untold(query.error, trouble)
            self.assert_untold(odoos.output + others.output, trouble)
            self.stand_in.calm()
            self.service._resume()
            self.env["hes.query"].search([]).action_cancel()
        self.env.flush_all()
        self.assertEqual(places(self.env, FORMS), {"hes_service.secret"})

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_an_error_over_http_does_not_echo_it(self):
        self.authenticate("hes_manager", "hes_manager")
        for values in (
            {"password": SECRET, "pause": -1},
            {"password": SECRET, "batch_size": 9999},
            {"password": SECRET, "company_id": self.stranger_company.id},
        ):
            answer = self.url_open(
                "/web/dataset/call_kw/hes.service/web_save?debug=1",
                data=json.dumps(
                    {
                        "jsonrpc": "2.0",
                        "params": {
                            "model": "hes.service",
                            "method": "web_save",
                            "args": [self.service.ids, values, {"password": {}}],
                            "kwargs": {},
                        },
                    }
                ),
                headers={"Content-Type": "application/json"},
            )
            self.assertIn("error", answer.json())
            self.assert_untold(answer.text, values)
