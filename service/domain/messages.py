"""Waits for messages and signals, and messages that came before anybody waited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Json, Key, where

_ALIASES = {"case_number": "business_key", "correlation_key": "business_key"}
"""Names for the same thing: the one key of a message that has only one."""


def correlation_text(keys: Mapping[str, str]) -> str:
    """The keys as one comparable text: the same keys in any order give the same text."""
    return orjson.dumps(
        {_ALIASES.get(name, name): value for name, value in keys.items()}, option=orjson.OPT_SORT_KEYS
    ).decode()


class Subscription(Base):
    """A wait for a message or signal; the row is gone once the wait is."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_name", "message_name", "correlation"),
        UniqueConstraint("instance_id", "engine_id"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    engine_id: Mapped[Key]
    activity_id: Mapped[Key]
    kind: Mapped[Key]
    message_name: Mapped[Key]
    correlation: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class EarlyMessage(Base):
    """A message nobody waited for yet; delivered once, to the first fitting wait, unless it expires."""

    __tablename__ = "early_message"
    __table_args__ = (where("ix_early_message_name", "delivered_at IS NULL", "name", "correlation", "id"),)

    id: Mapped[Id]
    name: Mapped[Key]
    correlation: Mapped[str] = mapped_column(Text)
    variables: Mapped[dict[str, object]]
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    sender: Mapped[Key | None]
    outside: Mapped[bool | None]
    """Whether it came from outside: it brings no more than the element that takes it declares."""
    ending: Mapped[dict[str, object] | None] = mapped_column(Json)
    """How a case ends that ends by it (``service.domain.cases.Ending``)."""
