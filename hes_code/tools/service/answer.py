# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read what the ministry's REST service says about a code, entry by entry.

Nothing here raises: an entry that can't be read becomes an Answer that says so, so
that one bad entry never spoils a batch. Field names, keys and the formats of times
were read off public clients of the service.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from ..code import CodeError, written
from ..days import NO_END

Status = Literal["riskless", "risky", "expired", "not_found", "unknown", "unanswered"]

# The service's keys -> our status. A key that is not here is ``unknown``.
HEALTH_STATUSES: Mapping[str, Status] = {"RISKLESS": "riskless", "RISKY": "risky"}
ERROR_KEYS: Mapping[str, Status] = {
    "hescodenotfound": "not_found",
    "hescodehasbeenexpired": "expired",
}

# More than any masked name, number or word; what is stored must not be pages long.
_LONGEST = 200
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d)?)?)?)(?:\.\d+)?"
    r"(?:Z|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)


# No repr: it would carry a code and a risk status into a log.
@dataclass(frozen=True, repr=False)
class Answer:
    """What the service or a page of e-Devlet answered about one code.

    ``code`` is the written form. ``expires_at`` is naive UTC in whole seconds,
    None where absent or unreadable; the year 2070 and later stand for "no end" and are
    ``NO_END``. ``masked_name`` is first and last name.
    ``risk_reason`` is given by e-Devlet alone. ``checked_at`` (naive UTC) is when the
    ministry was asked, None for just now.

    ``status`` is ``unknown`` for a status word or error key that is not known here,
    which then stands in ``error_key`` as it came; ``unanswered`` for a code that the
    service passed over or answered unreadably. Neither is ``riskless``.
    """

    code: str
    status: Status
    expires_at: datetime | None = None
    masked_national_id: str = ""
    masked_name: str = ""
    error_key: str = ""
    risk_reason: Literal["positive", "contact"] | None = None
    checked_at: datetime | None = None


class Answers(Mapping[str, Answer]):
    """Answers by written form of the code, without those that are ``unanswered``.

    They are what ``readers`` return, which are called when they are first looked at:
    reading takes a while, and who asks has the next question to ask meanwhile.
    """

    def __init__(self, readers: Iterable[Callable[[], dict[str, Answer]]]) -> None:
        self._readers = readers

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        read = [item for reader in self._readers for item in reader().items()]
        return {code: said for code, said in read if said.status != "unanswered"}

    def __getitem__(self, code: str) -> Answer:
        return self._answers[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def read_answer(code: str, entry: Any) -> Answer:
    """Read one answer (parsed JSON) about a code in written form.

    Without a status word in it, it is ``unanswered``. Any other field of a wrong
    type counts as absent.
    """
    word = _text(entry.get("current_health_status")) if _is_object(entry) else ""
    if not word or word == "null":
        return Answer(code, "unanswered")
    status = HEALTH_STATUSES.get(word, "unknown")
    names = (entry.get("masked_firstname"), entry.get("masked_lastname"))
    return Answer(
        code,
        status,
        expires_at=read_end(entry.get("expiration_date")),
        masked_national_id=_text(entry.get("masked_identity_number")),
        masked_name=" ".join(" ".join(map(_text, names)).split()),
        error_key=word if status == "unknown" else "",
    )


def read_refusal(code: str, key: Any) -> Answer:
    """Read the error key given for a code in written form; no key: ``unanswered``."""
    word = _text(key)
    if not word or word == "null":
        return Answer(code, "unanswered")
    status = ERROR_KEYS.get(word, "unknown")
    return Answer(code, status, error_key=word if status == "unknown" else "")


def read_answers(
    asked: Iterable[str], found: Mapping[str, Any], refused: Mapping[str, Any]
) -> dict[str, Answer]:
    """Read both maps of a bulk answer: one Answer for each code asked (written form).

    A code in neither map is ``unanswered``, and so is one in both, or twice in one of
    them with two verdicts, which contradicts itself. Codes that were not asked are
    left aside.
    """
    found, refused = _by_written(found), _by_written(refused)
    answers = {}
    for code in asked:
        if code in found and code not in refused:
            answers[code] = read_answer(code, found[code])
        elif code in refused and code not in found:
            answers[code] = read_refusal(code, refused[code])
        else:
            answers[code] = Answer(code, "unanswered")
    return answers


def read_end(value: Any) -> datetime | None:
    """Read until when a code is valid, as :func:`read_time`; never after ``NO_END``."""
    end = read_time(value)
    return end and min(end, NO_END)


def read_time(value: Any) -> datetime | None:
    """Read a time of the service as naive UTC in whole seconds.

    ISO 8601 with or without ``Z``, offset and fractions (dropped), also cut after
    the hour or the date, which then count from their beginning; a time without an
    offset is UTC. None for anything else.
    """
    return _read_time(value) if isinstance(value, str) else None


@lru_cache(maxsize=1024)  # many codes of one answer end on the same day
def _read_time(text: str) -> datetime | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    stamp, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        local = datetime.fromisoformat(stamp)
        return local + offset if sign == "-" else local - offset
    except (ValueError, OverflowError):
        return None


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _by_written(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Key by written form; None where two spellings of one code say two things; what
    is no code was never asked."""
    by_code: dict[str, Any] = {}
    for key, entry in entries.items():
        try:
            code = written(key)
        except CodeError:
            continue
        by_code[code] = entry if by_code.setdefault(code, entry) == entry else None
    return by_code


def _text(value: Any) -> str:
    """Return a short text without control characters, which a database may refuse."""
    if not isinstance(value, str):
        return ""
    short = value[:_LONGEST]
    if not short.isprintable():
        short = "".join(filter(str.isprintable, short))
    return short.strip()
