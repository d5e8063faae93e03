"""Timers fire when they are due, once, and never early."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.views import PageRequest
from service.errors import Invalid, NotASupervisor, TimerGone, TimerNotFound
from service.operations.instances import resume_instance, suspend_instance
from service.operations.sweep import put_back, take_due
from service.operations.timers import fire_timer, move_timer
from service.queries.cases import case_history
from service.runtime import Runtime
from tests.operations.drawings import boundary, chain, drawing, flows, task, timer
from tests.operations.stage import AGENT, MANAGER, OWNER, TECH, a_case, do, open_tasks, put_live, timers_of

WAITING = drawing("feedback", timer("pause", "PT2H"), task("call"), chain("start", "pause", "call", "end"))
REMINDED = drawing(
    "feedback",
    task("respond"),
    boundary("late", "respond", "PT1H", interrupting=False),
    task("chase", "technical_support"),
    chain("start", "respond", "end"),
    flows("late>chase", "chase>end2"),
    '<endEvent id="end2"/>',
)


def the_timer(rt: Runtime, instance_id: UUID) -> UUID:
    (found,) = timers_of(rt, instance_id)
    return found.id


def test_a_timer_fires_when_it_is_due_and_not_before(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    case = a_case(rt)
    timer_id = the_timer(rt, case.instance_id)
    clock.advance(timedelta(hours=2, microseconds=-1))
    assert take_due(rt, 10).empty
    assert not fire_timer(rt, timer_id)
    assert open_tasks(rt, case.instance_id) == {}
    clock.advance(timedelta(seconds=3))
    assert take_due(rt, 10).timers == (timer_id,)
    assert fire_timer(rt, timer_id)
    assert list(open_tasks(rt, case.instance_id)) == ["call"]
    (fired,) = timers_of(rt, case.instance_id)
    assert (fired.state, fired.lateness_ms) == ("fired", 2999)


def test_a_timer_rung_for_twice_fires_once(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    case = a_case(rt)
    timer_id = the_timer(rt, case.instance_id)
    clock.advance(timedelta(hours=3))
    assert [fire_timer(rt, timer_id) for _ in range(3)] == [True, False, False]
    events = [event.type for event in case_history(rt, case.id, PageRequest(limit=100), by=MANAGER).items]
    assert events.count("timer.fired") == 1


def test_a_timer_of_a_completed_task_does_nothing(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, REMINDED)
    case = a_case(rt)
    timer_id = the_timer(rt, case.instance_id)
    do(rt, case.instance_id, "respond", AGENT)
    clock.advance(timedelta(days=1))
    assert not fire_timer(rt, timer_id)
    (cancelled,) = timers_of(rt, case.instance_id)
    assert cancelled.state == "cancelled"


def test_a_reminder_leaves_the_task_open(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, REMINDED)
    case = a_case(rt)
    clock.advance(timedelta(hours=1))
    assert fire_timer(rt, the_timer(rt, case.instance_id))
    assert set(open_tasks(rt, case.instance_id)) == {"respond", "chase"}


def test_two_looks_never_hand_out_the_same_row(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    wanted = {the_timer(rt, a_case(rt).instance_id) for _ in range(5)}
    clock.advance(timedelta(hours=2))
    first, second = take_due(rt, 3), take_due(rt, 3)
    assert set(first.timers) | set(second.timers) == wanted
    assert take_due(rt, 3).empty


def test_a_row_rung_for_in_vain_is_rung_for_again(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    timer_id = the_timer(rt, a_case(rt).instance_id)
    clock.advance(timedelta(hours=2))
    assert take_due(rt, 3).timers == (timer_id,)
    clock.advance(rt.settings.redispatch_after)
    due = take_due(rt, 3)
    assert due.timers == (timer_id,)
    put_back(rt, due)
    assert take_due(rt, 3).timers == (timer_id,)


def test_a_moved_timer_fires_when_the_new_time_comes(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    timer_id = the_timer(rt, a_case(rt).instance_id)
    later = clock.now() + timedelta(hours=5)
    moved = move_timer(rt, timer_id, due_at=later, reason="customer away", by=MANAGER)
    assert (moved.due_at, moved.state) == (later, "scheduled")
    clock.advance(timedelta(hours=3))
    assert take_due(rt, 3).empty
    assert not fire_timer(rt, timer_id)
    clock.advance(timedelta(hours=2))
    assert fire_timer(rt, timer_id)


def test_a_timer_moved_into_the_past_fires_now(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    case = a_case(rt)
    timer_id = the_timer(rt, case.instance_id)
    past = clock.now() - timedelta(minutes=1)
    assert move_timer(rt, timer_id, due_at=past, reason="they called", by=MANAGER).state == "fired"
    assert list(open_tasks(rt, case.instance_id)) == ["call"]
    with pytest.raises(TimerGone):
        move_timer(rt, timer_id, due_at=past, reason="again", by=MANAGER)


def test_only_a_supervisor_moves_a_timer(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    timer_id = the_timer(rt, a_case(rt).instance_id)
    for by in (AGENT, TECH):
        with pytest.raises(TimerNotFound):
            move_timer(rt, timer_id, due_at=clock.now(), reason="x", by=by)
    with pytest.raises(NotASupervisor):
        move_timer(rt, timer_id, due_at=clock.now(), reason="x", by=OWNER)
    with pytest.raises(Invalid):
        move_timer(rt, timer_id, due_at=clock.now(), reason="", by=MANAGER)


def test_the_timers_of_a_suspended_instance_wait_for_its_resumption(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    case = a_case(rt)
    timer_id = the_timer(rt, case.instance_id)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    clock.advance(timedelta(hours=4))
    assert take_due(rt, 3).empty
    assert not fire_timer(rt, timer_id)
    resume_instance(rt, case.instance_id, by=MANAGER)
    assert take_due(rt, 3).timers == (timer_id,)
    assert fire_timer(rt, timer_id)
