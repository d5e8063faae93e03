"""Signals, errors, escalations and ends: how what is thrown finds who catches it."""

from __future__ import annotations

import pytest

from service.engine.progress import (
    UncaughtError,
)
from tests.engine.drawing import (
    START,
    boundary,
    catch,
    chain,
    define,
    error,
    escalation,
    event_sub,
    external,
    flow,
    signal,
    sub,
    throw,
    user,
)
from tests.engine.journey import Journey


def test_a_signal_reaches_every_wait_in_every_scope_and_the_outside() -> None:
    inner = '<startEvent id="s"/>' + catch("deep", signal("alarm")) + user("run") + chain("s", "deep", "run")
    body = START + '<parallelGateway id="split"/>' + sub("box", inner) + catch("shallow", signal("alarm"))
    body += user("walk") + user("ring") + throw("bell", signal("alarm")) + flow("start", "split")
    body += flow("split", "box") + flow("split", "shallow") + flow("split", "ring") + chain("shallow", "walk")
    journey = Journey(define(body + chain("ring", "bell"))).start().complete("ring")
    assert journey.tasks == ["run", "walk"]
    assert journey.last is not None and list(journey.last.signals) == ["alarm"]


def test_a_signal_end_event_is_thrown() -> None:
    end = f'<endEvent id="end">{signal("alarm")}</endEvent>'
    journey = (
        Journey(define(START + user("ask") + end + chain("start", "ask", "end"))).start().complete("ask")
    )
    assert journey.last is not None and list(journey.last.signals) == ["alarm"]


def failing(handler: str, *extra: str) -> Journey:
    inner = '<startEvent id="s"/>' + user("inside") + user("beside") + '<parallelGateway id="split"/>'
    inner += f'<endEvent id="fails">{error("broken")}</endEvent>' + flow("s", "split")
    inner += flow("split", "inside") + flow("split", "beside") + chain("inside", "fails")
    body = START + sub("box", inner) + user("mend") + user("after") + handler + chain("start", "box", "after")
    return Journey(define(body + "".join(extra))).start()


def test_an_error_end_stops_the_scope_at_once_and_goes_on_from_the_boundary() -> None:
    journey = failing(boundary("caught", "box", error("broken")), chain("caught", "mend")).complete("inside")
    assert journey.tasks == ["mend"]
    assert "beside" in journey.trail("cancelled")


def test_an_error_finds_the_boundary_of_its_code_before_the_one_for_all() -> None:
    both = boundary("any", "box", error()) + boundary("caught", "box", error("broken"))
    journey = failing(both, chain("caught", "mend"), chain("any", "after")).complete("inside")
    assert journey.tasks == ["mend"]


def test_an_error_nobody_catches_is_no_success() -> None:
    journey = failing(boundary("caught", "box", error("lost")), chain("caught", "mend"))
    before = journey.state
    with pytest.raises(UncaughtError) as caught:
        journey.complete("inside")
    assert caught.value.activity_id == "fails"
    assert journey.state == before


def test_an_error_event_sub_process_catches_inside() -> None:
    handler = event_sub("rescue", error("broken"), user("help") + chain("rescue_start", "help"))
    inner = '<startEvent id="s"/>' + user("inside") + f'<endEvent id="fails">{error("broken")}</endEvent>'
    body = START + sub("box", inner + chain("s", "inside", "fails") + handler) + user("after")
    journey = Journey(define(body + chain("start", "box", "after"))).start().complete("inside")
    assert journey.tasks == ["help"]
    assert journey.complete("help").tasks == ["after"]


def test_a_failed_effect_is_an_error_at_its_own_boundary() -> None:
    definition = (
        '<errorEventDefinition errorRef="broken" camunda:errorCodeVariable="code"'
        ' camunda:errorMessageVariable="why"/>'
    )
    body = START + external("send") + boundary("failed", "send", definition) + user("mend")
    journey = Journey(define(body + chain("start", "send") + chain("failed", "mend"))).start()
    journey.fail("send", "broken", "no paper")
    assert journey.tasks == ["mend"]
    assert journey.variables == {"code": "broken", "why": "no paper"}


def test_a_failed_effect_nobody_catches_leaves_the_effect_open() -> None:
    journey = Journey(define(START + external("send") + chain("start", "send"))).start()
    with pytest.raises(UncaughtError):
        journey.fail("send", "broken")
    assert journey.do("send").outcome


def test_an_escalation_goes_out_without_stopping_the_work() -> None:
    inner = (
        '<startEvent id="s"/>'
        + throw("tell", escalation("late"))
        + user("inside")
        + chain("s", "tell", "inside")
    )
    body = (
        START
        + sub("box", inner)
        + boundary("told", "box", escalation("late"), interrupting=False)
        + user("boss")
    )
    journey = Journey(define(body + chain("start", "box") + chain("told", "boss"))).start()
    assert journey.tasks == ["boss", "inside"]


def test_an_interrupting_escalation_stops_the_work() -> None:
    inner = (
        '<startEvent id="s"/>'
        + throw("tell", escalation("late"))
        + user("inside")
        + chain("s", "tell", "inside")
    )
    body = START + sub("box", inner) + boundary("told", "box", escalation("late")) + user("boss")
    assert Journey(define(body + chain("start", "box") + chain("told", "boss"))).start().tasks == ["boss"]


def test_an_escalation_nobody_hears_changes_nothing() -> None:
    body = START + throw("tell", escalation("late")) + user("ask") + chain("start", "tell", "ask")
    assert Journey(define(body)).start().tasks == ["ask"]


def test_a_supervisor_can_escalate_at_an_open_task() -> None:
    body = (
        START + user("work") + boundary("told", "work", escalation("late"), interrupting=False) + user("boss")
    )
    journey = Journey(define(body + chain("start", "work") + chain("told", "boss"))).start()
    assert journey.escalate("work", "late").tasks == ["boss", "work"]


def test_a_terminate_end_stops_its_scope_and_nothing_around_it() -> None:
    inner = '<startEvent id="s"/><parallelGateway id="split"/>' + user("one") + user("two")
    inner += '<endEvent id="stop"><terminateEventDefinition/></endEvent>' + flow("s", "split")
    inner += flow("split", "one") + flow("split", "two") + chain("one", "stop")
    body = START + sub("box", inner) + user("after") + chain("start", "box", "after")
    assert Journey(define(body)).start().complete("one").tasks == ["after"]


def test_a_conditional_event_fires_when_its_condition_becomes_true() -> None:
    definition = "<conditionalEventDefinition><condition>amount > 10</condition></conditionalEventDefinition>"
    body = START + user("work") + user("more") + boundary("much", "more", definition) + user("check")
    body += (
        '<parallelGateway id="split"/>'
        + flow("start", "split")
        + flow("split", "work")
        + flow("split", "more")
    )
    journey = Journey(define(body + chain("much", "check"))).start(amount=1)
    assert journey.tasks == ["more", "work"]
    assert journey.complete("work", amount=20).tasks == ["check"]


def test_two_events_at_once_wait_for_either_and_parallel_multiple_for_both() -> None:
    for parallel in ("false", "true"):
        event = f'<intermediateCatchEvent id="wait" parallelMultiple="{parallel}">'
        event += signal("alarm") + signal("calm")
        body = START + event + "</intermediateCatchEvent>" + user("after") + chain("start", "wait", "after")
        journey = Journey(define(body)).start().signal("alarm")
        if parallel == "true":
            assert journey.tasks == []
            journey.signal("calm")
        assert journey.open == ["after"]


def several(behaviour: str, inner: str = "") -> Journey:
    marker = f'<multiInstanceLoopCharacteristics isSequential="true" {behaviour}>{inner}'
    marker += "<loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    body = (
        START
        + user("ask", "", marker)
        + boundary("told", "ask", signal("alarm"))
        + user("note")
        + user("after")
    )
    extra = '<signalEventDefinition id="one_is_done" signalRef="alarm"/>'
    return Journey(define(body + chain("start", "ask", "after") + chain("told", "note"), extra=extra)).start()


def test_a_multi_instance_may_tell_of_its_first_item_or_of_each() -> None:
    first = (
        several('behavior="One" oneBehaviorEventRef="one_is_done"')
        .complete("ask")
        .complete("ask")
        .complete("ask")
    )
    assert first.tasks == ["after", "note"]
    each = (
        several('behavior="None" noneBehaviorEventRef="one_is_done"')
        .complete("ask")
        .complete("ask")
        .complete("ask")
    )
    assert each.tasks == ["after", "note", "note", "note"]


def test_complex_behaviour_told_by_its_condition_leaves_the_other_items_undone() -> None:
    rule = f"<complexBehaviorDefinition><condition>enough = true</condition><event>{signal('alarm')}</event>"
    journey = several('behavior="Complex"', rule + "</complexBehaviorDefinition>").complete("ask")
    assert journey.tasks == ["ask"]
    assert journey.complete("ask", enough=True).tasks == ["after", "note"]


def test_a_throw_that_interrupts_its_own_scope_is_the_last_thing_it_does() -> None:
    inner = (
        '<startEvent id="s"/>'
        + throw("ring", signal("alarm"))
        + user("inside")
        + chain("s", "ring", "inside")
    )
    body = START + sub("box", inner) + boundary("heard", "box", signal("alarm")) + user("after")
    journey = Journey(define(body + chain("start", "box") + chain("heard", "after"))).start()
    assert journey.open == ["after"]
    assert "inside" not in journey.trail("entered")
