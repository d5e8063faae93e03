"""A file of a case as people see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a case; ``width`` and ``height`` are those of a picture."""

    id: UUID
    case_id: UUID
    task_id: UUID | None
    purpose: str
    name: str
    content_type: str
    size: int
    digest: str
    width: int | None
    height: int | None
    at: datetime
    by: str

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it."""
        return self.width is not None
