"""User tasks: claim, give back, complete, hand on, remark, draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.incidents import IncidentKind
from service.domain.tasks import TaskComment, UserTask
from service.domain.views import CommentView, TaskView
from service.engine.progress import EngineError, UserTaskCompleted
from service.errors import Invalid, NotASupervisor, PersonNotFound, TaskNotFound
from service.ids import new_id
from service.operations.answers import checked_answers, checked_draft, checked_text
from service.operations.failures import Stuck, step_failed
from service.operations.people import active_person
from service.operations.step import Cause, take_step
from service.runtime.transaction import About
from service.store import hot
from service.store.shaping import comment_view, task_view

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

Answers = Mapping[str, object]
"""What a person filled into a form, as JSON gives it."""


def claim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Take a task for oneself."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        instance.must_run()
        if task.claim(by=by, at=tx.at):
            hot.save_task(tx.connection, task)
            tx.tell(instance, "task.claimed", by.name, about=About(task.activity_id, task.id))
        return _view(tx, task, instance, by)


def unclaim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Give a task back to its groups."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        instance.must_run()
        if task.unclaim(by=by):
            hot.save_task(tx.connection, task)
            tx.tell(instance, "task.unclaimed", by.name, about=About(task.activity_id, task.id))
        return _view(tx, task, instance, by)


def complete_task(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Hand the answers to the process and move it to its next waits."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        task.must_be_open()
        task.must_be_assigned_to(by)
        instance.must_run()
        fitting = checked_answers(tx, task, instance, answers, by.language)
        detail = {"answers": fitting}
        cause = Cause("task.completed", by.name, task.activity_id, task.id, task.id, detail)
        try:
            take_step(tx, instance, UserTaskCompleted(task.engine_id, fitting), cause)
        except EngineError as failed:
            stuck = Stuck(IncidentKind.TASK, by.name, task.id, task.activity_id)
            raise step_failed(tx, instance, failed, stuck) from failed
        task.complete(by=by, at=tx.at)
        return _view(tx, task, instance, by)


def reassign_task(rt: Runtime, task_id: UUID, *, to: str | None, reason: str, by: Actor) -> TaskView:
    """A supervisor gives the task to somebody, or (``to`` None) back to its groups."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        if not by.supervises_any(task.candidate_groups):
            raise NotASupervisor(name=by.name)
        reason = checked_text("reason", reason)
        instance.must_not_have_ended()
        before = task.assignee
        if to is None:
            task.release()
        else:
            _must_exist(tx, to)
            task.give_to(to, at=tx.at)
        hot.save_task(tx.connection, task)
        detail = {"from": before, "to": to, "reason": reason}
        tx.tell(instance, "task.reassigned", by.name, about=About(task.activity_id, task.id), detail=detail)
        return _view(tx, task, instance, by)


def delegate_task(rt: Runtime, task_id: UUID, *, to: str, by: Actor) -> TaskView:
    """Let a colleague do it in one's stead."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        instance.must_run()
        task.must_be_open()
        task.must_be_assigned_to(by)
        _must_exist(tx, to)
        task.delegate(to=to, by=by, at=tx.at)
        hot.save_task(tx.connection, task)
        tx.tell(
            instance,
            "task.delegated",
            by.name,
            about=About(task.activity_id, task.id),
            detail={"to": to},
        )
        return _view(tx, task, instance, by)


def comment_on_task(rt: Runtime, task_id: UUID, text: str, *, by: Actor) -> CommentView:
    """Leave a remark on a task one can see."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        words = checked_text("text", text)
        comment = tx.add(TaskComment(id=new_id(), task_id=task.id, at=tx.at, by=by.name, text=words))
        tx.tell(
            instance,
            "task.commented",
            by.name,
            about=About(task.activity_id, task.id),
            detail={"text": words},
        )
        return comment_view(comment)


def save_draft(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Keep half-filled answers for later; they are not checked yet."""
    with rt.transaction() as tx:
        task, instance = _visible(tx, task_id, by)
        task.must_be_open()
        task.must_be_assigned_to(by)
        task.draft = checked_draft(answers)
        hot.save_task(tx.connection, task)
        tx.touch(instance)
        return _view(tx, task, instance, by)


def may_see(task: UserTask, by: Actor) -> bool:
    """Whether this person may see the task: the same rule the queries hold in SQL."""
    return (
        by.is_in(*task.candidate_groups)
        or task.assignee == by.name
        or by.supervises_any(task.candidate_groups)
        or by.supervises_all
    )


def _visible(tx: Transaction, task_id: UUID, by: Actor) -> tuple[UserTask, ProcessInstance]:
    """The task and its instance under lock; for whoever may not see it, it is not there."""
    task, instance = tx.lock_task(task_id)
    if not may_see(task, by):
        raise TaskNotFound(task_id=task_id)
    return task, instance


def _must_exist(tx: Transaction, name: str) -> None:
    try:
        active_person(tx.session, name)
    except PersonNotFound as unknown:
        raise Invalid.field("assignee", str(unknown)) from unknown


def _view(tx: Transaction, task: UserTask, instance: ProcessInstance, by: Actor) -> TaskView:
    names = tx.definitions.names(instance.definition_id, by.language)
    return task_view(task, case_number=instance.business_key, names=names)
