"""Lists of tasks, fast among a million open ones.

A person's inbox is made of arms: one for each group they see, one for the tasks they hold. Each arm is read
off an index in the order asked for and stops after a page; the page is the best of all arms. So the cost
grows with the page and the number of groups, never with the number of tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from service.domain.clocks import Standing
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.views import Page, PageRequest
from service.queries.few import few_in_order
from service.queries.marks import ME, Mark, Shape, asked_by, filled_in, mark
from service.queries.narrowing import (
    GROUP_OPEN,
    TASK_OPEN,
    beside_group,
    in_group,
    is_late,
    is_of_process,
    is_open,
    narrowed,
    of_group,
    of_task,
    of_those_seen,
    times_of,
    unnoted,
)
from service.queries.near import FOUND, Found, as_found, is_near, near_tasks
from service.store.db import connection_of
from service.store.paging import MOST, after, last_of, limit_of, page_of
from service.store.prepared import Prepared, PreparedOf
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

Condition = ColumnElement[bool]

_RISKY = (Standing.AT_RISK, Standing.ON_TIME)
_MOST = mark("most", Integer)
_OF_IDS = PreparedOf(lambda ids: FOUND.where(UserTask.id.in_(ids)), most=MOST + 1)
_KEYS = {
    "created_at": ("created_at", datetime),
    "due_at": ("sort_due_at", datetime),
    "-priority": ("sort_priority", int),
}


def found_tasks(session: Session, wanted: TaskFilter, page: PageRequest, by: Actor) -> Page[Found]:
    """One page of the tasks asked for, as far as this person may see them."""
    name, kind = _KEYS[str(wanted.sort)]
    shape = Shape(
        asked=asked_by(wanted),
        standing=wanted.standing if wanted.asked_at else None,
        late=wanted.standing in _RISKY and wanted.asked_at is not None and is_late(session, wanted.asked_at),
        sort=name,
        after=kind if page.cursor is not None else None,
    )
    if is_near(wanted, page, shape):
        rows = near_tasks(connection_of(session), (wanted, page), shape, by)
        return page_of(rows, page, lambda row: (getattr(row[0], name), row[0].id), lambda row: row)
    near = narrowed(session, wanted, by)
    few = few_in_order(session, wanted, near, by) if near is not None and name == "sort_due_at" else None
    if few is not None:
        ids = _page_of(few, page)
    elif near is not None or not is_open(wanted):
        ids = _plain(session, (wanted, page), shape, near, by)
    else:
        ids = _along_indexes(session, (wanted, page), shape, by)
    found = map(as_found, _OF_IDS.all(connection_of(session), ids)) if ids else ()
    rows = sorted(found, key=lambda row: (getattr(row[0], name), row[0].id.int))
    return page_of(rows, page, lambda row: (getattr(row[0], name), row[0].id), lambda row: row)


def _page_of(few: list[tuple[datetime, UUID]], page: PageRequest) -> list[UUID]:
    last = last_of(page, (datetime, UUID)) if page.cursor is not None else None
    return [row[1] for row in few if last is None or row > last][: limit_of(page) + 1]


def _plain(
    session: Session, asked: tuple[TaskFilter, PageRequest], shape: Shape, near: Condition | None, by: Actor
) -> list[UUID]:
    """Straight off the tasks: where few are left, for what is done."""
    wanted, page = asked
    columns = (getattr(UserTask, shape.sort), UserTask.id)
    conditions = [*of_task(shape), *times_of(UserTask, shape)]
    conditions += [near] if near is not None else []
    conditions += [TASK_OPEN] if is_open(wanted) else []
    conditions.append(of_those_seen(wanted, by))
    if wanted.group is not None:
        conditions.append(in_group(wanted.group))
    follows = after(page, columns, (shape.after or UUID, UUID))
    conditions += [follows] if follows is not None else []
    found = select(UserTask.id).where(*conditions).order_by(*columns).limit(limit_of(page) + 1)
    return list(session.execute(found, filled_in(wanted, wanted.asked_at, by)).scalars())


def _along_indexes(
    session: Session, asked: tuple[TaskFilter, PageRequest], shape: Shape, by: Actor
) -> list[UUID]:
    """The best of one arm per group and one for the tasks held; or of a process off its own index."""
    wanted, page = asked
    of_one = is_of_process(wanted, by)
    groups = () if of_one else groups_of(session, wanted, by)
    values = filled_in(wanted, wanted.asked_at, by, groups) | {"most": limit_of(page) + 1}
    if shape.after is not None:
        last_key, last_id = last_of(page, (shape.after, UUID))
        values |= {"last_key": last_key, "last_id": last_id}
    along = _process(shape) if of_one else _arms(replace(shape, groups=len(groups)))
    return [row[0] for row in along.all(connection_of(session), values)]


@lru_cache(maxsize=100)
def _process(shape: Shape) -> Prepared:
    columns = (getattr(UserTask, shape.sort), UserTask.id)
    every = select(UserTask.id).where(TASK_OPEN, UserTask.process_key == mark("process_key"))
    return Prepared(_cut(every.where(*of_task(shape), *times_of(UserTask, shape)), columns, shape))


@lru_cache(maxsize=500)
def _arms(shape: Shape) -> Prepared:
    arms = [_held(shape), *(_of_group(group, shape) for group in shape.group_marks())]
    if shape.late and shape.standing == Standing.AT_RISK:
        arms += [_of_group(group, shape, unnoted(shape)) for group in shape.group_marks()]
    every = union_all(*(select(arm.subquery()) for arm in arms)).subquery("arm")
    best = select(every.c.id).group_by(every.c.id, every.c.sort_key)
    return Prepared(best.order_by(every.c.sort_key, every.c.id).limit(_MOST))


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
            found_there = _GROUPS_WITH_WORK.all(connection_of(session), {})
            session.info[_WITH_WORK] = tuple(row[0] for row in found_there)
        found: tuple[str, ...] = session.info[_WITH_WORK]
        return found
    return tuple(sorted(groups_seen(by)))


_WITH_WORK = "groups with work"
"""Kept in a session, which sees one state of the database: the list and its counts both ask."""

# From one group to the next along the index, however many tasks each has.
_GROUPS_WITH_WORK = Prepared(
    text(
        "WITH RECURSIVE found(name) AS ("
        " SELECT min(group_name) FROM user_task_group WHERE open"
        " UNION ALL"
        " SELECT (SELECT min(group_name) FROM user_task_group WHERE open AND group_name > found.name)"
        " FROM found WHERE found.name IS NOT NULL"
        ") SELECT name FROM found WHERE name IS NOT NULL"
    )
)


def _of_group(group: Mark, shape: Shape, times: Sequence[Condition] | None = None) -> Select[Any]:
    columns = (getattr(UserTaskGroup, shape.sort), UserTaskGroup.task_id)
    times = times_of(UserTaskGroup, shape) if times is None else times
    arm = select(UserTaskGroup.task_id.label("id"), columns[0].label("sort_key")).where(
        GROUP_OPEN, UserTaskGroup.group_name == group, *times, *of_group(shape)
    )
    asked = beside_group(shape)
    if asked:
        arm = arm.join(UserTask, UserTask.id == UserTaskGroup.task_id).where(*asked)
    return _cut(arm, columns, shape)


def _held(shape: Shape) -> Select[Any]:
    columns = (getattr(UserTask, shape.sort), UserTask.id)
    arm = select(UserTask.id.label("id"), columns[0].label("sort_key")).where(
        UserTask.assignee == ME, UserTask.open == true(), *of_task(shape), *times_of(UserTask, shape)
    )
    if "group" in shape.asked:
        arm = arm.where(in_group(mark("group")))
    return _cut(arm, columns, shape)


def _cut(arm: Select[Any], columns: tuple[Any, Any], shape: Shape) -> Select[Any]:
    if shape.after is not None:
        last = tuple_(mark("last_key", columns[0].type), mark("last_id", Uuid))
        arm = arm.where(tuple_(*columns) > last)
    return arm.order_by(*columns).limit(_MOST)
