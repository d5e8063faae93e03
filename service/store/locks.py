"""Rows under lock. One order everywhere: the instance first, then its rows.

On PostgreSQL ``FOR UPDATE OF`` locks in the order its tables are named, and after waiting reads both rows
anew; SQLite has one writer and ignores it. The rows come as free objects of the mapped classes, outside any
session and without the mapper's watch over their attributes: ``store.hot`` writes them. Only ``lock_timer``
and ``lock_outbox`` give rows a session knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, select

from service.domain.cases import Case
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxMessage
from service.domain.rows import Base
from service.domain.saved_views import SavedView
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.errors import (
    EffectNotFound,
    IncidentNotFound,
    InstanceNotFound,
    NotFound,
    TaskNotFound,
    TimerNotFound,
)
from service.store.hot import table
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

Row = TypeVar("Row", bound=Base)

_ID: BindParameter[UUID] = bindparam("wanted", required=True)
_FRESH = {"populate_existing": True}
_INSTANCES = table(ProcessInstance)

_INSTANCE = Prepared(select(_INSTANCES).where(_INSTANCES.c.id == _ID).with_for_update())
_SUBJECT = (
    select(table(Case).c.subject).where(table(Case).c.id == table(UserTask).c.case_id).scalar_subquery()
)
_WITH_INSTANCE: dict[type[Base], Prepared] = {
    mapped: Prepared(
        select(table(mapped), _INSTANCES, *([_SUBJECT] if mapped is UserTask else []))
        .join(_INSTANCES, _INSTANCES.c.id == table(mapped).c.instance_id)
        .where(table(mapped).c.id == _ID)
        .with_for_update(of=[_INSTANCES, table(mapped)])
    )
    for mapped in cast("tuple[type[Base], ...]", (UserTask, TimerJob, OutboxMessage))
}
_OF_TIMER = Prepared(
    select(_INSTANCES)
    .where(_INSTANCES.c.id == select(TimerJob.instance_id).where(TimerJob.id == _ID).scalar_subquery())
    .with_for_update()
)
_OF_OUTBOX = Prepared(
    select(_INSTANCES)
    .where(
        _INSTANCES.c.id == select(OutboxMessage.instance_id).where(OutboxMessage.id == _ID).scalar_subquery()
    )
    .with_for_update()
)
_OF_NO_RUN = Prepared(
    select(table(OutboxMessage))
    .where(table(OutboxMessage).c.id == _ID, table(OutboxMessage).c.instance_id.is_(None))
    .with_for_update()
)
_TIMER = select(TimerJob).where(TimerJob.id == bindparam("wanted")).with_for_update()
_OUTBOX = select(OutboxMessage).where(OutboxMessage.id == bindparam("wanted")).with_for_update()
_INCIDENT = select(Incident).where(Incident.id == bindparam("wanted")).with_for_update()


def lock_instance(connection: Connection, instance_id: UUID) -> ProcessInstance:
    """The instance, locked and fresh."""
    found = _INSTANCE.first(connection, {"wanted": instance_id})
    if found is None:
        raise InstanceNotFound(instance_id=instance_id)
    return free(ProcessInstance, found)


def lock_task(connection: Connection, task_id: UUID) -> tuple[UserTask, ProcessInstance]:
    """The task and its instance, locked and fresh."""
    found = _WITH_INSTANCE[UserTask].first(connection, {"wanted": task_id})
    if found is None:
        raise TaskNotFound(task_id=task_id)
    task, instance = _both(UserTask, tuple(found[:-1]))
    task.case_subject = found[-1]
    return task, instance


def take_timer(connection: Connection, timer_id: UUID) -> tuple[TimerJob, ProcessInstance]:
    """The timer and its instance, locked and fresh, to be fired: ``store.hot`` writes it."""
    return _with_instance(connection, TimerJob, timer_id) or _missing(TimerNotFound(timer_id=timer_id))


def take_outbox(connection: Connection, outbox_id: UUID) -> tuple[OutboxMessage, ProcessInstance | None]:
    """The outbox message and its instance, locked and fresh, to be finished: ``store.hot`` writes it.

    A notice that belongs to no instance is looked for only where there is none.
    """
    found = _with_instance(connection, OutboxMessage, outbox_id)
    if found is not None:
        return found
    alone = _OF_NO_RUN.first(connection, {"wanted": outbox_id})
    return (free(OutboxMessage, alone) if alone else _missing(EffectNotFound(outbox_id=outbox_id))), None


def _with_instance(
    connection: Connection, mapped: type[Row], row_id: UUID
) -> tuple[Row, ProcessInstance] | None:
    found = _WITH_INSTANCE[mapped].first(connection, {"wanted": row_id})
    return _both(mapped, found) if found is not None else None


def _both(mapped: type[Row], found: Sequence[Any]) -> tuple[Row, ProcessInstance]:
    width = len(_NAMES[mapped])
    return free(mapped, found[:width]), free(ProcessInstance, found[width:])


def _missing(error: NotFound) -> NoReturn:
    raise error


def lock_timer(session: Session, timer_id: UUID) -> tuple[TimerJob, ProcessInstance]:
    """The timer and its instance, locked and fresh."""
    instance = _OF_TIMER.first(session.connection(), {"wanted": timer_id})
    timer = session.execute(_TIMER, {"wanted": timer_id}, execution_options=_FRESH).scalar_one_or_none()
    if instance is None or timer is None:
        raise TimerNotFound(timer_id=timer_id)
    return timer, free(ProcessInstance, instance)


def lock_outbox(session: Session, outbox_id: UUID) -> tuple[OutboxMessage, ProcessInstance | None]:
    """The outbox message and its instance, if it has one, locked and fresh."""
    instance = _OF_OUTBOX.first(session.connection(), {"wanted": outbox_id})
    found = session.execute(_OUTBOX, {"wanted": outbox_id}, execution_options=_FRESH).scalar_one_or_none()
    if found is None:
        raise EffectNotFound(outbox_id=outbox_id)
    return found, free(ProcessInstance, instance) if instance is not None else None


def lock_incident(session: Session, incident_id: UUID) -> Incident:
    """The incident, locked and fresh; its instance, if any, must be locked before."""
    found = session.execute(_INCIDENT, {"wanted": incident_id}, execution_options=_FRESH).scalar_one_or_none()
    if found is None:
        raise IncidentNotFound(incident_id=incident_id)
    return found


_NAMES: dict[type[Base], tuple[str, ...]] = {
    mapped: tuple(column.name for column in table(mapped).columns)
    for mapped in (UserTask, TimerJob, OutboxMessage, ProcessInstance, SavedView)
}


_FREE: dict[type[Base], type[Base]] = {
    # Plain attributes in place of the mapper's, over the same verbs: asked and set several times as fast.
    mapped: cast(
        "type[Base]", type(mapped.__name__, (mapped,), {"__abstract__": True, **dict.fromkeys(names)})
    )
    for mapped, names in _NAMES.items()
}


def free(mapped: type[Row], values: Iterable[Any]) -> Row:
    """A row of the mapped class that no session knows: its columns' values in their order."""
    row = cast(Row, object.__new__(_FREE[mapped]))
    row.__dict__.update(zip(_NAMES[mapped], values, strict=True))
    return row


def fresh(mapped: type[Row], **columns: object) -> Row:
    """A new row that no session knows: ``store.hot`` inserts it."""
    row = cast(Row, object.__new__(_FREE[mapped]))
    row.__dict__.update(columns)
    return row
