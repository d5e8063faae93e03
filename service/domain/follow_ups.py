"""Follow-up visits as rows: which customer is called on which day, and whether it was done (S1-5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    CANCELLED = "cancelled"


OPEN = (VisitState.PLANNED, VisitState.STARTED)


@dataclass(frozen=True, slots=True)
class VisitAnswer:
    """How a visit went, and what the customer said."""

    reached: bool
    result: str | None = None
    satisfaction: int | None = None
    passed_to: str | None = None
    said: Mapping[str, object] = field(default_factory=dict)
    """Experience, suggestions, further needs, problem; as the service record keeps them."""


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
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the customer was tried."""
    result: Mapped[Key | None]
    """What the table makes of the answers: satisfied, middling, unsatisfied, unreached."""
    satisfaction: Mapped[int | None]
    passed_to: Mapped[Key | None]
    """The department that was asked to look into what is wrong."""

    def start(self) -> None:
        """Its day has come: a call is being made of it."""
        if self.state == VisitState.PLANNED:
            self.state = VisitState.STARTED

    def end(self, answer: VisitAnswer, *, at: datetime) -> None:
        """How the visit went; the first answer holds."""
        if self.state in OPEN:
            self.state = VisitState.DONE if answer.reached else VisitState.UNREACHED
            self.ended_at, self.attempts = at, self.attempts + 1
            self.result, self.satisfaction = answer.result, answer.satisfaction
            self.passed_to = answer.passed_to

    def try_again(self, *, on: date) -> None:
        """Nobody was reached: another day."""
        self.state, self.due_on, self.attempts = VisitState.PLANNED, on, self.attempts + 1
