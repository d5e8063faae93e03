"""People named in a remark: each is told once, and finds it until they have seen it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key


class Mention(Base):
    """A person named in a remark."""

    __tablename__ = "mention"
    __table_args__ = (
        Index("ix_mention_person_name", "person_name", "id"),
        Index("ix_mention_task_id", "task_id", "person_name"),
    )

    id: Mapped[Id]
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("task_comment.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    person_name: Mapped[Key]
    by: Mapped[Key]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
