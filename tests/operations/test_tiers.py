"""Indicators are entered and never altered; a tier decided is archived, and brings open deadlines forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from service.clock import SetClock
from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.customers import Customer
from service.domain.tasks import UserTaskGroup
from service.domain.tiers import CustomerIndicators, Indicators, TierAsked
from service.engine.progress import SourceFile
from service.errors import CustomerNotFound, Invalid, NotAllowed
from service.ids import new_id
from service.operations import cases
from service.operations import tiers as tiers_decided
from service.operations.regrading import change_tier
from service.operations.tier_trials import try_case_tier, try_customer_tier
from service.operations.tiers import TierDecided, apply_tier, decide_tier, put_indicators
from service.queries.tiers import tier_candidates, tier_decisions
from service.runtime import Runtime
from tests.operations.acts.sending import sent
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.rivals import one_waits_for_the_other
from tests.operations.stage import AGENT, MANAGER, a_case, put_live

TABLE = Path(__file__).resolve().parents[2] / "processes" / "policy" / "deadlines.dmn"
ANSWERED = drawing(
    "feedback", task("respond", inside=properties(sla="respond")), chain("start", "respond", "end")
)
GOOD = Indicators(yearly_spend=1_200_000, purchase_count=14, usage=80)


@pytest.fixture
def customer_id(rt: Runtime) -> UUID:
    """A customer of tier 2 with an open case."""
    put_live(rt, ANSWERED, SourceFile("policy/deadlines.dmn", TABLE.read_bytes()))
    case = a_case(rt)
    with rt.reading() as session:
        return session.execute(select(Case.customer_id).where(Case.id == case.id)).scalar_one()


def decided(customer_id: UUID, tier: int) -> TierDecided:
    return TierDecided(customer_id, tier, reason="The year was strong.", decided_by="lena", proposed=1)


def due_at(rt: Runtime) -> datetime:
    with rt.reading() as session:
        found = session.execute(select(Clock.due_at).where(Clock.kind == "respond")).scalar_one()
    assert found is not None
    return found


def tiers(rt: Runtime) -> tuple[int, int]:
    with rt.reading() as session:
        return session.execute(select(Customer.tier)).scalar_one(), session.execute(
            select(Case.tier)
        ).scalar_one()


def test_the_same_indicators_again_add_nothing_and_others_a_row(rt: Runtime, customer_id: UUID) -> None:
    first = put_indicators(rt, customer_id, "2026-H2", GOOD, by=AGENT)
    assert put_indicators(rt, customer_id, "2026-H2", GOOD, by=AGENT) == first
    put_indicators(rt, customer_id, "2026-H2", Indicators(10, 1), by=AGENT)
    with rt.reading() as session:
        assert session.execute(select(func.count(CustomerIndicators.id))).scalar_one() == 2


@pytest.mark.parametrize("period", ["2026", "2026-Q5", "2026-H0", "last year"])
def test_a_period_is_a_quarter_or_a_half_year(rt: Runtime, customer_id: UUID, period: str) -> None:
    with pytest.raises(Invalid):
        put_indicators(rt, customer_id, period, GOOD, by=AGENT)


def test_indicators_belong_to_a_customer_there_is(rt: Runtime) -> None:
    with pytest.raises(CustomerNotFound):
        put_indicators(rt, new_id(), "2026-H2", GOOD, by=AGENT)


def test_customers_are_looked_at_once_for_what_was_entered(
    rt: Runtime, clock: SetClock, customer_id: UUID
) -> None:
    put_indicators(rt, customer_id, "2026-Q3", Indicators(10, 1), by=AGENT)
    clock.set(clock.now() + timedelta(days=1))
    put_indicators(rt, customer_id, "2026-Q4", GOOD, by=AGENT)
    (candidate,) = tier_candidates(rt)
    assert (candidate.customer_id, candidate.tier, candidate.indicators) == (customer_id, 2, GOOD)
    apply_tier(rt, decided(customer_id, 2))
    assert tier_candidates(rt) == ()


def test_a_better_tier_brings_the_open_deadline_forward_and_is_archived(
    rt: Runtime, customer_id: UUID
) -> None:
    before = due_at(rt)
    apply_tier(rt, decided(customer_id, 1))
    assert tiers(rt) == (1, 1)
    assert before - due_at(rt) == timedelta(minutes=105)
    (archived,) = tier_decisions(rt, customer_id)
    assert (archived.tier_before, archived.tier, archived.decided_by) == (2, 1, "lena")


def test_a_lower_tier_leaves_the_open_deadline(rt: Runtime, customer_id: UUID) -> None:
    before = due_at(rt)
    apply_tier(rt, decided(customer_id, 4))
    assert (tiers(rt), due_at(rt)) == ((4, 4), before)


def test_a_tier_that_stays_is_archived_too(rt: Runtime, customer_id: UUID) -> None:
    apply_tier(rt, decided(customer_id, 2))
    assert (tiers(rt), len(tier_decisions(rt, customer_id))) == ((2, 2), 1)


@pytest.mark.parametrize("tier", [0, 5])
def test_there_are_four_tiers(rt: Runtime, customer_id: UUID, tier: int) -> None:
    with pytest.raises(Invalid):
        apply_tier(rt, decided(customer_id, tier))


@pytest.mark.parametrize("table", ["customer_indicators", "tier_decision"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET at = at", "DELETE FROM {table}"])
def test_neither_indicators_nor_decisions_are_ever_altered(
    rt: Runtime, customer_id: UUID, table: str, change: str
) -> None:
    put_indicators(rt, customer_id, "2026-H2", GOOD, by=AGENT)
    apply_tier(rt, decided(customer_id, 2))
    with rt.database.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(change.format(table=table)))


def listed_tiers(rt: Runtime) -> set[int | None]:
    """The tiers by which open tasks are listed."""
    with rt.reading() as session:
        return set(session.scalars(select(UserTaskGroup.tier).where(UserTaskGroup.open)))


def test_open_tasks_are_listed_by_the_tier_their_case_has(rt: Runtime, customer_id: UUID) -> None:
    assert listed_tiers(rt) == {2}
    apply_tier(rt, decided(customer_id, 1))
    assert listed_tiers(rt) == {1}
    with rt.reading() as session:
        case_id = session.scalars(select(Case.id)).one()
    change_tier(rt, case_id, TierAsked(3), by=AGENT)
    assert listed_tiers(rt) == {tiers(rt)[1]} == {3}


def test_what_a_tier_would_move_is_seen_before_and_is_what_moves(rt: Runtime, customer_id: UUID) -> None:
    before = due_at(rt)
    asked = TierAsked(1, "A framework order.")
    tried = try_customer_tier(rt, customer_id, asked, by=MANAGER)
    assert (tiers(rt), due_at(rt), tier_decisions(rt, customer_id), sent(rt)) == ((2, 2), before, (), [])
    (moved,) = [each for each in tried.moves if each.clock == "respond"]
    assert (tried.cases, moved.due_before) == (1, before)
    assert try_case_tier(rt, moved.case_id, asked, by=AGENT) == tried
    decide_tier(rt, customer_id, asked, by=MANAGER)
    assert (tiers(rt), due_at(rt)) == ((1, 1), moved.due_after)
    assert [template for template, _ in sent(rt)] == ["tier_changed", "your_tier"]
    lower = try_customer_tier(rt, customer_id, TierAsked(4, "No longer."), by=MANAGER)
    assert (lower.cases, lower.moves) == (1, ())


def test_only_the_tier_group_decides_a_customers_tier_and_with_a_reason(
    rt: Runtime, customer_id: UUID
) -> None:
    for does in (decide_tier, try_customer_tier):
        with pytest.raises(NotAllowed):
            does(rt, customer_id, TierAsked(1, "A framework order."), by=AGENT)
        with pytest.raises(Invalid):
            does(rt, customer_id, TierAsked(1), by=MANAGER)
    assert tier_decisions(rt, customer_id) == ()


@pytest.mark.parametrize("first", ["the case", "the decision"])
def test_competing_a_case_opened_while_its_customers_tier_is_decided_is_served_by_the_new_one(
    rt: Runtime, customer_id: UUID, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    def opens() -> object:
        return a_case(rt)

    def decides() -> object:
        return decide_tier(rt, customer_id, TierAsked(1, "A framework order."), by=MANAGER)

    if first == "the case":
        one_waits_for_the_other(rt, monkeypatch, (cases, "find_or_add_customer"), opens, decides)
    else:
        one_waits_for_the_other(rt, monkeypatch, (tiers_decided, "_archived"), decides, opens)
    with rt.reading() as session:
        of_case = (Clock.case_id == Case.id) & (Clock.kind == "respond")
        served = session.execute(select(Case.tier, Clock.due_at).join(Clock, of_case)).all()
    assert len(served) == 2 and len(set(served)) == 1 and served[0].tier == 1
    assert listed_tiers(rt) == {1}
