"""Cases: open one from the customer's words, exchange messages, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import CaseMessageView, CaseView, OpenedCase

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class CustomerGiven:
    """Who the customer is: by ``id``, or by ``name`` and what else is known (matched by phone, else created)."""

    id: UUID | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    industry: str = ""
    address: str = ""
    tier: int = 4


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """Whom to reach about it, and how."""

    name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is needed to open a case; what is None may be told later (policy table 1, before dispatch)."""

    kind: str
    channel: str
    customer: CustomerGiven
    contact: ContactGiven
    subject: str
    description: str
    contacted_at: datetime | None = None
    order_no: str | None = None
    product_model: str | None = None
    purchased_on: date | None = None
    contracted_on: date | None = None
    address: str | None = None
    expected_solution: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    """Further variables the process starts with."""


@dataclass(frozen=True, slots=True)
class NewCaseMessage:
    """Words to or from the customer; ``direction`` is ``in`` or ``out``."""

    text: str
    direction: str
    channel: str


def open_case(rt: Runtime, new: NewCase, *, by: Actor) -> OpenedCase:
    """Record the customer's matter and start the process that handles it."""
    raise NotImplementedError


def add_message(rt: Runtime, case_id: UUID, new: NewCaseMessage, *, by: Actor) -> CaseMessageView:
    """Record words exchanged; the customer's own are handed to the process as ``customer_message``."""
    raise NotImplementedError


def withdraw_case(rt: Runtime, case_id: UUID, *, reason: str, by: Actor) -> CaseView:
    """The customer takes the matter back: the process hears ``case_withdrawn`` and ends."""
    raise NotImplementedError
