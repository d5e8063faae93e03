"""The topics of the follow-up plan: ``due_visits`` plans and begins, ``visit_ended`` notes the call."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from service.errors import Invalid
from service.operations.follow_ups import begin_visits, end_visit
from service.operations.outbox import EffectWork
from service.runtime import Runtime


def due_visits(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """The visits whose day has come, as ``visits``."""
    found = [
        {
            "visit_id": str(each.id),
            "customer_name": each.customer_name,
            "contact_phone": each.phone,
            "tier": each.tier,
            "method": each.method,
        }
        for each in begin_visits(rt, effect.instance_id)
    ]
    return {"visits": found}


def visit_ended(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Note whether the customer was reached (``visit_id``, ``reached``)."""
    try:
        visit_id = UUID(str(effect.payload.get("visit_id")))
    except ValueError as error:
        raise Invalid.field("visit_id", "this is no visit's id") from error
    end_visit(rt, visit_id, reached=effect.payload.get("reached") is True)
    return {}
