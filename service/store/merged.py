"""Entries of customers that turned out to be one: read together, written to the one kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from service.domain.customers import Customer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def entries_of(customer_id: UUID) -> Select[Any]:  # Any: an id
    """The customer, and everybody who turned out to be them."""
    return select(Customer.id).where(or_(Customer.id == customer_id, Customer.merged_into_id == customer_id))


def kept_of(session: Session, customer_id: UUID) -> UUID:
    """The entry kept of this customer; they themselves, unless they turned out to be another."""
    into = select(Customer.merged_into_id).where(Customer.id == customer_id)
    return session.execute(into).scalar_one_or_none() or customer_id
