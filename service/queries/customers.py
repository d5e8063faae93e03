"""Customers found while somebody types, so that nobody is entered twice: read off their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.domain.cases import Case
from service.domain.customers import Customer
from service.domain.people import FRONT_DESK
from service.domain.searching import SHORTEST_NUMBER
from service.domain.views import CustomerView, KnownCustomer
from service.store.searching import customers_like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.people import Actor
    from service.runtime import Runtime

SHORTEST_NAME = 2
MOST_FOUND = 5
_LOOKED_AT = 200
"""So many are looked at for the best few; who is not among them is found by typing on."""


def known_customers(rt: Runtime, phone: str, name: str = "", *, by: Actor) -> tuple[KnownCustomer, ...]:
    """Customers with this in their phone or a contact's, else with such a name; for those who open cases."""
    if not (by.is_in(FRONT_DESK) or by.is_supervisor):
        return ()
    for text in _typed(phone, name):
        found = _like(rt, text)
        if found:
            return found
    return ()


def _typed(phone: str, name: str) -> Iterator[str]:
    """What is long enough to mean somebody; the phone first, for names are many people's."""
    digits = "".join(each for each in phone if each.isdigit())
    if len(digits) >= SHORTEST_NUMBER:
        yield digits
    if len(name.strip()) >= SHORTEST_NAME:
        yield name


def _like(rt: Runtime, text: str) -> tuple[KnownCustomer, ...]:
    like = customers_like(text, most=_LOOKED_AT)
    if like is None:
        return ()
    order = (Customer.tier, Customer.name, Customer.id)
    mine = Customer.id.in_(select(like.subquery().c.customer_id))
    best = select(Customer.id).where(mine, Customer.merged_into_id.is_(None)).order_by(*order)
    cases = select(func.count(Case.id)).where(Case.customer_id == Customer.id).scalar_subquery()
    few = select(best.limit(MOST_FOUND).subquery().c.id)
    wanted = select(Customer, cases).where(Customer.id.in_(few)).order_by(*order)
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
