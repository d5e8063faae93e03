"""What a process promises while a scenario is played: as the operations promise it, in working time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.domain.calendars import Calendars
from service.domain.clocks import STARTS_AT_RESOLUTION, Act, ClockLedger, kinds_of, open_clock
from service.domain.clocks.rounds import RESOLVE
from service.engine import Definition
from service.engine.progress import (
    EngineError,
    OpenTask,
    OpenTimer,
    Progress,
    Stimulus,
    TimerDue,
    UserTaskCompleted,
    Variables,
)
from service.operations.promises import Facts, promise_by

BY = "scenario"


@dataclass(slots=True)
class Begun:
    """When the clocks began that run ahead of their work, by kind; when the round and its resolution were."""

    at: dict[str, datetime] = field(default_factory=dict)
    round_at: datetime | None = None
    resolved_at: datetime | None = None

    def follow(self, stimulus: Stimulus, progress: Progress, before: Before, now: datetime) -> None:
        """Learn from a step: a timer at part of a promise begins a clock, the task that takes it ends it."""
        done = before.tasks.get(stimulus.engine_id) if isinstance(stimulus, UserTaskCompleted) else None
        for engine_id in progress.closed:
            for kind in _kinds(before.tasks.get(engine_id)):
                self.at.pop(kind, None)
        if RESOLVE in _kinds(done):
            self.resolved_at = now
        taken = {kind for task in progress.opened.tasks for kind in _kinds(task)}
        for engine_id in progress.closed:
            timer = before.timers.get(engine_id)
            if timer is not None and timer.promise is not None and timer.promise[0] not in taken:
                self.at.pop(timer.promise[0], None)
        self._begin(progress.opened.timers, now)

    def _begin(self, timers: Iterable[OpenTimer], now: datetime) -> None:
        for timer in timers:
            if timer.promise is not None and timer.promise[1] < 1:
                kind = timer.promise[0]
                resolved = self.resolved_at if kind in STARTS_AT_RESOLUTION else None
                self.at.setdefault(kind, resolved or now)


@dataclass(frozen=True, slots=True)
class Before:
    """The waits there were before a step, by engine id."""

    tasks: Mapping[str, OpenTask]
    timers: Mapping[str, OpenTimer]


@dataclass(frozen=True, slots=True)
class Promises:
    """The host of one step: what is due of the clocks that run, or would be, were they opened now.

    The customer's contact is the case's own, or the beginning of the scenario.
    """

    definition: Definition
    calendars: Calendars
    now: datetime
    begun_at: datetime
    begun: Begun
    fired: OpenTimer | None = None
    """The timer that fires in this step: what it asks for again begins anew."""

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up; of several, the first."""
        return min(self._one(each, fraction, variables) for each in kinds_of(kind) or (kind,))

    def _one(self, kind: str, fraction: float, variables: Variables) -> datetime:
        told = Facts.told_by(variables)
        facts = replace(told, contacted_at=told.contacted_at or self.begun_at)
        facts = replace(facts, round_at=self.begun.round_at, resolved_at=self.begun.resolved_at)
        promise = promise_by(kind, facts, [(self.definition, "")], self.now)
        again = self.fired is not None and self.fired.promise == (kind, fraction)
        running = None if again else self.begun.at.get(kind)
        start = self.now if again else running or facts.start_of(kind, facts.round, self.now)
        opened = open_clock(kind, promise, Act(start, BY, self.now), round=facts.round)
        at = ClockLedger((opened,), self.calendars).instant_at(fraction)
        if at is None:
            raise EngineError(f"nothing is promised for {kind!r}", remedy="give it a row in the table")
        return at


def fired_by(stimulus: Stimulus, timers: Mapping[str, OpenTimer]) -> OpenTimer | None:
    """The timer that a step fires, if it fires one."""
    return timers.get(stimulus.engine_id) if isinstance(stimulus, TimerDue) else None


def _kinds(task: OpenTask | None) -> tuple[str, ...]:
    return kinds_of(task.properties.get("sla", "")) if task is not None else ()
