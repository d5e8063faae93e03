"""The open incidents of an instance: tried again, or closed with what was done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.incidents import Incident
from service.domain.stepping_in.refusals import NothingThere
from service.operations.incidents import can_be_retried, resolve_incident, try_again
from service.operations.instances import supervised_instance

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def retry_all(rt: Runtime, instance_id: UUID, *, reason: str, by: Actor) -> None:
    """Try again whatever of it can be tried again by itself; the workers do it at once."""
    with rt.transaction() as tx:
        supervised_instance(tx, instance_id, by)
        found = [each for each in _open(tx, instance_id) if can_be_retried(each)]
        if not found:
            raise NothingThere(instance_id=instance_id)
        for incident in found:
            try_again(rt, tx, incident, note=reason, by=by)


def resolve_all(rt: Runtime, instance_id: UUID, *, reason: str, by: Actor) -> None:
    """Close every open incident, saying what was done."""
    with rt.transaction() as tx:
        supervised_instance(tx, instance_id, by)
        found = _open(tx, instance_id)
        if not found:
            raise NothingThere(instance_id=instance_id)
        for incident in found:
            resolve_incident(rt, incident.id, note=reason, by=by)


def _open(tx: Transaction, instance_id: UUID) -> list[Incident]:
    stuck = (Incident.instance_id == instance_id) & (Incident.state == "open")
    return list(tx.session.execute(select(Incident).where(stuck).order_by(Incident.id)).scalars())
