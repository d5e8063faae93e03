"""Customer tiers: the five indicators of a period (S2-3.1), what the tier group decided; never altered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words

PERIOD = re.compile(r"\d{4}-(Q[1-4]|H[12])")
"""How a period is written: a quarter or a half-year, such as 2026-Q4 or 2026-H2."""

TIERS = (1, 2, 3, 4)


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
