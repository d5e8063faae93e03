"""Clocks and calendars as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What is promised, and where it stands written."""

    amount: int | None
    unit: str
    calendar: str
    warn_percent: int | None
    table: str
    version: str
    row: str


@dataclass(frozen=True, slots=True)
class PauseView:
    """A stretch during which a clock stood still; ``answered_at``: when the customer had already written."""

    paused_at: datetime
    by: str
    reason: str
    awaited: str
    review_on: date
    resumed_at: datetime | None
    by_customer: bool
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """Who answered for it that the promise need not be kept, when, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with the answer to "why is it due then?"; durations are seconds of working time."""

    id: UUID
    task_id: UUID | None
    kind: str
    name: str
    round: int
    standing: str
    outcome: str | None
    left: str
    """How it stands in words, such as "3 h 20 min of working time left (today 18:00)"."""
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    due_if_resumed: datetime | None
    ended_at: datetime | None
    breached_at: datetime | None
    fixed: bool
    provisional: bool
    entry_delay_s: int
    remaining_s: int
    overdue_s: int
    used_s: int
    promise: PromiseView
    pauses: tuple[PauseView, ...]
    exemption: ExemptionView | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """Every clock of a case, oldest first; ``nearest`` is the one to show of several."""

    case_id: UUID
    case_number: str
    tier: int
    items: tuple[ClockView, ...]
    nearest: UUID | None
    answered_pauses: tuple[PauseView, ...]
    """Pauses that went on although the customer had already answered."""
    next_cursor: None = None
    """They come all at once."""


@dataclass(frozen=True, slots=True)
class TaskClock:
    """The clock that counts for a task, as a list shows it."""

    id: UUID
    kind: str
    standing: str
    due_at: datetime | None
    left: str
    beside_mark: str
    """``left`` where a mark beside it says already that it is overdue."""


@dataclass(frozen=True, slots=True)
class CalendarDayView:
    """A day entered while the service runs."""

    day: date
    kind: str
    hours: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A working calendar; ``warning`` says when its known holidays run out."""

    key: str
    name: str
    time_zone: str
    valid_through: date | None
    digest: str
    is_default: bool
    hours: tuple[tuple[str, ...], ...]
    days: tuple[CalendarDayView, ...]
    warning: str | None


@dataclass(frozen=True, slots=True)
class ProvisionalView:
    """An open deadline reckoned beyond the last day whose holidays are known."""

    clock_id: UUID
    case_id: UUID | None
    case_number: str | None
    kind: str
    due_at: datetime | None
    calendar: str
