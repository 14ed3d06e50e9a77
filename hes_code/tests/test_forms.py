# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import closing, suppress

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_case import AccessCase

#: What is typed into a field: nothing, or an end of the calendar.
TYPED = {
    "date": (False, "0001-01-01", "9999-12-31"),
    "datetime": (False, "0001-01-01 00:00:00", "9999-12-31 23:59:59"),
}


@tagged("post_install", "-at_install")
class TestForms(AccessCase):
    """Whatever is typed or emptied in a form is taken, or refused with a sentence; the
    constraints of the database have theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Istanbul"
        (cls.ours["hr.employee"] | cls.ours["host"]).tz = "Europe/Istanbul"

    @mute_logger("odoo.sql_db")
    def test_fields_are_emptied_and_dates_are_at_the_ends_of_the_calendar(self):
        forms = [("type", "=", "form"), ("model", "=like", "hes.%")]
        for view in self.env["ir.ui.view"].search(forms):
            record = self.as_user(self.manager, view.model)
            models = record.get_views([(view.id, "form")])["models"]
            spec = dict.fromkeys(models[view.model]["fields"], {})
            entered = self.new_values(view.model, self.ours)
            stored = record.browse(self.ours[view.model].ids[:1])
            for name, field in record.fields_get(list(spec)).items():
                for value in TYPED.get(field["type"], (False,)):
                    if not field["readonly"]:
                        self.enter(stored, {}, name, value, spec)
                        self.enter(record, entered, name, value, spec)

    def enter(self, record, values, name, value, spec):
        values = {**values, name: value}
        for door in (
            lambda: record.onchange(values, [name], spec),
            lambda: record.web_save(values, spec),
        ):
            with (
                self.subTest(record=record, field=name, value=value),
                suppress(UserError, IntegrityError),
                closing(self.env.cr.savepoint()),
            ):
                door()
                self.env.flush_all()

    def test_a_name_alone_makes_nothing_that_is_not_called_by_a_text(self):
        for model in ("hes.exemption", "hes.contact.case"):
            with self.assertRaisesRegex(UserError, "use its form"):
                self.as_user(self.manager, model).name_create("Somebody")
