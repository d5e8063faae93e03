"""Tokens in the plain flow: what the drawing means, and what SpiffWorkflow 3.2 gets wrong there."""

from __future__ import annotations

import pytest

from service.engine import Definition
from service.engine.progress import CannotRun, EngineError, NotWaiting, OutcomeKind, UserTaskCompleted, Zombie
from tests.engine.drawing import END, START, chain, define, external, flow, script, user
from tests.engine.journey import Journey

GATE = '<exclusiveGateway id="gate" default="gate_no"/>'


def test_a_run_waits_at_a_user_task_and_ends_behind_it() -> None:
    journey = Journey(ask()).start()
    assert journey.tasks == ["ask"]
    assert journey.complete("ask").ended_at == ("end",)
    assert journey.outcome is not None and journey.outcome.kind is OutcomeKind.COMPLETED


def ask() -> Definition:
    return define(START + user("ask") + END + chain("start", "ask", "end"))


def test_completing_closes_the_wait_and_opens_the_next() -> None:
    journey = Journey(
        define(START + user("one") + user("two") + END + chain("start", "one", "two", "end"))
    ).start()
    first = journey.task("one").engine_id
    journey.complete("one")
    assert journey.last is not None
    assert list(journey.last.closed) == [first]
    assert [task.activity_id for task in journey.last.opened.tasks] == ["two"]
    assert journey.trail("left") == ["one"]
    assert journey.trail("entered") == ["two"]
    assert list(journey.last.active) == ["two"]


def test_completing_the_same_task_twice_is_refused() -> None:
    journey = Journey(
        define(START + user("one") + user("two") + END + chain("start", "one", "two", "end"))
    ).start()
    gone = journey.task("one").engine_id
    journey.complete("one")
    with pytest.raises(NotWaiting):
        journey.step(UserTaskCompleted(gone, {}))
    with pytest.raises(NotWaiting):
        journey.step(UserTaskCompleted("__class__", {}))
    assert journey.complete("two").outcome


def test_an_ended_run_takes_no_stimulus() -> None:
    journey = Journey(ask()).start().complete("ask")
    with pytest.raises(NotWaiting):
        journey.terminate()


def test_the_exclusive_gateway_takes_the_first_condition_that_holds_else_the_default() -> None:
    body = START + GATE + user("yes") + user("no") + flow("start", "gate")
    body += flow("gate", "yes", "=amount > 10") + flow("gate", "no")
    assert Journey(define(body)).start(amount=11).tasks == ["yes"]
    assert Journey(define(body)).start(amount=10).tasks == ["no"]
    assert Journey(define(body)).start().tasks == ["no"]


def test_no_condition_and_no_default_is_an_error_that_names_the_gateway() -> None:
    body = START + '<exclusiveGateway id="gate"/>' + user("yes") + user("no") + flow("start", "gate")
    body += flow("gate", "yes", "=a = 1") + flow("gate", "no", "=a = 2")
    with pytest.raises(EngineError) as caught:
        Journey(define(body)).start(a=3)
    assert caught.value.activity_id == "gate"


def test_a_failed_step_leaves_the_run_where_it_was() -> None:
    body = START + user("ask") + '<exclusiveGateway id="gate"/>' + user("yes") + chain("start", "ask", "gate")
    body += flow("gate", "yes", "=a = 1") + user("no") + flow("gate", "no", "=a = 2")
    journey = Journey(define(body)).start()
    before = journey.state
    with pytest.raises(EngineError):
        journey.complete("ask", a=3)
    assert journey.state == before
    assert journey.complete("ask", a=1).tasks == ["yes"]


def test_a_path_that_just_stops_ends_the_run() -> None:
    assert Journey(define(START + user("ask") + chain("start", "ask"))).start().complete("ask").outcome


def test_a_sub_process_without_end_event_ends() -> None:
    inner = '<startEvent id="begin"/>' + user("inside") + chain("begin", "inside")
    body = (
        START + f'<subProcess id="box">{inner}</subProcess>' + user("after") + chain("start", "box", "after")
    )
    assert Journey(define(body)).start().complete("inside").tasks == ["after"]


def test_several_flows_out_of_a_task_are_parallel() -> None:
    body = START + user("ask") + user("left") + user("right")
    body += flow("start", "ask") + flow("ask", "left") + flow("ask", "right")
    assert Journey(define(body)).start().complete("ask").tasks == ["left", "right"]


def test_conditional_flows_out_of_a_task_are_inclusive_with_its_default() -> None:
    body = START + '<userTask id="ask" default="ask_other"/>' + user("big") + user("red") + user("other")
    body += (
        flow("start", "ask") + flow("ask", "big", "=big") + flow("ask", "red", "=red") + flow("ask", "other")
    )
    definition = define(body)
    assert Journey(definition).start().complete("ask", big=True, red=True).tasks == ["big", "red"]
    assert Journey(definition).start().complete("ask", big=False, red=False).tasks == ["other"]


def test_flows_without_ids_are_walked() -> None:
    body = START + user("ask") + END
    body += '<sequenceFlow sourceRef="start" targetRef="ask"/><sequenceFlow sourceRef="ask" targetRef="end"/>'
    assert Journey(define(body)).start().complete("ask").ended_at == ("end",)


@pytest.mark.parametrize("name", ["Start", "End", "Root", "p.EndJoin"])
def test_ids_that_spiffworkflow_reserves_are_the_authors_outside(name: str) -> None:
    body = START + user(name) + user("next") + chain("start", name, "next")
    journey = Journey(define(body)).start()
    assert journey.tasks == [name]
    assert journey.complete(name).tasks == ["next"]


def test_link_events_lead_from_throw_to_catch() -> None:
    link = '<linkEventDefinition name="over there"/>'
    body = START + user("ask") + f'<intermediateThrowEvent id="out">{link}</intermediateThrowEvent>'
    body += f'<intermediateCatchEvent id="in">{link}</intermediateCatchEvent>' + user("there")
    body += chain("start", "ask", "out") + chain("in", "there")
    assert Journey(define(body)).start().complete("ask").tasks == ["there"]


def test_drawings_without_execution_meaning_do_not_matter() -> None:
    body = START + user("ask", "", "<dataInputAssociation><sourceRef>ref</sourceRef></dataInputAssociation>")
    body += '<dataObject id="data"/><dataObjectReference id="ref" dataObjectRef="nowhere"/>'
    body += '<dataStoreReference id="store" dataStoreRef="gone"/>'
    body += '<textAnnotation id="note"><text>hello</text></textAnnotation>'
    body += '<association id="line" sourceRef="ask" targetRef="note"/>' + chain("start", "ask")
    assert Journey(define(body, extra='<dataStore id="gone2" name="x"/>')).start().tasks == ["ask"]


def test_a_process_without_start_event_begins_at_what_nothing_leads_to() -> None:
    assert Journey(define(user("ask") + user("then") + chain("ask", "then"))).start().tasks == ["ask"]


def test_a_thousand_tasks_in_a_row_neither_overflow_nor_stop() -> None:
    names = [f"s{number}" for number in range(1000)]
    body = START + "".join(script(name, "1") for name in names) + user("ask") + chain("start", *names, "ask")
    assert Journey(define(body)).start().tasks == ["ask"]


def test_twelve_diamonds_in_a_row_cost_twelve_diamonds() -> None:
    body, last = START, "start"
    for number in range(12):
        split, one, two, join = (f"{name}{number}" for name in ("split", "one", "two", "join"))
        body += f'<parallelGateway id="{split}"/><parallelGateway id="{join}"/>' + user(one) + user(two)
        body += flow(last, split) + flow(split, one) + flow(split, two) + flow(one, join) + flow(two, join)
        last = join
    journey = Journey(define(body + END + flow(last, "end"))).start()
    assert journey.state is not None and len(journey.state) < 400
    for number in range(12):
        journey.complete(f"one{number}").complete(f"two{number}")
    assert journey.ended_at == ("end",)


def test_a_run_that_nothing_can_move_is_refused_as_a_zombie() -> None:
    body = START + '<exclusiveGateway id="split" default="split_join"/><parallelGateway id="join"/>' + END
    body += user("other") + flow("start", "split") + flow("split", "join") + flow("split", "other", "=false")
    body += chain("other", "join", "end")
    with pytest.raises(Zombie) as caught:
        Journey(define(body)).start()
    assert caught.value.activity_id == "join"


def test_the_start_quantity_waits_for_so_many_tokens() -> None:
    task = '<scriptTask id="twice" scriptFormat="feel" completionQuantity="2"><script>1</script></scriptTask>'
    body = (
        START
        + task
        + user("ask")
        + '<userTask id="both" startQuantity="2"/>'
        + chain("start", "twice", "ask", "both")
    )
    journey = Journey(define(body)).start()
    assert journey.tasks == ["ask", "ask"]
    assert journey.complete("ask").tasks == ["ask"]
    assert journey.complete("ask").tasks == ["both"]


def test_terminating_from_outside_cancels_every_wait() -> None:
    body = START + '<parallelGateway id="split"/>' + user("one") + external("two")
    body += flow("start", "split") + flow("split", "one") + flow("split", "two")
    journey = Journey(define(body)).start().terminate()
    assert journey.open == []
    assert journey.outcome is not None and journey.outcome.kind is OutcomeKind.TERMINATED
    assert sorted(journey.trail("cancelled")) == ["one", "two"]


def test_cancelling_the_last_wait_ends_the_scope() -> None:
    body = START + '<parallelGateway id="split"/>' + user("one") + user("two")
    body += flow("start", "split") + flow("split", "one") + flow("split", "two")
    journey = Journey(define(body)).start().cancel("one")
    assert journey.tasks == ["two"]
    assert journey.cancel("two").outcome


def test_the_same_steps_give_the_same_bytes() -> None:
    body = START + '<parallelGateway id="split"/>' + user("one") + user("two")
    body += flow("start", "split") + flow("split", "one") + flow("split", "two")
    states = {Journey(define(body)).start(a=1, b="x").complete("one", c=[1, 2]).state for _ in range(3)}
    assert len(states) == 1


def test_a_flow_that_leads_nowhere_is_refused_by_name() -> None:
    with pytest.raises(CannotRun) as caught:
        define(START + user("ask") + chain("start", "ask", "nowhere"))
    assert caught.value.activity_id == "ask_nowhere"
