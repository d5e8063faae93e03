"""Clocks in and out of the database: all a step needs of them in one statement, written back in two.

The instance must be locked: whoever changes a clock holds its instance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Uuid, bindparam, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from service.domain.calendars.rows import CalendarNotice
from service.domain.cases import Case
from service.domain.clocks import ClockEvent, event_of, flat_of
from service.domain.clocks.rows import Clock, ClockEntry
from service.domain.definitions import ProcessDefinition
from service.domain.tasks import UserTask, UserTaskGroup
from service.domain.timers import TimerJob
from service.store.hot import table
from service.store.prepared import Prepared, PreparedOf

CLOCK = table(Clock)
ENTRY = table(ClockEntry)
CASE = table(Case)
TIMER = table(TimerJob)
_TASK = table(UserTask)
_TASK_GROUP = table(UserTaskGroup)
_DEFINITION = table(ProcessDefinition)
_NOTICE = table(CalendarNotice)

FACTS = ("tier", "kind", "severity", "contacted_at", "created_at", "round", "round_at", "resolved_at")
"""What the tables of promises and the start of a clock ask of a case."""

_newest = (
    select(_DEFINITION.c.id)
    .where(_DEFINITION.c.key == bindparam("process_key", required=True))
    .order_by(_DEFINITION.c.version.desc())
    .limit(1)
    .scalar_subquery()
)
last_notice = select(func.max(_NOTICE.c.number)).scalar_subquery()
"""The number of the calendars' last notice, for whoever asks for something else anyway."""
_case_id: BindParameter[UUID] = bindparam("case_id", type_=Uuid(), required=True)
_instance_id: BindParameter[UUID] = bindparam("instance_id", type_=Uuid(), required=True)
_here = select(literal(1).label("one")).subquery("here")
_OPEN = (
    select(
        _newest.label("newest"),
        last_notice.label("notice"),
        *(CASE.c[name].label("case_" + name) for name in FACTS),
        *(column.label("clock_" + column.name) for column in CLOCK.columns),
        *(column.label("event_" + column.name) for column in ENTRY.columns),
    )
    .select_from(
        _here.outerjoin(CASE, CASE.c.id == _case_id)
        .outerjoin(CLOCK, (CLOCK.c.instance_id == _instance_id) & CLOCK.c.ended_at.is_(None))
        .outerjoin(ENTRY, ENTRY.c.clock_id == CLOCK.c.id)
    )
    .order_by(CLOCK.c.id, ENTRY.c.seq)
)
_LOAD = Prepared(_OPEN)
_CLOCK = tuple(column.name for column in CLOCK.columns)
_FROM_CLOCK = 2 + len(FACTS)
_FROM_EVENT = _FROM_CLOCK + len(_CLOCK)
_ADD_ENTRIES = Prepared(insert(ENTRY))
_ENTERED = tuple(column.name for column in ENTRY.columns)
_AT_ONCE = 200
"""Of so many clocks the events are asked for in one statement."""


_EVENTS = PreparedOf(
    lambda clocks: (
        select(ENTRY, last_notice.label("notice"))
        .where(ENTRY.c.clock_id.in_(clocks))
        .order_by(ENTRY.c.clock_id, ENTRY.c.seq)
    ),
    most=_AT_ONCE,
)


Row = dict[str, Any]
"""A clock's columns by name. Any: what each column holds."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is known of an instance's clocks: the open ones with their events, and what promises ask."""

    newest: UUID | None
    notice: int
    facts: Row | None
    clocks: Sequence[tuple[Row, tuple[ClockEvent, ...]]]


def load(connection: Connection, instance_id: UUID, case_id: UUID | None, process_key: str) -> Loaded:
    """The open clocks of an instance, the facts of its case, and the number of the calendars' last notice."""
    asked = {"instance_id": instance_id, "case_id": case_id, "process_key": process_key}
    rows = _LOAD.all(connection, asked)
    newest, notice, *told = rows[0][:_FROM_CLOCK]
    facts = dict(zip(FACTS, told, strict=True))
    found: dict[UUID, tuple[Row, list[ClockEvent]]] = {}
    for row in rows:
        clock_id = row[_FROM_CLOCK]
        if clock_id is None:
            continue
        if clock_id not in found:
            found[clock_id] = (dict(zip(_CLOCK, row[_FROM_CLOCK:_FROM_EVENT], strict=True)), [])
        found[clock_id][1].append(_event(row[_FROM_EVENT:]))
    clocks = [(columns, tuple(events)) for columns, events in found.values()]
    return Loaded(newest, notice or 0, facts if facts["kind"] else None, clocks)


def batched(ids: Iterable[UUID], size: int) -> Iterator[tuple[UUID, ...]]:
    """These ids, so many at a time."""
    rest = iter(ids)
    while some := tuple(islice(rest, size)):
        yield some


def entered_in(
    connection: Connection, clock_ids: Iterable[UUID]
) -> tuple[int, dict[UUID, tuple[ClockEvent, ...]]]:
    """The events of these clocks, ended or not; before them the number of the calendars' last notice."""
    notice, found = 0, dict[UUID, list[ClockEvent]]()
    for some in batched(clock_ids, _AT_ONCE):
        for *columns, last in _EVENTS.all(connection, some):
            found.setdefault(columns[0], []).append(_event(columns))
            notice = last or 0
    return notice, {clock_id: tuple(events) for clock_id, events in found.items()}


def events_of(connection: Connection, clock_ids: Iterable[UUID]) -> dict[UUID, tuple[ClockEvent, ...]]:
    """The events of these clocks, ended or not."""
    return entered_in(connection, clock_ids)[1]


def row_of(connection: Connection, clock_id: UUID) -> Row:
    """A clock's columns."""
    return dict(connection.execute(select(CLOCK).where(CLOCK.c.id == clock_id)).mappings().one())


def _event(columns: Sequence[Any]) -> ClockEvent:  # Any: the entry's columns in their order
    row = dict(zip(_ENTERED, columns, strict=True))
    return event_of(row["type"], row["detail"], at=row["at"], by=row["by"], noted_at=row["noted_at"])


def save(
    connection: Connection, clocks: Sequence[Row], fresh: Sequence[tuple[UUID, int, ClockEvent]]
) -> None:
    """Write the copies, new and changed alike, and add the events: two statements."""
    _KEEP[connection.dialect.name].run_many(connection, clocks)
    _ADD_ENTRIES.run_many(connection, [_flat(clock_id, seq, event) for clock_id, seq, event in fresh])


def _keeping(insert: Callable[..., Any]) -> Prepared:  # Any: either database's insert
    """A clock's copy, whether it is new or changed."""
    adding = insert(CLOCK)
    changed = {column.name: adding.excluded[column.name] for column in CLOCK.columns if column.name != "id"}
    return Prepared(adding.on_conflict_do_update(index_elements=["id"], set_=changed))


_KEEP = {"sqlite": _keeping(insert_sqlite), "postgresql": _keeping(insert_postgresql)}


def _flat(clock_id: UUID, seq: int, event: ClockEvent) -> dict[str, object]:
    return {
        "clock_id": clock_id,
        "seq": seq,
        "type": event.type,
        "at": event.at,
        "noted_at": event.noted_at,
        "by": event.by,
        "detail": flat_of(event),
    }


def date_task(
    connection: Connection, task_id: UUID, *, before: datetime | None, due_at: datetime | None, last: datetime
) -> None:
    """Show another due date with an open task and sort it by that, ``last`` where there is none.

    A task the diagram gave a due date of its own keeps it: only one that stood at ``before`` follows.
    """
    shown = _TASK.c.due_at.is_(None) if before is None else _TASK.c.due_at == before
    follows = update(_TASK).where(_TASK.c.id == task_id, _TASK.c.open, shown)
    sorted_at = due_at or last
    if connection.execute(follows.values(due_at=due_at, sort_due_at=sorted_at)).rowcount:
        mine = update(_TASK_GROUP).where(_TASK_GROUP.c.task_id == task_id)
        connection.execute(mine.values(sort_due_at=sorted_at))


def note_risk(connection: Connection, task_id: UUID, *, risk: bool) -> None:
    """Note with each group's row of the task that one of its clocks was warned of, or none any more."""
    changed = _TASK_GROUP.c.at_risk.is_not(True) if risk else _TASK_GROUP.c.at_risk.is_(True)
    mine = update(_TASK_GROUP).where(_TASK_GROUP.c.task_id == task_id, changed)
    connection.execute(mine.values(at_risk=risk))


def begin_round(connection: Connection, case_id: UUID, at: datetime) -> None:
    """Note when the case's present round began: the clocks of later rounds start there."""
    connection.execute(update(CASE).where(CASE.c.id == case_id).values(round_at=at, resolved_at=None))


def note_resolved(connection: Connection, case_id: UUID, at: datetime) -> None:
    """Note when the matter of the present round was resolved: the follow-up counts from there."""
    connection.execute(update(CASE).where(CASE.c.id == case_id).values(resolved_at=at))
