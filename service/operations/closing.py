"""Waits that a step ended: their rows leave the open ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from service.frozen import frozen
from service.ids import read_id
from service.store import hot

if TYPE_CHECKING:
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction

TASK, TIMER, SUBSCRIPTION, EFFECT = "task", "timer", "subscription", "effect"


@frozen
class Gone:
    """A wait that is over: its kind, its row and its place in the diagram; ``timed``: a clock runs for it.

    ``own_clock`` is the clock a timer opened itself, ahead of the work.
    """

    kind: str
    row_id: UUID
    activity_id: str
    timed: bool = False
    own_clock: UUID | None = None


def gone(waits: dict[str, list[str]], closed: Sequence[str]) -> list[Gone]:
    """Take the closed waits out of ``waits``."""
    taken = (waits.pop(engine_id, None) for engine_id in closed)
    return [_gone(*wait) for wait in taken if wait is not None]


def _gone(kind: str, row_id: str, activity_id: str, clock: str = "") -> Gone:
    own = read_id(clock) if clock and kind == TIMER else None
    return Gone(kind, read_id(row_id), activity_id, bool(clock), own)


def close(tx: Transaction, over: Sequence[Gone], cause: Cause) -> None:
    """Close the rows; the one that caused the step is completed, every other cancelled."""
    connection = tx.connection
    tasks = [{"wanted": each.row_id} for each in over if each.kind == TASK]
    if tasks:
        mine = {"wanted": cause.subject_id}
        if mine in tasks:
            hot.COMPLETE_TASK.run(connection, {**mine, "at": tx.at, "by": cause.actor})
        hot.CANCEL_TASKS.run_many(connection, [each for each in tasks if each != mine])
        hot.CLOSE_TASK_GROUPS.run_many(connection, tasks)
    others = [each for each in over if each.row_id != cause.subject_id and each.kind != TASK]
    if not others:
        return
    for kind, statement in (
        (TIMER, hot.CANCEL_TIMERS),
        (SUBSCRIPTION, hot.DROP_SUBSCRIPTIONS),
        (EFFECT, hot.CANCEL_OUTBOX),
    ):
        statement.run_many(connection, [{"wanted": each.row_id} for each in others if each.kind == kind])
