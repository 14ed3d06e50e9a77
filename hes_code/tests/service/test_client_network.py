# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a name leads to: seen when the connection is made, before anything is sent.

The name service is a table here; the connections are real, to this machine.
"""

import contextlib
import socket
import ssl
import tempfile
import unittest
from unittest.mock import patch
from urllib.parse import urlsplit

from ...tools.service.client import Client, Settings, UnavailableError
from ..stand_in import StandIn
from .client_case import CODE
from .test_client_settings import (
    PRIVATE,
    own_certificate,
)

NAME = "hes.example"


class NetworkCase(unittest.TestCase):
    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        certificate = own_certificate(folder, NAME, "localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.service = stack.enter_context(StandIn(tls=context))
        self.port = urlsplit(self.service.url).port
        trusted = {"REQUESTS_CA_BUNDLE": certificate, "NO_PROXY": "*"}
        stack.enter_context(patch.dict("os.environ", trusted))

    @contextlib.contextmanager
    def names(self, *answers):
        """The name service says one of these after the other, then always the last;
        the list it gives tells how often it was asked."""
        asked = []

        def look_up(host, port, *_options, **_more):
            if host != NAME:
                return real(host, port, *_options, **_more)
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            return [real(address, port, *_options, **_more)[0] for address in found]

        real = socket.getaddrinfo
        with patch("socket.getaddrinfo", look_up):
            yield asked

    def ask(self, host=NAME, **options):
        url = self.service.url.replace("127.0.0.1", host)
        settings = Settings(url, "hes", "hes", retries=0, timeout=5, **options)
        with Client(settings) as client:
            return client.check_code(CODE).status

    def assert_refused(self, *args, **options):
        with self.assertRaises(UnavailableError) as caught:
            self.ask(*args, **options)
        self.assertEqual(caught.exception.kind, "private")
        self.assertEqual(self.service.requests, [])


class TestNames(NetworkCase):
    def test_a_name_that_leads_into_a_private_network_is_refused(self):
        for address in ("127.0.0.1", *PRIVATE):
            if "%" in address:
                continue
            with self.subTest(address=address), self.names([address]):
                self.assert_refused()

    def test_one_private_address_among_public_ones_is_enough(self):
        with self.names(["8.8.8.8", "10.0.0.1"]):
            self.assert_refused()

    def test_a_name_that_changes_between_judging_and_connecting_is_refused(self):
        with self.names(["8.8.8.8"], ["127.0.0.1"]) as asked:
            self.assert_refused()
        self.assertEqual(len(asked), 2, "It connected, and looked who answered.")

    def test_nobody_is_connected_to_before_the_name_is_judged(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            listening.setblocking(False)
            settings = Settings(f"https://{NAME}:{self.port}/", "hes", "hes")
            with self.names(["127.0.0.1"]), Client(settings) as client:
                with self.assertRaises(UnavailableError) as caught:
                    client.check_code(CODE)
            self.assertEqual(caught.exception.kind, "private")
            self.assertRaises(BlockingIOError, listening.accept)

    def test_an_address_that_was_set_before_it_was_refused_is_refused(self):
        for host in ("192.168.1.5", "[::ffff:127.0.0.1]", "169.254.169.254"):
            with self.subTest(host=host):
                self.assert_refused(host)

    def test_this_machine_is_reached_by_its_own_names(self):
        for host in ("127.0.0.1", "localhost"):
            with self.subTest(host=host):
                self.assertEqual(self.ask(host), "riskless")

    def test_localhost_that_is_another_machine_is_refused(self):
        with patch("socket.getaddrinfo") as look_up:
            look_up.return_value = [(2, 1, 6, "", ("10.0.0.1", self.port))]
            self.assert_refused("localhost")


class TestAllowed(NetworkCase):
    def test_an_administrator_may_let_it_lead_there(self):
        with self.names(["127.0.0.1"]):
            self.assertEqual(self.ask(private=True), "riskless")

    def test_the_certificate_is_held_against_the_name(self):
        other = "other.example"
        with patch("socket.getaddrinfo") as look_up:
            look_up.return_value = [(2, 1, 6, "", ("127.0.0.1", self.port))]
            with self.assertRaises(UnavailableError) as caught:
                self.ask(other, private=True)
        self.assertEqual(caught.exception.kind, "certificate")
        self.assertEqual(self.service.requests, [])
