"""Promises made to a customer in words, each with its own clock: kept, open, at risk, broken, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where
from service.errors import PromiseOver

WARN_AFTER = 0.8
"""The part of the time after which a promise is at risk."""

TOLD_KINDS = (
    "respond",
    "on_site",
    "resolve",
    "progress",
    "tell_progress",
    "read_message",
    "follow_up",
    "complaint_follow_up",
    "remedy",
    "agree",
)
"""The kinds of clock that time what the customer was promised; the others are promises among ourselves."""


class PromiseState(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    AT_RISK = "at_risk"
    KEPT = "kept"
    BROKEN = "broken"
    TAKEN_BACK = "taken_back"


class CustomerPromise(Base):
    """What somebody promised a customer, and by when. The instant promised never moves by itself (D4)."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_due", "due_at", "id"),
        where("ix_promise_running", "ended_at IS NULL AND broken_at IS NULL", "warn_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"), index=True)
    text: Mapped[Words]
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[Key]
    warned_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Key | None]
    outcome: Mapped[Key | None]
    reason: Mapped[Words | None]

    def keep(self, *, by: str, at: datetime) -> None:
        """It was done; late, it stays broken."""
        if self.outcome == PromiseState.KEPT:
            return
        self._must_be_open()
        late = at > self.due_at
        self.outcome = PromiseState.BROKEN if late else PromiseState.KEPT
        self.broken_at = self.broken_at or (self.due_at if late else None)
        self.ended_at, self.ended_by = at, by

    def take_back(self, *, reason: str, by: str, at: datetime) -> None:
        """The customer was told that it will not be so."""
        if self.outcome == PromiseState.TAKEN_BACK:
            return
        self._must_be_open()
        self.outcome, self.reason = PromiseState.TAKEN_BACK, reason
        self.ended_at, self.ended_by = at, by

    def end_with_case(self, *, reason: str, by: str, at: datetime) -> None:
        """The case ended first; one that was due before stays broken."""
        late = at > self.due_at
        self.outcome = PromiseState.BROKEN if late else PromiseState.TAKEN_BACK
        self.broken_at = self.broken_at or (self.due_at if late else None)
        self.reason, self.ended_at, self.ended_by = reason, at, by

    def state(self, now: datetime) -> PromiseState:
        """How it stands at that instant."""
        if self.outcome is not None:
            return PromiseState(self.outcome)
        if now > self.due_at:
            return PromiseState.BROKEN
        return PromiseState.AT_RISK if now >= self.warn_at else PromiseState.OPEN

    def _must_be_open(self) -> None:
        if self.ended_at is not None:
            raise PromiseOver(promise_id=self.id, state=self.outcome)


def warning_of(made_at: datetime, due_at: datetime) -> datetime:
    """When a promise begins to be at risk."""
    return made_at + timedelta(seconds=(due_at - made_at).total_seconds() * WARN_AFTER)
