"""What people did around a task, as its page and the API show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.errors import AftercareError


@dataclass(frozen=True, slots=True)
class NudgeView:
    """How often a task was nudged, and when it may be nudged again."""

    task_id: UUID
    times: int
    last_at: datetime | None
    last_by: str | None
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyView:
    """Somebody who reads along."""

    person: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class CopiedView:
    """Something copied to the reader: a case, or one task of it."""

    id: UUID
    case_id: UUID | None
    case_number: str | None
    subject: str | None
    task_id: UUID | None
    task_name: str | None
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A signature asked for."""

    id: UUID
    task_id: UUID
    signer: str
    moment: str
    state: str
    asked_by: str
    asked_at: datetime
    note: str
    answered_at: datetime | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class ToSignView:
    """A task the reader is to sign now."""

    signature: SignatureView
    task_name: str
    case_id: UUID | None
    case_number: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step of this round that was completed and may be returned to."""

    activity_id: str
    name: str
    completed_by: str
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """That the case was returned to this task: from where, by whom and why."""

    by: str
    at: datetime
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class SubstitutionView:
    """Who does whose work of which group, from when until when."""

    id: UUID
    absent: str
    substitute: str
    group: str
    from_at: datetime
    until_at: datetime
    reason: str
    named_by: str
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may do a task."""

    name: str
    display_name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskActs:
    """All that is going on around a task beside its form, and what the reader may do about it."""

    nudges: NudgeView
    copies: tuple[CopyView, ...]
    signatures: tuple[SignatureView, ...]
    steps: tuple[EarlierStep, ...]
    returned: ReturnedView | None
    absent: tuple[str, ...]
    """For whom the reader may take it."""
    may: frozenset[str]
    excluded: frozenset[str] = frozenset()
    """Who may not do it, whatever their groups."""


@dataclass(frozen=True, slots=True)
class ChosenTask:
    """What a task chosen for a bulk act is called."""

    id: UUID
    task_name: str
    case_number: str | None


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of one row of a bulk act."""

    task_id: UUID
    ok: bool
    refused: AftercareError | None = None
    """Why not; each interface has its own words for it."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of the reader's sign-ins; ``id`` is made from its hash and gives nobody a way in."""

    id: str
    device: str
    way: str
    created_at: datetime
    expires_at: datetime
    current: bool
