"""Notifications that people cause: a row in the outbox, sent after the commit, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.outbox import OutboxKind, OutboxState
from service.ids import new_id
from service.store import hot

if TYPE_CHECKING:
    from service.domain.tasks import UserTask
    from service.runtime.transaction import Transaction

TOPIC = "notify"


def person(name: str) -> str:
    """How a notification names one person."""
    return f"person:{name}"


def whoever_has(task: UserTask) -> tuple[str, ...]:
    """The one who has the task, else those it is offered to."""
    if task.assignee is not None:
        return (person(task.assignee),)
    return tuple(f"group:{group}" for group in task.candidate_groups)


def notify_of_task(
    tx: Transaction, task: UserTask, to: Iterable[str], template: str, **facts: object
) -> None:
    """Tell these people about a task, with the way to it."""
    notify(tx, task.instance_id, to, template, what=task.name, task_id=str(task.id), **facts)


def notify(
    tx: Transaction, instance_id: UUID | None, to: Iterable[str], template: str, **facts: object
) -> None:
    """Tell these people, in the words of this template; with nobody to tell, nothing is sent."""
    told = list(dict.fromkeys(to))
    if told:
        _put(tx, instance_id, {"to": told, "template": template, **facts})


def notify_apart(tx: Transaction, to: Iterable[str], template: str, *, key: str, **facts: object) -> None:
    """Tell each of these people, in their own language, of what concerns no run; once under this key."""
    for name in dict.fromkeys(to):
        _put(tx, None, {"to": [person(name)], "template": template, **facts}, f"{key}:{name}"[:255])


def notify_customer(
    tx: Transaction, instance_id: UUID, template: str, *, key: str, facts: Mapping[str, object]
) -> None:
    """Tell the customer of the case, under a key that names what is told once only."""
    _put(tx, instance_id, {"to": ["customer"], "template": template, **facts}, key)


def _put(tx: Transaction, instance_id: UUID | None, payload: dict[str, object], key: str = "") -> None:
    row_id = new_id()
    row = {
        "id": row_id,
        "instance_id": instance_id,
        "kind": OutboxKind.NOTICE,
        "engine_id": "",
        "activity_id": "",
        "topic": TOPIC,
        "payload": payload,
        "idempotency_key": key or f"notice:{row_id}",
        "state": OutboxState.PENDING,
        "attempts": 0,
        "created_at": tx.at,
        "next_try_at": tx.at,
    }
    hot.ADD_OUTBOX.run_many(tx.connection, [row])
