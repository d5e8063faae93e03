"""Follow-up visits: how much of the plan was done."""

from __future__ import annotations

from typing import Any

from service.api.access import members
from service.api.calls import Calls
from service.api.schemas.follow_ups import PlanMonthSchema, PlanQuery, TrendQuery, TrendSchema
from service.domain.people import Actor
from service.domain.views.follow_ups import PlanMonthView
from service.queries import follow_ups as queries
from service.runtime import Runtime

calls = Calls("follow-ups", __name__, description="Planned follow-up visits.")

READERS = members("customer_service", "aftersales", "supervisor", "process_owner")


@calls.reads("/follow-ups/plan", access=READERS, query=PlanQuery, answer=PlanMonthSchema)
def get_plan(rt: Runtime, by: Actor, asked: dict[str, Any]) -> PlanMonthView:
    """The visits planned for a month, those done, and their share."""
    return queries.plan_month(rt, asked["month"], by=by)


@calls.reads("/follow-ups/trend", access=READERS, query=TrendQuery, answer=TrendSchema)
def get_trend(rt: Runtime, by: Actor, asked: dict[str, Any]) -> dict[str, Any]:
    """Month by month: visits done, how content customers were, what was passed to departments."""
    return {"items": queries.trend(rt, asked["until"], asked["months"], by=by)}
