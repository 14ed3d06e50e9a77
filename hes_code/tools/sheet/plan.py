# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose row is it, and what would taking it change: a list against the people known.

Nothing is guessed. A row that contradicts itself, another row or what is stored is
rejected with the reason, and all rows that contradict each other are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from ..code import CodeError, parse
from .match import MATCH_PROBLEMS, Known, Match, MatchProblem, match
from .types import PROBLEM_KINDS, CellProblem, ListRow, ProblemKind

State = Literal["new", "changed", "same", "rejected"]
_OwnProblem = Literal[
    "code_length",
    "code_characters",
    "code_held",
    "duplicate",
    "duplicate_person",
    "duplicate_code",
]
LineProblem = ProblemKind | MatchProblem | _OwnProblem
LINE_PROBLEMS: tuple[str, ...] = (
    *PROBLEM_KINDS,
    *MATCH_PROBLEMS,
    *get_args(_OwnProblem),
)
_CODE_PROBLEMS: dict[str, LineProblem] = {
    "length": "code_length",
    "characters": "code_characters",
}

# How many other rows a line names: thousands may have the same code.
_NAMED = 5


# No repr: neither codes nor T.C. numbers may reach a log by way of a debugging line.
@dataclass(repr=False, slots=True)
class PlanLine:
    """What becomes of a row.

    `code` is in written form (A4D7-1132-10), `person_id` is its holder; both are also
    given of a rejected row, where they are known. A rejected line has a `problem` (one
    of LINE_PROBLEMS, else empty), the name of the `column` and the `value` that it lies
    in, and `details` for its message. `warning` is `unusual_code` for a code of an
    unusual pattern; then `suggestion` is the one that was perhaps meant, or empty.
    """

    row: ListRow
    state: State
    person_id: int | None = None
    code: str = ""
    problem: LineProblem | Literal[""] = ""
    column: str = ""
    value: str = ""
    details: dict[str, object] = field(default_factory=dict)
    warning: Literal["", "unusual_code"] = ""
    suggestion: str = ""

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
    never delete a code.
    """

    lines: list[PlanLine] = field(default_factory=list)
    blank_rows: int = 0

    def count(self, state: State) -> int:
        """Return how many lines are in a state."""
        return sum(line.state == state for line in self.lines)


def plan(
    rows: Sequence[ListRow],
    people: Iterable[Known],
    holders: Mapping[str, object],
    current: Mapping[int, str],
) -> Plan:
    """Return what becomes of each row, in their order.

    `holders` are those of codes now (written form -> id of a person, or any other key
    for somebody else), `current` is the code of each person who has one. Raises
    nothing.
    """
    result = Plan()
    asking: list[PlanLine] = []
    for found in match(rows, people):
        line = _read_line(found)
        if line is None:
            result.blank_rows += 1
            continue
        result.lines.append(line)
        if line.state != "rejected":
            asking.append(line)
    # A code that somebody asks for twice is still asked for, so all are compared before
    # any is rejected for what another says.
    people_asking = _groups(asking, lambda line: line.person_id)
    codes_asked = _groups(asking, lambda line: line.code)
    for lines in people_asking:
        _reject_second_codes(lines)
    for lines in codes_asked:
        _reject_shared_code(lines)
    _reject_held_codes(asking, holders)
    for line in asking:
        _compare_with_stored(line, current)
    return result


def _read_line(found: Match) -> PlanLine | None:
    """Return the line of a row by itself, None if it asks for nothing."""
    row = found.row
    faults = [fault for fault in row.problems if _matters(fault, row)]
    code_faults = [fault for fault in faults if fault.column == "code"]
    if not row["code"] and not code_faults:
        return None
    line = PlanLine(row, "new", found.person_id)
    for fault in code_faults or faults:
        line.reject(fault.kind, fault.column, fault.value)
    if found.problem:
        line.reject(found.problem, found.column, found.value, **found.details)
    try:
        code = parse(row["code"])
    except CodeError as error:
        if error.kind == "empty" and not code_faults:
            return None
        line.reject(_CODE_PROBLEMS.get(error.kind, "code_length"), "code", row["code"])
        return line
    line.code = code.code
    if not code.usual:
        line.warning, line.suggestion = "unusual_code", code.suggestion or ""
    return line


def _matters(fault: CellProblem, row: ListRow) -> bool:
    """Return whether a fault touches what the row is taken for.

    Names are often formulas in lists of their own; they only count if nothing else
    identifies the person.
    """
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


def _reject_shared_code(lines: list[PlanLine]) -> None:
    """Reject a code that is given to several people."""
    if len({line.person_id for line in lines}) > 1:
        for line in lines:
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
    present = current.get(line.person_id)
    if present:
        line.state = "same" if present == line.code else "changed"
