"""A case's tier: changed by hand, with what that does to its clocks (D5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.clocks import Act
from service.domain.people import FRONT_DESK
from service.domain.tiers import may_regrade_cases
from service.engine.progress import EngineError, Modify
from service.errors import NotASupervisor, NotInGroup
from service.operations.answers import checked_text
from service.operations.clocks import clocks_of
from service.operations.step import Cause, take_step
from service.operations.stepping_in.modifying import refused
from service.operations.timekeeping import regrade
from service.store.hot import save_case
from service.store.visibility import may_see_instance

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.domain.tiers import TierAsked
    from service.operations.ledger import Clocks
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def change_tier(rt: Runtime, case_id: UUID, asked: TierAsked, *, by: Actor) -> None:
    """Serve a case by another tier: its open deadlines come forward, and only forward.

    A supervisor may decide, with a reason, that they may also move back.
    """
    asked.must_make_sense()
    reason = checked_text("reason", asked.reason) if asked.reason.strip() else None
    decision = reason if asked.later else None
    with rt.transaction() as tx:
        case, clocks = clocks_of(tx, case_id, by)
        _may_regrade(clocks, by, decides=asked.later)
        case.must_be_open()
        detail = {"from": case.tier, "to": asked.tier, "reason": reason}
        save_case(tx.connection, case_id, {"tier": asked.tier})
        clocks.learn(clocks.facts.changed_by({"tier": asked.tier}, tx.at))
        regrade(clocks, "tier", Act(tx.at, by.name), decision=decision)
        clocks.save()
        if detail["from"] != asked.tier or decision:
            tell_process(tx, clocks.instance, asked.tier, (by.name, detail))


def tell_process(
    tx: Transaction, instance: ProcessInstance, tier: int, told: tuple[str, Mapping[str, object]]
) -> None:
    """Let the running process know its case's tier, so that its later decisions are made by it (D5)."""
    actor, detail = told
    tx.session.flush()
    cause = Cause("case.tier_changed", actor, detail=detail)
    try:
        take_step(tx, instance, Modify(variables={"tier": Decimal(tier)}), cause)
    except EngineError as failed:
        raise refused(instance, failed) from failed


def _may_regrade(clocks: Clocks, by: Actor, *, decides: bool) -> None:
    supervises = may_see_instance(clocks.tx.session, clocks.instance.id, by)
    if decides and not supervises:
        raise NotASupervisor(name=by.name)
    if not (supervises or may_regrade_cases(by)):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
