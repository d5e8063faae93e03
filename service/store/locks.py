"""Rows under lock. One order everywhere: the instance first, then its rows.

The statements are built once: building them costs more than running them. On PostgreSQL ``FOR UPDATE OF`` locks in
the order its tables are named, and after waiting reads both rows anew; SQLite has one writer and ignores it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxMessage
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.errors import EffectNotFound, IncidentNotFound, InstanceNotFound, TaskNotFound, TimerNotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ID: BindParameter[UUID] = bindparam("wanted")
_FRESH = {"populate_existing": True}

_INSTANCE = select(ProcessInstance).where(ProcessInstance.id == _ID).with_for_update()
_TASK = (
    select(UserTask, ProcessInstance)
    .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
    .where(UserTask.id == _ID)
    .with_for_update(of=[ProcessInstance, UserTask])
)
_TIMER = (
    select(TimerJob, ProcessInstance)
    .join(ProcessInstance, ProcessInstance.id == TimerJob.instance_id)
    .where(TimerJob.id == _ID)
    .with_for_update(of=[ProcessInstance, TimerJob])
)
_OUTBOX = (
    select(OutboxMessage, ProcessInstance)
    .join(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
    .where(OutboxMessage.id == _ID)
    .with_for_update(of=[ProcessInstance, OutboxMessage])
)
_INCIDENT = select(Incident).where(Incident.id == _ID).with_for_update()


def lock_instance(session: Session, instance_id: UUID) -> ProcessInstance:
    """The instance, locked and fresh."""
    found = session.execute(_INSTANCE, {"wanted": instance_id}, execution_options=_FRESH).scalar_one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id=instance_id)
    return found


def lock_task(session: Session, task_id: UUID) -> tuple[UserTask, ProcessInstance]:
    """The task and its instance, locked and fresh."""
    found = session.execute(_TASK, {"wanted": task_id}, execution_options=_FRESH).one_or_none()
    if found is None:
        raise TaskNotFound(task_id=task_id)
    return found[0], found[1]


def lock_timer(session: Session, timer_id: UUID) -> tuple[TimerJob, ProcessInstance]:
    """The timer and its instance, locked and fresh."""
    found = session.execute(_TIMER, {"wanted": timer_id}, execution_options=_FRESH).one_or_none()
    if found is None:
        raise TimerNotFound(timer_id=timer_id)
    return found[0], found[1]


def lock_outbox(session: Session, outbox_id: UUID) -> tuple[OutboxMessage, ProcessInstance]:
    """The outbox message and its instance, locked and fresh."""
    found = session.execute(_OUTBOX, {"wanted": outbox_id}, execution_options=_FRESH).one_or_none()
    if found is None:
        raise EffectNotFound(outbox_id=outbox_id)
    return found[0], found[1]


def lock_incident(session: Session, incident_id: UUID) -> Incident:
    """The incident, locked and fresh; its instance, if any, must be locked before."""
    found = session.execute(_INCIDENT, {"wanted": incident_id}, execution_options=_FRESH).scalar_one_or_none()
    if found is None:
        raise IncidentNotFound(incident_id=incident_id)
    return found
