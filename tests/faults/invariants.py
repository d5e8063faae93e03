"""What must hold after every fault, whatever it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.messages import Subscription
from service.domain.outbox import OutboxKind, OutboxMessage, OutboxState
from service.domain.tasks import UserTask
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.queries.health import health
from service.runtime import Runtime

_UNSENT = OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.DISPATCHED))
_SENT = (OutboxMessage.state == OutboxState.SENT) & (OutboxMessage.kind == OutboxKind.EFFECT)
_FIRED = TimerJob.state == TimerState.FIRED


def check_after_fault(rt: Runtime) -> None:
    """No zombie, no gap in a history, no task open twice, nothing done twice, and health tells what is so."""
    assert _zombies(rt) == set()
    assert _histories_with_gaps(rt) == []
    assert _open_twice(rt) == []
    assert firings(rt) == _per_instance(rt, select(TimerJob.instance_id).where(_FIRED))
    assert _told(rt, "effect.done") == _per_instance(rt, select(OutboxMessage.instance_id).where(_SENT))
    assert _keys_used_twice(rt) == []
    _check_health(rt)


def firings(rt: Runtime) -> Counter[UUID]:
    """How often a timer fired in each instance, by its history."""
    return _told(rt, "timer.fired")


def _told(rt: Runtime, kind: str) -> Counter[UUID]:
    return _per_instance(rt, select(HistoryEvent.instance_id).where(HistoryEvent.type == kind))


def _per_instance(rt: Runtime, ids: Select[UUID]) -> Counter[UUID]:
    with rt.reading() as session:
        return Counter(session.scalars(ids))


def _zombies(rt: Runtime) -> set[UUID]:
    """Running instances that wait for nothing."""
    with rt.reading() as session:
        running = set(
            session.scalars(select(ProcessInstance.id).where(ProcessInstance.state == InstanceState.ACTIVE))
        )
        for waits in (
            select(UserTask.instance_id).where(UserTask.open),
            select(TimerJob.instance_id).where(TimerJob.state.in_(PENDING_STATES)),
            select(OutboxMessage.instance_id).where(_UNSENT),
            select(Subscription.instance_id),
            select(Incident.instance_id).where(Incident.state == "open"),
        ):
            running -= set(session.scalars(waits))
    return running


def _histories_with_gaps(rt: Runtime) -> Sequence[UUID]:
    """Instances whose history does not count 1, 2, … up to the number the instance itself remembers."""
    with rt.reading() as session:
        told = select(HistoryEvent.instance_id).group_by(HistoryEvent.instance_id)
        told = told.add_columns(func.min(HistoryEvent.seq), func.max(HistoryEvent.seq), func.count())
        counted: dict[UUID, object] = {row[0]: tuple(row[1:]) for row in session.execute(told)}
        remembered = session.execute(select(ProcessInstance.id, ProcessInstance.history_seq)).all()
    return [each for each, last in remembered if counted.get(each) != (1, last, last)]


def _open_twice(rt: Runtime) -> Sequence[UUID]:
    with rt.reading() as session:
        same = select(UserTask.instance_id).where(UserTask.open)
        return session.scalars(
            same.group_by(UserTask.instance_id, UserTask.engine_id).having(func.count() > 1)
        ).all()


def _keys_used_twice(rt: Runtime) -> Sequence[str]:
    with rt.reading() as session:
        keys = select(OutboxMessage.idempotency_key).group_by(OutboxMessage.idempotency_key)
        return session.scalars(keys.having(func.count() > 1)).all()


def _check_health(rt: Runtime) -> None:
    told = health(rt)
    stuck = select(func.count()).select_from(Incident).where(Incident.state == "open")
    with rt.reading() as session:
        assert (told.ok, told.open_incidents) == (True, session.scalars(stuck).one())
