"""The pauses of a case as rows, across cases: a copy of what the ledgers of its clocks say (D3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where


class CasePause(Base):
    """A stretch during which a case waited; open while ``resumed_at`` is None.

    ``resumed_at`` is when the waiting ended: with the customer's words, when they were written;
    ``known_at`` when we came to know of it.
    """

    __tablename__ = "case_pause"
    __table_args__ = (
        where("ix_case_pause_open", "known_at IS NULL", "review_on", "id"),
        Index("ix_case_pause_case_id", "case_id", "id"),
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"))
    paused_at: Mapped[datetime]
    by: Mapped[Key]
    reason: Mapped[Words]
    awaited: Mapped[Words]
    review_on: Mapped[date]
    resumed_at: Mapped[datetime | None]
    known_at: Mapped[datetime | None]
    resumed_by: Mapped[Key | None]
    by_customer: Mapped[bool]
