"""What is promised for a kind of clock: the tables, asked with the facts of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from service.domain.clocks import STARTS_AT_CONTACT, STARTS_AT_RESOLUTION, Promise, Unit
from service.domain.clocks.policy import (
    DECISION,
    LOWEST_TIER,
    PromiseUnclear,
    Source,
    because_of,
    promise_from,
    question,
)
from service.domain.deadlines import plain_hours
from service.engine.progress import EngineError

if TYPE_CHECKING:
    from service.engine.decisions import Decisions
    from service.engine.definition import Definition
    from service.feel.dmn.deciding import Decision
    from service.runtime.definitions import Deployed

AROUND_THE_CLOCK = "around_the_clock"
ONLY_MEASURED = frozenset({"total"})
"""Kinds for which nothing is promised: they tell how long a case took."""

Inputs = dict[str, object]
"""The facts a table of promises is asked with, by its inputs' names."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables of promises, and the start of a clock, ask of a case."""

    tier: int = LOWEST_TIER
    kind: str = ""
    severity: str | None = None
    contacted_at: datetime | None = None
    created_at: datetime | None = None
    """When the contact was entered."""
    round: int = 1
    round_at: datetime | None = None
    resolved_at: datetime | None = None
    """When the present round's matter was last resolved; None until it is."""

    @classmethod
    def told_by(cls, variables: Mapping[str, object]) -> Facts:
        """The facts as a process's variables tell them."""
        return cls(
            tier=_number(variables.get("tier"), LOWEST_TIER),
            kind=str(variables.get("kind") or ""),
            severity=_text(variables.get("severity")),
            contacted_at=_instant(variables.get("contacted_at")),
            round=_number(variables.get("round"), 1),
        )

    def inputs(self, kind: str) -> Inputs:
        """What the table is asked for this kind of clock."""
        return question(kind, {"tier": self.tier, "kind": self.kind or None, "severity": self.severity})

    def changed_by(self, variables: Mapping[str, object], at: datetime) -> Facts:
        """The facts after a step wrote these variables."""
        tier = _number(variables.get("tier"), self.tier)
        severity = _text(variables["severity"]) if "severity" in variables else self.severity
        number = _number(variables.get("round"), self.round)
        is_new = number > self.round
        begun, resolved = (at, None) if is_new else (self.round_at, self.resolved_at)
        told = {"tier": tier, "severity": severity, "round": number}
        return replace(self, round_at=begun, resolved_at=resolved, **told)  # type: ignore[arg-type]  # its own facts

    def entered_at(self, start: datetime, now: datetime) -> datetime | None:
        """When a contact that a clock starts at was entered, if that was later (D1)."""
        entered = self.created_at or now
        return entered if start == self.contacted_at and entered > start else None

    def start_of(self, kind: str, number: int, now: datetime) -> datetime:
        """When a clock of this kind starts (D1): at the contact that began its round, else with the work."""
        if kind in ONLY_MEASURED or (kind in STARTS_AT_CONTACT and number == 1):
            return min(self.contacted_at or now, now)
        if kind in STARTS_AT_CONTACT and number == self.round and self.round_at is not None:
            return min(self.round_at, now)
        if kind in STARTS_AT_RESOLUTION and number == self.round:
            return min(self.resolved_at or now, now)
        return now


def promise_for(kind: str, facts: Facts, tables: Sequence[Deployed], now: datetime) -> Promise:
    """What is promised for this kind of clock: by the first of these definitions whose tables know it."""
    return promise_by(kind, facts, [(each.compiled, str(each.version)) for each in tables], now)


def promise_by(kind: str, facts: Facts, tables: Sequence[tuple[Definition, str]], now: datetime) -> Promise:
    """The same for definitions that need not be live yet, each with what its version is called."""
    if kind in ONLY_MEASURED:
        return Promise(None, Unit.HOURS, "", None)
    for compiled, version in tables:
        promised = _decided(compiled, version, facts.inputs(kind), now)
        if promised is not None:
            return promised
    return _plain(plain_hours(kind, facts.tier))


def _plain(hours: Decimal, *, table: str = "") -> Promise:
    """Plain hours, day and night: what a table without units means, and what holds where none speaks."""
    return Promise(int(hours * 60), Unit.MINUTES, AROUND_THE_CLOCK, None, table=table)


_MOST_KEPT = 1_000
_kept: WeakKeyDictionary[Decisions, dict[object, Promise | None]] = WeakKeyDictionary()
"""What the tables of a definition answered: a task with a promise asks the same few facts over and over."""


def _decided(compiled: Definition, version: str, asked: Inputs, now: datetime) -> Promise | None:
    """What the definition's own decision answers; None if it has none, or the decision is silent."""
    if not compiled.decisions.holds(DECISION):
        return None
    kept, key = _kept.setdefault(compiled.decisions, {}), (version, *asked.values())
    if key in kept:
        return kept[key]
    decision = compiled.decide(DECISION, asked, now)
    promised = _said(decision, version, asked)
    if decision.timeless and len(kept) < _MOST_KEPT:
        kept[key] = promised
    return promised


def _said(decision: Decision, version: str, asked: Inputs) -> Promise | None:
    if isinstance(decision.value, Decimal):
        return _plain(decision.value, table=DECISION)  # a table of the first release: hours alone
    if not isinstance(decision.value, Mapping):
        return None
    row = ", ".join(str(number) for table in decision.trace[-1:] for number in table.matched)
    try:
        return promise_from(decision.value, Source(DECISION, version, row, because_of(asked)))
    except PromiseUnclear as unclear:
        raise EngineError(
            f"the decision {DECISION!r} promises nothing clear for {asked['kind']}: {unclear}",
            remedy=unclear.remedy,
        ) from unclear


def _number(told: object, otherwise: int) -> int:
    return int(told) if isinstance(told, (int, Decimal)) and not isinstance(told, bool) else otherwise


def _text(told: object) -> str | None:
    return None if told is None else str(told)


def _instant(told: object) -> datetime | None:
    if told is None or isinstance(told, datetime):
        return told
    try:
        return datetime.fromisoformat(str(told).replace("Z", "+00:00"))
    except ValueError:
        return None
