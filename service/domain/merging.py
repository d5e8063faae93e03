"""Who may make two entries of one customer one, and what is asked for then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from service.domain.people import Actor

AFTERSALES = "aftersales"


@dataclass(frozen=True, slots=True)
class MergeAsked:
    """Which entry is no longer to stand for itself, and why."""

    other_id: UUID
    reason: str


def may_merge(by: Actor) -> bool:
    """Whoever keeps the records of all customers: aftersales, and who supervises everything (S1-2.3)."""
    return by.supervises_all or by.is_in(AFTERSALES)
