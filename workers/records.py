"""The topic ``file_record``: an entry in the customer's service record."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from service.domain.people import SYSTEM
from service.errors import Invalid
from service.operations.outbox import EffectWork
from service.operations.record import NewServiceRecord, append_service_record
from service.queries.cases import case_detail
from service.runtime import Runtime


def file_sheet(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Add a signed service sheet to the record of the customer it names, with the names under it."""
    told = effect.payload
    detail = told.get("detail")
    entry = NewServiceRecord(
        customer_id=_id("customer_id", told),
        kind="service_sheet",
        text=str(told.get("text") or "table 1"),
        case_id=_id("case_id", told),
        detail=detail if isinstance(detail, Mapping) else {},
    )
    return {"record_id": str(append_service_record(rt, entry, by=SYSTEM).id)}


def _id(name: str, told: Mapping[str, object]) -> UUID:
    try:
        return UUID(str(told.get(name)))
    except ValueError as wrong:
        raise Invalid.field(name, "this is no id") from wrong


def file_record(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Add the entry the process asks for (``kind``, ``text``, ``detail``) to the record of the case's
    customer.
    """
    if effect.case_id is None:
        raise Invalid.field("case_id", "only an instance that belongs to a case has a service record")
    case = case_detail(rt, effect.case_id, by=SYSTEM).case
    detail = effect.payload.get("detail")
    entry = NewServiceRecord(
        customer_id=case.customer_id,
        kind=str(effect.payload.get("kind") or "case"),
        text=str(effect.payload.get("text") or case.subject),
        case_id=effect.case_id,
        detail=detail if isinstance(detail, Mapping) else {},
    )
    return {"record_id": str(append_service_record(rt, entry, by=SYSTEM).id)}
