# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
import unittest

from stdnum.tr import tckimlik

from ...tools.sheet import plan as roster
from ...tools.sheet.match import Known, Register
from ...tools.sheet.types import CellProblem, ListRow
from ...wizards.hes_template_import_messages import ROW_PROBLEMS

AYSE, CAN, EDA, ISIK, OLD, TWIN, TWIN2 = range(1, 8)
NUMBER = {
    AYSE: "10000000146",
    CAN: "12345678950",
    OLD: "99999999990",
    0: "98765432150",
}
CODE, OTHER_CODE, THIRD_CODE = "A4D7-1132-10", "B5E8-2243-21", "C6F9-3354-32"
PEOPLE = [
    Known(AYSE, NUMBER[AYSE], "B-1", "Ayşe Kaya"),
    Known(CAN, NUMBER[CAN], "B-2", "Can Öz"),
    Known(EDA, "", "B-3", "Eda Ak"),
    Known(ISIK, "", "", "Işık ÇELİK"),
    Known(OLD, NUMBER[OLD], "B-5", "Eski Kişi", active=False),
    Known(TWIN, "", "B-6", "Ali Can"),
    Known(TWIN2, "", "B-7", "ALİ CAN"),
]


def row(number=2, problems=(), **texts):
    return ListRow("S", number, texts, problems)


def number_with_check(first_nine):
    return f"{first_nine}{tckimlik.calc_check_digits(str(first_nine))}"


def match(rows, people):
    register = Register(people)
    ignore_badges = register.has_other_badges(rows)
    return [register.match(row, ignore_badges) for row in rows]


class TestMatch(unittest.TestCase):
    def match(self, people=None, **texts):
        (found,) = match([row(**texts)], people or PEOPLE)
        return found

    def assertRefused(self, problem, column, **texts):
        found = self.match(**texts)
        self.assertEqual((found.person_id, found.problem), (None, problem))
        self.assertEqual(found.column, column)
        self.assertEqual(found.value, texts.get(column, "") if column else "")
        self.assertIn(problem, ROW_PROBLEMS)
        return found.details

    def test_a_row_that_names_nobody_is_refused(self):
        for texts in ({}, {"department": "Üretim"}, {"national_id": "-", "badge": "'"}):
            with self.subTest(texts):
                self.assertRefused("no_identity", "name", **texts)

    def test_a_number_that_fails_its_check_is_refused_whatever_else_is_given(self):
        for number in ("10000000147", "1000000014", "00000000000", "1,23E+10", "A"):
            with self.subTest(number):
                texts = {"national_id": number, "badge": "B-1", "name": "Ayşe Kaya"}
                self.assertRefused("bad_national_id", "national_id", **texts)

    def test_unknown_people_are_refused_at_the_surest_thing_given(self):
        for column, texts in (
            ("national_id", {"national_id": NUMBER[0]}),
            ("national_id", {"national_id": NUMBER[0], "badge": "x", "name": "x"}),
            ("badge", {"badge": "B-99"}),
            ("badge", {"badge": "B-99", "name": "Kimse Yok"}),
            ("name", {"name": "Kimse Yok"}),
        ):
            with self.subTest(texts):
                self.assertRefused("unknown_person", column, **texts)

    def test_a_weaker_key_does_not_overrule_a_surer_one_that_is_stored(self):
        for column, texts in (
            ("national_id", {"national_id": NUMBER[0], "badge": "B-1"}),
            ("national_id", {"national_id": NUMBER[0], "name": "Ayşe Kaya"}),
        ):
            with self.subTest(texts):
                details = self.assertRefused("number_differs", column, **texts)
                self.assertEqual(details["people"], [AYSE])
        rows = [
            row(badge="B-99", name="Ayşe Kaya"),
            row(badge="B-2", name="Can Öz"),
        ]
        found, _other = match(rows, PEOPLE)
        self.assertEqual((found.problem, found.column), ("number_differs", "badge"))

    def test_archived_people_are_refused_by_every_key(self):
        for column, text in (
            ("national_id", NUMBER[OLD]),
            ("badge", "B-5"),
            ("name", "Eski Kişi"),
        ):
            with self.subTest(column):
                details = self.assertRefused(
                    "archived_person", column, **{column: text}
                )
                self.assertEqual(details["people"], [OLD])

    def test_a_name_of_two_people_is_refused(self):
        details = self.assertRefused("ambiguous_name", "name", name="ali can")
        self.assertEqual(details["people"], [TWIN, TWIN2])

    def test_a_number_and_a_badge_of_two_people_are_a_conflict(self):
        details = self.assertRefused(
            "conflict", "badge", national_id=NUMBER[AYSE], badge="B-2"
        )
        self.assertEqual(details["people"], [AYSE, CAN])

    def test_a_number_or_badge_that_two_people_have_is_a_conflict(self):
        twice = [Known(1, NUMBER[AYSE], "B"), Known(2, NUMBER[AYSE], "B")]
        for column, text in (("national_id", NUMBER[AYSE]), ("badge", "B")):
            found = self.match(twice, **{column: text})
            self.assertEqual((found.problem, found.column), ("conflict", column))

    def test_people_are_found_by_every_key_however_it_is_written(self):
        for person, texts in (
            (AYSE, {"national_id": "10000000146"}),
            (AYSE, {"national_id": "'100 000 001-46\u200b"}),
            (AYSE, {"national_id": NUMBER[AYSE], "badge": "B-1", "name": "Kaya Ayşe"}),
            (AYSE, {"national_id": NUMBER[AYSE], "badge": "B-99"}),
            (CAN, {"badge": " b-2 "}),
            (EDA, {"badge": "B-3", "name": "AK, Eda"}),
            (EDA, {"badge": "B-3", "name": "Eda Nur Ak"}),
            (AYSE, {"national_id": "TC: 10000000146,00"}),
            (AYSE, {"code": f"{NUMBER[AYSE]}|A4D7113210|"}),
            (EDA, {"national_id": NUMBER[0], "badge": "B-3"}),
            (ISIK, {"name": "IŞIK  Çelik"}),
            (ISIK, {"name": "isik celik"}),
            (ISIK, {"national_id": NUMBER[0], "badge": "B-99", "name": "ışık çelik"}),
        ):
            with self.subTest(texts):
                found = self.match(**texts)
                self.assertEqual((found.person_id, found.problem), (person, ""))

    def test_zeros_that_were_lost_are_added_and_asked_about_without_the_name(self):
        lost = NUMBER[CAN].rstrip("0")
        for texts, questions in (
            ({"national_id": lost, "name": "Can Öz"}, ()),
            ({"national_id": f"{lost}.0", "name": "öz can"}, ()),
            ({"national_id": lost}, ("completed_number",)),
        ):
            with self.subTest(texts):
                found = self.match(**texts)
                self.assertEqual((found.person_id, found.questions), (CAN, questions))
        self.assertRefused("conflict", "name", national_id=lost, name="Ayşe Kaya")

    def test_a_name_of_another_is_a_contradiction_and_a_similar_one_a_question(self):
        people = [Known(1, NUMBER[AYSE], "", "Mehmet Ali Öztürk"), *PEOPLE[1:]]
        for name, questions in (
            ("Öztürk, Mehmet Ali", ()),
            ("MEHMETALİ ÖZTÜRK", ()),
            ("Mehmet Öztürk", ()),
            ("M. Ali Öztürk", ("similar_name",)),
            ("Mehmed Ali Öztürk", ("similar_name",)),
            ("Mehmet Ali Öztrük", ("similar_name",)),
        ):
            with self.subTest(name):
                found = self.match(people, national_id=NUMBER[AYSE], name=name)
                self.assertEqual((found.person_id, found.questions), (1, questions))
        for name, says in (
            ("Can Öz", {"national_id": 1, "name": CAN}),
            ("Veli Öztürk", {"national_id": 1, "name": 0}),
            ("Başka Biri", {"national_id": 1, "name": 0}),
        ):
            with self.subTest(name):
                found = self.match(people, national_id=NUMBER[AYSE], name=name)
                self.assertEqual((found.problem, found.column), ("conflict", "name"))
                self.assertEqual(found.details["says"], says)

    def test_a_shorter_name_that_is_anothers_whole_name_is_that_others(self):
        people = [
            Known(1, NUMBER[AYSE], "", "Mehmet Ali Öztürk"),
            Known(2, NUMBER[CAN], "", "Mehmet Öztürk"),
        ]
        found = self.match(people, national_id=NUMBER[AYSE], name="Mehmet Öztürk")
        self.assertEqual(found.problem, "conflict")

    def test_payroll_numbers_of_a_long_list_are_left_out(self):
        count = 12
        people = [Known(i, "", str(i), f"Ad{i} Soyad{i}") for i in range(1, 40)]
        rows = [  # badges of people who are not in the list
            row(number=i, badge=str(i + count), name=f"Ad{i} Soyad{i}")
            for i in range(1, count)
        ]
        self.assertEqual(
            [found.person_id for found in match(rows, people)], list(range(1, count))
        )
        shifted = [  # badges of others in the list: a column was sorted alone
            row(number=i, badge=str(i % count + 1), name=f"Ad{i} Soyad{i}")
            for i in range(1, count + 1)
        ]
        self.assertEqual(
            {found.problem for found in match(shifted, people)}, {"conflict"}
        )

    def test_a_card_number_is_the_same_in_decimal_and_hexadecimal_where_that_is_set(
        self,
    ):
        people = [Known(1, "", "000DBEEF"), Known(2, "", "B-2")]
        rows = [row(badge=str(0xDBEEF).zfill(10), code=CODE)]
        for reading, person in (("exact", None), ("decimal_hex", 1)):
            with self.subTest(reading):
                (line,) = roster.plan(rows, people, {}, {}, reading=reading).lines
                self.assertEqual(line.person_id, person)

    def test_numbers_of_foreigners_are_numbers(self):
        for first_nine in (970000000, 980000001, 990000002):
            number = number_with_check(first_nine)
            with self.subTest(number):
                found = self.match([Known(1, number)], national_id=number)
                self.assertEqual(found.person_id, 1)

    def test_what_is_stored_instead_of_a_number_is_its_holders(self):
        people = [Known(1, "U12345678", "", "Ann Lee"), Known(2, "12345678901")]
        for text, person in (("U12345678", 1), ("12345678901", 2)):
            self.assertEqual(self.match(people, national_id=text).person_id, person)
        for text, name, problem in (
            ("U12345678", "Ayşe Kaya", "conflict"),
            ("U12345679", "Ann Lee", "bad_national_id"),
        ):
            found = self.match(people, national_id=text, name=name)
            self.assertEqual((found.person_id, found.problem), (None, problem))

    def test_somebody_hired_again_is_found_in_spite_of_the_archived_record(self):
        people = [
            Known(1, NUMBER[AYSE], "B-1", "Ayşe", active=False),
            Known(2, NUMBER[AYSE], "", "Ayşe"),
        ]
        for texts in ({"national_id": NUMBER[AYSE], "badge": "B-1"}, {"name": "Ayşe"}):
            with self.subTest(texts):
                self.assertEqual(self.match(people, **texts).person_id, 2)


class TestPlan(unittest.TestCase):
    def plan(self, *rows, holders=(), current=()):
        return roster.plan(rows, PEOPLE, dict(holders), dict(current))

    def assertRejected(self, line, problem, column="code", **details):
        self.assertEqual((line.state, line.problem), ("rejected", problem))
        self.assertEqual(line.column, column)
        self.assertEqual({**line.details, **details}, line.details)
        self.assertIn(problem, ROW_PROBLEMS)

    def test_a_fault_of_a_cell_rejects_the_row(self):
        for kind in ("formula", "merged", "number_format", "error_value", "date"):
            for column in ("code", "badge", "national_id"):
                with self.subTest(kind=kind, column=column):
                    fault = CellProblem(kind, column, "=X")
                    faulty = row(badge="B-1", code=CODE, problems=(fault,))
                    (line,) = self.plan(faulty).lines
                    self.assertRejected(line, kind, column)
                    self.assertEqual(line.value, "=X")

    def test_a_formula_in_a_name_matters_only_where_the_name_is_needed(self):
        problems = (CellProblem("formula", "name", "=X"),)
        named = row(name="Ayşe Kaya", code=CODE, problems=problems)
        numbered = row(badge="B-1", code=CODE, problems=problems)
        self.assertRejected(self.plan(named).lines[0], "formula", "name")
        self.assertEqual(self.plan(numbered).lines[0].state, "new")

    def test_a_code_cell_that_is_a_formula_or_merged_is_not_blank(self):
        for kind in ("formula", "merged"):
            faulty = row(badge="B-1", problems=(CellProblem(kind, "code", "E2:E3"),))
            plan = self.plan(faulty)
            self.assertRejected(plan.lines[0], kind)
            self.assertEqual(plan.blank_rows, 0)

    def test_a_text_that_is_no_code_is_rejected(self):
        for text, problem in (
            ("A4D7-1132", "code_length"),
            ("Ö4D7113210", "code_chara"),
        ):
            (line,) = self.plan(row(badge="B-1", code=text)).lines
            self.assertEqual((line.state, line.value), ("rejected", text))
            self.assertTrue(line.problem.startswith(problem))

    def test_unknown_people_keep_the_reason_of_their_match(self):
        (line,) = self.plan(row(name="ali can", code=CODE)).lines
        self.assertRejected(line, "ambiguous_name", "name", people=[TWIN, TWIN2])
        self.assertIsNone(line.person_id)

    def test_a_code_in_the_place_of_something_else_is_no_blank_row(self):
        for texts in (
            {"name": "Işık Çelik", "badge": CODE},
            {"national_id": "Ayşe Kaya", "badge": "a4d7113210", "code": " - "},
            {"badge": "B-1", "name": f"Ayşe Kaya {CODE}"},
        ):
            with self.subTest(texts):
                plan = self.plan(row(**texts))
                self.assertRejected(plan.lines[0], "misplaced")
                self.assertEqual(plan.blank_rows, 0)

    def test_a_row_without_a_code_asks_for_nothing(self):
        rows = [row(badge="B-1"), row(badge="B-2", code=" - "), row(name="Kimse")]
        plan = self.plan(*rows, current={AYSE: CODE})
        self.assertEqual((plan.lines, plan.blank_rows), ([], 3))

    def test_a_code_that_somebody_else_holds_is_rejected(self):
        for holder in (CAN, "partner,5"):
            (line,) = self.plan(
                row(badge="B-1", code=CODE), holders={CODE: holder}
            ).lines
            self.assertRejected(line, "code_held", holder=holder)

    def test_two_people_whose_codes_were_swapped_are_put_right(self):
        stored = {"holders": {CODE: CAN, OTHER_CODE: AYSE}}
        stored["current"] = {CAN: CODE, AYSE: OTHER_CODE}
        rows = row(2, badge="B-1", code=CODE), row(3, badge="B-2", code=OTHER_CODE)
        plan = self.plan(*rows, **stored)
        self.assertEqual([line.state for line in plan.lines], ["changed", "changed"])
        (alone,) = self.plan(rows[0], **stored).lines
        self.assertRejected(alone, "code_held", holder=CAN)

    def test_a_code_is_held_where_its_holder_gets_no_other_one(self):
        plan = self.plan(
            row(2, badge="B-1", code=CODE),
            row(3, badge="B-2", code=OTHER_CODE),
            holders={CODE: CAN, OTHER_CODE: "partner,5"},
            current={CAN: CODE},
        )
        for line, holder in zip(plan.lines, (CAN, "partner,5"), strict=True):
            self.assertRejected(line, "code_held", holder=holder)

    def test_the_second_row_that_says_the_same_is_a_duplicate_of_the_first(self):
        plan = self.plan(
            row(2, badge="B-1", code=CODE), row(5, name="ayşe kaya", code="a4d7113210")
        )
        self.assertEqual(plan.lines[0].state, "new")
        self.assertRejected(plan.lines[1], "duplicate", rows=[2], sheets=["S"])

    def test_two_codes_for_one_person_are_both_rejected(self):
        plan = self.plan(
            row(2, badge="B-1", code=CODE),
            row(5, badge="B-1", code=OTHER_CODE),
            row(6, badge="B-2", code=OTHER_CODE),
        )
        self.assertRejected(plan.lines[0], "duplicate_person", rows=[5])
        self.assertRejected(plan.lines[1], "duplicate_person", rows=[2])
        self.assertRejected(plan.lines[2], "duplicate_code", rows=[5])

    def test_one_code_for_two_people_is_rejected_for_both(self):
        plan = self.plan(
            row(2, badge="B-1", code=CODE),
            row(5, badge="B-2", code="a4d7 1132 10"),
            row(6, badge="B-3", code=OTHER_CODE),
            holders={CODE: AYSE},
            current={AYSE: CODE},
        )
        self.assertRejected(plan.lines[0], "duplicate_code", rows=[5])
        self.assertRejected(plan.lines[1], "duplicate_code", rows=[2])
        self.assertEqual(plan.lines[2].state, "new")

    def test_a_code_of_somebody_unclear_is_given_to_nobody_else(self):
        for texts, taken in (
            ({"name": "Kimse Yok"}, False),
            ({"name": "Ali Can"}, False),
            ({"name": "Eski Kişi"}, False),
            ({"national_id": NUMBER[0], "name": "Ayşe Kaya"}, True),
            ({"national_id": "12345678901", "name": "Kimse Yok"}, True),
            ({}, True),
        ):
            unclear, clear = self.plan(
                row(2, code=CODE, **texts), row(3, badge="B-1", code=CODE)
            ).lines
            with self.subTest(texts):
                self.assertNotEqual(unclear.problem, "duplicate_code")
                if taken:
                    self.assertEqual(clear.state, "new")
                else:
                    self.assertRejected(clear, "duplicate_code", rows=[2])

    def test_new_changed_and_same_codes_are_distinguished(self):
        plan = self.plan(
            row(2, badge="B-1", code="a4d7.1132.10"),
            row(3, badge="B-2", code=OTHER_CODE),
            row(4, badge="B-3", code=THIRD_CODE),
            holders={CODE: AYSE, "D4D7-1132-10": CAN},
            current={AYSE: CODE, CAN: "D4D7-1132-10"},
        )
        states = [(line.state, line.person_id, line.code) for line in plan.lines]
        self.assertEqual(
            states,
            [
                ("same", AYSE, CODE),
                ("changed", CAN, OTHER_CODE),
                ("new", EDA, THIRD_CODE),
            ],
        )
        self.assertEqual((plan.count("new"), plan.count("rejected")), (1, 0))

    def test_an_unusual_code_is_taken_with_a_suggestion(self):
        (line,) = self.plan(row(badge="B-1", code="A4D7-II32-1O")).lines
        self.assertEqual((line.state, line.suggestion), ("new", CODE))

    def test_time_grows_with_the_rows_and_not_faster(self):
        # 40,000 rows that all contradict each other: quadratic would take minutes.
        count = 40_000
        people = [Known(number, "", f"N{number}") for number in range(count)]
        started = time.process_time()
        for code, badge in ((lambda _n: CODE, "N{}"), (lambda n: f"A4D7{n:06}", "N1")):
            rows = [
                row(number, badge=badge.format(number), code=code(number))
                for number in range(count)
            ]
            plan = roster.plan(rows, people, {}, {})
            self.assertEqual(plan.count("rejected"), count)
        self.assertLess(time.process_time() - started, 20)
