"""Customers: the list, and one customer's file as the reader may see it (S1-2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from service.domain.access import AccessGrant
from service.domain.cases import Case, CaseStatus
from service.domain.customer_access import (
    masked_address,
    masked_email,
    masked_phone,
    parts_seen,
)
from service.domain.customers import Contact, Customer
from service.domain.follow_ups import PlannedVisit
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.tiers import CustomerIndicators
from service.domain.views import Page, PageRequest
from service.domain.views.customers import (
    ContactView,
    CustomerFile,
    CustomerRow,
    Leave,
    PeriodIndicators,
    PlannedVisitView,
)
from service.errors import CustomerNotFound
from service.queries.cases import CaseFilter, cases, service_records
from service.queries.searching import MOST_CUSTOMERS
from service.queries.tiers import tier_decisions
from service.store.merged import entries_of
from service.store.paging import page_of, paged
from service.store.searching import customers_like
from service.store.visibility import glimpses_case, sees_customer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

PROCESS = "access_request"
"""The process that decides whether somebody may see what is sensitive."""
MOST = 20
MOST_PERIODS = 8


def customers(rt: Runtime, text: str, page: PageRequest, *, by: Actor) -> Page[CustomerRow]:
    """The customers this person may look at whose name, company or phone holds this text, by name."""
    mine = (Case.customer_id == Customer.id, glimpses_case(by))
    every = select(func.count(Case.id)).where(*mine).correlate(Customer).scalar_subquery()
    still = select(func.count(Case.id)).where(*mine, Case.status == CaseStatus.OPEN)
    statement = select(Customer, every, still.correlate(Customer).scalar_subquery()).where(
        Customer.merged_into_id.is_(None), sees_customer(by)
    )
    wanted = text.replace("\0", "").strip()
    with rt.reading() as session:
        if wanted:
            statement = statement.where(_holding(session, wanted, phones="contact" in parts_seen(by)))
        chosen = paged(cast("Select[Any]", statement), page, (Customer.name, Customer.id), (str, UUID))
        rows = session.execute(chosen).all()
    open_book = "contact" in parts_seen(by)
    return page_of(rows, page, lambda row: (row[0].name, row[0].id), lambda row: _row(row, open_book))


def _holding(session: Session, text: str, *, phones: bool) -> ColumnElement[bool]:
    """Customers found by their words, where phones may be looked up; else what a name or company holds."""
    like = customers_like(text, most=MOST_CUSTOMERS) if phones else None
    found = list(session.execute(like).scalars()) if like is not None else []
    if found:
        return Customer.id.in_(found)
    looked_in = [Customer.name, Customer.company, *([Customer.phone] if phones else [])]
    return or_(*(each.icontains(text, autoescape=True) for each in looked_in))


def customer_file(rt: Runtime, customer_id: UUID, *, by: Actor) -> CustomerFile:
    """A customer as this person may see them: parts by their groups, the rest masked or left out."""
    with rt.reading() as session:
        wanted = select(Customer).where(Customer.id == customer_id, sees_customer(by))
        told = session.execute(wanted).scalar_one_or_none()
        if told is None:
            raise CustomerNotFound(customer_id=customer_id)
        leave = _leave(rt, session, customer_id, by)
        sees = parts_seen(by) | ({"sensitive", "contact"} if leave.until else frozenset())
        contacts = _contacts(session, customer_id, open_book="contact" in sees)
        chances = "opportunities" in sees
        visits = _visits(session, customer_id) if chances else ()
        periods = _periods(session, customer_id) if chances else ()
    phone, email, address = _reached(told, open_book="contact" in sees)
    plain: tuple[str, ...] = ("id", "name", "company", "industry", "tier", "created_at", "merged_into_id")
    return CustomerFile(
        **{name: getattr(told, name) for name in plain},
        phone=phone,
        email=email,
        address=address,
        decision_chain=told.decision_chain if "sensitive" in sees else None,
        budget=told.budget if "sensitive" in sees else None,
        scope=told.scope or "",
        contacts=contacts,
        sees=sees,
        leave=leave,
        indicators=periods,
        decisions=tier_decisions(rt, customer_id) if chances else (),
        visits=visits,
        cases=cases(rt, CaseFilter(customer_id=customer_id), PageRequest(MOST), by=by).items,
        records=service_records(rt, customer_id, PageRequest(MOST), by=by).items,
    )


def _reached(told: Customer, *, open_book: bool) -> tuple[str, str, str]:
    """How they are reached; for whom that is not their work, masked."""
    if open_book:
        return told.phone, told.email, told.address
    return masked_phone(told.phone), masked_email(told.email), masked_address(told.address)


def may_see_customer(session: Session, customer_id: UUID, by: Actor) -> bool:
    """Whether this person may look at this customer at all."""
    wanted = select(Customer.id).where(Customer.id == customer_id, sees_customer(by))
    return session.execute(wanted).first() is not None


def asked_already(session: Session, customer_id: UUID, by: Actor) -> bool:
    """Whether a request of theirs to see this customer's sensitive data is not decided yet."""
    key = access_key(customer_id, by)
    running = (InstanceState.ACTIVE, InstanceState.SUSPENDED)
    wanted = select(ProcessInstance.id).where(
        ProcessInstance.process_key == PROCESS,
        ProcessInstance.business_key == key,
        ProcessInstance.state.in_(running),
    )
    return session.execute(wanted.limit(1)).first() is not None


def access_key(customer_id: UUID, by: Actor) -> str:
    """The business key of a request for access: one customer, one person."""
    return f"access:{customer_id}:{by.name}"[:255]


def _leave(rt: Runtime, session: Session, customer_id: UUID, by: Actor) -> Leave:
    given = select(func.max(AccessGrant.expires_at)).where(
        AccessGrant.customer_id.in_(entries_of(customer_id)),
        AccessGrant.person_name == by.name,
        AccessGrant.expires_at > rt.now(),
    )
    until = session.execute(given).scalar()
    return Leave(until, until is None and asked_already(session, customer_id, by))


def _contacts(session: Session, customer_id: UUID, *, open_book: bool) -> tuple[ContactView, ...]:
    wanted = select(Contact).where(Contact.customer_id == customer_id).order_by(Contact.id).limit(MOST)
    return tuple(
        ContactView(
            each.id,
            each.name,
            each.phone if open_book else masked_phone(each.phone),
            each.email if open_book else masked_email(each.email),
            each.language or "",
            each.time_zone or "",
            each.unsubscribed_at,
        )
        for each in session.execute(wanted).scalars()
    )


def _visits(session: Session, customer_id: UUID) -> tuple[PlannedVisitView, ...]:
    wanted = select(PlannedVisit).where(PlannedVisit.customer_id == customer_id)
    rows = session.execute(wanted.order_by(PlannedVisit.id.desc()).limit(MOST_PERIODS)).scalars()
    return tuple(PlannedVisitView(each.due_on, each.method, each.state) for each in rows)


def _periods(session: Session, customer_id: UUID) -> tuple[PeriodIndicators, ...]:
    """The latest indicators of each period, the last period first."""
    theirs = CustomerIndicators.customer_id.in_(entries_of(customer_id))
    wanted = select(CustomerIndicators).where(theirs)
    rows = session.execute(wanted.order_by(CustomerIndicators.id.desc()).limit(4 * MOST_PERIODS)).scalars()
    found: dict[str, PeriodIndicators] = {}
    for each in rows:
        found.setdefault(each.period, PeriodIndicators(each.period, each.indicators, each.at))
    return tuple(sorted(found.values(), key=lambda each: each.period, reverse=True)[:MOST_PERIODS])


def _row(row: Any, open_book: bool) -> CustomerRow:  # Any: a customer with two counts
    customer, every, still = row
    phone = customer.phone if open_book else masked_phone(customer.phone)
    return CustomerRow(customer.id, customer.name, customer.company, phone, customer.tier, every, still)
