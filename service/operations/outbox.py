"""The outbox, from the workers' side: take a request, report what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class EffectWork:
    """A request to the outside. Doing it twice under the same ``idempotency_key`` must not matter."""

    id: UUID
    instance_id: UUID
    case_id: UUID | None
    case_number: str
    kind: str
    topic: str
    activity_id: str
    payload: Mapping[str, object]
    idempotency_key: str
    attempts: int


def open_effect(rt: Runtime, outbox_id: UUID) -> EffectWork | None:
    """What is asked for, if it is still to be done and the instance is not suspended."""
    raise NotImplementedError


def complete_effect(
    rt: Runtime, outbox_id: UUID, outputs: Mapping[str, object], *, by: Actor | None = None
) -> bool:
    """The work is done: hand its outputs to the process; tells whether this call did it."""
    raise NotImplementedError


def fail_effect(rt: Runtime, outbox_id: UUID, error: str, *, final: bool = False) -> None:
    """An attempt failed: try again later, or (attempts spent, or ``final``) open an incident."""
    raise NotImplementedError


def refuse_effect(rt: Runtime, outbox_id: UUID, code: str, message: str = "") -> bool:
    """The work ended in a BPMN error that the process may catch."""
    raise NotImplementedError


def deliver_thrown(rt: Runtime, outbox_id: UUID) -> bool:
    """Deliver a message or signal one instance threw to whoever waits for it; tells whether this call did it."""
    raise NotImplementedError
