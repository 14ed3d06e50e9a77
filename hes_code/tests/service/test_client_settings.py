# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where credentials are sent, and where they are not."""

import contextlib
import ipaddress
import ssl
import tempfile
import traceback
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ...tools.service.client import (
    Client,
    Settings,
    SettingsError,
    UnavailableError,
    check_url,
)
from ..stand_in import StandIn
from .client_case import CODE, PASSWORD


class TestSettings(unittest.TestCase):
    def test_credentials_are_only_sent_by_https_or_to_this_machine(self):
        refused = {
            "": "scheme",
            "hesservis.turkiye.gov.tr": "scheme",
            "ftp://127.0.0.1/": "scheme",
            "file:///etc/passwd": "scheme",
            "http://hesservis.turkiye.gov.tr/": "insecure",
            "http://192.168.1.5/": "insecure",
            "http://localhost.example.com/": "insecure",
            "http://127.0.0.1.example.com/": "insecure",
            "http://0.0.0.0/": "insecure",
            "http://2130706433/": "insecure",
            "http://0x7f.1/": "insecure",
            "http://127.1/": "insecure",
            "http://127.0.0.1@example.com/": "credentials",
            "https://kurum:geheim@example.com/": "credentials",
            "http://127.0.0.1\\@example.com/": "credentials",
            "http://127.0.0.1\\.example.com/": "malformed",
            "https://": "malformed",
            "https://example.com/a b": "malformed",
            "https://example.com/?a=b": "malformed",
            "https://example.com/#a": "malformed",
            "https://example.com:port/": "malformed",
            "https://kurum:geheim": "malformed",
            "https://[::1/": "malformed",
        }
        for url, kind in refused.items():
            with self.subTest(url=url):
                with self.assertRaises(SettingsError) as caught:
                    check_url(url)
                self.assertEqual(caught.exception.kind, kind)
                shown = "".join(traceback.format_exception(caught.exception))
                self.assertNotIn("geheim", shown)
        for url in (
            "https://hesservis.turkiye.gov.tr/services/g2g/saglik/hes/",
            "HTTPS://example.com",
            "http://localhost:8070/",
            "http://127.0.0.1:8070/",
            "http://127.8.9.1/",
            "http://[::1]:8070/",
        ):
            with self.subTest(url=url):
                check_url(url)

    def test_settings_that_cannot_work_are_refused(self):
        cases = [
            ({"url": "http://example.com/"}, "insecure"),
            ({"batch_size": 0}, "batch_size"),
            ({"batch_size": 501}, "batch_size"),
            ({"timeout": 0}, "timeout"),
            ({"timeout": float("nan")}, "timeout"),
            ({"retries": -1}, "retries"),
        ]
        for options, kind in cases:
            with self.subTest(options=options):
                with self.assertRaises(SettingsError) as caught:
                    Settings(
                        **{"url": "https://example.com/", **options},
                        username="kurum",
                        password=PASSWORD,
                    )
                self.assertEqual(caught.exception.kind, kind)


def own_certificate(folder, *names):
    """Write a certificate for 127.0.0.1 and these names that this machine signed
    itself; return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    hosts = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    hosts += map(x509.DNSName, names)
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = Path(folder, "stand_in.pem")
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return str(path)


class TestTls(unittest.TestCase):
    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            certificate = own_certificate(folder)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            service = stack.enter_context(StandIn(tls=context))
            with Client(Settings(service.url, "hes", "hes", retries=0)) as client:
                with (
                    patch.dict("os.environ", REQUESTS_CA_BUNDLE="", CURL_CA_BUNDLE=""),
                    self.assertRaises(UnavailableError) as caught,
                ):
                    client.check_code(CODE)
                self.assertEqual(caught.exception.kind, "certificate")
                self.assertEqual(service.requests, [])
                with patch.dict("os.environ", REQUESTS_CA_BUNDLE=certificate):
                    self.assertEqual(client.check_code(CODE).status, "riskless")
