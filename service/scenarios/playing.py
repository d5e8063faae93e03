"""One scenario being played: the run's state, its waits, the clock, and what happened on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from service.domain.calendars import Calendars
from service.engine import Definition, advance
from service.engine.progress import (
    Effect,
    EffectDone,
    OpenSubscription,
    OpenTask,
    OpenTimer,
    Outcome,
    Start,
    Stimulus,
    TimerDue,
    TrailEvent,
    Value,
    Waits,
)
from service.scenarios.people import Cast
from service.scenarios.promises import Before, Begun, Promises, fired_by

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""When every scenario begins: a Monday, nine in the morning in China, with no holiday near."""

CASE_NUMBER = "FB-2026-000001"
_MAX_STEPS = 1_000

Wait = TypeVar("Wait", OpenTask, OpenTimer)


class Differs(Exception):
    """What happened is not what the scenario says; ``str()`` is the first difference."""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went: ``problem`` is the first difference, with the step it was found at."""

    process_key: str
    name: str
    path: str
    problem: str | None
    trail: tuple[tuple[TrailEvent, ...], ...] = field(default=(), repr=False)
    """What each engine step did, in order: the base of coverage."""

    @property
    def ok(self) -> bool:
        """Whether everything went as written."""
        return self.problem is None

    def describe(self) -> str:
        """One line for the terminal, two when something differs."""
        head = f"{'ok  ' if self.ok else 'FAIL'} {self.process_key}: {self.name}"
        return head if self.ok else f"{head}\n     {self.problem}"


@dataclass(slots=True)
class Playing:
    """The run as it stands. ``told`` and ``filed`` collect effects until the scenario looks at them."""

    definition: Definition
    cast: Cast
    calendars: Calendars
    now: datetime = BEGIN
    begun: Begun = field(default_factory=Begun)
    state: bytes | None = None
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    timers: dict[str, OpenTimer] = field(default_factory=dict)
    subscriptions: dict[str, OpenSubscription] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    opened_at: dict[str, datetime] = field(default_factory=dict)
    variables: Mapping[str, Value] = field(default_factory=dict)
    outcome: Outcome | None = None
    told: list[str] = field(default_factory=list)
    filed: list[Mapping[str, Value]] = field(default_factory=list)
    trail: list[tuple[TrailEvent, ...]] = field(default_factory=list)

    def start(self, variables: Mapping[str, Value]) -> None:
        """Begin the run; a process that has but one start event begins there, whatever it waits for."""
        starts = self.definition.starts
        start_id = starts[0].activity_id if len(starts) == 1 else None
        self.step(Start(variables, str(variables.get("case_number", CASE_NUMBER)), start_id))

    def step(self, stimulus: Stimulus) -> None:
        """Take one step, then let every effect it asks for be done at once."""
        self._advance(stimulus)
        for _ in range(_MAX_STEPS):
            if not self.effects:
                return
            effect = next(iter(self.effects.values()))
            self._note(effect)
            self._advance(EffectDone(effect.engine_id))
        raise Differs(f"more than {_MAX_STEPS} effects follow one another")

    def wait_until(self, instant: datetime) -> None:
        """Let time pass; timers on the way fire in due order."""
        for _ in range(_MAX_STEPS):
            due = [timer for timer in self.timers.values() if timer.due_at <= instant]
            if not due:
                self.now = max(self.now, instant)
                return
            timer = min(due, key=lambda each: (each.due_at, each.engine_id))
            self.now = max(self.now, timer.due_at)
            self.step(TimerDue(timer.engine_id))
        raise Differs(f"more than {_MAX_STEPS} timers fire")

    def open_activities(self) -> list[str]:
        """The ids of the open user tasks' activities, sorted."""
        return sorted(task.activity_id for task in self.tasks.values())

    def the_task(self, activity_id: str) -> OpenTask:
        """The oldest open user task of this activity."""
        return _the(activity_id, self.tasks.values(), "user task")

    def the_timer(self, activity_id: str) -> OpenTimer:
        """The earliest due timer of this activity."""
        return _the(activity_id, sorted(self.timers.values(), key=lambda each: each.due_at), "timer")

    def _advance(self, stimulus: Stimulus) -> None:
        fired = fired_by(stimulus, self.timers)
        host = Promises(self.definition, self.calendars, self.now, BEGIN, self.begun, fired)
        progress = advance(self.definition, self.state, stimulus, now=self.now, host=host)
        if progress.variables.get("round") != self.variables.get("round"):
            self.begun = Begun(round_at=self.now if self.state is not None else BEGIN)
        self.begun.follow(stimulus, progress, Before(self.tasks, self.timers), self.now)
        self.state, self.variables, self.outcome = progress.state, progress.variables, progress.outcome
        self.trail.append(tuple(progress.trail))
        self._forget(progress.closed)
        self._remember(progress.opened)

    def _forget(self, closed: Sequence[str]) -> None:
        for engine_id in closed:
            for waits in (self.tasks, self.timers, self.subscriptions, self.effects):
                waits.pop(engine_id, None)

    def _remember(self, opened: Waits) -> None:
        self.tasks.update({each.engine_id: each for each in opened.tasks})
        self.timers.update({each.engine_id: each for each in opened.timers})
        self.subscriptions.update({each.engine_id: each for each in opened.subscriptions})
        self.effects.update({each.engine_id: each for each in opened.effects})
        self.opened_at.update({each.engine_id: self.now for each in opened.tasks})

    def _note(self, effect: Effect) -> None:
        if effect.topic == "notify":
            self.told.append(str(effect.inputs.get("template") or effect.activity_id))
        else:
            self.filed.append(effect.inputs)


def _the(activity_id: str, waits: Iterable[Wait], what: str) -> Wait:
    found = list(waits)
    for wait in found:
        if wait.activity_id == activity_id:
            return wait
    known = ", ".join(sorted({wait.activity_id for wait in found})) or "none"
    raise Differs(f"no {what} {activity_id} is open; open: {known}")
