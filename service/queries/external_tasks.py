"""External tasks that are not done: waiting for a program outside, held by one, or stuck with an incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select, text, union_all

from service.domain.incidents import Incident, IncidentKind
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.outbox import OWN_TOPICS, OutboxMessage
from service.domain.views import PageRequest
from service.domain.views.external import ExternalStanding, ExternalTaskPage, ExternalTaskView
from service.store.outbox import open_work
from service.store.paging import page_of, paged
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_COUNTED = 10_000
"""Of the oldest so many it is said how many there are on each topic."""

# Written out, because the partial index of open incidents is.
_OPEN: Any = text("incident.state = 'open'")
_ITS_INCIDENT = and_(
    _OPEN, Incident.instance_id == OutboxMessage.instance_id, Incident.subject_id == OutboxMessage.id
)


@dataclass(frozen=True, slots=True)
class ExternalTaskFilter:
    """Which external tasks are asked for; None means any."""

    topic: str | None = None
    standing: ExternalStanding | None = None
    instance_id: UUID | None = None


def external_tasks(
    rt: Runtime, wanted: ExternalTaskFilter, page: PageRequest, *, by: Actor
) -> ExternalTaskPage:
    """Those of the runs this supervisor or process owner may see, the oldest first."""
    standing = _standing(rt.now())
    asked = [] if wanted.topic is None else [OutboxMessage.topic == wanted.topic]
    if wanted.standing is not None:
        asked.append(standing == wanted.standing)
    if wanted.instance_id is not None:
        asked.append(OutboxMessage.instance_id == wanted.instance_id)
    columns: Any = select(OutboxMessage, ProcessInstance, Incident.id, standing)
    rows = _seen(columns, by).where(*asked)
    told = _seen(select(OutboxMessage.topic), by).order_by(OutboxMessage.id).limit(MOST_COUNTED).subquery()
    counted = select(told.c.topic, func.count()).group_by(told.c.topic).order_by(told.c.topic)
    with rt.reading() as session:
        found = session.execute(paged(rows, page, (OutboxMessage.id,), (UUID,))).all()
        topics = {str(topic): int(number) for topic, number in session.execute(counted)}
        part = page_of(found, page, lambda row: (row[0].id,), lambda row: _view(rt, row, by.language))
    return ExternalTaskPage(part.items, part.next_cursor, topics)


def _seen(statement: Select[Any], by: Actor) -> Select[Any]:
    """Of open work and of that with an open incident, what this person may see."""
    failed = select(Incident.subject_id).where(Incident.state == "open", Incident.kind == IncidentKind.EFFECT)
    return (
        statement.select_from(OutboxMessage)
        .join(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .outerjoin(Incident, _ITS_INCIDENT)
        .where(
            OutboxMessage.id.in_(union_all(open_work(OWN_TOPICS, others=True), failed)),
            OutboxMessage.topic.not_in(OWN_TOPICS),
            sees_instance(by, ProcessInstance.id, owners=True),
        )
    )


def _standing(now: datetime) -> ColumnElement[str]:
    locked = OutboxMessage.locked_until > now
    return case(
        (Incident.id.is_not(None), ExternalStanding.STUCK),
        (ProcessInstance.state == InstanceState.SUSPENDED, ExternalStanding.PAUSED),
        (locked & OutboxMessage.worker.is_not(None), ExternalStanding.HELD),
        (locked, ExternalStanding.LATER),
        else_=ExternalStanding.WAITING,
    )


def _view(rt: Runtime, row: Any, language: str) -> ExternalTaskView:
    message, instance, incident_id, standing = row  # Any: what the select above gives
    account, _, worker_id = (message.worker or "").partition("/")
    return ExternalTaskView(
        id=message.id,
        topic=message.topic,
        activity_id=message.activity_id,
        name=rt.definitions.get(instance.definition_id).name_of(message.activity_id, language),
        process_key=instance.process_key,
        instance_id=instance.id,
        case_id=instance.case_id,
        case_number=instance.business_key,
        standing=ExternalStanding(standing),
        since=message.created_at,
        account=account or None,
        worker_id=worker_id or None,
        locked_until=message.locked_until,
        attempts=message.attempts,
        retries_left=_left(rt, message) if incident_id is None else 0,
        error=message.last_error,
        incident_id=incident_id,
    )


def _left(rt: Runtime, message: OutboxMessage) -> int:
    """As the worker said with the last failure, else as often as work of our own is tried."""
    said: Mapping[str, object] = message.answer or {}
    told = said.get("retries")
    return told if isinstance(told, int) else max(0, rt.settings.effect_attempts - message.attempts)
