"""What another tier would do to open deadlines: the very same act, in a transaction that is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.domain.cases import Case, CaseStatus
from service.domain.clocks.rows import Clock
from service.domain.stepping_in.refusals import DryRunStandsAlone
from service.domain.views.tiers import DeadlineMoved, TierTrial
from service.operations.regrading import change_tier
from service.operations.tiers import decide_tier
from service.store.merged import kept_of

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.people import Actor
    from service.domain.tiers import TierAsked
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


class _Standing(NamedTuple):
    case_id: UUID
    number: str
    tier: int
    clock: str
    due_at: datetime | None


class _Undone(Exception):
    """Carries what was seen out of the transaction it undoes."""

    def __init__(self, seen: TierTrial) -> None:
        super().__init__()
        self.seen = seen


def try_case_tier(rt: Runtime, case_id: UUID, asked: TierAsked, *, by: Actor) -> TierTrial:
    """Which deadlines of a case another tier would move; refused where the change would be."""
    return _tried(rt, Case.id == case_id, lambda: change_tier(rt, case_id, asked, by=by))


def try_customer_tier(rt: Runtime, customer_id: UUID, asked: TierAsked, *, by: Actor) -> TierTrial:
    """Which deadlines of a customer's open cases another tier would move; refused where deciding would be."""
    with rt.reading() as session:
        mine = Case.customer_id == kept_of(session, customer_id)
    return _tried(rt, mine, lambda: decide_tier(rt, customer_id, asked, by=by))


def _tried(rt: Runtime, which: ColumnElement[bool], act: Callable[[], object]) -> TierTrial:
    if rt.in_transaction:
        raise DryRunStandsAlone
    try:
        with rt.transaction() as tx:
            try:
                before = _open(tx, which)
                act()
                raise _Undone(_difference(before, _open(tx, which)))
            finally:
                tx.after_undoing.clear()  # nothing was meant to happen: no incident tells of it
    except _Undone as undone:
        return undone.seen


def _open(tx: Transaction, which: ColumnElement[bool]) -> dict[UUID, _Standing]:
    """The open deadlines as the database holds them, each with its case."""
    tx.flush()
    wanted = (
        select(Clock.id, Case.id, Case.number, Case.tier, Clock.kind, Clock.due_at)
        .join(Case, Case.id == Clock.case_id)
        .where(which, Case.status == CaseStatus.OPEN, Clock.ended_at.is_(None))
        .order_by(Case.number, Clock.due_at, Clock.id)
    )
    return {row[0]: _Standing(*row[1:]) for row in tx.session.execute(wanted)}


def _difference(before: dict[UUID, _Standing], after: dict[UUID, _Standing]) -> TierTrial:
    pairs = [(old, after.get(each)) for each, old in before.items()]
    served = {old.case_id for old, new in pairs if new is not None and new.tier != old.tier}
    moves = tuple(
        DeadlineMoved(old.case_id, old.number, old.clock, old.due_at, new.due_at)
        for old, new in pairs
        if new is not None and new.due_at != old.due_at
    )
    return TierTrial(len(served), moves)
