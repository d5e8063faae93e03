"""Follow-up visits: planned ahead by tier and last purchase, begun on their day, ended with the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, func, select

from service.domain.cases import Case
from service.domain.customers import Customer, ServiceRecord
from service.domain.follow_up_plan import Turn, plan_calls, target_after
from service.domain.follow_ups import OPEN, PlannedVisit, VisitAnswer, VisitState
from service.domain.instances import ProcessInstance
from service.domain.people import SYSTEM
from service.domain.views.follow_ups import VisitView
from service.errors import InstanceNotFound, Invalid
from service.ids import new_id

if TYPE_CHECKING:
    from service.engine import Definition
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

DECISION = "follow_up_every"
AHEAD = timedelta(days=60)
"""How far ahead visits are given a day: far enough to spread them, near enough to know the tier."""


def begin_visits(rt: Runtime, instance_id: UUID) -> tuple[VisitView, ...]:
    """Plan what comes up in the next weeks, and begin the visits whose day has come.

    The table ``follow_up_every`` of the instance's own definition says how often and by which method.
    """
    with rt.transaction() as tx:
        missing = InstanceNotFound(instance_id=instance_id)
        instance = tx.get(ProcessInstance, instance_id, missing)
        today = tx.calendars().default.local_day(tx.at)
        _plan(tx, tx.definitions.get(instance.definition_id), today)
        tx.session.flush()
        wanted = select(PlannedVisit).where(PlannedVisit.state == VisitState.PLANNED)
        due = wanted.where(PlannedVisit.due_on <= today).order_by(PlannedVisit.due_on, PlannedVisit.tier)
        rows = tx.session.execute(due.with_for_update()).scalars().all()
        for row in rows:
            row.start()
        return tuple(_view(row, tx.session.get_one(Customer, row.customer_id)) for row in rows)


def end_visit(rt: Runtime, visit_id: UUID, answer: VisitAnswer, *, instance_id: UUID) -> None:
    """Note how the visit went, in the plan and in the customer's service record.

    Whoever was not reached is tried again on the next working day, as often as the table says; the
    customer's next turn counts from the end.
    """
    with rt.transaction() as tx:
        visit = tx.session.get(PlannedVisit, visit_id, with_for_update=True)
        if visit is None:
            raise Invalid.field("visit_id", "there is no such visit")
        if visit.state not in OPEN:
            return
        instance = tx.get(ProcessInstance, instance_id, InstanceNotFound(instance_id=instance_id))
        allowed = _rule(tx.definitions.get(instance.definition_id), visit.tier, tx.at).attempts
        if answer.reached or visit.attempts + 1 >= allowed:
            visit.end(answer, at=tx.at)
        else:
            visit.try_again(on=_next_working_day(tx))
        tx.add(_entry(tx, visit, answer))


def _next_working_day(tx: Transaction) -> date:
    calendar = tx.calendars().default
    return calendar.local_day(calendar.close_of_working_day(tx.at, 1) - timedelta.resolution)


def _entry(tx: Transaction, visit: PlannedVisit, answer: VisitAnswer) -> ServiceRecord:
    """What the visit leaves in the customer's service record (S1-5.3)."""
    told = {"reached": answer.reached, "result": answer.result, "satisfaction": answer.satisfaction}
    told |= {"method": visit.method, "attempt": visit.attempts, "passed_to": answer.passed_to}
    said = [str(each) for each in answer.said.values() if each]
    return ServiceRecord(
        id=new_id(),
        customer_id=visit.customer_id,
        case_id=None,
        at=tx.at,
        by=SYSTEM.name,
        kind="follow_up_visit",
        text=" · ".join(said) or ("reached" if answer.reached else "not reached"),
        detail={**told, **answer.said},
        corrects_id=None,
    )


def _plan(tx: Transaction, definition: Definition, today: date) -> None:
    """Give every customer whose turn comes up, and who has no visit open, a day of their own."""
    turns = [turn for turn in _turns(tx, definition) if turn.target_on - today <= AHEAD]
    planned = select(PlannedVisit.due_on).where(PlannedVisit.state == VisitState.PLANNED)
    already = Counter(tx.session.execute(planned).scalars())
    calendar = tx.calendars().default
    for call in plan_calls(turns, calendar, today=today, already=already):
        tx.add(
            PlannedVisit(
                id=new_id(),
                customer_id=UUID(call.turn.customer),
                tier=call.turn.rank,
                method=call.turn.method,
                target_on=call.turn.target_on,
                due_on=call.day,
                state=VisitState.PLANNED,
                planned_at=tx.at,
                ended_at=None,
            )
        )


def _turns(tx: Transaction, definition: Definition) -> list[Turn]:
    """Whose turn is when: so many months after the last purchase or visit, by tier."""
    rules = {tier: _rule(definition, tier, tx.at) for tier in (1, 2, 3, 4)}
    zone = tx.calendars().default
    found = []
    for customer, bought_on, visited_at in tx.session.execute(_waiting()):
        rule = rules[customer.tier]
        if rule.every_months == 0:
            continue
        days = [zone.local_day(customer.created_at), bought_on]
        days.append(zone.local_day(visited_at) if visited_at else None)
        last_on = max(day for day in days if day is not None)
        target = target_after(last_on, rule.every_months)
        found.append(Turn(str(customer.id), target, rule.method, rule.slack_days, customer.tier))
    return found


def _waiting() -> Select[Customer, date | None, datetime | None]:
    """Customers without an open visit, with their last purchase and the end of their last visit."""
    has_open = select(PlannedVisit.id).where(
        PlannedVisit.customer_id == Customer.id, PlannedVisit.state.in_(OPEN)
    )
    bought = select(func.max(Case.purchased_on)).where(Case.customer_id == Customer.id)
    visited = select(func.max(PlannedVisit.ended_at)).where(PlannedVisit.customer_id == Customer.id)
    wanted = select(Customer, bought.scalar_subquery(), visited.scalar_subquery())
    return wanted.where(~has_open.exists()).order_by(Customer.id)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the table says of the visits to a tier."""

    every_months: int
    method: str
    slack_days: int
    attempts: int


def _rule(definition: Definition, tier: int, now: datetime) -> _Rule:
    told = definition.decide(DECISION, {"tier": Decimal(tier)}, now).outputs
    months, slack = int(str(told["every_months"])), int(str(told["slack_days"]))
    return _Rule(months, str(told["method"]), slack, int(str(told.get("attempts", 1))))


def _view(row: PlannedVisit, customer: Customer) -> VisitView:
    return VisitView(row.id, customer.id, customer.name, customer.phone, row.tier, row.method, row.due_on)
