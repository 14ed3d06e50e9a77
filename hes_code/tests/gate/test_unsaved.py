# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..access_case import NOW, REFUSALS, AccessCase
from ..common import RISKLESS, RISKY
from .test_doors import DoorCase

#: Whose record it is, and what a user may do with it, tell nothing about anybody.
PLAIN = {"company_id", "may_confirm"}
MORNING = "2021-03-01 06:00:00"
#: Every right that a user of one company can have.
ALL_RIGHTS = (
    "base.group_user,base.group_system,hr.group_hr_manager,"
    "hr_attendance.group_hr_attendance_manager,hes_code.group_hes_manager,"
    "hes_code.group_hes_reception,hes_code.group_hes_gate"
)


def told_fields(model):
    """Names of the add-on's fields of a model that are computed with all rights."""
    return [
        name
        for name, field in model._fields.items()
        if (model._name.startswith("hes.") or name.startswith("hes_"))
        and name not in PLAIN
        and field.compute
        and field.compute_sudo
    ]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestUnsavedWalk(AccessCase):
    """A form that is not saved can name anybody: every role sends every model that
    reaches a field computed with all rights the ids of another company's records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles["all"] = cls._user("all", ALL_RIGHTS)
        cls.empty_forms = {}

    def tells(self, records, values, spec):
        """What comes back of the fields in ``spec``; where it is refused, of those that
        are not if each is asked for alone."""
        try:
            with mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"):
                answer = records.onchange(dict(values), list(values), spec)
        except REFUSALS:
            alone = [{name: spec[name]} for name in spec if len(spec) > 1]
            answers = [self.tells(records, values, one) for one in alone]
            return {name: value for one in answers for name, value in one.items()}
        finally:
            self.env.invalidate_all(flush=False)
        return answer.get("value", {})

    def forms(self, model):
        """Pairs of values and of what is asked: each relation to a record of another
        company, with the fields of the row itself and of the lines."""
        own = {name: {} for name in told_fields(model)}
        for name, field in model._fields.items():
            comodel = self.env.get(field.comodel_name) if field.relational else None
            if comodel is None:
                continue
            target = self.theirs.get(field.comodel_name)
            if field.type == "many2one":
                if own and target:
                    yield {name: target.id}, own
                continue
            lines = {told: {} for told in told_fields(comodel)}
            commands = [[4, target.id], [6, 0, target.ids]] if target else []
            if lines:
                commands += [
                    [0, "new", {inner: self.theirs[line.comodel_name].id}]
                    for inner, line in comodel._fields.items()
                    if line.type == "many2one" and line.comodel_name in self.theirs
                ]
            asked = own | ({name: {"fields": lines}} if lines else {})
            if asked:
                yield from (({name: [command]}, asked) for command in commands)

    def test_nothing_is_told_of_another_companys_records(self):
        told, tried = [], 0
        for name in sorted(self.registry):
            model = self.env[name]
            if model._abstract or not (forms := list(self.forms(model))):
                continue
            for role in self.roles:
                doors = [self.as_role(role, model)]
                doors += (
                    [self.as_role(role, self.ours[name])] if name in self.ours else []
                )
                for records in doors:
                    if not records.has_access("write" if records else "create"):
                        continue
                    for values, spec in forms:
                        tried += 1
                        news = self.news(records, values, spec)
                        told += [f"{role} {records} {values}: {news}"] if news else []
        self.assertGreater(tried, 500)
        self.assertFalse(told, "\n".join(told))

    def news(self, records, values, spec):
        """What is told of the fields in ``spec`` when ``values`` are entered."""
        told = self.tells(records, values, spec)
        key = records, records.env.uid, *spec
        if told and key not in self.empty_forms:
            self.empty_forms[key] = self.tells(records, {}, spec)
        before = self.empty_forms.get(key, {})
        news = []
        for name, value in told.items():
            if not spec[name]:
                if value and value != before.get(name) and value not in values.values():
                    news.append((name, value))
                continue
            lines = [command[2] for command in value or () if len(command) > 2]
            news += [
                (key, line[key])
                for line in lines
                if isinstance(line, dict)
                for key in spec[name]["fields"]
                if line.get(key) and key not in PLAIN
            ]
        return news


@tagged("post_install", "-at_install")
class TestUnsavedDoors(DoorCase):
    """The same through the API, by an attendance officer."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        self.foreign, self.other = self.env["hr.employee"].create(
            [
                {"name": name, "company_id": self.stranger_company.id}
                for name in ("Foreign", "Other")
            ]
        )
        self.code(self.foreign, RISKY, risk_status="risky", checked_at=now)
        self.code(self.other, RISKLESS, risk_status="riskless", checked_at=now)
        self.code(self.ayse, "K1L2-0001-00", risk_status="riskless", checked_at=now)

    def ask(self, method, **params):
        return self.api(self.attendance_officer, "hr.attendance", method, **params)

    def test_a_form_that_names_a_foreign_person(self):
        spec = {"hes_clearance": {}, "hes_flag": {}}
        row = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        for ids in ([], row.ids):
            answers = {
                self.ask(
                    "onchange",
                    ids=ids,
                    values={
                        "employee_id": person.id,
                        "check_in": "2021-03-01 06:00:00",
                    },
                    field_names=["employee_id"],
                    fields_spec=spec,
                ).text
                for person in self.foreign | self.other
            }
            [answer] = answers
            self.assertNotIn("denied", answer)
            self.assertNotIn("true", answer)

    def test_a_row_that_is_given_or_made_to_a_foreign_person(self):
        row = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        for person in self.foreign | self.other:
            for answer in (
                self.ask("write", ids=row.ids, vals={"employee_id": person.id}),
                self.ask("create", vals_list=[{"employee_id": person.id}]),
            ):
                self.assertEqual(answer.status_code, 403, answer.text)
                self.assertEqual(
                    answer.json()["name"], "odoo.exceptions.AccessError", answer.text
                )
        self.assertEqual(row.employee_id, self.ayse)

    def test_an_officer_of_some_gives_their_row_to_somebody_elses(self):
        some = self._user("some", "hr_attendance.group_hr_attendance_officer")
        self.ayse.attendance_manager_id = some
        now = fields.Datetime.now()
        self.code(self.burak, "K1L2-0002-00", risk_status="risky", checked_at=now)
        row = self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        for person in self.burak | self.cigdem:
            vals = {"employee_id": person.id}
            answer = self.api(some, "hr.attendance", "write", ids=row.ids, vals=vals)
            self.assertEqual(answer.status_code, 403, answer.text)
