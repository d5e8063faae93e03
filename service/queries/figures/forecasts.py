"""What the way still to go usually takes, learned from the promises that ended lately."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.domain.clocks import Outcome
from service.domain.clocks.rows import Clock
from service.domain.people import Person, PersonGroup
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.views.breaches import Forecast

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.calendars import Calendars

LEARN_FROM = timedelta(days=180)
MOST_ENDED = 2_000
FEWEST = 5
"""Fewer ended promises than this say nothing."""

MOST_OPEN = 5_000
_DONE = (Outcome.MET.value, Outcome.MET_LATE.value)
_Way = tuple[str, str]
"""A kind of clock and an element on the way to its end."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The medians of the work at an element and of what follows it until the promise ends, in seconds."""

    work: float
    rest: float
    samples: int


@dataclass(frozen=True, slots=True)
class Loads:
    """The open tasks of groups and persons by their due dates, and how many people a group has."""

    groups: Mapping[str, Sequence[datetime]]
    persons: Mapping[str, Sequence[datetime]]
    members: Mapping[str, int]

    def ahead(self, task: UserTask) -> tuple[int, int]:
        """How many open tasks are due before this one, and how many people share them."""
        if task.assignee is not None:
            return bisect_left(self.persons.get(task.assignee, ()), task.sort_due_at), 1
        best = None
        for group in task.candidate_groups:
            people = max(self.members.get(group, 0), 1)
            found = bisect_left(self.groups.get(group, ()), task.sort_due_at), people
            if best is None or found[0] / people < best[0] / best[1]:
                best = found
        return best or (0, 1)


def usual_ways(
    session: Session, kinds: Collection[str], calendars: Calendars, now: datetime
) -> dict[_Way, Usual]:
    """For each kind of clock and each element worked on while it ran, what was usual lately."""
    ended = (
        select(Clock.id)
        .where(Clock.due_at >= now - LEARN_FROM, Clock.kind.in_(kinds), Clock.outcome.in_(_DONE))
        .order_by(Clock.due_at.desc())
        .limit(MOST_ENDED)
        .subquery()
    )
    rows = session.execute(
        select(
            Clock.kind,
            Clock.calendar_key,
            UserTask.activity_id,
            UserTask.claimed_at,
            UserTask.completed_at,
            Clock.ended_at,
        )
        .join(ended, ended.c.id == Clock.id)
        .join(UserTask, UserTask.instance_id == Clock.instance_id)
        .where(UserTask.completed_at >= Clock.started_at, UserTask.completed_at <= Clock.ended_at)
        .where(UserTask.claimed_at.is_not(None))
    )
    return _learned(rows, calendars)


def _learned(rows: Iterable[Any], calendars: Calendars) -> dict[_Way, Usual]:
    found: dict[_Way, list[tuple[int, int]]] = defaultdict(list)
    for kind, key, activity_id, claimed_at, completed_at, ended_at in rows:
        calendar = calendars.get(key)
        work = seconds(calendar.working_time_between(claimed_at, completed_at))
        rest = seconds(calendar.working_time_between(completed_at, ended_at))
        found[kind, activity_id].append((work, rest))
    return {
        way: Usual(median(work for work, _ in took), median(rest for _, rest in took), len(took))
        for way, took in found.items()
        if len(took) >= FEWEST
    }


def loads_of(session: Session, tasks: Sequence[UserTask]) -> Loads:
    """How much waits for those who may do these tasks."""
    groups = {group for task in tasks if task.assignee is None for group in task.candidate_groups}
    persons = {task.assignee for task in tasks if task.assignee is not None}
    of_group = select(UserTaskGroup.group_name, UserTaskGroup.sort_due_at).where(
        UserTaskGroup.open, UserTaskGroup.group_name.in_(groups)
    )
    of_person = select(UserTask.assignee, UserTask.sort_due_at).where(
        UserTask.open, UserTask.assignee.in_(persons)
    )
    members = (
        select(PersonGroup.group_name, func.count())
        .join(Person, Person.name == PersonGroup.person_name)
        .where(Person.active, PersonGroup.group_name.in_(groups))
        .group_by(PersonGroup.group_name)
    )
    return Loads(
        _sorted(session.execute(of_group.limit(MOST_OPEN))),
        _sorted(session.execute(of_person.limit(MOST_OPEN))),
        {name: int(count) for name, count in session.execute(members)},
    )


def _sorted(rows: Iterable[Any]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for name, due_at in rows:
        found[name].append(due_at)
    return {name: sorted(dates) for name, dates in found.items()}


def forecast(task: UserTask, usual: Usual | None, loads: Loads, *, held_for: timedelta) -> Forecast | None:
    """What is still to go for this task; None when too little is known. ``held_for``: worked at it so far."""
    if usual is None:
        return None
    ahead, people = loads.ahead(task)
    return Forecast(
        wait_s=round(ahead * usual.work / people),
        work_s=max(round(usual.work - held_for.total_seconds()), 0),
        rest_s=round(usual.rest),
        ahead=ahead,
        people=people,
        samples=usual.samples,
    )


def seconds(length: timedelta) -> int:
    """A length of time in whole seconds."""
    return round(length.total_seconds())
