"""A step in the words of the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from uuid import UUID

from service.engine.progress import OutcomeKind, Progress, TrailEvent
from service.operations.closing import EFFECT, TASK, TIMER, Gone
from service.runtime.transaction import About

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.operations.opening import Made
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction


def tell_step(
    tx: Transaction,
    instance: ProcessInstance,
    progress: Progress,
    cause: Cause,
    rows: tuple[Sequence[Gone], Made],
) -> None:
    """Record what caused the step, what it went through, what it ended and what it opened, in that order."""
    over, made = rows
    detail = dict(cause.detail)
    if progress.changed:
        detail["changed"] = dict(progress.changed)
    tx.tell(
        instance,
        cause.kind,
        cause.actor,
        about=About(cause.activity_id, cause.task_id),
        detail=detail,
    )
    _tell_trail(tx, instance, progress.trail, cause.actor)
    _tell_gone(tx, instance, over, cause)
    _tell_made(tx, instance, made, cause.actor)
    if progress.outcome is not None:
        kind = "completed" if progress.outcome.kind is OutcomeKind.COMPLETED else "terminated"
        tx.tell(instance, f"instance.{kind}", cause.actor, detail={"ends": list(progress.outcome.end_ids)})


def _tell_trail(tx: Transaction, instance: ProcessInstance, trail: Sequence[TrailEvent], actor: str) -> None:
    """The elements passed; one both entered and left within the step is told once, as passed."""
    left = {event.engine_id for event in trail if event.kind == "left"}
    entered = {event.engine_id for event in trail if event.kind == "entered"}
    for event in trail:
        if event.kind == "left" and event.engine_id in entered:
            continue
        passed = event.kind == "entered" and event.engine_id in left
        detail = {"element": event.activity_type, "process": event.process_key, **event.detail}
        kind = "passed" if passed else event.kind
        tx.tell(instance, f"activity.{kind}", actor, about=About(event.activity_id), detail=detail)


_CANCELLED = {TASK: "task.cancelled", TIMER: "timer.cancelled", EFFECT: "effect.cancelled"}


def _tell_gone(tx: Transaction, instance: ProcessInstance, over: Sequence[Gone], cause: Cause) -> None:
    for each in over:
        kind = _CANCELLED.get(each.kind)
        if kind is None or each.row_id == cause.subject_id:
            continue
        task_id = each.row_id if each.kind == TASK else None
        tx.tell(instance, kind, cause.actor, about=About(each.activity_id, task_id))


def _tell_made(tx: Transaction, instance: ProcessInstance, made: Made, actor: str) -> None:
    for task in made.tasks:
        detail = {"groups": task["candidate_groups"], "assignee": task["assignee"], "due_at": task["due_at"]}
        about = About(str(task["activity_id"]), cast(UUID, task["id"]))
        tx.tell(instance, "task.created", actor, about=about, detail=detail)
    for timer in made.timers:
        detail = {"due_at": timer["due_at"]}
        tx.tell(instance, "timer.scheduled", actor, about=About(str(timer["activity_id"])), detail=detail)
    for effect in made.effects:
        detail = {"topic": effect["topic"]}
        tx.tell(instance, "effect.requested", actor, about=About(str(effect["activity_id"])), detail=detail)
