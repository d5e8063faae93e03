"""The waiting timers of an instance, moved to another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.clock import in_utc
from service.domain.stepping_in.refusals import NothingThere
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.operations.answers import checked_text
from service.operations.instances import supervised_instance
from service.operations.timers import put_off

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Moving:
    """Which timers are to fire when; a time that is past means at once."""

    element: str
    due_at: datetime


def move_all(rt: Runtime, instance_id: UUID, moving: Moving, *, reason: str, by: Actor) -> None:
    """Move every timer that waits at this element; one whose time has come is fired by the next sweep."""
    reason, due_at = checked_text("reason", reason), in_utc(moving.due_at)
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        instance.must_not_have_ended()
        wanted = select(TimerJob).where(
            TimerJob.instance_id == instance_id,
            TimerJob.activity_id == moving.element,
            TimerJob.state.in_((*PENDING_STATES, TimerState.HELD, TimerState.FAILED)),
        )
        timers = list(tx.session.execute(wanted.order_by(TimerJob.id)).scalars())
        if not timers:
            raise NothingThere(instance_id=instance_id)
        for timer in timers:
            put_off(tx, (timer, instance), due_at, reason=reason, by=by)
