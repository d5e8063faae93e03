"""A substitute does another's work of one group, for a while, and counts as both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.people import Actor, Person, StandIn
from service.domain.substitutions import Substitution
from service.domain.views import PageRequest
from service.errors import FourEyes, Invalid, NotACandidate, NotASupervisor, NotStandingIn, TaskNotFound
from service.operations.delegations import take_back_task
from service.operations.incidents import retry_incident
from service.operations.sessions import actor_of, sign_in
from service.operations.substitutions import (
    SubstituteNamed,
    end_substitution,
    name_substitute,
    take_over_task,
)
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries import substitutions
from service.queries.instances import IncidentFilter, incidents
from service.queries.tasks import TaskFilter, inbox, task_detail
from service.runtime import Runtime
from tests.operations.acts.conftest import LEAD
from tests.operations.acts.sending import last, sent
from tests.operations.stage import AGENT, AGENT2, MANAGER, TECH, a_case, do, the_task
from tests.operations.test_races import at_once
from tests.workers.test_handlers import Keeps
from workers.channels import Channels
from workers.due import Hands, work_off
from workers.handlers import default_handlers

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


def test_the_substitute_is_written_to_in_their_language_when_named_and_when_released(
    house: Runtime,
) -> None:
    with house.transaction() as tx:
        tech = tx.session.get_one(Person, "tech")
        tech.language, tech.display_name, tech.email = "zh", "唐明", "tech@example.com"
    row = away(house)
    away(house)  # a second click names nobody again, and tells nobody again
    channel = Keeps()
    _work_off(house, channel)
    end_substitution(house, row, by=AGENT)
    end_substitution(house, row, by=AGENT)
    _work_off(house, channel)
    named, released = channel.kept
    assert (named.subject, named.mail_to) == ("唐明 代理 agent 的工作", ("tech@example.com",))
    assert "2026-11-23" in named.text and "/desk/away" in named.text and "On leave." in named.text
    assert released.subject == "唐明 不再代理 agent"


def test_a_supervisor_who_names_a_substitute_has_both_told(sqlite_house: Runtime) -> None:
    row = away(sqlite_house, by=LEAD)
    end_substitution(sqlite_house, row, by=LEAD)
    told = [(template, to) for template in ("substitute_named", "substitute_released") for to in TOLD]
    assert sent(sqlite_house) == told


TOLD = (["person:tech"], ["person:agent"])


def test_a_way_that_fails_is_an_incident_though_no_run_asked(sqlite_house: Runtime, clock: SetClock) -> None:
    sqlite_house.settings = replace(sqlite_house.settings, delivery_attempts=1)
    away(sqlite_house)
    _work_off(sqlite_house, Keeps(failures=1))
    [stuck] = incidents(sqlite_house, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert stuck.instance_id is None and "broke off" in stuck.message
    again = Keeps()
    retry_incident(sqlite_house, stuck.id, by=MANAGER)
    _work_off(sqlite_house, again)
    assert len(again.kept) == 1


def test_crash_while_naming_leaves_neither_the_substitute_nor_the_notice(sqlite_house: Runtime) -> None:
    with pytest.raises(KeyError), sqlite_house.transaction():
        away(sqlite_house)
        raise KeyError("killed here")
    assert sent(sqlite_house) == []
    assert substitutions.substitutions(sqlite_house, by=TECH) == ()


def test_competing_namings_and_releases_tell_once(house: Runtime) -> None:
    assert {str(each) for each in at_once([partial(away, house)] * 6)} == {str(away(house))}
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Substitution)) == 1
    ending = partial(end_substitution, house, away(house), by=AGENT)
    at_once([ending] * 6)
    assert [template for template, _ in sent(house)] == ["substitute_named", "substitute_released"]


def _work_off(rt: Runtime, channel: Keeps) -> None:
    handlers = default_handlers(rt, Channels({"console": channel}))
    while not (due := take_due(rt, 10)).empty:
        work_off(Hands(rt, handlers), due)
