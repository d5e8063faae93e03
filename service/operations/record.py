"""The customer's service record: entries are added, never altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import ServiceRecordView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class NewServiceRecord:
    """An entry; ``corrects_id`` names the one it puts right."""

    customer_id: UUID
    kind: str
    text: str
    case_id: UUID | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    corrects_id: UUID | None = None


def append_service_record(rt: Runtime, new: NewServiceRecord, *, by: Actor) -> ServiceRecordView:
    """Add an entry to a customer's service record."""
    raise NotImplementedError
