"""Cases, their history, and what the customer may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, or_, select

from service.domain.cases import Case, CaseMessage
from service.domain.customer_access import (
    CASE_PARTS,
    case_parts,
    masked_address,
    masked_email,
    masked_phone,
)
from service.domain.customers import Contact, Customer, ServiceRecord
from service.domain.history import HistoryEvent
from service.domain.people import FRONT_DESK
from service.domain.views import (
    CaseDetail,
    CaseMessageView,
    CaseView,
    HistoryView,
    Page,
    PageRequest,
    ServiceRecordView,
)
from service.errors import CaseNotFound, CustomerNotFound
from service.queries.searching import cases_like, every_run_of
from service.queries.sentences import told
from service.queries.tasks import TaskFilter, inbox
from service.store.merged import entries_of
from service.store.paging import page_of, paged
from service.store.shaping import case_view, case_with, history_view, message_view, record_view
from service.store.visibility import glimpses_case, reads_events, sees_case, works_on_case

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


MOST_SUBJECTS = 5_000
"""So many subjects are read through, the newest."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for; None means any.

    ``text``: a number, a customer's name or phone, read off their indexes, or a piece of the newest cases'
    subjects; where nothing is found so, a piece of any number, subject or name.
    """

    status: str | None = None
    kind: str | None = None
    customer_id: UUID | None = None
    number: str | None = None
    text: str | None = None


def cases(rt: Runtime, wanted: CaseFilter, page: PageRequest, *, by: Actor) -> Page[CaseView]:
    """The cases this person may see and asks for, newest first."""
    asked = [
        column == value
        for column, value in (
            (Case.status, wanted.status),
            (Case.kind, wanted.kind),
            (Case.customer_id, wanted.customer_id),
            (Case.number, wanted.number),
        )
        if value is not None
    ]
    with rt.reading() as session:
        if wanted.text:
            asked.append(_holding(session, wanted.text))
        statement = (
            select(Case, Customer.name)
            .join(Customer, Customer.id == Case.customer_id)
            .where(glimpses_case(by), *asked)
        )
        rows = session.execute(
            paged(cast("Select[Any]", statement), page, (Case.id,), (UUID,), descending=True)
        ).all()
    return page_of(rows, page, lambda row: (row[0].id,), lambda row: case_view(row[0], row[1]))


def _holding(session: Session, text: str) -> ColumnElement[bool]:
    newest = select(Case.id, Case.subject).order_by(Case.id.desc()).limit(MOST_SUBJECTS).subquery()
    about = select(newest.c.id).where(newest.c.subject.icontains(text, autoescape=True))
    found = {*cases_like(session, text), *session.execute(about).scalars()}
    if found:
        return Case.id.in_(found)
    looked_for = (Case.number, Case.subject, Customer.name)
    return or_(*(column.icontains(text, autoescape=True) for column in looked_for))


def case_detail(rt: Runtime, case_id: UUID, *, by: Actor) -> CaseDetail:
    """A case with its contact, its messages and the open tasks in it, as far as this person may see them."""
    wanted = (
        select(Case, Customer, Contact, _whether(sees_case(by)), _whether(works_on_case(by)))
        .join(Customer, Customer.id == Case.customer_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Case.id == case_id, glimpses_case(by))
    )
    with rt.reading() as session:
        found = session.execute(wanted).one_or_none()
        if found is None:
            raise CaseNotFound(case_id=case_id)
        sees = CASE_PARTS if found[3] else case_parts(by)
        messages = _messages(session, case_id) if "messages" in sees else ()
    tasks = inbox(rt, TaskFilter(case_id=case_id), PageRequest(), by=by).items
    told = case_with(found[0], found[1], found[2], messages=messages, open_tasks=tasks)
    return replace(
        told if "contact" in sees else _masked(told),
        sees=sees,
        may=frozenset(name for name, may in (("read", found[3]), ("work", found[4])) if may),
    )


def _whether(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _messages(session: Session, case_id: UUID) -> tuple[CaseMessageView, ...]:
    exchanged = select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(CaseMessage.id)
    return tuple(message_view(each) for each in session.execute(exchanged).scalars())


def _masked(told: CaseDetail) -> CaseDetail:
    """Without how the customer is reached: enough to know them again."""
    return replace(
        told,
        contact_phone=masked_phone(told.contact_phone),
        contact_email=masked_email(told.contact_email),
        address=masked_address(told.address) if told.address else told.address,
    )


def case_history(rt: Runtime, case_id: UUID, page: PageRequest, *, by: Actor) -> Page[HistoryView]:
    """What happened in a case, oldest first."""
    columns = (HistoryEvent.at, HistoryEvent.instance_id, HistoryEvent.seq)
    statement = (
        select(HistoryEvent)
        .join(Case, Case.id == case_id)
        .where(HistoryEvent.instance_id.in_(every_run_of(case_id)), reads_events(by))
    )
    with rt.reading() as session:
        if session.execute(select(Case.id).where(Case.id == case_id, glimpses_case(by))).first() is None:
            raise CaseNotFound(case_id=case_id)
        rows = session.execute(paged(statement, page, columns, (datetime, UUID, int))).scalars().all()
        found = page_of(rows, page, lambda row: (row.at, row.instance_id, row.seq), history_view)
        return told(rt, session, found, by=by)


def service_records(
    rt: Runtime, customer_id: UUID, page: PageRequest, *, by: Actor
) -> Page[ServiceRecordView]:
    """A customer's service record, newest first: for front desk, supervisors, and who sees its case."""
    statement = select(ServiceRecord).where(ServiceRecord.customer_id.in_(entries_of(customer_id)))
    if not (by.is_in(FRONT_DESK) or by.is_supervisor):
        statement = statement.join(Case, Case.id == ServiceRecord.case_id).where(sees_case(by))
    with rt.reading() as session:
        if session.get(Customer, customer_id) is None:
            raise CustomerNotFound(customer_id=customer_id)
        chosen = paged(statement, page, (ServiceRecord.id,), (UUID,), descending=True)
        rows = session.execute(chosen).scalars().all()
    return page_of(rows, page, lambda row: (row.id,), record_view)
