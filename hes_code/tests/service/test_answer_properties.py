# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the service sends: an answer that can be stored, or a ServiceError."""

import json
from datetime import datetime
from typing import get_args

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from ...tools.service import answer as answer_tools
from ...tools.service.client import BadAnswerError
from .client_case import CODE, OTHER, ClientCase

REPEATABLE = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
STATUSES = get_args(answer_tools.Status)
LONGEST = 200

HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}",
        "%(code)s %s",
        "\x00",
        "\ud800",
        "\u202eAY****",
        "A" * 100_000,
        "9999-99-99T99:99:99",
        "null",
    ]
)
KEYS = st.sampled_from([CODE, "A4D7113210", "a4d7 1132 10", "B1C2000000", "\ud800", ""])
WORDS = st.sampled_from(
    ["RISKLESS", "RISKY", "riskless", "hescodenotfound", "hescodehasbeenexpired"]
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | HOSTILE
    | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | HOSTILE, inner, max_size=3)
    ),
    max_leaves=8,
)
entries = anything | st.fixed_dictionaries(
    {"current_health_status": WORDS | anything},
    optional=dict.fromkeys(
        (
            "expiration_date",
            "masked_identity_number",
            "masked_firstname",
            "masked_lastname",
            "errorKey",
        ),
        anything,
    ),
)
maps = anything | st.dictionaries(KEYS, entries, max_size=4)
bulk = anything | st.fixed_dictionaries(
    {}, optional={"success_map": maps, "unsuccess_map": maps}
)


class TestAnswerProperties(ClientCase):
    """Over real HTTP; one stand-in serves all examples of a test."""

    def told(self, ask, body, name="empty"):
        """What the client makes of this body; None for a BadAnswerError."""
        self.service.trouble(name, body=body)
        try:
            return ask()
        except BadAnswerError as error:
            self.assertNotIn("A4D7", str(error))
            self.assertNotIn("RISK", str(error))
            return None

    def assert_storable(self, code, answer):
        self.assertEqual(answer.code, code)
        self.assertIn(answer.status, STATUSES)
        for text in (answer.masked_national_id, answer.masked_name, answer.error_key):
            self.assertTrue(text.isprintable())
            self.assertLessEqual(len(text), 2 * LONGEST + 1)
            text.encode()
        self.assertIsInstance(answer.expires_at, datetime | None)

    @REPEATABLE
    @given(bulk)
    @example({"success_map": {CODE: {"current_health_status": "RISKLESS"}}})
    def test_any_json_about_many_codes(self, said):
        client = self.client()
        body = json.dumps(said).encode()
        answers = self.told(lambda: client.fetch_codes([CODE, OTHER])(), body)
        if answers is None:
            return
        self.assertEqual(set(answers), {CODE, OTHER})
        for code, answer in answers.items():
            self.assert_storable(code, answer)
            if answer.status == "riskless":
                self.assertIn(b'"RISKLESS"', body)

    @REPEATABLE
    @given(entries, st.sampled_from(("empty", "no_error_key")))
    def test_any_json_about_one_code(self, said, name):
        client = self.client()
        body = json.dumps(said).encode()
        answer = self.told(lambda: client.check_code(CODE), body, name)
        if answer is not None:
            self.assert_storable(CODE, answer)
            self.assertNotEqual(answer.status, "unanswered")
            if name == "no_error_key":
                self.assertNotEqual(answer.status, "riskless")

    @REPEATABLE
    @given(st.binary(max_size=300))
    @example(b'{"success_map": 1' + b"1" * 5000 + b"}")
    @example(b'{"success_map": ' + b'{"a": ' * 50_000)
    @example(b'{"success_map": {}, "success_map": null}')
    @example(b"\xff\xfe{\x00}\x00")
    def test_any_bytes(self, body):
        client = self.client()
        answers = self.told(lambda: client.fetch_codes([CODE])(), body)
        if answers is not None:
            self.assert_storable(CODE, answers[CODE])

    def test_names_of_pages_and_markup_are_cut_and_kept_as_text(self):
        markup = "<b>" + "x" * 100_000
        entry = {"current_health_status": "RISKY", "masked_firstname": markup}
        body = json.dumps({"success_map": {"A4D7113210": entry}}).encode()
        client = self.client()
        answer = self.told(lambda: client.fetch_codes([CODE])(), body)[CODE]
        self.assertEqual(answer.status, "risky")
        self.assertEqual(answer.masked_name, markup[:LONGEST])
