# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import signal
import subprocess
import sys
import unittest
from pathlib import Path

import requests

from .. import stand_in_answers
from ..stand_in import StandIn

GOOD = ("hes", "hes")


def ask(url, body, auth=GOOD):
    return requests.post(url, json=body, auth=auth, timeout=10)


class TestStandIn(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.service = StandIn()
        self.service.__enter__()
        self.addCleanup(self.service.__exit__)

    def ask_all(self, *codes, **options):
        body = [{"hes_code": code} for code in codes]
        return ask(self.service.url + "check-hes-codes", body, **options)

    def test_it_refuses_wrong_credentials_and_other_paths_and_questions(self):
        one = {"hes_code": "A4D7113210"}
        cases = [
            ("check-hes-code", one, ("hes", "wrong"), 401),
            ("check-hes-code", one, None, 401),
            ("check-nothing", one, GOOD, 404),
            ("check-hes-code", [one], GOOD, 400),
            ("check-hes-codes", one, GOOD, 400),
            ("check-hes-codes", [one] * 501, GOOD, 400),
            ("check-visitor-hes-code", {**one, "city": "Ankara"}, GOOD, 400),
        ]
        for path, body, auth, status in cases:
            with self.subTest(path=path, status=status):
                response = ask(self.service.url + path, body, auth)
                self.assertEqual(response.status_code, status)
                self.assertNotIn("errorKey", response.text)

    def test_the_last_two_digits_decide_the_answer(self):
        codes = [f"B1C20000{end}" for end in ("00", "66", "77", "88", "44", "45", "99")]
        answer = self.ask_all(*codes).json()
        found = answer["success_map"]
        words = {code[-2:]: found[code]["current_health_status"] for code in found}
        self.assertEqual(
            words,
            {"00": "RISKLESS", "66": "RISKY", "77": "UNDER_REVIEW", "88": "RISKLESS"},
        )
        self.assertEqual(found["B1C2000088"]["expiration_date"][:4], "2070")
        self.assertEqual(
            answer["unsuccess_map"],
            {"B1C2000044": "hescodenotfound", "B1C2000045": "hescodehasbeenexpired"},
        )

    def test_both_bases_and_all_single_endpoints_answer_about_the_known_code(self):
        body = {
            "hes_code": "A4D7113210",
            "city": "Ankara",
            "district": "Çankaya",
            "explicit_address": "1",
        }
        for base in (self.service.url, self.service.test_url):
            for endpoint in sorted(stand_in_answers.SINGLE):
                with self.subTest(base=base, endpoint=endpoint):
                    answer = ask(base + endpoint, body).json()
                    self.assertEqual(answer["masked_identity_number"], "********170")

    def test_people_are_masked_as_the_service_does(self):
        self.service.people["B1C2000000"] = ("10000000234", "Ayşe Nur", "ÇELİK")
        answer = self.ask_all("B1C2000000").json()["success_map"]["B1C2000000"]
        self.assertEqual(answer["masked_identity_number"], "********234")
        self.assertEqual(answer["masked_firstname"], "Ay**** Nu**** ")
        self.assertEqual(answer["masked_lastname"], "ÇE**** ")

    def test_an_override_turns_a_code_while_it_runs_also_from_another_process(self):
        override = {"B1C2000000": "RISKY", "B1C2000001": "hescodenotfound"}
        ask(self.service.base + "/_overrides", override, auth=None)
        answer = self.ask_all(*override).json()
        found = answer["success_map"]["B1C2000000"]
        self.assertEqual(found["current_health_status"], "RISKY")
        self.assertEqual(answer["unsuccess_map"], {"B1C2000001": "hescodenotfound"})

    def test_trouble_begins_and_ends_where_it_was_told_to(self):
        self.service.trouble("503", start=2, count=2)
        statuses = [self.ask_all("A4D7113210").status_code for _ in range(4)]
        self.assertEqual(statuses, [200, 503, 503, 200])

    def test_trouble_comes_from_another_process_too_and_its_name_is_checked(self):
        control = self.service.base + "/_trouble"
        self.assertEqual(ask(control, {"name": "???"}, None).status_code, 400)
        ask(control, {"name": "429", "retry_after": "3"}, None)
        refused = self.ask_all("A4D7113210")
        self.assertEqual(
            (refused.status_code, refused.headers["Retry-After"]), (429, "3")
        )
        ask(control, {}, None)
        self.assertEqual(self.ask_all("A4D7113210").status_code, 200)

    def test_it_counts_questions_codes_and_its_own_waiting(self):
        self.service.delay = 0.05
        self.ask_all("A4D7113210", "B1C2000000")
        self.ask_all("A4D7113210")
        self.assertEqual([request.codes for request in self.service.requests], [2, 1])
        self.assertEqual(self.service.asked["A4D7113210"], 2)
        stats = requests.get(self.service.base + "/_stats", timeout=10).json()
        self.assertAlmostEqual(stats.pop("waited"), 0.1, delta=0.05)
        self.assertEqual(stats, {"requests": 2, "codes": 3, "asked_twice": 1})

    def test_after_its_end_a_kept_connection_is_dead(self):
        with requests.Session() as session, StandIn() as service:
            url = service.url + "check-hes-code"
            body = {"hes_code": "A4D7113210"}
            session.post(url, json=body, auth=GOOD, timeout=10)
            service.__exit__()
            with self.assertRaises(requests.ConnectionError):
                session.post(url, json=body, auth=GOOD, timeout=10)


class TestStandInAlone(unittest.TestCase):
    def test_it_runs_alone_and_stops_on_a_signal(self):
        script = Path(__file__).parents[1] / "stand_in.py"
        command = [sys.executable, str(script), "--port", "0", "--password", "other"]
        for number in (signal.SIGTERM, signal.SIGINT):
            with (
                self.subTest(signal=number),
                subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
            ):
                self.addCleanup(process.kill)
                url = process.stdout.readline().strip() + "check-hes-code"
                answer = ask(url, {"hes_code": "A4D7113266"}, ("hes", "other"))
                self.assertEqual(answer.json()["current_health_status"], "RISKY")
                process.send_signal(number)
                self.assertEqual(process.wait(10), 0)
