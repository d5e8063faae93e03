"""What was said between a customer and us, as the customer may read it: messages, what they were sent, and
what the diagram says they were told (property ``told``: the field of a task that holds those words).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.cases import Case, CaseMessage
from service.domain.history import HistoryEvent
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.views.customer import SaidView

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from service.runtime import Runtime

TOLD = "told"
"""The property of a task whose answers hold words the customer was told: the name of the field."""

_IN_OUR_WORDS = ("progress", "recourse")
"""Notices that carry words of ours about the matter itself."""
_MOST = 200


def said_in(rt: Runtime, session: Session, case: Case) -> tuple[SaidView, ...]:
    """Everything said in a case, the oldest first; of a long talk the end."""
    said = list(_exchanged(session, case.id))
    if case.instance_id is not None:
        said += _told(rt, session, case.instance_id)
        said += _sent(session, case.instance_id)
    return tuple(sorted(said, key=lambda each: each.at)[-_MOST:])


def _exchanged(session: Session, case_id: UUID) -> Iterator[SaidView]:
    last = select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(CaseMessage.id.desc())
    for each in session.execute(last.limit(_MOST)).scalars():
        yield SaidView(each.direction, each.text, each.at)


def _told(rt: Runtime, session: Session, instance_id: UUID) -> Iterator[SaidView]:
    """What was written into the fields that hold what the customer was told."""
    definition_id = session.get_one(ProcessInstance, instance_id).definition_id
    activities = rt.definitions.get(definition_id).activities.values()
    fields = {each.activity_id: each.properties[TOLD] for each in activities if TOLD in each.properties}
    if not fields:
        return
    done = select(HistoryEvent).where(
        HistoryEvent.instance_id == instance_id,
        HistoryEvent.type == "task.completed",
        HistoryEvent.activity_id.in_(fields),
    )
    for each in session.execute(done).scalars():
        answers = each.detail.get("answers")
        words = answers.get(fields[each.activity_id or ""]) if isinstance(answers, dict) else None
        if isinstance(words, str) and words.strip():
            yield SaidView("out", words, each.at)


def _sent(session: Session, instance_id: UUID) -> Iterator[SaidView]:
    """What the customer was sent in our own words, once it went out."""
    sent = select(OutboxMessage).where(
        OutboxMessage.instance_id == instance_id,
        OutboxMessage.recipient == "customer",
        OutboxMessage.template.in_(_IN_OUR_WORDS),
        OutboxMessage.state == OutboxState.SENT,
    )
    for each in session.execute(sent).scalars():
        facts = each.payload.get("facts")
        told = facts if isinstance(facts, dict) else {}
        if told.get("text"):
            expected = str(told.get("expected_completion") or "")
            yield SaidView("out", str(told["text"]), each.sent_at or each.created_at, expected)
