# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the stand-in of the ministry's service answers, and what can go wrong in it.

What a code is answered depends on its last two digits:

    66  RISKY               77  a health status that nobody knows
    44  hescodenotfound     88  RISKLESS without end (2070)
    45  hescodehasbeenexpired
    99  in neither map (asked alone: 400 with an unknown error key)
    anything else           RISKLESS

An override (code -> word) goes before: in capitals it is a health status, otherwise
an error key. What is not ten letters and digits is ``hescodenotfound``.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# code -> (national number, first name, last name)
People = Mapping[str, tuple[str, str, str]]
Overrides = Mapping[str, str]

LIVE = "/services/g2g/saglik/hes/"
TEST = "/services/g2g/test/saglik/hes/"
BULK = {"check-hes-codes"}
VISITOR = "check-visitor-hes-code"
SINGLE = {
    "check-hes-code",
    "check-employee-hes-code",
    VISITOR,
}
MAX_BATCH = 500

TOO_LARGE = 12_000_000
WORD_BY_END = {
    "44": "hescodenotfound",
    "45": "hescodehasbeenexpired",
    "66": "RISKY",
    "77": "UNDER_REVIEW",
}
UNKNOWN_ERROR_KEY = "hescodeundergoesmaintenance"
# One moment in the spellings that clients of the service have met.
EXPIRY_SPELLINGS = (
    "2031-05-04T13:00:00Z",
    "2031-05-04T13:00:00",
    "2031-05-04T13:00:00.123Z",
    "2031-05-04T13",
)
WITHOUT_END = "2070-01-01T00:00:00Z"
FIRST_NAMES = ("AHMET", "AYŞE", "MEHMET ALİ", "ELİF", "İBRAHİM", "ZEYNEP NUR")
LAST_NAMES = ("YILMAZ", "ÇELİK", "ŞAHİN", "ÖZTÜRK", "IŞIK")
NATIONAL_IDS = {"A4D7113210": "10000000170"}

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
# name -> (HTTP status, content type, body) that is sent in place of an answer
REPLIES = {
    "401": (401, TEXT, b"Unauthorized"),
    "403": (403, TEXT, b"Forbidden"),
    "404": (404, TEXT, b"Not Found"),
    "429": (429, TEXT, b"Too Many Requests"),
    "500": (500, TEXT, "Kullanıcı adı veya şifre hatalı".encode()),
    "502": (502, HTML, b"<html>Bad Gateway</html>"),
    "503": (503, HTML, b"<html>Service Unavailable</html>"),
    "504": (504, HTML, b"<html>Gateway Timeout</html>"),
    "html": (200, HTML, "<!DOCTYPE html><p>Bakım çalışması</p>".encode()),
    "empty": (200, JSON, b""),
    "redirect": (307, TEXT, b""),
    "broken_json": (200, JSON, b'{"success_map": {"A4D7'),
    "no_error_key": (400, JSON, b'{"title": "Bad Request", "status": 400}'),
    "wrong_types": (200, JSON, b'{"success_map": [], "unsuccess_map": "none"}'),
    "wrong_shape": (200, JSON, b"[]"),
    "no_maps": (200, JSON, b"{}"),
    "deep_json": (200, JSON, b"[" * 200_000),
    "packed": (200, JSON, gzip.compress(b"{}", mtime=0)),
    "too_large": (200, JSON, b'{"success_map": "' + b"A" * TOO_LARGE + b'"}'),
}
# ... and those that spoil the usual answer instead: it comes late; with every second
# code in neither map; with every second entry of a wrong type; cut in the middle of
# its announced length; or not at all, the connection being closed.
SPOILED = {"slow", "missing", "wrong_entries", "cut", "reset"}
TROUBLES = REPLIES.keys() | SPOILED


@dataclass(frozen=True)
class Trouble:
    """What goes wrong from request ``start`` on, ``count`` times (None: for good)."""

    name: str
    count: int | None = None
    start: int = 1
    retry_after: str | None = "7"
    seconds: float = 1.0
    location: str = "/moved"
    body: bytes | None = None

    def __post_init__(self) -> None:
        if self.name not in TROUBLES:
            raise ValueError(f"unknown trouble {self.name!r}")

    def strikes(self, number: int) -> bool:
        past = number - self.start
        return past >= 0 and (self.count is None or past < self.count)

    def reply(self) -> tuple[int, str, bytes]:
        status, content_type, body = REPLIES[self.name]
        return status, content_type, body if self.body is None else self.body

    def headers(self) -> dict[str, str]:
        if self.name == "packed":
            return {"Content-Encoding": "gzip"}
        if self.name == "redirect":
            return {"Location": self.location}
        if self.name == "429" and self.retry_after is not None:
            return {"Retry-After": self.retry_after}
        return {}


def endpoint_of(path: str) -> str | None:
    """Return the name of the endpoint at a path, None if there is none."""
    for base in (LIVE, TEST):
        if path.startswith(base) and path[len(base) :] in BULK | SINGLE:
            return path[len(base) :]
    return None


def codes_of(path: str, body: Any) -> list[str] | None:
    """Return the codes of a question, None if it is not one."""
    endpoint = endpoint_of(path)
    entries = body if endpoint in BULK else [body]
    required = {"hes_code"}
    if endpoint == VISITOR:
        required |= {"city", "district", "explicit_address"}
    if not isinstance(entries, list) or len(entries) > MAX_BATCH:
        return None
    for entry in entries:
        if not isinstance(entry, dict) or not all(entry.get(key) for key in required):
            return None
    return [str(entry["hes_code"]) for entry in entries]


def answer_all(
    codes: Sequence[str], people: People, overrides: Overrides, trouble: str
) -> tuple[int, dict[str, Any]]:
    """Return HTTP status and body of the answer about a list of codes."""
    found: dict[str, Any] = {}
    refused: dict[str, Any] = {}
    for place, code in enumerate(codes):
        word = overrides.get(code) or _word(code)
        if word is None or (trouble == "missing" and place % 2):
            continue
        if trouble == "wrong_entries" and place % 2:
            found[code] = place
        elif word.isupper():
            found[code] = _about(code, word, people)
        else:
            refused[code] = word
    return 200, {"success_map": found, "unsuccess_map": refused}


def answer_one(
    codes: Sequence[str], people: People, overrides: Overrides, trouble: str
) -> tuple[int, dict[str, Any]]:
    """Return HTTP status and body of the answer about one code."""
    code = codes[0]
    word = overrides.get(code) or _word(code) or UNKNOWN_ERROR_KEY
    if trouble == "missing":
        word = UNKNOWN_ERROR_KEY
    if trouble == "wrong_entries":
        return 200, {"current_health_status": 5}
    if word.isupper():
        return 200, _about(code, word, people)
    return 400, {
        "entityName": "hes",
        "errorKey": word,
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "message": f"error.{word}",
        "params": "hes",
        "detail": None,
    }


def _word(code: str) -> str | None:
    """Return a status word in capitals, an error key, or None for no answer."""
    if len(code) != 10 or not code.isalnum():
        return "hescodenotfound"
    if code.endswith("99"):
        return None
    return WORD_BY_END.get(code[-2:], "RISKLESS")


def _about(code: str, word: str, people: People) -> dict[str, Any]:
    number, first, last = people.get(code) or _made_up(code)
    spelling = EXPIRY_SPELLINGS[sum(code.encode()) % len(EXPIRY_SPELLINGS)]
    return {
        "expiration_date": WITHOUT_END if code.endswith("88") else spelling,
        "current_health_status": word,
        "masked_identity_number": "*" * 8 + number[-3:],
        "masked_firstname": _masked(first),
        "masked_lastname": _masked(last),
    }


def _made_up(code: str) -> tuple[str, str, str]:
    """Make up a person, always the same for a code."""
    seed = sum(weight * byte for weight, byte in enumerate(code.encode(), 1))
    number = NATIONAL_IDS.get(code, f"10000000{seed % 1000:03}")
    first = FIRST_NAMES[seed % len(FIRST_NAMES)]
    return number, first, LAST_NAMES[seed % len(LAST_NAMES)]


def _masked(name: str) -> str:
    """Mask like the service: two letters of each word, four stars, a blank."""
    return "".join(f"{word[:2]}**** " for word in name.split())
