"""Whether the service can do its work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, or_, select

from service.domain.incidents import Incident
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.outbox import OWN_TOPICS, OutboxKind, OutboxMessage, OutboxState
from service.domain.people import WorkerHeartbeat
from service.domain.timers import PENDING_STATES, TimerJob
from service.domain.views import Health, WorkerView
from service.domain.views.watching import Lateness
from service.errors import AftercareError
from service.queries.calendars import warnings
from service.store.migrations import found, needed
from service.store.outbox import may_go_out

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.runtime import Runtime


_LAST_TIMERS = 1000


def health(rt: Runtime) -> Health:
    """Ask the database and look at what is due and who works; a database that is away is told, not raised."""
    try:
        with rt.reading() as session:
            return _looked_at(rt, session, rt.now())
    except AftercareError as away:
        return Health(False, f"unavailable: {away.code}", "", 0.0, 0, 0, 0)


def _looked_at(rt: Runtime, session: Session, now: datetime) -> Health:
    schema = found(session.connection())
    kind = "sqlite" if rt.database.sqlite else "postgresql"
    if schema != needed():
        return Health(False, kind, schema, 0.0, 0, 0, 0)
    due_timers, oldest_timer = session.execute(_due_timers(rt, now)).one()
    due_effects, oldest_effect = session.execute(_due_effects(rt, now)).one()
    stuck = select(func.count()).select_from(Incident).where(Incident.state == "open")
    oldest = min((at for at in (oldest_timer, oldest_effect) if at is not None), default=now)
    return Health(
        ok=True,
        database=kind,
        schema=schema,
        oldest_due_s=max(0.0, (now - oldest).total_seconds()),
        due_timers=due_timers,
        due_effects=due_effects,
        open_incidents=session.execute(stuck).scalar_one(),
        workers=_workers(rt, session, now),
        timers_late_ms=_lateness(session),
        calendar_warnings=warnings(rt),
    )


Due = Select[int, datetime]
"""How many rows are due, and since when the oldest."""


def _due_timers(rt: Runtime, now: datetime) -> Due:
    return (
        select(func.count(), func.min(TimerJob.due_at))
        .join(ProcessInstance, ProcessInstance.id == TimerJob.instance_id)
        .where(
            TimerJob.state.in_(PENDING_STATES),
            TimerJob.next_try_at <= now + rt.settings.redispatch_after,
            TimerJob.due_at <= now,
            ProcessInstance.state == InstanceState.ACTIVE,
        )
    )


def _due_effects(rt: Runtime, now: datetime) -> Due:
    return (
        select(func.count(), func.min(OutboxMessage.created_at))
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .where(
            OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.DISPATCHED)),
            OutboxMessage.next_try_at <= now + rt.settings.redispatch_after,
            OutboxMessage.created_at <= now,
            or_(OutboxMessage.kind != OutboxKind.EFFECT, OutboxMessage.topic.in_(OWN_TOPICS)),
            may_go_out(),
        )
    )


def _lateness(session: Session) -> Lateness | None:
    """How late the last timers fired (D13); None before any has."""
    fired = select(TimerJob.lateness_ms).where(TimerJob.fired_at.is_not(None))
    late = session.scalars(fired.order_by(TimerJob.fired_at.desc()).limit(_LAST_TIMERS)).all()
    known = sorted(each for each in late if each is not None)
    if not known:
        return None
    return Lateness(known[len(known) // 2], known[min(len(known) * 99 // 100, len(known) - 1)], len(known))


def _workers(rt: Runtime, session: Session, now: datetime) -> tuple[WorkerView, ...]:
    since = now - rt.settings.worker_seen_within
    seen = select(WorkerHeartbeat).where(WorkerHeartbeat.seen_at >= since).order_by(WorkerHeartbeat.id)
    return tuple(
        WorkerView(each.id, each.kind, each.host, each.pid, each.seen_at)
        for each in session.execute(seen).scalars()
    )
