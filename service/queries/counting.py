"""How many tasks stand behind each filter of the inbox.

Counting stops at a limit, so that it costs the same among a million tasks: "99+" tells enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, false, func, select, true, union_all

from service.domain.clocks import Standing
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.views import DeskCounts
from service.queries.few import STANDINGS, few_tasks, without_standing
from service.queries.inbox import groups_of
from service.queries.marks import ME, Mark, Shape, asked_by, filled_in, mark
from service.queries.narrowing import (
    GROUP_OPEN,
    TASK_OPEN,
    beside_group,
    copied_to,
    in_group,
    is_late,
    is_of_process,
    narrowed,
    of_group,
    of_task,
    stands,
    unnoted,
)
from service.queries.tasks import TaskFilter
from service.store.db import connection_of
from service.store.prepared import Prepared
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor

MOST_COUNTED = 100

_EVERYTHING = TaskFilter()
CHIPS = STANDINGS

Condition = ColumnElement[bool]


def desk_counts(session: Session, wanted: TaskFilter, now: datetime, by: Actor) -> DeskCounts:
    """The counts of the scopes, and within the scope and filters asked for those of the standings."""
    scoped = without_standing(wanted, now)
    shape = Shape(asked=asked_by(scoped), late=is_late(session, now), sort="sort_due_at")
    near = narrowed(session, scoped, by)
    if near is not None or wanted.assignee is not None:
        chips = _one_by_one(session, scoped, true() if near is None else near, by)
    else:
        along = _along_process if is_of_process(scoped, by) else _along_groups
        chips = along(session, scoped, shape, by)
    mine, groups, every, copied = _scopes(session, by)
    overdue, at_risk, on_time, unassigned = (min(count, MOST_COUNTED) for count in chips)
    return DeskCounts(
        mine=mine,
        groups=groups,
        all=every,
        copied=copied,
        overdue=overdue,
        at_risk=at_risk,
        on_time=on_time,
        unassigned=unassigned,
    )


def _scopes(session: Session, by: Actor) -> list[int]:
    """My tasks, my groups' queues, all I may see, copied to me."""
    mine = sorted(by.groups_worked)
    every = groups_of(session, _EVERYTHING, by) if by.supervises_all else sorted(groups_seen(by))
    named = [*mine, *every]
    values = {f"group{place}": group for place, group in enumerate(named)}
    found = _scopes_of(len(mine), len(every)).first(connection_of(session), values | {"me": by.name})
    return [min(count, MOST_COUNTED) for count in found or ()]


@lru_cache(maxsize=200)
def _scopes_of(mine: int, every: int) -> Prepared:
    held = select(UserTask.id).where(UserTask.assignee == ME, UserTask.open == true())
    marks = Shape(groups=mine + every).group_marks()
    copied = select(UserTask.id).where(TASK_OPEN, copied_to(ME))
    counts = (
        _count(held),
        _count(held, _queue(marks[:mine])),
        _count(held, _queue(marks[mine:])),
        _count(copied),
    )
    return Prepared(select(*(each.label(f"count{place}") for place, each in enumerate(counts))))


def _queue(groups: Sequence[Mark], *conditions: Condition) -> Select[Any]:
    mine = UserTaskGroup.group_name.in_(groups) if groups else false()
    return select(UserTaskGroup.task_id).where(GROUP_OPEN, mine, *conditions)


def _count(*parts: Select[Any], each: int = 2 * MOST_COUNTED) -> Any:  # Any: SQLAlchemy's scalar subquery
    """How many different tasks these parts hold, up to ``MOST_COUNTED``; each is read no further.

    A task is in a part once for each of its groups, so that twice as many rows are read as are counted.
    """
    limited = [select(part.limit(each).subquery()) for part in parts]
    every = union_all(*limited).subquery() if len(limited) > 1 else limited[0].subquery()
    # So said, SQLite stops reading the parts as soon as enough are counted.
    different = select(*every.c).distinct().limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(different).scalar_subquery()


def _along_groups(session: Session, wanted: TaskFilter, shape: Shape, by: Actor) -> list[int]:
    """Counts read off the groups' indexes."""
    groups = groups_of(session, wanted, by)
    values = filled_in(wanted, wanted.asked_at, by, groups)
    found = _chips_of(replace(shape, groups=len(groups))).first(connection_of(session), values)
    return list(found or ())


@lru_cache(maxsize=500)
def _chips_of(shape: Shape) -> Prepared:
    asked = of_task(shape)
    held = select(UserTask.id).where(UserTask.assignee == ME, UserTask.open == true(), *asked)
    if "group" in shape.asked:
        held = held.where(in_group(mark("group")))
    counts = []
    for each in CHIPS:
        mine = held.where(stands(UserTask, each, late=shape.late))
        # What is on time is read group by group, and in one group a task is met once.
        most = MOST_COUNTED if each == Standing.ON_TIME else 2 * MOST_COUNTED
        counts.append(_count(mine, *_parts(shape, each), each=most))
    free = _with_task(_queue(shape.group_marks(), *of_group(shape)))
    counts.append(_count(free.where(UserTask.assignee.is_(None), *beside_group(shape))))
    return Prepared(select(*(each.label(f"count{place}") for place, each in enumerate(counts))))


def _along_process(session: Session, wanted: TaskFilter, shape: Shape, by: Actor) -> list[int]:
    """Counts read off the index of the one process asked for; what is at risk off the groups' own."""
    groups = groups_of(session, wanted, by)
    values = filled_in(wanted, wanted.asked_at, by, groups)
    found = _chips_of_process(replace(shape, groups=len(groups))).first(connection_of(session), values)
    return list(found or ())


@lru_cache(maxsize=200)
def _chips_of_process(shape: Shape) -> Prepared:
    mine = select(UserTask.id).where(TASK_OPEN, UserTask.process_key == mark("process_key"))
    calm = mine.where(stands(UserTask, Standing.ON_TIME, late=shape.late))
    counts = (
        _count(mine.where(stands(UserTask, Standing.OVERDUE, late=shape.late)), each=MOST_COUNTED),
        _count(*_parts(shape, Standing.AT_RISK)),
        _count(calm.order_by(UserTask.sort_due_at.desc()), each=MOST_COUNTED),
        _count(mine.where(UserTask.assignee.is_(None)), each=MOST_COUNTED),
    )
    return Prepared(select(*(each.label(f"count{place}") for place, each in enumerate(counts))))


def _parts(shape: Shape, standing: str) -> list[Select[Any]]:
    """What is on time is counted from the far end, group by group: there few are to be skipped."""
    marks, asked = shape.group_marks(), beside_group(shape)
    conditions = [
        stands(UserTaskGroup, standing, late=shape.late),
        *of_group(replace(shape, standing=standing)),
    ]
    parts = [_queue(marks, *conditions)]
    if standing == Standing.AT_RISK and shape.late:
        parts.append(_queue(marks, *unnoted(shape), *of_group(shape)))
    if standing == Standing.ON_TIME:
        last = UserTaskGroup.sort_due_at.desc()
        parts = [_queue([each], *conditions).order_by(last) for each in marks]
    return [_with_task(part).where(*asked) for part in parts] if asked else parts


def _with_task(part: Select[Any]) -> Select[Any]:
    return part.join(UserTask, UserTask.id == UserTaskGroup.task_id)


def _one_by_one(session: Session, wanted: TaskFilter, near: Condition, by: Actor) -> list[int]:
    """Counts among few tasks, looked at once each; of those they are that stand otherwise than asked too."""
    every = few_tasks(session, wanted, near, by)
    flags = ("overdue", "at_risk", "on_time", "unassigned")
    return [sum(1 for each in every if getattr(each, name)) for name in flags]
