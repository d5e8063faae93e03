"""What supervisors see of how the service does: figures by month, and the cases behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One figure for one month and slice: of ``base`` cases (or promises, or visits) ``hits`` did.

    ``value`` is the share (0 to 1), or the average where the figure is one; None where nothing counts.
    ``met`` compares it with the target; None without a target or a value.
    """

    month: str
    slice: str
    base: int
    hits: int
    value: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure over the months; ``unit`` is ``share`` or ``average``; a cell where something counts."""

    key: str
    name: str
    told: str
    clause: str
    unit: str
    target: float | None
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class FiguresView:
    """All figures by month, oldest month first, and by tier or group where asked for."""

    months: tuple[str, ...]
    by: str
    slices: tuple[str, ...]
    items: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class FigureCaseView:
    """One of those a figure counts: its case, or its customer where it belongs to no case."""

    id: UUID
    at: datetime
    hit: bool | None
    amount: int
    case_id: UUID | None
    case_number: str | None
    subject: str | None
    customer_id: UUID
    customer_name: str
    tier: int
