"""Customer tiers: indicators entered, a decision applied to the customer and to the open cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case, CaseStatus
from service.domain.clocks import Act
from service.domain.customers import Customer
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.tiers import (
    PERIOD,
    TIERS,
    CustomerIndicators,
    Indicators,
    TierAsked,
    TierDecision,
    may_decide_tier,
)
from service.domain.views.tiers import IndicatorsView, TierDecisionView
from service.errors import CustomerNotFound, Invalid, NotAllowed
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.customers import lock_customer
from service.operations.ledger import Clocks
from service.operations.notifying import notify
from service.operations.regrading import tell_process
from service.operations.timekeeping import regrade
from service.queries.customer_files import may_see_customer
from service.store.hot import save_case
from service.store.merged import kept_of
from service.store.shaping import tier_decision_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_TOLD = ("group:customer_service", "group:sales", "group:aftersales", "group:technical_support")
"""Who serves customers by their tier, and is told when one changes (S2-7)."""
_RUNNING = (InstanceState.ACTIVE, InstanceState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class TierDecided:
    """What was decided for a customer, by whom and why; ``instance_id`` is the review it was decided in."""

    customer_id: UUID
    tier: int
    reason: str
    decided_by: str
    proposed: int | None = None
    instance_id: UUID | None = None


def put_indicators(
    rt: Runtime, customer_id: UUID, period: str, indicators: Indicators, *, by: Actor
) -> IndicatorsView:
    """Enter a period's indicators; what was entered before stays on record, the same again adds nothing."""
    if PERIOD.fullmatch(period) is None:
        raise Invalid.field("period", "write a quarter or a half-year, such as 2026-Q4 or 2026-H2")
    with rt.transaction() as tx:
        customer_id = kept_of(tx.session, customer_id)
        tx.get(Customer, customer_id, CustomerNotFound(customer_id=customer_id))
        row = _newest(tx, customer_id, period)
        if row is None or row.indicators != indicators:
            told = {"id": new_id(), "customer_id": customer_id, "period": period, "at": tx.at, "by": by.name}
            row = tx.add(CustomerIndicators(**told, **asdict(indicators)))
        return IndicatorsView(customer_id, period, indicators, row.at, row.by)


def _newest(tx: Transaction, customer_id: UUID, period: str) -> CustomerIndicators | None:
    wanted = select(CustomerIndicators).where(
        CustomerIndicators.customer_id == customer_id, CustomerIndicators.period == period
    )
    return tx.session.execute(wanted.order_by(CustomerIndicators.id.desc()).limit(1)).scalar_one_or_none()


def decide_tier(rt: Runtime, customer_id: UUID, asked: TierAsked, *, by: Actor) -> TierDecisionView:
    """Decide a customer's tier between two reviews; the departments and the customer are told of a change."""
    if not may_decide_tier(by):
        raise NotAllowed(reason="customers' tiers are decided by the tier group and by supervisors of all")
    asked.must_make_sense()
    reason = checked_text("reason", asked.reason)
    with rt.transaction() as tx:
        kept_id = kept_of(tx.session, customer_id)
        if not may_see_customer(tx.session, kept_id, by):
            raise CustomerNotFound(customer_id=customer_id)
        told = apply_tier(rt, TierDecided(kept_id, asked.tier, reason, by.name))
        if told.tier != told.tier_before:
            _tell(tx, tx.session.get_one(Customer, kept_id), told)
        return told


def _tell(tx: Transaction, customer: Customer, told: TierDecisionView) -> None:
    facts = {"customer_name": customer.name, "tier": told.tier}
    notify(tx, None, _TOLD, "tier_changed", tier_before=told.tier_before, text=told.reason, **facts)
    notify(tx, None, [f"customer:{customer.id}"], "your_tier", **facts)


def apply_tier(rt: Runtime, decided: TierDecided) -> TierDecisionView:
    """Archive the decision, serve the customer by the tier decided, and put open cases under its promises.

    A better tier brings the open deadlines forward; a lower one leaves those already promised (D5).
    """
    if decided.tier not in TIERS:
        raise Invalid.field("tier", "a tier is 1, 2, 3 or 4")
    with rt.transaction() as tx:
        customer_id = kept_of(tx.session, decided.customer_id)
        customer, instances = _lock_with_open_cases(tx, customer_id)
        row = _archived(tx, customer, decided)
        if customer.tier != decided.tier:
            customer.tier = decided.tier
            _regrade(tx, instances, decided)
        return tier_decision_view(row)


def _archived(tx: Transaction, customer: Customer, decided: TierDecided) -> TierDecision:
    return tx.add(
        TierDecision(
            id=new_id(),
            customer_id=customer.id,
            instance_id=decided.instance_id,
            tier_before=customer.tier,
            tier_proposed=decided.proposed,
            tier=decided.tier,
            reason=checked_text("reason", decided.reason),
            decided_by=decided.decided_by,
            at=tx.at,
        )
    )


def _lock_with_open_cases(tx: Transaction, customer_id: UUID) -> tuple[Customer, list[ProcessInstance]]:
    """The customer, and the running instances of their open cases, the instances locked first.

    A case being opened holds the customer: whoever waited for that lets go and takes the new instance too,
    for nobody may wait for an instance with the customer in hand. From here on new cases have the new tier.
    """
    while True:
        instances = [tx.lock_instance(each) for each in sorted(_open_runs(tx, customer_id))]
        with tx.session.begin_nested() as held:
            customer = lock_customer(tx, customer_id)
            if _open_runs(tx, customer_id) <= {each.id for each in instances}:
                return customer, instances
            held.rollback()


def _open_runs(tx: Transaction, customer_id: UUID) -> set[UUID]:
    """The running instances of the customer's open cases."""
    wanted = (
        select(ProcessInstance.id)
        .join(Case, Case.id == ProcessInstance.case_id)
        .where(Case.customer_id == customer_id, Case.status == CaseStatus.OPEN)
        .where(ProcessInstance.state.in_(_RUNNING))
    )
    return set(tx.session.scalars(wanted))


def _regrade(tx: Transaction, instances: list[ProcessInstance], decided: TierDecided) -> None:
    for instance in instances:
        if instance.case_id is None:
            continue
        before = tx.session.get_one(Case, instance.case_id).tier
        if before == decided.tier:
            continue
        tx.session.flush()
        save_case(tx.connection, instance.case_id, {"tier": decided.tier})
        clocks = Clocks.load(tx, instance, {})
        regrade(clocks, "tier", Act(tx.at, decided.decided_by))
        clocks.save()
        detail = {"from": before, "to": decided.tier, "reason": decided.reason}
        tell_process(tx, instance, decided.tier, (decided.decided_by, detail))
