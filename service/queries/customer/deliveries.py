"""What was sent, to whom, over which way, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Select, select

from service.domain.cases import Case
from service.domain.delivery_troubles import trouble_of
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.views.customer import DeliveryView
from service.errors import CaseNotFound, CustomerNotFound
from service.queries.customer.advice import advice
from service.queries.customer_files import may_see_customer
from service.store.merged import entries_of
from service.store.paging import page_of, paged
from service.store.visibility import may_see_case, sees_told

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views import Page, PageRequest
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries are asked for; None means any."""

    state: OutboxState | None = None
    case_id: UUID | None = None
    customer_id: UUID | None = None


def deliveries(rt: Runtime, wanted: DeliveryFilter, page: PageRequest, *, by: Actor) -> Page[DeliveryView]:
    """The deliveries in the cases this person sees, and to customers they look after; the newest first."""
    statement = (
        select(OutboxMessage, Case.id.label("case_id"), Case.number)
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .outerjoin(Case, Case.id == ProcessInstance.case_id)
        .where(OutboxMessage.channel.is_not(None), sees_told(by))
    )
    if wanted.state is not None:
        statement = statement.where(OutboxMessage.state == wanted.state)
    if wanted.case_id is not None:
        statement = statement.where(Case.id == wanted.case_id)
    if wanted.customer_id is not None:
        statement = statement.where(OutboxMessage.customer_id.in_(entries_of(wanted.customer_id)))
    with rt.reading() as session:
        if wanted.case_id is not None and not may_see_case(session, wanted.case_id, by):
            raise CaseNotFound(case_id=wanted.case_id)
        if wanted.customer_id is not None and not may_see_customer(session, wanted.customer_id, by):
            raise CustomerNotFound(customer_id=wanted.customer_id)
        chosen = paged(cast("Select[Any]", statement), page, (OutboxMessage.id,), (UUID,), descending=True)
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row[0].id,), lambda row: _view(row, by.language))


def _view(row: Any, language: str) -> DeliveryView:  # Any: a row of the statement above
    message: OutboxMessage = row[0]
    answer, error = message.answer or {}, message.last_error or ""
    trouble = trouble_of(error) if message.state != OutboxState.SENT else None
    return DeliveryView(
        id=message.id,
        case_id=row.case_id,
        case_number=row.number or "",
        customer_id=message.customer_id,
        template=message.template or "",
        recipient=message.recipient or "",
        channel=message.channel or "",
        state=message.state,
        attempts=message.attempts,
        created_at=message.created_at,
        next_try_at=message.next_try_at,
        sent_at=message.sent_at,
        held_until=message.held_until if message.state == OutboxState.PENDING else None,
        subject=str(answer.get("subject") or ""),
        text=str(answer.get("text") or ""),
        answer=str(answer.get("answer") or ""),
        error=error,
        trouble=trouble or "",
        advice=advice(trouble, language),
    )
