"""Timers: fire them once, move them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import TimerView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def fire_timer(rt: Runtime, timer_id: UUID) -> bool:
    """Fire a due timer exactly once; tells whether this call did it. Gone, moved later or suspended: nothing."""
    raise NotImplementedError


def move_timer(rt: Runtime, timer_id: UUID, *, due_at: datetime, reason: str, by: Actor) -> TimerView:
    """Let a timer fire at another time; a past time fires it now."""
    raise NotImplementedError


def fire_start(rt: Runtime, trigger_id: UUID) -> bool:
    """Start the instance a due timer start event asks for; tells whether this call did it."""
    raise NotImplementedError
