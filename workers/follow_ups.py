"""The topics of the follow-up plan: ``due_visits`` plans and begins, ``visit_ended`` notes the call."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from service.domain.follow_ups import VisitAnswer
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
        for each in begin_visits(rt, effect.run_id)
    ]
    return {"visits": found}


def visit_ended(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Note how the visit ``visit_id`` went: whether the customer was ``reached``, and what was said."""
    told = effect.payload
    try:
        visit_id = UUID(str(told.get("visit_id")))
    except ValueError as error:
        raise Invalid.field("visit_id", "this is no visit's id") from error
    reached, problem = told.get("reached") is True, told.get("problem")
    answer = VisitAnswer(
        reached=reached,
        result=_text(told.get("result")),
        satisfaction=_mark(told.get("satisfaction")) if reached else None,
        passed_to=_text(told.get("department")) if reached and problem else None,
        said={name: told[name] for name in _SAID if reached and told.get(name)},
    )
    end_visit(rt, visit_id, answer, instance_id=effect.run_id)
    return {}


_SAID = ("experience", "suggestions", "further_needs", "problem")
"""What a visit asks and the service record keeps."""


def _text(told: object) -> str | None:
    return None if told is None else str(told)[:255]


def _mark(told: object) -> int | None:
    try:
        return None if told is None else int(Decimal(str(told)))
    except (InvalidOperation, ValueError) as error:
        raise Invalid.field("satisfaction", "a mark is a whole number") from error
