# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase

from ...tools.gate.code_page import LONGEST, network, proves, read


class TestCodePageInput(BaseCase):
    """What anybody may send to the public page, without a database."""

    def fault(self, badge="1002", digits="0170", code="A4D7-1132-10", confirmed=False):
        return read(badge, digits, code, confirmed).fault

    def test_what_is_missing_or_no_text_is_a_fault(self):
        for strange in (None, "", " ", 5, ["1"], "x" * (LONGEST + 1), "a\0", "\ud800"):
            with self.subTest(value=str(strange)[:10]):
                self.assertEqual(self.fault(badge=strange), "badge")
                self.assertEqual(self.fault(digits=strange), "digits")
                self.assertEqual(self.fault(code=strange), "code")

    def test_digits_are_four_and_of_ours(self):
        for digits in ("170", "01700", "O170", "٠١٧٠", "01 7"):
            self.assertEqual(self.fault(digits=digits), "digits")

    def test_a_code_is_read_as_everywhere(self):
        for text in (
            "a4d7 1132 10",
            "HES:A4D7-1132-10",
            f"{'x' * 32}|A4D7113210",
            "HES kodunuz: A4D7-1132-10. Bu kod 30.12.2021 tarihine kadar geçerlidir.",
        ):
            with self.subTest(text=text):
                self.assertEqual(read("1", "0170", text, False).code, "A4D7-1132-10")

    def test_an_unusual_one_has_to_be_confirmed(self):
        entry = read("1", "0170", "A4D7-1132-1O", False)
        self.assertEqual((entry.fault, entry.suggestion), ("unusual", "A4D7-1132-10"))
        self.assertIsNone(self.fault(code="A4D7-1132-1O", confirmed=True))

    def test_nothing_of_it_is_in_a_debugging_line(self):
        text = repr(read("1002", "0170", "A4D7-1132-10", False))
        for secret in ("1002", "0170", "A4D7"):
            self.assertNotIn(secret, text)

    def test_one_subscriber_is_one_network(self):
        self.assertEqual(network("203.0.113.7"), "203.0.113.7")
        self.assertEqual(network("::ffff:203.0.113.7"), "203.0.113.7")
        self.assertEqual(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2::9"))
        self.assertNotEqual(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"))
        for strange in (None, "", "unix:", "1.2.3.4, 5.6.7.8"):
            self.assertEqual(network(strange), "")

    def test_digits_prove_with_a_stored_number_alone(self):
        self.assertTrue(proves("0170", "10000000170"))
        self.assertTrue(proves("0170", "100 000 00 170"))
        for number in ("", "0170", "P-170", "10000000171", "U00000170"):
            self.assertFalse(proves("0170", number))
        self.assertFalse(proves("", "10000000170"))
