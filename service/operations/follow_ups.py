"""Follow-up visits: planned ahead by tier and last purchase, begun on their day, ended with the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from service.domain.cases import Case
from service.domain.customers import Customer, ServiceRecord
from service.domain.follow_up_plan import Turn, last_on_before, plan_calls, target_after
from service.domain.follow_ups import OPEN, PlannedVisit, VisitAnswer, VisitState
from service.domain.instances import ProcessInstance
from service.domain.people import SYSTEM
from service.domain.views.follow_ups import VisitView
from service.errors import InstanceNotFound, Invalid
from service.ids import new_id

if TYPE_CHECKING:
    from service.domain.calendars import WorkingCalendar
    from service.engine import Definition
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

DECISION = "follow_up_every"
AHEAD = timedelta(days=60)
"""How far ahead visits are given a day: far enough to spread them, near enough to know the tier."""
_A_DAY = 500
"""As many are planned and begun a day at most: one write, and one variable of the run, must bear them."""


def begin_visits(rt: Runtime, instance_id: UUID) -> tuple[VisitView, ...]:
    """Plan what comes up in the next weeks, and begin the visits whose day has come; of either as many as one
    day can bear, the next day goes on.

    The table ``follow_up_every`` of the instance's own definition says how often and by which method.
    """
    with rt.transaction() as tx:
        missing = InstanceNotFound(instance_id=instance_id)
        instance = tx.get(ProcessInstance, instance_id, missing)
        today = tx.calendars().default.local_day(tx.at)
        _plan(tx, tx.definitions.get(instance.definition_id), today)
        tx.session.flush()
        begun = tx.session.execute(_due(today)).all()
        for visit, _, _ in begun:
            visit.start()
        return tuple(_view(visit, name, phone) for visit, name, phone in begun)


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


def _due(today: date) -> Select[PlannedVisit, str, str]:
    """The visits whose day has come, the oldest and most important first, with whom to call where."""
    waiting = (PlannedVisit.state == VisitState.PLANNED) & (PlannedVisit.due_on <= today)
    wanted = select(PlannedVisit, Customer.name, Customer.phone).join(
        Customer, Customer.id == PlannedVisit.customer_id
    )
    ordered = wanted.where(waiting, Customer.merged_into_id.is_(None)).order_by(
        PlannedVisit.due_on, PlannedVisit.tier, PlannedVisit.id
    )
    return ordered.limit(_A_DAY).with_for_update(of=PlannedVisit)


def _plan(tx: Transaction, definition: Definition, today: date) -> None:
    """Give every customer whose turn comes up, and who has no visit open, a day of their own."""
    planned = select(PlannedVisit.due_on, func.count()).where(PlannedVisit.state == VisitState.PLANNED)
    by_day = tx.session.execute(planned.group_by(PlannedVisit.due_on))
    already = {day: int(count) for day, count in by_day}
    turns, calendar = _turns(tx, definition, today), tx.calendars().default
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


def _turns(tx: Transaction, definition: Definition, today: date) -> list[Turn]:
    """Whose turn comes up: so many months after the last purchase or visit, by tier."""
    rules = {tier: _rule(definition, tier, tx.at) for tier in (1, 2, 3, 4)}
    zone = tx.calendars().default
    lasts = {tier: last_on_before(today + AHEAD, rule.every_months) for tier, rule in rules.items()}
    called = (tier for tier, rule in rules.items() if rule.every_months > 0)
    comes_up = or_(false(), *(_nothing_since(tier, lasts[tier], zone) for tier in called))
    found = []
    for customer_id, tier, created_at, bought_on, visited_at in tx.session.execute(_waiting(comes_up)):
        days = [zone.local_day(created_at), bought_on, zone.local_day(visited_at) if visited_at else None]
        last_on = max(day for day in days if day is not None)
        rule = rules[tier]
        target = target_after(last_on, rule.every_months)
        found.append(Turn(str(customer_id), target, rule.method, rule.slack_days, tier))
    return found


def _nothing_since(tier: int, last_on: date, calendar: WorkingCalendar) -> ColumnElement[bool]:
    """Customers of this tier who came, bought and were visited last on this day or before."""
    after = datetime.combine(last_on + timedelta(days=1), time(), calendar.zone)
    bought = exists().where(Case.customer_id == Customer.id, Case.purchased_on > last_on)
    visited = exists().where(PlannedVisit.customer_id == Customer.id, PlannedVisit.ended_at >= after)
    return (Customer.tier == tier) & (Customer.created_at < after) & ~bought & ~visited


def _waiting(
    comes_up: ColumnElement[bool],
) -> Select[UUID, int, datetime, date | None, datetime | None]:
    """Of these customers those without an open visit, with their last purchase and the end of their last
    visit; the most important first.
    """
    has_open = exists().where(PlannedVisit.customer_id == Customer.id, PlannedVisit.state.in_(OPEN))
    bought = select(func.max(Case.purchased_on)).where(Case.customer_id == Customer.id)
    visited = select(func.max(PlannedVisit.ended_at)).where(PlannedVisit.customer_id == Customer.id)
    wanted = select(
        Customer.id, Customer.tier, Customer.created_at, bought.scalar_subquery(), visited.scalar_subquery()
    )
    theirs = wanted.where(comes_up, ~has_open, Customer.merged_into_id.is_(None))
    return theirs.order_by(Customer.tier, Customer.id).limit(_A_DAY)


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


def _view(visit: PlannedVisit, name: str, phone: str) -> VisitView:
    return VisitView(visit.id, visit.customer_id, name, phone, visit.tier, visit.method, visit.due_on)
