# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking about many codes at once: what came before an error is kept."""

from ...tools.service.client import RateLimitedError, ask
from .client_case import CODE, OTHER, ClientCase

THIRD = "B1C2-0000-01"
SILENT = "B1C2-0000-99"
PLACE = {"city": "Ankara", "district": "Çankaya", "address": "Cadde 1"}


class TestAsk(ClientCase):
    def ask(self, *codes, batch_size=2, **options):
        settings = self.client(batch_size=batch_size).settings
        answers, error = ask(settings, codes, **options)
        return {code: answer.status for code, answer in answers.items()}, error

    def ends(self):
        return [request.path.split("/")[-1] for request in self.service.requests]

    def test_batch_after_batch(self):
        answers, error = self.ask(CODE, OTHER, THIRD)
        self.assertEqual(answers, dict.fromkeys((CODE, OTHER, THIRD), "riskless"))
        self.assertIsNone(error)
        self.assertEqual([request.codes for request in self.service.requests], [2, 1])

    def test_an_error_ends_it_and_what_was_answered_is_kept(self):
        self.service.trouble("429", start=2)
        answers, error = self.ask(CODE, OTHER, THIRD, SILENT, "B1C2-0000-02")
        self.assertEqual(sorted(answers), [CODE, OTHER])
        self.assertIs(type(error), RateLimitedError)
        self.assertEqual(len(self.service.requests), 2)

    def test_a_code_without_an_answer_is_left_out(self):
        self.assertEqual(self.ask(CODE, SILENT), ({CODE: "riskless"}, None))

    def test_nothing_to_ask_is_no_request(self):
        self.assertEqual(self.ask(), ({}, None))
        self.assertEqual(self.service.requests, [])

    def test_visitors_are_asked_about_one_by_one_with_the_place(self):
        self.service.trouble("503", start=3)
        answers, error = self.ask(CODE, OTHER, THIRD, place=PLACE)
        self.assertEqual(answers, {CODE: "riskless", OTHER: "riskless"})
        self.assertEqual(error.kind, "server")
        self.assertEqual(self.ends(), ["check-visitor-hes-code"] * 3)
        self.assertEqual(self.service.requests[0].body["explicit_address"], "Cadde 1")

    def test_a_code_asked_about_by_itself_gets_a_reason(self):
        self.assertEqual(self.ask(SILENT, single=True), ({SILENT: "unknown"}, None))
        self.assertEqual(self.ends(), ["check-hes-code"])
