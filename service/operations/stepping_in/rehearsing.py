"""The dry run: the very same act, in a transaction that is undone, and the difference it would make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from service.domain.clocks.rows import Clock
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.messages import Subscription
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.stepping_in.refusals import DryRunStandsAlone, WouldFail
from service.domain.tasks import UserTask
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.domain.views.stepping_in import Moved, Rehearsal, Standing
from service.engine import variables_at
from service.errors import StepFailed
from service.operations.instances import supervised_instance
from service.runtime.releases import of_this_release

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_WAITING = (*PENDING_STATES, TimerState.HELD, TimerState.FAILED)
_UNSENT = (OutboxState.PENDING, OutboxState.DISPATCHED, OutboxState.FAILED)
_SENT_AS = {"effect": "effect", "message": "sent", "signal": "sent"}

Stand = dict[str, Standing]
Values = dict[str, object]
Row = TypeVar("Row")


class _Undone(Exception):
    """Carries the difference out of the transaction it undoes."""

    def __init__(self, found: Rehearsal) -> None:
        super().__init__()
        self.found = found


def rehearse(rt: Runtime, instance_id: UUID, act: Callable[[], object], *, by: Actor) -> Rehearsal:
    """Do it, look, and undo it; whatever the act refuses is refused here as well."""
    if rt.in_transaction:
        raise DryRunStandsAlone
    try:
        _rehearse(rt, instance_id, act, by)
    except _Undone as undone:
        return undone.found
    except StepFailed as failed:
        raise WouldFail(reason=failed.facts["reason"]) from failed
    raise AssertionError("a rehearsal is always undone")


def watch(rt: Runtime, instance_id: UUID, act: Callable[[], object], *, by: Actor) -> Rehearsal:
    """Do it in earnest, and tell the difference it made."""
    with rt.transaction() as tx:
        supervised_instance(tx, instance_id, by)
        before = _stand(tx, instance_id, by.language)
        act()
        return _difference(before, _stand(tx, instance_id, by.language))


def _rehearse(rt: Runtime, instance_id: UUID, act: Callable[[], object], by: Actor) -> None:
    with rt.transaction() as tx:
        try:
            supervised_instance(tx, instance_id, by)
            before = _stand(tx, instance_id, by.language)
            act()
            raise _Undone(_difference(before, _stand(tx, instance_id, by.language)))
        finally:
            tx.after_undoing.clear()  # nothing was meant to happen: no incident tells of it


def _difference(before: tuple[Stand, Values], after: tuple[Stand, Values]) -> Rehearsal:
    (old, had), (new, has) = before, after
    return Rehearsal(
        appears=tuple(new[each] for each in new if each not in old),
        vanishes=tuple(old[each] for each in old if each not in new),
        changes=tuple(Moved(old[each], new[each]) for each in old if each in new and old[each] != new[each]),
        variables=tuple(sorted(name for name in had.keys() | has.keys() if had.get(name) != has.get(name))),
    )


def _stand(tx: Transaction, instance_id: UUID, language: str) -> tuple[Stand, Values]:
    tx.flush()
    session = tx.session
    instance = session.get_one(ProcessInstance, instance_id, populate_existing=True)
    compiled = tx.definitions.get(instance.definition_id)
    called = compiled.names.get(language, {}).get(compiled.key, compiled.name)
    itself = Standing("instance", str(instance.id), "", f"{called} {instance.version}", None, instance.state)
    found = [itself, *_waits(session, instance_id), *_beside(session, instance_id)]
    with of_this_release():
        variables = dict(variables_at(compiled, instance.engine_state, ""))
    return {f"{each.kind}:{each.id}": each for each in found}, variables


def _waits(session: Session, instance_id: UUID) -> Iterator[Standing]:
    tasks = select(UserTask).where(UserTask.instance_id == instance_id, UserTask.open)
    for task in session.execute(_fresh(tasks)).scalars():
        whose = task.assignee or ", ".join(task.candidate_groups)
        yield Standing("task", str(task.id), task.activity_id, task.name, task.due_at, whose)
    timers = select(TimerJob).where(TimerJob.instance_id == instance_id, TimerJob.state.in_(_WAITING))
    for timer in session.execute(_fresh(timers)).scalars():
        state = timer.state if timer.state in (TimerState.HELD, TimerState.FAILED) else ""
        yield Standing("timer", str(timer.id), timer.activity_id, "", timer.due_at, state)
    waits = select(Subscription).where(Subscription.instance_id == instance_id)
    for wait in session.execute(_fresh(waits)).scalars():
        yield Standing("message", str(wait.id), wait.activity_id, wait.message_name, None, wait.kind)


def _beside(session: Session, instance_id: UUID) -> Iterator[Standing]:
    unsent = OutboxMessage.state.in_(_UNSENT)
    for each in session.execute(
        _fresh(select(OutboxMessage).where(OutboxMessage.instance_id == instance_id, unsent))
    ).scalars():
        kind = _SENT_AS.get(each.kind, "sent")
        state = each.state if each.state == OutboxState.FAILED else ""
        yield Standing(kind, str(each.id), each.activity_id, each.topic, None, state)
    clocks = select(Clock).where(Clock.instance_id == instance_id, Clock.ended_at.is_(None))
    for clock in session.execute(_fresh(clocks)).scalars():
        yield Standing("clock", str(clock.id), "", clock.kind, clock.due_at, "paused" if clock.paused else "")
    stuck = select(Incident).where(Incident.instance_id == instance_id, Incident.state == "open")
    for incident in session.execute(_fresh(stuck)).scalars():
        yield Standing("incident", str(incident.id), incident.activity_id or "", incident.message)


def _fresh(statement: Select[Row]) -> Select[Row]:
    """Read the rows themselves: what the session remembers of them may be older than the act."""
    return statement.execution_options(populate_existing=True)
