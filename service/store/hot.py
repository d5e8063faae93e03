"""The statements every engine step runs, built once and without mapping: here the milliseconds are.

Each takes a list of rows and is one round trip however many they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.sql import Executable

from service.domain.instances import ProcessInstance
from service.domain.messages import EarlyMessage, Subscription
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.rows import Base
from service.domain.tasks import TaskState, UserTask, UserTaskGroup
from service.domain.timers import TimerJob, TimerState
from service.errors import StaleWrite

Rows = Sequence[Mapping[str, object]]


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

ADD_INSTANCE = insert(_INSTANCE)
ADD_TASKS = insert(_TASK)
ADD_TASK_GROUPS = insert(_TASK_GROUP)
ADD_TIMERS = insert(_TIMER)
ADD_SUBSCRIPTIONS = insert(_SUBSCRIPTION)
ADD_OUTBOX = insert(_OUTBOX)

_WANTED: BindParameter[UUID] = bindparam("wanted")
_GUARD = (_INSTANCE.c.id == _WANTED) & (_INSTANCE.c.revision == bindparam("seen"))
_STEP_COLUMNS = (
    "state",
    "engine_state",
    "waits",
    "active",
    "ended_at",
    "outcome",
    "history_seq",
    "revision",
)
_SAVE_STEP = (
    update(_INSTANCE).where(_GUARD).values({name: bindparam("new_" + name) for name in _STEP_COLUMNS})
)
_SAVE_TOUCHED = (
    update(_INSTANCE)
    .where(_GUARD)
    .values(
        state=bindparam("new_state"),
        history_seq=bindparam("new_history_seq"),
        revision=bindparam("new_revision"),
    )
)
COMPLETE_TASK = (
    update(_TASK)
    .where(_TASK.c.id == _WANTED)
    .values(
        state=TaskState.COMPLETED,
        open=False,
        completed_at=bindparam("at"),
        completed_by=bindparam("by"),
        draft=None,
    )
)
CANCEL_TASKS = (
    update(_TASK).where(_TASK.c.id == _WANTED).values(state=TaskState.CANCELLED, open=False, draft=None)
)
CLOSE_TASK_GROUPS = update(_TASK_GROUP).where(_TASK_GROUP.c.task_id == _WANTED).values(open=False)
CANCEL_TIMERS = update(_TIMER).where(_TIMER.c.id == _WANTED).values(state=TimerState.CANCELLED)
DROP_SUBSCRIPTIONS = delete(_SUBSCRIPTION).where(_SUBSCRIPTION.c.id == _WANTED)
CANCEL_OUTBOX = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == _WANTED, _OUTBOX.c.state.in_((OutboxState.PENDING, OutboxState.DISPATCHED)))
    .values(state=OutboxState.CANCELLED)
)

EARLY_FOR = (
    select(_EARLY.c.id, _EARLY.c.name, _EARLY.c.correlation, _EARLY.c.variables)
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
TAKE_EARLY = (
    update(_EARLY)
    .where(_EARLY.c.id == _WANTED, _EARLY.c.delivered_at.is_(None))
    .values(delivered_at=bindparam("at"))
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


def run(connection: Connection, statement: Executable, rows: Rows) -> None:
    """Run the statement for these rows, if there are any."""
    if rows:
        connection.execute(statement, cast(Any, rows))  # Any: SQLAlchemy asks for invariant lists


def save_step(connection: Connection, instance: ProcessInstance, *, new: bool) -> None:
    """Write the whole instance after a step; somebody else's change since it was read is a ``StaleWrite``."""
    if new:
        values = {column.name: getattr(instance, column.name) for column in _INSTANCE.columns}
        connection.execute(ADD_INSTANCE, values)
        return
    _guarded(connection, _SAVE_STEP, instance, _STEP_COLUMNS)


def save_touched(connection: Connection, instance: ProcessInstance) -> None:
    """Write what changes outside a step: the state and the number of the last history event."""
    _guarded(connection, _SAVE_TOUCHED, instance, ("state", "history_seq", "revision"))


def _guarded(
    connection: Connection, statement: Executable, instance: ProcessInstance, columns: tuple[str, ...]
) -> None:
    seen = instance.revision
    instance.revision = seen + 1
    values = {"new_" + name: getattr(instance, name) for name in columns}
    if connection.execute(statement, {"wanted": instance.id, "seen": seen, **values}).rowcount != 1:
        raise StaleWrite(instance_id=instance.id)
