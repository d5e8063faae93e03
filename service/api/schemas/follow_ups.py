"""Shapes of the plan of follow-up visits."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Loaded, Shown, Text, Whole

_MOST = 10**9


class PlanQuery(Loaded):
    """Which month of the plan is asked for."""

    month = Text("The month.", required=True, example="2026-11")


class PlanMonthSchema(Shown):
    """A month of the plan."""

    month = Text("The month.", required=True, example="2026-11")
    planned = Whole("Visits planned for it.", least=0, most=_MOST, required=True)
    done = Whole("Those that reached the customer.", least=0, most=_MOST, required=True)
    rate = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Done of planned; null when none was planned."},
    )
