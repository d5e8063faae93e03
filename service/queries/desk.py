"""The inbox of the staff desk: tasks with whose matter it is, who has them, and how many of each sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.acts import TaskNudge
from service.domain.cases import Case
from service.domain.customers import Customer
from service.domain.people import Person
from service.domain.tasks import OPEN_STATES, UserTask
from service.domain.views import DeskList, DeskRow, Page, PageRequest, TaskView
from service.errors import TaskNotFound
from service.queries.counting import desk_counts
from service.queries.searching import is_cut
from service.queries.tasks import TaskFilter, TaskSort, inbox, inbox_in
from service.store.db import connection_of
from service.store.paging import MOST
from service.store.prepared import PreparedOf

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


def desk_list(rt: Runtime, wanted: TaskFilter, page: PageRequest, *, by: Actor) -> DeskList:
    """One page of the inbox with the counts behind its filters."""
    now = rt.now()
    wanted = replace(wanted, asked_at=now)
    with rt.reading() as session:
        found = inbox_in(rt, session, (wanted, page), by=by)
        rows = _rows(session, found.items)
        counts = desk_counts(session, wanted, now, by)
        cut = wanted.text is not None and is_cut(session, wanted.text)
    return DeskList(Page(rows, found.next_cursor), counts, cut)


def desk_row(rt: Runtime, task: TaskView) -> DeskRow:
    """One task, just acted upon, as its row."""
    with rt.reading() as session:
        return _rows(session, (task,))[0]


def next_task(rt: Runtime, *, by: Actor) -> TaskView | None:
    """What to do next: the most urgent task one holds, else the most urgent nobody holds; none that waits
    for the signatures of others.
    """
    held = TaskFilter(assignee=by.name, sort=TaskSort.DUE)
    free = TaskFilter(own_groups=True, unassigned=True, sort=TaskSort.DUE)
    for wanted in (held, free):
        found = inbox(rt, wanted, PageRequest(limit=_AHEAD), by=by).items
        mine = (each for each in found if not each.unsigned or not by.groups_worked.isdisjoint(each.unsigned))
        chosen = next(mine, None)
        if chosen is not None:
            return chosen
    return None


_AHEAD = 10
"""So many are looked at for one that does not wait for others."""


def task_by_id(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """A task one may see, as lists show it."""
    found = inbox(rt, TaskFilter(state=None, task_id=task_id), PageRequest(limit=1), by=by).items
    if not found:
        raise TaskNotFound(task_id=task_id)
    return found[0]


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
    if not tasks:
        return ()
    told = {row[0]: row[1:] for row in _TOLD_OF.all(connection_of(session), [task.id for task in tasks])}
    rows = []
    for task in tasks:
        customer, tier, who, nudges = told[task.id]
        rows.append(DeskRow(task, customer or "", tier, who or task.assignee or "", nudges))
    return tuple(rows)


_NUDGES = select(func.count()).where(TaskNudge.task_id == UserTask.id).scalar_subquery()
_TOLD_OF = PreparedOf(
    lambda tasks: (
        select(UserTask.id, Customer.name, Case.tier, Person.display_name, _NUDGES.label("nudges"))
        .outerjoin(Case, Case.id == UserTask.case_id)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Person, Person.name == UserTask.assignee)
        .where(UserTask.id.in_(tasks))
    ),
    most=MOST,
)
"""Whose matter each task is, who has it by the name they go by, how often it was asked for."""
