"""The sweeper finds what is due, rings for it, and does it itself while nobody hears the bell."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import select

from service.clock import SetClock
from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.errors import Unavailable
from service.operations.sweep import Due, take_due
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, task, timer
from tests.operations.stage import a_case, open_tasks, put_live
from workers import due as working_off
from workers import jobs
from workers.due import Hands, work_off
from workers.known import KnownWorker
from workers.queue import OUTBOX, TIMERS, Bell, connect, open_queues
from workers.sweeper import Sweeper

WAITING = drawing("feedback", timer("pause", "PT2H"), task("call"), chain("start", "pause", "call", "end"))
NOWHERE = "unix:///nowhere/at/all.sock"


@pytest.fixture
def waiting(rt: Runtime, clock: SetClock) -> list[UUID]:
    """Three instances whose timers have just become due."""
    put_live(rt, WAITING)
    instances = [a_case(rt).instance_id for _ in range(3)]
    clock.advance(timedelta(hours=2))
    return instances


@pytest.fixture
def hands(rt: Runtime) -> Iterator[Hands]:
    """Hands on this runtime, for the sweeper and for the jobs of this process."""
    made = Hands(rt, {})
    jobs.serve(made)
    yield made


def work_everything(redis: Redis) -> None:
    """Let a worker do what was rung for, and end."""
    queues = open_queues(redis, [TIMERS, OUTBOX])
    KnownWorker(queues, redis, stopping=threading.Event()).work(burst=True, logging_level="ERROR")


def firings(rt: Runtime) -> list[int]:
    """How often the timer of each instance fired."""
    with rt.reading() as session:
        fired = session.scalars(select(HistoryEvent.instance_id).where(HistoryEvent.type == "timer.fired"))
        return sorted(Counter(fired).values())


def test_what_is_due_is_rung_for_and_done_by_a_worker(
    rt: Runtime, hands: Hands, waiting: list[UUID], redis: Redis
) -> None:
    assert Sweeper(hands, Bell(redis)).run_once() == 3
    assert firings(rt) == []
    work_everything(redis)
    assert firings(rt) == [1, 1, 1]
    assert all(list(open_tasks(rt, each)) == ["call"] for each in waiting)


def test_what_was_rung_for_is_not_rung_for_again_at_the_next_look(
    hands: Hands, waiting: list[UUID], redis: Redis
) -> None:
    sweeper = Sweeper(hands, Bell(redis))
    assert [sweeper.run_once() for _ in range(3)] == [3, 0, 0]


def test_two_sweepers_never_ring_for_the_same_row(hands: Hands, waiting: list[UUID], redis: Redis) -> None:
    assert [Sweeper(hands, Bell(redis)).run_once() for _ in range(2)] == [3, 0]


def test_without_a_queue_the_sweeper_does_it(rt: Runtime, hands: Hands, waiting: list[UUID]) -> None:
    assert Sweeper(hands, None).run_once() == 3
    assert firings(rt) == [1, 1, 1]


def test_while_redis_is_away_the_sweeper_does_it(
    rt: Runtime, hands: Hands, waiting: list[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    assert Sweeper(hands, Bell(connect(NOWHERE))).run_once() == 3
    assert firings(rt) == [1, 1, 1]
    assert "queue.away" in caplog.text


def test_redis_going_away_between_two_words_loses_nothing(
    rt: Runtime, hands: Hands, waiting: list[UUID], redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bell = Bell(redis)
    monkeypatch.setattr(bell, "ring", lambda due: Bell(connect(NOWHERE)).ring(due))
    assert Sweeper(hands, bell).run_once() == 3
    assert firings(rt) == [1, 1, 1]


def test_when_redis_is_back_it_is_used_again(
    rt: Runtime, hands: Hands, waiting: list[UUID], redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeper = Sweeper(hands, Bell(connect(NOWHERE)))
    sweeper.run_once()
    monkeypatch.setattr(sweeper, "_bell", Bell(redis))
    monkeypatch.setattr("workers.sweeper.time.monotonic", lambda: 1e12)
    put_live(rt, WAITING)
    another = a_case(rt)
    rt._clock.advance(timedelta(hours=2))  # type: ignore[attr-defined]  # the movable clock
    assert sweeper.run_once() == 1
    assert open_tasks(rt, another.instance_id) == {}
    work_everything(redis)
    assert list(open_tasks(rt, another.instance_id)) == ["call"]


def test_an_emptied_redis_is_noticed_at_the_next_look(
    rt: Runtime, hands: Hands, waiting: list[UUID], redis: Redis
) -> None:
    sweeper = Sweeper(hands, Bell(redis))
    sweeper.run_once()
    redis.flushall()
    assert sweeper.run_once() == 3
    work_everything(redis)
    assert firings(rt) == [1, 1, 1]


def test_ringing_twice_for_the_same_row_fires_it_once(
    rt: Runtime, hands: Hands, waiting: list[UUID], redis: Redis
) -> None:
    due = take_due(rt, 10)
    Bell(redis).ring(due)
    Bell(redis).ring(due)
    work_everything(redis)
    assert firings(rt) == [1, 1, 1]


def test_a_long_queue_is_not_made_longer(hands: Hands, waiting: list[UUID], redis: Redis) -> None:
    bell = Bell(redis)
    while not bell.is_busy():
        bell.ring(Due(timers=(UUID(int=7),)))
    assert Sweeper(hands, bell).run_once() == 0


def test_one_row_that_fails_does_not_keep_the_others_from_being_done(
    rt: Runtime, hands: Hands, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    due = take_due(rt, 10)
    fails = due.timers[0]
    _let_fail(monkeypatch, fails, RuntimeError("a fault of ours"))
    assert work_off(hands, due) == 3
    assert firings(rt) == [1, 1]


def test_a_timer_that_keeps_failing_by_a_fault_of_ours_becomes_an_incident(
    rt: Runtime, hands: Hands, waiting: list[UUID], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = take_due(rt, 10).timers[0]
    _let_fail(monkeypatch, fails, RuntimeError("a fault of ours"))
    for _ in range(rt.settings.timer_attempts):
        clock.advance(timedelta(hours=1))
        work_off(hands, take_due(rt, 10))
    clock.advance(timedelta(hours=2))
    assert take_due(rt, 10).empty
    with rt.reading() as session:
        [incident] = session.scalars(select(Incident))
    assert "a fault of ours" in incident.message
    assert firings(rt) == [1, 1]


def test_a_row_that_cannot_be_had_ends_the_batch_and_the_rest_is_due_again_at_once(
    rt: Runtime, hands: Hands, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    due = take_due(rt, 10)
    _let_fail(monkeypatch, due.timers[0], Unavailable())
    with pytest.raises(Unavailable):
        work_off(hands, due)
    assert firings(rt) == []
    assert set(take_due(rt, 10).timers) == set(due.timers[1:])


def test_a_database_that_is_away_when_rows_are_given_back_is_told_as_away(
    rt: Runtime, hands: Hands, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr("workers.due.fire_timer", away)
    monkeypatch.setattr("workers.due.sweep.put_back", away)
    with pytest.raises(Unavailable):
        work_off(hands, take_due(rt, 10))


def test_asked_to_stop_a_worker_finishes_its_row_and_gives_back_the_rest(
    rt: Runtime, hands: Hands, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = working_off.fire_timer

    def fire_and_be_asked_to_stop(runtime: Runtime, timer_id: UUID) -> bool:
        hands.stopping.set()
        return real(runtime, timer_id)

    monkeypatch.setattr(working_off, "fire_timer", fire_and_be_asked_to_stop)
    assert work_off(hands, take_due(rt, 10)) == 1
    assert firings(rt) == [1]
    assert len(take_due(rt, 10).timers) == 2


def test_the_sweeper_looks_again_at_once_after_a_full_batch_and_slower_when_nothing_is_due(
    hands: Hands,
) -> None:
    sweeper = Sweeper(hands, None)
    every, full = hands.rt.settings.sweep_every, hands.rt.settings.sweep_batch
    assert sweeper._next_pause(every, full) == timedelta(0)
    assert sweeper._next_pause(every, 1) == every
    assert every < sweeper._next_pause(every, 0) <= timedelta(milliseconds=500)
    assert sweeper._next_pause(timedelta(seconds=9), 0) == timedelta(milliseconds=500)


def test_trouble_with_the_database_is_waited_out(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sweeper = Sweeper(hands, None)
    looks = iter([_raises(Unavailable()), _raises(RuntimeError("a fault of ours")), hands.stopping.set])
    monkeypatch.setattr(sweeper, "run_once", lambda: next(looks)() or 0)
    monkeypatch.setattr("workers.sweeper._AFTER_TROUBLE", timedelta(0))
    caplog.set_level(logging.WARNING)
    sweeper.run()
    assert "sweep.waits" in caplog.text and "sweep.failed" in caplog.text


def test_what_is_due_does_not_wait_for_the_nightly_work(
    rt: Runtime, hands: Hands, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    nights: list[Runtime] = []
    begun, morning = threading.Event(), threading.Event()

    def night(of: Runtime) -> None:
        nights.append(of)
        begun.set()
        morning.wait(30)

    monkeypatch.setattr("workers.sweeper.look_after_the_night", night)
    monkeypatch.setattr("workers.sweeper._NIGHT_EVERY_S", 0.0)
    sweeper = Sweeper(hands, None)
    assert sweeper.run_once() == 3
    assert [sweeper.run_once() for _ in range(3)] == [0, 0, 0]
    assert begun.wait(10) and not morning.is_set()
    morning.set()
    assert nights == [rt]


def _raises(wrong: Exception) -> Callable[[], None]:
    def do() -> None:
        raise wrong

    return do


def _let_fail(monkeypatch: pytest.MonkeyPatch, timer_id: UUID, wrong: Exception) -> None:
    real = working_off.fire_timer

    def fire(rt: Runtime, asked: UUID) -> bool:
        if asked == timer_id:
            raise wrong
        return real(rt, asked)

    monkeypatch.setattr(working_off, "fire_timer", fire)
