"""R9: clocks that jump or differ fire no timer early, lose none, and fire none twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from service.clock import SetClock, SystemClock
from service.operations.sweep import take_due
from service.operations.timers import fire_timer
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.faults.conftest import WAITING
from tests.faults.invariants import check_after_fault, firings
from tests.operations.drawings import chain, drawing, task, timer
from tests.operations.stage import a_case, open_tasks, put_live, timers_of
from workers.due import Hands, work_off

HOURLY = drawing("feedback", timer("pause", "PT1H"), task("call"), chain("start", "pause", "call", "end"))
IN_A_MINUTE = drawing(
    "feedback", timer("pause", "PT60S"), task("call"), chain("start", "pause", "call", "end")
)
APART = timedelta(seconds=90)


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)], ids=["forth", "back"])
def test_a_clock_that_jumps_and_is_set_right_fires_every_timer_once(
    rt: Runtime, clock: SetClock, jump: timedelta
) -> None:
    put_live(rt, HOURLY)
    instances = [a_case(rt).instance_id]
    for move in (jump, -jump, timedelta(hours=1)):
        clock.advance(move)
        work_off(Hands(rt, {}), take_due(rt, 10))
        instances.append(a_case(rt).instance_id)
    clock.advance(timedelta(hours=3))
    work_off(Hands(rt, {}), take_due(rt, 10))
    assert firings(rt) == dict.fromkeys(instances, 1)
    assert all(list(open_tasks(rt, each)) == ["call"] for each in instances)
    check_after_fault(rt)


def test_a_host_whose_clock_is_ahead_fires_no_timer_before_the_databases_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, live_rt: Runtime
) -> None:
    if live_rt.database.sqlite:
        pytest.skip("SQLite has no clock of its own: its processes share one machine and one clock")
    put_live(live_rt, IN_A_MINUTE)
    instance_id = a_case(live_rt).instance_id
    monkeypatch.setattr(SystemClock, "now", _fast)
    ahead = build_runtime(settings)
    assert take_due(ahead, 10).empty
    (waiting,) = timers_of(ahead, instance_id)
    assert not fire_timer(ahead, waiting.id)
    assert abs(ahead.now() - live_rt.now()) < timedelta(seconds=5)
    ahead.close()
    check_after_fault(live_rt)


def test_hosts_whose_clocks_are_apart_hand_out_and_fire_each_timer_once(
    rt: Runtime, settings: Settings, clock: SetClock, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, WAITING)
    instances = [a_case(rt).instance_id for _ in range(20)]
    fast = build_runtime(settings, clock=SetClock(clock.now() + APART))
    slow = another_rt()
    for _ in range(3):
        for host in (fast, slow):
            work_off(Hands(host, {}), take_due(host, 7))
        clock.advance(APART)
    assert firings(rt) == dict.fromkeys(instances, 1)
    check_after_fault(rt)
    fast.close()


def _fast(_: SystemClock) -> datetime:
    return datetime.now(UTC) + APART
