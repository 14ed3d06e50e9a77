# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo.tests import HttpCase, tagged

from .common import RISKLESS, HesCase


@tagged("post_install", "-at_install")
class TestButtons(HttpCase, HesCase):
    """Buttons are pressed as the web client does: with the ids of the records."""

    def press(self, user, record, name):
        user.password = "hes_button_password"
        self.authenticate(user.login, "hes_button_password")
        params = {
            "model": record._name,
            "method": name,
            "args": [record.ids],
            "kwargs": {"context": {"allowed_company_ids": self.company.ids}},
        }
        answer = self.url_open("/web/dataset/call_button", json={"params": params})
        self.assertNotIn("error", answer.json(), answer.json())
        return answer.json()["result"]

    def test_every_button_of_a_form_takes_records(self):
        """A method of the model itself takes no ids: pressed, it is a traceback."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", "hes_code"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        pressed = 0
        for view in views.filtered("model"):
            for button in etree.fromstring(view.arch_db).iter("button"):
                if button.get("type") != "object":
                    continue
                model = self.env.get(self.model_of(button, view.model))
                method = getattr(model, button.get("name"), None)
                with self.subTest(view=view.name, button=button.get("name")):
                    self.assertTrue(callable(method))
                    self.assertFalse(getattr(method, "_api_model", False))
                pressed += 1
        self.assertGreater(pressed, 50)

    def model_of(self, button, model):
        """The model of the records a button stands on: of a list in a form, its own."""
        path = [
            node.get("name")
            for node in button.iterancestors("field")
            if not node.get("position")  # of an inheriting view: only a place
        ]
        for name in reversed(path):
            field = self.env[model]._fields.get(name)
            model = field.comodel_name if field and field.comodel_name else model
        return model

    def test_ones_own_profile(self):
        user = self._user("ayse", "base.group_user")
        self.ayse.user_id = user
        opened = self.press(user, user, "action_hes_stored")
        self.assertEqual(opened["url"], "/hes/my-data")
        self.assertEqual(self.url_open("/hes/my-data").status_code, 200)
        self.assertTrue(self.press(user, user, "action_hes_information_read"))
        reading = self.env["hes.information.reading"].search(
            [("employee_id", "=", self.ayse.id)]
        )
        self.assertEqual(reading.place, "profile")

    def test_e_devlet_is_opened_from_a_waiting_query(self):
        code = self.code(self.ayse, RISKLESS)
        query = self.env["hes.query"]._start_edevlet(code)
        opened = self.press(self.officer, query, "action_open_edevlet")
        self.assertIn("turkiye.gov.tr", opened["url"])
