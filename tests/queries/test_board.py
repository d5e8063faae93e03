"""The list of runs: every filter finds what looking at each run by itself finds, however it is read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from service.clock import SetClock
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.domain.views.board import RunRow
from service.operations.instances import suspend_instance, terminate_instance
from service.operations.people import NewPerson, add_person
from service.operations.tasks import claim_task
from service.queries.board import asking, counting
from service.queries.board.asking import RunFilter
from service.queries.board.counting import Counted, standing_counts
from service.queries.board.running import matching, runs
from service.runtime import Runtime
from tests.conftest import MORNING
from tests.operations.drawings import chain, drawing, flows, task, timer
from tests.operations.stage import AGENT, MANAGER, TECH_LEAD, a_case, do, put_live, the_task

FORKED = drawing(
    "feedback",
    '<parallelGateway id="fork"/>',
    task("respond"),
    task("look", "technical_support"),
    task("assess", "technical_support"),
    timer("pause", "P9D"),
    flows("start>fork", "fork>respond", "fork>look"),
    chain("respond", "assess", "pause", "end"),
    flows("look>end"),
)
NEWER = drawing("feedback", task("respond"), task("close"), chain("start", "respond", "close", "end"))
COMPLAINT = drawing("complaint", task("hear"), chain("start", "hear", "end"))

AT_FIVE = MORNING + timedelta(hours=5)


def offered(run: RunRow) -> bool:
    return any("customer_service" in each.candidate_groups for each in run.tasks)


def held(run: RunRow) -> bool:
    return any(each.assignee == "agent" for each in run.tasks)


FIRST = RunFilter(process_key="feedback", version=1)
ASKED: dict[str, tuple[RunFilter, Callable[[RunRow], bool]]] = {
    "process": (RunFilter(process_key="feedback"), lambda run: run.process_key == "feedback"),
    "version": (FIRST, lambda run: (run.process_key, run.version) == ("feedback", 1)),
    "element": (RunFilter(element="respond"), lambda run: "respond" in run.active),
    "timer": (RunFilter(element="pause"), lambda run: "pause" in run.active),
    "old": (RunFilter(started_before=AT_FIVE), lambda run: run.started_at < AT_FIVE),
    "young": (RunFilter(started_after=AT_FIVE), lambda run: run.started_at >= AT_FIVE),
    "tier": (RunFilter(tier=2), lambda run: run.tier == 2),
    "other tier": (RunFilter(tier=3), lambda run: run.tier == 3),
    "group": (RunFilter(group="customer_service"), offered),
    "person": (RunFilter(person="agent"), held),
    "stuck": (RunFilter(stuck=True), lambda run: run.incidents > 0),
    "breached": (RunFilter(breached=True), lambda run: run.breached > 0),
    "active": (RunFilter(state="active"), lambda run: run.state == "active"),
    "suspended": (RunFilter(state="suspended"), lambda run: run.state == "suspended"),
}
SAME = ({"element", "timer"}, {"tier", "other tier"}, {"active", "suspended"})
"""Two of the same kind are one question only: the list is asked for one of them."""


@pytest.fixture
def running(rt: Runtime, clock: SetClock) -> Runtime:
    return ten_runs(rt, clock)


@pytest.fixture
def sqlite_running(sqlite_rt: Runtime, clock: SetClock) -> Runtime:
    return ten_runs(sqlite_rt, clock)


def ten_runs(rt: Runtime, clock: SetClock) -> Runtime:
    """Ten runs of three versions of two processes, an hour apart, here and there further on, held, paused."""
    add_person(rt, NewPerson("agent", "secret words", groups=AGENT.groups))
    put_live(rt, FORKED, COMPLAINT)
    for number in range(10):
        if number == 6:
            put_live(rt, NEWER, COMPLAINT)
        case = a_case(rt, kind="complaint" if number % 4 == 3 else "feedback")
        if number % 4 == 0:
            do(rt, case.instance_id, "respond", AGENT)
        if number % 4 == 1:
            claim_task(rt, the_task(rt, case.instance_id, "respond"), by=AGENT)
        if number in (2, 5):
            suspend_instance(rt, case.instance_id, by=MANAGER)
        if number == 9:
            terminate_instance(rt, case.instance_id, reason="twice", by=MANAGER)
        clock.advance(timedelta(hours=1))
    return rt


@pytest.fixture(params=[0, 1_000], ids=["along the index", "off what is rare"])
def read_as(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", request.param)


def every(rt: Runtime, asked: RunFilter, by: Actor = MANAGER, *, limit: int = 3) -> list[RunRow]:
    """All of a list, page by page."""
    found: list[RunRow] = []
    cursor = None
    while True:
        page = runs(rt, asked, PageRequest(limit, cursor), by=by)
        found += page.items
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def pairs() -> Iterator[tuple[str, ...]]:
    """Each alone, and some of them together."""
    yield from ((name,) for name in ASKED)
    together = [pair for pair in combinations(ASKED, 2) if set(pair) not in SAME]
    yield from random.Random(11).sample(together, 12)


def both(first: RunFilter, second: RunFilter) -> RunFilter:
    """What either asks; only what differs from asking nothing is laid over."""
    plain = RunFilter()
    told: dict[str, Any] = {
        name: getattr(second, name)
        for name in RunFilter.__dataclass_fields__
        if getattr(second, name) != getattr(plain, name)
    }
    return replace(first, **told)


@pytest.mark.usefixtures("read_as")
def test_every_filter_finds_what_looking_at_each_run_finds(running: Runtime) -> None:
    everything = every(running, RunFilter(), limit=100)
    assert len(everything) == 9
    for names in pairs():
        wanted = RunFilter()
        for name in names:
            wanted = both(wanted, ASKED[name][0])
        expected = [run.id for run in everything if all(ASKED[name][1](run) for name in names)]
        assert [run.id for run in every(running, wanted, limit=4)] == expected, names
        oldest = replace(wanted, oldest=True)
        assert [run.id for run in every(running, oldest, limit=9)] == expected[::-1], names
        with running.reading() as session:
            assert list(session.execute(matching(session, wanted, MANAGER)).scalars()) == expected, names


def test_supervisors_see_the_runs_of_their_groups_alone(sqlite_running: Runtime) -> None:
    seen = every(sqlite_running, RunFilter(), by=TECH_LEAD)
    assert seen
    assert {run.process_key for run in seen} == {"feedback"}
    assert {run.version for run in seen} == {1}
    assert every(sqlite_running, RunFilter(), by=AGENT) == []
    assert standing_counts(sqlite_running, "complaint", None, by=TECH_LEAD) == Counted({})


def test_runs_are_counted_where_they_stand(running: Runtime) -> None:
    counted = standing_counts(running, "feedback", None, by=MANAGER).elements
    listed = every(running, RunFilter(process_key="feedback"), limit=100)
    assert counted == {
        element: sum(element in run.active for run in listed) for run in listed for element in run.active
    }
    assert counted["look"] == 5
    assert standing_counts(running, "feedback", 2, by=MANAGER).elements.keys() == {"respond", "close"}


def test_so_many_are_counted_and_beyond_it_there_are_more(
    sqlite_running: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = standing_counts(sqlite_running, "feedback", None, by=MANAGER)
    assert not exact.more
    monkeypatch.setattr(counting, "MOST", 1)
    bounded = standing_counts(sqlite_running, "feedback", None, by=MANAGER)
    assert bounded.elements.keys() == exact.elements.keys() and "look" in bounded.more
    assert {each for each in exact.elements if bounded.elements[each] < exact.elements[each]} <= bounded.more


def test_a_row_says_where_a_run_stands_and_who_has_it(sqlite_running: Runtime) -> None:
    run = every(sqlite_running, RunFilter(person="agent"))[-1]
    assert (run.subject, run.customer, run.tier) == ("The drawer sticks", "Lin Hai", 2)
    assert "Respond" in run.standing
    assert [each.assignee for each in run.tasks if each.activity_id == "respond"] == ["agent"]
    found = every(sqlite_running, RunFilter(text=run.business_key))
    assert [each.id for each in found] == [run.id]
