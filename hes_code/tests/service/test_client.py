# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client in trouble: against the stand-in, over real HTTP on this machine."""

import contextlib
import io
import logging
import socket
import time
import traceback
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from ...tools.service.client import (
    BadAnswerError,
    RateLimitedError,
    RefusedError,
    ServiceError,
    UnavailableError,
)
from ..stand_in import StandIn
from .client_case import (
    CODE,
    OTHER,
    PASSWORD,
    ClientCase,
)


class TestTrouble(ClientCase):
    # trouble -> what asking in bulk and asking about one code end in
    BOTH = {
        "401": (RefusedError, "refused", 401),
        "403": (RefusedError, "forbidden", 403),
        "404": (BadAnswerError, "status", 404),
        "429": (RateLimitedError, "rate_limited", 429),
        "500": (UnavailableError, "server", 500),
        "502": (UnavailableError, "server", 502),
        "503": (UnavailableError, "server", 503),
        "504": (UnavailableError, "server", 504),
        "reset": (UnavailableError, "connection", None),
        "slow": (UnavailableError, "timeout", None),
        "html": (BadAnswerError, "html", None),
        "empty": (BadAnswerError, "empty", None),
        "cut": (BadAnswerError, "cut", None),
        "redirect": (BadAnswerError, "redirect", 307),
        "broken_json": (BadAnswerError, "json", None),
        "no_error_key": (BadAnswerError, "status", 400),
        "deep_json": (BadAnswerError, "json", None),
        "wrong_shape": (BadAnswerError, "shape", None),
        "no_maps": (BadAnswerError, "shape", 200),
        "wrong_types": (BadAnswerError, "shape", 200),
        "too_large": (BadAnswerError, "too_large", 200),
        "packed": (BadAnswerError, "json", 200),
    }

    def test_every_trouble_ends_in_its_own_error_and_nothing_is_asked_twice(self):
        calls = {
            "bulk": lambda client: client.fetch_codes([CODE, OTHER])(),
            "single": lambda client: client.check_code(CODE),
        }
        for name, (error, kind, status) in self.BOTH.items():
            for call, ask in calls.items():
                with self.subTest(trouble=name, call=call):
                    self.service.reset()
                    self.service.trouble(name, seconds=1.0)
                    client = self.client(timeout=0.3 if name == "slow" else 10.0)
                    with self.assertRaises(ServiceError) as caught:
                        ask(client)
                    found = caught.exception
                    self.assertIs(type(found), error)
                    self.assertEqual((found.kind, found.status), (kind, status))
                    self.assertEqual(len(self.service.requests), 1)

    def test_the_timeout_is_kept_in_bulk_and_for_one_code(self):
        self.service.trouble("slow", seconds=5.0)
        calls = [
            lambda: self.client(timeout=0.3).fetch_codes([CODE])(),
            lambda: self.client(timeout=0.3).check_code(CODE),
        ]
        for call in calls:
            begun = time.monotonic()
            with self.assertRaises(UnavailableError) as caught:
                call()
            self.assertEqual(caught.exception.kind, "timeout")
            self.assertLess(time.monotonic() - begun, 3.0)

    def test_a_timeout_after_retries_is_still_called_a_timeout(self):
        self.service.trouble("slow", seconds=5.0)
        error = self.failure(timeout=0.2, retries=1)
        self.assertEqual((type(error), error.kind), (UnavailableError, "timeout"))
        self.assertEqual(len(self.service.requests), 2)

    def test_a_machine_that_lets_nobody_in_is_a_timeout(self):
        with contextlib.ExitStack() as stack:
            full = stack.enter_context(
                socket.create_server(("127.0.0.1", 0), backlog=0)
            )
            for _ in range(2):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(full.getsockname())
            error = self.failure(
                url=f"http://127.0.0.1:{full.getsockname()[1]}/", timeout=0.3
            )
        self.assertEqual((type(error), error.kind), (UnavailableError, "timeout"))

    def test_wrong_credentials_are_refused(self):
        self.assertIs(type(self.failure(password="wrong")), RefusedError)

    def test_a_machine_that_does_not_listen_is_a_connection_error(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            error = self.failure(url=f"http://127.0.0.1:{unused.getsockname()[1]}/")
        self.assertEqual((type(error), error.kind), (UnavailableError, "connection"))

    def test_a_name_that_nobody_has_is_told_from_a_machine_that_does_not_listen(self):
        for retries in (0, 1):
            error = self.failure(url="https://hes.invalid/", retries=retries)
            self.assertEqual((type(error), error.kind), (UnavailableError, "dns"))

    def test_a_machine_that_does_not_speak_tls_is_a_tls_error(self):
        error = self.failure(url=self.service.url.replace("http:", "https:"))
        self.assertEqual((type(error), error.kind), (UnavailableError, "tls"))

    def test_credentials_do_not_follow_a_redirect(self):
        with StandIn() as elsewhere:
            for location in (elsewhere.url + "check-hes-codes", "/moved"):
                with self.subTest(location=location):
                    self.service.reset()
                    self.service.trouble("redirect", location=location)
                    error = self.failure(retries=2)
                    self.assertEqual(error.kind, "redirect")
                    self.assertEqual(len(self.service.requests), 1)
            self.assertEqual(elsewhere.requests, [])


class TestRetries(ClientCase):
    def test_what_passes_is_asked_again_until_it_is_answered(self):
        for name in ("502", "503", "504", "reset"):
            with self.subTest(trouble=name):
                self.service.reset()
                self.service.trouble(name, count=2)
                answers = self.client(retries=2).fetch_codes([CODE])()
                self.assertEqual(answers[CODE].status, "riskless")
                self.assertEqual(len(self.service.requests), 3)

    def test_after_the_last_retry_it_is_unavailable(self):
        self.service.trouble("503")
        error = self.failure(retries=2)
        self.assertEqual((error.kind, error.status), ("server", 503))
        self.assertEqual(len(self.service.requests), 3)

    def test_what_does_not_pass_is_asked_once(self):
        for name in ("401", "403", "429", "500", "html", "cut", "redirect"):
            with self.subTest(trouble=name):
                self.service.reset()
                self.service.trouble(name, retry_after="1")
                self.failure(retries=2)
                self.assertEqual(len(self.service.requests), 1)

    def test_a_rate_limit_is_told_within_bounds_and_not_waited_for(self):
        now = datetime.now(timezone.utc)
        cases = [
            ("7", 7.0, 0),
            ("0", 1.0, 0),
            ("0.001", None, 0),
            ("999999999", 86_400.0, 0),
            (format_datetime(now + timedelta(seconds=90), usegmt=True), 90.0, 5),
            (format_datetime(now - timedelta(days=1), usegmt=True), 1.0, 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0, 0),
            ("soon", None, 0),
            ("-5", None, 0),
            ("9" * 400, 86_400.0, 0),
            (None, None, 0),
        ]
        for header, expected, delta in cases:
            with self.subTest(header=header):
                self.service.trouble("429", retry_after=header)
                begun = time.monotonic()
                wait = self.failure(retries=2).retry_after
                self.assertLess(time.monotonic() - begun, 5.0)
                if expected is None:
                    self.assertIsNone(wait)
                else:
                    self.assertAlmostEqual(wait, expected, delta=delta)


class TestSecrets(ClientCase):
    def test_no_error_log_line_or_repr_tells_password_code_or_status(self):
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        root = logging.getLogger()
        self.addCleanup(root.setLevel, root.level)
        self.addCleanup(root.removeHandler, handler)
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        shown = [repr(self.client().settings), repr(self.client())]
        for name in TestTrouble.BOTH:
            self.service.trouble(name, seconds=0.5)
            error = self.failure(retries=1, timeout=0.2 if name == "slow" else 10.0)
            shown += [repr(error), *traceback.format_exception(error)]
        self.service.calm()
        shown += map(repr, self.client().fetch_codes([CODE])().values())
        text = "".join(shown) + log.getvalue()
        for secret in (PASSWORD, "A4D7113210", CODE, "B1C2", "RISK", "riskless"):
            self.assertNotIn(secret, text)
        self.assertIn("POST /services", log.getvalue())
