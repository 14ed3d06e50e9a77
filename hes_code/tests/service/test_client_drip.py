# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A service that sends a byte now and then: each of them is in time, the whole never.

Left to itself, every drip here goes on for half a minute.
"""

import time
import unittest
from unittest.mock import patch

from urllib3.exceptions import ConnectTimeoutError

from ...tools.service import deadline as client_deadline
from ...tools.service.client import Client, Settings, UnavailableError
from .client_case import CODE, ClientCase
from .dripper import Dripper

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = b"Content-Length: 1000000\r\n\r\n"
#: Far more than the time-out, far less than the drip.
BOUND = 10.0


class DripCase(unittest.TestCase):
    def assert_given_up(
        self, first, drop=b" ", kind="timeout", scheme="http", attempts=1, **options
    ):
        """Asking ends in an error of this ``kind``, after so many ``attempts``."""
        with Dripper(first, drop) as dripper:
            defaults = {"retries": 0, "backoff": 0.0, "timeout": 0.5}
            url = dripper.url.replace("http:", f"{scheme}:")
            settings = Settings(url, "hes", "hes", **{**defaults, **options})
            begun = time.monotonic()
            with Client(settings) as client:
                with self.assertRaises(UnavailableError) as caught:
                    client.fetch_codes([CODE])()
            self.assertLess(time.monotonic() - begun, BOUND)
            self.assertEqual(caught.exception.kind, kind)
            self.assertEqual(dripper.connections, attempts)


class TestDrip(DripCase):
    def test_the_first_line(self):
        self.assert_given_up(b"HTTP/1.1 200 ", b"K")

    def test_a_header(self):
        self.assert_given_up(HEAD + b"X-Slow: ", b"x")

    def test_go_on_again_and_again(self):
        self.assert_given_up(b"", b"HTTP/1.1 100 Continue\r\n\r\n")

    def test_a_body(self):
        self.assert_given_up(HEAD + LONG)

    def test_a_body_without_end(self):
        self.assert_given_up(HEAD + b"\r\n")

    def test_chunks(self):
        self.assert_given_up(CHUNKED, b"1\r\n \r\n")

    def test_what_is_told_of_a_chunk(self):
        self.assert_given_up(CHUNKED + b"1;", b"x")

    def test_what_comes_after_the_last_chunk(self):
        self.assert_given_up(CHUNKED + b"0\r\n", b"X-Slow: x\r\n")

    def test_a_refusal(self):
        self.assert_given_up(b"HTTP/1.1 400 Bad Request\r\n" + LONG)

    def test_the_handshake_of_tls(self):
        self.assert_given_up(b"\x16\x03\x03\x3f\xff", b"\0", scheme="https")

    def test_every_attempt_has_its_own_time(self):
        self.assert_given_up(HEAD + b"X-Slow: ", b"x", attempts=3, retries=2)

    def test_what_is_not_even_wanted(self):
        busy = b"HTTP/1.1 503 Service Unavailable\r\n" + LONG
        self.assert_given_up(busy, kind="server", attempts=2, retries=1)

    def test_a_proxy(self):
        with Dripper(b"HTTP/1.1 200 ", b"x") as proxy:
            settings = Settings("https://hes.example/", "hes", "hes", 1, 0.5, 0)
            begun = time.monotonic()
            with patch.dict("os.environ", HTTPS_PROXY=proxy.url, NO_PROXY=""):
                with Client(settings) as client:
                    with self.assertRaises(UnavailableError):
                        client.fetch_codes([CODE])()
            self.assertLess(time.monotonic() - begun, BOUND)


class TestDeadline(ClientCase):
    def test_no_time_left_is_called_a_timeout_wherever_it_runs_out(self):
        for scheme in ("http:", "https:"):
            url = self.service.url.replace("http:", scheme)
            self.assertEqual(self.failure(url=url, timeout=1e-9).kind, "timeout")
        self.assertEqual(self.service.requests, [])

    def test_the_addresses_of_a_name_share_the_time(self):
        places = [f"203.0.113.{number}" for number in range(20)]
        found = [(2, 1, 6, "", (place, 443)) for place in places]
        tried = []

        def connect(_place, timeout, **_options):
            tried.append(timeout)
            raise TimeoutError

        connection = client_deadline.TimedTlsConnection("hes.example", timeout=3.0)
        with (
            patch("socket.getaddrinfo", return_value=found),
            patch("urllib3.util.connection.create_connection", connect),
            self.assertRaises(ConnectTimeoutError),
        ):
            connection.connect()
        self.assertLessEqual(tried[0] * len(places), 3.0)

    def test_a_connection_that_is_kept_gives_every_request_its_own_time(self):
        client, connection = self.client(), client_deadline.TimedConnection
        with (
            patch.object(
                client_deadline, "Deadline", side_effect=client_deadline.Deadline
            ) as begun,
            patch.object(
                connection, "connect", autospec=True, side_effect=connection.connect
            ) as connected,
        ):
            client.fetch_codes([CODE])()
            client.check_code(CODE)
        self.assertEqual((begun.call_count, connected.call_count), (2, 1))

    def test_an_endless_body_that_nobody_wants_is_not_kept(self):
        with patch.object(client_deadline, "MOST_BYTES", 10_000):
            busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 90000\r\n\r\n" + b"x" * 90_000
            with Dripper(busy, drops=600) as dripper:
                url = dripper.url
                self.failure(url=url, retries=1, timeout=60.0)
            self.assertEqual(dripper.connections, 2)
