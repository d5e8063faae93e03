"""Process instances as a whole: suspend, resume, terminate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, update

from service.domain.cases import CaseStatus, ClosedHow, Ending
from service.domain.incidents import Incident, IncidentKind
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.domain.views import InstanceView
from service.engine.progress import EngineError, Terminate
from service.errors import InstanceNotFound, NotASupervisor
from service.operations.answers import checked_text
from service.operations.failures import Stuck, step_failed
from service.operations.step import Cause, deliver_kept, take_step
from service.store.shaping import instance_view
from service.store.visibility import may_see_instance

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def suspend_instance(rt: Runtime, instance_id: UUID, *, reason: str = "", by: Actor) -> InstanceView:
    """Pause all waits: no claims, no completions; timers that fall due wait for the resumption."""
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        if instance.suspend():
            tx.tell(instance, "instance.suspended", by.name, detail={"reason": reason})
        return _view(tx, instance)


def resume_instance(rt: Runtime, instance_id: UUID, *, reason: str = "", by: Actor) -> InstanceView:
    """Let it move again; timers that fell due meanwhile fire in due order, kept messages are delivered."""
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        if instance.resume():
            tx.tell(instance, "instance.resumed", by.name, detail={"reason": reason} if reason else None)
            _wake(tx, instance)
            try:
                deliver_kept(tx, instance, by.name)
            except EngineError as failed:
                raise step_failed(tx, instance, failed, Stuck(IncidentKind.MESSAGE, by.name)) from failed
        return _view(tx, instance)


def terminate_instance(rt: Runtime, instance_id: UUID, *, reason: str, by: Actor) -> InstanceView:
    """End it early by hand; every wait is cancelled, and its case is closed as withdrawn."""
    reason = checked_text("reason", reason)
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        instance.must_not_have_ended()
        ending = Ending(CaseStatus.WITHDRAWN, ClosedHow.TERMINATED, reason)
        cause = Cause("instance.stopped", by.name, detail={"reason": reason}, ending=ending)
        try:
            take_step(tx, instance, Terminate(reason), cause)
        except EngineError as failed:
            raise step_failed(tx, instance, failed, Stuck(IncidentKind.STEP, by.name)) from failed
        return _view(tx, instance)


def supervised_instance(tx: Transaction, instance_id: UUID, by: Actor) -> ProcessInstance:
    """The instance under lock, for a supervisor of one of its groups; not there for who may not see it."""
    instance = tx.lock_instance(instance_id)
    if may_see_instance(tx.session, instance_id, by):
        return instance
    if may_see_instance(tx.session, instance_id, by, owners=True):
        raise NotASupervisor(name=by.name)
    raise InstanceNotFound(instance_id=instance_id)


def _wake(tx: Transaction, instance: ProcessInstance) -> None:
    """Let what was rung for in vain be rung for again at once."""
    timers = (TimerJob.instance_id == instance.id) & TimerJob.state.in_(PENDING_STATES)
    tx.session.execute(
        update(TimerJob).where(timers).values(state=TimerState.SCHEDULED, next_try_at=TimerJob.due_at)
    )
    effects = (OutboxMessage.instance_id == instance.id) & (OutboxMessage.state == OutboxState.DISPATCHED)
    tx.session.execute(
        update(OutboxMessage).where(effects).values(state=OutboxState.PENDING, next_try_at=tx.at)
    )


def _view(tx: Transaction, instance: ProcessInstance) -> InstanceView:
    standing = (Incident.instance_id == instance.id) & (Incident.state == "open")
    count = tx.session.execute(select(func.count()).select_from(Incident).where(standing)).scalar_one()
    return instance_view(instance, incidents=count)
