"""A customer's file as one person may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from service.domain.tiers import Indicators
from service.domain.views.cases import CaseView, ServiceRecordView
from service.domain.views.tiers import TierDecisionView


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as a list shows it."""

    id: UUID
    name: str
    company: str
    phone: str
    tier: int
    cases: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class ContactView:
    """Somebody to reach at a customer."""

    id: UUID
    name: str
    phone: str
    email: str
    language: str = ""
    """The language they read; empty: the company's."""
    time_zone: str = ""
    """The time zone they live by; empty: the company's."""
    unsubscribed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedVisitView:
    """A follow-up of the plan."""

    due_on: date
    method: str
    state: str


@dataclass(frozen=True, slots=True)
class PeriodIndicators:
    """The five indicators of a period."""

    period: str
    indicators: Indicators
    at: datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to see what is sensitive: until when, or whether it is asked for."""

    until: datetime | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """All that one person may see of a customer; what they may not is masked or not there."""

    id: UUID
    name: str
    company: str
    industry: str
    scope: str
    tier: int
    created_at: datetime
    phone: str
    email: str
    address: str
    contacts: tuple[ContactView, ...]
    sees: frozenset[str]
    """Which parts are this person's to see: contact, records, opportunities, sensitive; and ``edit``."""
    leave: Leave
    decision_chain: str | None
    budget: str | None
    indicators: tuple[PeriodIndicators, ...]
    decisions: tuple[TierDecisionView, ...]
    visits: tuple[PlannedVisitView, ...]
    cases: tuple[CaseView, ...]
    records: tuple[ServiceRecordView, ...]
    merged_into_id: UUID | None = None
