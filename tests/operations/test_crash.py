"""A process killed in the middle of a step leaves nothing of it; after the commit, everything."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from service.clock import SetClock
from service.domain.views import PageRequest
from service.operations.tasks import claim_task, complete_task
from service.operations.timers import fire_timer
from service.queries.instances import instance_history
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from service.store import prepared
from tests.operations.stage import (
    AGENT,
    MANAGER,
    TWO_TASKS,
    a_case,
    open_tasks,
    put_live,
    the_task,
    timers_of,
)
from tests.operations.test_timers import WAITING

MOST = 30


def killed_at(statement: int, work: Callable[[], object]) -> bool:
    """Do the work in a child that is killed before its nth statement; whether it came to be killed."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(statement)
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _die_at(statement: int) -> None:
    real = prepared.on_driver
    seen = 0

    def counting(connection: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(connection)

    prepared.on_driver = counting


def history(rt: Runtime, instance_id: object) -> list[str]:
    events = instance_history(rt, instance_id, PageRequest(limit=200), by=MANAGER).items  # type: ignore[arg-type]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return [event.type for event in events]


def test_crash_at_any_statement_of_a_completion_leaves_nothing_of_it(
    rt: Runtime, settings: Settings, clock: SetClock
) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    before = history(rt, case.instance_id)

    def work() -> None:
        complete_task(build_runtime(settings, clock=clock), task_id, {"answer": "yes"}, by=AGENT)

    for statement in range(1, MOST):
        if not killed_at(statement, work):
            break
        assert history(rt, case.instance_id) == before
        assert list(open_tasks(rt, case.instance_id)) == ["respond"]
    else:
        pytest.fail(f"more than {MOST} statements")
    assert statement > 5
    assert list(open_tasks(rt, case.instance_id)) == ["assess"]
    assert history(rt, case.instance_id).count("task.completed") == 1


def test_crash_while_firing_a_timer_leaves_it_to_the_next_worker(
    rt: Runtime, settings: Settings, clock: SetClock
) -> None:
    put_live(rt, WAITING)
    case = a_case(rt)
    (waiting,) = timers_of(rt, case.instance_id)
    clock.advance(timedelta(hours=2))

    def work() -> None:
        fire_timer(build_runtime(settings, clock=clock), waiting.id)

    for statement in range(1, MOST):
        if not killed_at(statement, work):
            break
        assert timers_of(rt, case.instance_id)[0].state == "scheduled"
    assert not fire_timer(rt, waiting.id)
    assert list(open_tasks(rt, case.instance_id)) == ["call"]
    assert history(rt, case.instance_id).count("timer.fired") == 1


def test_crash_of_a_writer_gives_its_turn_to_the_next(
    rt: Runtime, settings: Settings, clock: SetClock
) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")

    def work() -> None:
        mine = build_runtime(settings, clock=clock)
        with mine.transaction():
            claim_task(mine, task_id, by=AGENT)
            os.kill(os.getpid(), signal.SIGKILL)

    assert killed_at(MOST, work)
    assert claim_task(rt, task_id, by=AGENT).assignee == "agent"
