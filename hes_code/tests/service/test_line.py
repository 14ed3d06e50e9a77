# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest
from functools import partial

from ...tools.service.client import Line, Settings, ask
from ...tools.service.errors import UnavailableError
from ..stand_in import StandIn


class TestLine(unittest.TestCase):
    """Requests one after the other, until one fails."""

    def outcomes(self, *requests):
        with Line() as line:
            futures = [line.submit(lambda r=r, **_clients: r()) for r in requests]
            for future in futures:
                future.exception(5)
            return futures

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

    def test_it_goes_on_after_an_error_with_what_is_submitted_then(self):
        with Line() as line:
            failed = line.submit(lambda **_clients: ({}, UnavailableError("server")))
            behind = line.submit(lambda **_clients: self.fail("It was asked."))
            failed.result(5)
            line.go_on()
            later = line.submit(lambda **_clients: ({"A": 1}, None))
            self.assertEqual(later.result(5), ({"A": 1}, None))
            self.assertIsNone(behind.result(5))

    def test_all_its_requests_go_over_one_connection(self):
        with StandIn() as stand_in, Line() as line:
            settings = Settings(stand_in.url, "hes", "hes")
            used = set()
            for code in ("A4D7-1132-10", "B4D7-1132-10", "C4D7-1132-10"):
                outcome = line.submit(partial(ask, settings, [code]))
                answers, error = outcome.result(5)
                self.assertIsNone(error)
                self.assertEqual(answers[code].status, "riskless")
                used |= stand_in.connections
            self.assertEqual(len(used), 1)

    def test_a_connection_that_was_closed_meanwhile_is_made_again(self):
        with StandIn() as stand_in, Line() as line:
            settings = Settings(stand_in.url, "hes", "hes")
            request = partial(ask, settings, ["A4D7-1132-10"])
            for _time in range(2):
                answers, error = line.submit(request).result(5)
                self.assertIsNone(error)
                self.assertEqual(len(answers), 1)
                stand_in.hang_up()
