# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from concurrent.futures import ThreadPoolExecutor

from ...tools.service.errors import UnavailableError
from ...tools.service.line import Line


class TestLine(unittest.TestCase):
    """Requests one after the other, until one fails."""

    def outcomes(self, *requests):
        with ThreadPoolExecutor(1) as pool:
            line = Line(pool)
            return [line.submit(request) for request in requests]

    def test_what_stands_behind_an_error_is_not_asked(self):
        error = UnavailableError("server")
        first, failed, behind = self.outcomes(
            lambda: ({"A": 1}, None),
            lambda: ({}, error),
            lambda: self.fail("It was asked."),
        )
        self.assertEqual(first.result(), ({"A": 1}, None))
        self.assertEqual(failed.result(), ({}, error))
        self.assertIsNone(behind.result())

    def test_a_request_that_breaks_ends_the_line_too(self):
        broken, behind = self.outcomes(lambda: 1 / 0, lambda: self.fail("It was."))
        self.assertRaises(ZeroDivisionError, broken.result)
        self.assertIsNone(behind.result())
