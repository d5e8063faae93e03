"""The customer's service record: entries are added, never altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.cases import Case
from service.domain.customers import Customer, ServiceRecord
from service.domain.views import ServiceRecordView
from service.errors import CaseNotFound, CustomerNotFound, Invalid
from service.ids import new_id
from service.operations.answers import checked_draft, checked_text
from service.store.merged import kept_of
from service.store.shaping import record_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class NewServiceRecord:
    """An entry; ``corrects_id`` names the one it puts right."""

    customer_id: UUID
    kind: str
    text: str
    case_id: UUID | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    corrects_id: UUID | None = None


def append_service_record(rt: Runtime, new: NewServiceRecord, *, by: Actor) -> ServiceRecordView:
    """Add an entry to a customer's service record."""
    with rt.transaction() as tx:
        tx.get(Customer, new.customer_id, CustomerNotFound(customer_id=new.customer_id))
        customer_id = kept_of(tx.session, new.customer_id)
        if new.case_id is not None:
            case = tx.get(Case, new.case_id, CaseNotFound(case_id=new.case_id))
            if case.customer_id != customer_id:
                raise Invalid.field("case_id", "this case is another customer's")
        if new.corrects_id is not None:
            corrected = tx.session.get(ServiceRecord, new.corrects_id)
            if corrected is None or kept_of(tx.session, corrected.customer_id) != customer_id:
                raise Invalid.field("corrects_id", "this customer has no such entry")
        entry = ServiceRecord(
            id=new_id(),
            customer_id=customer_id,
            case_id=new.case_id,
            at=tx.at,
            by=by.name,
            kind=checked_text("kind", new.kind)[:255],
            text=checked_text("text", new.text),
            detail=checked_draft(new.detail),
            corrects_id=new.corrects_id,
        )
        return record_view(tx.add(entry))
