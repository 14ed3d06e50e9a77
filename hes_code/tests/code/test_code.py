# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
import unittest

from ...tools.code import (
    CodeError,
    compact,
    find,
    may_replace,
    normalise,
    parse,
    written,
)

WRITTEN = "A4D7-1132-10"
QR_FIRST_PART = "0123456789abcdef0123456789abcdef"


class TestRefusedCodes(unittest.TestCase):
    REFUSED = [
        ("", "empty"),
        ("   ", "empty"),
        ("\ufeff\u200b -–— ", "empty"),
        ("HES:", "empty"),
        ("||", "empty"),
        (QR_FIRST_PART + "|", "length"),
        ("A4D7-1132-1", "length"),
        ("A4D7-1132-101", "length"),
        ("HES: A4D7-1132-1", "length"),
        ("HES KODU", "length"),
        ("False", "length"),
        ("10000000170", "length"),
        (WRITTEN + "|A4D7", "length"),
        ("BEKLENİYOR", "letters"),
        ("Yıllık izin", "letters"),
        ("hes kodu yok", "letters"),
        ("0000000000", "digits"),
        ("532 123 45 67", "digits"),
        ("10000000146|5321234567", "digits"),
        ("A4D7-1132-1é", "characters"),
        ("Ç4D7-1132-10", "characters"),
        ("Ğ4Ş7-1132-10", "characters"),
        ("А4D7-1132-10", "characters"),  # Cyrillic А
        ("A4D7-1132-1½", "characters"),
        ("A4D7-1132-1❶", "characters"),
        ("A4D7-1132-1\x00", "characters"),
        ("A4D7+1132+10", "characters"),
        ("A4D7:1132:10", "characters"),
        ("ß4D7-1132-1", "characters"),  # upper() would make it ten characters
        ("q\u0307" + WRITTEN[1:], "characters"),
        ("A4D7-1132-10*", "characters"),
        ("A4D7*1132", "characters"),
        ("see the note; A4D7-1132-10", "characters"),
        ("123;A4D7113210", "characters"),
        ("AAAA*AAAA*AA", "characters"),
    ]

    def test_what_is_not_ten_letters_and_digits_is_refused_by_kind(self):
        for text, kind in self.REFUSED:
            with self.subTest(text=text), self.assertRaises(CodeError) as caught:
                parse(text)
            self.assertEqual(caught.exception.kind, kind, text)

    def test_the_error_gives_the_text_as_attribute_and_never_as_message(self):
        for text, _kind in self.REFUSED:
            with self.subTest(text=text), self.assertRaises(CodeError) as caught:
                parse(text)
            self.assertEqual(caught.exception.value, text)
            if text.strip():
                self.assertNotIn(text, str(caught.exception))
                self.assertNotIn(text, repr(caught.exception))

    def test_the_other_functions_refuse_the_same(self):
        for function in (normalise, compact):
            with self.subTest(function=function.__name__):
                self.assertRaises(CodeError, function, "A4D7-1132-1")


class TestAcceptedCodes(unittest.TestCase):
    SPELLINGS = [
        "A4D7-1132-10",
        "A4D7113210",
        "a4d7113210",
        " A4D7 1132 10\r\n",
        "A4D7\u00a01132\u00a010",
        "A4D7\u202f1132\u200910",
        "\ufeffA4D7\u200b1132\u200d10\u2060",
        "A4D7\u00ad1132-10",
        "A4D7.1132.10",
        "A4D7·1132•10",
        "A4D7…1132 10",
        "A4D7_1132_10",
        "A4D7/1132\\10",
        "A4D7‐1132‑10",
        "A4D7‒1132–10",
        "A4D7—1132―10",
        "A4D7−1132﹣10",
        "A4D7－1132⁻10",
        "-A-4-D-7-1-1-3-2-1-0-",
        "Ａ４Ｄ７１１３２１０",
        "ａ４ｄ７－１１３２－１０",
        "A٤D٧-١١٣٢-١٠",  # Arabic-Indic digits
        "A४D७-११३२-१०",  # Devanagari digits
        "A4D7-1132-1⁰",
        QR_FIRST_PART + "|A4D7113210",
        QR_FIRST_PART + "|A4D7-1132-10\n",
        "one|two|a4d7 1132 10",
        "10000000146|A4D7113210",
        "10000000146|A4D7113210|",
        "'A4D7-1132-10",
        "’A4D7-1132-10’",
        '"A4D7 1132 10"',
        "HES: A4D7-1132-10",
        "hes:A4D7113210",
        "HES Kodu: A4D7-1132-10",
        "HES KODUM : A4D7-1132-10",
        "hes kodunuz A4D7-1132-10",
        "Hes Kodu A4D7-1132-10",
        QR_FIRST_PART + "|HES Kodu: A4D7-1132-10",
    ]
    OTHER_CODES = [
        ("I4D7-1132-10", "I4D7-1132-10"),
        ("i4D7-1132-10", "I4D7-1132-10"),
        ("ı4D7-1132-10", "I4D7-1132-10"),
        ("İ4D7-1132-10", "I4D7-1132-10"),
        ("I\u03074D7-1132-10", "I4D7-1132-10"),
        ("i\u03074D7-1132-10", "I4D7-1132-10"),
        ("i\u0307\u03074D7-1132-10", "I4D7-1132-10"),
        ("HES1-2345-67", "HES1-2345-67"),
        ("HES: HES1-2345-67", "HES1-2345-67"),
        ("HES Kodu HESK-ODU4-56", "HESK-ODU4-56"),
    ]

    #: What a scanner that is set to a US keyboard types on a Turkish Q computer.
    SCANNED = [
        ("A4D7*1132*10", WRITTEN),
        (" a4d7*1132*10\r\n", WRITTEN),
        ("10000000146;A4D7113210", WRITTEN),
        ("10000000146;A4D7*1132*10", WRITTEN),
        (QR_FIRST_PART + ";a4d7113210", WRITTEN),
        ("HESŞA4D7*1132*10", WRITTEN),
        ("ı4d7*1132*10", "I4D7-1132-10"),
    ]

    def test_a_scanner_of_another_keyboard_is_read(self):
        for text, code in self.SCANNED:
            with self.subTest(text=text):
                self.assertEqual(normalise(text), code)

    def test_however_people_type_or_paste_a_code_it_is_the_same(self):
        for text in self.SPELLINGS:
            with self.subTest(text=text):
                self.assertEqual(normalise(text), WRITTEN)

    def test_every_turkish_i_is_an_i_and_a_code_may_begin_with_hes(self):
        for text, code in self.OTHER_CODES:
            with self.subTest(text=text):
                self.assertEqual(normalise(text), code)

    def test_a_code_is_sent_without_dashes(self):
        self.assertEqual(compact(" a4d7-1132-10"), "A4D7113210")

    def test_a_code_that_was_read_does_not_show_in_its_repr(self):
        self.assertNotIn("1132", repr(parse(WRITTEN)))


class TestUsualPattern(unittest.TestCase):
    CASES = [
        ("A4D7-1132-10", True, None),
        ("A4D7-1132-1O", False, "A4D7-1132-10"),
        ("A4D7-II32-10", False, "A4D7-1132-10"),
        ("A4D7-ll32-10", False, "A4D7-1132-10"),
        ("A4D7-ıİ32-1o", False, "A4D7-1132-10"),
        ("ASD7-113Z-10", False, "A5D7-1132-10"),
        ("A4D7-BB32-10", False, "A4D7-8832-10"),
        ("04D7-1132-10", False, "O4D7-1132-10"),
        ("14S8-1132-10", False, "I4S8-1132-10"),
        ("B452-1132-10", False, "B4S2-1132-10"),
        ("Z404-1132-10", False, "Z4O4-1132-10"),
        ("ABCD-1132-10", False, None),
        ("1458-I132-1O", False, "I4S8-1132-10"),
        ("3452-1132-X0", False, None),
        ("A4D7-1132-X0", False, None),
        ("A4D7-1132-XO", False, None),
        ("4A7D-1132-10", False, None),
    ]

    def test_another_pattern_is_accepted_with_a_guess_only_where_it_mends_all(self):
        for text, usual, suggestion in self.CASES:
            with self.subTest(text=text):
                read = parse(text)
                self.assertEqual((read.usual, read.suggestion), (usual, suggestion))

    def test_a_suggestion_is_itself_usual(self):
        for text, _usual, suggestion in self.CASES:
            if suggestion:
                with self.subTest(text=text):
                    self.assertTrue(parse(suggestion).usual)


class TestCodesAmongWords(unittest.TestCase):
    MESSAGE = "Sayın AYŞE I., 15.02.2022 tarihine dek geçerli HES kodunuz {} olup {}"

    def test_a_label_a_date_and_the_ministrys_message_leave_no_doubt(self):
        for text in (
            "Kod: A4D7-1132-10",
            "HES No: a4d7 1132 10",
            "A4D7-1132-10 (30.06.2022)",
            "A4D7*1132\x7f10",
            "A4D7113210 - 30/06/2022",
            self.MESSAGE.format(WRITTEN, "2023'e SMS ile silebilirsiniz.")[:80],
            "HES kodunuz A4D7-1132-10 olup ...",
        ):
            with self.subTest(text=text):
                found = find(text)
                self.assertEqual((found.code, found.certain), (WRITTEN, True))

    def test_any_other_word_may_say_that_it_is_not_the_code(self):
        for text in (
            "A4D7-1132-10 (eski)",
            "A4D7-1132-10 geçersiz",
            "yeni: A4D7-1132-10",
            "eşinin kodu A4D7-1132-10",
            "A4D7-1132-10, A4D7-1132-10",
            self.MESSAGE.format(WRITTEN, "iptal edilmiştir."),
        ):
            with self.subTest(text=text):
                found = find(text)
                self.assertEqual((found.code, found.certain), (WRITTEN, False))

    def test_none_or_several_are_none(self):
        for text in (
            "",
            "yok",
            "A4D7-1132-10 / B5E8-2233-41",
            "A4D7-1132-1012",
            "xA4D7-1132-10",
            "ÇA4D7-1132-10",
            "YILLIK IZIN 2022",
        ):
            with self.subTest(text=text):
                self.assertIsNone(find(text))


class TestReplacing(unittest.TestCase):
    def test_only_a_usual_code_takes_the_place_of_another_unasked(self):
        for code, present, may in (
            ("A4D7-1132-1O", WRITTEN, False),
            ("MUAF-2022-AB", WRITTEN, False),
            ("A4D7-1132-1O", "A4D7-1132-1O", True),
            ("A4D7-1132-1O", "", True),
            (WRITTEN, "B5E8-2233-41", True),
        ):
            with self.subTest(code=code):
                self.assertIs(may_replace(code, present), may)

    def test_words_that_are_stored_as_codes_are_still_sent(self):
        self.assertEqual(compact("BEKL-ENIY-OR"), "BEKLENIYOR")
        self.assertEqual(written("BEKLENIYOR"), "BEKL-ENIY-OR")
        self.assertRaises(CodeError, normalise, "BEKL-ENIY-OR")


class TestAnyText(unittest.TestCase):
    ALPHABET = "A4D7hesKODUiıİI\u0307|:-–_./ \u00a0\u200bOo0l1٣Ａ９ßçﬁ½❶\x00"

    def test_any_text_is_refused_or_read_to_a_code_that_reads_as_itself(self):
        chance = random.Random(20210504)
        read = 0
        for _ in range(20000):
            text = "".join(chance.choices(self.ALPHABET, k=chance.randint(0, 16)))
            try:
                code = parse(text)
            except CodeError:
                continue
            read += 1
            self.assertRegex(code.code, r"\A[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}\Z")
            self.assertEqual(parse(code.code).code, code.code)
            self.assertEqual(normalise(compact(code.code)), code.code)
        self.assertGreater(read, 50)
