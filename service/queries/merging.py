"""What merging two entries of one customer would move, looked at before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, func, select

from service.domain.attachments import Attachment
from service.domain.cases import Case, CaseStatus
from service.domain.customers import Contact, Customer, ServiceRecord
from service.domain.follow_ups import PlannedVisit
from service.domain.merging import may_merge
from service.domain.surveys import Survey
from service.domain.views.merging import MergeView
from service.errors import CustomerMerged, CustomerNotFound, Invalid, NotAllowed
from service.store.visibility import sees_customer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


def look_at_merge(rt: Runtime, kept_id: UUID, other_id: UUID, *, by: Actor) -> MergeView:
    """What would move from the other to the one kept; nothing is changed."""
    if not may_merge(by):
        raise NotAllowed(reason="customers are merged by aftersales and supervisors")
    if kept_id == other_id:
        raise Invalid.field("other_id", "somebody else")
    wanted = select(Customer).where(Customer.id.in_((kept_id, other_id)), sees_customer(by))
    with rt.reading() as session:
        found = {each.id: each for each in session.execute(wanted).scalars()}
        for each in (kept_id, other_id):
            if each not in found:
                raise CustomerNotFound(customer_id=each)
            into = found[each].merged_into_id
            if into is not None:
                raise CustomerMerged(name=found[each].name, into=into)
        return merge_look(session, found[kept_id], found[other_id])


def merge_look(session: Session, kept: Customer, other: Customer) -> MergeView:
    """How much of the other there is, in one statement."""
    theirs = Case.customer_id == other.id
    inside = select(Case.id).where(theirs)
    counts = (
        _count(Case).where(theirs),
        _count(Case).where(theirs, Case.status == CaseStatus.OPEN),
        _count(Contact).where(Contact.customer_id == other.id),
        _count(Attachment).where(Attachment.case_id.in_(inside)),
        _count(PlannedVisit).where(PlannedVisit.customer_id == other.id),
        _count(Survey).where(Survey.case_id.in_(inside)),
        _count(ServiceRecord).where(ServiceRecord.customer_id == other.id),
    )
    found = session.execute(select(*(each.scalar_subquery() for each in counts))).one()
    one, two = ((each.id, each.name, each.phone, each.tier) for each in (kept, other))
    return MergeView(*one, *two, *found)


def _count(row: type[Any]) -> Select[Any]:  # Any: a mapped class
    return select(func.count()).select_from(row)
