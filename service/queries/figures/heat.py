"""How often, how long and how late the work at each element of a process is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, select

from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.definitions import ProcessDefinition
from service.domain.instances import ProcessInstance
from service.domain.people import PROCESS_OWNER, SUPERVISOR
from service.domain.tasks import UserTask
from service.domain.views.heat import ElementHeat, HeatView
from service.errors import DefinitionNotFound, Invalid, NotInGroup
from service.queries.figures.months import midnight
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from service.domain.calendars import WorkingCalendar
    from service.domain.people import Actor
    from service.engine import Definition
    from service.runtime import Runtime

MOST_TASKS = 20_000
"""As many tasks, the newest, are reckoned at once."""

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class HeatQuestion:
    """Which tasks are reckoned: those created from ``first`` to ``last``, both included, by the local day."""

    process_key: str
    first: date
    last: date
    version: int | None = None
    tier: int | None = None


@dataclass(slots=True)
class _Tally:
    count: int = 0
    open: int = 0
    promised: int = 0
    breached: int = 0
    took: list[int] = field(default_factory=list)


def heat(rt: Runtime, asked: HeatQuestion, *, by: Actor) -> HeatView:
    """The elements of a process in a period, of the instances this person may see."""
    if not (by.is_supervisor or by.is_in(PROCESS_OWNER)):
        raise NotInGroup(name=by.display_name or by.name, groups=f"{SUPERVISOR}, {PROCESS_OWNER}")
    if not asked.first <= asked.last <= asked.first + timedelta(days=MOST_DAYS):
        raise Invalid.field("last", f"not before the first day, and at most {MOST_DAYS} days after it")
    with rt.reading() as session:
        definition_id = session.execute(_definition(asked)).scalar_one_or_none()
        if definition_id is None:
            version = f" version {asked.version}" if asked.version else ""
            raise DefinitionNotFound(definition=f"{asked.process_key}{version}")
        rows = session.execute(_tasks(rt, asked, by)).all()
    tallies = _tallied(rows[:MOST_TASKS], rt.calendars.default)
    definition = rt.definitions.get(definition_id)
    elements = [_element(key, tally, definition, by.language) for key, tally in tallies.items()]
    elements.sort(key=lambda each: (-(each.median_s or 0) * each.completed, each.activity_id))
    return HeatView(
        asked.process_key,
        definition_id,
        asked.version,
        asked.tier,
        asked.first,
        asked.last,
        tuple(elements),
        sampled=len(rows) > MOST_TASKS,
    )


def percentile(sorted_times: Sequence[int], share: float) -> int:
    """The smallest of these times that at least this share of them does not exceed (nearest rank)."""
    return sorted_times[max(ceil(share * len(sorted_times)), 1) - 1]


def _definition(asked: HeatQuestion) -> Select[UUID]:
    """The version asked for, else the newest."""
    found = select(ProcessDefinition.id).where(ProcessDefinition.key == asked.process_key)
    if asked.version is not None:
        found = found.where(ProcessDefinition.version == asked.version)
    return found.order_by(ProcessDefinition.version.desc()).limit(1)


def _tasks(rt: Runtime, asked: HeatQuestion, by: Actor) -> Select[Any]:
    """The tasks of the period, newest first, each with the clock that was its own."""
    zone = ZoneInfo(rt.settings.time_zone)
    begin, end = midnight(asked.first, zone), midnight(asked.last + timedelta(days=1), zone)
    overdue = Clock.ended_at.is_(None) & (Clock.due_at < rt.now())
    missed = case((Clock.id.is_(None), None), (Clock.breached_at.is_not(None) | overdue, True), else_=False)
    wanted = (
        select(
            UserTask.id,
            UserTask.activity_id,
            UserTask.created_at,
            UserTask.completed_at,
            UserTask.open,
            missed,
        )
        .outerjoin(Clock, (Clock.case_id == UserTask.case_id) & (Clock.task_id == UserTask.id))
        .where(
            UserTask.process_key == asked.process_key, sees_instance(by, UserTask.instance_id, owners=True)
        )
        .where(UserTask.created_at >= begin, UserTask.created_at < end)
    )
    if asked.version is not None:
        wanted = wanted.join(ProcessInstance, ProcessInstance.id == UserTask.instance_id).where(
            ProcessInstance.process_key == asked.process_key, ProcessInstance.version == asked.version
        )
    if asked.tier is not None:
        wanted = wanted.join(Case, Case.id == UserTask.case_id).where(Case.tier == asked.tier)
    return wanted.order_by(UserTask.created_at.desc(), UserTask.id.desc()).limit(MOST_TASKS + 1)


def _tallied(rows: Iterable[Any], calendar: WorkingCalendar) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    seen = set()
    for task_id, activity_id, created_at, completed_at, is_open, missed in rows:
        if task_id in seen:  # a task that had two clocks
            continue
        seen.add(task_id)
        tally = tallies[activity_id]
        tally.count += 1
        tally.open += is_open
        tally.promised += missed is not None
        tally.breached += bool(missed)
        if completed_at is not None:
            tally.took.append(_seconds(calendar.working_time_between(created_at, completed_at)))
    return tallies


def _element(key: str, tally: _Tally, definition: Definition, language: str) -> ElementHeat:
    took = sorted(tally.took)
    return ElementHeat(
        activity_id=key,
        name=definition.name_of(key, language) or key,
        count=tally.count,
        open=tally.open,
        completed=len(took),
        median_s=round(median(took)) if took else None,
        p90_s=percentile(took, 0.9) if took else None,
        promised=tally.promised,
        breached=tally.breached,
    )


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
