# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
import logging
from collections import Counter

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY
from .test_access_searched import NOW, SearchCase

#: Paths of three fields are many: so many of each length and model are tried.
PATHS_OF_A_MODEL = 12
DAYS = {"date_from": "2021-03-01", "date_to": "2021-03-02"}
MAIL_LOG = "odoo.addons.mail.models.mail_template"
#: How the ORM says that nobody searches by a field, or not this user.
REFUSED = (UserError, ValueError, NotImplementedError)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessPaths(SearchCase):
    """No way that leads to HES data is without its row."""

    def setUp(self):
        super().setUp()
        self.officer.group_ids += self.env.ref(
            "hr_attendance.group_hr_attendance_manager"
        ) + self.env.ref("hr.group_hr_manager")

    def models(self):
        for name in sorted(self.registry):
            records = self.as_user(self.officer, name)
            if not records._abstract and records.has_access("read"):
                yield records

    def relations(self, records):
        """Names of the fields that lead to other records of a model."""
        for field in records._fields.values():
            searched = field.store or field.search
            if field.comodel_name and field.relational and searched:
                if records._has_field_access(field, "read"):
                    yield field

    def conditions(self, records):
        """A condition on each logged field of a model, which is true or false by data
        and not by itself."""
        values = {
            "char": ("ilike", "A"),
            "text": ("ilike", "A"),
            "date": (">", "2021-01-01"),
            "datetime": (">", "2021-01-01 00:00:00"),
            "boolean": ("=", True),
        }
        for name, field in records._fields.items():
            if not getattr(records, "_access_log_kind", None):
                continue
            if not records._is_logged(name) or not (field.store or field.search):
                continue
            if field._module != "hes_code":  # followers, activities, names
                continue
            if field.type == "selection":
                yield name, "in", [field.get_values(self.env)[-1]]
            elif field.relational:
                yield name, "in", [1]
            else:
                yield name, *values.get(field.type, (">", 1))

    def paths(self):
        """Model, and conditions on paths of up to three fields to a logged one."""
        own = {records._name: [*self.conditions(records)] for records in self.models()}
        towards = {
            records._name: [*self.relations(records)] for records in self.models()
        }
        two = {
            name: [
                (f"{field.name}.{path}", *rest)
                for field in fields
                for path, *rest in own.get(field.comodel_name, ())
            ]
            for name, fields in towards.items()
        }
        three = {
            name: [
                (f"{field.name}.{path}", *rest)
                for field in fields
                for path, *rest in two.get(field.comodel_name, ())
            ]
            for name, fields in towards.items()
        }
        for name in own:
            yield name, own[name]
            for many in (two[name], three[name]):
                yield name, many[:: len(many) // PATHS_OF_A_MODEL + 1]

    def left(self):
        """Whether a row is to be written; it is forgotten again."""
        searches = self.env.cr.precommit.data.get("hes_code.searches", {})
        found = [*searches]
        searches.clear()
        return found

    def test_every_path_of_every_model_leaves_a_row(self):
        unseen, tried = [], Counter()
        for name, conditions in self.paths():
            records = self.as_user(self.officer, name)
            for condition in conditions:
                self.left()
                with mute_logger("odoo.domains", "odoo.models"):
                    try:
                        with self.env.cr.savepoint(flush=False):
                            records.search_count([condition], limit=1)
                    except REFUSED:
                        continue
                tried[condition[0].count(".") + 1] += 1
                if not self.left():
                    unseen.append((name, condition))
        self.assertFalse(unseen)
        self.assertGreater(min(tried[1], tried[2], tried[3]), 50)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessPathsOverHttp(HttpCase, SearchCase):
    def call(self, user, model, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_stock_searches_with_all_rights_lead_nowhere(self):
        """Followers and bank accounts are searched by Odoo as the system."""
        self.ayse.user_id = self.manager
        followed = self.env["res.partner"].create({"name": "Followed"})
        followed.message_subscribe(self.manager.partner_id.ids)
        ours = "message_partner_ids.employee_ids"
        for user in (self.plain_user, self.attendance_officer):
            for domain in (
                [(f"{ours}.hes_code", "=ilike", "A4%")],
                [(f"{ours}.hes_risk_status", "=", "riskless")],
                [(f"{ours}.hes_code_ids.code", "=ilike", "A4%")],
                [(ours, "any", [("hes_code", "=ilike", "A4%")])],
                [("message_partner_ids.hes_visit_only", "=", True)],
            ):
                with (
                    self.subTest(user=user.login, domain=domain),
                    mute_logger("odoo.http", "odoo.models"),
                    self.assertRaises(JsonRpcException),
                ):
                    self.call(user, "res.partner", "search_count", domain)
        self.forget()
        found = self.call(
            self.officer,
            "res.partner",
            "search_count",
            [(f"{ours}.hes_code", "=ilike", "A4%")],
        )
        self.assertEqual(found, 1)
        self.assertEqual(self.rows(), [("res.partner", f"{ours}.hes_code", 1)])

    def test_batches_by_their_codes_print_the_codes(self):
        query = self.env["hes.query"].create({})
        batches = self.env["hes.query.batch"].create(
            {"query_id": query.id, "code_ids": self.first.ids}
        )
        domain = [("id", "in", batches.ids)]
        for method, args in (
            ("formatted_read_group", [domain, ["code_ids"], ["__count"]]),
            ("web_read_group", [domain, ["code_ids"]]),
            ("formatted_read_grouping_sets", [domain, [["code_ids"]], ["__count"]]),
        ):
            with self.subTest(method=method, args=args):
                self.forget()
                shown = self.call(self.officer, "hes.query.batch", method, *args)
                if RISKLESS in str(shown):
                    self.assertEqual(self.seen(), [(self.ayse, "code")])
        self.assertIn(RISKLESS, str(shown))

    def seen(self):
        """(whose, kind) of what the officer has read."""
        rows = self.env["hes.access.log"].search([("channel", "!=", "search")])
        self.assertLessEqual(set(rows.user_id.ids), {self.officer.id})
        return [(row.employee_id, row.kind) for row in rows]

    def test_a_copy_and_an_export_of_names_print_them(self):
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        self.forget()
        exemption = self.env["hes.exemption"].create(
            {"employee_id": self.ayse.id, "reason": "Alone", **DAYS}
        )
        [copied] = self.call(self.officer, exemption._name, "copy_data", exemption.ids)
        self.assertEqual(copied["reason"], "Alone")
        self.assertEqual(self.seen(), [(self.ayse, "exemption")])
        group = self.as_user(self.officer, "hes.query.group").create({"name": "x"})
        group.sudo().edevlet_code_ids = self.second
        self.forget()
        shown = self.call(
            self.officer, group._name, "export_data", group.ids, ["edevlet_code_ids"]
        )
        self.assertIn(RISKY, str(shown))
        self.assertEqual(self.seen(), [(self.burak, "code")])

    def test_what_a_form_shows_before_it_is_saved(self):
        group = self.as_user(self.officer, "hes.query.group").create({"name": "x"})
        people = (self.ayse | self.burak).ids
        self.forget()
        shown = self.call(
            self.officer,
            group._name,
            "onchange",
            [],
            {"employee_ids": [[6, 0, people]]},
            [],
            {"employee_ids": {"fields": {"hes_code": {}}}},
        )
        self.assertIn(RISKY, str(shown))
        self.assertEqual(self.rows(), [(group._name, "employee_ids.hes_code", 0)])
        self.forget()
        self.call(
            self.officer,
            "hes.code",
            "onchange",
            self.first.ids,
            {"source": "manual"},
            [],
            {"code": {}, "risk_status": {}, "source": {}},
        )
        self.assertEqual(self.seen(), [(self.ayse, "code")])

    def test_a_search_that_ends_in_an_error_has_its_row(self):
        """Whether the error comes tells whether somebody was found."""
        self.forget()
        # assertRaises would take back what the request wrote
        with mute_logger("odoo.http"), contextlib.suppress(JsonRpcException):
            self.call(
                self.officer,
                "hr.employee",
                "web_search_read",
                [("hes_code", "=", RISKLESS)],
                {"parent_id": {"fields": {"no_field": {}}}, "name": {}},
            )
            self.fail("No error came")
        self.assertEqual(self.rows(), [("hr.employee", "hes_code", 1)])

    def test_a_path_from_stock_models(self):
        for model, path in (
            ("resource.resource", "employee_id.hes_code"),
            ("hr.employee.public", "employee_id.hes_code"),
            ("hr.version", "employee_id.hes_code"),
            ("res.users", "employee_ids.hes_code"),
            ("hes.query", "check_ids.code_id.code"),
        ):
            with self.subTest(model=model):
                self.forget()
                domain = [(path, "=ilike", "A4%")]
                self.call(self.officer, model, "search", domain)
                [(searched, fields, _found)] = self.rows()
                self.assertEqual(searched, model)
                self.assertTrue(path.startswith(fields))

    def test_no_log_of_the_server_has_what_was_searched_for(self):
        typed = "a4d7 113210"
        for domain in (
            [("hes_cod", "=", typed)],
            [("employee_id.hes_kod", "in", [typed, "x"])],
            [("hes_code", "=LIKE", typed)],
            [("hes_code", "no operator", typed)],
            [
                "&",
                ("hes_code", "=", typed),
                ("parent_id.x", "any", [("y", "=", typed)]),
            ],
        ):
            with self.subTest(domain=domain), self.assertLogs() as logs:
                logging.getLogger().info("one at least")
                with contextlib.suppress(JsonRpcException):
                    self.call(self.officer, "hr.employee", "search", domain)
            self.assertNotIn("113210", "\n".join(logs.output))

    def test_no_mail_template_holds_hes_data(self):
        self.officer.group_ids += self.env.ref("mail.group_mail_template_editor")
        renderer = self.env["mail.render.mixin"]
        for model, record, text in (
            ("hr.employee", self.ayse, "{{ object.hes_code }}"),
            ("hr.employee", self.ayse, "{{ object.hes_code_ids[0]['code'] }}"),
            ("hr.employee", self.ayse, "{{ object.sudo().read(['hes_code']) }}"),
            ("hr.employee", self.ayse, "{{ env['hes.code'].search([]) }}"),
            ("hr.employee", self.ayse, "{{ user.employee_id.hes_risk_status }}"),
            ("hes.code", self.first, "{{ object.code }}"),
            ("hes.code", self.first, "{{ object['code'] }}"),
            ("res.users", self.officer, "{{ object.employee_id.hes_code }}"),
        ):
            with self.subTest(model=model, text=text):
                values = {
                    "name": "x",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "subject": text,
                }
                with (
                    self.assertRaises(JsonRpcException),
                    mute_logger("odoo.http", MAIL_LOG),
                ):
                    self.call(self.officer, "mail.template", "create", values)
                with self.assertRaises(UserError):
                    renderer._render_template(text, model, record.ids)
        body = '<p>{}<t t-out="object.&#104;es_code"/></p>'
        for text in (body, body.replace("object.", "'x' and object.")):
            with self.assertRaises(UserError):
                renderer._render_template(
                    text, "hr.employee", self.ayse.ids, engine="qweb"
                )
        plain = "{{ object.name }} hes_code hes.code"
        shown = renderer._render_template(plain, "hr.employee", self.ayse.ids)
        self.assertEqual(shown[self.ayse.id], "Ayşe Işık hes_code hes.code")
