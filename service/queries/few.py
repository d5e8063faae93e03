"""The tasks a narrow filter leaves, looked at one by one: once for a list and the counts beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, case, select

from service.domain.clocks import Standing
from service.domain.tasks import UserTask
from service.queries.marks import Shape, asked_by, filled_in
from service.queries.narrowing import (
    FEW,
    TASK_OPEN,
    in_group,
    is_late,
    is_open,
    of_task,
    of_those_seen,
    stands,
)
from service.store.db import connection_of

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
    conditions = [TASK_OPEN, near, of_those_seen(wanted, by), *of_task(Shape(asked=asked_by(wanted)))]
    if wanted.group is not None:
        conditions.append(in_group(wanted.group))
    few = select(UserTask.id, UserTask.sort_due_at, *_flags(late)).where(*conditions).limit(FEW + 1)
    return [FewTask(*row) for row in connection_of(session).execute(few, filled_in(wanted, now, by))]


@lru_cache(maxsize=2)
def _flags(late: bool) -> tuple[Any, ...]:  # Any: labelled numbers, as one statement takes them
    """How a task stands, and whether nobody has it: written once."""
    asked = [*(stands(UserTask, each, late=late) for each in STANDINGS), UserTask.assignee.is_(None)]
    return tuple(case((each, 1), else_=0).label(f"c{place}") for place, each in enumerate(asked))
