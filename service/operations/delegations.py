"""A task lent to a colleague, or held by one's substitute: handed back, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import TaskView
from service.operations.answers import checked_text
from service.operations.completing import note_doer, save
from service.operations.holding import must_exist, view_of, visible_task
from service.operations.notifying import notify_of_task, person
from service.runtime.transaction import About

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def resolve_task(rt: Runtime, task_id: UUID, *, note: str = "", by: Actor) -> TaskView:
    """Hand a lent task back to whoever lent it, one's part done; they complete it."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        owner = task.resolve(by=by, at=tx.at)
        must_exist(tx, owner)
        words = checked_text("note", note) if note.strip() else ""
        note_doer(tx, task, by.name, "delegate")
        save(tx, task)
        about = About(task.activity_id, task.id)
        tx.tell(instance, "task.resolved", by.name, about=about, detail={"to": owner, "text": words})
        notify_of_task(tx, task, [person(owner)], "task_resolved", who=by.shown, text=words)
        return view_of(tx, task, instance, by)


def take_back_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Have a task again that one lent, that one's substitute holds, or whose answers wait for signatures."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        holder = task.take_back(by=by, at=tx.at)
        save(tx, task)
        about = About(task.activity_id, task.id)
        tx.tell(instance, "task.taken_back", by.name, about=about, detail={"from": holder})
        if holder != by.name:
            notify_of_task(tx, task, [person(holder)], "task_taken_back", who=by.shown)
        return view_of(tx, task, instance, by)
