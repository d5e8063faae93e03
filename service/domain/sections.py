"""Sections of a form that people of different groups sign: who put their name to which, and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, where


class SectionSignature(Base):
    """A name under a section of a task's form, with the answers signed; taken back, it stays on record."""

    __tablename__ = "section_signature"
    __table_args__ = (
        where("ix_section_signature_valid", "void_at IS NULL", "task_id", "section", unique=True),
        Index("ix_section_signature_case_id", "case_id", "id"),
    )

    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"))
    section: Mapped[Key]
    group_name: Mapped[Key]
    by: Mapped[Key]
    at: Mapped[datetime]
    answers: Mapped[dict[str, object]]
    """What was signed; nothing else becomes the section's answers."""
    void_at: Mapped[datetime | None]
