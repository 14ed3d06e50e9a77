# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common import HesCase

PASSWORD = "hes_rpc_password"
ACCESS_ERROR = "odoo.exceptions.AccessError"


class RpcCase(HttpCase, HesCase):
    """Calls over HTTP, as a user of the company of the tests makes them."""

    def sign_in(self, user):
        user.password = PASSWORD
        self.authenticate(user.login, PASSWORD)

    def answer(self, model, method, *args, **context):
        """The whole answer of a call by who is signed in."""
        context = {"allowed_company_ids": self.company.ids, **context}
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": {"context": context},
        }
        self.env.flush_all()
        url = f"/web/dataset/call_kw/{model}/{method}"
        with mute_logger("odoo.http", "odoo.sql_db"):
            answer = self.url_open(url, json={"params": params}).json()
        self.env.invalidate_all()
        return answer

    def call(self, model, method, *args, **context):
        """What a call gives back."""
        answer = self.answer(model, method, *args, **context)
        self.assertNotIn("error", answer, answer.get("error"))
        return answer.get("result")

    def refused(self, model, method, *args, **context):
        """Kind and text of the error of a call."""
        answer = self.answer(model, method, *args, **context)
        self.assertIn("error", answer)
        data = answer["error"]["data"]
        return data["name"], data["message"]
