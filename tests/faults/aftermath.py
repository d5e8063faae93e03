"""What must hold after every fault, whatever it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.messages import Subscription
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.tasks import UserTask
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.runtime import Runtime


def check_after_fault(rt: Runtime) -> None:
    """No zombie, no gap in any history, no task open twice, no timer fired twice."""
    assert _zombies(rt) == set()
    assert _histories_with_gaps(rt) == []
    assert _open_twice(rt) == []
    assert firings(rt) == _fired_timers(rt)


def firings(rt: Runtime) -> Counter[UUID]:
    """How often a timer fired in each instance, by its history."""
    with rt.reading() as session:
        return Counter(
            session.scalars(select(HistoryEvent.instance_id).where(HistoryEvent.type == "timer.fired"))
        )


def _fired_timers(rt: Runtime) -> Counter[UUID]:
    """How many timers of each instance have fired, by their rows."""
    with rt.reading() as session:
        return Counter(
            session.scalars(select(TimerJob.instance_id).where(TimerJob.state == TimerState.FIRED))
        )


def _zombies(rt: Runtime) -> set[UUID]:
    """Running instances that wait for nothing."""
    with rt.reading() as session:
        running = set(
            session.scalars(select(ProcessInstance.id).where(ProcessInstance.state == InstanceState.ACTIVE))
        )
        unsent = OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.DISPATCHED))
        for waits in (
            select(UserTask.instance_id).where(UserTask.open),
            select(TimerJob.instance_id).where(TimerJob.state.in_(PENDING_STATES)),
            select(OutboxMessage.instance_id).where(unsent),
            select(Subscription.instance_id),
            select(Incident.instance_id).where(Incident.state == "open"),
        ):
            running -= set(session.scalars(waits))
    return running


def _histories_with_gaps(rt: Runtime) -> Sequence[UUID]:
    with rt.reading() as session:
        counted = select(HistoryEvent.instance_id).group_by(HistoryEvent.instance_id)
        first, last, all_of_them = func.min(HistoryEvent.seq), func.max(HistoryEvent.seq), func.count()
        return session.scalars(counted.having(last - first + 1 != all_of_them)).all()


def _open_twice(rt: Runtime) -> Sequence[UUID]:
    with rt.reading() as session:
        same = select(UserTask.instance_id).where(UserTask.open)
        return session.scalars(
            same.group_by(UserTask.instance_id, UserTask.engine_id).having(func.count() > 1)
        ).all()
