# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose row is it, and what would taking it change: a list against the people known.

Nothing is guessed. A row that contradicts itself, another row or what is stored is
rejected with the reason, and all rows that contradict each other are. What is likely
but not certain is a question: the row is rejected until somebody takes it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ..code import CodeError, HesCode, find, may_replace, parse
from ..gate.badge import Reading
from .match import Known, Match, MatchProblem, Register
from .types import CODE_DIGITS, CellProblem, ListRow, ProblemKind

State = Literal["new", "changed", "same", "rejected"]
_OwnProblem = Literal[
    "code_length",
    "code_characters",
    "code_letters",
    "code_digits",
    "code_held",
    "duplicate",
    "duplicate_person",
    "duplicate_code",
]
#: What is asked before a row is taken.
LineQuestion = Literal[
    "unusual_code", "code_in_text", "similar_name", "completed_number"
]
LineProblem = ProblemKind | MatchProblem | _OwnProblem | LineQuestion
_CODE_PROBLEMS: dict[str, LineProblem] = {
    "length": "code_length",
    "characters": "code_characters",
    "letters": "code_letters",
    "digits": "code_digits",
}

#: What somebody decided about rows: (sheet, row) to the person and the code to take.
Choices = Mapping[tuple[str, int], tuple[int, str]]

# How many other rows a line names: thousands may have the same code.
_NAMED = 5


# No repr: neither codes nor T.C. numbers may reach a log by way of a debugging line.
@dataclass(repr=False, slots=True)
class PlanLine:
    """What becomes of a row.

    `code` is in written form (A4D7-1132-10), `person_id` is its holder; both are also
    given of a rejected row, where they are known. A rejected line has a `problem` (else
    it is empty), the name of the `column` and the `value` that it lies in, and
    `details` for its message. `suggestion` is the code that was perhaps meant instead
    of one of an unusual pattern. `questions` are what is not certain about the row: it
    is taken only if it is `chosen`, which is asked for if its `problem` is one of them.
    """

    row: ListRow
    state: State
    person_id: int | None = None
    code: str = ""
    problem: LineProblem | Literal[""] = ""
    column: str = ""
    value: str = ""
    details: dict[str, object] = field(default_factory=dict)
    suggestion: str = ""
    questions: tuple[LineQuestion, ...] = ()
    chosen: bool = False

    @property
    def can_choose(self) -> bool:
        """Whether somebody may decide what becomes of the row."""
        open_question = self.problem in self.questions
        taken = self.state != "rejected" and bool(self.suggestion)
        return open_question or taken or self.chosen

    def reject(
        self, problem: LineProblem, column: str, value: str, **details: object
    ) -> None:
        """Make it a rejected line; the first reason stays."""
        if self.state != "rejected":
            self.state = "rejected"
            self.problem, self.column, self.value = problem, column, value
            self.details = details


@dataclass
class Plan:
    """What an import would do: a line for each row that has a code or is faulty.

    `blank_rows` counts the rows whose code cell is empty: they ask for nothing, and
    never delete a code. `other_badges`: the list's badges are not those that are stored
    and counted for nothing.
    """

    lines: list[PlanLine] = field(default_factory=list)
    blank_rows: int = 0
    other_badges: bool = False

    def count(self, state: State) -> int:
        """Return how many lines are in a state."""
        return sum(line.state == state for line in self.lines)


def plan(
    rows: Sequence[ListRow],
    people: Iterable[Known],
    holders: Mapping[str, object],
    current: Mapping[int, str],
    choices: Choices = MappingProxyType({}),
    reading: Reading = "exact",
) -> Plan:
    """Return what becomes of each row, in their order.

    `holders` are those of codes now (written form -> id of a person, or any other key
    for somebody else), `current` is the code of each person who has one. A row that is
    no longer about the person and the code in `choices` is asked about again.
    `reading`: which writings are the same badge, as in badge.writings(). Raises
    nothing.
    """
    register = Register(people, reading)
    result = Plan(other_badges=register.has_other_badges(rows))
    for row in rows:
        found = register.match(row, result.other_badges)
        line = _read_line(found, choices, current.get(found.person_id or 0, ""))
        if line is None:
            result.blank_rows += 1
            continue
        result.lines.append(line)
    _compare(result.lines, holders, current)
    return result


def _compare(
    lines: list[PlanLine], holders: Mapping[str, object], current: Mapping[int, str]
) -> None:
    """Compare lines with each other and with what is stored."""
    # A code that somebody asks for twice is still asked for, so all are compared before
    # any is rejected for what another says.
    asking = [line for line in lines if line.state != "rejected"]
    people_asking = _groups(asking, lambda line: line.person_id)
    codes_asked = _groups(filter(_meant, lines), lambda line: line.code)
    for same_person in people_asking:
        _reject_second_codes(same_person)
    for same_code in codes_asked:
        _reject_shared_code(same_code)
    for line in asking:
        _compare_with_stored(line, current)
        if line.questions and line.state in ("new", "changed") and not line.chosen:
            line.reject(line.questions[0], *_asked_about(line))
    # Who is not taken yet gives up no code.
    _reject_held_codes(asking, holders)


def _asked_about(line: PlanLine) -> tuple[str, str]:
    """Return the column that a line's first question is about, and its text."""
    columns = {"similar_name": "name", "completed_number": "national_id"}
    column = columns.get(line.questions[0], "code")
    return column, line.row[column]


def _read_line(found: Match, choices: Choices, present: str) -> PlanLine | None:
    """Return the line of a row by itself, None if it asks for nothing; `present` is the
    code that the person has.
    """
    row = found.row
    faults = [fault for fault in row.problems if _matters(fault, row, present)]
    faults += _misplaced(row)
    code_faults = [fault for fault in faults if fault.column == "code"]
    if not row["code"] and not code_faults:
        return None
    line = PlanLine(row, "new", found.person_id, questions=found.questions)
    for fault in code_faults or faults:
        line.reject(fault.kind, fault.column, fault.value)
    if found.problem:
        line.reject(found.problem, found.column, found.value, **found.details)
    try:
        code = _read_code(line)
    except CodeError as error:
        if error.kind == "empty" and not code_faults:
            return None
        line.reject(_CODE_PROBLEMS.get(error.kind, "code_length"), "code", row["code"])
        return line
    line.code = code.code
    if not code.usual:
        line.suggestion = code.suggestion or ""
    person, chosen = choices.get((row.sheet, row.number), (0, ""))
    if chosen and person == line.person_id and chosen in (line.code, line.suggestion):
        line.chosen = True
        if chosen != line.code:
            line.code, line.suggestion = chosen, ""
    return line


def _read_code(line: PlanLine) -> HesCode:
    """Return the code in a row; one that stands among other words may be a question.

    Raises CodeError.
    """
    try:
        return parse(line.row["code"])
    except CodeError:
        found = find(line.row["code"])
        if found is None:
            raise
        if not found.certain:
            line.questions = ("code_in_text", *line.questions)
        return parse(found.code)


def _misplaced(row: ListRow) -> list[CellProblem]:
    """Return the problem of a row that has a code in the place of something else: it is
    of a second list, perhaps, whose columns are others.
    """
    if any(map(str.isalnum, row["code"])):
        return []
    return [
        CellProblem("misplaced", "code", text)
        for text in row.texts.values()
        # names and numbers, which most texts are, are not searched
        if CODE_DIGITS <= sum(map(str.isdigit, text)) < len(text) and find(text)
    ]


def _matters(fault: CellProblem, row: ListRow, present: str) -> bool:
    """Return whether a fault touches what the row is taken for.

    Names are often formulas in lists of their own; they only count if nothing else
    identifies the person. A code that is not read is no fault where it is the present
    one.
    """
    if fault.kind == "unread_code" and fault.value == present:
        return False
    return fault.column != "name" or not (row["national_id"] or row["badge"])


def _groups(
    lines: Iterable[PlanLine], key: Callable[[PlanLine], object]
) -> Iterable[list[PlanLine]]:
    groups: dict[object, list[PlanLine]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return [group for group in groups.values() if len(group) > 1]


def _reject_second_codes(lines: list[PlanLine]) -> None:
    """Reject what several lines of one person say too often, or against each other."""
    first = lines[0]
    if all(line.code == first.code for line in lines):
        for line in lines[1:]:
            line.reject("duplicate", "code", line.row["code"], **_others(line, [first]))
        return
    for line in lines:
        line.reject(
            "duplicate_person", "code", line.row["code"], **_others(line, lines)
        )


def _meant(line: PlanLine) -> frozenset[object]:
    """Return whom a line with a code is about: several people where that is unclear,
    None for somebody who is not known; nobody where it does not say.
    """
    if not line.code:
        return frozenset()
    if line.person_id is not None or line.problem == "unknown_person":
        return frozenset((line.person_id,))
    people = line.details.get("people")
    return frozenset(people if isinstance(people, list) else ())


def _reject_shared_code(lines: list[PlanLine]) -> None:
    """Reject a code that is given to several people, also by a line that is rejected
    since it is unclear whose it is.
    """
    meant = set(map(_meant, lines))
    for line in lines:
        if any(line.person_id not in people for people in meant):
            line.reject(
                "duplicate_code", "code", line.row["code"], **_others(line, lines)
            )


def _others(line: PlanLine, lines: list[PlanLine]) -> dict[str, object]:
    """Return where the other lines stand: `rows` and their `sheets`, a few of them."""
    others = [other.row for other in lines[: _NAMED + 1] if other is not line]
    return {
        "rows": [row.number for row in others[:_NAMED]],
        "sheets": [row.sheet for row in others[:_NAMED]],
    }


def _reject_held_codes(asking: list[PlanLine], holders: Mapping[str, object]) -> None:
    """Reject the codes of others, unless these get another one by the same list: two
    people whose codes were swapped are put right by one.

    Where a line that gives up a code is rejected, so is the one that would take it.
    """
    giving: dict[object, PlanLine] = {
        line.person_id: line for line in asking if line.state != "rejected"
    }
    waiting: dict[object, list[PlanLine]] = defaultdict(list)
    rejected = []
    for line in giving.values():
        holder = holders.get(line.code, line.person_id)
        if holder == line.person_id:
            continue
        if holder in giving and giving[holder].code != line.code:
            waiting[holder].append(line)
        else:
            rejected.append(line)
    while rejected:
        line = rejected.pop()
        holder = holders[line.code]
        line.reject("code_held", "code", line.row["code"], holder=holder)
        rejected += waiting.pop(line.person_id, ())


def _compare_with_stored(line: PlanLine, current: Mapping[int, str]) -> None:
    if line.state == "rejected" or line.person_id is None:
        return
    present = current.get(line.person_id, "")
    if present:
        line.state = "same" if present == line.code else "changed"
    if not may_replace(line.code, present):
        line.questions = ("unusual_code", *line.questions)
