"""Acts on many tasks at once: each is done by itself, and each row is told what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views.acts import RowResult
from service.errors import Conflict, Invalid, NotAllowed, NotFound, StepFailed, TooMany
from service.operations import nudges, tasks

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST = 200

BULK_ACTS = ("claim", "unclaim", "assign", "complete", "nudge")


@dataclass(frozen=True, slots=True)
class BulkAct:
    """What is to be done to each of these tasks; ``to`` and ``reason`` for assigning, the same answers for
    all when completing.
    """

    act: str
    task_ids: tuple[UUID, ...]
    to: str | None = None
    reason: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)


def act_on_tasks(rt: Runtime, asked: BulkAct, *, by: Actor) -> tuple[RowResult, ...]:
    """Do it to each task in a transaction of its own: one that cannot be done keeps no other from it."""
    if asked.act not in BULK_ACTS:
        raise Invalid.field("act", ", ".join(BULK_ACTS))
    chosen: Sequence[UUID] = list(dict.fromkeys(asked.task_ids))
    if not chosen or len(chosen) > MOST:
        raise Invalid.field("task_ids", f"1 to {MOST} tasks")
    return tuple(_row(task_id, lambda task_id: _act(rt, asked, task_id, by)) for task_id in chosen)


def _act(rt: Runtime, asked: BulkAct, task_id: UUID, by: Actor) -> object:
    if asked.act == "claim":
        return tasks.claim_task(rt, task_id, by=by)
    if asked.act == "unclaim":
        return tasks.unclaim_task(rt, task_id, by=by)
    if asked.act == "assign":
        return tasks.reassign_task(rt, task_id, to=asked.to, reason=asked.reason, by=by)
    if asked.act == "nudge":
        return nudges.nudge_task(rt, task_id, text=asked.reason, by=by)
    return tasks.complete_task(rt, task_id, asked.answers, by=by)


def _row(task_id: UUID, call: Callable[[UUID], object]) -> RowResult:
    try:
        call(task_id)
    except (NotFound, NotAllowed, Invalid, Conflict, TooMany, StepFailed) as refused:
        return RowResult(task_id, ok=False, refused=refused)
    return RowResult(task_id, ok=True)
