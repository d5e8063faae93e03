"""The outbox: everything a step wants done outside its instance, at least once, under a stable key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Json, Key, Words, where
from service.errors import NotTheWorker


class OutboxState(StrEnum):
    """How far a request to the outside is."""

    PENDING = "pending"
    DISPATCHED = "dispatched"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class OutboxKind(StrEnum):
    """What it asks for: work on a topic, a message to whoever waits for it, a signal to one instance.

    A notice is work on a topic whose end no process waits for; it alone may belong to no instance.
    """

    EFFECT = "effect"
    MESSAGE = "message"
    SIGNAL = "signal"
    NOTICE = "notice"


OWN_TOPICS = frozenset(
    {
        "notify",
        "deliver",
        "ask_customer",
        "file_record",
        "file_sheet",
        "tier_candidates",
        "apply_tier",
        "due_visits",
        "visit_ended",
        "grant_access",
    }
)
"""The topics this product does itself, by ``workers.handlers``; work on any other is an external task."""


class OutboxMessage(Base):
    """A request to the outside, written in the commit of the step that made it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        where("ix_outbox_message_delivery", "channel IS NOT NULL", "state", "id"),
        where("ix_outbox_message_due", "state IN ('pending', 'dispatched')", "next_try_at", "id"),
        where("ix_outbox_message_customer", "customer_id IS NOT NULL", "customer_id", "id"),
        UniqueConstraint("idempotency_key"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    """None for a notice that concerns no run, such as who stands in for whom."""
    kind: Mapped[Key]
    engine_id: Mapped[Key]
    activity_id: Mapped[Key]
    topic: Mapped[Key]
    payload: Mapped[dict[str, object]]
    idempotency_key: Mapped[Key]
    state: Mapped[Key]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[Words | None]
    answer: Mapped[dict[str, object] | None] = mapped_column(Json)
    channel: Mapped[Key | None]
    """Of a delivery, one message to one recipient: the way it goes; None for everything else."""
    recipient: Mapped[Key | None]
    template: Mapped[Key | None]
    customer_id: Mapped[UUID | None]
    """Of a delivery to a customer: to whom, whether it is about a case of theirs or about themselves."""
    held_until: Mapped[datetime | None]
    """Until when a delivery is held back because it would disturb somebody at night."""
    worker: Mapped[Key | None]
    """Of an external task: who has it, and until when nobody else gets it."""
    locked_until: Mapped[datetime | None]

    def lock(self, worker: str, until: datetime) -> None:
        """Give an external task to this worker for a while."""
        self.worker, self.locked_until = worker, until

    def unlock(self, until: datetime | None = None) -> None:
        """Let others have it, from an instant on if one is named."""
        self.worker, self.locked_until = None, until

    def must_be_with(self, worker: str) -> None:
        """Refuse another worker than the one that fetched it last, whether its time is over or not."""
        if self.worker != worker:
            raise NotTheWorker(task_id=self.id, worker=worker.partition("/")[2])
