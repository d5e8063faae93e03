"""The open tasks of an instance, handed on or completed by its supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.stepping_in.refusals import NothingThere
from service.domain.tasks import UserTask
from service.errors import Invalid
from service.operations.answers import checked_text
from service.operations.instances import supervised_instance
from service.operations.on_behalf import OnBehalf, complete_on_behalf
from service.operations.tasks import reassign_task

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Handing:
    """Which tasks (None: every open one) go to whom (None: back to their groups)."""

    element: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Completion:
    """Which task is completed with which answers, and in whose name; by default whoever has it."""

    element: str
    answers: Mapping[str, object]
    person: str | None = None


def reassign_all(rt: Runtime, instance_id: UUID, handing: Handing, *, reason: str, by: Actor) -> None:
    """Hand the instance's open tasks on."""
    with rt.transaction() as tx:
        supervised_instance(tx, instance_id, by)
        for task in _open(tx, instance_id, handing.element):
            reassign_task(rt, task.id, to=handing.to, reason=reason, by=by)


def complete_for(rt: Runtime, instance_id: UUID, done: Completion, *, reason: str, by: Actor) -> None:
    """Complete the one open task of this element in the name of whoever has it, or of somebody told."""
    with rt.transaction() as tx:
        supervised_instance(tx, instance_id, by)
        found = _open(tx, instance_id, done.element)
        if len(found) > 1:
            raise Invalid.field("element", "several tasks are open there; complete each on its own page")
        told = OnBehalf(done.person or found[0].assignee or by.name, "other", checked_text("reason", reason))
        complete_on_behalf(rt, found[0].id, done.answers, told, by=by)


def _open(tx: Transaction, instance_id: UUID, element: str | None) -> list[UserTask]:
    """The open tasks meant, oldest first; there is at least one."""
    wanted = select(UserTask).where(UserTask.instance_id == instance_id, UserTask.open).order_by(UserTask.id)
    if element is not None:
        wanted = wanted.where(UserTask.activity_id == element)
    found = list(tx.session.execute(wanted).scalars())
    if not found:
        raise NothingThere(instance_id=instance_id)
    return found
