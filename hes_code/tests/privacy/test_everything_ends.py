# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import TransactionCase, tagged

#: What no record of is about a person: numbers, rules, texts of the company, proofs.
NOBODYS = {
    "hes.destruction.log",
    "hes.end.programme",
    "hes.isolation.rule",
    "hes.policy",
    "hes.query",
    "hes.service",
}
#: Who a person is, in one way or another.
PEOPLE = {"hes.code", "hr.employee", "hr.version", "res.partner"}


@tagged("post_install", "-at_install")
class TestEverythingEnds(TransactionCase):
    """Whoever adds a model says when its data end."""

    def setUp(self):
        super().setUp()
        self.ours = {
            name: self.env[name]
            for name, model in self.registry.items()
            if name.startswith("hes.") and not model._abstract and model._auto
        }
        self.ending = {
            m._name for m in self.env["hes.retention.mixin"]._retention_models()
        }

    def test_every_model_ends_or_is_nobodys(self):
        lines = {name for name in self.ours if self.ends_with_another(name)}
        self.assertEqual(set(self.ours) - self.ending - lines, NOBODYS)

    def ends_with_another(self, name):
        return name not in self.ending and any(
            field.type == "many2one"
            and field.comodel_name in self.ending - PEOPLE
            and field.required
            and field.ondelete == "cascade"
            for field in self.ours[name]._fields.values()
        )

    def test_nobodys_models_name_nobody(self):
        for name in NOBODYS:
            for field in self.ours[name]._fields.values():
                named = field.store and field.comodel_name in PEOPLE
                self.assertFalse(named and not field.name.startswith("message_"), field)

    def test_each_ends_by_time_or_with_the_person(self):
        """All but the groups, which their owners delete, and the texts, which tell of
        nobody."""
        for name in self.ending - {"hes.information", "hes.query.group"}:
            model = self.env[name]
            with self.subTest(model=name):
                self.assertTrue(
                    model._retention_setting or model._retention_employee, name
                )
                setting = model._retention_setting
                if setting:
                    self.assertGreaterEqual(self.env.company.hes_policy_id[setting], 1)
