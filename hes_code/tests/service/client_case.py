# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unittest

from ...tools.service.client import Client, ServiceError, Settings
from ..stand_in import StandIn

CODE = "A4D7-1132-10"
OTHER = "B1C2-0000-00"
# Letters that are not in Latin-1, which is what HTTP Basic is often encoded in.
PASSWORD = "şifre-ğüı-4711"


class ClientCase(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.service = StandIn(username="kurum", password=PASSWORD)
        self.service.__enter__()
        self.addCleanup(self.service.__exit__)

    def client(self, **options):
        """Return a client of the stand-in: no pause, no retry unless told."""
        defaults = {
            "url": self.service.url,
            "username": "kurum",
            "password": PASSWORD,
            "retries": 0,
            "backoff": 0.0,
            "timeout": 10.0,
        }
        client = Client(Settings(**{**defaults, **options}))
        self.addCleanup(client.close)
        return client

    def failure(self, **options):
        """Return the error that asking in bulk ends in."""
        with self.assertRaises(ServiceError) as caught:
            self.client(**options).fetch_codes([CODE, OTHER])()
        return caught.exception
