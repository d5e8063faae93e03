"""What is promised where a process brings no table of deadlines: plain hours by kind of clock and tier."""

from __future__ import annotations

from decimal import Decimal

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
