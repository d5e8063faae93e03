"""Two entries of one customer made one (S1-2.4): everything is led to the one kept, nothing is lost.

What was put on record of the other stays where it was put, for it may not be altered; it is read together
with the kept one's. The other stays as well, and leads to the kept one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, update

from service.domain.cases import Case
from service.domain.customers import Contact, Customer, ServiceRecord
from service.domain.follow_ups import OPEN, PlannedVisit, VisitState
from service.domain.instances import ProcessInstance
from service.domain.merging import MergeAsked, may_merge
from service.domain.views.merging import MergeView
from service.errors import CustomerMerged, CustomerNotFound, Invalid, NotAllowed
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.audit import note_act
from service.operations.customers import lock_customer
from service.queries.customer_files import may_see_customer
from service.queries.merging import merge_look
from service.store.searching import adopt_words

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_KEPT = ("phone", "email", "company", "industry", "address", "scope", "decision_chain", "budget")
"""What the kept one is given of the other where it has nothing itself."""


def merge_customers(rt: Runtime, kept_id: UUID, asked: MergeAsked, *, by: Actor) -> MergeView:
    """Lead everything of the other customer to this one; the other forwards to it from now on."""
    if not may_merge(by):
        raise NotAllowed(reason="customers are merged by aftersales and supervisors")
    if kept_id == asked.other_id:
        raise Invalid.field("other_id", "somebody else")
    reason = checked_text("reason", asked.reason)
    with rt.transaction() as tx:
        runs = _lock_runs(tx, asked.other_id)
        both = {each: lock_customer(tx, each) for each in sorted((kept_id, asked.other_id))}
        kept, other = both[kept_id], both[asked.other_id]
        for each in (kept, other):
            if not may_see_customer(tx.session, each.id, by):
                raise CustomerNotFound(customer_id=each.id)
            if each.merged_into_id is not None:
                raise CustomerMerged(name=each.name, into=each.merged_into_id)
        told = merge_look(tx.session, kept, other)
        _lead(tx, kept, other)
        _note(tx, (kept, other), told, (by, reason))
        for run in runs:
            detail = {"from": other.name, "to": kept.name, "reason": reason}
            tx.tell(run, "case.customer_merged", by.name, detail=detail)
        return told


def _lock_runs(tx: Transaction, other_id: UUID) -> list[ProcessInstance]:
    """The runs of the other's cases, locked in one order before anything else is."""
    wanted = select(Case.instance_id).where(Case.customer_id == other_id, Case.instance_id.is_not(None))
    ids = tx.session.execute(wanted).scalars().all()
    return [tx.lock_instance(each) for each in sorted(each for each in ids if each is not None)]


def _lead(tx: Transaction, kept: Customer, other: Customer) -> None:
    """Let everything that may be changed name the one kept."""
    for row in (Case, Contact):
        tx.session.execute(update(row).where(row.customer_id == other.id).values(customer_id=kept.id))
    _lead_visits(tx, kept, other)
    earlier = update(Customer).where(Customer.merged_into_id == other.id)
    tx.session.execute(earlier.values(merged_into_id=kept.id))
    for name in _KEPT:
        if not getattr(kept, name) and getattr(other, name):
            setattr(kept, name, getattr(other, name))
    other.merged_into_id = kept.id
    tx.session.flush()
    adopt_words(tx.connection, other.id, kept.id)


def _lead_visits(tx: Transaction, kept: Customer, other: Customer) -> None:
    """All go along; of what both have open one holds, the call already made first: nobody is called twice."""
    mine, theirs = PlannedVisit.customer_id == kept.id, PlannedVisit.customer_id == other.id
    planned = PlannedVisit.state == VisitState.PLANNED
    counts = (
        select(func.count()).where(mine, PlannedVisit.state.in_(OPEN)).scalar_subquery(),
        select(func.count()).where(theirs, PlannedVisit.state == VisitState.STARTED).scalar_subquery(),
    )
    open_here, begun_there = tx.session.execute(select(*counts)).one()
    cancelled = update(PlannedVisit).values(state=VisitState.CANCELLED)
    if begun_there:
        tx.session.execute(cancelled.where(mine, planned))
    if open_here or begun_there:
        tx.session.execute(cancelled.where(theirs, planned))
    tx.session.execute(update(PlannedVisit).where(theirs).values(customer_id=kept.id))


def _note(tx: Transaction, both: tuple[Customer, Customer], told: MergeView, done: tuple[Actor, str]) -> None:
    """On both records, and where acts of people are kept."""
    (kept, other), (by, reason) = both, done
    moved = {"cases": told.cases, "contacts": told.contacts, "files": told.files, "visits": told.visits}
    for each, text in ((kept, f"{other.name} → {kept.name}: {reason}"), (other, f"→ {kept.name}: {reason}")):
        tx.add(
            ServiceRecord(
                id=new_id(),
                customer_id=each.id,
                case_id=None,
                at=tx.at,
                by=by.name,
                kind="customer_merged",
                text=text,
                detail={"kept": str(kept.id), "merged": str(other.id), **moved},
                corrects_id=None,
            )
        )
    facts = {"kept": str(kept.id), "name": other.name, "reason": reason, **moved}
    note_act(tx, "customer.merged", str(other.id), by=by.name, **facts)
    tx.session.flush()
