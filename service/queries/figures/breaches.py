"""The breach board: promises missed, at risk, and likely to be missed, nearest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.clocks import Standing, kind_words
from service.domain.clocks.rows import Clock
from service.domain.customers import Contact, Customer
from service.domain.instances import ProcessInstance
from service.domain.people import SUPERVISOR
from service.domain.tasks import UserTask
from service.domain.views.breaches import BreachBoard, BreachView, Forecast, UsedPart
from service.errors import NotInGroup
from service.queries.figures.forecasts import Loads, Usual, forecast, loads_of, seconds, usual_ways
from service.store.visibility import sees_case

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.calendars import Calendars
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.definitions import Definitions

PROBABLE = "probable"
STANDINGS = (Standing.OVERDUE.value, Standing.AT_RISK.value, PROBABLE)
MOST_CLOCKS = 500
"""As many running promises, the nearest, are looked at."""

AHEAD = timedelta(days=14)
"""Promises due later than this cannot be likely to be missed yet."""


@dataclass(frozen=True, slots=True)
class BreachQuestion:
    """Which of them: of one standing, group or person; None for all."""

    standing: str | None = None
    group: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class _Running:
    """A running promise with its case and all tasks of its instance, the one it waits for first."""

    clock: Clock
    case: Case
    customer: Customer
    contact: Contact
    definition_id: UUID
    tasks: Sequence[UserTask]

    @property
    def task(self) -> UserTask | None:
        """The open task the promise waits for: its own, else the nearest open one of its instance."""
        waiting = [each for each in self.tasks if each.open]
        own = (each for each in waiting if each.id == self.clock.task_id)
        return next(own, min(waiting, key=lambda each: (each.sort_due_at, each.id), default=None))


def breach_board(rt: Runtime, asked: BreachQuestion, *, by: Actor) -> BreachBoard:
    """The promises of the cases this supervisor may see that need somebody now."""
    if not by.is_supervisor:
        raise NotInGroup(name=by.display_name or by.name, groups=SUPERVISOR)
    now, calendars = rt.now(), rt.calendars
    with rt.reading() as session:
        running = _running(session, now, by)
        waited = [task for each in running if (task := each.task) is not None]
        usual = usual_ways(session, {each.clock.kind for each in running}, calendars, now)
        board = _Board(now, calendars, usual, loads_of(session, waited), rt.definitions, by.language)
        found = [view for each in running[:MOST_CLOCKS] if (view := board.view(each)) is not None]
    shown = tuple(each for each in found if _fits(each, asked))
    return BreachBoard(
        items=shown,
        counts=_counted(found),
        by_group=_split(found, lambda each: each.groups if each.assignee is None else ()),
        by_person=_split(found, lambda each: (each.assignee,) if each.assignee else ()),
        cut=len(running) > MOST_CLOCKS,
    )


@dataclass(frozen=True, slots=True)
class _Board:
    """All that judging a promise takes."""

    now: datetime
    calendars: Calendars
    usual: Mapping[tuple[str, str], Usual]
    loads: Loads
    definitions: Definitions
    language: str

    def view(self, running: _Running) -> BreachView | None:
        """How this promise stands; None while it is in no danger."""
        clock, task, now = running.clock, running.task, self.now
        if clock.due_at is None:
            return None
        calendar = self.calendars.get(clock.calendar_key)
        left = calendar.working_time_between(now, clock.due_at) - calendar.working_time_between(
            clock.due_at, now
        )
        told = None
        if task is not None:
            held = calendar.working_time_between(task.claimed_at, now) if task.claimed_at else timedelta()
            known = self.usual.get((clock.kind, task.activity_id))
            told = forecast(task, known, self.loads, held_for=held)
        standing = _standing(clock, now)
        if standing is None and told is not None and told.expected_s > left.total_seconds():
            standing = PROBABLE
        return self._shown(running, standing, seconds(left), told) if standing else None

    def _shown(self, running: _Running, standing: str, left_s: int, told: Forecast | None) -> BreachView:
        clock, case, task = running.clock, running.case, running.task
        return BreachView(
            clock_id=clock.id,
            kind=clock.kind,
            kind_name=kind_words(clock.kind).told_in(self.language),
            standing=standing,
            due_at=clock.due_at or self.now,
            left_s=left_s,
            round=clock.round,
            case_id=case.id,
            case_number=case.number,
            case_subject=case.subject,
            customer_name=running.customer.name,
            contact_phone=running.contact.phone,
            tier=case.tier,
            instance_id=clock.instance_id,
            task_id=task.id if task else None,
            task_name=self._name(running, task) if task else "",
            assignee=task.assignee if task else None,
            groups=tuple(task.candidate_groups) if task else (),
            forecast=told,
            used=self._used(running),
        )

    def _name(self, running: _Running, task: UserTask) -> str:
        names = self.definitions.names(running.definition_id, self.language)
        return names.get(task.activity_id, task.name)

    def _used(self, running: _Running) -> tuple[UsedPart, ...]:
        """Who had how much of the promise's working time, most first; what nobody had is left out."""
        clock = running.clock
        calendar = self.calendars.get(clock.calendar_key)
        parts: Counter[tuple[str, bool]] = Counter()
        for task in running.tasks:
            if clock.task_id not in (None, task.id):
                continue
            for who, is_group, begin, end in _holders(task, self.now):
                took = calendar.working_time_between(max(begin, clock.started_at), end)
                parts[who, is_group] += seconds(took)
        return tuple(
            UsedPart(who, is_group, seconds)
            for (who, is_group), seconds in parts.most_common()
            if seconds > 0
        )


def _holders(task: UserTask, now: datetime) -> Iterable[tuple[str, bool, datetime, datetime]]:
    """Who had this task from when to when: its group until it was claimed, then the person."""
    end = task.completed_at or now
    person = task.completed_by or task.assignee
    claimed = task.claimed_at if person else None
    if task.candidate_groups:
        yield task.candidate_groups[0], True, task.created_at, claimed or end
    if person and claimed:
        yield person, False, claimed, end


def _standing(clock: Clock, now: datetime) -> str | None:
    if clock.breached_at is not None or (clock.due_at is not None and clock.due_at < now):
        return Standing.OVERDUE.value
    if clock.warn_at is not None and clock.warn_at <= now:
        return Standing.AT_RISK.value
    return None


def _running(session: Session, now: datetime, by: Actor) -> list[_Running]:
    wanted = (
        select(Clock, Case, Customer, Contact, ProcessInstance.definition_id)
        .join(Case, Case.id == Clock.case_id)
        .join(Customer, Customer.id == Case.customer_id)
        .join(Contact, Contact.id == Case.contact_id)
        .join(ProcessInstance, ProcessInstance.id == Clock.instance_id)
        .where(
            Clock.ended_at.is_(None), Clock.due_at < now + AHEAD, ~Clock.paused | Clock.fixed, sees_case(by)
        )
        .order_by(Clock.due_at, Clock.id)
        .limit(MOST_CLOCKS + 1)
    )
    found = session.execute(wanted).all()
    tasks = _tasks_of(session, {row[0].instance_id for row in found})
    return [_Running(*row, tasks=tasks.get(row[0].instance_id, ())) for row in found]


def _tasks_of(session: Session, instances: Iterable[UUID]) -> dict[UUID, list[UserTask]]:
    found: dict[UUID, list[UserTask]] = defaultdict(list)
    wanted = select(UserTask).where(UserTask.instance_id.in_(list(instances))).order_by(UserTask.id)
    for task in session.execute(wanted).scalars():
        found[task.instance_id].append(task)
    return found


def _fits(view: BreachView, asked: BreachQuestion) -> bool:
    return (
        asked.standing in (None, view.standing)
        and (asked.group is None or (view.assignee is None and asked.group in view.groups))
        and asked.person in (None, view.assignee)
    )


def _counted(views: Iterable[BreachView]) -> dict[str, int]:
    counts = Counter(each.standing for each in views)
    return {standing: counts[standing] for standing in STANDINGS}


def _split(views: Iterable[BreachView], owners: Any) -> dict[str, dict[str, int]]:  # Any: a function
    parts: dict[str, list[BreachView]] = defaultdict(list)
    for each in views:
        for owner in owners(each):
            parts[owner].append(each)
    ordered = sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
    return {owner: _counted(each) for owner, each in ordered}
