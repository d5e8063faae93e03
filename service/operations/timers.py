"""Timers: fire them once, move them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from service.clock import in_utc
from service.domain.definitions import StartTrigger
from service.domain.incidents import IncidentKind
from service.domain.instances import InstanceState
from service.domain.people import SYSTEM
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.domain.views import TimerView
from service.engine.progress import EngineError, TimerDue
from service.errors import AftercareError, StepFailed, TimerGone, TimerNotFound
from service.operations.answers import checked_text
from service.operations.failures import Stuck, open_incident
from service.operations.instances import supervised_instance
from service.operations.starting import start_instance
from service.operations.step import Cause, take_step
from service.operations.timekeeping import its_time_has_come
from service.runtime.transaction import About
from service.store import hot
from service.store.shaping import timer_view

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_LONGEST_BACKOFF = timedelta(hours=1)


class _TimerFailed(AftercareError):
    """The step of a timer failed."""


def fire_timer(rt: Runtime, timer_id: UUID) -> bool:
    """Fire a due timer exactly once; tells whether this call did it. Gone, moved, suspended: nothing."""
    try:
        return rt.retrying(lambda: _fire(rt, timer_id))
    except (TimerNotFound, _TimerFailed):
        return False


def _fire(rt: Runtime, timer_id: UUID) -> bool:
    with rt.transaction() as tx:
        timer, instance = tx.take_timer(timer_id)
        if (
            timer.state not in PENDING_STATES
            or instance.state != InstanceState.ACTIVE
            or timer.due_at > tx.at
        ):
            return False
        if not its_time_has_come(tx, timer, instance):
            return False
        lateness = tx.at - timer.due_at
        if not _won(tx, timer, lateness):
            return False
        detail = {"due_at": timer.due_at, "lateness_ms": _in_ms(lateness)}
        cause = Cause("timer.fired", SYSTEM.name, timer.activity_id, timer.id, detail=detail)
        try:
            take_step(tx, instance, TimerDue(timer.engine_id), cause)
        except EngineError as failed:
            reason = failed.reason
            tx.after_undoing.append(lambda rt: fail_timer(rt, timer_id, reason))
            raise _TimerFailed from failed
        return True


_MOST_MS = 2**31 - 1
"""Some 25 days: what the column holds. After a longer down-time the timer must still fire."""


def _in_ms(lateness: timedelta) -> int:
    return min(int(lateness.total_seconds() * 1000), _MOST_MS)


def _won(tx: Transaction, timer: TimerJob, lateness: timedelta) -> bool:
    """Whether this writer fires it: the row says so, however often the bell rang."""
    firing = {"wanted": timer.id, "at": tx.at, "late": _in_ms(lateness)}
    return hot.FIRE_TIMER.run(tx.connection, firing) == 1


def fail_timer(rt: Runtime, timer_id: UUID, reason: str) -> None:
    """An attempt failed: try again later, or (attempts spent) open an incident."""
    with rt.transaction() as tx:
        timer, instance = tx.lock_timer(timer_id)
        if timer.state not in PENDING_STATES:
            return
        timer.attempts, timer.last_error = timer.attempts + 1, reason
        if timer.attempts < rt.settings.timer_attempts:
            timer.state, timer.next_try_at = TimerState.SCHEDULED, tx.at + backoff(rt, timer.attempts)
            return
        timer.state = TimerState.FAILED
        stuck = Stuck(IncidentKind.TIMER, SYSTEM.name, timer.id, timer.activity_id)
        facts = {
            "process_key": instance.process_key,
            "reason": reason,
            "activity_id": timer.activity_id,
        }
        open_incident(tx, instance, stuck, facts)


def backoff(rt: Runtime, attempts: int) -> timedelta:
    """The wait before the next attempt: doubling, up to an hour."""
    doubled: timedelta = rt.settings.backoff * 2.0 ** min(attempts - 1, 20)
    return min(doubled, _LONGEST_BACKOFF)


def move_timer(rt: Runtime, timer_id: UUID, *, due_at: datetime, reason: str, by: Actor) -> TimerView:
    """Let a timer fire at another time; a past time fires it now, inside a larger act right after it."""
    reason, due_at = checked_text("reason", reason), in_utc(due_at)
    with rt.transaction() as tx:
        timer, instance = tx.lock_timer(timer_id)
        _must_supervise(tx, timer, by)
        instance.must_not_have_ended()
        due_at = put_off(tx, (timer, instance), due_at, reason=reason, by=by)
        tx.flush()
        fires_now = due_at <= tx.at
    if fires_now and not rt.in_transaction:  # a step that fails would undo the act around it
        fire_timer(rt, timer_id)
    with rt.reading() as session:
        return timer_view(session.get_one(TimerJob, timer_id, populate_existing=True))


def put_off(
    tx: Transaction, waits: tuple[TimerJob, ProcessInstance], due_at: datetime, *, reason: str, by: Actor
) -> datetime:
    """Set a waiting timer to another time; the one it gets, which is now at the earliest."""
    timer, instance = waits
    if timer.state not in (*PENDING_STATES, TimerState.HELD, TimerState.FAILED):
        raise TimerGone(timer_id=timer.id, state=timer.state)
    due_at = max(due_at, tx.at)  # moved into the past means now, and not late by years
    detail = {"from": timer.due_at, "to": due_at, "reason": reason}
    timer.due_at, timer.next_try_at = due_at, due_at
    timer.state, timer.attempts = TimerState.SCHEDULED, 0
    timer.clock_id = None  # whoever moves it by hand takes it from its clock, which stays as it is
    tx.tell(instance, "timer.moved", by.name, about=About(timer.activity_id), detail=detail)
    return due_at


def fire_start(rt: Runtime, trigger_id: UUID) -> bool:
    """Start the instance a due timer start event asks for; tells whether this call did it."""
    try:
        return rt.retrying(lambda: _fire_start(rt, trigger_id))
    except StepFailed:
        return False


def _fire_start(rt: Runtime, trigger_id: UUID) -> bool:
    with rt.transaction() as tx:
        trigger = tx.session.get(StartTrigger, trigger_id, with_for_update=True, populate_existing=True)
        if trigger is None or trigger.due_at is None or trigger.due_at > tx.at:
            return False
        # The next time is set before the start, and again after an undoing: a process that cannot start
        # must not be tried for ever, and must not stop the next start either.
        _set_next(tx, trigger)
        tx.after_undoing.append(lambda rt: _skip_start(rt, trigger_id))
        start_instance(tx, trigger, {}, SYSTEM.name)
        return True


def _skip_start(rt: Runtime, trigger_id: UUID) -> None:
    with rt.transaction() as tx:
        trigger = tx.session.get(StartTrigger, trigger_id, with_for_update=True, populate_existing=True)
        if trigger is not None and trigger.due_at is not None and trigger.due_at <= tx.at:
            _set_next(tx, trigger)


def _set_next(tx: Transaction, trigger: StartTrigger) -> None:
    starts = tx.definitions.get(trigger.definition_id).starts
    start = next(each for each in starts if each.activity_id == trigger.start_id)
    trigger.attempts += 1
    due = start.due_after(tx.at, come=trigger.attempts)
    trigger.due_at = trigger.next_try_at = due if due is not None and due > tx.at else None


def _must_supervise(tx: Transaction, timer: TimerJob, by: Actor) -> None:
    try:
        supervised_instance(tx, timer.instance_id, by)
    except AftercareError as hidden:
        if hidden.code == "instance_not_found":
            raise TimerNotFound(timer_id=timer.id) from hidden
        raise
