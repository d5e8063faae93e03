"""Runs as supervisors see them: in lists, and one in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RunTask:
    """An open task of a run: where it is drawn, and whose it is."""

    id: UUID
    activity_id: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the list shows it; ``standing`` names the elements where it stands, ``breached`` counts the
    promises it has missed and still owes.
    """

    id: UUID
    case_id: UUID | None
    business_key: str
    subject: str | None
    customer: str | None
    tier: int | None
    process_key: str
    process_name: str
    version: int
    state: str
    active: tuple[str, ...]
    standing: tuple[str, ...]
    tasks: tuple[RunTask, ...]
    breached: int
    incidents: int
    started_at: datetime
    ended_at: datetime | None
