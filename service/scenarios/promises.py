"""The promises a process asks for while a scenario is played: plain hours, by the decision ``deadline``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from service.domain.deadlines import LOWEST_TIER, due_at, plain_hours
from service.engine import Definition
from service.engine.progress import Variables

DECISION = "deadline"


class PlainPromises:
    """The host of one step: due instants in plain hours from now."""

    def __init__(self, definition: Definition, now: datetime) -> None:
        """Promise by this definition's tables, from this instant."""
        self._definition = definition
        self._now = now

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up."""
        told = variables.get("tier")
        tier = int(told) if isinstance(told, (int, Decimal)) else LOWEST_TIER
        return due_at(self._now, self._hours(kind, tier), fraction)

    def _hours(self, kind: str, tier: int) -> Decimal:
        if self._definition.decisions.holds(DECISION):
            hours = self._definition.decide(DECISION, {"kind": kind, "tier": Decimal(tier)}, self._now).value
            if isinstance(hours, Decimal):
                return hours
        return plain_hours(kind, tier)
