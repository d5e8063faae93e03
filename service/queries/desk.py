"""The inbox of the staff desk: tasks with whose matter it is, who has them, and how many of each sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.customers import Customer
from service.domain.people import Person
from service.domain.tasks import OPEN_STATES, UserTask
from service.domain.views import DeskList, DeskRow, Page, PageRequest, TaskView
from service.errors import TaskNotFound
from service.queries.counting import desk_counts
from service.queries.tasks import TaskFilter, TaskSort, inbox, inbox_in
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


def desk_list(rt: Runtime, wanted: TaskFilter, page: PageRequest, *, by: Actor) -> DeskList:
    """One page of the inbox with the counts behind its filters."""
    with rt.reading() as session:
        found = inbox_in(rt, session, (wanted, page), by=by)
        rows = _rows(session, found.items)
        counts = desk_counts(session, wanted, rt.now(), by)
    return DeskList(Page(rows, found.next_cursor), counts)


def desk_row(rt: Runtime, task: TaskView) -> DeskRow:
    """One task, just acted upon, as its row."""
    with rt.reading() as session:
        return _rows(session, (task,))[0]


def next_task(rt: Runtime, *, by: Actor) -> TaskView | None:
    """What to do next: the most urgent task one holds, else the most urgent nobody holds."""
    held = TaskFilter(assignee=by.name, sort=TaskSort.DUE)
    free = TaskFilter(own_groups=True, unassigned=True, sort=TaskSort.DUE)
    for wanted in (held, free):
        found = inbox(rt, wanted, PageRequest(limit=1), by=by).items
        if found:
            return found[0]
    return None


def task_by_id(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """A task one may see, as lists show it."""
    with rt.reading() as session:
        instance = session.execute(
            select(UserTask.instance_id).where(UserTask.id == task_id, sees_task(by))
        ).scalar_one_or_none()
    if instance is None:
        raise TaskNotFound(task_id=task_id)
    every = inbox(rt, TaskFilter(state=None, instance_id=instance), PageRequest(limit=200), by=by).items
    return next(each for each in every if each.id == task_id)


def task_if_open(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView | None:
    """The same while it is open; None once it is done, or was never this person's to see."""
    try:
        found = task_by_id(rt, task_id, by=by)
    except TaskNotFound:
        return None
    return found if found.state in OPEN_STATES else None


def display_names(rt: Runtime, names: Iterable[str]) -> Mapping[str, str]:
    """What these people are called; whoever is unknown is called by their name."""
    with rt.reading() as session:
        return _display_names(session, names)


def _display_names(session: Session, names: Iterable[str]) -> dict[str, str]:
    asked = {name for name in names if name}
    if not asked:
        return {}
    found = session.execute(select(Person.name, Person.display_name).where(Person.name.in_(asked)))
    return {name: name for name in asked} | {row.name: row.display_name for row in found}


def _rows(session: Session, tasks: tuple[TaskView, ...]) -> tuple[DeskRow, ...]:
    cases = {each.case_id for each in tasks if each.case_id is not None}
    whose = (
        select(Case.id, Customer.name, Case.tier, Case.subject)
        .join(Customer, Customer.id == Case.customer_id)
        .where(Case.id.in_(cases))
    )
    customers = {row[0]: row for row in session.execute(whose)} if cases else {}
    people = _display_names(session, (each.assignee or "" for each in tasks))
    rows = []
    for task in tasks:
        found = customers.get(task.case_id) if task.case_id is not None else None
        _, customer, tier, subject = found or (None, "", None, None)
        who = people.get(task.assignee or "", "")
        rows.append(DeskRow(replace(task, case_subject=subject), customer, tier, who))
    return tuple(rows)
