"""A substitute does another's work of one group, for a while, and counts as both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.people import Actor, StandIn
from service.domain.views import PageRequest
from service.errors import FourEyes, Invalid, NotACandidate, NotASupervisor, NotStandingIn, TaskNotFound
from service.operations.delegations import take_back_task
from service.operations.sessions import actor_of, sign_in
from service.operations.substitutions import (
    SubstituteNamed,
    end_substitution,
    name_substitute,
    take_over_task,
)
from service.operations.tasks import claim_task, complete_task
from service.queries import substitutions
from service.queries.tasks import TaskFilter, inbox, task_detail
from service.runtime import Runtime
from tests.operations.acts.conftest import LEAD
from tests.operations.acts.sending import last
from tests.operations.stage import AGENT, AGENT2, TECH, a_case, do, the_task

GROUP = "customer_service"


def away(rt: Runtime, days: int = 3, by: Actor = AGENT) -> UUID:
    """Agent is away from now on; tech does their work at the front desk."""
    now = rt.now()
    named = SubstituteNamed("agent", "tech", GROUP, now, now + timedelta(days=days), "On leave.")
    return name_substitute(rt, named, by=by).id


def signed_in(rt: Runtime, name: str) -> Actor:
    """Whoever this name belongs to, as each request asks for them."""
    actor = actor_of(rt, sign_in(rt, name, "demo1234").token)
    assert actor is not None
    return actor


def test_a_substitute_sees_claims_and_completes_for_the_absent_until_it_ends(
    house: Runtime, clock: SetClock
) -> None:
    instance = a_case(house).instance_id
    task_id = the_task(house, instance, "solve")
    with pytest.raises(TaskNotFound):
        claim_task(house, task_id, by=signed_in(house, "tech"))
    away(house)
    tech = signed_in(house, "tech")
    assert tech.stands_in == {StandIn("agent", GROUP)}
    mine = inbox(house, TaskFilter(own_groups=True), PageRequest(), by=tech).items
    assert [each.id for each in mine] == [task_id]
    assert "claim" in task_detail(house, task_id, by=tech).may
    taken = claim_task(house, task_id, by=tech)
    assert (taken.assignee, taken.acting_for) == ("tech", "agent")
    assert last(house, instance, "task.claimed") == ("tech", {"for": "agent"})
    complete_task(house, task_id, {}, by=tech)
    assert last(house, instance, "task.completed")[1]["for"] == "agent"
    clock.advance(timedelta(days=3))
    assert signed_in(house, "tech").stands_in == frozenset()
    with pytest.raises(TaskNotFound):
        claim_task(house, the_task(house, instance, "review"), by=signed_in(house, "tech"))


def test_a_substitute_counts_as_themself_and_as_the_absent(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    away(sqlite_house)
    task_id = the_task(sqlite_house, instance, "solve")
    tech = signed_in(sqlite_house, "tech")
    claim_task(sqlite_house, task_id, by=tech)
    complete_task(sqlite_house, task_id, {}, by=tech)
    review = the_task(sqlite_house, instance, "review")
    for one in (AGENT, tech):
        with pytest.raises(FourEyes):
            claim_task(sqlite_house, review, by=one)
    claim_task(sqlite_house, review, by=AGENT2)


def test_whom_the_absent_may_not_review_their_substitute_may_not_either(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    do(sqlite_house, instance, "solve", AGENT)
    away(sqlite_house)
    with pytest.raises(FourEyes):
        claim_task(
            sqlite_house, the_task(sqlite_house, instance, "review"), by=signed_in(sqlite_house, "tech")
        )


def test_what_the_absent_holds_is_taken_over_and_may_be_taken_back(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    claim_task(sqlite_house, task_id, by=AGENT)
    away(sqlite_house)
    tech = signed_in(sqlite_house, "tech")
    taken = take_over_task(sqlite_house, task_id, "agent", by=tech)
    assert (taken.assignee, taken.acting_for) == ("tech", "agent")
    back = take_back_task(sqlite_house, task_id, by=AGENT)
    assert (back.assignee, back.acting_for) == ("agent", None)


def test_it_is_bound_to_the_group_and_reaches_no_further(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    elsewhere = replace(TECH, stands_in=frozenset({StandIn("agent", "logistics")}))
    with pytest.raises(TaskNotFound):
        claim_task(sqlite_house, task_id, by=elsewhere)
    away(sqlite_house)
    with pytest.raises(NotStandingIn):
        take_over_task(sqlite_house, task_id, "agent2", by=signed_in(sqlite_house, "tech"))
    outsider = Actor("agent3", frozenset({"technical_support"}), frozenset({GROUP}))
    with pytest.raises(NotACandidate):
        claim_task(sqlite_house, task_id, by=outsider)


def test_only_the_absent_and_their_supervisor_name_a_substitute(sqlite_house: Runtime) -> None:
    with pytest.raises(NotASupervisor):
        away(sqlite_house, by=AGENT2)
    away(sqlite_house, by=LEAD)
    assert [each.named_by for each in substitutions.substitutions(sqlite_house, by=TECH)] == ["lead"]
    assert substitutions.substitutions(sqlite_house, by=AGENT2) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"substitute": "agent"}, "substitute"),
        ({"substitute": "nobody"}, "substitute"),
        ({"group": "logistics"}, "group"),
        ({"until_at": None}, "until_at"),
    ],
)
def test_a_substitution_that_makes_no_sense_is_refused_at_its_field(
    sqlite_house: Runtime, changed: dict[str, object], field: str
) -> None:
    now = sqlite_house.now()
    told = SubstituteNamed("agent", "tech", GROUP, now, now + timedelta(days=1))
    given = {name: now if value is None else value for name, value in changed.items()}
    with pytest.raises(Invalid) as refused:
        name_substitute(sqlite_house, replace(told, **given), by=AGENT)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_it_may_be_ended_before_its_time_and_stays_on_record(sqlite_house: Runtime) -> None:
    row = away(sqlite_house)
    with pytest.raises(NotASupervisor):
        end_substitution(sqlite_house, row, by=TECH)
    assert end_substitution(sqlite_house, row, by=AGENT).ended_by == "agent"
    assert signed_in(sqlite_house, "tech").stands_in == frozenset()
    assert [each.id for each in substitutions.substitutions(sqlite_house, by=AGENT, over=True)] == [row]
