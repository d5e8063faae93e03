"""Returning a case to an earlier step: the present task is given up, the earlier one waits again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.tasks import TaskState, UserTask
from service.domain.views import TaskView
from service.engine import leads_to
from service.engine.progress import EngineError, Modify
from service.errors import CannotReturn, PersonNotFound, TaskNotFound
from service.operations.answers import checked_text
from service.operations.completing import save
from service.operations.holding import view_of, visible_task
from service.operations.notifying import notify_of_task, whoever_has
from service.operations.people import active_person
from service.operations.step import Cause, take_step
from service.store.locks import lock_task

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def return_task(rt: Runtime, task_id: UUID, to: str, *, reason: str, by: Actor) -> TaskView:
    """Send the case back to a step completed earlier in this round, to whoever did it; tells of the new task.

    Where other work runs beside it, or the step is elsewhere, it cannot be returned: nothing may run twice.
    """
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        task.must_be_open()
        if not by.supervises_any(task.candidate_groups):
            task.must_be_assigned_to(by)
        why = checked_text("reason", reason)
        before = _done_before(tx, task, to)
        _must_be_alone(tx, task, instance, to)
        detail = {"to": to, "reason": why, "to_person": before.completed_by}
        cause = Cause("task.returned", by.name, task.activity_id, task_id=task.id, detail=detail)
        try:
            take_step(tx, instance, Modify(cancel=(task.engine_id,), start_before=(to,)), cause)
        except EngineError as failed:
            raise CannotReturn(task_id=task.id, activity=to, reason=failed.reason) from failed
        again = _reopened(tx, instance, to)
        _give_to_former(tx, again, before.completed_by)
        notify_of_task(tx, again, whoever_has(again), "task_returned", who=by.shown, text=why)
        return view_of(tx, again, instance, by)


def _done_before(tx: Transaction, task: UserTask, to: str) -> UserTask:
    """The latest completed task of that step in this round and this process."""
    wanted = (
        select(UserTask)
        .where(
            UserTask.instance_id == task.instance_id,
            UserTask.activity_id == to,
            UserTask.activity_id != task.activity_id,
            UserTask.process_key == task.process_key,
            UserTask.round == task.round,
            UserTask.state == TaskState.COMPLETED,
        )
        .order_by(UserTask.completed_at.desc(), UserTask.id.desc())
        .limit(1)
    )
    found = tx.session.execute(wanted).scalar_one_or_none()
    if found is None:
        reason = "it was not completed in this round"
        raise CannotReturn(task_id=task.id, activity=to, reason=reason)
    return found


def _must_be_alone(tx: Transaction, task: UserTask, instance: ProcessInstance, to: str) -> None:
    """Refuse a step that does not lead here, and one that leads to work still being done beside this task."""
    ahead = leads_to(tx.definitions.get(instance.definition_id), to)
    if task.activity_id not in ahead:
        raise CannotReturn(task_id=task.id, activity=to, reason="no way leads from it to this task")
    beside = (set(instance.active) & ahead) - {task.activity_id}
    if beside:
        reason = f"{', '.join(sorted(beside))} is being done beside it"
        raise CannotReturn(task_id=task.id, activity=to, reason=reason)


def _reopened(tx: Transaction, instance: ProcessInstance, to: str) -> UserTask:
    tx.session.expire_all()
    wanted = select(UserTask.id).where(
        UserTask.instance_id == instance.id, UserTask.activity_id == to, UserTask.open
    )
    found = tx.session.execute(wanted).scalars().first()
    if found is None:
        raise TaskNotFound(task_id=to)
    task, _ = lock_task(tx.connection, found)
    return task


def _give_to_former(tx: Transaction, task: UserTask, name: str | None) -> None:
    """It goes to whoever did it before, unless they are gone or may not do it any more."""
    if name is None or task.assignee is not None or name in task.excluded:
        return
    try:
        active_person(tx.session, name)
    except PersonNotFound:
        return
    task.give_to(name, at=tx.at)
    save(tx, task)
