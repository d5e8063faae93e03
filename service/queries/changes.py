"""What became of tasks lately: read off the history, for whoever keeps lists of them up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.history import HistoryEvent
from service.domain.tasks import UserTask
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_READ = 500
"""How many events one look reads; more at once, and lists had better be read anew."""
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


def changes_since(rt: Runtime, at: datetime) -> tuple[Change, ...]:
    """What became of tasks from this instant on, oldest first, at most ``MOST_READ``."""
    events = (
        select(HistoryEvent)
        .where(HistoryEvent.at >= at, HistoryEvent.task_id.is_not(None))
        .order_by(HistoryEvent.at, HistoryEvent.instance_id, HistoryEvent.seq)
        .limit(MOST_READ)
    )
    with rt.reading() as session:
        found = session.execute(events).scalars().all()
        wanted = {each.task_id for each in found if each.task_id is not None}
        rows = session.execute(select(UserTask).where(UserTask.id.in_(wanted))).scalars() if wanted else ()
        tasks = {row.id: row for row in rows}
    return tuple(change for each in found if (change := _change(each, tasks)) is not None)


def _change(event: HistoryEvent, tasks: Mapping[UUID, UserTask]) -> Change | None:
    task = tasks.get(event.task_id) if event.task_id is not None else None
    if task is None:
        return None
    groups = frozenset(task.candidate_groups)
    key = (event.instance_id, event.seq)
    return Change(event.at, key, task.id, event.type, event.actor, groups, task.assignee, task.open)
