"""One run as a test drives it: open waits by activity, simulated time, every step on the saved bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from service.engine import Definition, StepRules, advance
from service.engine.progress import (
    Cancelled,
    Effect,
    EffectDone,
    EffectFailed,
    Escalated,
    MessageReceived,
    OpenSubscription,
    OpenTask,
    OpenTimer,
    Outcome,
    Progress,
    SignalReceived,
    Start,
    Stimulus,
    Terminate,
    TimerDue,
    UserTaskCompleted,
    Variables,
)

MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
Wait = OpenTask | OpenTimer | OpenSubscription | Effect


class Promises:
    """A host whose promise is four hours from Monday, used up evenly."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.asked: list[tuple[str, float]] = []

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """Four hours, times the fraction."""
        self.asked.append((kind, fraction))
        return MONDAY + timedelta(hours=4) * fraction


class Journey:
    """Drives one run of a definition."""

    def __init__(self, definition: Definition, rules: StepRules | None = None) -> None:
        """Nothing has begun."""
        self.definition = replace(definition, rules=rules or definition.rules)
        self.now = MONDAY
        self.host = Promises()
        self.state: bytes | None = None
        self.waits: dict[str, Wait] = {}
        self.last: Progress | None = None

    # --- stimuli ------------------------------------------------------------------------------------------

    def step(self, stimulus: Stimulus) -> Journey:
        """Take one step; on an error nothing of this journey changes."""
        progress = advance(self.definition, self.state, stimulus, now=self.now, host=self.host)
        self.state, self.last = progress.state, progress
        for engine_id in progress.closed:
            del self.waits[engine_id]
        opened = progress.opened
        waits: list[Wait] = [*opened.tasks, *opened.timers, *opened.subscriptions, *opened.effects]
        for wait in waits:
            assert wait.engine_id not in self.waits
            self.waits[wait.engine_id] = wait
        return self

    def start(self, start_id: str | None = None, **variables: Any) -> Journey:
        """Begin."""
        return self.step(Start(feel(variables), "CASE-1", start_id))

    def complete(self, activity_id: str, **answers: Any) -> Journey:
        """A person finishes the oldest open task of this activity."""
        return self.step(UserTaskCompleted(self.find(OpenTask, activity_id).engine_id, feel(answers)))

    def fire(self, activity_id: str) -> Journey:
        """Time passes until this timer is due, and it fires."""
        timer = self.find(OpenTimer, activity_id)
        self.now = max(self.now, timer.due_at)
        return self.step(TimerDue(timer.engine_id))

    def receive(self, name: str, **variables: Any) -> Journey:
        """A message arrives."""
        wait = next(
            each for each in self.every(OpenSubscription) if each.name == name and each.kind == "message"
        )
        return self.step(MessageReceived(wait.engine_id, name, feel(variables)))

    def signal(self, name: str, **variables: Any) -> Journey:
        """A signal from outside."""
        return self.step(SignalReceived(name, feel(variables)))

    def do(self, activity_id: str, **outputs: Any) -> Journey:
        """The outside has done the work of a service task."""
        return self.step(EffectDone(self.find(Effect, activity_id).engine_id, feel(outputs)))

    def fail(self, activity_id: str, code: str, text: str = "") -> Journey:
        """The outside failed with a BPMN error."""
        return self.step(EffectFailed(self.find(Effect, activity_id).engine_id, code, text))

    def escalate(self, activity_id: str, code: str) -> Journey:
        """Escalate at an open task."""
        return self.step(Escalated(self.find(OpenTask, activity_id).engine_id, code))

    def cancel(self, activity_id: str) -> Journey:
        """Cancel an open task."""
        return self.step(Cancelled(self.find(OpenTask, activity_id).engine_id))

    def terminate(self) -> Journey:
        """End it from outside."""
        return self.step(Terminate("enough"))

    # --- looking ------------------------------------------------------------------------------------------

    def every(self, kind: type[Any]) -> list[Any]:
        """The open waits of a kind, oldest first."""
        return [wait for wait in self.waits.values() if isinstance(wait, kind)]

    def find(self, kind: type[Any], activity_id: str) -> Any:
        """The oldest open wait of a kind at an activity."""
        found = [wait for wait in self.every(kind) if wait.activity_id == activity_id]
        assert found, f"no {kind.__name__} at {activity_id}; open: {self.open}"
        return found[0]

    def task(self, activity_id: str) -> OpenTask:
        """An open task in full."""
        found: OpenTask = self.find(OpenTask, activity_id)
        return found

    @property
    def open(self) -> list[str]:
        """The activity ids of everything open, in alphabetical order."""
        return sorted(wait.activity_id for wait in self.waits.values())

    @property
    def tasks(self) -> list[str]:
        """The activity ids of the open tasks, in alphabetical order."""
        return sorted(wait.activity_id for wait in self.every(OpenTask))

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the run, with numbers as Python's."""
        assert self.last is not None
        return {name: plain(value) for name, value in self.last.variables.items()}

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, None while it goes on."""
        assert self.last is not None
        return self.last.outcome

    @property
    def ended_at(self) -> tuple[str, ...]:
        """The end events it ended at; fails while it goes on."""
        assert self.outcome is not None, f"still open: {self.open}"
        return self.outcome.end_ids

    def trail(self, kind: str) -> list[str]:
        """The activity ids of one kind of trail event of the last step."""
        assert self.last is not None
        return [event.activity_id for event in self.last.trail if event.kind == kind]


def feel(values: Any) -> Any:
    """Python numbers as FEEL's."""
    if isinstance(values, dict):
        return {name: feel(value) for name, value in values.items()}
    if isinstance(values, list):
        return [feel(value) for value in values]
    return Decimal(values) if isinstance(values, int) and not isinstance(values, bool) else values


def plain(value: Any) -> Any:
    """FEEL numbers as Python's."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
