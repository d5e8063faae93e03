"""Customers: what is known of them beside their cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import members
from service.api.calls import Calls
from service.api.schemas.customers import IndicatorsSchema, NewIndicatorsSchema
from service.domain.people import Actor
from service.domain.views.tiers import IndicatorsView
from service.operations import tiers as operations
from service.runtime import Runtime

calls = Calls("customers", __name__, description="What is known of customers beside their cases.")

KEEPERS = members("sales", "customer_service", "aftersales", "tier_group")


@calls.changes(
    "/customers/<uuid:customer_id>/indicators",
    method="PUT",
    access=KEEPERS,
    body=NewIndicatorsSchema,
    answer=IndicatorsSchema,
)
def put_indicators(rt: Runtime, by: Actor, body: dict[str, Any], customer_id: UUID) -> IndicatorsView:
    """Enter a customer's indicators of a period, from which the next tier review proposes the tier.

    What was entered before stays on record; the newest of a period holds.
    """
    return operations.put_indicators(rt, customer_id, body["period"], body["indicators"], by=by)
