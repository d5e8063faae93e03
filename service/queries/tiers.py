"""Customers to be looked at in a tier review, and what was decided before."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.customers import Customer
from service.domain.definitions import ProcessDefinition
from service.domain.tiers import CustomerIndicators, Indicators, TierDecision, may_regrade_cases
from service.domain.views import Page, PageRequest
from service.domain.views.tiers import (
    CustomerTierView,
    IndicatorsView,
    TierCandidate,
    TierDecisionView,
)
from service.errors import CustomerNotFound
from service.store.merged import entries_of, kept_of
from service.store.paging import page_of, paged
from service.store.shaping import tier_decision_view
from service.store.visibility import may_see_instance

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

REVIEWED_IN = "tier_change"
"""The process that proposes tiers by the live table."""
THRESHOLDS = "customer_tier"


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
        .where(Customer.merged_into_id.is_(None), CustomerIndicators.at == newest, ~decided.exists())
        .order_by(Customer.id, CustomerIndicators.id.desc())
    )
    found: dict[UUID, TierCandidate] = {}
    with rt.reading() as session:
        for customer, row in session.execute(wanted):
            found.setdefault(customer.id, _candidate(customer, row))
    return tuple(found.values())


def tier_decisions(rt: Runtime, customer_id: UUID) -> tuple[TierDecisionView, ...]:
    """What was decided for this customer, the last first."""
    wanted = select(TierDecision).where(TierDecision.customer_id.in_(entries_of(customer_id)))
    with rt.reading() as session:
        rows = session.execute(wanted.order_by(TierDecision.id.desc())).scalars()
        return tuple(map(tier_decision_view, rows))


def tier_archive(rt: Runtime, page: PageRequest, *, by: Actor) -> Page[TierDecisionView]:
    """Every decision on a customer's tier, the latest first (S2-3.3)."""
    wanted = paged(select(TierDecision), page, (TierDecision.id,), (UUID,), descending=True)
    with rt.reading() as session:
        return page_of(session.scalars(wanted).all(), page, lambda row: (row.id,), tier_decision_view)


def customer_tier(rt: Runtime, customer_id: UUID, *, by: Actor) -> CustomerTierView:
    """A customer's tier, the indicators of every period as they now hold, and the decisions."""
    with rt.reading() as session:
        customer_id = kept_of(session, customer_id)
        mine = select(CustomerIndicators).where(CustomerIndicators.customer_id == customer_id)
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise CustomerNotFound(customer_id=customer_id)
        rows = session.scalars(mine.order_by(CustomerIndicators.id.desc())).all()
        newest: dict[str, CustomerIndicators] = {}
        for row in rows:
            newest.setdefault(row.period, row)
    told = tuple(
        IndicatorsView(customer_id, period, row.indicators, row.at, row.by)
        for period, row in sorted(newest.items(), reverse=True)
    )
    proposed = _proposed(rt, rows[0].indicators) if rows else None
    return CustomerTierView(customer_id, customer.tier, proposed, told, tier_decisions(rt, customer_id))


def may_regrade(rt: Runtime, instance_id: UUID | None, *, by: Actor) -> bool:
    """Whether this person may serve a case they see by another tier; asked of the database only where their
    groups do not say.
    """
    if may_regrade_cases(by) or not by.is_supervisor or instance_id is None:
        return may_regrade_cases(by)
    with rt.reading() as session:
        return may_see_instance(session, instance_id, by)


def _proposed(rt: Runtime, indicators: Indicators) -> int | None:
    """The tier the live table of thresholds gives these indicators."""
    newest = select(ProcessDefinition.id).where(ProcessDefinition.key == REVIEWED_IN)
    with rt.reading() as session:
        found = session.scalars(newest.order_by(ProcessDefinition.version.desc()).limit(1)).first()
    if found is None:
        return None
    asked = {name: Decimal(value) for name, value in asdict(indicators).items()}
    value = rt.definitions.get(found).decide(THRESHOLDS, asked, rt.now()).value
    return int(value) if isinstance(value, Decimal) else None


def _candidate(customer: Customer, row: CustomerIndicators) -> TierCandidate:
    return TierCandidate(
        customer.id, customer.name, customer.email, customer.tier, row.period, row.indicators
    )
