"""What became of tasks lately: read off the history, for whoever keeps lists of them up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, literal, select, tuple_

from service.domain.history import HistoryEvent
from service.domain.tasks import UserTask
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

A_PAGE = 500
"""How many events are read at once."""
NEWLY_OFFERED = frozenset(
    ("task.created", "task.unclaimed", "task.reassigned", "task.delegated", "task.returned", "task.resolved")
)
"""After these a task may stand in a list it did not stand in before."""


@dataclass(frozen=True, slots=True)
class Change:
    """A task as it is after something was done to it: what decides who sees it, and by whom it was done."""

    at: datetime
    key: tuple[UUID, int]
    task_id: UUID
    type: str
    actor: str
    groups: frozenset[str]
    assignee: str | None
    open: bool

    def is_seen_by(self, actor: Actor) -> bool:
        """Whether this person may hear of it; the page they then ask for holds to the same rule in SQL."""
        seen = actor.supervises_all or not self.groups.isdisjoint(groups_seen(actor))
        return seen or self.assignee == actor.name

    def is_news_for(self, actor: Actor, scope: str) -> bool:
        """Whether it may be a new row in this person's list of this scope."""
        if not self.open or self.type not in NEWLY_OFFERED or self.actor == actor.name:
            return False
        mine = self.assignee == actor.name
        offered = not self.groups.isdisjoint(actor.groups_worked)
        return {"mine": mine, "groups": mine or offered, "all": True}.get(scope, False)


@dataclass(frozen=True, slots=True)
class _Event:
    """What is read of an event, by the columns' names."""

    at: datetime
    instance_id: UUID
    seq: int
    type: str
    actor: str
    task_id: UUID | None


_PLACE = (HistoryEvent.at, HistoryEvent.instance_id, HistoryEvent.seq)


def changes_since(
    rt: Runtime, at: datetime, known: Iterable[tuple[UUID, int]] = ()
) -> Iterator[tuple[Change, ...]]:
    """What became of tasks from this instant on but for what is known, oldest first, page by page until
    nothing is left.
    """
    told, last = frozenset(known), None
    while True:
        with rt.reading() as session:
            page = [_Event(*row) for row in session.execute(_page(at, last))]
            fresh = [each for each in page if (each.instance_id, each.seq) not in told]
            changes = _changes(session, fresh) if fresh else ()
        if changes:
            yield changes
        if len(page) < A_PAGE:
            return
        last = page[-1]


def _page(at: datetime, last: _Event | None) -> Select[datetime, UUID, int, str, str, UUID | None]:
    read = (*_PLACE, HistoryEvent.type, HistoryEvent.actor, HistoryEvent.task_id)
    wanted = select(*read).where(HistoryEvent.at >= at, HistoryEvent.task_id.is_not(None))
    if last is not None:
        here = zip(_PLACE, (last.at, last.instance_id, last.seq), strict=True)
        wanted = wanted.where(tuple_(*_PLACE) > tuple_(*(literal(value, each.type) for each, value in here)))
    return wanted.order_by(*_PLACE).limit(A_PAGE)


def _changes(session: Session, events: Sequence[_Event]) -> tuple[Change, ...]:
    wanted = {each.task_id for each in events}
    tasks = {
        row.id: row for row in session.execute(select(UserTask).where(UserTask.id.in_(wanted))).scalars()
    }
    return tuple(change for each in events if (change := _change(each, tasks)) is not None)


def _change(event: _Event, tasks: Mapping[UUID, UserTask]) -> Change | None:
    task = tasks.get(event.task_id) if event.task_id is not None else None
    if task is None:
        return None
    groups = frozenset(task.candidate_groups)
    key = (event.instance_id, event.seq)
    return Change(event.at, key, task.id, event.type, event.actor, groups, task.assignee, task.open)
