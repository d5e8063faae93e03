"""Shapes of what is asked and told of customers."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    LONG,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
)
from service.domain.tiers import Indicators, TierAsked

_MOST = 2**53
_MANY = 10**6
_MARK = 100


class FiguresGivenSchema(Loaded):
    """The five indicators (S2-3.1)."""

    yearly_spend = Whole(
        "Spent in the last twelve months.", least=0, most=_MOST, required=True, example=320000
    )
    purchase_count = Whole(
        "Purchases in the last twelve months.", least=0, most=_MANY, required=True, example=7
    )
    usage = Whole("How much the products are used, 0 to 100.", least=0, most=_MARK, load_default=0)
    contribution = Whole("Referrals, surveys and the like, 0 to 100.", least=0, most=_MARK, load_default=0)
    potential = Whole("What may still come, 0 to 100.", least=0, most=_MARK, load_default=0)

    @post_load
    def as_indicators(self, found: dict[str, Any], **_: object) -> Indicators:
        """What the operation takes."""
        return Indicators(**found)


class NewIndicatorsSchema(Loaded):
    """The indicators of a period."""

    period = Text("A quarter or a half-year.", required=True, example="2026-Q4")
    indicators = Inside(FiguresGivenSchema, "The figures.", required=True)


class FiguresShownSchema(Shown):
    """The five indicators."""

    yearly_spend = Whole("Spent in the last twelve months.", least=0, most=_MOST, required=True)
    purchase_count = Whole("Purchases in the last twelve months.", least=0, most=_MANY, required=True)
    usage = Whole("How much the products are used.", least=0, most=_MARK, required=True)
    contribution = Whole("Referrals, surveys and the like.", least=0, most=_MARK, required=True)
    potential = Whole("What may still come.", least=0, most=_MARK, required=True)


class IndicatorsSchema(Shown):
    """The indicators of a customer and period, as they now hold."""

    customer_id = Identifier("The customer.", required=True)
    period = Text("The quarter or half-year.", required=True, example="2026-Q4")
    indicators = Inside(FiguresShownSchema, "The figures.", required=True)
    at = Instant("When they were entered.", required=True)
    by = Text("Who entered them.", required=True, example="agent")


class DecideTierSchema(Loaded):
    """The tier decided for a customer, and why."""

    tier = Whole("1 is served first.", least=1, most=4, required=True, example=1)
    reason = Text("Why; kept with the decision.", required=True, most=LONG, example="A framework order.")

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> TierAsked:
        """What the operation takes."""
        return TierAsked(**found)


class TierDecisionSchema(Shown):
    """A decision on a customer's tier, as the archive keeps it."""

    customer_id = Identifier("The customer.", required=True)
    tier_before = Whole("The tier before.", least=1, most=4, required=True)
    tier_proposed = Whole("What the table proposed.", least=1, most=4, required=True, allow_none=True)
    tier = Whole("What was decided.", least=1, most=4, required=True)
    reason = Text("Why.", required=True, most=LONG, example="Bought twice as much as last year.")
    decided_by = Text("The body or the person that decided.", required=True, example="tier group")
    at = Instant("When.", required=True)


class CustomerTierSchema(Shown):
    """A customer's tier, what is known for the next review, and the decisions so far."""

    customer_id = Identifier("The customer.", required=True)
    tier = Whole("The tier the customer is served by.", least=1, most=4, required=True)
    proposed = Whole(
        "What the table makes of the newest indicators.", least=1, most=4, required=True, allow_none=True
    )
    indicators = Many(Inside(IndicatorsSchema), "The newest period first.", required=True)
    decisions = Many(Inside(TierDecisionSchema), "The latest first.", required=True)
