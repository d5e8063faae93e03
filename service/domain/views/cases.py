"""Customers and their cases as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service.domain.views.tasks import TaskView


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer as staff see them."""

    id: UUID
    name: str
    phone: str
    email: str
    company: str
    industry: str
    address: str
    tier: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a list shows it."""

    id: UUID
    number: str
    kind: str
    channel: str
    subject: str
    status: str
    severity: str | None
    urgency: str | None
    category: str | None
    tier: int
    round: int
    customer_id: UUID
    customer_name: str
    contacted_at: datetime
    created_at: datetime
    closed_at: datetime | None
    closed_how: str | None
    closed_by: str | None
    closed_reason: str | None
    withdrawn_at: datetime | None
    instance_id: UUID | None


@dataclass(frozen=True, slots=True)
class CaseMessageView:
    """Words exchanged with the customer."""

    id: UUID
    direction: str
    channel: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as its page shows it."""

    case: CaseView
    description: str
    contact_name: str
    contact_phone: str
    contact_email: str
    order_no: str | None
    product_model: str | None
    purchased_on: date | None
    contracted_on: date | None
    address: str | None
    expected_solution: str | None
    responsibility: str | None
    department: str | None
    compensation: Decimal | None
    satisfied_outcome: bool | None
    satisfied_handling: bool | None
    satisfaction: int | None
    entry_delay_s: int
    created_by: str
    messages: tuple[CaseMessageView, ...]
    open_tasks: tuple[TaskView, ...]
    sees: frozenset[str] = frozenset()
    """The parts of it the reader may see: ``contact``, ``messages``, ``story``, ``files``."""
    may: frozenset[str] = frozenset()
    """``read`` it whole, ``work`` on it; neither: see it at a glance, for what is theirs beside it."""

    @property
    def wrote_after_closing(self) -> bool:
        """Whether the customer has written since it was closed."""
        closed_at = self.case.closed_at
        return closed_at is not None and any(
            each.direction == "in" and each.at > closed_at for each in self.messages
        )


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case just opened; the tracking address is told this once, only its hash is kept."""

    id: UUID
    number: str
    status: str
    instance_id: UUID
    tracking_url: str


@dataclass(frozen=True, slots=True)
class ServiceRecordView:
    """An entry in a customer's service record."""

    id: UUID
    customer_id: UUID
    case_id: UUID | None
    at: datetime
    by: str
    kind: str
    text: str
    detail: Mapping[str, object]
    corrects_id: UUID | None
