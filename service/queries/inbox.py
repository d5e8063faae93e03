"""Lists of tasks, fast among a million open ones.

A person's inbox is made of arms: one for each group they see, one for the tasks they hold. Each arm is read
off an index in the order asked for and stops after a page; the page is the best of all arms. So the cost
grows with the page and the number of groups, never with the number of tasks.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, text, true, union_all

from service.domain.cases import Case
from service.domain.clocks import Standing
from service.domain.instances import ProcessInstance
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.views import Page, PageRequest
from service.queries.narrowing import (
    GROUP_OPEN,
    TASK_OPEN,
    asked_of_task,
    is_open,
    narrowed,
    stands,
    unnoted,
)
from service.store.paging import after, limit_of, page_of
from service.store.visibility import groups_seen, sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

Found = tuple[UserTask, UUID, str | None, str | None]
"""A task, its definition's id, its case's number and subject."""

Condition = ColumnElement[bool]

_KEYS = {
    "created_at": ("created_at", datetime),
    "due_at": ("sort_due_at", datetime),
    "-priority": ("sort_priority", int),
}


class Asked:
    """A filter as one session meets it: who asks, what alone leaves few, what the sweeper has not noted."""

    def __init__(self, session: Session, wanted: TaskFilter, by: Actor) -> None:
        """Find out what has to be known before the list can be read."""
        self.wanted, self.by = wanted, by
        self.near = narrowed(session, wanted, by)
        risky = wanted.standing in (Standing.AT_RISK, Standing.ON_TIME) and wanted.asked_at is not None
        self.unnoted = unnoted(session, wanted.asked_at) if risky and wanted.asked_at else []
        self.groups = () if self.near is not None or not is_open(wanted) else groups_of(session, wanted, by)

    def of_task(self) -> list[Condition]:
        """Everything the filter asks, said of the task."""
        found = asked_of_task(self.wanted)
        if self.wanted.due_before is not None:
            found.append(UserTask.sort_due_at < self.wanted.due_before)
        if self.wanted.standing is not None and self.wanted.asked_at is not None:
            found.append(stands(UserTask, self.wanted.standing, self.wanted.asked_at, self.unnoted))
        return found

    def of_group(self) -> list[Condition]:
        """What of it can be said of the group's row, which is where the indexes are."""
        found: list[Condition] = []
        if self.wanted.due_before is not None:
            found.append(UserTaskGroup.sort_due_at < self.wanted.due_before)
        if self.wanted.standing is not None and self.wanted.asked_at is not None:
            found.append(stands(UserTaskGroup, self.wanted.standing, self.wanted.asked_at, self.unnoted))
        return found


def found_tasks(session: Session, wanted: TaskFilter, page: PageRequest, by: Actor) -> Page[Found]:
    """One page of the tasks asked for, as far as this person may see them."""
    name, kind = _KEYS[str(wanted.sort)]
    asked = Asked(session, wanted, by)
    if asked.near is not None or not is_open(wanted):
        ids = _plain(asked, page, (name, kind))
    else:
        ids = _arms(asked, page, (name, kind))
    chosen = ids.subquery("chosen")
    key = getattr(UserTask, name)
    statement = (
        select(UserTask, ProcessInstance.definition_id, Case.number, Case.subject)
        .join(chosen, chosen.c.id == UserTask.id)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Case, Case.id == UserTask.case_id)
        .order_by(key, UserTask.id)
    )
    rows: list[Found] = [_as_found(row) for row in session.execute(statement)]
    return page_of(rows, page, lambda row: (getattr(row[0], name), row[0].id), lambda row: row)


def _as_found(row: tuple[Any, ...]) -> Found:  # Any: a row of the statement above
    return row[0], row[1], row[2], row[3]


def _plain(asked: Asked, page: PageRequest, key: tuple[str, type]) -> Select[Any]:
    """Straight off the tasks: where few are left, for what is done."""
    name, kind = key
    columns = (getattr(UserTask, name), UserTask.id)
    conditions = [sees_task(asked.by), *asked.of_task()]
    if asked.near is not None:
        conditions.append(asked.near)
    if is_open(asked.wanted):
        conditions.append(TASK_OPEN)
    if asked.wanted.own_groups:
        conditions.append((UserTask.assignee == asked.by.name) | in_group(*asked.by.groups_worked))
    if asked.wanted.group is not None:
        conditions.append(in_group(asked.wanted.group))
    follows = after(page, columns, (kind, UUID))
    if follows is not None:
        conditions.append(follows)
    return select(UserTask.id).where(*conditions).order_by(*columns).limit(limit_of(page) + 1)


def _arms(asked: Asked, page: PageRequest, key: tuple[str, type]) -> Select[Any]:
    """The best of one arm per group and one for the tasks held."""
    arms = [_held(asked, page, key)]
    arms += [_of_group(asked, group, page, key) for group in asked.groups]
    every = union_all(*(select(arm.subquery()) for arm in arms)).subquery("arm")
    best = select(every.c.id).group_by(every.c.id, every.c.sort_key)
    return best.order_by(every.c.sort_key, every.c.id).limit(limit_of(page) + 1)


def groups_of(session: Session, wanted: TaskFilter, by: Actor) -> tuple[str, ...]:
    """The groups to look into: none if one's own tasks are asked for, for those are all held."""
    if wanted.assignee == by.name:
        return ()
    if wanted.group is not None:
        return (wanted.group,) if by.supervises_all or wanted.group in groups_seen(by) else ()
    if wanted.own_groups:
        return tuple(sorted(by.groups_worked))
    if by.supervises_all:
        if _WITH_WORK not in session.info:
            session.info[_WITH_WORK] = tuple(session.execute(_GROUPS_WITH_WORK).scalars())
        found: tuple[str, ...] = session.info[_WITH_WORK]
        return found
    return tuple(sorted(groups_seen(by)))


_WITH_WORK = "groups with work"
"""Kept in a session, which sees one state of the database: the list and its counts both ask."""

# From one group to the next along the index, however many tasks each has.
_GROUPS_WITH_WORK = text(
    "WITH RECURSIVE found(name) AS ("
    " SELECT min(group_name) FROM user_task_group WHERE open"
    " UNION ALL"
    " SELECT (SELECT min(group_name) FROM user_task_group WHERE open AND group_name > found.name)"
    " FROM found WHERE found.name IS NOT NULL"
    ") SELECT name FROM found WHERE name IS NOT NULL"
)


def _of_group(asked: Asked, group: str, page: PageRequest, key: tuple[str, type]) -> Select[Any]:
    name, kind = key
    columns = (getattr(UserTaskGroup, name), UserTaskGroup.task_id)
    arm = select(UserTaskGroup.task_id.label("id"), columns[0].label("sort_key")).where(
        GROUP_OPEN, UserTaskGroup.group_name == group, *asked.of_group()
    )
    of_task = asked_of_task(asked.wanted)
    if of_task:
        arm = arm.join(UserTask, UserTask.id == UserTaskGroup.task_id).where(*of_task)
    return _cut(arm, page, columns, kind)


def _held(asked: Asked, page: PageRequest, key: tuple[str, type]) -> Select[Any]:
    name, kind = key
    columns = (getattr(UserTask, name), UserTask.id)
    arm = select(UserTask.id.label("id"), columns[0].label("sort_key")).where(
        UserTask.assignee == asked.by.name, UserTask.open == true(), *asked.of_task()
    )
    if asked.wanted.group is not None:
        arm = arm.where(in_group(asked.wanted.group))
    return _cut(arm, page, columns, kind)


def _cut(arm: Select[Any], page: PageRequest, columns: tuple[Any, Any], kind: type) -> Select[Any]:
    follows = after(page, columns, (kind, UUID))
    if follows is not None:
        arm = arm.where(follows)
    return arm.order_by(*columns).limit(limit_of(page) + 1)


def in_group(*groups: str) -> Condition:
    """The tasks offered to one of these groups."""
    return exists().where(UserTaskGroup.task_id == UserTask.id, UserTaskGroup.group_name.in_(groups))
