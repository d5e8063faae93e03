"""R6, R11: however many fire a timer at once, its path runs once; many timers at once all fire."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from service.clock import SetClock
from service.operations.timers import fire_timer
from service.runtime import Runtime
from tests.faults.conftest import WAITING
from tests.faults.invariants import check_after_fault, firings
from tests.operations.stage import a_case, open_tasks, put_live, timers_of
from workers.due import Hands
from workers.sweeper import Sweeper

ROUNDS = 200
AT_ONCE = 300


def test_competing_workers_fire_a_timer_once(
    rt: Runtime, another_rt: Callable[[], Runtime], clock: SetClock
) -> None:
    put_live(rt, WAITING)
    instances = [a_case(rt).instance_id for _ in range(ROUNDS)]
    clock.advance(timedelta(seconds=2))
    timers = [timers_of(rt, each)[0].id for each in instances]
    start = threading.Barrier(2)

    def fire_all(runtime: Runtime) -> list[bool]:
        fired = []
        for timer_id in timers:
            start.wait()
            fired.append(fire_timer(runtime, timer_id))
        return fired

    with ThreadPoolExecutor(2) as both:
        one, other = both.map(fire_all, [another_rt(), another_rt()])
    assert [a ^ b for a, b in zip(one, other, strict=True)] == [True] * ROUNDS
    assert len(firings(rt)) == ROUNDS
    check_after_fault(rt)


def test_many_timers_due_at_once_all_fire(
    rt: Runtime, another_rt: Callable[[], Runtime], clock: SetClock
) -> None:
    put_live(rt, WAITING)
    instances = [a_case(rt).instance_id for _ in range(AT_ONCE)]
    clock.advance(timedelta(seconds=2))
    sweepers = [Sweeper(Hands(another_rt(), {}), None) for _ in range(2)]

    def sweep(sweeper: Sweeper) -> int:
        return sum(iter(sweeper.run_once, 0))

    with ThreadPoolExecutor(2) as both:
        done = sum(both.map(sweep, sweepers))
    assert done == AT_ONCE
    assert all(list(open_tasks(rt, each)) == ["call"] for each in instances)
    check_after_fault(rt)
