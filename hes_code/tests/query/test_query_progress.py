# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.tests import HttpCase, tagged

from ..common import HesCase
from ..many import add_codes, start_query

MESSAGE = "hes_query_progress"
#: What a browser does when somebody looks at another page of it, or closes this one.
HIDE_PAGE = """
    const hide = () => {
        if (!document.querySelector(".o_form_view .o_form_editable")) {
            return setTimeout(hide, 100);
        }
        Object.defineProperty(document, "visibilityState", {value: "hidden"});
        document.dispatchEvent(new Event("visibilitychange"));
        window.dispatchEvent(new Event("beforeunload", {cancelable: true}));
        setTimeout(() => console.log("test successful"), 2000);
    };
    hide();
"""


class QueryCase(HesCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.service.write({"batch_size": 2, "pause": 60})
        self.query = start_query(
            self.env, self.company, add_codes(self.env, self.company, 4)
        )


@tagged("post_install", "-at_install")
class TestQueryProgress(QueryCase):
    def messages(self):
        self.env.cr.precommit.run()
        return self.env["bus.bus"].search([("message", "like", MESSAGE)], order="id")

    def test_each_batch_tells_of_its_query_and_nothing_else(self):
        before = self.messages()
        self.run_cron()
        [message] = self.messages() - before
        group = self.env.ref("hes_code.group_hes_officer")
        self.assertEqual(
            json.loads(message.channel), [self.env.cr.dbname, group._name, group.id]
        )
        self.assertEqual(
            json.loads(message.message),
            {"type": MESSAGE, "payload": {"ids": self.query.ids}},
        )

    def test_a_change_of_state_is_told_too(self):
        before = self.messages()
        self.query.with_user(self.officer).action_cancel()
        self.assertEqual(len(self.messages() - before), 1)

    def test_a_batch_costs_one_statement_more(self):
        self.messages()
        for _warm in range(2):
            before = self.env.cr.sql_log_count
            self.query._show_progress()
            self.env.cr.precommit.run()
            spent = self.env.cr.sql_log_count - before
        self.assertEqual(spent, 1)


@tagged("post_install", "-at_install")
class TestQueryProgressBrowser(HttpCase, QueryCase):
    """What an officer sees who leaves the screen open."""

    def setUp(self):
        super().setUp()
        self.service.pause = 6  # one batch a run, and soon the next
        self.admin = self._user("admin", "hes_code.group_hes_manager,base.group_system")

    def test_an_open_form_moves_to_its_end(self):
        path = f"/odoo/hes-queries/{self.query.id}"
        self.start_tour(path, "hes_query_form_moves", login=self.admin.login)
        self.assertEqual(self.query.state, "done")

    def test_an_open_list_moves_to_its_end(self):
        self.start_tour(
            "/odoo/hes-queries", "hes_query_list_moves", login=self.admin.login
        )
        self.assertEqual(self.query.state, "done")

    def test_an_empty_new_query_is_not_kept_when_its_page_is_hidden(
        self,
    ):
        before = self.env["hes.query"].search([])
        self.browser_js(
            "/odoo/hes-queries/new",
            HIDE_PAGE,
            "odoo.isReady === true",
            login=self.admin.login,
        )
        self.assertEqual(self.env["hes.query"].search([]), before)
