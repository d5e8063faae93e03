"""Pauses of a case (D3): begun by hand for a reason, ended by hand or by any message of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import case, select, update

from service.domain.clocks import Act, Standing, Waiting, pause, resume
from service.domain.clocks.case_pauses import CasePause
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.clocks import clocks_of
from service.operations.ledger import Clocks

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def pause_case(rt: Runtime, case_id: UUID, *, waiting: Waiting, by: Actor) -> None:
    """Let the case's clocks stand still; what is overdue already stays so, a fixed date runs on."""
    waiting = Waiting(
        checked_text("reason", waiting.reason), checked_text("awaited", waiting.awaited), waiting.review_on
    )
    with rt.transaction() as tx:
        paused, clocks = clocks_of(tx, case_id, by)
        paused.must_be_open()
        for held in clocks.held.values():
            if clocks.state(held).standing is not Standing.OVERDUE:
                clocks.enter(held, pause(held.ledger, waiting, Act(tx.at, by.name)))
        if any(held.fresh for held in clocks.held.values()):
            clocks.save()
            _begin(tx, case_id, waiting, by.name)
            detail = {"reason": waiting.reason, "awaited": waiting.awaited, "review_on": waiting.review_on}
            tx.tell(clocks.instance, "case.paused", by.name, detail=detail)


def resume_case(rt: Runtime, case_id: UUID, *, by: Actor) -> None:
    """Let the case's clocks run again; asked twice it does nothing."""
    with rt.transaction() as tx:
        _, clocks = clocks_of(tx, case_id, by)
        _resume(clocks, Act(tx.at, by.name), by_customer=False)


def customer_wrote(
    tx: Transaction, instance: ProcessInstance, *, by: str, written_at: datetime | None = None
) -> None:
    """Whatever the customer says ends the pause, from when it was written: we wait for nothing more."""
    at = min(written_at or tx.at, tx.at)
    act = Act(at, by, tx.at if at < tx.at else None)
    _resume(Clocks.load(tx, instance, {}), act, by_customer=True)


def _begin(tx: Transaction, case_id: UUID, waiting: Waiting, by: str) -> None:
    """Note the pause where all pauses are listed; one that is open already goes on."""
    told = {"reason": waiting.reason, "awaited": waiting.awaited, "review_on": waiting.review_on}
    is_open = select(CasePause.id).where(CasePause.case_id == case_id, CasePause.known_at.is_(None))
    if tx.session.scalars(is_open).first() is None:
        row = CasePause(id=new_id(), case_id=case_id, paused_at=tx.at, by=by, by_customer=False, **told)
        tx.add(row)


def _resume(clocks: Clocks, act: Act, *, by_customer: bool) -> None:
    for held in clocks.held.values():
        clocks.enter(held, resume(held.ledger, act, by_customer=by_customer))
    if any(held.fresh for held in clocks.held.values()):
        clocks.save()
        _end(clocks, act, by_customer=by_customer)
        clocks.tx.tell(clocks.instance, "case.resumed", act.by, detail={"by_customer": by_customer})


def _end(clocks: Clocks, act: Act, *, by_customer: bool) -> None:
    mine = (CasePause.case_id == clocks.instance.case_id) & CasePause.known_at.is_(None)
    ended = {"known_at": clocks.tx.at, "resumed_by": act.by, "by_customer": by_customer}
    earliest = case((CasePause.paused_at > act.at, CasePause.paused_at), else_=act.at)
    clocks.tx.connection.execute(update(CasePause).where(mine).values(resumed_at=earliest, **ended))
