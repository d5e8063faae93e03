"""R1: a worker killed at any moment leaves no half step, and its work is done by another."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from service.clock import SetClock
from service.operations.sweep import take_due
from service.operations.timers import fire_timer
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.faults.invariants import check_after_fault, firings
from tests.faults.conftest import WAITING
from tests.faults.crew import OwnValkey, crew
from tests.operations.stage import a_case, open_tasks, put_live, timers_of
from tests.setup.processes import wait_until

MANY = 60
STATEMENTS_AT_MOST = 60


@pytest.mark.slow
def test_workers_killed_under_load_do_everything_once(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Callable[[int], list[UUID]]
) -> None:
    instances = waiting(MANY)
    with crew(settings, own_valkey.url) as workers:
        for position, done_before in ((1, 1), (2, MANY // 3), (0, MANY // 2)):
            wait_until(lambda enough=done_before: len(firings(live_rt)) >= enough, within_s=60)  # type: ignore[misc]
            workers.kill(position)
            check_after_fault(live_rt)
        wait_until(lambda: len(firings(live_rt)) == MANY, within_s=60)
    assert set(firings(live_rt)) == set(instances)
    check_after_fault(live_rt)
    assert all(list(open_tasks(live_rt, each)) == ["call"] for each in instances)


def test_crash_at_every_statement_of_a_step_leaves_it_undone_or_done(
    rt: Runtime, settings: Settings, clock: SetClock
) -> None:
    put_live(rt, WAITING)
    killed = 0
    for statement in range(1, STATEMENTS_AT_MOST):
        case = a_case(rt)
        clock.advance(timedelta(seconds=2))
        assert timers_of(rt, case.instance_id)[0].id in take_due(rt, 100).timers
        rt.close()
        survived = _fire_and_die_at(statement, settings, clock, timers_of(rt, case.instance_id)[0].id)
        check_after_fault(rt)
        if survived:
            break
        killed += 1
        assert open_tasks(rt, case.instance_id) == {}
        assert fire_timer(rt, timers_of(rt, case.instance_id)[0].id)
        assert list(open_tasks(rt, case.instance_id)) == ["call"]
    assert 3 < killed < STATEMENTS_AT_MOST - 2


def _fire_and_die_at(statement: int, settings: Settings, clock: SetClock, timer_id: UUID) -> bool:
    """Fire the timer in a process that is killed before its so-manieth statement; whether it survived."""
    child = os.fork()
    if child == 0:
        runtime = build_runtime(settings, clock=clock)
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1
            if counted == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(runtime.database.engine, "before_cursor_execute", count)
        try:
            fire_timer(runtime, timer_id)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
