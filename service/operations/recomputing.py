"""The nightly recomputation (D9): every open clock's copy held against its ledger; differences reported."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.clocks import ClockLedger
from service.domain.clocks.rows import Clock
from service.domain.people import SYSTEM
from service.operations.ledger import Clocks
from service.operations.tables import catch_up
from service.store import clocks as store

if TYPE_CHECKING:
    from service.runtime import Runtime

log = logging.getLogger(__name__)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A clock whose copy said something else than its ledger; the copy has been put right."""

    clock_id: UUID
    case_number: str | None
    kind: str
    stored: datetime | None
    reckoned: datetime | None


def recompute_clocks(rt: Runtime) -> tuple[Difference, ...]:
    """Reckon every open clock anew; what differs is reported, and its copy and timers are put right.

    Before that, cases a crash kept from the newest tables come under them.
    """
    catch_up(rt, by=SYSTEM)
    found = []
    for instance_ids in _batches(rt):
        wrong = _differing(rt, instance_ids)
        for instance_id in dict.fromkeys(instance_id for instance_id, _ in wrong):
            _put_right(rt, instance_id)
        found += [difference for _, difference in wrong]
    for each in found:
        log.warning(
            "clock.differed id=%s kind=%s %s -> %s", each.clock_id, each.kind, each.stored, each.reckoned
        )
    return tuple(found)


def _batches(rt: Runtime) -> Iterator[list[UUID]]:
    last = UUID(int=0)
    while True:
        following = (Clock.ended_at.is_(None)) & (Clock.instance_id > last)
        wanted = select(Clock.instance_id).where(following).distinct().order_by(Clock.instance_id)
        with rt.reading() as session:
            ids = list(session.execute(wanted.limit(_AT_ONCE)).scalars())
        if not ids:
            return
        yield ids
        last = ids[-1]


def _differing(rt: Runtime, instance_ids: list[UUID]) -> list[tuple[UUID, Difference]]:
    """The clocks of these instances whose copy is not what their ledger says."""
    opened = (Clock.ended_at.is_(None)) & Clock.instance_id.in_(instance_ids)
    wanted = select(Clock, Case.number).outerjoin(Case, Case.id == Clock.case_id).where(opened)
    calendars = rt.calendars
    found = []
    with rt.reading() as session:
        rows = session.execute(wanted.order_by(Clock.instance_id, Clock.id)).all()
        ledgers = store.events_of(session.connection(), [row[0].id for row in rows])
    for clock, number in rows:
        state = ClockLedger(ledgers[clock.id], calendars).state(rt.now())
        if (clock.due_at, clock.warn_at) != (state.due_at, state.warn_at):
            told = Difference(clock.id, number, clock.kind, clock.due_at, state.due_at)
            found.append((clock.instance_id, told))
    return found


def _put_right(rt: Runtime, instance_id: UUID) -> None:
    with rt.transaction() as tx:
        clocks = Clocks.load(tx, tx.lock_instance(instance_id), {})
        for held in clocks.held.values():
            held.stale = True
        clocks.save()
