# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from contextlib import closing

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..access_case import NOW, RIGHTS, AccessCase
from ..access_table import ROLES
from .test_access_walk import REFUSALS_OF

PASSWORD = "hes_foreign_password"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForeignIdsOverHttp(HttpCase, AccessCase):
    """An officer names people of another company, and is told of none of them."""

    def error(self, model, method, *args):
        """The error of a call by an officer of our company."""
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": {"context": {"allowed_company_ids": self.company.ids}},
        }
        url = f"/web/dataset/call_kw/{model}/{method}"
        with mute_logger("odoo.http", *REFUSALS_OF):
            answer = self.url_open(url, json={"params": params}).json()
        self.assertIn("error", answer)
        data = answer["error"]["data"]
        return data["name"], data["message"]

    def setUp(self):
        super().setUp()
        officer = self.roles["officer"]
        officer.password = PASSWORD
        self.authenticate(officer.login, PASSWORD)
        self.patient, self.spare = self.theirs["hr.employee"], self.theirs["spare"]

    def assert_same(self, model, method, argument):
        """``argument`` of the person of whom there is something, and of the other."""
        first, second = map(argument, (self.patient, self.spare))
        told, untold = (self.error(model, method, *args) for args in (first, second))
        self.assertEqual(told, untold)
        self.assertEqual(told[0], "odoo.exceptions.AccessError")

    def test_a_contact_case(self):
        self.assert_same(
            "hes.contact.case", "create", lambda person: [[{"employee_id": person.id}]]
        )

    def test_an_id_as_a_text_or_a_float(self):
        """The database would take it for the id, and nothing checks whose it is."""
        for kind in (str, float):
            person = {"employee_id": kind(self.patient.id)}
            for model, values in (
                ("hes.contact.case", person),
                ("hes.single.query", {"code": "CBCD-EFGH-1J", **person}),
                ("hes.permit", {"kind": "travel", "participant_ids": [(0, 0, person)]}),
            ):
                with self.subTest(model=model, kind=kind):
                    error = self.error(model, "create", [values])
                    self.assertEqual(error[0], "builtins.ValueError")

    def test_a_code(self):
        self.assert_same(
            "hes.code",
            "create",
            lambda person: [[{"employee_id": person.id, "code": "ABCD-EFGH-1J"}]],
        )

    def test_a_code_by_its_company(self):
        """Whether the other company knows the code."""
        partner, company = self.env.user.partner_id, self.stranger_company
        self.assert_same(
            "hes.code",
            "create",
            lambda person: [
                [
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "code": person.sudo().hes_code or "ZZCD-EFGH-1J",
                    }
                ]
            ],
        )

    def test_a_code_that_is_changed(self):
        code = self.ours["hes.code"]
        for change in ("employee_id", "active"):
            with self.subTest(change=change):
                self.assert_same(
                    "hes.code",
                    "write",
                    lambda person, change=change: [
                        code.ids,
                        {"employee_id": person.id, change: person.id},
                    ],
                )

    def test_a_code_of_theirs_that_is_changed(self):
        code = self.theirs["hes.code"]
        taken, free = (
            self.error("hes.code", "write", code.ids, {"code": text})
            for text in ("ABCD-EFGH-1J", "ZZCD-EFGH-1J")
        )
        self.assertEqual(taken, free)
        self.assertEqual(taken[0], "odoo.exceptions.AccessError")

    def test_the_error_of_a_developer_names_no_code(self):
        self.url_open("/odoo?debug=1")
        for model in ("hes.code", "hes.contact.case", "hes.exemption"):
            with self.subTest(model=model):
                record = self.theirs[model]
                _kind, text = self.error(model, "read", record.ids, ["create_date"])
                self.assertNotIn(record.display_name, text)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForeignIdsWalk(AccessCase):
    """No unique index and no constraint answers before the rights are checked."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*REFUSALS_OF))

    def refusal(self, door):
        """Kind and text of the error of a door, after which nothing is left."""
        with closing(self.env.cr.savepoint()) as savepoint:
            try:
                door()
                self.env.flush_all()
                return "opened", ""
            # whatever is said: pylint: disable-next=broad-exception-caught
            except Exception as error:
                return type(error).__name__, str(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def without(self, record, door):
        """The same where ``record`` does not exist."""
        with closing(self.env.cr.savepoint()) as savepoint:
            if hasattr(record, "_retention_erase"):
                record.sudo()._retention_erase()
            else:
                table = SQL.identifier(record._table)
                self.env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", table, record.id)
                )
            self.env.invalidate_all(flush=False)
            outcome = self.refusal(door)
            savepoint.rollback()
            self.env.invalidate_all(flush=False)
        return outcome

    @staticmethod
    def unique_columns(model):
        """The fields of each unique index of a model."""
        for item in model._table_objects.values():
            text = item.get_definition(model.pool)
            if getattr(item, "unique", False) or "UNIQUE" in text.upper():
                columns = text[text.index("(") + 1 : text.index(")")]
                yield re.findall(r"\w+", columns)

    def colliding(self, model):
        """What collides with a record of theirs, one dict for each unique index; and
        what is new there."""
        theirs = self.theirs[model].sudo()
        entered = self.new_values(model, self.theirs)
        yield entered
        for columns in self.unique_columns(self.env[model]):
            values = theirs.read(columns, load=None)[0]
            del values["id"]
            holders = {"employee_id", "partner_id"}
            if holders.intersection(columns):
                entered = {k: v for k, v in entered.items() if k not in holders}
            yield entered | values

    def test_every_model_that_users_write_checks_what_they_name(self):
        missing = [
            model
            for model, rights in RIGHTS.items()
            if any(set("cu").intersection(letters) for letters in rights.values())
            and not hasattr(self.env[model], "_check_named")
        ]
        self.assertFalse(missing)

    def test_creating(self):
        tried = set()
        for role in ROLES:
            for model, rights in RIGHTS.items():
                if "c" not in rights[role] or model == "hes.end.programme":
                    continue
                mine = self.as_role(role, self.env[model])
                for values in self.colliding(model):
                    with self.subTest(role=role, model=model, values=list(values)):
                        door = lambda mine=mine, values=values: mine.create(values)  # noqa: E731
                        there = self.refusal(door)
                        self.assertEqual(there[0], AccessError.__name__, there[1])
                        gone = self.without(self.theirs[model], door)
                        self.assertEqual(there, gone)
                        tried.add(model)
        self.assertGreater(len(tried), 10)

    def test_creating_with_defaults_of_the_client(self):
        for model in ("hes.code", "hes.contact.case", "hes.exemption"):
            for values in self.colliding(model):
                defaults = {f"default_{name}": v for name, v in values.items()}
                mine = self.as_role("manager", self.env[model]).with_context(**defaults)
                with self.subTest(model=model, values=list(values)):
                    refused = self.refusal(lambda mine=mine: mine.create({}))
                    self.assertEqual(refused[0], AccessError.__name__, refused[1])

    def test_writing(self):
        tried = 0
        for role in ROLES:
            for model, rights in RIGHTS.items():
                if "u" not in rights[role]:
                    continue
                self.hand_over(self.roles[role])
                mine = self.as_role(role, self.ours[model])
                for field in mine._fields.values():
                    target = self.theirs.get(field.comodel_name)
                    if field.type != "many2one" or not field.store or not target:
                        continue
                    if field.comodel_name in ("res.users", "hr.work.location"):
                        continue  # all users may read those of other companies
                    with self.subTest(role=role, field=str(field)):
                        door = lambda mine=mine, f=field, t=target: mine.write(  # noqa: E731
                            {f.name: t.id}
                        )
                        refused = self.refusal(door)
                        self.assertEqual(refused[0], AccessError.__name__, refused[1])
                        tried += 1
        self.assertGreater(tried, 20)

    def test_writing_what_is_theirs(self):
        for role in ROLES:
            for model, rights in RIGHTS.items():
                if "u" not in rights[role]:
                    continue
                record = self.as_role(role, self.theirs[model])
                changes = [self.change(record), *self.colliding(model)]
                for values in filter(None, changes):
                    with self.subTest(role=role, model=model, values=list(values)):
                        door = lambda r=record, values=values: r.write(values)  # noqa: E731
                        refused = self.refusal(door)
                        self.assertEqual(refused[0], AccessError.__name__, refused[1])
