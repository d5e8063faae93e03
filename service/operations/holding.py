"""A task as operations take hold of it: under lock, for whoever may see it, and shown to them afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.acts import CaseCopy
from service.domain.people import Group, Person, PersonGroup
from service.domain.tasks import UserTask
from service.domain.views import TaskView
from service.errors import Invalid, PersonNotFound, TaskNotFound
from service.operations.people import active_person
from service.store.shaping import task_view

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime.transaction import Transaction


def may_see(task: UserTask, by: Actor) -> bool:
    """Whether this person may see the task: the same rule the queries hold in SQL."""
    return (
        by.is_in(*task.candidate_groups)
        or bool(by.absent_in(task.candidate_groups))
        or by.name in (task.assignee, task.delegated_by, task.acting_for)
        or by.supervises_any(task.candidate_groups)
        or by.supervises_all
    )


def visible_task(tx: Transaction, task_id: UUID, by: Actor) -> tuple[UserTask, ProcessInstance]:
    """The task and its instance under lock; for whoever may not see it, it is not there."""
    task, instance = tx.lock_task(task_id)
    if not may_see(task, by) and not _may_read(tx, task, by):
        raise TaskNotFound(task_id=task_id)
    return task, instance


def _may_read(tx: Transaction, task: UserTask, by: Actor) -> bool:
    """Whether it was copied to them: then it is there, but not theirs to do anything with."""
    mine = select(CaseCopy.id).where(CaseCopy.task_id == task.id, CaseCopy.person_name == by.name)
    return tx.session.execute(mine.limit(1)).first() is not None


def must_exist(tx: Transaction, name: str) -> None:
    """Refuse to give work to somebody who cannot sign in."""
    try:
        active_person(tx.session, name)
    except PersonNotFound as unknown:
        raise Invalid.field("assignee", str(unknown)) from unknown


def must_be_theirs(tx: Transaction, task: UserTask, name: str, by: Actor) -> None:
    """Refuse to give a task to somebody who is in none of its groups and supervises none."""
    must_exist(tx, name)
    person = tx.session.get_one(Person, name)
    mine = select(PersonGroup.group_name).where(PersonGroup.person_name == name)
    theirs = {*tx.session.execute(mine).scalars(), *person.supervises}
    if not task.candidate_groups or "*" in theirs or not theirs.isdisjoint(task.candidate_groups):
        return
    found = tx.session.execute(select(Group).where(Group.name.in_(task.candidate_groups))).scalars()
    called = {each.name: each.names.get(by.language) or each.names.get("en") for each in found}
    groups = ", ".join(str(called.get(each) or each) for each in task.candidate_groups)
    who = person.display_name or name
    raise Invalid.field("assignee", f"{who} is in none of the groups this task is for: {groups}")


def view_of(tx: Transaction, task: UserTask, instance: ProcessInstance, by: Actor) -> TaskView:
    """The task as lists and answers show it, in the reader's language."""
    names = tx.definitions.names(instance.definition_id, by.language)
    subject = task.case_subject
    return task_view(task, case_number=instance.business_key, subject=subject, names=names)
