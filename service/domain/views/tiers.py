"""What people see of customer tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.tiers import Indicators


@dataclass(frozen=True, slots=True)
class IndicatorsView:
    """The indicators of one customer and period."""

    customer_id: UUID
    period: str
    indicators: Indicators
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class TierDecisionView:
    """A decision on a customer's tier."""

    customer_id: UUID
    tier_before: int
    tier_proposed: int | None
    tier: int
    reason: str
    decided_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TierCandidate:
    """A customer to be looked at in a review: the newest indicators, and the tier as it is."""

    customer_id: UUID
    customer_name: str
    email: str
    tier: int
    period: str
    indicators: Indicators


@dataclass(frozen=True, slots=True)
class DeadlineMoved:
    """An open deadline that another tier moves."""

    case_id: UUID
    case_number: str
    clock: str
    """Its kind."""
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class TierTrial:
    """What another tier would do, looked at before it is done."""

    cases: int
    """How many open cases would be served by it that are not now."""
    moves: tuple[DeadlineMoved, ...]


@dataclass(frozen=True, slots=True)
class CustomerTierView:
    """A customer's tier: as it is, what is known for the next review, and every decision so far."""

    customer_id: UUID
    tier: int
    proposed: int | None
    """What the table makes of the newest indicators; None where there are none, or no table is live."""
    indicators: tuple[IndicatorsView, ...]
    decisions: tuple[TierDecisionView, ...]
