"""The service sheet of table 1: opened for a case, signed by the departments, kept on record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.customers import Contact, Customer
from service.domain.instances import InstanceState, ProcessInstance
from service.errors import CaseNotFound
from service.operations.starting import Beginning, begin
from service.store.visibility import must_work_on_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

PROCESS = "service_sheet"


def open_service_sheet(rt: Runtime, case_id: UUID, *, by: Actor) -> UUID:
    """Open the sheet of a case one works on; one that is open already stays the one. Tells its instance."""
    with rt.transaction() as tx:
        case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
        must_work_on_case(tx.session, case_id, by)
        handler = tx.lock_instance(case.instance_id) if case.instance_id is not None else None
        # The handler locked, two who open it at once find one sheet.
        running = _running(tx, case.number)
        if running is not None:
            return running
        today = tx.at.astimezone(ZoneInfo(rt.settings.time_zone)).date()
        variables = _facts(tx, case) | {"in_warranty": _in_warranty(case.contracted_on, today)}
        beginning = Beginning(variables, by.name, business_key=case.number, beside=case_id)
        sheet = begin(tx, PROCESS, beginning).id
        if handler is not None:
            tx.tell(handler, "case.sheet_opened", by.name, detail={"instance_id": str(sheet)})
        return sheet


def _running(tx: Transaction, number: str) -> UUID | None:
    running = (InstanceState.ACTIVE, InstanceState.SUSPENDED)
    wanted = select(ProcessInstance.id).where(
        ProcessInstance.process_key == PROCESS,
        ProcessInstance.business_key == number,
        ProcessInstance.state.in_(running),
    )
    return tx.session.execute(wanted.limit(1)).scalar_one_or_none()


def _facts(tx: Transaction, case: Case) -> dict[str, object]:
    """What the sheet says at its head."""
    customer = tx.session.get_one(Customer, case.customer_id)
    contact = tx.session.get_one(Contact, case.contact_id)
    return {
        "customer_id": str(customer.id),
        "case_id": str(case.id),
        "case_number": case.number,
        "customer_name": customer.name,
        "contact_name": contact.name,
        "contact_phone": contact.phone,
        "address": case.address or customer.address,
        "subject": case.subject,
        "description": case.description,
    }


def _in_warranty(contracted_on: date | None, today: date) -> bool:
    """Within a year of the contract (S3-A4); with no date known, it is not."""
    if contracted_on is None:
        return False
    last_year = (today.year - 1, today.month, today.day)
    return (contracted_on.year, contracted_on.month, contracted_on.day) > last_year
