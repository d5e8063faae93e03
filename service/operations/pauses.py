"""Pauses of a case (D3): begun by hand for a reason, ended by hand or by any message of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.clocks import Act, Standing, Waiting, pause, resume
from service.operations.answers import checked_text
from service.operations.clocks import clocks_of
from service.operations.ledger import Clocks

if TYPE_CHECKING:
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
        case, clocks = clocks_of(tx, case_id, by)
        case.must_be_open()
        for held in clocks.held.values():
            if clocks.state(held).standing is not Standing.OVERDUE:
                clocks.enter(held, pause(held.ledger, waiting, Act(tx.at, by.name)))
        if any(held.fresh for held in clocks.held.values()):
            clocks.save()
            detail = {"reason": waiting.reason, "awaited": waiting.awaited, "review_on": waiting.review_on}
            tx.tell(clocks.instance, "case.paused", by.name, detail=detail)


def resume_case(rt: Runtime, case_id: UUID, *, by: Actor) -> None:
    """Let the case's clocks run again; asked twice it does nothing."""
    with rt.transaction() as tx:
        _, clocks = clocks_of(tx, case_id, by)
        _resume(clocks, by.name, by_customer=False)


def customer_wrote(tx: Transaction, instance: ProcessInstance, *, by: str) -> None:
    """Whatever the customer says ends the pause: we wait for nothing more than that."""
    _resume(Clocks.load(tx, instance, {}), by, by_customer=True)


def _resume(clocks: Clocks, by: str, *, by_customer: bool) -> None:
    for held in clocks.held.values():
        clocks.enter(held, resume(held.ledger, Act(clocks.tx.at, by), by_customer=by_customer))
    if any(held.fresh for held in clocks.held.values()):
        clocks.save()
        clocks.tx.tell(clocks.instance, "case.resumed", by, detail={"by_customer": by_customer})
