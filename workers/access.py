"""The topic ``grant_access``: leave to see what is sensitive about a customer, for a while."""

from __future__ import annotations

from collections.abc import Mapping

from service.operations.access import Asked
from service.operations.access import grant_access as grant
from service.operations.outbox import EffectWork
from service.runtime import Runtime


def grant_access(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Give the leave that was decided on, in the name of whoever decided."""
    told = effect.payload
    asked = Asked(str(told.get("customer_id")), str(told.get("person")), str(told.get("reason") or "–"))
    return {"access_until": grant(rt, effect.run_id, asked).isoformat()}
