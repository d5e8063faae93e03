"""What people see of the plan of follow-up visits."""

from __future__ import annotations

from dataclasses import dataclass
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
    """A month of the plan: how many visits were planned for it and done, and their share (null for none)."""

    month: str
    planned: int
    done: int
    rate: float | None
