"""How much of the plan of follow-up visits was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.domain.follow_up_plan import target_after
from service.domain.follow_ups import PlannedVisit, VisitState
from service.domain.views.follow_ups import PlanMonthView
from service.errors import Invalid

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


RESULTS = ("satisfied", "middling", "unsatisfied", "unreached")
"""How customers are classified by their visits (S1-5.4)."""
_MOST_MONTHS = 60


def plan_month(rt: Runtime, month: str, *, by: Actor) -> PlanMonthView:
    """The visits planned for this month (such as 2026-11), how many reached the customer, what was said."""
    first = _first_day(month)
    mine = (PlannedVisit.due_on >= first) & (PlannedVisit.due_on < target_after(first, 1))
    mine &= PlannedVisit.state != VisitState.CANCELLED
    states = select(PlannedVisit.state, func.count(PlannedVisit.id)).where(mine)
    results = select(PlannedVisit.result, func.count(PlannedVisit.id)).where(mine)
    marks = select(func.avg(PlannedVisit.satisfaction), func.count(PlannedVisit.passed_to)).where(mine)
    with rt.reading() as session:
        counts: dict[str, int] = dict(session.execute(states.group_by(PlannedVisit.state)).all())
        said = {row[0]: int(row[1]) for row in session.execute(results.group_by(PlannedVisit.result))}
        average, passed_on = session.execute(marks).one()
    planned, done = sum(counts.values()), counts.get(VisitState.DONE, 0)
    return PlanMonthView(
        month=month,
        planned=planned,
        done=done,
        rate=round(done / planned, 4) if planned else None,
        results={each: said.get(each, 0) for each in RESULTS},
        satisfaction=None if average is None else round(float(average), 2),
        passed_on=int(passed_on),
    )


def trend(rt: Runtime, until: str, months: int, *, by: Actor) -> tuple[PlanMonthView, ...]:
    """The same month by month, up to and with this one: how customers' content goes up or down (S1-5.3)."""
    if not 1 <= months <= _MOST_MONTHS:
        raise Invalid.field("months", f"1 to {_MOST_MONTHS}")
    last = _first_day(until)
    firsts = [target_after(last, -back) for back in range(months - 1, -1, -1)]
    return tuple(plan_month(rt, f"{first:%Y-%m}", by=by) for first in firsts)


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Invalid.field("month", "write a month such as 2026-11") from error
