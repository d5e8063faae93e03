"""Acts that belong to no process instance: sign-ins, people, deployments, calendars, exports. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from service.domain.base import Base, Id, Key


class AuditEntry(Base):
    """One act; the database itself refuses to change or remove it. What moves a case is in its history."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at", "id"),)

    id: Mapped[Id]
    at: Mapped[datetime]
    actor: Mapped[Key]
    type: Mapped[Key]
    subject: Mapped[Key]
    """What it was done to: a person's name, a calendar's key, a deployment's id."""
    detail: Mapped[dict[str, object]]
