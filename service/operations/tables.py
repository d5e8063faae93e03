"""New policy tables: open deadlines of running cases come under them, in the customer's favour (D5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from service.domain.clocks import Act
from service.domain.clocks.rows import Clock
from service.domain.definitions import ProcessDefinition
from service.domain.instances import ProcessInstance
from service.operations.ledger import Clocks
from service.operations.timekeeping import regrade

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def apply_tables(rt: Runtime, process_keys: Collection[str], *, by: Actor) -> None:
    """Put the open clocks of these processes' instances under the newest tables, one instance at a time.

    What a crash on the way leaves undone, ``catch_up`` does the next night.
    """
    if process_keys:
        _apply(rt, ProcessInstance.process_key.in_(process_keys), by)


def catch_up(rt: Runtime, *, by: Actor) -> None:
    """The same for every instance of an older version: where nothing was left undone, nothing happens."""
    newer = aliased(ProcessDefinition)
    mine = ProcessDefinition.id == ProcessInstance.definition_id
    later = (newer.key == ProcessDefinition.key) & (newer.version > ProcessDefinition.version)
    behind = select(ProcessDefinition.id).where(mine, select(newer.id).where(later).exists())
    _apply(rt, behind.exists(), by)


def _apply(rt: Runtime, which: ColumnElement[bool], by: Actor) -> None:
    wanted = select(Clock.instance_id).join(ProcessInstance, ProcessInstance.id == Clock.instance_id)
    running = wanted.where(Clock.ended_at.is_(None), which)
    with rt.reading() as session:
        ids = list(session.scalars(running.distinct().order_by(Clock.instance_id)))
    for instance_id in ids:
        with rt.transaction() as tx:
            clocks = Clocks.load(tx, tx.lock_instance(instance_id), {})
            regrade(clocks, "table", Act(tx.at, by.name))
            clocks.save()
