"""Races end in the database: exactly one wins, the others are told, nothing happens twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.people import SYSTEM, Actor
from service.domain.promise_book import CustomerPromise
from service.domain.views import PageRequest
from service.errors import AftercareError
from service.operations.customer.book import keep_promise, promise
from service.operations.customer.telling import tell_what_happened
from service.operations.messages import deliver_message
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.operations.timers import fire_timer
from service.queries.instances import IncidentFilter, incidents, instance_history
from service.runtime import Runtime
from tests.operations.drawings import boundary, chain, drawing, flows, task, timer
from tests.operations.stage import (
    AGENT,
    MANAGER,
    TWO_TASKS,
    a_case,
    do,
    open_tasks,
    put_live,
    the_task,
    timers_of,
)
from tests.operations.test_messages import LISTENING

RACED = drawing(
    "feedback",
    task("respond"),
    boundary("late", "respond", "PT1H", interrupting=True),
    task("answered"),
    task("missed"),
    chain("start", "respond", "answered", "end"),
    flows("late>missed", "missed>end"),
)
WAITING = drawing("feedback", timer("pause", "PT1H"), task("call"), chain("start", "pause", "call", "end"))


def at_once(rivals: Sequence[Callable[[], object]]) -> Counter[str]:
    """Let them all begin at the same moment; what each came to, by result or error code."""
    start = threading.Barrier(len(rivals))
    results: list[str] = []

    def run(rival: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(str(rival()))
        except AftercareError as refused:
            results.append(refused.code)

    threads = [threading.Thread(target=run, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


def told(rt: Runtime, instance_id: object, kind: str) -> int:
    events = instance_history(rt, instance_id, PageRequest(limit=200), by=MANAGER).items  # type: ignore[arg-type]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return [event.type for event in events].count(kind)


def test_a_promise_is_kept_while_those_at_risk_are_being_told(
    rt: Runtime, another_rt: Callable[[], Runtime], clock: SetClock
) -> None:
    put_live(rt, TWO_TASKS)
    due = clock.now() + timedelta(hours=1)
    made = [promise(rt, a_case(rt).id, f"We ring you, {n}", due_at=due, by=AGENT) for n in range(4)]
    tell_what_happened(rt)
    clock.advance(timedelta(minutes=55))
    other = another_rt()
    keeping = [partial(keep_promise, rt, each.id, by=AGENT) for each in made]
    found = at_once([*keeping, lambda: tell_what_happened(other)])
    assert sum("kept" in each for each in found) == len(made), found
    clock.advance(timedelta(hours=1))
    tell_what_happened(rt)
    with rt.reading() as session:
        assert set(session.execute(select(CustomerPromise.broken_at)).scalars()) == {None}


def test_competing_claims_have_one_winner(rt: Runtime, another_rt: Callable[[], Runtime]) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    runtimes = [another_rt() for _ in range(3)]

    def claim(number: int) -> str:
        person = Actor(f"agent{number}", frozenset({"customer_service"}))
        return claim_task(runtimes[number % 3], task_id, by=person).state

    outcome = at_once([lambda n=n: claim(n) for n in range(20)])  # type: ignore[misc]
    assert outcome == {"claimed": 1, "task_already_claimed": 19}
    assert told(rt, case.instance_id, "task.claimed") == 1


def test_competing_completions_take_one_path(rt: Runtime, another_rt: Callable[[], Runtime]) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    runtimes = [another_rt() for _ in range(3)]
    rivals = [
        lambda n=n: complete_task(runtimes[n % 3], task_id, {"amount": n}, by=AGENT).state for n in range(9)
    ]
    assert at_once(rivals) == {"completed": 1, "task_gone": 8}
    assert told(rt, case.instance_id, "task.completed") == 1
    assert list(open_tasks(rt, case.instance_id)) == ["assess"]


@pytest.mark.parametrize("attempt", range(5))
def test_competing_completion_and_timer_take_one_path(
    rt: Runtime, clock: SetClock, another_rt: Callable[[], Runtime], attempt: int
) -> None:
    put_live(rt, RACED)
    runtimes = [another_rt() for _ in range(2)]
    for _ in range(8):
        case = a_case(rt)
        task_id = the_task(rt, case.instance_id, "respond")
        claim_task(rt, task_id, by=AGENT)
        (late,) = timers_of(rt, case.instance_id)
        clock.advance(timedelta(hours=1))
        at_once(
            [
                lambda: complete_task(runtimes[0], task_id, {}, by=AGENT).state,  # noqa: B023
                lambda: fire_timer(runtimes[1], late.id),  # noqa: B023
            ]
        )
        left = list(open_tasks(rt, case.instance_id))
        assert left in (["answered"], ["missed"])
        fired = told(rt, case.instance_id, "timer.fired")
        assert fired == (left == ["missed"])
    assert incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items == ()


def test_competing_workers_fire_a_timer_once(
    rt: Runtime, clock: SetClock, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, WAITING)
    cases = [a_case(rt) for _ in range(10)]
    clock.advance(timedelta(hours=1))
    runtimes = [another_rt() for _ in range(4)]
    for case in cases:
        (pause,) = timers_of(rt, case.instance_id)
        outcome = at_once([lambda mine=mine, pause=pause: fire_timer(mine, pause.id) for mine in runtimes])  # type: ignore[misc]
        assert outcome == {"True": 1, "False": 3}
        assert told(rt, case.instance_id, "timer.fired") == 1


def test_competing_sweepers_share_the_due_rows(
    rt: Runtime, clock: SetClock, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, WAITING)
    for _ in range(12):
        a_case(rt)
    clock.advance(timedelta(hours=1))
    taken: list[object] = []
    runtimes = [another_rt() for _ in range(4)]
    at_once([lambda mine=mine: taken.extend(take_due(mine, 5).timers) for mine in runtimes])  # type: ignore[misc]
    taken.extend(take_due(rt, 20).timers)
    assert len(taken) == len(set(taken)) == 12


def test_competing_messages_are_delivered_to_one_wait_once(
    rt: Runtime, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    keys = {"business_key": case.number}
    runtimes = [another_rt() for _ in range(4)]

    def deliver(mine: Runtime) -> str:
        return mine.retrying(lambda: deliver_message(mine, "parcel_arrived", keys, {}, by=SYSTEM)).result

    outcome = at_once([lambda mine=mine: deliver(mine) for mine in runtimes])  # type: ignore[misc]
    assert outcome == {"delivered": 1, "kept": 3}
    assert told(rt, case.instance_id, "message.received") == 1


def test_competing_case_openings_get_numbers_of_their_own(
    rt: Runtime, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, TWO_TASKS)
    runtimes = [another_rt() for _ in range(3)]
    outcome = at_once([lambda n=n: a_case(runtimes[n % 3]).number for n in range(12)])  # type: ignore[misc]
    assert outcome == {f"FB-2026-{n:06d}": 1 for n in range(1, 13)}
