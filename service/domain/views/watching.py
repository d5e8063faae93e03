"""What supervisors and process owners see: instances, timers, incidents, definitions, health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.domain.views.tasks import TaskView


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One thing that happened."""

    instance_id: UUID
    seq: int
    at: datetime
    actor: str
    type: str
    activity_id: str | None
    task_id: UUID | None
    detail: Mapping[str, object]
    actor_name: str = ""
    activity: str | None = None
    """What the element is called, in the reader's language."""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class InstanceView:
    """A process instance as a list shows it; ``active`` are the ids of the elements it stands at."""

    id: UUID
    case_id: UUID | None
    business_key: str
    definition_id: UUID
    process_key: str
    version: int
    state: str
    active: tuple[str, ...]
    incidents: int
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class InstanceDetail:
    """A process instance as its page shows it."""

    instance: InstanceView
    variables: Mapping[str, object]
    tasks: tuple[TaskView, ...]
    timers: tuple[TimerView, ...]
    outcome: tuple[str, ...]
    variables_withheld: bool = False
    """Whether the data of the case is kept from this reader, who may not see the case."""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TimerView:
    """A timer job."""

    id: UUID
    instance_id: UUID
    activity_id: str
    process_key: str
    due_at: datetime
    state: str
    attempts: int
    fired_at: datetime | None
    lateness_ms: int | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Something stuck."""

    id: UUID
    instance_id: UUID | None
    case_id: UUID | None
    process_key: str
    activity_id: str | None
    kind: str
    message: str
    state: str
    times: int
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """A deployed version of a process."""

    id: UUID
    key: str
    version: int
    name: str
    digest: str
    deployed_at: datetime
    running: int = 0


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """One act of putting files live: the versions it made, and those that were the same already."""

    id: UUID | None
    deployed_at: datetime
    deployed_by: str
    created: tuple[DefinitionView, ...]
    unchanged: tuple[DefinitionView, ...]
    findings: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker process that was seen lately."""

    id: UUID
    kind: str
    host: str
    pid: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the last timers fired, in milliseconds, and how many these figures are of."""

    p50: int
    p99: int
    count: int


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the service can do its work, and what it waits for."""

    ok: bool
    database: str
    schema: str
    oldest_due_s: float
    due_timers: int
    due_effects: int
    open_incidents: int
    workers: tuple[WorkerView, ...] = field(default_factory=tuple)
    timers_late_ms: Lateness | None = None
    calendar_warnings: tuple[str, ...] = ()
