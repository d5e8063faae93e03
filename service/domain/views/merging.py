"""What goes along when two entries of one customer are made one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MergeView:
    """The two entries, and how much of the other goes to the one kept."""

    kept_id: UUID
    kept_name: str
    kept_phone: str
    kept_tier: int
    other_id: UUID
    other_name: str
    other_phone: str
    other_tier: int
    cases: int
    open_cases: int
    contacts: int
    files: int
    visits: int
    surveys: int
    records: int
    """Entries that stay where they were put and are read together from now on."""
