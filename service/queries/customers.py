"""Customers found while somebody types, so that nobody is entered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from service.domain.cases import Case
from service.domain.customers import Contact, Customer
from service.domain.people import FRONT_DESK
from service.domain.views import CustomerView, KnownCustomer

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

SHORTEST = 4
MOST_FOUND = 5


def known_customers(rt: Runtime, phone: str, *, by: Actor) -> tuple[KnownCustomer, ...]:
    """Customers whose phone, or whose contact's phone, contains this; only for those who open cases."""
    typed = phone.strip()
    if len(typed) < SHORTEST or not (by.is_in(FRONT_DESK) or by.is_supervisor):
        return ()
    reached = select(Contact.customer_id).where(Contact.phone.contains(typed, autoescape=True))
    cases = select(func.count(Case.id)).where(Case.customer_id == Customer.id).scalar_subquery()
    wanted = (
        select(Customer, cases)
        .where(Customer.merged_into_id.is_(None))
        .where(or_(Customer.phone.contains(typed, autoescape=True), Customer.id.in_(reached)))
        .order_by(Customer.tier, Customer.name)
        .limit(MOST_FOUND)
    )
    with rt.reading() as session:
        return tuple(KnownCustomer(_view(row[0]), row[1]) for row in session.execute(wanted))


def _view(customer: Customer) -> CustomerView:
    return CustomerView(
        id=customer.id,
        name=customer.name,
        phone=customer.phone,
        email=customer.email,
        company=customer.company,
        industry=customer.industry,
        address=customer.address,
        tier=customer.tier,
    )
