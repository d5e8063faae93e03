"""The topics of the tier review: ``tier_candidates`` gathers customers, ``apply_tier`` carries out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from uuid import UUID

from service.errors import Invalid
from service.operations.outbox import EffectWork
from service.operations.tiers import TierDecided, apply_tier
from service.queries.tiers import tier_candidates
from service.runtime import Runtime


def gather_candidates(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Every customer with indicators newer than the last decision, as ``candidates``."""
    found = [
        {
            "customer_id": str(each.customer_id),
            "customer_name": each.customer_name,
            "customer_email": each.email,
            "tier": each.tier,
            "period": each.period,
            **asdict(each.indicators),
        }
        for each in tier_candidates(rt)
    ]
    return {"candidates": found}


def carry_out_decision(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Archive and apply what the group decided on this customer."""
    told = effect.payload
    decided = TierDecided(
        customer_id=_customer(told.get("customer_id")),
        tier=_whole("tier", told.get("tier")),
        reason=str(told.get("reason") or ""),
        decided_by=str(told.get("decided_by") or "tier_group")[:255],
        proposed=None if told.get("proposed") is None else _whole("proposed", told["proposed"]),
        instance_id=effect.instance_id,
    )
    return {"tier_before": apply_tier(rt, decided).tier_before}


def _customer(told: object) -> UUID:
    try:
        return UUID(str(told))
    except ValueError as error:
        raise Invalid.field("customer_id", "this is no customer's id") from error


def _whole(name: str, told: object) -> int:
    try:
        return int(Decimal(str(told)))
    except (InvalidOperation, ValueError) as error:
        raise Invalid.field(name, "a tier is 1, 2, 3 or 4") from error
