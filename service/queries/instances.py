"""Instances, timers and incidents for those who watch over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select

from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.timers import PENDING_STATES, TimerJob
from service.domain.views import (
    HistoryView,
    IncidentView,
    InstanceDetail,
    InstanceView,
    Page,
    PageRequest,
    TimerView,
)
from service.engine import variables_at
from service.errors import IncidentNotFound, InstanceNotFound, TimerNotFound
from service.feel.values import to_plain
from service.queries.sentences import told
from service.queries.tasks import TaskFilter, inbox
from service.runtime.releases import of_this_release
from service.store.paging import page_of, paged
from service.store.shaping import history_view, incident_view, instance_view, timer_view
from service.store.visibility import may_see_case, may_see_instance, sees_incident, sees_instance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
    """Which timers are asked for; None means any. ``state``: ``pending`` for scheduled and dispatched."""

    state: str | None = "pending"
    instance_id: UUID | None = None
    activity_id: str | None = None
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents are asked for; None means any."""

    state: str | None = "open"
    instance_id: UUID | None = None


def instances(rt: Runtime, wanted: InstanceFilter, page: PageRequest, *, by: Actor) -> Page[InstanceView]:
    """The instances this supervisor or process owner may see, newest first."""
    asked = _equal(
        (ProcessInstance.state, wanted.state),
        (ProcessInstance.process_key, wanted.process_key),
        (ProcessInstance.case_id, wanted.case_id),
        (ProcessInstance.business_key, wanted.business_key),
    )
    statement = _instances(by).where(*asked)
    with rt.reading() as session:
        chosen = paged(statement, page, (ProcessInstance.id,), (UUID,), descending=True)
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row[0].id,), lambda row: instance_view(row[0], incidents=row[1]))


def instance_detail(rt: Runtime, instance_id: UUID, *, by: Actor) -> InstanceDetail:
    """An instance with its variables, open tasks and pending timers."""
    pending = (TimerJob.instance_id == instance_id) & TimerJob.state.in_(PENDING_STATES)
    with rt.reading() as session:
        row = session.execute(_instances(by).where(ProcessInstance.id == instance_id)).one_or_none()
        if row is None:
            raise InstanceNotFound(instance_id=instance_id)
        found = session.execute(select(TimerJob).where(pending).order_by(TimerJob.due_at, TimerJob.id))
        waiting = tuple(timer_view(each) for each in found.scalars())
        instance = row[0]
        open_to = sees_inside(session, instance, by)
    tasks = inbox(rt, TaskFilter(instance_id=instance_id), PageRequest(), by=by).items
    return InstanceDetail(
        instance=instance_view(instance, incidents=row[1]),
        variables=_variables(rt, instance) if open_to else {},
        variables_withheld=not open_to,
        tasks=tasks,
        timers=waiting,
        outcome=tuple(instance.outcome),
        revision=instance.revision,
    )


def instance_history(rt: Runtime, instance_id: UUID, page: PageRequest, *, by: Actor) -> Page[HistoryView]:
    """What happened in an instance, oldest first; its data only for who may see that."""
    statement = select(HistoryEvent).where(HistoryEvent.instance_id == instance_id)
    with rt.reading() as session:
        found = session.execute(_instances(by).where(ProcessInstance.id == instance_id)).first()
        if found is None:
            raise InstanceNotFound(instance_id=instance_id)
        rows = session.execute(paged(statement, page, (HistoryEvent.seq,), (int,))).scalars().all()
        events = page_of(rows, page, lambda row: (row.seq,), history_view)
        if not sees_inside(session, found[0], by):
            events = Page(tuple(replace(each, detail={}) for each in events.items), events.next_cursor)
        return told(rt, session, events, by=by)


def sees_inside(session: Session, instance: ProcessInstance, by: Actor) -> bool:
    """Whether its data is for this person too: who watches over it, or sees the case it is of.

    A process owner sees that a run is there and where it stands, not what customers said; runs of no case
    tell of customers as well.
    """
    if may_see_instance(session, instance.id, by):
        return True
    return instance.case_id is not None and may_see_case(session, instance.case_id, by)


def timers(rt: Runtime, wanted: TimerFilter, page: PageRequest, *, by: Actor) -> Page[TimerView]:
    """The timers this supervisor may see, next due first."""
    asked = _equal((TimerJob.instance_id, wanted.instance_id), (TimerJob.activity_id, wanted.activity_id))
    if wanted.state == "pending":
        asked.append(TimerJob.state.in_(PENDING_STATES))
    elif wanted.state is not None:
        asked.append(TimerJob.state == wanted.state)
    if wanted.case_id is not None:
        runs = select(ProcessInstance.id).where(ProcessInstance.case_id == wanted.case_id)
        asked.append(TimerJob.instance_id.in_(runs))
    seen = sees_instance(by, TimerJob.instance_id, owners=True)
    columns = (TimerJob.due_at, TimerJob.id)
    statement = select(TimerJob).where(seen, *asked)
    with rt.reading() as session:
        rows = session.execute(paged(statement, page, columns, (datetime, UUID))).scalars().all()
    return page_of(rows, page, lambda row: (row.due_at, row.id), timer_view)


def timer_detail(rt: Runtime, timer_id: UUID, *, by: Actor) -> TimerView:
    """One timer."""
    seen = sees_instance(by, TimerJob.instance_id, owners=True)
    with rt.reading() as session:
        timer = session.execute(select(TimerJob).where(TimerJob.id == timer_id, seen)).scalar_one_or_none()
        if timer is None:
            raise TimerNotFound(timer_id=timer_id)
        return timer_view(timer)


def incidents(rt: Runtime, wanted: IncidentFilter, page: PageRequest, *, by: Actor) -> Page[IncidentView]:
    """The incidents this supervisor or process owner may see, newest first."""
    asked = _equal((Incident.state, wanted.state), (Incident.instance_id, wanted.instance_id))
    statement = select(Incident).where(sees_incident(by, owners=True), *asked)
    with rt.reading() as session:
        chosen = paged(statement, page, (Incident.id,), (UUID,), descending=True)
        rows = session.execute(chosen).scalars().all()
    return page_of(rows, page, lambda row: (row.id,), incident_view)


def incident_detail(rt: Runtime, incident_id: UUID, *, by: Actor) -> IncidentView:
    """One incident."""
    wanted = select(Incident).where(Incident.id == incident_id, sees_incident(by, owners=True))
    with rt.reading() as session:
        incident = session.execute(wanted).scalar_one_or_none()
        if incident is None:
            raise IncidentNotFound(incident_id=incident_id)
        return incident_view(incident)


def _variables(rt: Runtime, instance: ProcessInstance) -> dict[str, object]:
    compiled = rt.definitions.get(instance.definition_id)
    with of_this_release():
        found = to_plain(dict(variables_at(compiled, instance.engine_state, "")))
    return cast("dict[str, object]", found)


def _instances(by: Actor) -> Select[Any]:
    """Instances with the number of their open incidents."""
    standing = (Incident.instance_id == ProcessInstance.id) & (Incident.state == "open")
    count = select(func.count()).select_from(Incident).where(standing).scalar_subquery()
    return select(ProcessInstance, count).where(sees_instance(by, ProcessInstance.id, owners=True))


def _equal(*asked: tuple[Any, object]) -> list[Any]:  # Any: mapped columns and their conditions
    return [column == value for column, value in asked if value is not None]
