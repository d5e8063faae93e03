"""How long a promise is, until working time is counted: plain hours from a kind of clock and a customer's
tier.

This is the seam: ``due_at`` is all that operations ask. The hours come from the decision ``deadline`` in the
definition's own files; the table here stands in where a process brings none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from service.domain.clocks.policy import PromiseUnclear, Source, promise_from
from service.domain.clocks.promises import Unit

Hours = Callable[[str, int], Decimal | None]
"""The hours promised for this kind of clock and this tier; None where nothing is promised."""

LOWEST_TIER = 4

_PLAIN_HOURS: dict[str, tuple[float, float, float, float]] = {
    "respond": (0.25, 2, 8, 16),
    "assess": (4, 4, 8, 16),
    "on_site": (4, 24, 72, 120),
    "progress": (48, 48, 48, 48),
    "hand_over": (2, 2, 2, 2),
    "investigate": (24, 48, 72, 72),
    "propose_remedy": (24, 48, 48, 48),
    "follow_up": (48, 48, 48, 48),
}
_OTHERWISE = 48


def plain_hours(kind: str, tier: int) -> Decimal:
    """The hours where the definition has no decision of its own."""
    row = _PLAIN_HOURS.get(kind)
    hours = row[min(max(tier, 1), LOWEST_TIER) - 1] if row else _OTHERWISE
    return Decimal(str(hours))


def due_at(start: datetime, hours: Decimal, fraction: float) -> datetime:
    """The instant at which this fraction of the promise is used up."""
    return start + timedelta(seconds=float(hours) * 3600 * fraction)


_PLAIN = {Unit.MINUTES: Decimal(1) / 60, Unit.HOURS: Decimal(1), Unit.WORKING_DAYS: Decimal(24)}


def hours_decided(outputs: Mapping[str, object]) -> Decimal | None:
    """The plain hours of a row of the table, a working day being one day; None for no such row."""
    try:
        promise = promise_from(outputs, Source())
    except PromiseUnclear:
        return None
    return None if promise.amount is None else promise.amount * _PLAIN[promise.unit]
