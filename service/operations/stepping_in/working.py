"""A batch worked off: a handful of instances at a time, each in a transaction of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, update

from service.domain.people import SYSTEM, Actor, Person, PersonGroup
from service.domain.stepping_in.batches import Batch, BatchItem, BatchState, ItemState
from service.errors import AftercareError, ReleaseTooOld, StaleWrite, StepFailed, Unavailable
from service.operations.stepping_in.batches import REFUSED, refusal
from service.operations.stepping_in.kinds import Intervention, step_in
from service.operations.stepping_in.wording import intervention_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

log = logging.getLogger(__name__)

HANDFUL = 100
"""Instances done before the batch is put down again, so that timers are not kept waiting."""


class _Over(AftercareError):
    """The batch was stopped, or somebody else has done this item."""


def work_off_batch(rt: Runtime, batch_id: UUID) -> int:
    """Do the next handful of a batch; how many were looked at. Over or gone: nothing."""
    with rt.reading() as session:
        batch = session.get(Batch, batch_id)
        if batch is None or batch.state != BatchState.RUNNING:
            return 0
        actor = _actor(session, batch.created_by)
        wanted = select(BatchItem.position, BatchItem.instance_id).where(
            BatchItem.batch_id == batch_id, BatchItem.state == ItemState.WAITING
        )
        items = session.execute(wanted.order_by(BatchItem.position).limit(HANDFUL)).all()
        asked = intervention_of(batch.told)
    if actor is None:
        _end(rt, batch_id, BatchState.STOPPED)  # whoever ordered it was let go meanwhile
        return 0
    for position, instance_id in items:
        try:
            _do(rt, (batch_id, position, instance_id), asked, actor)
        except _Over:
            break
    _put_down(rt, batch_id)
    return len(items)


def _do(rt: Runtime, item: tuple[UUID, int, UUID], asked: Intervention, by: Actor) -> None:
    try:
        rt.retrying(lambda: _do_once(rt, item, asked, by))
    except (_Over, StaleWrite, ReleaseTooOld, Unavailable):
        raise
    except (*REFUSED, StepFailed) as refused:
        _failed(rt, item, refusal(refused))
    except Exception as fault:  # one item must not keep those behind it from being done
        log.exception("batch.item_failed batch=%s instance=%s", item[0], item[2])
        _failed(rt, item, {"code": "internal_error", "message": f"{type(fault).__name__}: {fault}"})


def _failed(rt: Runtime, item: tuple[UUID, int, UUID], why: dict[str, object]) -> None:
    with rt.transaction() as tx:
        _mark(tx, item, ItemState.FAILED, why)


def _do_once(rt: Runtime, item: tuple[UUID, int, UUID], asked: Intervention, by: Actor) -> None:
    with rt.transaction() as tx:
        tx.lock_instance(item[2])  # the instance first, as everywhere
        _mark(tx, item, ItemState.DONE, None)
        step_in(rt, item[2], asked, by=by)


def _mark(
    tx: Transaction, item: tuple[UUID, int, UUID], state: ItemState, detail: dict[str, object] | None
) -> None:
    """Note what became of an item and count it; raises ``_Over`` if it is not to be done any more."""
    batch_id, position, _ = item
    mine = (BatchItem.batch_id == batch_id) & (BatchItem.position == position)
    marked = update(BatchItem).where(mine, BatchItem.state == ItemState.WAITING)
    values = {"state": state, "at": tx.at, "detail": detail}
    if tx.connection.execute(marked.values(values)).rowcount != 1:
        raise _Over
    counter = Batch.done if state == ItemState.DONE else Batch.failed
    running = update(Batch).where(Batch.id == batch_id, Batch.state == BatchState.RUNNING)
    if tx.connection.execute(running.values({counter: counter + 1})).rowcount != 1:
        raise _Over


def _put_down(rt: Runtime, batch_id: UUID) -> None:
    """Have it looked at again at once, or end it when nothing of it waits."""
    waiting = (BatchItem.batch_id == batch_id) & (BatchItem.state == ItemState.WAITING)
    with rt.reading() as session:
        more = session.execute(select(BatchItem.position).where(waiting).limit(1)).first()
    if more is None:
        _end(rt, batch_id, BatchState.DONE)
        return
    with rt.transaction() as tx:
        mine = (Batch.id == batch_id) & (Batch.state == BatchState.RUNNING)
        tx.connection.execute(update(Batch).where(mine).values(look_at=tx.at))


def _end(rt: Runtime, batch_id: UUID, state: BatchState) -> None:
    with rt.transaction() as tx:
        mine = (Batch.id == batch_id) & (Batch.state == BatchState.RUNNING)
        ended = {"state": state, "look_at": None, "ended_at": tx.at, "ended_by": SYSTEM.name}
        tx.connection.execute(update(Batch).where(mine).values(ended))


def _actor(session: Session, name: str) -> Actor | None:
    """Whoever ordered it, with the rights they have now."""
    person = session.get(Person, name)
    if person is None or not person.active:
        return None
    mine = select(PersonGroup.group_name).where(PersonGroup.person_name == name)
    groups = frozenset(session.execute(mine).scalars())
    return Actor(name, groups, frozenset(person.supervises), person.language, person.display_name)
