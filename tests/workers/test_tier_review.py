"""Twice a year customers are reviewed: proposed by the table, decided by people, applied and told."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.commands.deploy import deploy_folder
from service.domain.customers import Customer
from service.domain.instances import ProcessInstance
from service.domain.people import Actor
from service.domain.tasks import UserTask
from service.domain.tiers import Indicators
from service.ids import new_id
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.operations.tiers import put_indicators
from service.queries.tiers import tier_decisions
from service.runtime import Runtime
from tests.processes.diagrams import PROCESSES
from workers.due import Hands, work_off
from workers.handlers import Inside, Outside
from workers.tiers import carry_out_decision, gather_candidates

LENA = Actor("lena", frozenset({"tier_group"}))
NEW_YEAR = datetime(2027, 1, 1, 1, 0, tzinfo=UTC)
ANSWERS = {"decided_tier": 2, "decision_reason": "Spend has doubled.", "decided_by": "Lena, Ma Hong"}


@pytest.fixture
def customers(sqlite_rt: Runtime) -> dict[str, UUID]:
    """One customer who has grown, one whose indicators give the tier there is."""
    deploy_folder(sqlite_rt, PROCESSES)
    found = {}
    for name, spend in (("Lin Hai", 320_000), ("Hua Mei", 60_000)):
        found[name] = new_id()
        with sqlite_rt.transaction() as tx:
            blank = dict.fromkeys(("phone", "email", "company", "industry", "address"), "")
            tx.add(Customer(id=found[name], name=name, tier=3, demo=False, created_at=tx.at, **blank))
        put_indicators(sqlite_rt, found[name], "2026-H2", Indicators(spend, 7), by=LENA)
    return found


def work(rt: Runtime, told: list[str]) -> None:
    """Let the workers do all that is due."""

    def noted(_rt: Runtime, effect: object) -> dict[str, object]:
        told.append(str(effect.payload["template"]))  # type: ignore[attr-defined]
        return {}

    handlers = {
        "notify": Outside(noted),
        "tier_candidates": Inside(gather_candidates),
        "apply_tier": Inside(carry_out_decision),
    }
    while not (due := take_due(rt, 100)).empty:
        work_off(Hands(rt, handlers), due)


def open_tasks(rt: Runtime) -> list[UserTask]:
    with rt.reading() as session:
        return list(session.execute(select(UserTask).where(UserTask.open)).scalars())


def test_the_half_year_brings_a_review_and_the_decision_its_effect(
    sqlite_rt: Runtime, clock: SetClock, customers: dict[str, UUID]
) -> None:
    told: list[str] = []
    work(sqlite_rt, told)
    assert open_tasks(sqlite_rt) == []
    clock.set(NEW_YEAR)
    work(sqlite_rt, told)
    (task,) = open_tasks(sqlite_rt)
    assert (task.activity_id, task.case_id, task.candidate_groups) == ("decide_tier", None, ["tier_group"])
    claim_task(sqlite_rt, task.id, by=LENA)
    complete_task(sqlite_rt, task.id, ANSWERS, by=LENA)
    work(sqlite_rt, told)
    assert told == ["tier_changed", "your_tier"]
    (decision,) = tier_decisions(sqlite_rt, customers["Lin Hai"])
    assert (decision.tier_before, decision.tier_proposed, decision.tier) == (3, 2, 2)
    assert tier_decisions(sqlite_rt, customers["Hua Mei"]) == ()
    with sqlite_rt.reading() as session:
        assert session.get_one(Customer, customers["Lin Hai"]).tier == 2
        reviews = select(ProcessInstance).where(ProcessInstance.process_key == "tier_review")
        (review,) = session.execute(reviews).scalars()
        assert (review.process_key, review.state, review.case_id) == ("tier_review", "completed", None)
