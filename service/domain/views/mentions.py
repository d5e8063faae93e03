"""Who may be named in a remark, and the remarks that name somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Nameable:
    """Somebody who may see a case, and so may be told of it."""

    name: str
    display_name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MentionView:
    """A remark that names the reader."""

    id: UUID
    at: datetime
    by: str
    text: str
    task_id: UUID
    case_id: UUID | None
    case_number: str
    seen_at: datetime | None
