"""Clocks as rows: the append-only ledger, and beside it a copy of what follows from it, for lists."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, where


class Clock(Base):
    """A promise of one kind in one round.

    All but its identity is a copy of what its events say (D9). ``look_at`` is when the service has to look
    at it next: to warn, to note a breach, to remind of a pause, to tell the next rung. ``entries`` counts
    its events.
    """

    __tablename__ = "clock"
    __table_args__ = (
        where("ix_clock_open_instance", "ended_at IS NULL", "instance_id"),
        where("ix_clock_open_task", "ended_at IS NULL", "task_id"),
        where("ix_clock_open_due", "ended_at IS NULL", "due_at"),
        where(
            "ix_clock_missed", "breached_at IS NOT NULL AND ended_at IS NULL", "breached_at", "instance_id"
        ),
        where("ix_clock_look", "look_at IS NOT NULL", "look_at", "id"),
        Index("ix_clock_case_id", "case_id", "id"),
        Index("ix_clock_due_at", "due_at"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"))
    task_id: Mapped[UUID | None]
    kind: Mapped[Key]
    round: Mapped[int]
    tier: Mapped[int]
    calendar_key: Mapped[Key]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    paused: Mapped[bool]
    fixed: Mapped[bool]
    provisional: Mapped[bool]
    breached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Key | None]
    look_at: Mapped[datetime | None]
    entries: Mapped[int]


class ClockEntry(Base):
    """One event of a clock's ledger; the database itself refuses to change or remove it."""

    __tablename__ = "clock_event"

    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[Key]
    at: Mapped[datetime]
    noted_at: Mapped[datetime | None]
    by: Mapped[Key]
    detail: Mapped[dict[str, object]]


class ClockNotice(Base):
    """Somebody was told of a warning, a breach or a pause to be looked at again (D8).

    ``about`` and ``began_at`` name what it is about; ``number`` counts the notices of that since then.
    """

    __tablename__ = "clock_notice"
    __table_args__ = (UniqueConstraint("clock_id", "about", "began_at", "number"),)

    id: Mapped[Id]
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id"))
    about: Mapped[Key]
    began_at: Mapped[datetime]
    number: Mapped[int]
    role: Mapped[Key]
    recipients: Mapped[list[str]]
    sent_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[Key | None]
