"""Customer tiers: the five indicators of a period (S2-3.1), what the tier group decided; never altered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words
from service.domain.people import FRONT_DESK
from service.errors import Invalid

if TYPE_CHECKING:
    from service.domain.people import Actor

PERIOD = re.compile(r"\d{4}-(Q[1-4]|H[12])")
"""How a period is written: a quarter or a half-year, such as 2026-Q4 or 2026-H2."""

TIERS = (1, 2, 3, 4)
TIER_GROUP = "tier_group"


@dataclass(frozen=True, slots=True)
class TierAsked:
    """Another tier for a case or a customer, and why.

    ``later``: a supervisor decides that a case's open deadlines may move back as well (D5).
    """

    tier: int
    reason: str = ""
    later: bool = False

    def must_make_sense(self) -> None:
        """Refuse a tier there is not, and a decision without a reason."""
        if self.tier not in TIERS:
            raise Invalid.field("tier", "a tier is 1, 2, 3 or 4")
        if self.later and not self.reason.strip():
            raise Invalid.field("reason", "say something")


def may_decide_tier(by: Actor) -> bool:
    """Who decides the tier of a customer: the tier group (S2-3.3), and who supervises everything."""
    return by.supervises_all or by.is_in(TIER_GROUP)


def may_regrade_cases(by: Actor) -> bool:
    """Whose work it is to serve any case they see by another tier; supervisors may for those of theirs."""
    return by.supervises_all or by.is_in(FRONT_DESK)


@dataclass(frozen=True, slots=True)
class Indicators:
    """What is known of a customer at the end of a period.

    Spend and purchases are those of the last twelve months; the other three are marks from 0 to 100.
    """

    yearly_spend: int
    purchase_count: int
    usage: int = 0
    contribution: int = 0
    potential: int = 0


class CustomerIndicators(Base):
    """The indicators of one customer and period; a correction is a new row, the last one holds."""

    __tablename__ = "customer_indicators"
    __table_args__ = (Index("ix_customer_indicators_customer_id", "customer_id", "id"),)

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    period: Mapped[Key]
    yearly_spend: Mapped[int] = mapped_column(BigInteger)
    purchase_count: Mapped[int]
    usage: Mapped[int]
    contribution: Mapped[int]
    potential: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[Key]

    @property
    def indicators(self) -> Indicators:
        """The five figures."""
        return Indicators(
            self.yearly_spend, self.purchase_count, self.usage, self.contribution, self.potential
        )


class TierDecision(Base):
    """What the tier group decided for a customer, and why: the archive (S2-3.3)."""

    __tablename__ = "tier_decision"
    __table_args__ = (Index("ix_tier_decision_customer_id", "customer_id", "id"),)

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"))
    tier_before: Mapped[int]
    tier_proposed: Mapped[int | None]
    tier: Mapped[int]
    reason: Mapped[Words]
    decided_by: Mapped[Key]
    at: Mapped[datetime]
