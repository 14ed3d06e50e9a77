# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import json
import logging
from datetime import timedelta
from unittest.mock import patch

import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .test_kiosk import FRESH, NATIONAL_ID, KioskCase

BOUNDED = settings(
    deadline=None,
    max_examples=80,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
#: What nobody at a kiosk sends.
STRANGE = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "%",
    "' OR 1=1 --",
    "<script>",
    "\0",
    "\ud800",
    f"{FRESH}\0",
    "9" * 1_000_000,
    [],
    [1],
    [[]],
    ["1002", "1001"],
    {},
    {"id": 1},
)

#: Arguments of an attempt.
ARGUMENTS = ["code", "other_reading", "pin_code", "barcode"]
values = st.recursive(
    st.sampled_from(STRANGE) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    ["name", "department_id", "pin", "id", "hes_code", "name.x", "__class__", ""]
)
operators = st.sampled_from(["ilike", "=", "any", "in", "=like", "child_of"])
domains = values | st.lists(
    st.sampled_from(["&", "|", "!"])
    | st.tuples(fields, operators, values).map(list)
    | values,
    max_size=6,
)
#: Nearly what the screen asks for.
likely = st.lists(
    st.tuples(
        st.sampled_from(["name", "department_id", "pin"]),
        operators,
        st.text("ab1%", min_size=1, max_size=3) | st.integers(1, 9),
    ).map(list),
    min_size=1,
    max_size=1,
)


@tagged("post_install", "-at_install")
class TestKioskHostile(KioskCase):
    """Whoever has the kiosk's address can send anything to its routes: what comes back
    is no traceback, and nothing is done or logged."""

    def setUp(self):
        super().setUp()
        self.company.attendance_kiosk_use_pin = True
        self.log = io.StringIO()
        handler = logging.StreamHandler(self.log)
        handler.setLevel(logging.INFO)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)

    def ask(self, route, params):
        response = self.url_open(
            f"/hr_attendance/{route}",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200)
        for internal in ("Traceback", "odoo/addons", "psycopg2"):
            self.assertNotIn(internal, response.text)
        return response.json()

    def good(self):
        """Route -> arguments that it would act upon."""
        token = {"token": self.company.attendance_kiosk_key}
        person = {**token, "employee_id": self.ayse.id, "pin_code": "1"}
        return {
            "employees_infos": {**token, "limit": 10, "offset": 0, "domain": []},
            "attendance_barcode_scanned": {**token, "barcode": "1001"},
            "manual_selection": {**person, "latitude": 40, "longitude": 29},
            "hes_attempt": {
                **token,
                "code": FRESH,
                "barcode": "1002",
                "employee_id": self.burak.id,
                "pin_code": "4711",
                "latitude": 40,
                "longitude": 29,
                "information_opened": True,
            },
            "hes_information": token,
        }

    def assert_nothing_told(self):
        log = self.log.getvalue()
        for secret in (FRESH, FRESH.replace("-", ""), NATIONAL_ID, "Traceback"):
            self.assertNotIn(secret, log)

    def test_no_argument_of_any_kind_ends_in_a_traceback(self):
        for route, good in self.good().items():
            for name in good:
                for value in STRANGE:
                    with self.subTest(route=route, name=name, value=str(value)[:20]):
                        self.ask(route, {**good, name: value})
        self.assert_nothing_told()

    def test_a_wording_that_no_database_takes_is_none(self):
        good = self.good()["hes_attempt"]
        for value in ("\0", "\ud800"):
            answer = self.ask("hes_attempt", {**good, "wording": value})
            self.assertNotIn("error", answer)

    def test_nothing_is_done_with_a_wrong_token_person_or_badge(self):
        wrong = {
            "token": STRANGE,
            "barcode": STRANGE,
            "employee_id": STRANGE,
        }
        for route in ("attendance_barcode_scanned", "manual_selection"):
            good = self.good()[route]
            for name, strange in wrong.items():
                for value in strange:
                    if name in good:
                        with self.subTest(route=route, name=name):
                            answer = self.ask(route, {**good, name: value})
                            self.assertEqual(answer["result"], {})
        for value in STRANGE:
            answer = self.ask("hes_attempt", {"code": FRESH, "token": value})
            self.assertEqual(answer["result"], {})
        self.assertFalse(self.env["hr.attendance"].search_count([]))
        self.assertFalse(self.stand_in.requests)
        self.assert_nothing_told()

    def test_a_company_that_has_no_kiosk_has_none_without_a_token_either(self):
        good = self.good()
        self.ayse.pin = "1"
        self.company.attendance_kiosk_key = False
        for route in (
            "attendance_barcode_scanned",
            "manual_selection",
            "hes_attempt",
            "hes_information",
        ):
            for token in STRANGE:
                with self.subTest(route=route, token=str(token)[:20]):
                    answer = self.ask(route, {**good[route], "token": token})
                    self.assertEqual(answer["result"], {})
        self.assertFalse(self.env["hr.attendance"].search_count([]))
        self.assertFalse(self.stand_in.requests)

    def test_an_argument_that_is_missing_is_a_refusal(self):
        for route, good in self.good().items():
            for name in good:
                with self.subTest(route=route, name=name):
                    self.ask(route, {key: good[key] for key in good if key != name})
            with self.subTest(route=route, name="all"):
                answer = self.ask(route, {})
                self.assertIn(answer.get("result", {}), ({}, []))
        self.assert_nothing_told()

    def test_a_place_that_is_none_hinders_nobody(self):
        self.company.attendance_device_tracking = True
        good = self.good()["manual_selection"]
        self.ayse.pin = "1"
        for value in STRANGE:
            with self.subTest(value=str(value)[:20]):
                place = {"latitude": value, "longitude": value}
                answer = self.ask("manual_selection", {**good, **place})
                self.assertEqual(answer["result"]["attendance_state"], "checked_in")
                attendance = self.ayse.attendance_ids
                self.assertLessEqual(abs(attendance.in_latitude), 180)
                attendance.unlink()

    @BOUNDED
    @given(likely | domains)
    def test_any_search_is_the_screens_own_or_refused(self, domain):
        good = self.good()["employees_infos"]
        answer = self.ask("employees_infos", {**good, "domain": domain})
        if "error" in answer:
            name = answer["error"]["data"]["name"]
            self.assertEqual(name, "odoo.exceptions.AccessError")
            self.assertFalse(answer["error"]["data"]["debug"])
            return
        for term in domain:
            if term != "&":
                self.assertIn(term[:2], (["name", "ilike"], ["department_id", "="]))
        self.assertLessEqual(answer["result"]["length"], 3)

    @BOUNDED
    @given(st.dictionaries(st.sampled_from(ARGUMENTS), values))
    def test_any_attempt_is_a_refusal(self, strange):
        good = self.good()["hes_attempt"]
        del good["code"]
        answer = self.ask("hes_attempt", {**good, **strange})
        result = answer["result"]
        self.assertTrue(result == {} or result["hes_refused"])
        self.assertFalse(self.stand_in.requests)
        self.assertFalse(self.burak.attendance_ids)
        self.assert_nothing_told()


@tagged("post_install", "-at_install")
class TestGuessing(KioskCase):
    """Whoever has the kiosk's address tries badges and PINs on the add-on's route."""

    def look(self, **proof):
        token = self.company.attendance_kiosk_key
        answer = self.url_open(
            "/hr_attendance/hes_attempt",
            json={"params": {"token": token, "code": FRESH, **proof}},
        ).json()
        self.env.invalidate_all()
        return answer["result"]

    def looks(self):
        return self.env["hes.kiosk.attempt"].search([])

    def test_a_pin_is_guessed_so_often_and_then_not_even_the_right_one_counts(self):
        self.company.attendance_kiosk_use_pin = True
        self.company.hes_policy_id.tries_per_hour = 3
        for pin in ("0001", "0002", "0003"):
            self.assertEqual(self.look(employee_id=self.burak.id, pin_code=pin), {})
        for pin in ("0004", "4711"):
            answer = self.look(employee_id=self.burak.id, pin_code=pin)
            self.assertTrue(answer["wait"])
        self.assertEqual(self.looks().mapped("outcome"), ["unproven"] * 3)
        self.assertEqual(self.looks().employee_id, self.burak)
        self.assertFalse(self.stand_in.requests)
        self.assertFalse(self.burak.attendance_ids)

    def test_a_wrong_pin_of_one_hinders_no_other(self):
        self.company.attendance_kiosk_use_pin = True
        self.company.hes_policy_id.tries_per_hour = 1
        self.ayse.pin = "1234"
        self.look(employee_id=self.ayse.id, pin_code="0001")
        answer = self.look(employee_id=self.burak.id, pin_code="4711")
        self.assertEqual(answer["attendance_state"], "checked_in")

    def test_badges_are_guessed_so_often(self):
        self.company.hes_policy_id.tries_per_hour = 1
        for number in range(4):
            self.assertEqual(self.look(barcode=f"wrong {number}"), {})
        self.assertEqual(self.look(barcode="1002"), {})
        self.assertFalse(self.stand_in.requests)
        looks = self.looks()
        self.assertEqual(looks.mapped("outcome"), ["unproven"] * 4)
        self.assertEqual(looks.company_id, self.company)
        self.assertFalse(looks.employee_id)

    def test_who_guesses_badges_closes_no_other_device(self):
        self.company.hes_policy_id.tries_per_hour = 5
        elsewhere = requests.adapters.HTTPAdapter()
        elsewhere.init_poolmanager(1, 1, source_address=("127.0.0.2", 0))
        with patch.object(self.opener, "adapters", {"http://": elsewhere}):
            for number in range(21):
                self.look(barcode=f"wrong {number}")
            self.assertEqual(self.look(barcode="1002"), {}, "not from there")
        self.assertEqual(set(self.looks().mapped("device")), {"127.0.0.2"})
        self.assertEqual(len(self.looks()), 20)
        answer = self.look(barcode="1002")
        self.assertEqual(answer["attendance_state"], "checked_in")

    def test_a_guess_is_forgotten_after_an_hour(self):
        self.company.attendance_kiosk_use_pin = True
        self.company.hes_policy_id.tries_per_hour = 1
        self.look(employee_id=self.burak.id, pin_code="0001")
        self.looks().tried_at -= timedelta(hours=1, seconds=1)
        answer = self.look(employee_id=self.burak.id, pin_code="4711")
        self.assertEqual(answer["attendance_state"], "checked_in")

    def test_what_offers_no_proof_is_not_counted(self):
        self.assertEqual(self.look(), {})
        self.assertEqual(self.look(employee_id=self.burak.id), {})
        self.assertEqual(self.look(token="wrong", barcode="wrong"), {})
        self.assertFalse(self.looks())
