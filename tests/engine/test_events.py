"""Timers, messages, signals, errors and escalations, caught in the flow, on boundaries and by event
sub-processes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.engine.progress import (
    CannotRun,
    EngineError,
    MessageReceived,
    NotWaiting,
    OpenSubscription,
    OpenTimer,
    StepLimitExceeded,
    TimerDue,
)
from tests.engine.drawing import (
    END,
    START,
    boundary,
    catch,
    chain,
    define,
    error,
    event_sub,
    flow,
    message,
    properties,
    signal,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.journey import MONDAY, Journey

HOUR = timedelta(hours=1)


def waiting(definition_of_event: str) -> Journey:
    body = START + catch("wait", definition_of_event) + user("after") + chain("start", "wait", "after")
    return Journey(define(body))


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT1H", MONDAY + HOUR),
        ("timeDuration", "P1M", datetime(2026, 2, 5, 8, 0, tzinfo=UTC)),
        ("timeDuration", '=duration("PT" + string(hours) + "H")', MONDAY + 2 * HOUR),
        ("timeDuration", "${hours_text}", MONDAY + 3 * HOUR),
        ("timeDate", "2026-02-01T10:00:00+02:00", datetime(2026, 2, 1, 8, 0, tzinfo=UTC)),
        ("timeDate", '=sla("respond", 0.5)', MONDAY + 2 * HOUR),
        ("timeDate", '=sla("respond")', MONDAY + 4 * HOUR),
        ("timeDate", '=now() + duration("PT30M")', MONDAY + HOUR / 2),
        ("timeCycle", "R3/PT1H", MONDAY + HOUR),
    ],
)
def test_a_timer_is_due_when_its_text_says(kind: str, text: str, due: datetime) -> None:
    journey = waiting(timer(text, kind)).start(hours=2, hours_text="PT3H")
    assert journey.find(OpenTimer, "wait").due_at == due


@pytest.mark.parametrize(
    ("kind", "text", "promise"),
    [
        ("timeDate", '=sla("respond", 0.8)', ("respond", 0.8)),
        ("timeCycle", '=sla("respond")', ("respond", 1.0)),
        ("timeDate", '=sla("respond") - duration("PT1H")', None),
        ("timeDate", '=min(sla("respond"), sla("resolve"))', None),
        ("timeDuration", "PT1H", None),
    ],
)
def test_a_timer_that_is_nothing_but_a_promise_says_which(
    kind: str, text: str, promise: tuple[str, float] | None
) -> None:
    journey = waiting(timer(text, kind)).start()
    assert journey.find(OpenTimer, "wait").promise == promise


def test_a_timer_fires_only_when_the_caller_says_so() -> None:
    journey = waiting(timer("PT1H")).start()
    journey.now += 5 * HOUR
    assert journey.tasks == []
    assert journey.step(TimerDue(journey.find(OpenTimer, "wait").engine_id)).tasks == ["after"]


@pytest.mark.parametrize(
    "text", ["soon", "=1 + 1", "R0/PT1H", "R3/nonsense", "__import__('os').system('true')"]
)
def test_a_timer_that_says_no_time_fails_the_step_and_names_the_event(text: str) -> None:
    with pytest.raises(EngineError) as caught:
        waiting(timer(text, "timeCycle" if text.startswith("R") else "timeDuration")).start()
    assert caught.value.activity_id == "wait"


def test_a_non_interrupting_cycle_fires_so_often_and_no_more() -> None:
    body = START + user("work") + boundary("tick", "work", timer("R3/PT1H", "timeCycle"), interrupting=False)
    journey = Journey(define(body + user("nag") + chain("start", "work") + chain("tick", "nag"))).start()
    for number in range(1, 4):
        due = journey.find(OpenTimer, "tick").due_at
        assert due == MONDAY + number * HOUR
        journey.fire("tick")
        assert journey.tasks == ["nag"] * number + ["work"]
    assert journey.every(OpenTimer) == []


def test_a_cycle_long_overdue_goes_on_ahead_instead_of_catching_up_in_a_burst() -> None:
    body = START + user("work") + boundary("tick", "work", timer("PT1H", "timeCycle"), interrupting=False)
    journey = Journey(define(body + user("nag") + chain("start", "work") + chain("tick", "nag"))).start()
    journey.now += 10 * HOUR + timedelta(minutes=1)
    journey.fire("tick")
    assert journey.find(OpenTimer, "tick").due_at == MONDAY + 11 * HOUR


def test_a_cycle_of_instants_is_reckoned_anew_after_each_firing() -> None:
    text = '=now() + duration("P2D")'
    body = START + user("work") + boundary("tick", "work", timer(text, "timeCycle"), interrupting=False)
    journey = Journey(define(body + user("nag") + chain("start", "work") + chain("tick", "nag"))).start()
    journey.fire("tick")
    assert journey.find(OpenTimer, "tick").due_at == MONDAY + timedelta(days=4)


def test_an_interrupting_boundary_timer_takes_the_task_away() -> None:
    body = START + user("work") + boundary("late", "work", timer("PT4H")) + user("other") + END
    journey = Journey(define(body + chain("start", "work", "end") + chain("late", "other"))).start()
    journey.fire("late")
    assert journey.open == ["other"]
    assert journey.trail("cancelled") == ["work"]


def test_completing_the_task_takes_its_boundary_timer_away() -> None:
    body = START + user("work") + boundary("late", "work", timer("PT4H")) + user("next")
    journey = Journey(define(body + chain("start", "work", "next") + flow("late", "next"))).start()
    late = journey.find(OpenTimer, "late").engine_id
    assert journey.complete("work").open == ["next"]
    with pytest.raises(NotWaiting):
        journey.step(TimerDue(late))


def test_a_message_brings_its_variables() -> None:
    journey = waiting(message("called")).start()
    subscription = journey.find(OpenSubscription, "wait")
    assert (subscription.kind, subscription.name) == ("message", "called")
    assert dict(subscription.correlation) == {"business_key": "CASE-1"}
    assert journey.receive("called", text="hello").variables["text"] == "hello"


def test_a_message_that_nobody_waits_for_is_refused_not_lost() -> None:
    journey = waiting(message("called")).start()
    engine_id = journey.find(OpenSubscription, "wait").engine_id
    with pytest.raises(NotWaiting):
        journey.step(MessageReceived(engine_id, "withdrawn"))
    assert journey.receive("called").tasks == ["after"]


def test_a_message_may_have_keys_of_its_own() -> None:
    inner = properties(correlation_key="=order_no")
    event = f'<intermediateCatchEvent id="wait">{inner}{message("called")}</intermediateCatchEvent>'
    journey = Journey(define(START + event + chain("start", "wait"))).start(order_no="A-7")
    assert dict(journey.find(OpenSubscription, "wait").correlation) == {"correlation_key": "A-7"}


def test_a_thrown_message_is_handed_out_with_its_keys_and_inputs() -> None:
    body = START + throw("tell", message("called")) + user("ask") + chain("start", "tell", "ask")
    journey = Journey(define(body)).start()
    assert journey.last is not None
    (thrown,) = journey.last.thrown
    assert (thrown.activity_id, thrown.name, dict(thrown.correlation)) == (
        "tell",
        "called",
        {"business_key": "CASE-1"},
    )


BESIDE = START + user("work") + END + chain("start", "work", "end")


def test_an_interrupting_event_sub_process_really_interrupts() -> None:
    inner = user("undo") + chain("gone_start", "undo")
    journey = Journey(define(BESIDE + event_sub("gone", message("withdrawn"), inner))).start()
    assert journey.open == ["gone_start", "work"]
    journey.receive("withdrawn")
    assert journey.open == ["undo"]
    assert journey.complete("undo").outcome


def test_a_non_interrupting_event_sub_process_runs_beside_and_may_run_again() -> None:
    inner = user("read") + chain("post_start", "read")
    journey = Journey(
        define(BESIDE + event_sub("post", message("called"), inner, interrupting=False))
    ).start()
    journey.receive("called", text="a").receive("called", text="b")
    assert journey.open == ["post_start", "read", "read", "work"]
    journey.complete("work")
    assert journey.outcome is None
    assert journey.complete("read").complete("read").outcome


def test_the_listener_of_an_event_sub_process_does_not_keep_the_run_alive() -> None:
    inner = user("read") + chain("post_start", "read")
    journey = Journey(
        define(BESIDE + event_sub("post", message("called"), inner, interrupting=False))
    ).start()
    assert journey.complete("work").ended_at == ("end",)
    assert journey.open == []


def test_a_message_start_inside_an_embedded_sub_process_fires() -> None:
    inner = '<startEvent id="s"/>' + user("inside") + chain("s", "inside")
    inner += event_sub("post", message("called"), user("read") + chain("post_start", "read"))
    body = START + sub("box", inner) + user("after") + chain("start", "box", "after")
    journey = Journey(define(body)).start().receive("called")
    assert journey.open == ["read"]
    assert journey.complete("read").tasks == ["after"]


def test_an_event_sub_process_that_throws_its_own_trigger_is_bounded() -> None:
    inner = throw("again", signal("alarm")) + chain("loop_start", "again")
    body = BESIDE + event_sub("loop", signal("alarm"), inner, interrupting=False)
    with pytest.raises(StepLimitExceeded):
        Journey(define(body)).start().signal("alarm")


def test_a_timer_event_sub_process_repeats() -> None:
    inner = user("tell") + chain("progress_start", "tell")
    body = BESIDE + event_sub("progress", timer("PT1H", "timeCycle"), inner, interrupting=False)
    journey = Journey(define(body)).start().fire("progress_start").fire("progress_start")
    assert journey.tasks == ["tell", "tell", "work"]
    assert journey.find(OpenTimer, "progress_start").due_at == MONDAY + 3 * HOUR


@pytest.mark.parametrize(
    "body",
    [
        START + user("a") + boundary("b", "a", error("broken"), interrupting=False) + chain("start", "a"),
        START + user("a") + boundary("b", "nowhere", timer("PT1H")) + chain("start", "a"),
        START + '<receiveTask id="b"/>' + chain("start", "b"),
        START + catch("b", message("unknown")) + chain("start", "b"),
        START + catch("b", "<timerEventDefinition/>") + chain("start", "b"),
        START + '<receiveTask id="b" messageRef="called" instantiate="true"/>' + chain("start", "b"),
        START + user("a") + boundary("b", "a", "<cancelEventDefinition/>") + chain("start", "a"),
    ],
)
def test_an_event_that_cannot_run_is_refused_by_name(body: str) -> None:
    with pytest.raises(CannotRun) as caught:
        define(body)
    assert caught.value.activity_id == "b"
    assert caught.value.remedy


def test_a_timer_start_of_the_past_comes_again_at_its_next_beat() -> None:
    start = f'<startEvent id="tick">{timer("R/2026-01-01T00:30:00Z/PT1H", "timeCycle")}</startEvent>'
    (info,) = define(start + user("ask") + chain("tick", "ask")).starts
    assert info.due_after(MONDAY) == MONDAY + HOUR / 2


def test_a_message_may_be_named_by_its_operation() -> None:
    extra = (
        '<interface id="i" name="i"><operation id="ask_us" name="o"><inMessageRef>called</inMessageRef>'
        + "</operation></interface>"
    )
    body = START + '<receiveTask id="wait" operationRef="ask_us"/>' + chain("start", "wait")
    assert Journey(define(body, extra=extra)).start().receive("called").outcome
