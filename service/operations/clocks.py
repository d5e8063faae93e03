"""Clocks by hand: exempt a promise, set a date, acknowledge a notice; and the way to a case's clocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import update

from service.clock import in_utc
from service.domain.cases import Case
from service.domain.clocks import Act, exempt, move
from service.domain.clocks.rows import Clock, ClockNotice
from service.errors import CaseNotFound, ClockNotFound, NotASupervisor
from service.operations.answers import checked_text
from service.operations.ledger import Clocks, Held
from service.runtime.transaction import About
from service.store.visibility import may_see_case, may_see_instance, must_work_on_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def exempt_clock(rt: Runtime, clock_id: UUID, *, reason: str, by: Actor) -> UUID:
    """Answer for it that a promise need not be kept, or need not have been (D6); tells the case."""
    reason = checked_text("reason", reason)
    with rt.transaction() as tx:
        clocks, held = _supervised(tx, clock_id, by)
        clocks.enter(held, exempt(held.ledger, reason, Act(tx.at, by.name)))
        return _saved(clocks, held, by, ("clock.exempted", {"reason": reason}))


def move_clock(rt: Runtime, clock_id: UUID, *, due_at: datetime, reason: str, by: Actor) -> UUID:
    """Set the date by hand, with a reason; from then on it never moves by itself (D4). Tells the case."""
    reason, due_at = checked_text("reason", reason), in_utc(due_at)
    with rt.transaction() as tx:
        clocks, held = _supervised(tx, clock_id, by)
        clocks.enter(held, move(held.ledger, due_at, reason, Act(tx.at, by.name)))
        return _saved(clocks, held, by, ("clock.moved", {"to": due_at, "reason": reason}))


def acknowledge_clock(rt: Runtime, clock_id: UUID, *, by: Actor) -> UUID:
    """Say that one has been told of a warning or breach: nobody is told again (D8). Tells the case."""
    with rt.transaction() as tx:
        clock = tx.get(Clock, clock_id, ClockNotFound(clock_id=clock_id))
        if clock.case_id is None or not may_see_case(tx.session, clock.case_id, by):
            raise ClockNotFound(clock_id=clock_id)
        must_work_on_case(tx.session, clock.case_id, by)
        instance = tx.lock_instance(clock.instance_id)
        sent = (ClockNotice.clock_id == clock_id) & ClockNotice.acknowledged_at.is_(None)
        known = update(ClockNotice).where(sent).values(acknowledged_at=tx.at, acknowledged_by=by.name)
        if tx.connection.execute(known).rowcount:
            tx.tell(instance, "clock.acknowledged", by.name, detail={"clock": clock.kind})
        return clock.case_id


def clocks_of(tx: Transaction, case_id: UUID, by: Actor) -> tuple[Case, Clocks]:
    """A case and its clocks, its instance locked; for whoever may not see the case, it is not there."""
    case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
    if case.instance_id is None:
        raise CaseNotFound(case_id=case_id)
    must_work_on_case(tx.session, case_id, by)
    instance = tx.lock_instance(case.instance_id)
    tx.session.refresh(case)
    return case, Clocks.load(tx, instance, {})


def _supervised(tx: Transaction, clock_id: UUID, by: Actor) -> tuple[Clocks, Held]:
    """The clock under lock, for a supervisor of its instance."""
    clock = tx.get(Clock, clock_id, ClockNotFound(clock_id=clock_id))
    instance = tx.lock_instance(clock.instance_id)
    if not may_see_instance(tx.session, instance.id, by):
        if clock.case_id is not None and may_see_case(tx.session, clock.case_id, by):
            raise NotASupervisor(name=by.name)
        raise ClockNotFound(clock_id=clock_id)
    clocks = Clocks.load(tx, instance, {})
    return clocks, clocks.take(clock_id)


def _saved(clocks: Clocks, held: Held, by: Actor, told: tuple[str, dict[str, object]]) -> UUID:
    """Write the clock and tell the instance's history, if anything was entered; the case it belongs to."""
    kind, detail = told
    if held.fresh:
        clocks.save()
        about = About(task_id=held.task_id)
        clocks.tx.tell(clocks.instance, kind, by.name, about=about, detail={"clock": held.kind, **detail})
    case_id: UUID | None = held.row["case_id"]
    if case_id is None:
        raise ClockNotFound(clock_id=held.id)
    return case_id
