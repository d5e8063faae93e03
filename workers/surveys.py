"""The topic ``ask_customer`` (``form``, ``template``): put a questionnaire to the customer, or remind."""

from __future__ import annotations

from collections.abc import Mapping

from service.operations.customer.surveys import Asking, ask_customer
from service.operations.outbox import EffectWork
from service.runtime import Runtime


def ask(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Nothing is asked of somebody who has answered meanwhile."""
    form = str(effect.payload.get("form") or "questionnaire")
    template = str(effect.payload.get("template") or "questionnaire")
    ask_customer(rt, Asking(effect.run_id, form, template))
    return {}
