# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import inspect

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from ..access_case import NOW, RIGHTS, AccessCase
from ..access_table import (
    FIELDS,
    GUARDED,
    KEEPERS,
    ROLES,
    field_readers,
)
from .test_access_walk import REFUSALS_OF

READERS = field_readers(FIELDS) | field_readers(GUARDED)
#: Nobody of these learns a code, a status or a reason.
UNTOLD = [role for role in ROLES if role not in KEEPERS]
CODE = "ABCD-EFGH-1J"
#: Methods that say where to look, and nothing else: rights are asked for there.
SIGNPOSTS = {
    "action_download",
    "action_download_all",
    "action_download_edevlet",
    "action_download_errors",
    "action_download_template",
    "action_enter_answer",
    "action_open_edevlet",
    "action_plan",
    "action_print",
    "action_restart",
    "action_view_checks",
    "action_view_contacts",
    "action_view_queries",
    "fields_get",
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessSideDoors(AccessCase):
    """What is closed in front is closed through other models, too."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*REFUSALS_OF))

    def test_no_path_from_another_model_leads_there(self):
        secrets = self.searchable()
        opened = []
        for role in UNTOLD:
            for model, path, target in self.paths(role):
                for field in secrets[target]:
                    if role not in READERS[target, field]:
                        opened += self.through(role, model, path, target, field)
        self.assertFalse(opened)

    def searchable(self):
        """Model to its fields here that somebody with all rights can search by."""
        found = {}
        for model, field in READERS:
            records = self.env[model]
            domain = [(field, "!=", False)]
            names = found.setdefault(model, [])
            rows = self.outcome(lambda rec=records, dom=domain: rec.search(dom))
            if rows is not None:
                names.append(field)
        self.assertIn("hes_risk_status", found["hr.employee"])
        return found

    def paths(self, role):
        """Model, field and target of every relation to people and their data."""
        targets = {model for model, _field in READERS}
        for name, model in sorted(self.registry.items()):
            records = self.as_role(role, self.env[name])
            if model._abstract or model._transient or not records.has_access("read"):
                continue
            for field in model._fields.values():
                stamp = field.name in ("create_uid", "write_uid")
                if field.comodel_name in targets and not (
                    stamp and name != "res.partner"
                ):
                    yield records, field.name, field.comodel_name

    def through(self, role, records, path, target, field):
        dotted = f"{path}.{field}"
        doors = {
            # that a field is set which always is, tells nothing
            "set": lambda: (
                not self.env[target]._fields[field].required
                and records.search([(dotted, "!=", False)]).ids
            ),
            "unset": lambda: records.search([(dotted, "=", False)]).ids,
            "group": lambda: any(
                row[dotted]
                for row in records.formatted_read_group([], [dotted], ["__count"])
            ),
            "export": lambda: any(
                row[0]
                for row in records.search([], limit=9).export_data([f"{path}/{field}"])[
                    "datas"
                ]
            ),
        }
        return [
            (role, records._name, dotted, name)
            for name, door in doors.items()
            if self.outcome(door)
        ]

    def test_nothing_runs_for_who_may_not_read(self):
        """Public methods are open to every client; each asks for a right first."""
        ran = []
        for role in UNTOLD:
            for model, rights in RIGHTS.items():
                if rights[role]:
                    continue
                record = self.as_role(role, self.ours[model])
                for name in self.public_methods(model):
                    if name not in SIGNPOSTS and self.done(getattr(record, name)):
                        ran.append(f"{role} {model}.{name}")
        self.assertFalse(ran)

    def test_a_badge_is_asked_for_by_turnstiles_and_officers(self):
        self.ours["hr.employee"].barcode = "7001"
        self.company.hes_policy_id.gate = "on"
        for role in ROLES:
            people = self.as_role(role, self.env["hr.employee"])
            shown = self.outcome(lambda p=people: p.get_hes_clearance("7001"))
            with self.subTest(role=role):
                if role == "turnstile" or role in KEEPERS:
                    self.assertEqual(shown, {"clearance": "denied"})
                else:
                    self.assertIsNone(shown)

    def test_rules_are_written_by_managers_and_whoever_administers_companies(self):
        policy = self.company.hes_policy_id
        for role in ROLES:
            mine = self.as_role(role, policy)
            for field in policy._track_get_fields():
                values = {field: policy[field]}
                with self.subTest(role=role, field=field):
                    wrote = self.done(lambda p=mine, v=values: p.write(v))
                    self.assertEqual(wrote, role in ("manager", "system"))

    def test_signposts_tell_nothing(self):
        for model in RIGHTS:
            record = self.as_role("hr", self.ours[model])
            for name in SIGNPOSTS.intersection(self.public_methods(model)):
                with self.subTest(model=model, name=name):
                    shown = str(self.outcome(getattr(record, name)))
                    self.assertNotIn(CODE, shown)
                    self.assertNotIn(self.ours["hr.employee"].name, shown)

    def public_methods(self, model):
        """Those of this add-on that a client can call with nothing but a record."""
        cls = self.registry[model]
        for name, method in inspect.getmembers(cls, inspect.isroutine):
            if name.startswith("_") or "hes_code" not in (method.__module__ or ""):
                continue
            if name in ("create", "write", "unlink"):
                continue
            _self, *needed = inspect.signature(method).parameters.values()
            if all(parameter.default is not parameter.empty for parameter in needed):
                yield name

    def test_activities_and_messages_are_seen_by_officers_alone(self):
        code = self.ours["patient's code"]
        self.assertTrue(code.activity_ids)
        code.message_post(body=f"About {CODE}")
        for role in UNTOLD:
            with self.subTest(role=role):
                mine = self.as_role(role, self.env["hes.code"])
                for model, name in (
                    ("mail.activity", "res_model"),
                    ("mail.message", "model"),
                    ("ir.attachment", "res_model"),
                ):
                    domain = [(name, "=like", "hes.%")]
                    if role == "system":  # who sets the rules, sees who changed them
                        domain.append((name, "!=", "hes.policy"))
                    found = self.outcome(
                        lambda m=mine, n=model, d=domain: m.env[n].search(d).ids
                    )
                    self.assertFalse(found)
                with self.assertRaises(AccessError):
                    code.activity_ids.with_user(mine.env.user).read(["res_name"])
                with self.assertRaises(AccessError):
                    code.message_ids.with_user(mine.env.user).read(["body"])

    def test_whoever_is_given_an_activity_does_not_learn_the_code(self):
        code = self.ours["patient's code"].with_user(self.officer)
        helper = self.roles["employee"]
        helper.notification_type = "email"
        mails = self.env["mail.mail"].search([])
        activity = code.activity_schedule(
            "mail.mail_activity_data_todo", user_id=helper.id
        )
        theirs = activity.with_user(helper)
        self.assertEqual(theirs.user_id, helper)
        self.assertNotIn(CODE, theirs.res_name)
        mail = self.env["mail.mail"].search([]) - mails
        self.assertTrue(mail)
        for text in (*mail.mapped("subject"), *mail.mapped("body_html")):
            self.assertNotIn(CODE, text)

    def test_whoever_is_told_about_a_code_does_not_learn_it(self):
        code = self.ours["patient's code"].with_user(self.officer)
        helper = self.roles["employee"]
        helper.notification_type = "inbox"
        message = code.message_notify(
            partner_ids=helper.partner_id.ids, body="Please see me."
        )
        theirs = message.with_user(helper)
        self.assertEqual(theirs.body, "<p>Please see me.</p>")
        self.assertNotIn(CODE, theirs.record_name)

    def test_nor_is_it_in_their_inbox(self):
        code = self.ours["patient's code"].with_user(self.officer)
        helper = self.roles["employee"]
        helper.notification_type = "inbox"
        self.env["bus.bus"].search([]).unlink()
        message = code.message_notify(
            partner_ids=helper.partner_id.ids, body="Please see me."
        )
        self.env.cr.precommit.run()
        sent = str(self.env["bus.bus"].search([]).mapped("message"))
        inbox = str(Store().add(message.with_user(helper)).get_result())
        for text in (sent, inbox):
            self.assertIn("Please see me.", text)
            self.assertNotIn(CODE, text)

    def test_who_is_invited_to_follow_codes_does_not_learn_them(self):
        self.officer.email = "officer@example.com"
        known = self.as_user(self.officer, "hes.code").search([], limit=2)
        self.assertEqual(len(known), 2)
        helper = self.roles["employee"]
        helper.notification_type = "email"
        for codes in (known[0], known):
            mails = self.env["mail.mail"].search([])
            self.as_user(self.officer, "mail.followers.edit").create(
                {
                    "res_model": "hes.code",
                    "res_ids": str(codes.ids),
                    "partner_ids": helper.partner_id.ids,
                    "notify": True,
                    "message": "<p>Please see me.</p>",
                }
            ).edit_followers()
            mail = self.env["mail.mail"].search([]) - mails
            self.assertIn("Please see me.", mail.body_html)
            for code in codes.mapped("code"):
                self.assertNotIn(code, f"{mail.subject} {mail.body_html}")

    def test_no_list_of_another_company_is_downloaded(self):
        """A workbook with everybody's codes is written for the user who opens it."""
        foreign = {"company_id": self.stranger_company.id}
        imports = self.as_user(self.officer, "hes.template.import")
        with self.assertRaises(AccessError):
            imports.create(foreign)
        wizard = imports.create({})
        self.assertTrue(wizard.template_file)
        with self.assertRaises(AccessError):
            wizard.write(foreign)
        wizard.sudo().write(foreign)  # as if that had not been refused
        for door in (
            lambda: wizard.read(["template_file"]),
            lambda: wizard.web_read({"template_file": {}}),
            wizard.action_preview,
        ):
            with self.assertRaises(AccessError):
                door()

    def test_no_holder_in_another_company_is_found(self):
        queries = self.as_user(self.officer, "hes.single.query")
        with self.assertRaises(AccessError):
            queries.create({"company_id": self.stranger_company.id, "code": CODE})

    def test_only_managers_try_the_connection(self):
        """It speaks to the ministry in the company's name, and ends a suspension."""
        self.ours["hes.service"].suspended = True
        for role in ROLES:
            service = self.as_role(role, self.ours["hes.service"])
            if role != "manager":
                with self.subTest(role=role), self.assertRaises(AccessError):
                    service.action_test_connection()
        self.assertTrue(self.ours["hes.service"].suspended)

    def test_files_of_hes_records_are_read_by_officers_alone(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "Note",
                "raw": CODE.encode(),
                "res_model": "hes.code",
                "res_id": self.ours["patient's code"].id,
            }
        )
        self.assertEqual(file.with_user(self.officer).raw, CODE.encode())
        for role in UNTOLD:
            with self.subTest(role=role):
                mine = self.as_role(role, file)
                self.assertFalse(
                    self.outcome(lambda m=mine: m.search([("id", "=", m.id)]))
                )
                for name in ("raw", "datas", "name"):
                    self.assertFalse(self.outcome(lambda m=mine, n=name: m.read([n])))

    def test_the_bus_carries_no_status(self):
        self.env["bus.bus"].search([]).unlink()
        code = self.ours["hes.code"]
        self.record_answer(code, NOW, "risky", risk_reason="positive")
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search([])
        self.assertTrue(sent)
        for message in sent.mapped("message"):
            for word in (code.code, "risky", "positive", "HES"):
                self.assertNotIn(word, message)
        for role in ROLES:
            with self.assertRaises(AccessError):
                self.as_role(role, sent).read(["message"])
