"""Shapes of the plan of follow-up visits."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Inside, Loaded, Many, Shown, Text, Whole, WholeList

_MOST = 10**9


class PlanQuery(Loaded):
    """Which month of the plan is asked for."""

    month = Text("The month.", required=True, example="2026-11")


class TrendQuery(Loaded):
    """Which months are asked for."""

    until = Text("The last month.", required=True, example="2026-11")
    months = Whole("How many months up to it.", least=1, most=60, load_default=12, example=6)


class PlanMonthSchema(Shown):
    """A month of the plan."""

    month = Text("The month.", required=True, example="2026-11")
    planned = Whole("Visits planned for it.", least=0, most=_MOST, required=True)
    done = Whole("Those that reached the customer.", least=0, most=_MOST, required=True)
    results = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How content customers were.", "example": {"satisfied": 12}},
    )
    satisfaction = fields.Float(
        required=True, allow_none=True, metadata={"description": "Their average mark, 1 to 5."}
    )
    passed_on = Whole("Visits that found something to look into.", least=0, most=_MOST, required=True)
    rate = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Done of planned; null when none was planned."},
    )


class TrendSchema(WholeList):
    """The plan month by month."""

    items = Many(Inside(PlanMonthSchema), "The earliest first.", required=True)
