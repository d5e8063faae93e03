"""Filters of the inbox that somebody keeps: for themselves, or for a group to share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key
from service.domain.people import Actor

FILTERS = ("scope", "only", "group", "process", "tier", "who", "q")
"""What the address of an inbox may ask for: whose, how it stands, of which group, process and
tier, who has it, what was typed.
"""
MOST_SAVED = 50
"""Views of one owner; more are no help to anybody."""


class SavedView(Base):
    """A filter under a name: its owner's, or also its group's; ``asked`` holds some of ``FILTERS``."""

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("ix_saved_view_owner", "owner", "name"),
        Index("ix_saved_view_group_name", "group_name", "name"),
    )

    id: Mapped[Id]
    owner: Mapped[Key] = mapped_column(ForeignKey("person.name"))
    group_name: Mapped[Key | None]
    """The group it is shared with; None: it is its owner's alone."""
    name: Mapped[Key]
    asked: Mapped[dict[str, object]]
    created_at: Mapped[datetime]

    def may_be_dropped_by(self, actor: Actor) -> bool:
        """Its owner may drop it; a shared one, also whoever supervises the group."""
        shared = self.group_name is not None and actor.supervises_any((self.group_name,))
        return self.owner == actor.name or shared
