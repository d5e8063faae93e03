"""What was put into the outbox and into the history."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from service.domain.history import HistoryEvent
from service.domain.outbox import OutboxMessage
from service.runtime import Runtime


def sent(rt: Runtime) -> list[tuple[str, list[str]]]:
    """The notices asked for: the template and to whom, the oldest first."""
    wanted = select(OutboxMessage).where(OutboxMessage.kind == "notice").order_by(OutboxMessage.id)
    with rt.reading() as session:
        rows = session.execute(wanted).scalars().all()
    return [(str(each.payload["template"]), list(each.payload["to"])) for each in rows]  # type: ignore[call-overload]


def last(rt: Runtime, instance_id: UUID, kind: str) -> tuple[str, Mapping[str, object]]:
    """Who did what of this kind last, and what is told of it."""
    wanted = select(HistoryEvent).where(HistoryEvent.instance_id == instance_id, HistoryEvent.type == kind)
    with rt.reading() as session:
        found = session.execute(wanted.order_by(HistoryEvent.seq.desc())).scalars().first()
    assert found is not None
    return found.actor, found.detail
