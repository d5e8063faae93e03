"""Leave to see what is sensitive about a customer: asked for with a reason, decided in a process, given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.access import AccessGrant
from service.domain.customers import Customer
from service.domain.tasks import TaskState, UserTask
from service.errors import AccessAskedAlready, CustomerNotFound, Invalid
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.starting import Beginning, begin
from service.queries.customer_files import PROCESS, access_key, asked_already, may_see_customer
from service.store.merged import kept_of

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the customer, who wants to see it, and why."""

    customer_id: str
    person: str
    reason: str


def request_access(rt: Runtime, customer_id: UUID, *, reason: str, by: Actor) -> UUID:
    """Ask to see what is sensitive about a customer; tells the process instance that decides."""
    words = checked_text("reason", reason)
    with rt.transaction() as tx:
        if not may_see_customer(tx.session, customer_id, by):
            raise CustomerNotFound(customer_id=customer_id)
        customer = _waited_for(tx, customer_id)
        if asked_already(tx.session, customer_id, by):
            raise AccessAskedAlready(name=customer.name)
        variables = {
            "customer_id": str(customer_id),
            "customer_name": customer.name,
            "person": by.name,
            "person_shown": by.display_name or by.name,
            "reason": words,
        }
        key = access_key(customer_id, by)
        return begin(tx, PROCESS, Beginning(variables, by.name, business_key=key)).id


def _waited_for(tx: Transaction, customer_id: UUID) -> Customer:
    """The customer, locked until the end: a second click waits, and finds that one has asked already."""
    found = tx.session.get(Customer, customer_id, with_for_update={"key_share": True})
    if found is None:
        raise CustomerNotFound(customer_id=customer_id)
    return found


def grant_access(rt: Runtime, instance_id: UUID, asked: Asked) -> datetime:
    """Give the leave, once for each request, in the name of who completed its decision; tells until when."""
    with rt.transaction() as tx:
        known = select(AccessGrant).where(AccessGrant.instance_id == instance_id)
        row = tx.session.execute(known).scalar_one_or_none()
        if row is not None:
            return row.expires_at
        decided = select(UserTask.completed_by).where(
            UserTask.instance_id == instance_id, UserTask.state == TaskState.COMPLETED
        )
        who = tx.session.execute(decided.order_by(UserTask.id.desc()).limit(1)).scalar_one_or_none()
        expires_at = tx.at + rt.settings.access_for
        tx.add(
            AccessGrant(
                id=new_id(),
                customer_id=kept_of(tx.session, _id(asked.customer_id)),
                person_name=asked.person,
                reason=asked.reason,
                decided_by=who or "system",
                granted_at=tx.at,
                expires_at=expires_at,
                instance_id=instance_id,
            )
        )
        return expires_at


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Invalid.field("customer_id", "there is no such customer") from wrong
