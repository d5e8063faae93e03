"""People named in a remark: each is told once, and finds it until they have seen it."""

from __future__ import annotations

import re
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


_NAMED = re.compile(r"(?<![\w.@])@([\w][\w.-]{0,80})")
MOST = 20
"""Of more people than this, a remark names nobody in particular."""


def named_in(text: str) -> tuple[str, ...]:
    """The user names written with an ``@`` in a remark, each once, as far as they might be anybody's."""
    found = (each[1].rstrip(".-") for each in _NAMED.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST]


def pieces_of(text: str) -> tuple[tuple[str, str], ...]:
    """A remark in pieces, each with the user name it is (or nothing): what a page marks."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for each in _NAMED.finditer(text):
        name = each[1].rstrip(".-")
        pieces += [(text[at : each.start()], ""), (f"@{name}", name)]
        at = each.start() + 1 + len(name)
    return tuple(piece for piece in (*pieces, (text[at:], "")) if piece[0])
