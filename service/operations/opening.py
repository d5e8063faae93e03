"""Waits that a step opened, and what it sends: their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CompoundSelect, bindparam, select, union

from service.domain.acts import TaskDoer
from service.domain.messages import correlation_text
from service.domain.outbox import OutboxKind, OutboxState
from service.domain.tasks import NO_GROUP, TaskState, UserTask
from service.domain.timers import TimerState
from service.engine.progress import Effect, OpenSubscription, OpenTask, OpenTimer, Progress
from service.feel.values import dump_value
from service.ids import new_id
from service.operations.closing import EFFECT, SUBSCRIPTION, TASK, TIMER
from service.store import hot

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where tasks without a due date sort: last."""

Values = dict[str, object]


@dataclass(slots=True)
class Made:
    """The rows of a step's new waits, by table."""

    tasks: list[Values] = field(default_factory=list)
    task_groups: list[Values] = field(default_factory=list)
    timers: list[Values] = field(default_factory=list)
    subscriptions: list[Values] = field(default_factory=list)
    effects: list[Values] = field(default_factory=list)
    own_clocks: dict[object, str] = field(default_factory=dict)
    """The clocks timers opened themselves, by the timers' ids."""


def made(tx: Transaction, instance: ProcessInstance, progress: Progress, cause: Cause) -> Made:
    """The rows for what the step opened."""
    rows = Made()
    opened = progress.opened
    case_id = _case_of(tx, instance) if opened.tasks else None
    for task in opened.tasks:
        row = _task(tx, instance, task, progress, cause) | {"case_id": case_id}
        rows.tasks.append(row)
        rows.task_groups += [
            _task_group(row, group) for group in dict.fromkeys(task.candidate_groups or (NO_GROUP,))
        ]
    for timer in opened.timers:
        rows.timers.append(_timer(instance, timer))
    for subscription in opened.subscriptions:
        rows.subscriptions.append(_subscription(tx, instance, subscription))
    for effect in opened.effects:
        rows.effects.append(_effect(tx, instance, effect))
    return rows


def enter(waits: dict[str, list[str]], rows: Made) -> None:
    """Note every new wait by engine id: its kind, its row, its place in the diagram, and what times it.

    That is a task's kinds of clock, or the clock a timer opened itself.
    """
    for kind, opened in (
        (TASK, rows.tasks),
        (TIMER, rows.timers),
        (SUBSCRIPTION, rows.subscriptions),
        (EFFECT, rows.effects),
    ):
        for row in opened:
            timed = [sla] if (sla := sla_of(row) or rows.own_clocks.get(row["id"], "")) else []
            waits[str(row["engine_id"])] = [kind, str(row["id"]), str(row["activity_id"]), *timed]


def sla_of(row: Values) -> str:
    """The kinds of clock that time this task; empty for every other row."""
    properties = row.get("properties")
    return str(properties.get("sla") or "") if isinstance(properties, dict) else ""


def open_waits(tx: Transaction, rows: Made) -> None:
    """Insert the rows, a statement for each table that has any."""
    connection = tx.connection
    hot.ADD_TASKS.run_many(connection, rows.tasks)
    hot.ADD_TASK_GROUPS.run_many(connection, rows.task_groups)
    hot.ADD_TIMERS.run_many(connection, rows.timers)
    hot.ADD_SUBSCRIPTIONS.run_many(connection, rows.subscriptions)
    hot.ADD_OUTBOX.run_many(connection, rows.effects)


def send(tx: Transaction, instance: ProcessInstance, progress: Progress) -> None:
    """Put what the step threw into the outbox: messages once, signals once for each instance that waits."""
    rows = [
        _thrown(tx, instance, OutboxKind.MESSAGE, thrown.name)
        | {
            "activity_id": thrown.activity_id,
            "payload": {
                "correlation": correlation_text(
                    thrown.correlation or {"business_key": instance.business_key}
                ),
                "variables": dump_value(dict(thrown.variables)),
            },
        }
        for thrown in progress.thrown
    ]
    if progress.signals:
        asked = {"names": sorted(set(progress.signals)), "thrower": instance.id}
        for target, name in tx.connection.execute(hot.WAITING_FOR_SIGNAL, asked).all():
            rows.append(
                _thrown(tx, instance, OutboxKind.SIGNAL, name) | {"payload": {"instance_id": str(target)}}
            )
    hot.ADD_OUTBOX.run_many(tx.connection, rows)


def correlation_of(instance: ProcessInstance, subscription: OpenSubscription) -> str:
    """What a message must carry to fit this wait; by default the business key."""
    if subscription.kind == "signal":
        return ""
    return correlation_text(subscription.correlation or {"business_key": instance.business_key})


def _case_of(tx: Transaction, instance: ProcessInstance) -> UUID | None:
    """The case the run handles, or belongs to without handling it."""
    if instance.case_id is not None or instance.beside is not None:
        return instance.case_id or instance.beside
    found = hot.CASE_BESIDE.first(tx.connection, {"wanted": instance.id})
    return found[0] if found is not None else None


def _task(
    tx: Transaction, instance: ProcessInstance, task: OpenTask, progress: Progress, cause: Cause
) -> Values:
    excluded = sorted(set(task.excluded) | _former(tx, instance, task, cause))
    assignee = None if task.assignee in excluded else task.assignee
    return {
        "id": new_id(),
        "instance_id": instance.id,
        "engine_id": task.engine_id,
        "activity_id": task.activity_id,
        "name": task.name[:255],
        "process_key": task.process_key,
        "state": TaskState.CLAIMED if assignee else TaskState.READY,
        "open": True,
        "candidate_groups": list(task.candidate_groups),
        "assignee": assignee,
        "excluded": excluded,
        "priority": task.priority,
        "sort_priority": -task.priority,
        "created_at": tx.at,
        "due_at": task.due_at,
        "sort_due_at": task.due_at or NEVER,
        "follow_up_at": task.follow_up_at,
        "round": _round(task, progress),
        "form_key": task.form_key,
        "properties": {
            **task.properties,
            **({"documentation": task.documentation} if task.documentation else {}),
        },
        "claimed_at": tx.at if assignee else None,
    }


def _round(task: OpenTask, progress: Progress) -> int:
    told = task.properties.get("round") or progress.variables.get("round")
    if told is None:
        return 1
    try:
        return int(Decimal(str(told)))
    except (ArithmeticError, ValueError):
        return 1


_LAST = (
    select(UserTask.id)
    .where(
        UserTask.state == TaskState.COMPLETED,
        UserTask.instance_id == bindparam("instance"),
        UserTask.activity_id == bindparam("activity"),
    )
    .order_by(UserTask.completed_at.desc(), UserTask.id.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_DOERS: CompoundSelect[Any] = union(  # Any: names
    select(UserTask.completed_by).where(UserTask.id == _LAST),
    select(TaskDoer.person_name).where(TaskDoer.task_id == _LAST),
)


def _former(tx: Transaction, instance: ProcessInstance, task: OpenTask, cause: Cause) -> set[str]:
    """Four eyes: whoever last did the activities named by ``not_by``, or had a hand in it, may not do this
    one.
    """
    found: set[str | None] = set()
    for activity_id in task.properties.get("not_by", "").replace(",", " ").split():
        if cause.task_id is not None and cause.activity_id == activity_id:
            found |= {cause.actor, *cause.doers}  # done by this very step, whose rows are not written yet
            continue
        last = {"instance": instance.id, "activity": activity_id}
        found |= set(tx.session.execute(_LAST_DOERS, last).scalars())
    return {name for name in found if name}


def _task_group(task: Values, group: str) -> Values:
    return {
        "task_id": task["id"],
        "group_name": group,
        "instance_id": task["instance_id"],
        "open": True,
        "created_at": task["created_at"],
        "sort_due_at": task["sort_due_at"],
        "sort_priority": task["sort_priority"],
        "process_key": task["process_key"],
        "case_id": task["case_id"],
    }


def _timer(instance: ProcessInstance, timer: OpenTimer) -> Values:
    return {
        "id": new_id(),
        "instance_id": instance.id,
        "engine_id": timer.engine_id,
        "activity_id": timer.activity_id,
        "process_key": timer.process_key,
        "due_at": timer.due_at,
        "state": TimerState.SCHEDULED,
        "attempts": 0,
        "next_try_at": timer.due_at,
        "clock_id": None,
        "fraction": None,
    }


def _subscription(tx: Transaction, instance: ProcessInstance, wait: OpenSubscription) -> Values:
    return {
        "id": new_id(),
        "instance_id": instance.id,
        "engine_id": wait.engine_id,
        "activity_id": wait.activity_id,
        "kind": wait.kind,
        "message_name": wait.name,
        "correlation": correlation_of(instance, wait),
        "created_at": tx.at,
    }


def _effect(tx: Transaction, instance: ProcessInstance, effect: Effect) -> Values:
    return {
        **_thrown(tx, instance, OutboxKind.EFFECT, effect.topic),
        "engine_id": effect.engine_id,
        "activity_id": effect.activity_id,
        "payload": dump_value(dict(effect.inputs)),
        "idempotency_key": f"{instance.id}:{effect.engine_id}",
    }


def _thrown(tx: Transaction, instance: ProcessInstance, kind: OutboxKind, topic: str) -> Values:
    row_id: UUID = new_id()
    return {
        "id": row_id,
        "instance_id": instance.id,
        "kind": kind,
        "engine_id": "",
        "activity_id": "",
        "topic": topic,
        "payload": {},
        "idempotency_key": str(row_id),
        "state": OutboxState.PENDING,
        "attempts": 0,
        "created_at": tx.at,
        "next_try_at": tx.at,
    }
