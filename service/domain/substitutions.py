"""Who stands in for whom, in which group, from when until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words


class Substitution(Base):
    """Somebody does another's work of one group for a while; it ends by itself, or earlier by hand.

    Never altered but for its early end, so that it stays on record who could act for whom, and when.
    """

    __tablename__ = "substitution"
    __table_args__ = (
        Index("ix_substitution_substitute", "substitute", "until_at"),
        Index("ix_substitution_absent", "absent", "until_at"),
    )

    id: Mapped[Id]
    absent: Mapped[Key] = mapped_column(ForeignKey("person.name"))
    substitute: Mapped[Key] = mapped_column(ForeignKey("person.name"))
    group_name: Mapped[Key]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """When it ends; an early end moves it forward."""
    reason: Mapped[Words]
    named_by: Mapped[Key]
    named_at: Mapped[datetime]
    ended_by: Mapped[Key | None]
    """Who ended it early."""

    def end(self, *, by: str, at: datetime) -> bool:
        """End it now; tells whether it had not ended already."""
        if self.until_at <= at:
            return False
        self.until_at, self.ended_by = at, by
        return True
