"""Customers and contacts: found again, or entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from service.domain.customers import Contact, Customer
from service.errors import CustomerNotFound, Invalid
from service.ids import new_id
from service.store.hot import table
from service.store.prepared import Prepared
from service.store.searching import keep_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.operations.cases import ContactGiven, CustomerGiven
    from service.runtime.transaction import Transaction

_CUSTOMERS, _CONTACTS = table(Customer), table(Contact)
_CUSTOMER = select(
    _CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.tier, _CUSTOMERS.c.address, _CUSTOMERS.c.merged_into_id
).with_for_update(read=True, key_share=True)
"""Held as the rows to come would hold it: no merging passes between reading the customer and the commit."""
_CUSTOMER_BY_ID = Prepared(_CUSTOMER.where(_CUSTOMERS.c.id == bindparam("wanted", required=True)))
_CUSTOMER_BY_PHONE = Prepared(
    _CUSTOMER.where(
        _CUSTOMERS.c.phone == bindparam("phone", required=True),
        _CUSTOMERS.c.name == bindparam("name", required=True),
    )
    .order_by(_CUSTOMERS.c.id)
    .limit(1)
)
_CONTACT = Prepared(
    select(_CONTACTS.c.id, _CONTACTS.c.email)
    .where(
        _CONTACTS.c.customer_id == bindparam("customer", required=True),
        _CONTACTS.c.phone == bindparam("phone", required=True),
        _CONTACTS.c.name == bindparam("name", required=True),
    )
    .order_by(_CONTACTS.c.id)
    .limit(1)
)
_KEEP_ADDRESS = Prepared(
    update(_CONTACTS)
    .where(_CONTACTS.c.id == bindparam("wanted", required=True))
    .values(email=bindparam("address", required=True))
)
_ADD_CUSTOMER = Prepared(insert(_CUSTOMERS))
_ADD_CONTACT = Prepared(insert(_CONTACTS))


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What opening a case needs of its customer."""

    id: UUID
    name: str
    tier: int
    address: str
    told: tuple[str, ...] = ()
    """Under which texts a new one is found already."""


@dataclass(frozen=True, slots=True)
class KnownContact:
    """What opening a case needs of its contact."""

    id: UUID
    name: str
    phone: str
    email: str


def lock_customer(tx: Transaction, customer_id: UUID) -> Customer:
    """The customer as they stand, theirs alone until the end: nobody else's change is lost to ours."""
    wanted = select(Customer).where(Customer.id == customer_id).with_for_update()
    fresh = wanted.execution_options(populate_existing=True)
    found = tx.session.execute(fresh).scalar_one_or_none()
    if found is None:
        raise CustomerNotFound(customer_id=customer_id)
    return found


def find_or_add_customer(tx: Transaction, given: CustomerGiven, contact: ContactGiven) -> KnownCustomer:
    """The customer named by id; else the one of the same name and phone; else a new one."""
    if given.id is not None:
        known = _CUSTOMER_BY_ID.first(tx.connection, {"wanted": given.id})
        if known is None:
            raise Invalid.field("customer.id", "there is no such customer")
        return _kept(tx, known)
    name, phone = given.name.strip()[:255], (given.phone or contact.phone).strip()[:255]
    if phone:
        found = _CUSTOMER_BY_PHONE.first(tx.connection, {"phone": phone, "name": name})
        if found is not None:
            return _kept(tx, found)
    told = (name, phone, given.company.strip()[:255])
    customer = KnownCustomer(new_id(), name, min(max(given.tier, 1), 4), given.address.strip(), told)
    row = {
        "id": customer.id,
        "name": name,
        "phone": phone,
        "email": given.email.strip()[:255],
        "company": given.company.strip()[:255],
        "industry": given.industry.strip()[:255],
        "address": customer.address,
        "tier": customer.tier,
        "demo": False,
        "created_at": tx.at,
    }
    _ADD_CUSTOMER.run(tx.connection, row)
    keep_words(tx.connection, customer.id, told)
    return customer


def _kept(tx: Transaction, row: Sequence[Any]) -> KnownCustomer:
    """The customer of this row; whoever turned out to be another customer leads to that one."""
    while row[4] is not None:
        found = _CUSTOMER_BY_ID.first(tx.connection, {"wanted": row[4]})
        if found is None:
            raise CustomerNotFound(customer_id=row[4])
        row = found
    return KnownCustomer(*row[:4])


def find_or_add_contact(
    tx: Transaction, customer: KnownCustomer, given: ContactGiven, *, trusted: bool
) -> KnownContact:
    """The customer's contact of this name and phone; else a new one.

    An address they had none of is kept if ``trusted`` staff took it down: at the public form anybody could
    give theirs for another's.
    """
    name, phone, email = given.name.strip()[:255], given.phone.strip()[:255], given.email.strip()[:255]
    asked = {"customer": customer.id, "phone": phone, "name": name}
    found = _CONTACT.first(tx.connection, asked)
    if found is not None:
        if trusted and email and not found[1]:
            _KEEP_ADDRESS.run(tx.connection, {"wanted": found[0], "address": email})
        return KnownContact(found[0], name, phone, email or found[1])
    contact = KnownContact(new_id(), name, phone, email)
    row = {"id": contact.id, "customer_id": customer.id, "created_at": tx.at}
    _ADD_CONTACT.run(tx.connection, {**row, "name": name, "phone": phone, "email": email})
    keep_words(tx.connection, customer.id, {name, phone} - set(customer.told))
    return contact
