"""The tasks a narrow filter leaves, looked at one by one: once for a list and the counts beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, case, select

from service.domain.clocks import Standing
from service.domain.tasks import UserTask
from service.queries.marks import ME, Shape, asked_by, filled_in, mark
from service.queries.narrowing import (
    FEW,
    TASK_OPEN,
    in_group,
    is_late,
    is_open,
    is_typed,
    of_task,
    of_those_seen,
    stands,
)
from service.queries.searching import runs_like
from service.store.db import connection_of
from service.store.prepared import Prepared
from service.store.visibility import groups_seen, task_seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

Condition = ColumnElement[bool]

STANDINGS = (Standing.OVERDUE, Standing.AT_RISK, Standing.ON_TIME)
_TOLD = (None, *STANDINGS)


class FewTask(NamedTuple):
    """An open task, as far as lists and counts ask."""

    id: UUID
    due: datetime
    overdue: bool
    at_risk: bool
    on_time: bool
    unassigned: bool


def without_standing(wanted: TaskFilter, now: datetime | None) -> TaskFilter:
    """The same filter, whatever the tasks' standing and whoever has them."""
    return replace(wanted, standing=None, unassigned=False, due_before=None, asked_at=now)


def few_tasks(session: Session, wanted: TaskFilter, near: Condition, by: Actor) -> Sequence[FewTask]:
    """The first thousand and one tasks left, however they stand; kept in a session for who asks next."""
    scoped = without_standing(wanted, wanted.asked_at)
    known: dict[TaskFilter, list[FewTask]] = session.info.setdefault("few tasks", {})
    if scoped not in known:
        known[scoped] = _found(session, scoped, near, by)
    return known[scoped]


def few_in_order(
    session: Session, wanted: TaskFilter, near: Condition, by: Actor
) -> list[tuple[datetime, UUID]] | None:
    """Where they are few and all there, those that stand as asked, by due instant; None where more are."""
    if wanted.asked_at is None or not is_open(wanted) or wanted.standing not in _TOLD or wanted.due_before:
        return None
    every = few_tasks(session, wanted, near, by)
    if len(every) > FEW:
        return None
    standing = wanted.standing
    chosen = (each for each in every if standing is None or getattr(each, standing))
    return sorted((each.due, each.id) for each in chosen if each.unassigned or not wanted.unassigned)


def _found(session: Session, wanted: TaskFilter, near: Condition, by: Actor) -> list[FewTask]:
    now = wanted.asked_at
    late = now is not None and is_late(session, now)
    if is_typed(wanted, by):
        return _typed(session, wanted, by, late=late)
    conditions = [TASK_OPEN, near, of_those_seen(wanted, by), *of_task(Shape(asked=asked_by(wanted)))]
    if wanted.group is not None:
        conditions.append(in_group(wanted.group))
    few = select(*_told_of(late=late)).where(*conditions).limit(FEW + 1)
    return [FewTask(*row) for row in connection_of(session).execute(few, filled_in(wanted, now, by))]


def _typed(session: Session, wanted: TaskFilter, by: Actor, *, late: bool) -> list[FewTask]:
    """What was typed leaves runs by their ids, filled in where a statement written once has room for them."""
    runs = runs_like(session, wanted.text or "")
    if not runs:
        return []
    groups = sorted(by.groups_worked if wanted.own_groups else groups_seen(by))
    everything = by.supervises_all and not wanted.own_groups
    shape = Shape(groups=0 if everything else len(groups), asked=asked_by(wanted), late=late)
    seen = "all" if everything else "own" if wanted.own_groups else "theirs"
    room = 1 << (len(runs) - 1).bit_length()
    values = filled_in(wanted, wanted.asked_at, by, groups)
    values |= {f"run{place}": runs[min(place, len(runs) - 1)] for place in range(room)}
    found = _statement(shape, seen, room).all(connection_of(session), values)
    return [FewTask(*row) for row in found]


@lru_cache(maxsize=200)
def _statement(shape: Shape, seen: str, room: int) -> Prepared:
    """The tasks of so many runs: ``all``, those of ``own`` groups, or those ``theirs`` to see."""
    runs = [mark(f"run{place}", Uuid) for place in range(room)]
    conditions = [TASK_OPEN, UserTask.instance_id.in_(runs), *of_task(shape)]
    if "group" in shape.asked:
        conditions.append(in_group(mark("group")))
    if seen == "own":
        conditions.append((UserTask.assignee == ME) | in_group(*shape.group_marks()))
    if seen == "theirs":
        conditions.append(task_seen_by(ME, shape.group_marks()))
    return Prepared(select(*_told_of(late=shape.late)).where(*conditions).limit(FEW + 1))


@lru_cache(maxsize=2)
def _told_of(
    *, late: bool
) -> tuple[Any, ...]:  # Any: columns and labelled numbers, as a statement takes them
    """The columns of ``FewTask``: written once."""
    asked = [*(stands(UserTask, each, late=late) for each in STANDINGS), UserTask.assignee.is_(None)]
    flags = [case((each, 1), else_=0).label(f"c{place}") for place, each in enumerate(asked)]
    return UserTask.id, UserTask.sort_due_at, *flags
