# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""May this person start work on site, as of one moment? Plain data in, verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CLEARED, WARNED, DENIED = "cleared", "warned", "denied"
OFF, WARN, BLOCK = "off", "warn", "block"

#: What can stop somebody, the gravest first. Each has a company policy of its own.
POLICY_REASONS = (
    "risky",
    "not_found",
    "mismatch",
    "expired",
    "missing",
    "unchecked",
    "stale",
)
#: What lets somebody in.
PASS_REASONS = ("riskless", "exempted", "not_required")

_CLEARANCE = {OFF: CLEARED, WARN: WARNED, BLOCK: DENIED}
_GRAVITY = (OFF, WARN, BLOCK)


@dataclass(frozen=True)
class Facts:
    """What is known of a person. Every time is naive UTC; None: not known, no end.

    ``risky_since`` is kept until a riskless answer comes: neither a new code nor
    a deleted one ends a risk, since only the next answer tells (the ministry's
    service says that a person is risky, never until when). ``exemptions`` are spans,
    the end not included. ``unreachable``: a fresh answer was asked for just now, and
    the service did not give one.
    """

    required: bool = True
    has_code: bool = False
    status: str = "unknown"
    checked_at: datetime | None = None
    expires_at: datetime | None = None
    owner: str = "unknown"
    risky_since: datetime | None = None
    exemptions: tuple[tuple[datetime, datetime], ...] = ()
    unreachable: bool = False


@dataclass(frozen=True)
class Policy:
    """A company's rules: each reason off, warn or block; how old an answer may be.

    ``unreachable`` takes the place of the rules for ``unchecked`` and ``stale`` while
    the service does not answer.
    """

    actions: Mapping[str, str] = field(default_factory=dict)
    unreachable: str = WARN
    max_age: timedelta = timedelta(hours=48)


@dataclass(frozen=True)
class Verdict:
    """``clearance``: cleared, warned or denied; ``reason``: the one that decided."""

    clearance: str
    reason: str


def decide(facts: Facts, policy: Policy, at: datetime) -> Verdict:
    """The company's verdict on a person as of ``at`` (naive UTC).

    Of all that speaks against somebody, what the company judges hardest decides;
    among equals the gravest. What the company has switched off is still named as
    the reason where nothing else is to be said, so nobody reads "riskless" there. An
    exemption is named only where it was needed.
    """
    if not facts.required:
        return Verdict(CLEARED, "not_required")
    verdict = _judge(facts, policy, at)
    if verdict.clearance != CLEARED and any(
        start <= at < stop for start, stop in facts.exemptions
    ):
        return Verdict(CLEARED, "exempted")
    return verdict


def _judge(facts: Facts, policy: Policy, at: datetime) -> Verdict:
    found = objections(facts, policy, at)
    if not found:
        return Verdict(CLEARED, "riskless")
    actions = dict(policy.actions)
    if facts.unreachable:
        actions.update(unchecked=policy.unreachable, stale=policy.unreachable)
    action, reason = max(
        ((actions.get(reason, OFF), reason) for reason in found),
        key=lambda pair: (_GRAVITY.index(pair[0]), -POLICY_REASONS.index(pair[1])),
    )
    return Verdict(_CLEARANCE[action], reason)


def objections(facts: Facts, policy: Policy, at: datetime) -> list[str]:
    """All reasons of :data:`POLICY_REASONS` that hold as of ``at``, gravest first."""
    checked = facts.has_code and facts.checked_at is not None
    ended = facts.expires_at is not None and facts.expires_at <= at
    holds = {
        "risky": facts.risky_since is not None and facts.risky_since <= at,
        "not_found": facts.has_code and facts.status == "not_found",
        "mismatch": facts.has_code and facts.owner == "mismatch",
        "expired": facts.has_code and (facts.status == "expired" or ended),
        "missing": not facts.has_code,
        "unchecked": facts.has_code and (not checked or facts.status == "unknown"),
        "stale": facts.checked_at is not None
        and facts.has_code
        and facts.checked_at + policy.max_age < at,
    }
    return [reason for reason in POLICY_REASONS if holds[reason]]
