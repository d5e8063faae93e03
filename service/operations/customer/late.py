"""What a notice of a broken promise calls the work and the group: by the names people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.instances import ProcessInstance
from service.domain.people import Group

if TYPE_CHECKING:
    from service.operations.outbox import EffectWork
    from service.runtime import Runtime

ACTIVITY, GROUP = "late_activity", "late_group"


def late_names(rt: Runtime, effect: EffectWork, given: Mapping[str, object], language: str) -> dict[str, str]:
    """Names for the facts ``late_activity`` and ``late_group``, where a process told their ids."""
    activity_id, group = given.get(ACTIVITY), given.get(GROUP)
    if activity_id is None and group is None:
        return {}
    with rt.reading() as session:
        found = session.get(ProcessInstance, effect.instance_id) if effect.instance_id else None
        known = session.scalars(select(Group.names).where(Group.name == str(group))).first() or {}
    named = {GROUP: str(known.get(language) or known.get("en") or group)}
    if found is not None and activity_id is not None:
        definition = rt.definitions.get(found.definition_id)
        named[ACTIVITY] = definition.name_of(str(activity_id), language)
    return named
