"""What queries and operations give back: frozen values, free of the session, ready to be dumped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Part of a list; ``next_cursor`` fetches what follows, None at the end."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for."""

    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A user task as a list shows it; ``name`` is in the reader's language."""

    id: UUID
    activity_id: str
    name: str
    case_id: UUID | None
    case_number: str | None
    case_subject: str | None
    instance_id: UUID
    process_key: str
    state: str
    candidate_groups: tuple[str, ...]
    assignee: str | None
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    round: int
    form_key: str | None
    claimed_at: datetime | None = None
    completed_at: datetime | None = None
    completed_by: str | None = None
    delegated_by: str | None = None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A remark on a task."""

    id: UUID
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A user task as its page shows it: ``form`` is the form-js document, ``variables`` fill it in."""

    task: TaskView
    form: Mapping[str, object] | None
    variables: Mapping[str, object]
    properties: Mapping[str, str]
    draft: Mapping[str, object] | None
    comments: tuple[CommentView, ...]
    documentation: str
    may: frozenset[str]
    """What the reader may do now: claim, unclaim, complete, draft, delegate, reassign, comment."""
    revision: int = 0
    """Changes whenever the task does; the ETag."""


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer as staff see them."""

    id: UUID
    name: str
    phone: str
    email: str
    company: str
    industry: str
    address: str
    tier: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a list shows it."""

    id: UUID
    number: str
    kind: str
    channel: str
    subject: str
    status: str
    severity: str | None
    urgency: str | None
    category: str | None
    tier: int
    round: int
    customer_id: UUID
    customer_name: str
    contacted_at: datetime
    created_at: datetime
    closed_at: datetime | None
    instance_id: UUID | None


@dataclass(frozen=True, slots=True)
class CaseMessageView:
    """Words exchanged with the customer."""

    id: UUID
    direction: str
    channel: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as its page shows it."""

    case: CaseView
    description: str
    contact_name: str
    contact_phone: str
    contact_email: str
    order_no: str | None
    product_model: str | None
    purchased_on: date | None
    contracted_on: date | None
    address: str | None
    expected_solution: str | None
    responsibility: str | None
    department: str | None
    compensation: Decimal | None
    satisfied_outcome: bool | None
    satisfied_handling: bool | None
    satisfaction: int | None
    entry_delay_s: int
    created_by: str
    messages: tuple[CaseMessageView, ...]
    open_tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case just opened; the tracking address is told this once, only its hash is kept."""

    id: UUID
    number: str
    status: str
    instance_id: UUID
    tracking_url: str


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """What the customer may see of their case through the tracking link."""

    number: str
    subject: str
    status: str
    created_at: datetime
    closed_at: datetime | None
    messages: tuple[CaseMessageView, ...]


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
class ServiceRecordView:
    """An entry in a customer's service record."""

    id: UUID
    customer_id: UUID
    case_id: UUID | None
    at: datetime
    by: str
    kind: str
    text: str
    detail: Mapping[str, object]
    corrects_id: UUID | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who can sign in."""

    name: str
    display_name: str
    groups: tuple[str, ...]
    supervises: tuple[str, ...]
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in; the token is told this once, only its hash is kept."""

    token: str
    expires_at: datetime
    person: PersonView


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker process that was seen lately."""

    id: UUID
    kind: str
    host: str
    pid: int
    seen_at: datetime


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
