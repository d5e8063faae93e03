"""Timers: what waits for its time, and moving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.instances import MoveTimerSchema, TimerQuery, TimerSchema
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest, TimerView
from service.operations import timers as operations
from service.queries import instances as queries
from service.queries.instances import TimerFilter
from service.runtime import Runtime

calls = Calls("timers", __name__, description="Durable wake-ups of process instances.")


@calls.reads("/timers", access=SIGNED_IN, query=TimerQuery, answer=page_of(TimerSchema))
def list_timers(rt: Runtime, by: Actor, asked: tuple[TimerFilter, PageRequest]) -> Page[TimerView]:
    """The timers you may see, next due first."""
    return queries.timers(rt, *asked, by=by)


@calls.reads("/timers/<uuid:timer_id>", access=SIGNED_IN, answer=TimerSchema)
def get_timer(rt: Runtime, by: Actor, timer_id: UUID) -> TimerView:
    """One timer."""
    return queries.timer_detail(rt, timer_id, by=by)


@calls.changes(
    "/timers/<uuid:timer_id>/move",
    access=SIGNED_IN,
    body=MoveTimerSchema,
    answer=TimerSchema,
    current=get_timer,
)
def move_timer(rt: Runtime, by: Actor, body: dict[str, Any], timer_id: UUID) -> TimerView:
    """Let a timer fire at another time, for a stated reason; a past time fires it now."""
    return operations.move_timer(rt, timer_id, due_at=body["due_at"], reason=body["reason"], by=by)
