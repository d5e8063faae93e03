"""Cases, their history, and what the customer may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import (
    CaseDetail,
    CaseView,
    HistoryView,
    Page,
    PageRequest,
    ServiceRecordView,
    TrackedCase,
)

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for; None means any. ``text`` is looked for in number, subject and customer name."""

    status: str | None = None
    kind: str | None = None
    customer_id: UUID | None = None
    number: str | None = None
    text: str | None = None


def cases(rt: Runtime, wanted: CaseFilter, page: PageRequest, *, by: Actor) -> Page[CaseView]:
    """The cases this person may see and asks for, newest first."""
    raise NotImplementedError


def case_detail(rt: Runtime, case_id: UUID, *, by: Actor) -> CaseDetail:
    """A case with its contact, its messages and its open tasks."""
    raise NotImplementedError


def case_history(rt: Runtime, case_id: UUID, page: PageRequest, *, by: Actor) -> Page[HistoryView]:
    """What happened in a case, oldest first."""
    raise NotImplementedError


def service_records(
    rt: Runtime, customer_id: UUID, page: PageRequest, *, by: Actor
) -> Page[ServiceRecordView]:
    """A customer's service record, newest first."""
    raise NotImplementedError


def tracked_case(rt: Runtime, token: str) -> TrackedCase:
    """What the holder of a tracking link may see: the matter's state and the words exchanged, no names of staff."""
    raise NotImplementedError
