"""R1: a worker killed at any moment leaves no half step, and its work is done by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.operations.sweep import take_due
from service.operations.timers import fire_timer
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.conftest import WAITING
from tests.faults.crew import OwnValkey, crew
from tests.faults.dying import survives
from tests.faults.invariants import check_after_fault, firings
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
        timer_id = timers_of(rt, case.instance_id)[0].id
        rt.close()
        survived = survives(statement, settings, clock, lambda its: fire_timer(its, timer_id))  # noqa: B023
        check_after_fault(rt)
        if survived:
            break
        killed += 1
        assert open_tasks(rt, case.instance_id) == {}
        assert fire_timer(rt, timers_of(rt, case.instance_id)[0].id)
        assert list(open_tasks(rt, case.instance_id)) == ["call"]
    assert 3 < killed < STATEMENTS_AT_MOST - 2
