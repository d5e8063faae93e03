"""Past cases like this one, with what helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A closed case of the same product and category: what was found, what was done, how it ended."""

    id: UUID
    number: str
    subject: str
    status: str
    closed_at: datetime | None
    round: int
    satisfaction: int | None
    cause: str = ""
    solution: str = ""
