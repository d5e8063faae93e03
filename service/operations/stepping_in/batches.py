"""The same act on many instances: ordered, tried on a few first, worked off one transaction each, stopped.

An item is marked done in the very transaction that does it, and only while the batch runs: whatever dies
when, each instance is done once, and none after the stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Uuid, func, insert, literal, select

from service.domain.stepping_in.batches import Batch, BatchItem, BatchState, ItemState
from service.domain.stepping_in.refusals import BatchNotFound, BatchOver
from service.domain.views.batches import BatchTrial, BatchView, TriedItem
from service.errors import AftercareError, Conflict, Invalid, NotAllowed, NotASupervisor, NotFound
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.audit import note_act
from service.operations.stepping_in.kinds import Intervention, try_stepping_in
from service.operations.stepping_in.wording import asked_as_json, intervention_as_json
from service.queries.board.asking import RunFilter
from service.queries.board.running import matching
from service.store.shaping_batches import batch_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

MOST = 100_000
"""Instances in one batch; who means more can narrow the filter and order twice."""
SAMPLE = 5
"""Instances on which a batch is tried before anybody orders it."""

REFUSED = (Conflict, NotAllowed, NotFound, Invalid)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, to which instances."""

    intervention: Intervention
    runs: RunFilter


def try_batch(rt: Runtime, order: Order, *, by: Actor) -> BatchTrial:
    """How many instances it would be, and what it would do to the first few."""
    _must_be_allowed(order, by)
    with rt.reading() as session:
        ids = session.execute(matching(session, order.runs, by).limit(MOST + 1)).scalars().all()
    tried = tuple(_tried(rt, each, order.intervention, by) for each in ids[:SAMPLE])
    return BatchTrial(min(len(ids), MOST), len(ids) > MOST, tried)


def order_batch(rt: Runtime, order: Order, *, by: Actor) -> BatchView:
    """Note every instance the filter finds now; the workers begin at once."""
    _must_be_allowed(order, by)
    with rt.transaction() as tx:
        batch = Batch(
            id=new_id(),
            act=order.intervention.act,
            told=intervention_as_json(order.intervention),
            asked=asked_as_json(order.runs),
            reason=order.intervention.reason.strip(),
            created_by=by.name,
            created_at=tx.at,
            state=BatchState.RUNNING,
            total=0,
            done=0,
            failed=0,
            look_at=tx.at,
            ended_at=None,
            ended_by=None,
        )
        tx.add(batch)
        tx.session.flush()
        batch.total = _enter(tx, batch.id, order.runs, by)
        note_act(tx, "batch.ordered", str(batch.id), by=by.name, act=batch.act, total=batch.total)
        return batch_view(batch)


def stop_batch(rt: Runtime, batch_id: UUID, *, by: Actor) -> BatchView:
    """Do nothing more of it; what was done stays done."""
    with rt.transaction() as tx:
        batch = tx.session.get(Batch, batch_id, with_for_update=True, populate_existing=True)
        if batch is None or not (batch.created_by == by.name or by.supervises_all):
            raise BatchNotFound(batch_id=batch_id)
        if batch.state != BatchState.RUNNING:
            raise BatchOver(batch_id=batch_id, state=batch.state)
        batch.state, batch.look_at = BatchState.STOPPED, None
        batch.ended_at, batch.ended_by = tx.at, by.name
        note_act(tx, "batch.stopped", str(batch.id), by=by.name, done=batch.done, total=batch.total)
        return batch_view(batch)


def _must_be_allowed(order: Order, by: Actor) -> None:
    if not by.is_supervisor:
        raise NotASupervisor(name=by.name)
    checked_text("reason", order.intervention.reason)


def _tried(rt: Runtime, instance_id: UUID, asked: Intervention, by: Actor) -> TriedItem:
    try:
        return TriedItem(instance_id, try_stepping_in(rt, instance_id, asked, by=by))
    except REFUSED as refused:
        return TriedItem(instance_id, None, refusal(refused))


def refusal(refused: AftercareError) -> dict[str, object]:
    """Why an instance was left as it is: the code and its facts, to be told in the reader's language."""
    fields = refused.fields if isinstance(refused, Invalid) else {}
    facts = {name: str(fact) for name, fact in refused.facts.items()}
    return {"code": refused.code, "message": str(refused), "facts": facts, "fields": dict(fields)}


def _enter(tx: Transaction, batch_id: UUID, runs: RunFilter, by: Actor) -> int:
    """An item for each instance that fits now, in the order of the list; how many they are."""
    found = matching(tx.session, runs, by).limit(MOST + 1).subquery("found")
    items = select(
        literal(batch_id, Uuid()), func.row_number().over(), found.c.id, literal(ItemState.WAITING.value)
    )
    names = ["batch_id", "position", "instance_id", "state"]
    tx.session.execute(insert(BatchItem).from_select(names, items, include_defaults=False))
    mine = select(func.count()).select_from(BatchItem).where(BatchItem.batch_id == batch_id)
    total = tx.session.execute(mine).scalar_one()
    if total == 0:
        raise Invalid.field("filter", "nothing fits")
    if total > MOST:
        raise Invalid.field("filter", f"more than {MOST} instances fit")
    return int(total)
