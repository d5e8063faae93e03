"""What goes into an engine step and what comes out of it.

Plain frozen values, shared by the engine and its callers: no SpiffWorkflow, no database, no clock. Instants are
aware UTC datetimes; ``variables`` hold FEEL values (``service.feel.values``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

Value = object
"""A FEEL value: null, boolean, Decimal, string, date, time, date and time, duration, list, context."""

Variables = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a deployment: its path relative to the deployed folder, with ``/``, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProcessSource:
    """A runnable process and the closure of files it runs from; ``digest`` names exactly this behaviour."""

    key: str
    name: str
    digest: str
    files: tuple[SourceFile, ...]


class Severity(StrEnum):
    """How bad a finding is: an error refuses the deployment, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file, in words for the process owner who must mend it."""

    path: str
    element_id: str | None
    rule: str
    reason: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of checking a set of files: the processes found, and every finding."""

    processes: tuple[ProcessSource, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether any finding forbids deploying these files."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


class Host(Protocol):
    """What a running process may ask of the world while it computes: due instants, and nothing else."""

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up (1 = the breach)."""


# --- stimuli: what causes a step -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a new run with these variables; ``start_id`` picks one of several start events."""

    variables: Variables
    business_key: str = ""
    start_id: str | None = None


@dataclass(frozen=True, slots=True)
class UserTaskCompleted:
    """A person finished the user task with these answers."""

    engine_id: str
    answers: Variables


@dataclass(frozen=True, slots=True)
class TimerDue:
    """The caller decided that this timer fires now."""

    engine_id: str


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message for the waits named (the caller has matched name and correlation)."""

    engine_id: str
    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignalReceived:
    """A signal from outside this instance: every wait for its name takes it."""

    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EffectDone:
    """The work a service task asked for is done; ``outputs`` go through its output mapping."""

    engine_id: str
    outputs: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """The work a service task asked for ended in a BPMN error: a boundary error event may catch ``code``."""

    engine_id: str
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Escalated:
    """Throw this escalation at the scope of a waiting element."""

    engine_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Cancel one waiting element and continue behind it is not asked: its scope just loses it."""

    engine_id: str


@dataclass(frozen=True, slots=True)
class Terminate:
    """End the whole run now; every wait is cancelled."""

    reason: str


@dataclass(frozen=True, slots=True)
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
    | Resume
)


# --- progress: what came of it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class OpenTimer:
    """A timer event that waits until ``due_at``; a moved timer keeps its engine id."""

    engine_id: str
    activity_id: str
    process_key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSubscription:
    """A wait for a message (``correlation``: its keys, by default ``{"business_key": …}``) or a signal."""

    engine_id: str
    activity_id: str
    process_key: str
    kind: str
    name: str
    correlation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """Work a service task asks of the outside; it stays open until EffectDone or EffectFailed."""

    engine_id: str
    activity_id: str
    process_key: str
    topic: str
    inputs: Variables


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    """A message the process sends to whoever waits for it (a send task, a throwing or end event)."""

    activity_id: str
    name: str
    correlation: Mapping[str, str]
    variables: Variables


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run: how, and at which end events."""

    kind: OutcomeKind
    end_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waits:
    """Everything a run waits for at one moment."""

    tasks: tuple[OpenTask, ...] = ()
    timers: tuple[OpenTimer, ...] = ()
    subscriptions: tuple[OpenSubscription, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The outcome of one step.

    ``opened`` and ``closed`` are the difference to the waits before the step (``closed``: engine ids of waits that
    are gone, the completed one included; a repeating timer closes and opens under a new id). ``changed`` are the
    variables the step wrote; ``variables`` all of the root scope after it.
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


class EngineError(Exception):
    """The engine could not take the step; nothing of it happened."""

    def __init__(self, reason: str, *, activity_id: str | None = None, remedy: str = "") -> None:
        """Keep what is wrong, at which element, and what would mend it."""
        super().__init__(reason)
        self.reason = reason
        self.activity_id = activity_id
        self.remedy = remedy


class CannotRun(EngineError):
    """The definition uses something this engine does not run."""


class NotWaiting(EngineError):
    """The stimulus names a wait that is gone."""


class StepLimitExceeded(EngineError):
    """The step ran through more elements or longer than one step may."""


class UncaughtError(EngineError):
    """A BPMN error was thrown and nothing catches it."""


class ConflictingWrites(EngineError):
    """Two parallel branches gave the same variable different values."""


class Zombie(EngineError):
    """After the step the run neither waits for anything nor has ended."""


class StateTooNew(EngineError):
    """The stored state was written by a newer release."""
