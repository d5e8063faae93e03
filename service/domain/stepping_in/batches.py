"""Batches: the same act on many instances, each on its own, one after another."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Json, Key, Words, where


class BatchState(StrEnum):
    """How far a batch is."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    """What became of one instance of a batch."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Batch(Base):
    """One act on every instance that a filter found when it was ordered.

    ``told`` is what the act needs, ``asked`` the filter as it was given. ``look_at`` is when a worker has to
    look at it next.
    """

    __tablename__ = "batch"
    __table_args__ = (
        where("ix_batch_look", "look_at IS NOT NULL", "look_at", "id"),
        Index("ix_batch_created_by", "created_by", "id"),
    )

    id: Mapped[Id]
    act: Mapped[Key]
    told: Mapped[dict[str, object]]
    asked: Mapped[dict[str, object]]
    reason: Mapped[Words]
    created_by: Mapped[Key]
    created_at: Mapped[datetime]
    state: Mapped[Key]
    total: Mapped[int]
    done: Mapped[int]
    failed: Mapped[int]
    look_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Key | None]


class BatchItem(Base):
    """One instance of a batch; ``detail`` says why it could not be done."""

    __tablename__ = "batch_item"
    __table_args__ = (
        Index("ix_batch_item_state", "batch_id", "state", "position"),
        {"sqlite_with_rowid": False},
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID]
    state: Mapped[Key]
    at: Mapped[datetime | None]
    detail: Mapped[dict[str, object] | None] = mapped_column(Json)
