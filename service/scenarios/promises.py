"""The promises a process asks for while a scenario is played: plain hours, by the decision ``deadline``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from service.domain.clocks.policy import DECISION, question
from service.domain.deadlines import due_at, hours_decided, plain_hours
from service.engine import Definition
from service.engine.progress import Variables


class PlainPromises:
    """The host of one step: due instants in plain hours from now."""

    def __init__(self, definition: Definition, now: datetime) -> None:
        """Promise by this definition's tables, from this instant."""
        self._definition = definition
        self._now = now

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up."""
        asked = question(kind, variables)
        return due_at(self._now, self._hours(kind, asked), fraction)

    def _hours(self, kind: str, asked: Mapping[str, object]) -> Decimal:
        hours = None
        if self._definition.decisions.holds(DECISION):
            hours = hours_decided(self._definition.decide(DECISION, asked, self._now).outputs)
        return plain_hours(kind, int(str(asked["tier"]))) if hours is None else hours
