"""Sub-processes and call activities: what they share, what they keep, how they end."""

from __future__ import annotations

import pytest

from service.engine import variables_at
from service.engine.progress import EngineError
from tests.engine.drawing import (
    END,
    START,
    boundary,
    chain,
    define,
    error,
    extension,
    flow,
    message,
    process,
    script,
    sub,
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


def test_a_global_task_can_be_called() -> None:
    task = (
        '<globalScriptTask id="sum" scriptLanguage="feel"><script>{total: a + b}</script></globalScriptTask>'
    )
    inner = extension('<camunda:in variables="all"/><camunda:out source="total" target="c"/>')
    call = f'<callActivity id="call" calledElement="sum">{inner}</callActivity>'
    body = START + call + user("after") + chain("start", "call", "after")
    assert Journey(define(body, extra=task)).start(a=1, b=2).variables == {"a": 1, "b": 2, "c": 3}
