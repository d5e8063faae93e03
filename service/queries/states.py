"""How a process instance stands, for whoever has just moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select

from service.domain.instances import ProcessInstance
from service.errors import InstanceNotFound
from service.store.hot import table
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from service.runtime import Runtime


_INSTANCE = table(ProcessInstance).c
_STATE = Prepared(select(_INSTANCE.state).where(_INSTANCE.id == bindparam("wanted")))


def instance_state(rt: Runtime, instance_id: UUID) -> str:
    """The state alone; who may know it is the caller's to decide."""
    with rt.asking() as connection:
        found = _STATE.first(connection, {"wanted": instance_id})
    if found is None:
        raise InstanceNotFound(instance_id=instance_id)
    return str(found[0])
