"""Sub-processes, call activities, transactions, ad-hoc ones, repetition and undoing."""

from __future__ import annotations

import pytest

from service.engine import variables_at
from service.engine.progress import ConflictingWrites, EngineError, OpenTimer
from tests.engine.drawing import (
    END,
    START,
    boundary,
    chain,
    define,
    error,
    event_sub,
    extension,
    external,
    flow,
    mapping,
    message,
    process,
    script,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.journey import Journey, plain

INSIDE = '<startEvent id="s"/>' + user("inside") + '<endEvent id="e"/>' + chain("s", "inside", "e")


def test_an_embedded_sub_process_shares_the_variables() -> None:
    body = START + sub("box", INSIDE) + user("after") + chain("start", "box", "after")
    journey = Journey(define(body)).start(a=1).complete("inside", a=2, b=3)
    assert journey.tasks == ["after"]
    assert journey.variables == {"a": 2, "b": 3}


def test_locals_of_a_sub_process_cover_the_shared_variables_inside() -> None:
    inner = (
        extension(
            '<camunda:inputOutput><camunda:inputParameter name="a">=a + 1</camunda:inputParameter>'
            "</camunda:inputOutput>"
        )
        + INSIDE
    )
    body = START + sub("box", inner) + user("after") + chain("start", "box", "after")
    journey = Journey(define(body)).start(a=1)
    assert journey.state is not None
    assert plain(dict(variables_at(journey.definition, journey.state, journey.task("inside").engine_id))) == {
        "a": 2
    }
    assert journey.complete("inside", a=9).variables == {"a": 1}


def test_a_boundary_timer_on_a_sub_process_cancels_everything_inside() -> None:
    deep = '<startEvent id="s2"/>' + user("deep") + chain("s2", "deep")
    inner = '<startEvent id="s"/>' + sub("inner", deep) + chain("s", "inner")
    body = START + sub("box", inner) + boundary("late", "box", timer("PT1H")) + user("other")
    journey = Journey(define(body + chain("start", "box") + chain("late", "other"))).start().fire("late")
    assert journey.open == ["other"]
    assert journey.trail("cancelled") == ["deep", "inner", "box"]


CALLED = process(START + user("call_task") + END + chain("start", "call_task", "end"), key="called_p")


def calling(inner: str) -> str:
    call = f'<callActivity id="call" calledElement="called_p">{extension(inner)}</callActivity>'
    return START + call + user("after") + chain("start", "call", "after")


def test_a_called_process_sees_only_what_is_passed_and_gives_back_only_what_is_mapped() -> None:
    inner = (
        '<camunda:in source="a" target="x"/><camunda:in sourceExpression="=a + 1" target="y"/>'
        '<camunda:in businessKey="=key"/><camunda:out source="z" target="b"/>'
    )
    journey = Journey(define(calling(inner), CALLED)).start(a=1, secret=2, key="K-9")
    assert journey.task("call_task").process_key == "called_p"
    assert journey.state is not None
    seen = variables_at(journey.definition, journey.state, journey.task("call_task").engine_id)
    assert plain(dict(seen)) == {"x": 1, "y": 2}
    journey.complete("call_task", z=7, other=8)
    assert journey.tasks == ["after"]
    assert journey.variables == {"a": 1, "secret": 2, "key": "K-9", "b": 7}


def test_all_variables_can_be_passed() -> None:
    inner = '<camunda:in variables="all"/><camunda:out variables="all"/>'
    journey = Journey(define(calling(inner), CALLED)).start(a=1).complete("call_task", b=2)
    assert journey.variables == {"a": 1, "b": 2}


def test_the_called_processes_context_is_a_copy() -> None:
    inner = '<camunda:in source="case" target="case"/>'
    journey = (
        Journey(define(calling(inner), CALLED)).start(case={"a": 1}).complete("call_task", case={"a": 2})
    )
    assert journey.variables == {"case": {"a": 1}}


def test_an_error_in_a_called_process_reaches_the_boundary_of_the_call() -> None:
    failing = process(
        START
        + user("call_task")
        + f'<endEvent id="bad">{error("broken")}</endEvent>'
        + chain("start", "call_task", "bad"),
        key="called_p",
    )
    body = calling("") + boundary("caught", "call", error("broken")) + user("mend") + chain("caught", "mend")
    assert Journey(define(body, failing)).start().complete("call_task").tasks == ["mend"]


def test_a_process_may_call_itself_until_the_bound() -> None:
    body = START + '<callActivity id="again" calledElement="p"/>' + chain("start", "again")
    with pytest.raises(EngineError):
        Journey(define(body)).start()


# --- repetition ----------------------------------------------------------------------------------------------------


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
    loop = "<standardLoopCharacteristics><loopCondition>again = true</loopCondition></standardLoopCharacteristics>"
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


# --- ad-hoc, transactions, undoing ---------------------------------------------------------------------------------


def ad_hoc(attributes: str = "", inner: str = "") -> str:
    return (
        START
        + f'<adHocSubProcess id="any" {attributes}>{user("one")}{user("two")}{inner}</adHocSubProcess>'
        + user("after")
        + chain("start", "any", "after")
    )


def test_an_ad_hoc_sub_process_offers_everything_at_once_or_one_after_another() -> None:
    assert Journey(define(ad_hoc())).start().tasks == ["one", "two"]
    journey = Journey(define(ad_hoc('ordering="Sequential"'))).start()
    assert journey.tasks == ["one"]
    assert journey.complete("one").tasks == ["two"]
    assert journey.complete("two").tasks == ["after"]


def test_an_ad_hoc_sub_process_ends_when_its_completion_condition_holds() -> None:
    condition = "<completionCondition>done = true</completionCondition>"
    journey = Journey(define(ad_hoc("", condition))).start().complete("one", done=True)
    assert journey.open == ["after"]
    patient = (
        Journey(define(ad_hoc('cancelRemainingInstances="false"', condition)))
        .start()
        .complete("one", done=True)
    )
    assert patient.tasks == ["two"]
    assert patient.complete("two").tasks == ["after"]


def undo(name: str, host: str) -> str:
    return (
        boundary(f"{name}_mark", host, "<compensateEventDefinition/>")
        + f'<userTask id="{name}" isForCompensation="true"/>'
        + f'<association id="{name}_line" sourceRef="{name}_mark" targetRef="{name}"/>'
    )


UNDO = "<compensateEventDefinition/>"


def test_compensation_undoes_what_is_done_newest_first_and_nothing_else() -> None:
    body = START + user("book") + user("pay") + user("ship") + undo("unbook", "book") + undo("unpay", "pay")
    body += undo("unship", "ship") + throw("back", UNDO) + user("after")
    body += chain("start", "book", "pay", "back", "after")
    journey = Journey(define(body)).start().complete("book").complete("pay")
    assert journey.tasks == ["unpay"]
    assert journey.complete("unpay").tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_compensation_may_name_one_activity() -> None:
    body = START + user("book") + user("pay") + undo("unbook", "book") + undo("unpay", "pay")
    body += throw("back", '<compensateEventDefinition activityRef="book"/>') + user("after")
    journey = Journey(define(body + chain("start", "book", "pay", "back", "after"))).start()
    assert journey.complete("book").complete("pay").tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_compensation_reaches_into_a_finished_sub_process() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + chain("s", "book")
    body = START + sub("box", inner) + user("more") + throw("back", UNDO) + user("after")
    journey = Journey(define(body + chain("start", "box", "more", "back", "after"))).start()
    journey.complete("book").complete("more")
    assert journey.tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_a_compensating_event_sub_process_replaces_what_is_inside() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + chain("s", "book")
    inner += event_sub("comp", UNDO, user("tidy") + chain("comp_start", "tidy"))
    body = START + sub("box", inner) + throw("back", UNDO) + user("after")
    journey = Journey(define(body + chain("start", "box", "back", "after"))).start().complete("book")
    assert journey.tasks == ["tidy"]
    assert journey.complete("tidy").tasks == ["after"]


def test_a_cancelled_transaction_undoes_and_goes_on_from_its_cancel_event() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + user("pay")
    inner += '<endEvent id="stop"><cancelEventDefinition/></endEvent>' + chain("s", "book", "pay", "stop")
    body = START + f'<transaction id="deal">{inner}</transaction>' + user("good") + user("bad")
    body += boundary("off", "deal", "<cancelEventDefinition/>")
    body += chain("start", "deal", "good") + chain("off", "bad")
    journey = Journey(define(body)).start().complete("book").complete("pay")
    assert journey.tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["bad"]


def test_a_message_waits_in_every_scope_with_its_process_runs_business_key() -> None:
    called = process(
        START
        + f'<intermediateCatchEvent id="wait">{message("called")}</intermediateCatchEvent>'
        + chain("start", "wait"),
        key="called_p",
    )
    journey = Journey(define(calling('<camunda:in businessKey="K-7"/>'), called)).start()
    (wait,) = journey.waits.values()
    assert dict(wait.correlation) == {"business_key": "K-7"}  # type: ignore[union-attr]
    assert journey.receive("called").tasks == ["after"]


def test_scripts_run_inside_every_scope() -> None:
    inner = '<startEvent id="s"/>' + script("add", "a + 1", "a") + chain("s", "add")
    body = START + sub("box", inner) + user("after") + chain("start", "box", "after") + flow("after", "box")
    journey = Journey(define(body)).start(a=1).complete("after").complete("after")
    assert journey.variables == {"a": 4}
