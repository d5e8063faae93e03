"""What a running process may ask while it computes: when a promise falls due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from service.domain.clocks.policy import DECISION, question
from service.domain.deadlines import due_at, hours_decided, plain_hours

if TYPE_CHECKING:
    from service.runtime.definitions import Deployed

_FROM_CONTACT = frozenset({"respond"})
"""Clocks that start when the customer spoke, not when somebody typed it in."""


class CaseHost:
    """The world as one step of a case may see it."""

    def __init__(self, deployed: Deployed, now: datetime) -> None:
        """Promise by this definition's tables, from this instant."""
        self._deployed = deployed
        self._now = now

    def sla(self, kind: str, fraction: float, variables: Mapping[str, object]) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up."""
        asked = question(kind, variables)
        hours = self._decided(asked)
        start = _contacted_at(variables) if kind in _FROM_CONTACT else None
        tier = int(str(asked["tier"]))
        return due_at(start or self._now, plain_hours(kind, tier) if hours is None else hours, fraction)

    def _decided(self, asked: Mapping[str, object]) -> Decimal | None:
        """The hours of the definition's own decision; None if it has none or the decision is silent."""
        compiled = self._deployed.compiled
        if not compiled.decisions.holds(DECISION):
            return None
        return hours_decided(compiled.decide(DECISION, asked, self._now).outputs)


def _contacted_at(variables: Mapping[str, object]) -> datetime | None:
    told = variables.get("contacted_at")
    if told is None or isinstance(told, datetime):
        return told
    return datetime.fromisoformat(str(told).replace("Z", "+00:00"))
