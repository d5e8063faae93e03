"""Nudges: asking for a task to be done soon, now and then, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.acts import NUDGE_EVERY, TaskNudge
from service.domain.views.acts import NudgeView
from service.errors import NotAllowed, NudgedLately, TaskNotFound
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.holding import may_see
from service.operations.notifying import notify_of_task, whoever_has
from service.runtime.transaction import About
from service.store.visibility import may_see_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def nudge_task(rt: Runtime, task_id: UUID, *, text: str = "", by: Actor) -> NudgeView:
    """Ask whoever has the task, or may take it, to hurry: whoever sees the case may, once in a while."""
    with rt.transaction() as tx:
        task, instance = tx.lock_task(task_id)
        sees = may_see(task, by) or (task.case_id is not None and may_see_case(tx.session, task.case_id, by))
        if not sees:
            raise TaskNotFound(task_id=task_id)
        task.must_be_open()
        instance.must_run()
        if task.assignee == by.name:
            raise NotAllowed(reason="this task is your own")
        counted = select(func.count(), func.max(TaskNudge.at)).where(TaskNudge.task_id == task_id)
        times, last = tx.session.execute(counted).one()
        if last is not None and last + NUDGE_EVERY > tx.at:
            wait = (last + NUDGE_EVERY - tx.at).total_seconds()
            raise NudgedLately(task_id=task_id, retry_after=max(1, round(wait)))
        words = checked_text("text", text) if text.strip() else ""
        tx.add(TaskNudge(id=new_id(), task_id=task_id, at=tx.at, by=by.name, text=words))
        about = About(task.activity_id, task.id)
        detail = {"to": task.assignee or list(task.candidate_groups), "times": times + 1, "text": words}
        tx.tell(instance, "task.nudged", by.name, about=about, detail=detail)
        facts = {"who": by.shown, "number": times + 1, "text": words}
        notify_of_task(tx, task, whoever_has(task), "task_nudged", **facts)
        return NudgeView(task_id, times + 1, tx.at, by.name, tx.at + NUDGE_EVERY)
