"""Work for programs outside, as those who supervise its runs see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ExternalStanding(StrEnum):
    """How an external task stands: free, fetched, due again later, an incident, or of a suspended run."""

    WAITING = "waiting"
    HELD = "held"
    LATER = "later"
    STUCK = "stuck"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class ExternalTaskView:
    """An external task. ``worker_id`` of ``account`` fetched it last; ``locked_until``: until then it is
    nobody else's, or (of no worker) not handed out again.
    """

    id: UUID
    topic: str
    activity_id: str
    name: str
    process_key: str
    instance_id: UUID
    case_id: UUID | None
    case_number: str
    standing: ExternalStanding
    since: datetime
    account: str | None
    worker_id: str | None
    locked_until: datetime | None
    attempts: int
    retries_left: int
    error: str | None
    incident_id: UUID | None


@dataclass(frozen=True, slots=True)
class ExternalTaskPage:
    """Part of the list of external tasks, with how many there are on each topic."""

    items: tuple[ExternalTaskView, ...]
    next_cursor: str | None
    topics: Mapping[str, int]
