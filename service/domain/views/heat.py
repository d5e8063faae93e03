"""What supervisors see of the elements of a process: how often, how long, how late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ElementHeat:
    """One element in a period; the working times are of the tasks completed, in seconds.

    ``count``: the tasks that were created. ``promised``: those with a clock of their own, ``breached`` those
    whose clock was missed.
    """

    activity_id: str
    name: str
    count: int
    open: int
    completed: int
    median_s: int | None
    p90_s: int | None
    promised: int
    breached: int

    @property
    def breached_share(self) -> float | None:
        """Missed of promised."""
        return round(self.breached / self.promised, 4) if self.promised else None


@dataclass(frozen=True, slots=True)
class HeatView:
    """The elements of a process in a period, those that take longest in all first.

    ``sampled``: there were more tasks than are reckoned at once, and these are the newest of them.
    """

    process_key: str
    definition_id: UUID
    version: int | None
    tier: int | None
    first: date
    last: date
    elements: tuple[ElementHeat, ...]
    sampled: bool
