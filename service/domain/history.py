"""History: who did what when, append-only; the database itself refuses to change or remove a row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Key

WORK_DONE = frozenset(
    {
        "case.opened",
        "case.closed",
        "task.created",
        "task.claimed",
        "task.unclaimed",
        "task.reassigned",
        "task.completed",
        "task.returned",
        "task.cancelled",
        "attachment.added",
    }
)
"""What tells of the work in a case, and of nothing that was said to the customer or by them."""


class HistoryEvent(Base):
    """One thing that happened; ``seq`` counts without a gap within its instance.

    The history of a case is that of its runs: they are asked for by run, where the rows lie side by side. An
    index by case would cost every step more than it saves a reader.
    """

    __tablename__ = "history_event"
    __table_args__ = (
        Index("ix_history_event_at", "at", "instance_id", "seq"),
        {"sqlite_with_rowid": False},
    )

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor: Mapped[Key]
    type: Mapped[Key]
    activity_id: Mapped[Key | None]
    task_id: Mapped[UUID | None]
    detail: Mapped[dict[str, object]]
