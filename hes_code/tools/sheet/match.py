# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finds the person that a row of a list is about."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from stdnum.tr import tckimlik

from ..text import fold
from .types import ListRow

MatchProblem = Literal[
    "no_identity",
    "bad_national_id",
    "unknown_person",
    "archived_person",
    "ambiguous_name",
    "conflict",
]
MATCH_PROBLEMS: tuple[MatchProblem, ...] = get_args(MatchProblem)

# Blanks, invisible marks, dashes, and the apostrophe that makes Excel keep a text.
_FILLING = re.compile(
    "[\\s.\\-\u2010-\u2015'\u2019\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
)


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
    """A row and whose it is, or the problem (one of MATCH_PROBLEMS, else empty).

    `column` is the name of the column of the problem and `value` its text; `details`
    may have `people`, the ids that contradict each other.
    """

    row: ListRow
    person_id: int | None = None
    problem: MatchProblem | Literal[""] = ""
    column: str = ""
    value: str = ""
    details: dict[str, object] = field(default_factory=dict)


def match(rows: Sequence[ListRow], people: Iterable[Known]) -> list[Match]:
    """Return the person of each row, in the order of the rows.

    T.C. number, then badge, then name. The first that finds somebody decides, unless a
    surer one that was given contradicts what is stored of that person. The check
    digits of T.C. numbers, and of the numbers of foreigners (97, 98, 99), are those of
    stdnum.tr.tckimlik. Raises nothing.
    """
    register = _Register(people)
    return [register.match(row) for row in rows]


class _Register:
    """People by each of their keys; those still active stand before the archived."""

    def __init__(self, people: Iterable[Known]) -> None:
        self._by_number: dict[str, list[Known]] = defaultdict(list)
        self._by_badge: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for person in people:
            self._by_number[_number(person.national_id)].append(person)
            self._by_badge[_badge(person.badge)].append(person)
            self._by_name[fold(person.name)].append(person)

    def match(self, row: ListRow) -> Match:
        number, badge, name = (
            _number(row["national_id"]),
            _badge(row["badge"]),
            fold(row["name"]),
        )
        if number:
            return self._match_number(row, number, badge, name)
        if badge:
            return self._match_badge(row, "", badge, name)
        if name:
            return self._match_name(row, "", "", name)
        return Match(row, problem="no_identity")

    def _match_number(self, row: ListRow, number: str, badge: str, name: str) -> Match:
        if not tckimlik.is_valid(number):
            return _refused(row, "bad_national_id", "national_id")
        found = _living(self._by_number.get(number, []))
        if not found:
            return self._match_badge(row, number, badge, name)
        if len(found) > 1:
            return _refused(row, "conflict", "national_id", found)
        others = _living(self._by_badge.get(badge, [])) if badge else []
        rivals = [other for other in others if not _same(other, found[0], number)]
        if rivals:
            return _refused(row, "conflict", "badge", found + rivals)
        return _taken(row, found[0], "national_id")

    def _match_badge(self, row: ListRow, number: str, badge: str, name: str) -> Match:
        found = _living(self._by_badge.get(badge, [])) if badge else []
        if not found:
            return self._match_name(row, number, badge, name)
        if len(found) > 1:
            return _refused(row, "conflict", "badge", found)
        if number and _number(found[0].national_id):
            return _refused(row, "unknown_person", "national_id")
        return _taken(row, found[0], "badge")

    def _match_name(self, row: ListRow, number: str, badge: str, name: str) -> Match:
        surest = "national_id" if number else "badge" if badge else "name"
        found = _living(self._by_name.get(name, [])) if name else []
        if not found:
            return _refused(row, "unknown_person", surest)
        if len(found) > 1:
            return _refused(row, "ambiguous_name", "name", found)
        if number and _number(found[0].national_id):
            return _refused(row, "unknown_person", "national_id")
        if badge and _badge(found[0].badge):
            return _refused(row, "unknown_person", "badge")
        return _taken(row, found[0], "name")


def _living(found: list[Known]) -> list[Known]:
    """Return the active ones, or if there are none, one archived for all."""
    return [person for person in found if person.active] or found[:1]


def _same(other: Known, person: Known, number: str) -> bool:
    """Return whether two records are one human: an archived one may keep the badge."""
    if other.id == person.id:
        return True
    return not other.active and _number(other.national_id) in ("", number)


def _taken(row: ListRow, person: Known, column: str) -> Match:
    if not person.active:
        return _refused(row, "archived_person", column, [person])
    return Match(row, person.id)


def _refused(
    row: ListRow, problem: MatchProblem, column: str, people: Sequence[Known] = ()
) -> Match:
    details: dict[str, object] = {}
    if people:
        details["people"] = [person.id for person in people[:5]]
    return Match(row, None, problem, column, row[column], details)


def _number(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    return _FILLING.sub("", unicodedata.normalize("NFKC", text))


def _badge(text: str) -> str:
    """Return a badge as the reader reads it: no letter, digit or dash is dropped."""
    return " ".join(text.strip("' \u2019").split()).upper()
