# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""May this person start work on site, as of one moment? Plain data in, verdict out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from .days import later

CLEARED, WARNED, DENIED = "cleared", "warned", "denied"
OFF, WARN, BLOCK = "off", "warn", "block"

_CLEARANCE = {OFF: CLEARED, WARN: WARNED, BLOCK: DENIED}
#: Actions, the hardest last.
HARDNESS = OFF, WARN, BLOCK


class Reason(NamedTuple):
    """Something that can stop somebody.

    ``label`` is what HR reads, a text that can be translated. ``action`` (off, warn or
    block) is what a company does about it while it has no rule of its own. ``listed``:
    ``hr.employee._gate_standing`` finds whom it is about; else it may be anybody, and
    filters and polls of controllers judge everybody.
    """

    key: str
    label: object
    action: str
    listed: bool = False


#: Reasons that end with a fresh answer.
NEED_AN_ANSWER = frozenset({"unchecked", "stale"})

#: Reasons of who is let in where no fresh answer could change that.
NOTHING_TO_ASK = frozenset({"riskless", "not_required", "unobjected"})

#: What began this long ago begins now: forms and terminals give minutes.
JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Objection:
    """What speaks against a person: the key of a :class:`Reason`, from ``since`` on and
    before ``until`` (naive UTC; None: always, without end). ``action`` (off, warn or
    block) takes the place of the company's rule for the reason."""

    reason: str
    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it holds as of ``at`` (naive UTC)."""
        return (self.since is None or self.since <= at) and (
            self.until is None or at < self.until
        )


@dataclass(frozen=True)
class Facts:
    """What is known of a person's code. Times are naive UTC; None: not known, no end.

    ``risky_since`` is kept until a riskless answer comes: neither a new code nor
    a deleted one ends a risk, since only the next answer says (the ministry's
    service says that a person is risky, never until when).
    """

    has_code: bool = False
    status: str = "unknown"
    checked_at: datetime | None = None
    expires_at: datetime | None = None
    owner: str = "unknown"
    risky_since: datetime | None = None


@dataclass(frozen=True)
class Policy:
    """A company's rules.

    ``actions``: reasons off, warn or block. ``unreachable`` takes the place of the
    actions for :data:`NEED_AN_ANSWER` while the service does not answer. ``max_age``:
    how old an answer may be. ``reasons``: all that can stop somebody, the gravest
    first. ``hes``: whether HES codes are asked for at all.
    """

    actions: Mapping[str, str] = field(default_factory=dict)
    unreachable: str = WARN
    max_age: timedelta = timedelta(hours=48)
    reasons: tuple[Reason, ...] = ()
    hes: bool = True

    @cached_property
    def _places(self) -> dict[str, int]:
        return {reason.key: place for place, reason in enumerate(self.reasons)}

    @property
    def plain(self) -> tuple[object, ...]:
        """All that verdicts follow from, as plain data."""
        actions = [self.action(Objection(reason.key)) for reason in self.reasons]
        return self.hes, self.max_age, actions

    def weight(self, objection: Objection) -> tuple[int, int]:
        """How much an objection weighs: first how hard the company is on it, among
        equals how grave the reason is. Larger weighs more."""
        place = self._places.get(objection.reason, len(self.reasons))
        return HARDNESS.index(self.action(objection)), -place

    def action(self, objection: Objection) -> str:
        """What the company does about an objection: off, warn or block; the reason's
        own action where the company has no rule for it."""
        if action := objection.action or self.actions.get(objection.reason):
            return action
        place = self._places.get(objection.reason)
        return WARN if place is None else self.reasons[place].action

    def at_least(self, objection: Objection, least: str) -> Objection:
        """The objection, judged at least so hard: off, warn or block."""
        action = max(self.action(objection), least, key=HARDNESS.index)
        return replace(objection, action=action)

    def while_unreachable(self) -> Policy:
        """The rules while the service does not answer."""
        changed = dict.fromkeys(NEED_AN_ANSWER, self.unreachable)
        return replace(self, actions={**self.actions, **changed})


class Exemption(NamedTuple):
    """A permission to enter in spite of a reason (None: of all), from ``start`` on and
    before ``stop`` (naive UTC)."""

    start: datetime
    stop: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Verdict:
    """``clearance``: cleared, warned or denied; ``reason``: the one that decided."""

    clearance: str
    reason: str

    @property
    def wants_an_answer(self) -> bool:
        """Whether a fresh answer may overrule it: not only where somebody is stopped,
        also where a rule that is off, or an exemption, lets them in."""
        return self.clearance != CLEARED or self.reason not in NOTHING_TO_ASK


def telling(clearances: Collection[str]) -> tuple[str, ...]:
    """The actions from which follows whose clearance is one of these: nobody's but of
    whom something stands that is answered so, or else everybody's but theirs."""
    unobjected = CLEARED in clearances
    if (WARNED in clearances) != unobjected:
        return WARN, BLOCK  # what blocks overrules what warns
    return (BLOCK,) if (DENIED in clearances) != unobjected else ()


def code_objections(facts: Facts, max_age: timedelta) -> list[Objection]:
    """What a person's code, or the lack of one, brings up against them.

    :param max_age: how old the last answer may be
    """
    objections = []
    if facts.risky_since is not None:
        objections.append(Objection("risky", facts.risky_since))
    if not facts.has_code:
        return [*objections, Objection("missing")]
    if facts.status == "not_found":
        objections.append(Objection("not_found"))
    if facts.owner == "mismatch":
        objections.append(Objection("mismatch"))
    if facts.status == "expired":
        objections.append(Objection("expired"))
    elif facts.expires_at is not None:
        objections.append(Objection("expired", facts.expires_at))
    if facts.checked_at is None or facts.status == "unknown":
        objections.append(Objection("unchecked"))
    if facts.checked_at is not None:
        # at the end of its age itself an answer is not too old yet
        too_old = facts.checked_at + max_age + timedelta.resolution
        objections.append(Objection("stale", too_old))
    return objections


def stale_later(objections: Iterable[Objection], by: timedelta) -> list[Objection]:
    """The objections with an answer that may be older ``by`` some time.

    For a day to come: an answer cannot come from the future, so it may be as old then
    as it may be now.
    """
    return [
        replace(objection, since=later(objection.since, by))
        if objection.reason == "stale" and objection.since
        else objection
        for objection in objections
    ]


def is_start(check_in: datetime, check_out: datetime | None, now: datetime) -> bool:
    """Whether an attendance is a start of work, now or later: an open one whatever its
    date, one that lasts until after ``now``, one that began just now. What is over is
    history: the gate refuses a start, and records history. All times are naive UTC."""
    return not check_out or check_out > now or check_in > now - JUST_NOW


def judge(
    objections: Iterable[Objection],
    policy: Policy,
    exemptions: Iterable[Exemption],
    at: datetime,
) -> Verdict:
    """The company's verdict on a person as of ``at`` (naive UTC).

    Of all that speaks against somebody, what the company judges hardest decides; among
    equals the gravest. What the company has switched off is still named as the reason
    where nothing else is to be said, so nobody reads "riskless" there. An exemption is
    named only where it was needed.
    """
    exempt = {row.reason for row in exemptions if row.start <= at < row.stop}
    standing, exempted = [], False
    for objection in objections:
        if not objection.holds(at):
            continue
        covered = not exempt.isdisjoint((None, objection.reason))
        if covered and policy.action(objection) != OFF:
            exempted = True
        else:
            standing.append(objection)
    worst = max(standing, key=policy.weight, default=None)
    action = policy.action(worst) if worst else OFF
    if exempted and action == OFF:
        return Verdict(CLEARED, "exempted")
    if worst:
        return Verdict(_CLEARANCE[action], worst.reason)
    return Verdict(CLEARED, "riskless" if policy.hes else "unobjected")
