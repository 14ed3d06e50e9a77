# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finds the person that a row of a list is about.

A row may say it three times: by T.C. number, by badge and by name, and a fourth time by
the T.C. number in a QR text. All that it says must fit the same person.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from stdnum.tr import tckimlik

from ..code import CodeError, parse
from ..gate.badge import Reading, normalise, writings
from ..text import fold
from .types import ListRow

MatchProblem = Literal[
    "no_identity",
    "bad_national_id",
    "unknown_person",
    "archived_person",
    "ambiguous_name",
    "conflict",
    "number_differs",
    "qr_of_another",
]
Question = Literal["similar_name", "completed_number"]

# Blanks, invisible marks, dashes, and the apostrophe that makes Excel keep a text.
_FILLING = re.compile(
    "[\\s.,\\-\u2010-\u2015'\u2019\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
)
_LABEL = re.compile("(?:t ?c|tckn?|kimlik|no|numarasi| )+")
_DIGITS = 11
_DECIMALS = re.compile("[.,]0{1,3}$")
# A list of fewer rows proves nothing about its column of badges.
_MANY_ROWS = 10
_HARDLY_ANY = 20
# Two names that differ in one letter of so many are perhaps the same.
_LONG_WORD = 4


@dataclass(frozen=True, repr=False, slots=True)
class Known:
    """A person whom a row may be about."""

    id: int
    national_id: str = ""
    badge: str = ""
    name: str = ""
    active: bool = True


@dataclass(frozen=True, repr=False, slots=True)
class Match:
    """A row and whose it is, or the problem (a MatchProblem, else empty).

    `column` is the name of the column of the problem and `value` its text; `details`
    may have `people`, the ids of whom the row may mean, and `says`: for each column
    that contradicts another the id of whom it means, 0 for nobody who is known. Without
    it, a conflict is that all of `people` have the same number or badge.
    `questions` are what somebody has to confirm before the row is taken.
    """

    row: ListRow
    person_id: int | None = None
    problem: MatchProblem | Literal[""] = ""
    column: str = ""
    value: str = ""
    details: dict[str, object] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


class _Number(NamedTuple):
    """A T.C. number; whether its check digits fit, and whether zeros were added."""

    text: str
    valid: bool
    completed: bool = False


class Register:
    """People by each of their keys; those still active stand before the archived."""

    def __init__(self, people: Iterable[Known], reading: Reading = "exact") -> None:
        """`reading`: which writings are the same badge, as in badge.writings()."""
        self._reading = reading
        self._by_number: dict[str, list[Known]] = defaultdict(list)
        self._by_badge: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for person in people:
            self._by_number[_key(person.national_id)].append(person)
            self._by_badge[normalise(person.badge)].append(person)
            self._by_name[_name(person.name)].append(person)

    def has_other_badges(self, rows: Sequence[ListRow]) -> bool:
        """Return whether the badges of a list are not those that are stored: payroll
        numbers, for instance.

        So it is where none is anybody's, or in a long list hardly any fits whom its row
        names, and most are not of others in the list either: those would be badges in
        a column that was sorted alone.
        """
        known = fitting = 0
        compared: list[tuple[Known, list[Known]]] = []
        for row in rows:
            badge = normalise(row["badge"])
            holders = self._holders(badge)
            known += bool(holders)
            person = self._named(row) if badge else None
            if person:
                compared.append((person, holders))
                fitting += person in holders
                if fitting * _HARDLY_ANY > len(rows):
                    return False
        if not compared or not known:
            return bool(compared)
        ids = {person.id for person, _holders in compared}
        of_others = sum(
            any(holder.id in ids and holder is not person for holder in holders)
            for person, holders in compared
        )
        return (
            len(compared) >= _MANY_ROWS
            and fitting * _HARDLY_ANY <= len(compared)
            and of_others * 2 <= len(compared)
        )

    def _holders(self, badge: str) -> list[Known]:
        """Return whose badge it is, in any of its writings, given a normalised one."""
        if self._reading == "exact" or not badge:
            return self._by_badge.get(badge, []) if badge else []
        return [
            person
            for writing in writings(badge, self._reading)
            for person in self._by_badge.get(writing, [])
        ]

    def _named(self, row: ListRow) -> Known | None:
        """Return whom a row means by its number or else its name, if that is one."""
        number = _key(row["national_id"])
        found = _living(self._by_number.get(number, [])) if number else []
        name = _name(row["name"])
        if not found and name:
            found = _living(self._by_name.get(name, []))
        return found[0] if len(found) == 1 else None

    def match(self, row: ListRow, ignore_badges: bool = False) -> Match:
        """Return whose row it is; without its badge where that counts for nothing.

        T.C. number, then badge, then name: the first that finds somebody decides, and
        what else the row says must fit them, or the row is refused. The check digits
        of T.C. numbers, and of the numbers of foreigners (97, 98, 99), are those of
        stdnum.tr.tckimlik; what is stored of somebody, as the number of a passport,
        needs none. Raises nothing.
        """
        number = _read_number(row["national_id"])
        source, qr = "national_id", _qr_number(row)
        if qr and number.text and qr != number.text:
            return self._contradicts(row, "code", qr=self._by_number.get(qr))
        if qr and not number.text:
            number, source = _Number(qr, True), "code"
        badge = "" if ignore_badges else normalise(row["badge"])
        name = _name(row["name"])
        if not (number.text or badge or name or normalise(row["badge"])):
            return _refused(row, "no_identity", "name")
        known = number.valid or number.text in self._by_number
        if number.text and not known:
            return _refused(row, "bad_national_id", "national_id")
        found = {
            source: _living(self._by_number.get(number.text, []))
            if number.text
            else [],
            "badge": _living(self._holders(badge)),
            "name": _living(self._by_name.get(name, [])) if name else [],
        }
        for column in (source, "badge"):
            if len(found[column]) > 1:
                return _refused(row, "conflict", column, found[column])
        if number.completed and not found[source]:
            return _refused(row, "bad_national_id", "national_id")
        return self._decide(row, source, number, badge, found)

    def _decide(
        self,
        row: ListRow,
        source: str,
        number: _Number,
        badge: str,
        found: dict[str, list[Known]],
    ) -> Match:
        """Return whose row it is, of those whom each column means."""
        column = next((name for name in found if found[name]), "")
        if not column:
            surest = source if number.text else "badge" if badge else "name"
            surest = surest if row[surest] else "badge"
            return _refused(row, "unknown_person", surest)
        if column == "name" and len(found["name"]) > 1:
            return _refused(row, "ambiguous_name", "name", found["name"])
        person = found[column][0]
        if number.text and not found[source] and _key(person.national_id):
            return _differs(row, source, person)
        others = [o for o in found["badge"] if not _same(o, person, number.text)]
        if others:
            return self._contradicts(row, "badge", **{column: [person]}, badge=others)
        if badge and not found["badge"] and normalise(person.badge):
            return _differs(row, "badge", person)
        questions: list[Question] = []
        likeness = _likeness(row["name"], person, found["name"])
        if likeness == "other":
            return self._contradicts(
                row, "name", **{column: [person]}, name=found["name"]
            )
        if likeness == "similar":
            questions.append("similar_name")
        if number.completed and likeness != "same":
            questions.append("completed_number")
        if not person.active:
            return _refused(row, "archived_person", column, [person])
        return Match(row, person.id, questions=tuple(questions))

    def _contradicts(
        self,
        row: ListRow,
        column: str,
        qr: list[Known] | None = None,
        **said: list[Known],
    ) -> Match:
        """Refuse a row; `said` are whom each of its columns means."""
        if column == "code":
            said = {"code": qr or []}
        says = {name: people[0].id if people else 0 for name, people in said.items()}
        problem: MatchProblem = "qr_of_another" if "code" in says else "conflict"
        people = [person for found in said.values() for person in found]
        return _refused(row, problem, column, people, says=says)


Likeness = Literal["", "same", "similar", "other"]


def _likeness(text: str, person: Known, called_so: list[Known]) -> Likeness:
    """Return how a name in a list fits a person; `called_so` are those of exactly this
    name. A name of fewer words, of the same ones, is the same unless it is another's.
    """
    words = fold(text).split()
    if not words:
        return ""
    if person in called_so:
        return "same"
    if any(other.active for other in called_so):
        return "other"
    return compare_names(words, fold(person.name).split())


def compare_names(words: list[str], others: list[str]) -> Likeness:
    """Compare two names, given as folded words, in any order.

    `similar`: they differ in what is left out or short (an initial), or by one letter.
    """
    short, long = sorted((words, others), key=len)
    if not short or not (Counter(short) - Counter(long)):
        return "same"
    if "".join(words) == "".join(others):
        return "same"
    rest = list(long)
    equal = 0
    for word in sorted(short, key=lambda word: (word not in rest, -len(word))):
        hit = next((other for other in rest if _alike(word, other)), None)
        if word in rest:
            hit = word
        if hit is None:
            return "other"
        rest.remove(hit)
        equal += hit == word
    return "similar" if equal else "other"


def _alike(word: str, other: str) -> bool:
    """Return whether one is short for the other, or they differ by one letter."""
    short, long = sorted((word, other), key=len)
    if long.startswith(short) and (len(short) == 1 or len(short) >= _LONG_WORD - 1):
        return True
    if len(short) < _LONG_WORD or len(long) - len(short) > 1:
        return False
    start = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :] or (
            sorted(short) == sorted(long) and short[start + 2 :] == long[start + 2 :]
        )
    return short[start:] == long[start + 1 :]


def _living(found: list[Known]) -> list[Known]:
    """Return the active ones, or if there are none, one archived for all."""
    return [person for person in found if person.active] or found[:1]


def _same(other: Known, person: Known, number: str) -> bool:
    """Return whether two records are one human: an archived one may keep the badge."""
    if other.id == person.id:
        return True
    return not other.active and _key(other.national_id) in ("", number)


def _differs(row: ListRow, column: str, person: Known) -> Match:
    """Refuse a row whose number is nobody's, while the person it names has another."""
    return _refused(row, "number_differs", column, [person])


def _refused(
    row: ListRow,
    problem: MatchProblem,
    column: str,
    people: Sequence[Known] = (),
    **details: object,
) -> Match:
    if people:
        details["people"] = [person.id for person in people[:5]]
    return Match(row, None, problem, column, row[column], details)


def _read_number(text: str) -> _Number:
    """Return the T.C. number in a cell; what is none is not valid, nor is nothing.

    A label before it, blanks, and decimals that Excel added are dropped; zeros at its
    end, which are lost with decimals, are added where that makes the check digits fit.
    """
    if text.isascii() and text.isdigit() and len(text) == _DIGITS:
        return _Number(text, tckimlik.is_valid(text))
    plain = unicodedata.normalize("NFKC", text).strip()
    start = next((i for i, c in enumerate(plain) if c.isdigit()), 0)
    if start and _LABEL.fullmatch(fold(plain[:start]) or " "):
        plain = plain[start:]
    digits = _FILLING.sub("", plain)
    whole = _FILLING.sub("", _DECIMALS.sub("", plain))
    if len(digits) != _DIGITS and len(whole) == _DIGITS:
        digits = whole
    if tckimlik.is_valid(digits):
        return _Number(digits, True)
    for candidate in (whole, digits):
        filled = candidate.ljust(_DIGITS, "0")
        if len(candidate) >= _DIGITS - 2 and tckimlik.is_valid(filled):
            return _Number(filled, True, completed=True)
    return _Number(digits, False)


def _key(text: str) -> str:
    """Return the text of a T.C. number as people are found by it."""
    return text if text.isascii() and text.isdigit() else _read_number(text).text


def _qr_number(row: ListRow) -> str:
    """Return the T.C. number in the text of a QR code in a row, else nothing."""
    if "|" not in row["code"]:
        return ""
    try:
        number = parse(row["code"]).national_id
    except CodeError:
        return ""
    return number if tckimlik.is_valid(number) else ""


def _name(text: str) -> str:
    """Return the words of a name in an order that does not depend on theirs."""
    return " ".join(sorted(fold(text).split()))
