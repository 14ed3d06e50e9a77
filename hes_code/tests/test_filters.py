# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Domain
from odoo.tests import tagged

from .common import RISKY, HesCase

#: Of every kind of field: is it set, is it not?
SET = (("=", False), ("!=", False))
#: What else the editor of filters offers for texts and for what is chosen.
TEXT = (
    ("ilike", "x"),
    ("not ilike", "x"),
    ("=", "x"),
    ("!=", "x"),
    ("in", ["x", "y"]),
    ("not in", ["x", "y"]),
    ("=ilike", "x%"),
)
CHOICE = (("=", "x"), ("!=", "x"), ("in", ["x"]), ("not in", ["x"]))
OFFERED = {"char": TEXT, "text": TEXT, "selection": CHOICE, "many2one": TEXT}


@tagged("post_install", "-at_install")
class TestFilters(HesCase):
    """Every filter that somebody can put together gives a list."""

    def setUp(self):
        super().setUp()
        self.user = self._user(
            "all_lists",
            "hes_code.group_hes_manager,hes_code.group_hes_reception,"
            "hr.group_hr_manager,hr_attendance.group_hr_attendance_manager",
        )
        self.code(self.ayse, RISKY, risk_status="risky")

    def models(self):
        others = ("hr.attendance", "hr.employee", "hr.employee.public", "res.partner")
        for name in sorted(self.env.registry):
            model = self.as_user(self.user, name)
            if name not in others and not name.startswith("hes."):
                continue
            if not model._abstract and model.has_access("read"):
                yield model

    def fields(self, model):
        """Names and types of what can be searched and is not of other add-ons."""
        for name, shown in model.fields_get().items():
            module = model._fields[name]._module or model._original_module
            if shown["searchable"] and module.startswith("hes_code"):
                yield name, shown["type"]

    def test_every_operator_on_every_field(self):
        for model in self.models():
            for name, kind in self.fields(model):
                for operator, value in (*OFFERED.get(kind, ()), *SET):
                    with self.subTest(model=model._name, filter=(name, operator)):
                        model.search([(name, operator, value)], limit=1)

    def test_yes_or_no_is_everybody(self):
        for model in self.models():
            everything = model.search_count(Domain.TRUE)
            for name in [key for key, kind in self.fields(model) if kind == "boolean"]:
                with self.subTest(model=model._name, field=name):
                    either = model.search_count([(name, "in", [True, False])])
                    self.assertEqual(either, everything)
                    neither = model.search_count([(name, "not in", [True, False])])
                    self.assertEqual(neither, 0)

    def test_every_model_is_found_by_name(self):
        for model in self.models():
            with self.subTest(model=model._name):
                model.name_search("x")
                model.name_search("")
