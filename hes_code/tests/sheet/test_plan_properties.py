# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What holds of every list: nobody gets a code that the row gives to another name."""

import unittest

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ...tools.code import CodeError, find, parse
from ...tools.sheet.match import Known
from ...tools.sheet.plan import plan
from ...tools.sheet.types import ListRow
from .test_roster import number_with_check

REPEATABLE = settings(deadline=None, max_examples=200, derandomize=True)
NAMES = (
    "Ayşe Yılmaz|İbrahim Şahin|Ömer Çelik|Işıl Iğdır|Mehmet Ali Öztürk|Zeynep Güneş"
    "|Hüseyin Kılıç|Fatma Nur Aydın|Şükrü Doğan|Çağla Ünlü|Nuri Alp|Esra Koç"
).split("|")
PEOPLE = [
    Known(i, number_with_check(123456780 + i), str(1000 + i), name)
    for i, name in enumerate(NAMES, 1)
]
CODES = [f"A4D7-1132-{i:02}" for i in range(len(PEOPLE))]
COLUMNS = ("national_id", "badge", "name", "code")
PRESENT = "K4N7-1011-29"


def a_list(columns, qr):
    """The texts of each person's row; with `qr` the code as the text of a QR code."""
    return [
        {
            "national_id": person.national_id if "national_id" in columns else "",
            "badge": person.badge if "badge" in columns else "",
            "name": person.name,
            "code": f"{person.national_id}|{code}" if qr else code,
        }
        for person, code in zip(PEOPLE, CODES, strict=True)
    ]


class TestPlanProperties(unittest.TestCase):
    @REPEATABLE
    @given(
        st.tuples(
            st.sampled_from(COLUMNS),
            st.permutations(range(len(PEOPLE))),
            st.sets(st.sampled_from(("national_id", "badge"))),
            st.booleans(),
            st.integers(1, len(PEOPLE)),
        )
    )
    @example(("name", [*range(1, 12), 0], {"badge"}, False, 12))
    @example(("badge", [*range(1, 12), 0], {"badge"}, False, 12))
    @example(("badge", [1, 0, *range(2, 12)], {"badge"}, False, 1))
    def test_no_order_of_one_column_gives_a_code_to_another_name(self, drawn):
        column, order, columns, qr, count = drawn
        texts = a_list(columns, qr)
        moved = [texts[place][column] for place in order]
        rows = [
            ListRow("Liste", number, {**text, column: value})
            for number, (text, value) in enumerate(
                zip(texts, moved, strict=True), start=2
            )
        ]
        names = {person.id: person.name for person in PEOPLE}
        for line in plan(rows[:count], PEOPLE, {}, {}).lines:
            if line.state != "rejected":
                self.assertEqual(names[line.person_id], line.row["name"])
                owner = parse(line.row["code"]).national_id
                self.assertIn(owner, ("", PEOPLE[line.person_id - 1].national_id))

    @REPEATABLE
    @given(
        st.text(max_size=30)
        | st.from_regex(r"[A-Za-z0-9İıŞş]{10}", fullmatch=True)
        | st.from_regex(r"[A-Z0-9]{4}[- ./][A-Z0-9]{4}[- ][A-Z0-9]{2}[a-zı ]*")
    )
    @example("BEKLENİYOR")
    @example("MUAF 2022 AB")
    @example("A4D7-1132-1O")
    @example("A4D7-1132-10 (iptal)")
    def test_nothing_unusual_takes_the_place_of_a_code_without_a_decision(self, text):
        row = ListRow("Liste", 2, {"name": NAMES[0], "code": text})
        for line in plan([row], PEOPLE, {PRESENT: 1}, {1: PRESENT}).lines:
            if line.state != "changed":
                continue
            try:
                self.assertTrue(parse(text).usual)
            except CodeError:
                self.assertTrue(find(text).certain)

    @REPEATABLE
    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "national_id": st.sampled_from(
                        ("", "1", PEOPLE[0].national_id, PEOPLE[1].national_id, "TC")
                    ),
                    "badge": st.sampled_from(("", "1001", "1002", "9")),
                    "name": st.sampled_from(("", "Ayse", *NAMES[:3], "Kimse Yok")),
                    "code": st.sampled_from(
                        (*CODES[:3], "A4D7-1132-1O", "YOK", "5321234567", "x A4D7")
                    ),
                }
            ),
            max_size=12,
        )
    )
    def test_every_refusal_names_sheet_row_and_column(self, texts):
        rows = [ListRow("Liste", n, text) for n, text in enumerate(texts, start=2)]
        planned = plan(rows, PEOPLE, {CODES[2]: "partner,1"}, {1: PRESENT})
        for line in planned.lines:
            if line.state == "rejected":
                self.assertTrue(line.problem)
                self.assertIn(line.column, COLUMNS)
                self.assertEqual(line.row.sheet, "Liste")
                self.assertGreater(line.row.number, 1)
