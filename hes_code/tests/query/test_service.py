# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import socket
import ssl
import tempfile
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import _super_send

from ..common import RISKLESS, RISKY, HesCase, set_service_url
from ..service.test_client_settings import own_certificate
from ..stand_in import StandIn

TYPE = "hes_code.mail_activity_type_service"
PARAMETER = "hes_code.service_url"


class ServiceCase(HesCase):
    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        """This machine, with our time-outs, and names that nobody can ever have."""
        host = urlsplit(r.url).hostname
        if host == "127.0.0.1" or host.endswith(".invalid"):
            return _super_send(s, r, **kw)
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.stand_in, service = self.start_service()
        self.service = service.with_user(self.manager)


@tagged("post_install", "-at_install")
class TestConnection(ServiceCase):
    """The button: it says what was seen, and what to do about it."""

    def assert_told(self, words, kind="danger"):
        params = self.service.action_test_connection()["params"]
        self.assertIn(words, params["message"])
        self.assertEqual(params["type"], kind)
        self.assertEqual(params["sticky"], kind == "danger")

    def test_every_answer_of_the_service_is_explained(self):
        self.assert_told("The service answers", "success")
        for trouble, words in {
            "401": "user name or the password (HTTP 401)",
            "403": "does not let this user ask (HTTP 403)",
            "404": "HTTP 404",
            "429": "asks to wait",
            "500": "(HTTP 500). Wrong credentials may also look like this",
            "503": "(HTTP 503)",
            "html": "web page",
            "redirect": "never followed",
            "empty": "empty",
            "cut": "cut off",
            "broken_json": "could not be read",
            "deep_json": "could not be read",
            "wrong_shape": "unknown form",
            "no_maps": "unknown form",
            "too_large": "too large",
            "packed": "could not be read",
            "reset": "refused or broke off",
            "missing": "The service answers",
        }.items():
            with self.subTest(trouble=trouble):
                self.stand_in.trouble(trouble)
                kind = "success" if "answers" in words else "danger"
                self.assert_told(words, kind)

    def test_a_slow_service_is_waited_for_once(self):
        self.service.timeout = 0.2
        # until the test is over: whatever the machine's speed, the answer is too late
        self.stand_in.trouble("slow", seconds=3600)
        self.assert_told("in time")
        # not even one where connecting alone has taken all of the time
        self.assertLessEqual(len(self.stand_in.requests), 1)

    def test_a_name_that_nobody_has(self):
        set_service_url(self.env, "https://hes.invalid/")
        self.assert_told("name in the address was not found")

    def test_a_machine_that_does_not_listen(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            set_service_url(self.env, url)
            self.assert_told("connection was refused")

    def test_an_address_that_would_leak_the_password_is_refused(self):
        for url in ("http://example.com/", "https://a:b@example.com/", "ftp://x/"):
            with self.subTest(url=url):
                set_service_url(self.env, url)
                self.assert_told(PARAMETER)
        self.assertFalse(self.stand_in.requests)

    def test_only_an_administrator_sets_another_address(self):
        parameters = self.env["ir.config_parameter"]
        elsewhere = "https://hes.invalid/"
        with self.assertRaises(AccessError):
            parameters.with_user(self.manager).set_param(PARAMETER, elsewhere)
        with self.assertRaises(AccessError):
            parameters.with_user(self.manager).get_param(PARAMETER)
        administrator = self._user("administrator", "base.group_system")
        parameters.with_user(administrator).set_param(PARAMETER, elsewhere)
        self.service.invalidate_recordset()
        self.assertEqual(self.service.url, elsewhere)
        self.service.write({"url": self.stand_in.url, "pause": 1})
        self.assert_told("name in the address was not found")

    def test_an_address_that_does_not_speak_https(self):
        set_service_url(self.env, self.stand_in.url.replace("http:", "https:"))
        self.assert_told("speaks HTTPS")

    def test_a_certificate_that_nobody_vouches_for(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own_certificate(folder))
        secure = self.enterContext(StandIn(tls=context))
        set_service_url(self.env, secure.url)
        with patch.dict("os.environ", REQUESTS_CA_BUNDLE="", CURL_CA_BUNDLE=""):
            self.assert_told("certificate could not be verified")
        self.assertFalse(secure.requests)

    def test_nothing_secret_is_told(self):
        self.service.password = "k0p4rnikus"
        for trouble in ("401", "500", "redirect", "html"):
            self.stand_in.trouble(trouble)
            self.assertNotIn("k0p4rnikus", str(self.service.action_test_connection()))


@tagged("post_install", "-at_install")
class TestAsk(ServiceCase):
    """The one door to the ministry."""

    def test_an_archived_service_is_not_asked(self):
        self.service.active = False
        services = self.env["hes.service"].with_context(active_test=False)
        self.assertFalse(services._of_company(self.company))
        self.assertFalse(services._working_in(self.company.ids))

    def test_a_suspended_service_is_not_asked_and_says_so(self):
        self.stand_in.trouble("401")
        answers, error = self.service._ask([RISKLESS])
        self.assertEqual((answers, error.kind), ({}, "refused"))
        self.assertTrue(self.service.suspended)
        self.stand_in.calm()
        answers, error = self.service._ask([RISKLESS])
        self.assertEqual((answers, error.kind), ({}, "suspended"))
        self.assertIn("HES manager", self.service._explain(error.kind))
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_who_waits_is_answered_within_the_time_of_the_gate(self):
        self.company.hes_policy_id.live_timeout = 0.3
        self.service.timeout = 60
        self.stand_in.trouble("slow", seconds=3600)
        answers, error = self.service._ask([RISKLESS], waiting=True)
        self.assertEqual((answers, error.kind), ({}, "timeout"))
        self.assertLessEqual(len(self.stand_in.requests), 1, "no retries")

    def test_what_passes_is_tried_again_where_nobody_waits(self):
        self.stand_in.trouble("503", count=1)
        answers, error = self.service._ask([RISKLESS, RISKY])
        statuses = {code: answer.status for code, answer in answers.items()}
        self.assertEqual(statuses, {RISKLESS: "riskless", RISKY: "risky"})
        self.assertIsNone(error)
        self.assertEqual(len(self.stand_in.requests), 2)


@tagged("post_install", "-at_install")
class TestSuspended(ServiceCase):
    """The service refused us: who learns of it, and what is asked after that."""

    def setUp(self):
        super().setUp()
        self.deputy = self._user("deputy", "hes_code.group_hes_manager")
        self.env["res.lang"]._activate_lang("tr_TR")
        self.deputy.lang = "tr_TR"
        stranger = self._user("stranger", "hes_code.group_hes_manager")
        stranger.write(
            {
                "company_id": self.stranger_company.id,
                "company_ids": [(6, 0, self.stranger_company.ids)],
            }
        )
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, RISKY)

    def test_the_managers_of_the_company_are_told_once(self):
        self.stand_in.trouble("401")
        for _run in range(2):
            self.run_cron()
        activities = self.service_activities()
        self.assertEqual(activities.user_id, self.manager | self.deputy)
        self.assertEqual(len(activities), 2)
        self.assertEqual(activities.mapped("res_id"), self.service.ids * 2)
        notes = {activity.user_id: activity.note for activity in activities}
        self.assertIn("password", notes[self.manager])
        self.assertIn("parola", notes[self.deputy], "in their language")
        for text in activities.mapped("note") + activities.mapped("summary"):
            self.assertNotIn(RISKLESS, text)

    def test_all_queries_of_the_service_stop(self):
        queries = self.env["hes.query"]
        for code in self.env["hes.code"].search([], order="id"):
            query = queries.create({"company_id": self.company.id})
            query._enlist(code)
            query.state = "running"
            queries |= query
        self.stand_in.trouble("403")
        self.run_cron()
        self.assertEqual(queries.mapped("state"), ["failed", "failed"])
        self.assertIn("HTTP 403", queries[1].error)
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(len(self.service_activities()), 2)

    def test_nobody_is_asked_again_before_it_is_mended(self):
        self.stand_in.trouble("401")
        self.ayse.with_user(self.officer).action_hes_check()
        query = self.env["hes.query"].search([], limit=1)
        self.assertEqual(query.state, "failed")
        for again in (
            self.burak.with_user(self.officer).action_hes_check,
            query.with_user(self.officer).action_retry,
        ):
            with self.assertRaisesRegex(UserError, "HES manager"):
                again()
        self.assertEqual(len(self.stand_in.requests), 1)

    def test_a_new_password_or_a_good_trial_ends_it(self):
        def new_password():
            self.service.password = "hes"

        for mend in (new_password, self.service.action_test_connection):
            self.stand_in.trouble("401")
            self.run_cron()
            self.assertTrue(self.service.suspended)
            self.stand_in.calm()
            mend()
            self.assertFalse(self.service.suspended)
            self.assertFalse(self.service_activities())
            self.run_cron()
            self.assertEqual(self.ayse.hes_risk_status, "riskless")
            self.env["hes.code"].search([]).checked_at = False
