"""Customers to be looked at in a tier review, and what was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.customers import Customer
from service.domain.tiers import CustomerIndicators, TierDecision
from service.domain.views.tiers import TierCandidate, TierDecisionView

if TYPE_CHECKING:
    from service.runtime import Runtime


def tier_candidates(rt: Runtime) -> tuple[TierCandidate, ...]:
    """Every customer whose indicators were entered since the last decision, by the newest of them."""
    newest = (
        select(func.max(CustomerIndicators.at))
        .where(CustomerIndicators.customer_id == Customer.id)
        .correlate(Customer)
        .scalar_subquery()
    )
    decided = select(TierDecision.id).where(
        TierDecision.customer_id == Customer.id, TierDecision.at >= CustomerIndicators.at
    )
    wanted = (
        select(Customer, CustomerIndicators)
        .join(CustomerIndicators, CustomerIndicators.customer_id == Customer.id)
        .where(CustomerIndicators.at == newest, ~decided.exists())
        .order_by(Customer.id, CustomerIndicators.id.desc())
    )
    found: dict[UUID, TierCandidate] = {}
    with rt.reading() as session:
        for customer, row in session.execute(wanted):
            found.setdefault(customer.id, _candidate(customer, row))
    return tuple(found.values())


def tier_decisions(rt: Runtime, customer_id: UUID) -> tuple[TierDecisionView, ...]:
    """What was decided for this customer, the last first."""
    wanted = select(TierDecision).where(TierDecision.customer_id == customer_id)
    with rt.reading() as session:
        rows = session.execute(wanted.order_by(TierDecision.id.desc())).scalars()
        return tuple(
            TierDecisionView(
                customer_id=row.customer_id,
                tier_before=row.tier_before,
                tier_proposed=row.tier_proposed,
                tier=row.tier,
                reason=row.reason,
                decided_by=row.decided_by,
                at=row.at,
            )
            for row in rows
        )


def _candidate(customer: Customer, row: CustomerIndicators) -> TierCandidate:
    return TierCandidate(
        customer.id, customer.name, customer.email, customer.tier, row.period, row.indicators
    )
