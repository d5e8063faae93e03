"""What hangs on a deadline follows it: the due date of the task, the timers of the diagram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from service.domain.people import SYSTEM
from service.domain.timers import PENDING_STATES, TimerState
from service.operations.opening import NEVER
from service.runtime.transaction import About
from service.store import clocks as store

if TYPE_CHECKING:
    from service.operations.ledger import Clocks, Held

_TIMER = store.TIMER
_BOUND = select(_TIMER).where(
    _TIMER.c.clock_id.in_(bindparam("clocks", expanding=True)),
    _TIMER.c.state.in_((*PENDING_STATES, TimerState.HELD)),
)


def follow(clocks: Clocks, moved: Sequence[tuple[Held, datetime | None]]) -> None:
    """Date anew what hangs on these clocks; each comes with the deadline it had before."""
    if not moved:
        return
    connection = clocks.tx.connection
    for held, before in moved:
        if held.task_id is not None:
            store.date_task(connection, held.task_id, before=before, due_at=held.row["due_at"], last=NEVER)
            note_risk(clocks, held)
    by_id = {held.id: held for held, _ in moved}
    for timer in connection.execute(_BOUND, {"clocks": list(by_id)}).mappings().all():
        at = by_id[timer["clock_id"]].ledger.instant_at(timer["fraction"])
        values = dates_of(at, timer["due_at"])
        if values["due_at"] == timer["due_at"] and (timer["state"] == TimerState.HELD) == (at is None):
            continue
        connection.execute(update(_TIMER).where(_TIMER.c.id == timer["id"]).values(values))
        detail = {"from": timer["due_at"], "to": at, "clock": by_id[timer["clock_id"]].kind}
        about = About(timer["activity_id"])
        clocks.tx.tell(clocks.instance, "timer.moved", SYSTEM.name, about=about, detail=detail)


def note_risk(clocks: Clocks, held: Held) -> None:
    """Note with the task of this clock whether a clock of it is past its warning, for the inbox's lists."""
    if held.task_id is None:
        return
    mine = (each.row for each in clocks.held.values() if each.task_id == held.task_id)
    warns = (row["warn_at"] for row in mine if row.get("warn_at") and not row.get("ended_at"))
    risk = any(at <= clocks.tx.at for at in warns)
    store.note_risk(clocks.tx.connection, held.task_id, risk=risk)


def dates_of(at: datetime | None, before: datetime) -> dict[str, object]:
    """A bound timer's columns: scheduled then, or held where nothing says when."""
    if at is None:
        return {"due_at": before, "next_try_at": before, "state": TimerState.HELD}
    return {"due_at": at, "next_try_at": at, "state": TimerState.SCHEDULED}
