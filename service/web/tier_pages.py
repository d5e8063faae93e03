"""Another tier for a case or a customer: chosen with a reason, looked at, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.clocks import kind_words
from service.domain.people import FRONT_DESK, Actor
from service.domain.tiers import TIERS, TierAsked, may_decide_tier
from service.domain.views.tiers import TierTrial
from service.errors import NotAllowed, NotInGroup
from service.operations.regrading import change_tier
from service.operations.tier_trials import try_case_tier, try_customer_tier
from service.operations.tiers import decide_tier
from service.queries import cases, customer_files, tiers
from service.web.door import HOME, signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime

tier_pages = Blueprint("tier_pages", __name__)


@dataclass(frozen=True, slots=True)
class _Matter:
    """Whose tier it is: what the page is called by, where it leads back to, the tier as it is."""

    of: str
    name: str
    address: str
    tier: int
    proposed: int | None = None


@tier_pages.get("/desk/cases/<uuid:case_id>/tier")
@signed_in
def case_tier(by: Actor, case_id: UUID) -> Answer:
    """Choose another tier for a case."""
    return _shown(_case(case_id, by), by)


@tier_pages.post("/desk/cases/<uuid:case_id>/tier")
@signed_in
def change_case_tier(by: Actor, case_id: UUID) -> Answer:
    """Look at what it would move, or (``go``) do it."""
    rt, asked = runtime(), _asked()
    return _answered(
        _case(case_id, by),
        lambda: change_tier(rt, case_id, asked, by=by),
        lambda: try_case_tier(rt, case_id, asked, by=by),
        by,
    )


@tier_pages.get("/desk/customers/<uuid:customer_id>/tier")
@signed_in
def customer_tier(by: Actor, customer_id: UUID) -> Answer:
    """Decide a customer's tier."""
    return _shown(_customer(customer_id, by), by)


@tier_pages.post("/desk/customers/<uuid:customer_id>/tier")
@signed_in
def decide_customer_tier(by: Actor, customer_id: UUID) -> Answer:
    """Look at what it would move in the open cases, or (``go``) decide it."""
    rt, asked = runtime(), _asked()
    return _answered(
        _customer(customer_id, by),
        lambda: decide_tier(rt, customer_id, asked, by=by),
        lambda: try_customer_tier(rt, customer_id, asked, by=by),
        by,
    )


def _case(case_id: UUID, by: Actor) -> _Matter:
    rt = runtime()
    found = cases.case_detail(rt, case_id, by=by).case
    if not tiers.may_regrade(rt, found.instance_id, by=by):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
    return _Matter("case", f"{found.number} {found.subject}", f"{HOME}/cases/{case_id}", found.tier)


def _customer(customer_id: UUID, by: Actor) -> _Matter:
    rt = runtime()
    file = customer_files.customer_file(rt, customer_id, by=by)
    if not may_decide_tier(by):
        raise NotAllowed(reason="customers' tiers are decided by the tier group and by supervisors of all")
    standing = tiers.customer_tier(rt, customer_id, by=by)
    address = f"{HOME}/customers/{standing.customer_id}"
    return _Matter("customer", file.name, address, standing.tier, standing.proposed)


def _asked() -> TierAsked:
    """What the form says; a tier that is none is refused by the act."""
    told = request.form
    tier = told.get("tier", "")
    return TierAsked(int(tier) if tier in map(str, TIERS) else 0, told.get("reason", ""), "later" in told)


def _answered(
    matter: _Matter, act: Callable[[], object], try_it: Callable[[], TierTrial], by: Actor
) -> Answer:
    if request.form.get("go") == "do":
        refused = attempt(act)
        return (
            _shown(matter, by, refused=refused)
            if refused
            else redirect(f"{matter.address}?told=tier", HTTPStatus.SEE_OTHER)
        )
    found: list[TierTrial] = []
    refused = attempt(lambda: found.append(try_it()))
    return _shown(matter, by, refused=refused, tried=found[0] if found else None)


def _shown(matter: _Matter, by: Actor, *, refused: str = "", tried: TierTrial | None = None) -> Answer:
    return page(
        "tier.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        visitor=visitor(),
        matter=matter,
        tiers=TIERS,
        typed=request.form,
        may_delay=matter.of == "case" and by.is_supervisor,
        refused=refused,
        tried=tried,
        kind_name=lambda kind: kind_words(kind).told_in(by.language),
    )
