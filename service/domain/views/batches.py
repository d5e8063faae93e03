"""Batches as people see them: what was ordered, how far it is, what became of each instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.views.stepping_in import Rehearsal


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch and how far it is."""

    id: UUID
    act: str
    told: Mapping[str, object]
    filter: Mapping[str, object]
    reason: str
    created_by: str
    created_at: datetime
    state: str
    total: int
    done: int
    failed: int
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class BatchItemView:
    """What became of one instance; ``detail`` says why it was left as it is."""

    position: int
    instance_id: UUID
    business_key: str | None
    state: str
    at: datetime | None
    detail: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class TriedItem:
    """What the act would do to one instance, or why it could not be done."""

    instance_id: UUID
    rehearsal: Rehearsal | None
    refusal: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class BatchTrial:
    """How many instances a batch would be about, and what it would do to the first few."""

    total: int
    too_many: bool
    sample: tuple[TriedItem, ...]
