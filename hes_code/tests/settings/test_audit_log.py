# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rpc_case import ACCESS_ERROR, RpcCase


@tagged("post_install", "-at_install")
class TestAuditLog(RpcCase):
    """What changes the gate is written down: who, when, what, from what to what."""

    def setUp(self):
        super().setUp()
        self.log = self.env["hes.audit.log"]
        self.known = self.log.search([])

    def rows(self, kind):
        """What is new: who, what was done, of what, field, before, after."""
        rows = self.log.search([("kind", "=", kind)], order="id") - self.known
        self.known |= rows
        self.assertFalse(
            rows.filtered(lambda row: not row.changed_at or not row.company_id)
        )
        return [
            (
                row.user_id,
                row.operation,
                row.subject,
                row.field_name,
                row.old_value or "",
                row.new_value or "",
            )
            for row in rows
        ]

    def test_nobody_changes_or_deletes_it(self):
        self.company.hes_policy_id.gate = "off"
        row = self.log.search([], limit=1)
        self.sign_in(self.manager)
        self.assertTrue(self.call("hes.audit.log", "read", row.ids, ["subject"]))
        for method, args in (
            ("write", [row.ids, {"subject": "x"}]),
            ("unlink", [row.ids]),
            ("create", [[{"subject": "x", "kind": "policy"}]]),
        ):
            self.refused("hes.audit.log", method, *args)
        for door in (lambda: row.write({"subject": "x"}), row.unlink):
            with self.assertRaises(UserError):
                door()

    def test_only_hes_managers_of_the_company_read_it(self):
        self.stranger_company.hes_policy_id.gate = "off"
        row = self.log.search([("company_id", "=", self.stranger_company.id)], limit=1)
        self.assertTrue(row)
        for user in (self.manager, self.officer, self.plain_user):
            self.sign_in(user)
            refused = self.refused("hes.audit.log", "read", row.ids, ["subject"])
            self.assertEqual(refused[0], ACCESS_ERROR)

    def test_rules(self):
        self.sign_in(self.manager)
        change = {"policy_risky": "warn", "max_age_hours": 47}
        self.call("hes.policy", "write", self.company.hes_policy_id.ids, change)
        who = (self.manager, "write", self.company.name)
        self.assertEqual(
            self.rows("policy"),
            [
                (*who, "Answer Valid For (Hours)", "48", "47"),
                (*who, "Risky", "Refuse", "Let in with a hint"),
            ],
        )
        self.call("hes.policy", "write", self.company.hes_policy_id.ids, change)
        self.assertFalse(self.rows("policy"))

    def test_values_are_in_the_language_of_who_reads(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        policy = self.company.hes_policy_id
        policy.write({"hes_codes": True, "policy_risky": "block"})
        for written, read in (("tr_TR", "en_US"), ("en_US", "tr_TR")):
            with self.subTest(read=read):
                policy.with_context(lang=written).write(
                    {"hes_codes": not policy.hes_codes, "policy_risky": "warn"}
                )
                rows = self.log.with_context(lang=read).search([], limit=2)
                hint = rows.filtered(lambda row: row.field_name == "Risky")
                labels = dict(
                    policy.with_context(lang=read)
                    ._fields["policy_risky"]
                    ._description_selection(rows.env)
                )
                self.assertEqual(
                    (hint.old_label, hint.new_label), (labels["block"], labels["warn"])
                )
                self.assertNotEqual(hint.new_label, hint.new_value)
                words = {rows.env._("Yes"), rows.env._("No")}
                codes = rows - hint
                self.assertEqual({codes.old_label, codes.new_label}, words)
                policy.policy_risky = "block"

    def test_what_was_changed_in_no_language_is_in_the_readers_without_english(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        policy = self.company.hes_policy_id
        policy.policy_risky = "block"
        policy.with_context(lang=None).policy_risky = "warn"
        row = self.log.with_context(lang="tr_TR").search([], limit=1)
        labels = dict(policy._fields["policy_risky"]._description_selection(row.env))
        languages = [("tr_TR", "Türkçe")]
        with patch.object(
            type(row.env["res.lang"]), "get_installed", lambda _: languages
        ):
            self.assertEqual(
                (row.old_label, row.new_label), (labels["block"], labels["warn"])
            )
        self.assertNotEqual(row.new_label, row.new_value)

    def test_what_no_language_knows_is_shown_as_it_was_recorded(self):
        row = self.log.new(
            {
                "kind": "policy",
                "field_name": "Risky",
                "new_value": "Rot",
                "old_value": "",
            }
        )
        self.assertEqual((row.old_label, row.new_label), ("", "Rot"))

    def test_exemptions(self):
        today = self.company._hes_day(Datetime.now())
        first, last, later = (str(today + timedelta(days=n)) for n in (1, 5, 6))
        self.sign_in(self.manager)
        (made,) = self.call(
            "hes.exemption",
            "create",
            [
                {
                    "employee_id": self.ayse.id,
                    "date_from": first,
                    "date_to": last,
                    "reason": "Alone",
                }
            ],
        )
        change = {"date_to": later, "reason": "Alone on site"}
        self.call("hes.exemption", "write", [made], change)
        self.call("hes.exemption", "unlink", [made])
        rows = self.rows("exemption")
        self.assertEqual(
            {row[:3] for row in rows[:4]}, {(self.manager, "create", self.ayse.name)}
        )
        changed = (self.manager, "write", self.ayse.name)
        self.assertIn((*changed, "Until", last, later), rows)
        self.assertEqual(
            {row[4] for row in rows if row[1] == "unlink"},
            {self.ayse.name, first, later, "•••"},
        )
        # the text, which may be about health, ends with the exemption
        self.assertIn((*changed, "Reason", "•••", "•••"), rows)
        self.assertNotIn("Alone", str(rows))

    def test_who_works_on_site(self):
        self.sign_in(self.officer)
        change = {"hes_required": False}
        self.call("hr.employee", "write", self.ayse.ids, change)
        self.call("hr.employee", "create", [{"name": "New", **change}])
        self.assertEqual(
            [row for row in self.rows("employee") if row[3] == "Works on Site"],
            [
                (self.officer, "write", self.ayse.name, "Works on Site", "Yes", "No"),
                (self.officer, "create", "New", "Works on Site", "", "No"),
            ],
        )

    def test_fields_are_called_as_the_reader_calls_them(self):
        turkish = {"lang": "tr_TR"}
        self.env["res.lang"]._activate_lang("tr_TR")
        field = self.env["ir.model.fields"]._get("hr.employee", "hes_required")
        field.with_context(**turkish).field_description = "İş yerinde"
        self.ayse.hes_required = False
        row = self.log.search([("employee_id", "=", self.ayse.id)])
        self.assertEqual(row.field_label, "Works on Site")
        row = row.with_context(**turkish)
        self.assertEqual(row.field_label, "İş yerinde")
        mine = [("employee_id", "=", self.ayse.id)]
        for found in (
            ("field_label", "ilike", "yerinde"),
            ("field_label", "=ilike", "İş%"),
            ("field_label", "=", "İş yerinde"),
            ("field_label", "in", ["İş yerinde", "Reason"]),
            ("field_label", "!=", "Reason"),
            ("field_label", "!=", False),
        ):
            with self.subTest(found=found):
                self.assertEqual(row.search([*mine, found]), row)
        self.assertFalse(row.search([*mine, ("field_label", "!=", "İş yerinde")]))
        self.assertFalse(row.search([*mine, ("field_label", "=", False)]))
        report = row.env["hes.subject.access"]
        shown = report._about(self.ayse, self.env["res.partner"])
        self.assertIn("İş yerinde", str(shown))
        self.assertNotIn("Works on Site", str(shown))

    def test_the_service(self):
        self.sign_in(self.manager)
        (made,) = self.call(
            "hes.service",
            "create",
            [{"name": "S", "username": "hes-user", "password": "hes-word"}],
        )
        service = self.env["hes.service"].browse(made)
        self.call(
            "hes.service", "write", [made], {"password": "other", "active": False}
        )
        service.suspended = True
        service._resume()
        rows = self.rows("service")
        self.assertIn((self.manager, "create", "S", "Name", "", "S"), rows)
        self.assertIn((self.manager, "write", "S", "Active", "Yes", "No"), rows)
        self.assertIn((self.env.user, "write", "S", "Suspended", "No", "Yes"), rows)
        self.assertIn((self.env.user, "write", "S", "Suspended", "Yes", "No"), rows)
        self.assertTrue([row for row in rows if row[5] == "•••"])
        for value in ("hes-user", "hes-word", "other"):
            self.assertNotIn(value, str(rows))

    def test_who_has_hes_rights(self):
        officers = self.env.ref("hes_code.group_hes_officer")
        user, name = self.plain_user, self.plain_user.name
        implying = self.env["res.groups"].create({"name": "Boss of HR"})
        self.rows("rights")
        for door, undo in (
            (
                lambda: user.write({"group_ids": [(4, officers.id)]}),
                lambda: user.write({"group_ids": [(3, officers.id)]}),
            ),
            (
                lambda: officers.write({"user_ids": [(4, user.id)]}),
                lambda: officers.write({"user_ids": [(3, user.id)]}),
            ),
        ):
            door()
            given = self.rows("rights")
            row = (self.env.user, "write", name, officers.full_name, "", "Yes")
            self.assertIn(row, given)
            undo()
            row = (self.env.user, "write", name, officers.full_name, "Yes", "")
            self.assertIn(row, self.rows("rights"))
        user.group_ids += implying
        implying.implied_ids += officers
        self.assertTrue(self.rows("rights"))
        user.company_ids += self.stranger_company
        self.assertTrue(self.rows("rights"))
        made = self._user("new", "hes_code.group_hes_manager")
        self.assertIn(made.name, str(self.rows("rights")))

    def test_it_is_kept_a_year_whatever_the_rule_says(self):
        self.company.hes_policy_id.write({"gate": "off", "retention_access_days": 1})
        rows = self.log.search([]) - self.known
        purge = self.env["hes.destruction.log"]._destroy_due
        for days, kept in ((300, True), (400, False)):
            later = Datetime.now() + timedelta(days=days)
            with freeze_time(later):
                list(purge(later))
            self.assertEqual(bool(rows.exists()), kept)


@tagged("post_install", "-at_install")
class TestRefused(RpcCase):
    """What is refused across companies is in the access log, without any code."""

    def refusals(self, door):
        log = self.env["hes.access.log"]
        known = log.search([])
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models"):
            # assertRaises would undo what is logged
            with suppress(AccessError):
                door()
                self.fail("It is not refused")
        return log.search([]) - known

    def test_a_record_of_another_company(self):
        person = self.env["hr.employee"].create(
            {"name": "Other", "company_id": self.stranger_company.id}
        )
        code = self.code(person, "ZZZZ-1234-ZZ")
        codes = self.as_user(self.officer, "hes.code")
        for door in (
            lambda: codes.browse(code.id).read(["code"]),
            lambda: codes.create({"employee_id": person.id, "code": "ZZZZ-1234-ZZ"}),
        ):
            row = self.refusals(door)
            self.assertEqual(len(row), 1)
            self.assertEqual(row.company_id, self.stranger_company)
            self.assertEqual(row.user_id, self.officer)
            self.assertEqual(row.channel, "refused")
            self.assertFalse(row.employee_id)
            self.assertNotIn("ZZZZ", str(row.read()))
        self.assertFalse(self.refusals(door), "one row an hour")
