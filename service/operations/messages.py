"""Messages from outside: matched by name and correlation keys to exactly one wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: taken by an instance, one started by it, or kept because nobody waits yet."""

    result: str
    """``delivered``, ``started`` or ``kept``."""
    instance_id: UUID | None = None


def deliver_message(
    rt: Runtime, name: str, correlation: Mapping[str, str], variables: Mapping[str, object], *, by: Actor
) -> Delivery:
    """Give a message to the one instance that waits for it, or keep it a while for one that will."""
    raise NotImplementedError
