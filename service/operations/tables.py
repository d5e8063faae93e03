"""New policy tables: open deadlines of running cases come under them, in the customer's favour (D5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.clocks import Act
from service.domain.clocks.rows import Clock
from service.domain.instances import ProcessInstance
from service.operations.ledger import Clocks
from service.operations.timekeeping import regrade

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def apply_tables(rt: Runtime, process_keys: Collection[str], *, by: Actor) -> None:
    """Put the open clocks of these processes' instances under the newest tables, one instance at a time.

    After a crash on the way, the next change of a case's facts or of the tables does what was left undone.
    """
    if not process_keys:
        return
    running = (Clock.ended_at.is_(None)) & ProcessInstance.process_key.in_(process_keys)
    wanted = select(Clock.instance_id).join(ProcessInstance, ProcessInstance.id == Clock.instance_id)
    with rt.reading() as session:
        ids = list(session.scalars(wanted.where(running).distinct().order_by(Clock.instance_id)))
    for instance_id in ids:
        with rt.transaction() as tx:
            clocks = Clocks.load(tx, tx.lock_instance(instance_id), {})
            regrade(clocks, "table", Act(tx.at, by.name))
            clocks.save()
