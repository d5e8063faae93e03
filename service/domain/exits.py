"""The exits of "until the customer is satisfied", each on record: satisfied, recourse exhausted, withdrawn,
unreachable. Never altered.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Key, Words
from service.domain.cases import CaseStatus


class Exit(StrEnum):
    """How the rounds of a case came to their end."""

    SATISFIED = "satisfied"
    RECOURSE_EXHAUSTED = "recourse_exhausted"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


EXITS = {
    CaseStatus.CLOSED_SATISFIED: Exit.SATISFIED,
    CaseStatus.CLOSED_RECOURSE_EXHAUSTED: Exit.RECOURSE_EXHAUSTED,
    CaseStatus.WITHDRAWN: Exit.WITHDRAWN,
    CaseStatus.UNREACHABLE: Exit.UNREACHABLE,
}
"""By which exit a case with this status left."""

DECIDES, APPROVES = "decides", "approves"
"""What the property ``exit`` of a user task says: its doer decides on the exit, or approves it as a second
person.
"""


class CaseExit(Base):
    """By which exit a case left, and what the records of that exit must hold.

    ``reason`` is why there is no more recourse here, or why the customer withdrew; ``recourse`` is what the
    customer was told of help elsewhere; ``attempts`` are the times at which the customer was called.
    Satisfaction with the outcome and with the handling are kept apart (ISO 10002).
    """

    __tablename__ = "case_exit"
    __table_args__ = (Index("ix_case_exit_exit_at", "exit", "at"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    exit: Mapped[Key]
    at: Mapped[datetime]
    by: Mapped[Key]
    round: Mapped[int]
    satisfied_outcome: Mapped[bool | None]
    satisfied_handling: Mapped[bool | None]
    satisfaction: Mapped[int | None]
    reason: Mapped[Words | None]
    decided_by: Mapped[Key | None]
    approved_by: Mapped[Key | None]
    approved_at: Mapped[datetime | None]
    recourse: Mapped[Words | None]
    attempts: Mapped[list[str]]
