"""What people see of the plan of follow-up visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit whose day has come."""

    id: UUID
    customer_id: UUID
    customer_name: str
    phone: str
    tier: int
    method: str
    due_on: date


@dataclass(frozen=True, slots=True)
class PlanMonthView:
    """A month of the plan: how many visits were planned for it and done, and their share (null for none).

    ``results`` counts how content customers were, ``satisfaction`` is their average mark, ``passed_on`` how
    many visits found something a department was asked to look into.
    """

    month: str
    planned: int
    done: int
    rate: float | None
    results: Mapping[str, int] = field(default_factory=dict)
    satisfaction: float | None = None
    passed_on: int = 0
