"""Incidents: an instance or a job is stuck and needs a supervisor."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where
from service.errors import IncidentResolved


class IncidentKind(StrEnum):
    """What was being done when it got stuck."""

    TASK = "task"
    TIMER = "timer"
    EFFECT = "effect"
    MESSAGE = "message"
    STEP = "step"


class Incident(Base):
    """Something is stuck. ``detail`` keeps what a retry needs; the step itself was rolled back."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_state", "state", "id"),
        where("ix_incident_open_instance", "state = 'open'", "instance_id"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[UUID | None]
    process_key: Mapped[Key]
    activity_id: Mapped[Key | None]
    kind: Mapped[Key]
    subject_id: Mapped[UUID | None]
    """The task, timer or outbox message concerned."""
    message: Mapped[Words]
    detail: Mapped[dict[str, object]]
    state: Mapped[Key]
    times: Mapped[int]
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[Key | None]
    note: Mapped[Words | None]

    def resolve(self, *, note: str, by: str, at: datetime) -> None:
        """Close it, saying what was done."""
        if self.state == "resolved":
            raise IncidentResolved(incident_id=self.id)
        self.state, self.note, self.resolved_by, self.resolved_at = "resolved", note, by, at
