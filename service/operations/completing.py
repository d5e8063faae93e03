"""A task's end: its answers go to the process, whoever hands them in and in whose name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.acts import TaskDoer
from service.domain.incidents import IncidentKind
from service.engine.progress import EngineError, UserTaskCompleted
from service.feel.values import dump_value
from service.frozen import frozen
from service.operations.failures import Stuck, step_failed
from service.operations.step import Cause, take_step
from service.store import hot

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.domain.tasks import UserTask
    from service.runtime.transaction import Transaction


@frozen
class Finished:
    """By whom a task is completed, and what else its history tells of it."""

    by: Actor
    detail: Mapping[str, object]


def finish(
    tx: Transaction,
    task: UserTask,
    instance: ProcessInstance,
    answers: Mapping[str, object],
    done: Finished,
) -> None:
    """Take the step the task waited for, with answers that were checked; a step that fails is an incident."""
    detail = {"answers": answers, **done.detail}
    if task.acting_for is not None:
        note_doer(tx, task, task.acting_for, "absent")
        detail["for"] = task.acting_for
    doers = doers_of(tx, task) if task.shared else ()
    cause = Cause("task.completed", done.by.name, task.activity_id, task.id, task.id, detail, doers)
    try:
        take_step(tx, instance, UserTaskCompleted(task.engine_id, answers), cause)
    except EngineError as failed:
        kept = {"answers": dump_value(dict(answers)), "told": dict(done.detail)}
        stuck = Stuck(IncidentKind.TASK, done.by.name, task.id, task.activity_id, kept)
        raise step_failed(tx, instance, failed, stuck) from failed
    task.complete(by=done.by, at=tx.at)


def note_doer(tx: Transaction, task: UserTask, name: str, how: str) -> None:
    """Note that somebody beside the assignee had a hand in it; the four-eyes rule will remember."""
    tx.session.flush()
    if tx.session.get(TaskDoer, (task.id, name)) is None:
        tx.add(TaskDoer(task_id=task.id, person_name=name, how=how))
        tx.session.flush()
    task.shared = True


def doers_of(tx: Transaction, task: UserTask, *, but: str = "") -> tuple[str, ...]:
    """Who beside the assignee had a hand in it; ``but`` is a way of having had one that does not count."""
    wanted = select(TaskDoer.person_name).where(TaskDoer.task_id == task.id, TaskDoer.how != but)
    wanted = wanted.order_by(TaskDoer.person_name)
    return tuple(tx.session.execute(wanted).scalars())


def save(tx: Transaction, task: UserTask) -> None:
    """Write what was done to a task that stays open."""
    hot.save_task(tx.connection, task)
