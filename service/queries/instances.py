"""Instances, timers and incidents for those who watch over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import (
    HistoryView,
    IncidentView,
    InstanceDetail,
    InstanceView,
    Page,
    PageRequest,
    TimerView,
)

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class InstanceFilter:
    """Which instances are asked for; None means any."""

    state: str | None = None
    process_key: str | None = None
    case_id: UUID | None = None
    business_key: str | None = None


@dataclass(frozen=True, slots=True)
class TimerFilter:
    """Which timers are asked for; None means any. ``state`` may be ``pending`` for scheduled and dispatched."""

    state: str | None = "pending"
    instance_id: UUID | None = None
    activity_id: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents are asked for; None means any."""

    state: str | None = "open"
    instance_id: UUID | None = None


def instances(rt: Runtime, wanted: InstanceFilter, page: PageRequest, *, by: Actor) -> Page[InstanceView]:
    """The instances this supervisor or process owner may see, newest first."""
    raise NotImplementedError


def instance_detail(rt: Runtime, instance_id: UUID, *, by: Actor) -> InstanceDetail:
    """An instance with its variables, open tasks and pending timers."""
    raise NotImplementedError


def instance_history(rt: Runtime, instance_id: UUID, page: PageRequest, *, by: Actor) -> Page[HistoryView]:
    """What happened in an instance, oldest first."""
    raise NotImplementedError


def timers(rt: Runtime, wanted: TimerFilter, page: PageRequest, *, by: Actor) -> Page[TimerView]:
    """The timers this supervisor may see, next due first."""
    raise NotImplementedError


def incidents(rt: Runtime, wanted: IncidentFilter, page: PageRequest, *, by: Actor) -> Page[IncidentView]:
    """The incidents this supervisor or process owner may see, newest first."""
    raise NotImplementedError


def incident_detail(rt: Runtime, incident_id: UUID, *, by: Actor) -> IncidentView:
    """One incident."""
    raise NotImplementedError


def timer_detail(rt: Runtime, timer_id: UUID, *, by: Actor) -> TimerView:
    """One timer."""
    raise NotImplementedError
