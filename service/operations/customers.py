"""Customers and contacts: found again, or entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.customers import Contact, Customer
from service.errors import Invalid
from service.ids import new_id

if TYPE_CHECKING:
    from service.operations.cases import ContactGiven, CustomerGiven
    from service.runtime.transaction import Transaction


def find_or_add_customer(tx: Transaction, given: CustomerGiven, contact: ContactGiven) -> Customer:
    """The customer named by id; else the one of the same name and phone; else a new one."""
    if given.id is not None:
        known = tx.session.get(Customer, given.id)
        if known is None:
            raise Invalid.field("customer.id", "there is no such customer")
        return known
    name, phone = given.name.strip()[:255], (given.phone or contact.phone).strip()[:255]
    if phone:
        same = select(Customer).where(Customer.phone == phone, Customer.name == name).order_by(Customer.id)
        found = tx.session.execute(same.limit(1)).scalar_one_or_none()
        if found is not None:
            return found
    customer = Customer(
        id=new_id(),
        name=name,
        phone=phone,
        email=given.email.strip()[:255],
        company=given.company.strip()[:255],
        industry=given.industry.strip()[:255],
        address=given.address.strip(),
        tier=min(max(given.tier, 1), 4),
        demo=False,
        created_at=tx.at,
    )
    tx.add(customer)
    tx.session.flush()
    return customer


def find_or_add_contact(tx: Transaction, customer: Customer, given: ContactGiven) -> Contact:
    """The customer's contact of this phone (or, without one, name); else a new one."""
    name, phone = given.name.strip()[:255], given.phone.strip()[:255]
    same = select(Contact).where(Contact.customer_id == customer.id).order_by(Contact.id)
    same = same.where(Contact.phone == phone) if phone else same.where(Contact.name == name)
    found = tx.session.execute(same.limit(1)).scalar_one_or_none()
    if found is not None and found.name == name:
        return found
    contact = Contact(
        id=new_id(),
        customer_id=customer.id,
        name=name,
        phone=phone,
        email=given.email.strip()[:255],
        created_at=tx.at,
    )
    tx.add(contact)
    tx.session.flush()
    return contact
