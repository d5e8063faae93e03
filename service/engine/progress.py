"""What goes into an engine step and what comes out of it.

Plain frozen values, shared by the engine and its callers: no SpiffWorkflow, no database, no clock. Instants
are aware UTC datetimes; ``variables`` hold FEEL values (``service.feel.values``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from service.engine import failures, files
from service.frozen import frozen

Value = object
"""A FEEL value: null, boolean, Decimal, string, date, time, date and time, duration, list, context."""

Variables = Mapping[str, Value]


# Files and findings have a module of their own, as the errors below; callers find everything here.
SourceFile = files.SourceFile
ProcessSource = files.ProcessSource
Severity = files.Severity
Finding = files.Finding
Checked = files.Checked


class Host(Protocol):
    """What a running process may ask of the world while it computes: due instants, and nothing else."""

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up (1 = the breach)."""


# --- stimuli: what causes a step --------------------------------------------------------------------------


@frozen
class Start:
    """Begin a new run with these variables; ``start_id`` picks one of several start events."""

    variables: Variables
    business_key: str = ""
    start_id: str | None = None


@frozen
class UserTaskCompleted:
    """A person finished the user task with these answers."""

    engine_id: str
    answers: Variables


@frozen
class TimerDue:
    """The caller decided that this timer fires now."""

    engine_id: str


@frozen
class MessageReceived:
    """A message for the waits named (the caller has matched name and correlation)."""

    engine_id: str
    name: str
    variables: Variables = field(default_factory=dict)


@frozen
class SignalReceived:
    """A signal from outside this instance: every wait for its name takes it."""

    name: str
    variables: Variables = field(default_factory=dict)


@frozen
class EffectDone:
    """The work a service task asked for is done; ``outputs`` go through its output mapping."""

    engine_id: str
    outputs: Variables = field(default_factory=dict)


@frozen
class EffectFailed:
    """The work a service task asked for ended in a BPMN error: a boundary error event may catch ``code``.

    ``variables`` are written where it is caught.
    """

    engine_id: str
    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


@frozen
class Escalated:
    """Throw this escalation at the scope of a waiting element."""

    engine_id: str
    code: str


@frozen
class Cancelled:
    """Cancel one waiting element and continue behind it is not asked: its scope just loses it."""

    engine_id: str


@frozen
class Terminate:
    """End the whole run now; every wait is cancelled."""

    reason: str


@frozen
class Modify:
    """Set the run differently by hand: variables first, then fresh tokens, then what is given up.

    ``cancel`` names element ids (every token there) or engine ids of waits; ``start_before`` element ids;
    ``anew`` gives up everything else; ``seen_from`` is the wait whose variables are meant.
    """

    cancel: tuple[str, ...] = ()
    start_before: tuple[str, ...] = ()
    variables: Variables = field(default_factory=dict)
    anew: bool = False
    seen_from: str | None = None


@frozen
class Resume:
    """Run on from where a failed step stopped (after an incident was mended); nothing happened outside."""


Stimulus = (
    Start
    | UserTaskCompleted
    | TimerDue
    | MessageReceived
    | SignalReceived
    | EffectDone
    | EffectFailed
    | Escalated
    | Cancelled
    | Terminate
    | Modify
    | Resume
)


# --- progress: what came of it ----------------------------------------------------------------------------


@frozen
class OpenTask:
    """A user task waiting for a person."""

    engine_id: str
    activity_id: str
    name: str
    process_key: str
    candidate_groups: tuple[str, ...]
    assignee: str | None
    excluded: tuple[str, ...]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    form_key: str | None
    properties: Mapping[str, str]
    documentation: str = ""


@frozen
class OpenTimer:
    """A timer event that waits until ``due_at``; a moved timer keeps its engine id.

    ``promise`` names the kind of promise and the fraction of it that ``due_at`` is, when its expression is
    nothing but ``sla(kind, fraction)``: such a timer belongs to a clock and moves with it.
    """

    engine_id: str
    activity_id: str
    process_key: str
    due_at: datetime
    promise: tuple[str, float] | None = None


@frozen
class OpenSubscription:
    """A wait for a message (``correlation``: its keys, by default ``{"business_key": …}``) or a signal."""

    engine_id: str
    activity_id: str
    process_key: str
    kind: str
    name: str
    correlation: Mapping[str, str]


@frozen
class Effect:
    """Work a service task asks of the outside; it stays open until EffectDone or EffectFailed."""

    engine_id: str
    activity_id: str
    process_key: str
    topic: str
    inputs: Variables


@frozen
class ThrownMessage:
    """A message the process sends to whoever waits for it (a send task, a throwing or end event)."""

    activity_id: str
    name: str
    correlation: Mapping[str, str]
    variables: Variables


@frozen
class TrailEvent:
    """One thing the step did, in order: ``kind`` is entered, left, cancelled, thrown, caught or failed."""

    kind: str
    activity_id: str
    activity_type: str
    process_key: str
    engine_id: str
    detail: Mapping[str, Value] = field(default_factory=dict)


class OutcomeKind(StrEnum):
    """How a run ended."""

    COMPLETED = "completed"
    TERMINATED = "terminated"


@frozen
class Outcome:
    """The end of a run: how, and at which end events."""

    kind: OutcomeKind
    end_ids: tuple[str, ...] = ()


@frozen
class Waits:
    """Everything a run waits for at one moment."""

    tasks: tuple[OpenTask, ...] = ()
    timers: tuple[OpenTimer, ...] = ()
    subscriptions: tuple[OpenSubscription, ...] = ()
    effects: tuple[Effect, ...] = ()


@frozen
class Progress:
    """The outcome of one step.

    ``opened`` and ``closed`` are the difference to the waits before the step (``closed``: engine ids of
    waits that are gone, the completed one included; a repeating timer closes and opens under a new id).
    ``changed`` are the variables the step wrote; ``variables`` all of the root scope after it.
    """

    state: bytes
    opened: Waits
    closed: Sequence[str]
    variables: Variables
    changed: Variables
    thrown: Sequence[ThrownMessage]
    signals: Sequence[str]
    trail: Sequence[TrailEvent]
    outcome: Outcome | None = None
    active: Sequence[str] = ()


CannotRun = failures.CannotRun
ConflictingWrites = failures.ConflictingWrites
CannotModify = failures.CannotModify
EngineError = failures.EngineError
MigrationBlocked = failures.MigrationBlocked
NotWaiting = failures.NotWaiting
StateTooNew = failures.StateTooNew
StepLimitExceeded = failures.StepLimitExceeded
UncaughtError = failures.UncaughtError
Zombie = failures.Zombie
