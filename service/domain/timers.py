"""Timer jobs: durable wake-ups for timer events."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where


class TimerState(StrEnum):
    """How far a wake-up is; ``held``: it belongs to a clock that stands still."""

    SCHEDULED = "scheduled"
    DISPATCHED = "dispatched"
    HELD = "held"
    FIRED = "fired"
    CANCELLED = "cancelled"
    FAILED = "failed"


PENDING_STATES = (TimerState.SCHEDULED, TimerState.DISPATCHED)


class TimerJob(Base):
    """A durable wake-up. ``next_try_at`` is when it is rung for next: ``due_at``, or later after a failed
    attempt.

    One with ``clock_id`` wakes when ``fraction`` of that clock's promise is used up, and moves with it.
    """

    __tablename__ = "timer_job"
    __table_args__ = (
        where("ix_timer_job_due", "state IN ('scheduled', 'dispatched')", "next_try_at", "id"),
        where("ix_timer_job_fired", "fired_at IS NOT NULL", "fired_at"),
        where("ix_timer_job_clock", "clock_id IS NOT NULL", "clock_id"),
        UniqueConstraint("instance_id", "engine_id"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    engine_id: Mapped[Key]
    activity_id: Mapped[Key]
    process_key: Mapped[Key]
    due_at: Mapped[datetime]
    state: Mapped[Key]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    lateness_ms: Mapped[int | None]
    last_error: Mapped[Words | None]
    clock_id: Mapped[UUID | None]
    fraction: Mapped[float | None] = mapped_column(Float)
