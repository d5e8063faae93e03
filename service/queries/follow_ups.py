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


def plan_month(rt: Runtime, month: str, *, by: Actor) -> PlanMonthView:
    """The visits planned for this month (such as 2026-11), and how many of them reached the customer."""
    first = _first_day(month)
    wanted = select(PlannedVisit.state, func.count(PlannedVisit.id)).where(
        PlannedVisit.due_on >= first, PlannedVisit.due_on < target_after(first, 1)
    )
    with rt.reading() as session:
        rows = session.execute(wanted.group_by(PlannedVisit.state)).all()
    counts: dict[str, int] = dict(rows)
    planned, done = sum(counts.values()), counts.get(VisitState.DONE, 0)
    return PlanMonthView(month, planned, done, round(done / planned, 4) if planned else None)


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Invalid.field("month", "write a month such as 2026-11") from error
