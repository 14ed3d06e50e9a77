# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import TransactionCase, tagged

#: Who a person is, in one form or another.
PEOPLE = {"hes.code", "hr.employee", "hr.version", "res.partner"}


@tagged("post_install", "-at_install")
class TestDeclared(TransactionCase):
    """Each model says when its data end, and where the people in it are shown them."""

    def setUp(self):
        super().setUp()
        # a view of the database (reports, who is in the building) keeps nothing: what
        # it shows are rows of the other models
        self.ours = {
            name: self.env[name]
            for name, model in self.registry.items()
            if name.startswith("hes.") and not model._abstract and model._auto
        }
        retention = self.env["hes.retention.mixin"]
        self.ending = {model._name for model in retention._retention_models()}

    def people_in(self, model):
        """Stored fields that say of whom a record is; followers of records aside."""
        return [
            field.name
            for field in model._fields.values()
            if field.store
            and field.type in ("many2one", "many2many")
            and field.comodel_name in PEOPLE
            and not field.name.startswith("message_")
        ]

    def reason(self, model, name):
        """Why a declaration is missing; an empty text is no reason."""
        reason = getattr(model, name, None)
        return isinstance(reason, str) and len(reason) > 10

    def without_retention(self):
        """Models that do not say when their data end."""
        return {
            name
            for name, model in self.ours.items()
            if not (
                (name in self.ending and model._retention_kind)
                or self.reason(model, "_retention_none")
                or getattr(model, "_retention_with", None)
            )
        }

    def without_subject_access(self):
        """Models that name people, and do not show them what they have of them."""
        return {
            name
            for name, model in self.ours.items()
            if self.people_in(model)
            and not (
                getattr(model, "_subject_access_fields", ())
                or self.reason(model, "_subject_access_none")
            )
        }

    def test_every_model_says_when_its_data_end(self):
        self.assertEqual(self.without_retention(), set())

    def test_everybody_is_shown_what_names_them(self):
        self.assertEqual(self.without_subject_access(), set())

    def test_a_model_that_says_nothing_is_found(self):
        destructions = self.registry["hes.destruction.log"]
        self.patch(destructions, "_retention_none", "")
        self.patch(self.registry["hes.exemption"], "_retention_kind", None)
        self.assertEqual(
            self.without_retention(), {"hes.destruction.log", "hes.exemption"}
        )
        self.patch(self.registry["hes.exemption"], "_subject_access_fields", ())
        self.patch(self.registry["hes.query.batch"], "_subject_access_none", None)
        self.assertEqual(
            self.without_subject_access(), {"hes.exemption", "hes.query.batch"}
        )

    def test_what_ends_with_another_record_cannot_stay(self):
        for name, model in self.ours.items():
            if parent := getattr(model, "_retention_with", None):
                field = model._fields[parent]
                with self.subTest(model=name):
                    self.assertIn(field.comodel_name, self.ending)
                    self.assertTrue(field.required)
                    self.assertEqual(field.ondelete, "cascade")

    def test_what_never_ends_names_nobody(self):
        for name, model in self.ours.items():
            if name not in self.ending and not hasattr(model, "_retention_with"):
                with self.subTest(model=name):
                    self.assertEqual(self.people_in(model), [])

    def test_each_ends_by_time_or_with_the_person(self):
        for name in self.ending:
            model = self.env[name]
            if self.reason(model, "_retention_none"):
                continue
            with self.subTest(model=name):
                self.assertTrue(model._retention_setting or model._retention_employee)
                if setting := model._retention_setting:
                    self.assertGreaterEqual(self.env.company.hes_policy_id[setting], 1)

    def test_each_section_has_a_title_a_place_and_fields(self):
        sections = self.env["hes.subject.access"]._models()
        places = [model._subject_access_sequence for model in sections]
        self.assertEqual(len(places), len(set(places)), "two at one place")
        for model in sections:
            with self.subTest(model=model._name):
                self.assertTrue(str(model._subject_access_title))
                self.assertLessEqual(
                    set(model._subject_access_fields), set(model._fields)
                )
