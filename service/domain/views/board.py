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


@dataclass(frozen=True, slots=True)
class Changed:
    """One value a variable had: since when, by whose doing."""

    at: datetime
    actor: str
    value: str


@dataclass(frozen=True, slots=True)
class VariableView:
    """A variable as it is now, and how it came to be so, the newest first."""

    name: str
    value: str
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitView:
    """A timer, a message waited for or work asked of the outside; ``name`` is what is drawn, ``told`` what
    it waits for.
    """

    kind: str
    activity_id: str
    name: str
    told: str
    due_at: datetime | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class StuckView:
    """An open incident: at which element, while doing what, why, and what the engine would do about it."""

    id: UUID
    kind: str
    activity_id: str | None
    name: str
    message: str
    remedy: str
    times: int
    opened_at: datetime
    can_retry: bool


@dataclass(frozen=True, slots=True)
class ElementView:
    """An element of the definition: by its name, and whether a run can be started before it."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class RunSheet:
    """Everything there is to see of one run."""

    run: RunRow
    definition_id: UUID
    revision: int
    newest: int
    round: int | None
    variables: tuple[VariableView, ...]
    waits: tuple[WaitView, ...]
    stuck: tuple[StuckView, ...]
    elements: tuple[ElementView, ...]
    called: tuple[str, ...]
    """The names of the processes it calls that are at work in it now."""
    others: tuple[RunRow, ...]
    """The other runs of the same case."""
    sees_case: bool = False
    """Whether the case is theirs to see, too: a process owner watches runs, not customers."""
