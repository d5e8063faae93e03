"""The statements every engine step runs; here the milliseconds are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, exists, insert, select, update

from service.domain.cases import Case
from service.domain.history import HistoryEvent
from service.domain.instances import CaseRun, ProcessInstance
from service.domain.messages import EarlyMessage, Subscription
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.promise_book import CustomerPromise
from service.domain.rows import Base
from service.domain.tasks import TaskState, UserTask, UserTaskGroup
from service.domain.timers import TimerJob, TimerState
from service.errors import StaleWrite
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def table(mapped: type[Base]) -> Table:
    """The table behind a mapped class."""
    return cast(Table, mapped.__table__)


_INSTANCE = table(ProcessInstance)
_TASK = table(UserTask)
_TASK_GROUP = table(UserTaskGroup)
_TIMER = table(TimerJob)
_SUBSCRIPTION = table(Subscription)
_OUTBOX = table(OutboxMessage)
_EARLY = table(EarlyMessage)
_CASE = table(Case)
_PROMISE = table(CustomerPromise)
_INSTANCE_COLUMNS = tuple(column.name for column in _INSTANCE.columns)
_Guarded = tuple[tuple[str, ...], Prepared]
_WANTED: BindParameter[UUID] = bindparam("wanted", required=True)


def _given(into: Table) -> dict[str, BindParameter[object]]:
    """A mark for each column of a row to insert."""
    return {column.name: bindparam(column.name, type_=column.type, required=True) for column in into.columns}


ADD_INSTANCE = Prepared(insert(_INSTANCE))
ADD_TASKS = Prepared(insert(_TASK))
# The tier is the case's own as it stands in this transaction, whatever a process's variables say.
_TIER = select(_CASE.c.tier).where(_CASE.c.id == bindparam("case_id", required=True)).scalar_subquery()
ADD_TASK_GROUPS = Prepared(insert(_TASK_GROUP).values({**_given(_TASK_GROUP), "tier": _TIER}))
ADD_TIMERS = Prepared(insert(_TIMER))
ADD_SUBSCRIPTIONS = Prepared(insert(_SUBSCRIPTION))
ADD_OUTBOX = Prepared(insert(_OUTBOX))
ADD_HISTORY = Prepared(insert(table(HistoryEvent)))

_GUARD = (_INSTANCE.c.id == _WANTED) & (_INSTANCE.c.revision == bindparam("seen", required=True))
_STEP_COLUMNS = (
    "engine_state",
    "waits",
    "active",
    "standing",
    "ended_at",
    "outcome",
    "history_seq",
    "revision",
)
_TOUCHED_COLUMNS = ("history_seq", "revision")
_TASK_COLUMNS = (
    "state",
    "assignee",
    "claimed_at",
    "delegated_by",
    "draft",
    "delegation",
    "acting_for",
    "signing",
    "shared",
)


def _new(names: Iterable[str]) -> dict[str, BindParameter[object]]:
    return {name: bindparam("new_" + name, required=True) for name in names}


def _guarded(columns: tuple[str, ...]) -> _Guarded:
    return columns, Prepared(update(_INSTANCE).where(_GUARD).values(_new(columns)))


# A column an index stands on is written only when it changes: SQLite would write the index anew each time.
_SAVE_STEP, _SAVE_STEP_AND_STATE = _guarded(_STEP_COLUMNS), _guarded(("state", *_STEP_COLUMNS))
_SAVE_TOUCHED, _SAVE_TOUCHED_AND_STATE = _guarded(_TOUCHED_COLUMNS), _guarded(("state", *_TOUCHED_COLUMNS))
_SAVE_TASK = Prepared(update(_TASK).where(_TASK.c.id == _WANTED).values(_new(_TASK_COLUMNS)))

COMPLETE_TASK = Prepared(
    update(_TASK)
    .where(_TASK.c.id == _WANTED)
    .values(
        state=TaskState.COMPLETED,
        open=False,
        completed_at=bindparam("at", required=True),
        completed_by=bindparam("by", required=True),
        draft=None,
    )
)
CANCEL_TASKS = Prepared(
    update(_TASK).where(_TASK.c.id == _WANTED).values(state=TaskState.CANCELLED, open=False, draft=None)
)
CLOSE_TASK_GROUPS = Prepared(update(_TASK_GROUP).where(_TASK_GROUP.c.task_id == _WANTED).values(open=False))
CANCEL_TIMERS = Prepared(update(_TIMER).where(_TIMER.c.id == _WANTED).values(state=TimerState.CANCELLED))
DROP_SUBSCRIPTIONS = Prepared(delete(_SUBSCRIPTION).where(_SUBSCRIPTION.c.id == _WANTED))
CANCEL_OUTBOX = Prepared(
    update(_OUTBOX)
    .where(
        _OUTBOX.c.id == _WANTED,
        (_OUTBOX.c.state == OutboxState.PENDING) | (_OUTBOX.c.state == OutboxState.DISPATCHED),
    )
    .values(state=OutboxState.CANCELLED)
)

EARLY_FOR = (
    select(_EARLY)
    .where(
        _EARLY.c.delivered_at.is_(None),
        _EARLY.c.name.in_(bindparam("names", expanding=True)),
        _EARLY.c.correlation.in_(bindparam("correlations", expanding=True)),
        _EARLY.c.expires_at > bindparam("at"),
    )
    .order_by(_EARLY.c.id)
    .limit(20)
    .with_for_update(skip_locked=True)
)
TAKE_EARLY = Prepared(
    update(_EARLY)
    .where(_EARLY.c.id == _WANTED, _EARLY.c.delivered_at.is_(None))
    .values(delivered_at=bindparam("at", required=True))
)
WAITING_FOR_SIGNAL = (
    select(_SUBSCRIPTION.c.instance_id, _SUBSCRIPTION.c.message_name)
    .where(
        _SUBSCRIPTION.c.kind == "signal",
        _SUBSCRIPTION.c.message_name.in_(bindparam("names", expanding=True)),
        _SUBSCRIPTION.c.instance_id != bindparam("thrower"),
    )
    .distinct()
)

CLOSE_CASE = Prepared(
    update(_CASE)
    .where(_CASE.c.id == _WANTED, _CASE.c.closed_at.is_(None))
    .values(
        status=bindparam("new_status", required=True),
        closed_at=bindparam("at", required=True),
        closed_how=bindparam("how", required=True),
        closed_by=bindparam("actor", required=True),
        closed_reason=bindparam("reason", required=True),
    )
    .returning(exists().where(_PROMISE.c.case_id == _WANTED, _PROMISE.c.ended_at.is_(None)))
)
"""Tells, in the same round trip, whether promises in words are open still."""
FIRE_TIMER = Prepared(
    update(_TIMER)
    .where(
        _TIMER.c.id == _WANTED,
        (_TIMER.c.state == TimerState.SCHEDULED) | (_TIMER.c.state == TimerState.DISPATCHED),
    )
    .values(
        state=TimerState.FIRED,
        fired_at=bindparam("at", required=True),
        lateness_ms=bindparam("late", required=True),
    )
)
FINISH_OUTBOX = Prepared(
    update(_OUTBOX)
    .where(
        _OUTBOX.c.id == _WANTED,
        (_OUTBOX.c.state == OutboxState.PENDING) | (_OUTBOX.c.state == OutboxState.DISPATCHED),
    )
    .values(
        state=OutboxState.SENT,
        sent_at=bindparam("at", required=True),
        answer=bindparam("told", required=True),
    )
)

_RETIER = Prepared(
    update(_TASK_GROUP)
    .where(
        _TASK_GROUP.c.instance_id.in_(
            select(_INSTANCE.c.id)
            .where(_INSTANCE.c.case_id == _WANTED)
            .union_all(select(CaseRun.instance_id).where(CaseRun.case_id == _WANTED))
        ),
        _TASK_GROUP.c.open,
    )
    .values(tier=bindparam("tier", required=True))
)
CASE_BESIDE = Prepared(select(CaseRun.case_id).where(CaseRun.instance_id == _WANTED))
"""The case a run belongs to without handling it."""
_FOLLOW: dict[tuple[str, ...], Prepared] = {}


def save_step(connection: Connection, instance: ProcessInstance, *, stored: str | None) -> None:
    """Write the whole instance after a step; somebody else's change since it was read is a ``StaleWrite``.

    ``stored`` is the state its row shows; None inserts it.
    """
    if stored is None:
        ADD_INSTANCE.run(connection, {name: getattr(instance, name) for name in _INSTANCE_COLUMNS})
    else:
        _save(connection, _SAVE_STEP if stored == instance.state else _SAVE_STEP_AND_STATE, instance)


def save_touched(connection: Connection, instance: ProcessInstance, *, stored: str | None) -> None:
    """Write what changes outside a step: the state and the number of the last history event."""
    _save(connection, _SAVE_TOUCHED if stored == instance.state else _SAVE_TOUCHED_AND_STATE, instance)


def save_task(connection: Connection, task: UserTask) -> None:
    """Write what people do to a task short of completing it."""
    values = {"new_" + name: getattr(task, name) for name in _TASK_COLUMNS}
    _SAVE_TASK.run(connection, {"wanted": task.id, **values})


def save_case(connection: Connection, case_id: UUID, columns: Mapping[str, object]) -> None:
    """Write these columns of a case; each set of columns is prepared once.

    Whatever writes a case's tier comes here: its open tasks are listed by it.
    """
    names = tuple(sorted(columns))
    if names not in _FOLLOW:
        _FOLLOW[names] = Prepared(update(_CASE).where(_CASE.c.id == _WANTED).values(_new(names)))
    _FOLLOW[names].run(connection, {"wanted": case_id, **{"new_" + name: columns[name] for name in names}})
    if "tier" in columns:
        _RETIER.run(connection, {"wanted": case_id, "tier": columns["tier"]})


def _save(connection: Connection, guarded: _Guarded, instance: ProcessInstance) -> None:
    columns, statement = guarded
    seen = instance.revision
    instance.revision = seen + 1
    values: dict[str, object] = {"new_" + name: getattr(instance, name) for name in columns}
    values["wanted"], values["seen"] = instance.id, seen
    if statement.run(connection, values) != 1:
        raise StaleWrite(instance_id=instance.id)
