"""What supervisors see of everything anyone did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditView:
    """One act: of a case, with its number and the element it was about, or done to ``subject``."""

    id: UUID
    seq: int
    at: datetime
    actor: str
    type: str
    subject: str
    activity_id: str | None
    activity: str
    case_id: UUID | None
    case_number: str | None
    instance_id: UUID | None
    detail: Mapping[str, object]
