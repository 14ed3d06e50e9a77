# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import unittest

from ...tools.owner import compare, short_mask

#: masked number, masked name, number, name, what they make
CASES = [
    ("********170", "Ay**** Iş****", "10000000170", "Ayşe Işık", "match"),
    ("********170", "AY**** IŞ****  ", "10000000170", "ayşe ışık", "match"),
    ("*****170", "", "10000000170", "Ayşe Işık", "match"),
    ("********171", "Ay**** Iş****", "10000000170", "Ayşe Işık", "mismatch"),
    ("********170", "Bu**** Iş****", "10000000170", "Ayşe Işık", "mismatch"),
    ("********170", "Ay****", "10000000170", "Ayşe Işık", "mismatch"),
    ("", "İb**** Öz****", "", "İBRAHİM ÖZ", "match"),
    ("", "İb**** Öz****", "", "ibrahim öz", "match"),
    ("", "Su**** O****", "", "Su O", "match"),
    ("", "", "10000000170", "Ayşe Işık", "unknown"),
    ("********170", "Ay****", "", "", "unknown"),
    ("***********", "**** ****", "10000000170", "Ayşe Işık", "unknown"),
]


class TestOwner(unittest.TestCase):
    def test_masked_values_against_a_person(self):
        for masked_number, masked_name, number, name, expected in CASES:
            with self.subTest(number=masked_number, name=masked_name):
                self.assertEqual(
                    compare(masked_number, masked_name, number, name), expected
                )

    def test_a_masked_number_is_shown_as_on_e_devlet(self):
        for masked, shown in (
            ("********170", "*****170"),
            ("*****170 ", "*****170"),
            ("", ""),
            ("***********", "***********"),
        ):
            with self.subTest(masked=masked):
                self.assertEqual(short_mask(masked), shown)
