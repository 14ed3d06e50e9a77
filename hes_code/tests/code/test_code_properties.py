# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unittest

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ...tools.code import CodeError, compact, normalise, parse

REPEATABLE = settings(deadline=None, max_examples=200, derandomize=True)

alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# Ten letters and ten digits are no codes.
plain_codes = st.text(alphanumerics, min_size=10, max_size=10).filter(
    lambda code: not (code.isalpha() or code.isdigit())
)
KINDS = ("empty", "length", "characters", "letters", "digits")
BETWEEN = st.text(" \t\n\xa0\u202f\u200b\u2060\ufeff.-–—‑−_/\\·•…", max_size=3)
SPELLINGS = {"I": "Iiıİ", "0": "0０٠०"}
QR = "0123456789abcdef0123456789abcdef|"
LABELS = st.sampled_from(["", "HES: ", "hes:", "HES Kodu: ", "Hes kodum: ", QR])


def spell(draw, character):
    """Return a character as one of the keyboards and scripts gives it."""
    ways = SPELLINGS.get(character, "") + character + character.lower()
    return draw(st.sampled_from(ways + chr(ord(character) + 0xFEE0)))  # full width


@st.composite
def decorated(draw):
    """Return a code without dashes, and how somebody may have typed it."""
    code = draw(plain_codes)
    typed = "".join(spell(draw, letter) + draw(BETWEEN) for letter in code)
    return code, draw(LABELS) + draw(BETWEEN) + typed


def outcome(function, text):
    try:
        return function(text)
    except CodeError as error:
        return error.kind, error.value


class TestCodeProperties(unittest.TestCase):
    @REPEATABLE
    @given(decorated())
    @example(("HESKODU123", "HES KODU 123"))
    def test_however_a_code_is_typed_it_is_the_same(self, pair):
        code, typed = pair
        self.assertEqual(compact(typed), code)

    @REPEATABLE
    @given(plain_codes)
    def test_the_forms_of_a_code_agree(self, code):
        written = normalise(code)
        self.assertEqual(normalise(written), written)
        self.assertEqual(compact(written), code)
        self.assertEqual(compact(code), code)
        self.assertEqual(written, f"{code[:4]}-{code[4:8]}-{code[8:]}")

    @REPEATABLE
    @given(plain_codes)
    def test_a_guess_is_a_usual_code_and_only_made_for_an_unusual_one(self, code):
        read = parse(code)
        self.assertEqual(read.code, normalise(code))
        if read.usual:
            self.assertIsNone(read.suggestion)
        elif read.suggestion:
            self.assertNotEqual(read.suggestion, read.code)
            self.assertTrue(parse(read.suggestion).usual)

    @REPEATABLE
    @given(st.text(max_size=40) | st.text(alphanumerics + " -.:|iı\x00é½", max_size=16))
    @example("0000000000")
    @example("BEKLENİYOR")
    def test_any_text_is_a_code_or_refused_the_same_by_all(self, text):
        written = outcome(normalise, text)
        if isinstance(written, str):
            self.assertRegex(written, r"\A[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}\Z")
            self.assertEqual(normalise(written), written)
            self.assertEqual(parse(text).code, written)
            self.assertEqual(compact(text), written.replace("-", ""))
            return
        kind, value = written
        self.assertIn(kind, KINDS)
        self.assertEqual(value, text)
        self.assertEqual(outcome(parse, text), written)
        if kind not in ("letters", "digits"):  # codes of before are sent as they are
            self.assertEqual(outcome(compact, text), written)
