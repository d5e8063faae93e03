"""What people see of how cases waited, and by which exit they left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A pause of a case; ``answered_at``: when the customer had answered and we went on waiting.

    ``idle_s`` is the working time for which we waited for nothing.
    """

    id: UUID
    case_id: UUID
    case_number: str
    subject: str
    paused_at: datetime
    by: str
    reason: str
    awaited: str
    review_on: date
    review_overdue: bool
    resumed_at: datetime | None
    by_customer: bool
    answered_at: datetime | None
    idle_s: int


@dataclass(frozen=True, slots=True)
class ExitView:
    """By which exit a case left."""

    case_id: UUID
    case_number: str
    exit: str
    at: datetime
    by: str
    round: int
    satisfied_outcome: bool | None
    satisfied_handling: bool | None
    satisfaction: int | None
    reason: str | None
    decided_by: str | None
    approved_by: str | None
    approved_at: datetime | None
    recourse: str | None
    attempts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExitPage:
    """Part of the list of exits, with how many there are of each in the time asked for."""

    items: tuple[ExitView, ...]
    next_cursor: str | None
    counts: Mapping[str, int]
