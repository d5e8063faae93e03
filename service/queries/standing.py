"""How tasks stand by their clocks: on time, at risk, overdue, paused; as a filter, as counts, as words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select

from service.domain.clocks import Standing
from service.domain.clocks.rows import Clock
from service.domain.clocks.wording import Reader, beside_mark, left_words
from service.domain.tasks import UserTask
from service.domain.views.clocks import TaskClock
from service.store.db import connection_of
from service.store.paging import MOST
from service.store.prepared import PreparedOf
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

STANDINGS = (Standing.ON_TIME, Standing.AT_RISK, Standing.OVERDUE, Standing.PAUSED)
"""How the clock of an open task can stand."""


def standing_at(now: datetime) -> ColumnElement[str]:
    """How an open clock stands at this moment, read off its copy."""
    return case(
        (Clock.breached_at.is_not(None) | (Clock.due_at < now), Standing.OVERDUE.value),
        (Clock.paused & ~Clock.fixed, Standing.PAUSED.value),
        (Clock.warn_at <= now, Standing.AT_RISK.value),
        else_=Standing.ON_TIME.value,
    )


def standing_counts(rt: Runtime, *, by: Actor) -> Mapping[str, int]:
    """How many of the open tasks this person may see stand how; every standing is named."""
    stands = standing_at(rt.now())
    counted = (
        select(stands, func.count())
        .select_from(Clock)
        .join(UserTask, UserTask.id == Clock.task_id)
        .where(Clock.ended_at.is_(None), UserTask.open, sees_task(by))
        .group_by(stands)
    )
    with rt.reading() as session:
        found = {row[0]: int(row[1]) for row in session.execute(counted)}
    return {each.value: found.get(each.value, 0) for each in STANDINGS}


def task_clocks(
    rt: Runtime, session: Session, tasks: Sequence[UserTask], *, language: str
) -> dict[UUID, TaskClock]:
    """For each task the clock to show: its own, else the nearest of its instance."""
    instances = {task.instance_id for task in tasks if task.open}
    if not instances:
        return {}
    rows = [_Open(*row) for row in _OPEN_OF.all(connection_of(session), instances)]
    chosen = {task.id: found for task in tasks if task.open and (found := _chosen(task, rows))}
    views = _views(rt, session, list({row.id: row for row in chosen.values()}.values()), language)
    return {task_id: views[row.id] for task_id, row in chosen.items()}


class _Open(NamedTuple):
    """An open clock, as far as the choice asks."""

    id: UUID
    instance_id: UUID
    task_id: UUID | None
    kind: str
    due_at: datetime | None


_OPEN_OF = PreparedOf(
    lambda instances: (
        select(*(getattr(Clock, name) for name in _Open._fields))
        .where(Clock.ended_at.is_(None), Clock.instance_id.in_(instances))
        .order_by(Clock.due_at, Clock.id)
    ),
    most=MOST + 1,
)
"""The open clocks of some instances."""


def _chosen(task: UserTask, rows: Sequence[_Open]) -> _Open | None:
    own = next((row for row in rows if row.task_id == task.id), None)
    near = (row for row in rows if row.instance_id == task.instance_id and row.due_at is not None)
    return own or next(near, None)


def _views(rt: Runtime, session: Session, rows: Sequence[_Open], language: str) -> dict[UUID, TaskClock]:
    if not rows:
        return {}
    now, reader = rt.now(), Reader(language, ZoneInfo(rt.settings.time_zone))
    ledgers = rt.ledgers(session, [row.id for row in rows])
    found = {}
    for row in rows:
        state = ledgers[row.id].state(now)
        left = left_words(state, reader, now)
        beside = beside_mark(state, reader, now) if state.standing is Standing.OVERDUE else left
        found[row.id] = TaskClock(row.id, row.kind, state.standing, state.due_at, left, beside)
    return found
