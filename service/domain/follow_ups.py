"""Follow-up visits as rows: which customer is called on which day, and whether it was done (S1-5.1)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key


class VisitState(StrEnum):
    """How far a planned visit is."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    UNREACHED = "unreached"


OPEN = (VisitState.PLANNED, VisitState.STARTED)


class PlannedVisit(Base):
    """One customer's turn: around ``target_on``, on the working day ``due_on`` it was given."""

    __tablename__ = "follow_up_plan"
    __table_args__ = (
        Index("ix_follow_up_plan_due", "due_on", "state"),
        Index("ix_follow_up_plan_customer_id", "customer_id", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    tier: Mapped[int]
    method: Mapped[Key]
    target_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[Key]
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def start(self) -> None:
        """Its day has come: a call is being made of it."""
        if self.state == VisitState.PLANNED:
            self.state = VisitState.STARTED

    def end(self, *, reached: bool, at: datetime) -> None:
        """The customer was reached, or was not; the first answer holds."""
        if self.state in OPEN:
            self.state = VisitState.DONE if reached else VisitState.UNREACHED
            self.ended_at = at
