"""User tasks: claim, give back, complete, hand on, remark, draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.acts import Signing
from service.domain.tasks import TaskComment
from service.domain.views import CommentView, TaskView
from service.errors import NotASupervisor
from service.ids import new_id
from service.operations.answers import checked_answers, checked_text, fields_of_draft
from service.operations.completing import Finished, finish
from service.operations.holding import must_be_theirs, must_exist, view_of, visible_task
from service.operations.mentions import mention
from service.operations.notifying import notify_of_task, person
from service.operations.signatures import submit
from service.runtime.transaction import About
from service.store import hot
from service.store.shaping import comment_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

Answers = Mapping[str, object]
"""What a person filled into a form, as JSON gives it."""


def claim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Take a task for oneself."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        if task.claim(by=by, at=tx.at):
            hot.save_task(tx.connection, task)
            detail = {"for": task.acting_for} if task.acting_for else None
            tx.tell(instance, "task.claimed", by.name, about=About(task.activity_id, task.id), detail=detail)
        return view_of(tx, task, instance, by)


def unclaim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Give a task back to its groups."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        if task.unclaim(by=by):
            hot.save_task(tx.connection, task)
            tx.tell(instance, "task.unclaimed", by.name, about=About(task.activity_id, task.id))
        return view_of(tx, task, instance, by)


def complete_task(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Hand the answers to the process and move it to its next waits; if others are to sign them first, they
    wait for that.
    """
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        task.must_be_open()
        task.must_be_assigned_to(by)
        task.must_be_completable()
        instance.must_run()
        fitting = checked_answers(tx, task, instance, answers, by.language)
        if task.signing == Signing.AFTER:
            submit(tx, task, instance, answers, Finished(by, {}))
        else:
            finish(tx, task, instance, fitting, Finished(by, {}))
        return view_of(tx, task, instance, by)


def reassign_task(rt: Runtime, task_id: UUID, *, to: str | None, reason: str | None, by: Actor) -> TaskView:
    """A supervisor gives the task to somebody, or (``to`` None) back to its groups; None: for no stated
    reason.
    """
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        if not by.supervises_any(task.candidate_groups):
            raise NotASupervisor(name=by.name)
        why = {"reason": checked_text("reason", reason)} if reason is not None else {}
        instance.must_not_have_ended()
        before = task.assignee
        if to is None:
            task.release()
        else:
            must_be_theirs(tx, task, to, by)
            task.give_to(to, at=tx.at)
        hot.save_task(tx.connection, task)
        detail = {"from": before, "to": to, **why}
        tx.tell(instance, "task.reassigned", by.name, about=About(task.activity_id, task.id), detail=detail)
        if before is not None and before not in (to, by.name):
            notify_of_task(tx, task, [person(before)], "task_moved", who=by.shown, text=reason or "–")
        if to is not None and to != by.name:
            notify_of_task(tx, task, [person(to)], "task_given", who=by.shown, text=reason or "–")
        return view_of(tx, task, instance, by)


def delegate_task(rt: Runtime, task_id: UUID, *, to: str, by: Actor, back: bool = False) -> TaskView:
    """Let a colleague do it in one's stead; with ``back`` it returns when they have done their part."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        task.must_be_open()
        task.must_be_assigned_to(by)
        must_exist(tx, to)
        task.delegate(to=to, by=by, at=tx.at, back=back)
        hot.save_task(tx.connection, task)
        tx.tell(
            instance,
            "task.delegated",
            by.name,
            about=About(task.activity_id, task.id),
            detail={"to": to, "back": back},
        )
        notify_of_task(tx, task, [person(to)], "task_lent" if back else "task_handed", who=by.shown)
        return view_of(tx, task, instance, by)


def comment_on_task(rt: Runtime, task_id: UUID, text: str, *, by: Actor) -> CommentView:
    """Leave a remark on a task one can see."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        words = checked_text("text", text)
        comment = tx.add(TaskComment(id=new_id(), task_id=task.id, at=tx.at, by=by.name, text=words))
        named = mention(tx, task, comment, by=by)
        tx.tell(
            instance,
            "task.commented",
            by.name,
            about=About(task.activity_id, task.id),
            detail={"text": words, "named": list(named)} if named else {"text": words},
        )
        return comment_view(comment)


def save_draft(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Keep half-filled answers for later; they are not checked yet."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        task.must_be_open()
        task.must_be_assigned_to(by)
        task.must_not_be_submitted()
        task.draft = fields_of_draft(tx, task, instance, answers)
        hot.save_task(tx.connection, task)
        tx.touch(instance)
        return view_of(tx, task, instance, by)
