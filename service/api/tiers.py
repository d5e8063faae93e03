"""Customers' tiers: as they are, what is proposed, and the archive of decisions."""

from __future__ import annotations

from uuid import UUID

from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.clocks import TierTrialSchema
from service.api.schemas.customers import CustomerTierSchema, DecideTierSchema, TierDecisionSchema
from service.api.schemas.pages import WholeQuery, page_of
from service.domain.people import Actor
from service.domain.tiers import TierAsked
from service.domain.views import Page, PageRequest
from service.domain.views.tiers import CustomerTierView, TierDecisionView, TierTrial
from service.operations import tier_trials
from service.operations import tiers as operations
from service.queries import tiers as queries
from service.runtime import Runtime

calls = Calls("tiers", __name__, description="Customers' tiers and the decisions on them.")

READERS = members("sales", "customer_service", "aftersales", "tier_group", "supervisor", "process_owner")


@calls.reads("/customers/<uuid:customer_id>/tier", access=READERS, answer=CustomerTierSchema)
def get_customer_tier(rt: Runtime, by: Actor, customer_id: UUID) -> CustomerTierView:
    """A customer's tier, the indicators of each period as they now hold, and every decision so far."""
    return queries.customer_tier(rt, customer_id, by=by)


@calls.changes(
    "/customers/<uuid:customer_id>/tier",
    method="PUT",
    access=SIGNED_IN,
    body=DecideTierSchema,
    answer=TierDecisionSchema,
)
def decide_customer_tier(rt: Runtime, by: Actor, asked: TierAsked, customer_id: UUID) -> TierDecisionView:
    """Decide a customer's tier between two reviews, as the tier group; open cases follow it."""
    return operations.decide_tier(rt, customer_id, asked, by=by)


@calls.changes(
    "/customers/<uuid:customer_id>/tier/try",
    access=SIGNED_IN,
    body=DecideTierSchema,
    answer=TierTrialSchema,
)
def try_customer_tier(rt: Runtime, by: Actor, asked: TierAsked, customer_id: UUID) -> TierTrial:
    """Which deadlines of the customer's open cases another tier would move; nothing is changed."""
    return tier_trials.try_customer_tier(rt, customer_id, asked, by=by)


@calls.reads("/tier-decisions", access=READERS, query=WholeQuery, answer=page_of(TierDecisionSchema))
def list_tier_decisions(rt: Runtime, by: Actor, page: PageRequest) -> Page[TierDecisionView]:
    """The archive of decisions on customers' tiers, the latest first."""
    return queries.tier_archive(rt, page, by=by)
