"""Doing an activity several times: multi-instance and loops."""

from __future__ import annotations

import pytest

from service.engine import variables_at
from service.engine.progress import ConflictingWrites, EngineError, OpenTimer
from tests.engine.drawing import (
    START,
    boundary,
    chain,
    define,
    external,
    mapping,
    sub,
    timer,
    user,
)
from tests.engine.journey import Journey

INSIDE = '<startEvent id="s"/>' + user("inside") + '<endEvent id="e"/>' + chain("s", "inside", "e")


def many(inner: str, attributes: str = "", task: str = "") -> str:
    marker = f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"
    return (
        START
        + f'<userTask id="ask">{task}{marker}</userTask>'
        + user("after")
        + chain("start", "ask", "after")
    )


OVER = 'camunda:collection="people" camunda:elementVariable="person"'
PEOPLE = ["anna", "ben", "carl"]


def test_parallel_instances_open_together_each_with_its_item() -> None:
    journey = Journey(define(many("", OVER))).start(people=PEOPLE)
    assert journey.tasks == ["ask"] * 3
    assert journey.state is not None
    seen = [
        variables_at(journey.definition, journey.state, wait.engine_id)["person"]
        for wait in journey.waits.values()
    ]
    assert seen == PEOPLE
    assert journey.complete("ask").complete("ask").tasks == ["ask"]
    assert journey.complete("ask").tasks == ["after"]
    assert journey.variables == {"people": PEOPLE}


def test_sequential_instances_open_one_after_another() -> None:
    journey = Journey(define(many("", OVER + ' isSequential="true"'))).start(people=PEOPLE)
    for _ in PEOPLE:
        assert journey.tasks == ["ask"]
        journey.complete("ask")
    assert journey.tasks == ["after"]


def test_a_cardinality_says_how_often() -> None:
    inner = "<loopCardinality>=n + 1</loopCardinality>"
    assert Journey(define(many(inner))).start(n=1).tasks == ["ask", "ask"]


@pytest.mark.parametrize("number", [-1, 5000, "many", None])
def test_a_cardinality_that_is_no_count_is_an_error(number: object) -> None:
    with pytest.raises(EngineError) as caught:
        Journey(define(many("<loopCardinality>=n</loopCardinality>"))).start(n=number)
    assert caught.value.activity_id == "ask"


def test_no_instances_pass_at_once() -> None:
    assert Journey(define(many("", OVER))).start(people=[]).tasks == ["after"]


def test_a_collection_that_is_no_list_is_an_error() -> None:
    with pytest.raises(EngineError):
        Journey(define(many("", OVER))).start(people="anna")


def test_the_completion_condition_ends_the_rest() -> None:
    inner = "<completionCondition>nrOfCompletedInstances &gt;= 2</completionCondition>"
    journey = Journey(define(many(inner, OVER))).start(people=PEOPLE).complete("ask").complete("ask")
    assert journey.open == ["after"]


def test_results_of_the_items_are_collected_in_their_order() -> None:
    inner = "<loopDataOutputRef>votes</loopDataOutputRef>" + '<outputDataItem id="o" name="vote"/>'
    journey = Journey(define(many(inner, OVER))).start(people=PEOPLE)
    waits = list(journey.waits)
    from service.engine.progress import UserTaskCompleted

    for place in (2, 0, 1):
        journey.step(UserTaskCompleted(waits[place], {"vote": f"v{place}"}))
    assert journey.variables == {"people": PEOPLE, "votes": ["v0", "v1", "v2"]}


def test_parallel_items_that_write_different_values_are_a_conflict() -> None:
    journey = Journey(define(many("", OVER))).start(people=PEOPLE).complete("ask", v=1).complete("ask", v=1)
    with pytest.raises(ConflictingWrites):
        journey.complete("ask", v=2)


def test_a_sequential_sub_process_may_have_a_boundary_timer() -> None:
    marker = f'<multiInstanceLoopCharacteristics {OVER} isSequential="true"/>'
    body = (
        START
        + sub("box", INSIDE + marker)
        + boundary("late", "box", timer("PT1H"))
        + user("other")
        + user("after")
    )
    definition = define(body + chain("start", "box", "after") + chain("late", "other"))
    journey = Journey(definition).start(people=PEOPLE).complete("inside")
    assert len(journey.every(OpenTimer)) == 1
    assert journey.fire("late").open == ["other"]


def test_external_work_for_each_item_has_its_inputs() -> None:
    marker = f"<multiInstanceLoopCharacteristics {OVER}/>"
    body = START + external("tell", "notify", mapping({"to": "=person"}) + marker) + chain("start", "tell")
    journey = Journey(define(body)).start(people=PEOPLE)
    assert [wait.inputs["to"] for wait in journey.waits.values()] == PEOPLE  # type: ignore[union-attr]


def test_a_loop_runs_while_its_condition_holds() -> None:
    condition = "<loopCondition>again = true</loopCondition>"
    loop = f"<standardLoopCharacteristics>{condition}</standardLoopCharacteristics>"
    body = START + user("ask", "", loop) + user("after") + chain("start", "ask", "after")
    journey = Journey(define(body)).start().complete("ask", again=True).complete("ask", again=True)
    assert journey.tasks == ["ask"]
    assert journey.complete("ask", again=False).tasks == ["after"]


def test_a_loop_tested_before_may_not_run_at_all_and_has_a_maximum() -> None:
    loop = '<standardLoopCharacteristics testBefore="true"><loopCondition>false</loopCondition>'
    body = START + user("ask", "", loop + "</standardLoopCharacteristics>") + user("after")
    assert Journey(define(body + chain("start", "ask", "after"))).start().tasks == ["after"]
    most = '<standardLoopCharacteristics loopMaximum="2"/>'
    body = START + user("ask", "", most) + user("after") + chain("start", "ask", "after")
    assert Journey(define(body)).start().complete("ask").complete("ask").tasks == ["after"]
