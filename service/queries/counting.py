"""How many tasks stand behind each filter of the inbox.

Counting stops at a limit, so that it costs the same among a million tasks: "999+" tells enough.
With a filter beside the scope every task counted is looked at, and counting stops earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, true, union_all

from service.domain.clocks import Standing
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.views import DeskCounts
from service.queries.inbox import groups_of, in_group
from service.queries.narrowing import (
    GROUP_OPEN,
    TASK_OPEN,
    asked_of_task,
    copied_to,
    narrowed,
    stands,
    unnoted,
)
from service.queries.tasks import TaskFilter
from service.store.visibility import groups_seen, sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor

MOST_COUNTED = 1_000
MOST_FILTERED = 100
"""Where the inbox is filtered by more than its scope."""

_EVERYTHING = TaskFilter()
CHIPS = (Standing.OVERDUE, Standing.AT_RISK, Standing.ON_TIME, Standing.PAUSED)

Condition = ColumnElement[bool]
Moment = tuple[datetime, list[UUID]]
"""The present, and the tasks whose risk nobody has noted yet."""


def desk_counts(session: Session, wanted: TaskFilter, now: datetime, by: Actor) -> DeskCounts:
    """The counts of the scopes, and within the scope and filters asked for those of the standings."""
    late = unnoted(session, now)
    scoped = replace(wanted, standing=None, unassigned=False, due_before=None)
    scopes = _scopes(session, by)
    near = narrowed(session, scoped, by)
    if near is not None or wanted.assignee is not None:
        standings, most = _one_by_one(scoped, near, (now, late), by), MOST_COUNTED
    else:
        most = MOST_FILTERED if asked_of_task(scoped) else MOST_COUNTED
        standings = _along_groups(groups_of(session, scoped, by), scoped, (now, late), by, most)
    row = session.execute(select(*scopes, *(each for each in standings))).one()
    mine, groups, every, copied = (min(count, MOST_COUNTED) for count in row[:4])
    overdue, at_risk, on_time, paused, unassigned = (min(count or 0, most) for count in row[4:])
    return DeskCounts(
        mine=mine,
        groups=groups,
        all=every,
        copied=copied,
        overdue=overdue,
        at_risk=at_risk,
        on_time=on_time,
        paused=paused,
        unassigned=unassigned,
        most=most,
    )


def _scopes(session: Session, by: Actor) -> list[Any]:
    """My tasks, my groups' queues, all I may see, copied to me."""
    held = select(UserTask.id).where(UserTask.assignee == by.name, UserTask.open == true())
    every = groups_of(session, _EVERYTHING, by) if by.supervises_all else sorted(groups_seen(by))
    copied = select(UserTask.id).where(TASK_OPEN, copied_to(by))
    return [
        _count(held, most=MOST_COUNTED),
        _count(held, _queue(sorted(by.groups_worked)), most=MOST_COUNTED),
        _count(held, _queue(every), most=MOST_COUNTED),
        _count(copied, most=MOST_COUNTED),
    ]


def _queue(groups: Sequence[str], *conditions: Condition) -> Select[Any]:
    return select(UserTaskGroup.task_id).where(GROUP_OPEN, UserTaskGroup.group_name.in_(groups), *conditions)


def _count(*parts: Select[Any], most: int) -> Any:  # Any: SQLAlchemy's scalar subquery
    """How many different tasks these parts hold, up to ``most``; each part is read no further than needed.

    A task is in a part once for each of its groups, so that twice as many rows are read as are counted.
    """
    limited = [select(part.limit(2 * most).subquery()) for part in parts]
    every = union_all(*limited).subquery() if len(limited) > 1 else limited[0].subquery()
    (task_id,) = every.c
    return select(func.count(task_id.distinct())).scalar_subquery()


def _along_groups(groups: Sequence[str], wanted: TaskFilter, at: Moment, by: Actor, most: int) -> list[Any]:
    """Counts read off the groups' indexes."""
    of_task = asked_of_task(wanted)
    held = select(UserTask.id).where(UserTask.assignee == by.name, UserTask.open == true(), *of_task)
    if wanted.group is not None:
        held = held.where(in_group(wanted.group))

    def queue(of: Sequence[str], *conditions: Condition) -> Select[Any]:
        found = _queue(of, *conditions)
        joined = found.join(UserTask, UserTask.id == UserTaskGroup.task_id)
        return joined.where(*of_task) if of_task else found

    def standing(told: str) -> Any:
        mine = held.where(stands(UserTask, told, *at))
        return _count(mine, *_parts(queue, groups, told, at), most=most)

    free = queue(groups).where(UserTask.assignee.is_(None))
    if not of_task:
        free = free.join(UserTask, UserTask.id == UserTaskGroup.task_id)
    return [*(standing(each) for each in CHIPS), _count(free, most=most)]


def _parts(
    queue: Callable[..., Select[Any]], groups: Sequence[str], told: str, at: Moment
) -> list[Select[Any]]:
    """What is on time is counted from the far end, group by group: there few are to be skipped."""
    condition = stands(UserTaskGroup, told, *at)
    if told != Standing.ON_TIME:
        return [queue(groups, condition)]
    return [queue([each], condition).order_by(UserTaskGroup.sort_due_at.desc()) for each in groups]


def _one_by_one(wanted: TaskFilter, near: Condition | None, at: Moment, by: Actor) -> list[Any]:
    """Counts among few tasks, looked at once each."""
    conditions = [TASK_OPEN, sees_task(by), *asked_of_task(wanted)]
    if near is not None:
        conditions.append(near)
    if wanted.group is not None:
        conditions.append(in_group(wanted.group))
    if wanted.own_groups:
        conditions.append((UserTask.assignee == by.name) | in_group(*by.groups_worked))
    asked = [*(stands(UserTask, each, *at) for each in CHIPS), UserTask.assignee.is_(None)]
    columns = [case((each, 1), else_=0).label(f"c{place}") for place, each in enumerate(asked)]
    few = select(*columns).where(*conditions).limit(MOST_COUNTED).cte("few")
    return [select(func.sum(each)).select_from(few).scalar_subquery() for each in few.c]
