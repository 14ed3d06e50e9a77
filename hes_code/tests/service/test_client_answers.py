# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the client makes of good, odd and missing answers."""

import unittest
from datetime import datetime

from ...tools.code import CodeError
from ...tools.service.answer import (
    read_answer,
    read_answers,
    read_time,
)
from ...tools.service.client import BadAnswerError
from ...tools.service.client import _object as parse_object
from .client_case import CODE, OTHER, ClientCase


class TestBulkAnswers(ClientCase):
    def test_a_code_in_neither_map_is_unanswered(self):
        answers = self.client().fetch_codes([CODE, "B1C2000099"])()
        self.assertEqual(answers["B1C2-0000-99"].status, "unanswered")
        self.assertEqual(answers[CODE].status, "riskless")

    def test_codes_that_are_left_out_or_answered_badly_do_not_harm_the_rest(self):
        codes = [f"B1C2-0000-{end}" for end in range(10, 20)]
        for name in ("missing", "wrong_entries"):
            with self.subTest(trouble=name):
                self.service.trouble(name)
                answers = self.client().fetch_codes(codes)()
                statuses = [answers[code].status for code in codes]
                self.assertEqual(statuses, ["riskless", "unanswered"] * 5)

    def test_every_word_of_the_service_is_one_of_ours(self):
        words = [
            ("RISKLESS", "riskless", ""),
            ("RISKY", "risky", ""),
            ("RISKFREE", "unknown", "RISKFREE"),
            ("hescodenotfound", "not_found", ""),
            ("hescodehasbeenexpired", "expired", ""),
            ("hescodeblocked", "unknown", "hescodeblocked"),
        ]
        client = self.client()
        for word, status, key in words:
            self.service.overrides["A4D7113210"] = word
            for answer in (client.fetch_codes([CODE])()[CODE], client.check_code(CODE)):
                with self.subTest(word=word):
                    self.assertEqual((answer.status, answer.error_key), (status, key))
                    self.assertEqual(answer.code, CODE)

    def test_every_code_has_one_answer_whatever_its_spelling_and_number(self):
        codes = ["a4d7 1132 10", "A4D7113210", CODE, OTHER]
        answers = self.client().fetch_codes(codes)()
        self.assertEqual(sorted(answers), [CODE, OTHER])
        self.assertEqual(self.service.asked, {"A4D7113210": 1, "B1C2000000": 1})

    def test_a_code_in_one_map_twice_with_two_verdicts_is_unanswered(self):
        risky, riskless = (
            {"current_health_status": word} for word in ("RISKY", "RISKLESS")
        )
        for found, refused in (
            ({CODE: risky, CODE.replace("-", ""): riskless}, {}),
            ({CODE.lower(): riskless, CODE: risky}, {}),
            ({}, {CODE: "hescodenotfound", CODE.lower(): "hescodehasbeenexpired"}),
            ({CODE: risky, CODE.lower(): riskless, "a4d7 1132 10": riskless}, {}),
        ):
            with self.subTest(found=found, refused=refused):
                answer = read_answers([CODE], found, refused)[CODE]
                self.assertEqual(answer.status, "unanswered")
        same = {CODE: risky, CODE.lower(): risky}
        self.assertEqual(read_answers([CODE], same, {})[CODE].status, "risky")

    def test_nor_is_one_that_stands_twice_in_the_text(self):
        riskless, risky = (
            f'"{CODE}": {{"current_health_status": "{word}"}}'
            for word in ("RISKLESS", "RISKY")
        )
        for text in (
            f'{{"success_map": {{{risky}, {riskless}}}}}',
            f'{{"success_map": {{{risky}}}, "success_map": {{{riskless}}}}}',
        ):
            found = parse_object(text.encode()).get("success_map") or {}
            self.assertEqual(read_answers([CODE], found, {})[CODE].status, "unanswered")

    def test_five_hundred_codes_are_one_question_and_one_more_is_refused(self):
        codes = [f"B1C2{number:04}10" for number in range(501)]
        client = self.client()
        with self.assertRaises(ValueError) as caught:
            client.fetch_codes(codes)()
        self.assertNotIn("B1C2", str(caught.exception))
        self.assertEqual(self.service.requests, [])
        self.assertEqual(len(client.fetch_codes(codes[:500] + codes[:9])()), 500)
        self.assertEqual([request.codes for request in self.service.requests], [500])

    def test_no_code_is_no_question_and_no_text_but_a_code_is_asked(self):
        client = self.client()
        self.assertEqual(client.fetch_codes([])(), {})
        self.assertRaises(CodeError, client.fetch_codes, [CODE, "A4D7-1132"])
        self.assertEqual(self.service.requests, [])

    def test_the_answer_carries_end_number_and_name(self):
        self.service.people["A4D7113210"] = ("10000000170", "Ayşe Nur", "Çelik")
        answer = self.client().fetch_codes([CODE, "B1C2000088"])()[CODE]
        self.assertEqual(answer.masked_national_id, "********170")
        self.assertEqual(answer.masked_name, "Ay**** Nu**** Çe****")
        self.assertEqual(answer.expires_at, datetime(2031, 5, 4, 13))

    def test_without_end_stays_the_year_2070(self):
        answer = self.client().check_code("B1C2000088")
        self.assertEqual(answer.expires_at, datetime(2070, 1, 1))


class TestSingleAnswers(ClientCase):
    def test_an_answer_without_a_status_is_a_bad_answer(self):
        self.service.trouble("wrong_entries")
        with self.assertRaises(BadAnswerError) as caught:
            self.client().check_code(CODE)
        self.assertEqual(caught.exception.kind, "shape")

    def test_a_visitor_is_asked_about_with_the_place(self):
        client = self.client()
        place = ("Ankara", "Çankaya", "Cadde 1")
        self.assertEqual(client.check_visitor(CODE, *place).status, "riskless")
        risky = client.check_visitor("A4D7113266", *place, 39.9, 32.8)
        self.assertEqual(risky.status, "risky")
        without, along = self.service.requests
        self.assertTrue(along.path.endswith("/check-visitor-hes-code"))
        self.assertNotIn("location", without.body)
        location = {"latitude": 39.9, "longitude": 32.8}
        self.assertEqual(
            along.body,
            {
                "hes_code": "A4D7113266",
                "city": "Ankara",
                "district": "Çankaya",
                "explicit_address": "Cadde 1",
                "location": location,
            },
        )

    def test_a_visitor_without_address_or_with_half_a_location_is_refused(self):
        client = self.client()
        with self.assertRaises(BadAnswerError):
            client.check_visitor(CODE, "Ankara", "Çankaya", "")
        with self.assertRaises(ValueError):
            client.check_visitor(CODE, "Ankara", "Çankaya", "Cadde 1", latitude=39.9)

    def test_a_base_without_slash_and_the_test_base_are_reached(self):
        for url in (self.service.url.rstrip("/"), self.service.test_url):
            with self.subTest(url=url):
                self.assertEqual(
                    self.client(url=url).check_code(CODE).status, "riskless"
                )


class TestReading(unittest.TestCase):
    def test_times_are_read_as_utc_or_not_at_all(self):
        cases = [
            ("2021-05-04T13:14:15Z", datetime(2021, 5, 4, 13, 14, 15)),
            ("2021-05-04T13:14:15", datetime(2021, 5, 4, 13, 14, 15)),
            ("2021-05-04T13:14:15.1Z", datetime(2021, 5, 4, 13, 14, 15)),
            ("2021-05-04T13:14:15.123456789", datetime(2021, 5, 4, 13, 14, 15)),
            ("2021-05-04T13:14:15+03:00", datetime(2021, 5, 4, 10, 14, 15)),
            ("2021-05-04T23:14:15.5-0330", datetime(2021, 5, 5, 2, 44, 15)),
            ("2021-05-04T13:14", datetime(2021, 5, 4, 13, 14)),
            ("2021-05-04T13", datetime(2021, 5, 4, 13)),
            (" 2021-05-04 13:14:15 ", datetime(2021, 5, 4, 13, 14, 15)),
            ("2021-05-04", datetime(2021, 5, 4)),
            ("2070-01-01T00:00:00Z", datetime(2070, 1, 1)),
            ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59)),
            ("9999-12-31T23:59:59-03:00", None),
            ("0001-01-01T00:00:00+03:00", None),
            ("2021-13-04T13:14:15Z", None),
            ("2021-02-30", None),
            ("2021-05-04T25", None),
            ("04.05.2021 13:14", None),
            ("2021-05", None),
            ("2021", None),
            ("٢٠٢١-٠٥-٠٤", None),
            ("2021-05-04T13:14:15+٠٣:00", None),
            ("null", None),
            ("", None),
            (None, None),
            (1620134055, None),
            (True, None),
            (["2021-05-04"], None),
        ]
        for text, expected in cases:
            with self.subTest(text=text):
                self.assertEqual(read_time(text), expected)

    def test_a_field_of_a_wrong_type_is_absent_and_the_rest_stays(self):
        entry = {
            "current_health_status": " RISKY\x00",
            "expiration_date": 5,
            "masked_identity_number": ["*"],
            "masked_firstname": None,
            "masked_lastname": "  YI****   ÇE****\n",
        }
        answer = read_answer(CODE, entry)
        self.assertEqual(answer.status, "risky")
        self.assertEqual(answer.masked_name, "YI**** ÇE****")
        self.assertEqual(answer.masked_national_id, "")
        self.assertIsNone(answer.expires_at)

    def test_what_has_no_status_word_is_unanswered_and_never_riskless(self):
        words = (None, "", "null", 0, True, ["RISKLESS"], {"RISKLESS": 1})
        entries = [{"current_health_status": word} for word in words]
        for entry in [*entries, {}, [], None, "RISKLESS", 5]:
            with self.subTest(entry=entry):
                self.assertEqual(read_answer(CODE, entry).status, "unanswered")

    def test_what_was_not_asked_or_contradicts_itself_is_no_answer(self):
        entry = {"current_health_status": "RISKLESS"}
        found = {"a4d7-113210": entry, "B1C2000000": entry, "": entry, "C1C2000000": 0}
        answers = read_answers([CODE, OTHER], found, {"B1C2000000": "hescodenotfound"})
        statuses = {code: answer.status for code, answer in answers.items()}
        self.assertEqual(statuses, {CODE: "riskless", OTHER: "unanswered"})

    def test_an_error_key_that_is_no_text_is_no_answer(self):
        for key in (None, "", "null", 5, ["hescodenotfound"]):
            with self.subTest(key=key):
                answers = read_answers([CODE], {}, {"A4D7113210": key})
                self.assertEqual(answers[CODE].status, "unanswered")
