"""The kinds of acts there are, by name: what each asks for, and the one function that does it to an instance.

A single act, its dry run and every item of a batch go through ``step_in``: what was tried is what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from service.domain.views.stepping_in import Rehearsal
from service.errors import Invalid
from service.operations.answers import checked_text
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.operations.stepping_in import tasks, timers
from service.operations.stepping_in.mending import resolve_all, retry_all
from service.operations.stepping_in.migrating import Target, migrate_instance
from service.operations.stepping_in.modifying import (
    Modification,
    modify_instance,
    restart_from,
    set_variables,
)
from service.operations.stepping_in.rehearsing import rehearse, watch

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


Told = TypeVar("Told")


class Kind(StrEnum):
    """What a supervisor can do to a running instance."""

    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    REASSIGN = "reassign"
    COMPLETE = "complete"
    VARIABLES = "variables"
    MOVE_TIMER = "move_timer"
    MODIFY = "modify"
    RESTART = "restart"
    RETRY = "retry"
    RESOLVE = "resolve"
    MIGRATE = "migrate"


@dataclass(frozen=True, slots=True)
class Intervention:
    """An act with its reason; each kind reads the fields it needs."""

    act: Kind
    reason: str
    element: str | None = None
    """The task, timer or element meant; None means every one there is, where that makes sense."""
    to: str | None = None
    due_at: datetime | None = None
    version: int | None = None
    cancel: tuple[str, ...] = ()
    start_before: tuple[str, ...] = ()
    seen_from: str | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    """Variables to set; the answers of a task that is completed."""
    elements: Mapping[str, str | None] = field(default_factory=dict)


def step_in(rt: Runtime, instance_id: UUID, asked: Intervention, *, by: Actor) -> None:
    """Do it, for a reason, as a supervisor of one of the instance's groups."""
    checked_text("reason", asked.reason)
    with rt.transaction():
        _DOES[asked.act](rt, instance_id, asked, by)


def try_stepping_in(rt: Runtime, instance_id: UUID, asked: Intervention, *, by: Actor) -> Rehearsal:
    """What it would do: the tasks, timers, messages and clocks that would appear and vanish."""
    return rehearse(rt, instance_id, partial(step_in, rt, instance_id, asked, by=by), by=by)


def step_in_watched(rt: Runtime, instance_id: UUID, asked: Intervention, *, by: Actor) -> Rehearsal:
    """Do it, and tell what it made different."""
    return watch(rt, instance_id, partial(step_in, rt, instance_id, asked, by=by), by=by)


Does = Callable[["Runtime", UUID, Intervention, "Actor"], object]


def _suspend(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    suspend_instance(rt, instance_id, reason=asked.reason, by=by)


def _resume(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    resume_instance(rt, instance_id, reason=asked.reason, by=by)


def _terminate(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    terminate_instance(rt, instance_id, reason=asked.reason, by=by)


def _reassign(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    tasks.reassign_all(rt, instance_id, tasks.Handing(asked.element, asked.to), reason=asked.reason, by=by)


def _complete(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    done = tasks.Completion(_needed("element", asked.element), asked.variables, asked.to)
    tasks.complete_for(rt, instance_id, done, reason=asked.reason, by=by)


def _variables(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    set_variables(rt, instance_id, asked.variables, reason=asked.reason, by=by)


def _move_timer(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    moving = timers.Moving(_needed("element", asked.element), _needed("due_at", asked.due_at))
    timers.move_all(rt, instance_id, moving, reason=asked.reason, by=by)


def _modify(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    wanted = Modification(asked.cancel, asked.start_before, asked.variables, seen_from=asked.seen_from)
    modify_instance(rt, instance_id, wanted, reason=asked.reason, by=by)


def _restart(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    restart_from(rt, instance_id, _needed("element", asked.element), reason=asked.reason, by=by)


def _retry(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    retry_all(rt, instance_id, reason=asked.reason, by=by)


def _resolve(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    resolve_all(rt, instance_id, reason=asked.reason, by=by)


def _migrate(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> None:
    target = Target(_needed("version", asked.version), asked.elements)
    migrate_instance(rt, instance_id, target, reason=asked.reason, by=by)


def _needed(name: str, told: Told | None) -> Told:
    if told is None:
        raise Invalid.field(name, "say something")
    return told


_DOES: Mapping[Kind, Does] = {
    Kind.SUSPEND: _suspend,
    Kind.RESUME: _resume,
    Kind.TERMINATE: _terminate,
    Kind.REASSIGN: _reassign,
    Kind.COMPLETE: _complete,
    Kind.VARIABLES: _variables,
    Kind.MOVE_TIMER: _move_timer,
    Kind.MODIFY: _modify,
    Kind.RESTART: _restart,
    Kind.RETRY: _retry,
    Kind.RESOLVE: _resolve,
    Kind.MIGRATE: _migrate,
}
