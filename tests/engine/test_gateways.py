"""Parallel, inclusive and event-based gateways."""

from __future__ import annotations

import pytest

from service.engine.progress import ConflictingWrites
from tests.engine.drawing import END, START, catch, chain, define, flow, message, signal, throw, timer, user
from tests.engine.journey import Journey

FORK = (
    START
    + '<parallelGateway id="split"/><parallelGateway id="join"/>'
    + user("one")
    + user("two")
    + user("after")
    + flow("start", "split")
    + flow("split", "one")
    + flow("split", "two")
    + flow("one", "join")
    + flow("two", "join")
    + flow("join", "after")
)


def test_the_parallel_join_waits_for_every_branch() -> None:
    journey = Journey(define(FORK)).start()
    assert journey.complete("two").tasks == ["one"]
    assert journey.complete("one").tasks == ["after"]


def test_both_branches_keep_what_they_wrote() -> None:
    journey = Journey(define(FORK)).start(case={"kind": "repair"})
    journey.complete("two", case={"cost": 5}, two=True).complete("one", case={"hours": 2}, one=True)
    assert journey.variables == {"case": {"kind": "repair", "cost": 5, "hours": 2}, "one": True, "two": True}


def test_the_same_value_from_both_branches_is_no_conflict() -> None:
    journey = Journey(define(FORK)).start().complete("one", ok=True).complete("two", ok=True)
    assert journey.tasks == ["after"]


def test_different_values_from_two_branches_are_a_conflict_that_leaves_the_run_as_it_was() -> None:
    journey = Journey(define(FORK)).start().complete("one", price=1)
    before = journey.state
    with pytest.raises(ConflictingWrites, match="price"):
        journey.complete("two", price=2)
    assert journey.state == before
    assert journey.complete("two", price=1).tasks == ["after"]


def test_a_context_against_a_plain_value_is_a_conflict() -> None:
    journey = Journey(define(FORK)).start().complete("one", price={"net": 1})
    with pytest.raises(ConflictingWrites):
        journey.complete("two", price=1)


def test_one_branch_may_write_a_variable_again_and_again() -> None:
    body = FORK.replace('<userTask id="one" ></userTask>', user("one") + user("again"))
    body = body.replace(flow("one", "join"), flow("one", "again") + flow("again", "join"))
    journey = Journey(define(body)).start().complete("one", note="a").complete("again", note="b")
    assert journey.complete("two").variables["note"] == "b"


def test_a_conflict_in_a_nested_fork_is_found_at_its_join() -> None:
    inner = '<parallelGateway id="s2"/><parallelGateway id="j2"/>' + user("x") + user("y")
    inner += flow("s2", "x") + flow("s2", "y") + flow("x", "j2") + flow("y", "j2")
    body = FORK.replace(flow("split", "one"), flow("split", "s2") + flow("j2", "one")) + inner
    journey = Journey(define(body)).start().complete("x", v=1)
    with pytest.raises(ConflictingWrites):
        journey.complete("y", v=2)
    journey.complete("y", w=2).complete("two", w=3)
    with pytest.raises(ConflictingWrites, match="w"):
        journey.complete("one")


def test_a_loop_that_forks_and_never_joins_keeps_no_memory_of_its_rounds() -> None:
    body = (
        START
        + '<parallelGateway id="split"/>'
        + user("work")
        + user("side")
        + '<exclusiveGateway id="merge"/>'
    )
    body += flow("start", "merge") + flow("merge", "split") + flow("split", "work") + flow("split", "side")
    body += flow("work", "merge")
    journey = Journey(define(body)).start()
    sizes = []
    for number in range(40):
        journey.complete("side", a=number).complete("work", b=number)
        assert journey.state is not None
        sizes.append(len(journey.state))
    assert max(sizes[10:]) <= max(sizes[:10]) + 30


def inclusive(default: str = "") -> str:
    attribute = f' default="{default}"' if default else ""
    body = START + f'<inclusiveGateway id="split"{attribute}/><inclusiveGateway id="join"/>'
    body += user("one") + user("two") + user("three") + user("after") + flow("start", "split")
    body += flow("split", "one", "=a") + flow("split", "two", "=b") + flow("split", "three")
    return body + "".join(flow(name, "join") for name in ("one", "two", "three")) + flow("join", "after")


def test_the_inclusive_join_waits_for_the_branches_that_were_taken_and_no_others() -> None:
    definition = define(inclusive("split_three"))
    journey = Journey(definition).start(a=True, b=True)
    assert journey.tasks == ["one", "two"]
    assert journey.complete("one").tasks == ["two"]
    assert journey.complete("two").tasks == ["after"]
    assert Journey(definition).start(a=True, b=False).complete("one").tasks == ["after"]
    assert Journey(definition).start(a=False, b=False).tasks == ["three"]


def test_the_inclusive_join_waits_for_a_token_that_is_still_upstream() -> None:
    body = (
        START
        + '<parallelGateway id="split"/><inclusiveGateway id="join"/>'
        + user("one")
        + user("far")
        + user("two")
    )
    body += user("after") + flow("start", "split") + flow("split", "one") + flow("split", "far")
    body += chain("far", "two", "join", "after") + flow("one", "join")
    journey = Journey(define(body)).start()
    assert journey.complete("one").tasks == ["far"]
    assert journey.complete("far").tasks == ["two"]
    assert journey.complete("two").tasks == ["after"]


def test_merging_without_a_join_runs_the_rest_once_for_each_token() -> None:
    body = START + '<parallelGateway id="split"/><exclusiveGateway id="merge"/>' + user("one") + user("two")
    body += user("after") + flow("start", "split") + flow("split", "one") + flow("split", "two")
    body += flow("one", "merge") + flow("two", "merge") + flow("merge", "after")
    journey = Journey(define(body)).start().complete("one").complete("two")
    assert journey.tasks == ["after", "after"]


CHOICE = (
    START
    + '<eventBasedGateway id="choice"/>'
    + catch("answer", message("called"))
    + catch("later", timer("PT2H"))
    + '<receiveTask id="gone" messageRef="withdrawn"/>'
    + user("talk")
    + user("remind")
    + user("close")
    + flow("start", "choice")
    + flow("choice", "answer")
    + flow("choice", "later")
    + flow("choice", "gone")
    + chain("answer", "talk")
    + chain("later", "remind")
    + chain("gone", "close")
    + END
)


@pytest.mark.parametrize(("event", "task"), [("message", "talk"), ("timer", "remind"), ("receive", "close")])
def test_behind_an_event_gateway_the_first_event_wins(event: str, task: str) -> None:
    journey = Journey(define(CHOICE)).start()
    assert journey.open == ["answer", "gone", "later"]
    if event == "timer":
        journey.fire("later")
    else:
        journey.receive("called" if event == "message" else "withdrawn", said="yes")
        assert journey.variables["said"] == "yes"
    assert journey.open == [task]
    assert journey.complete(task).outcome


def test_a_throw_beside_an_event_gateway_is_caught() -> None:
    body = (
        START
        + '<parallelGateway id="split"/><eventBasedGateway id="choice"/>'
        + throw("ring", signal("alarm"))
    )
    body += catch("heard", signal("alarm")) + catch("calm", signal("calm")) + user("run") + user("stay")
    body += flow("start", "split") + flow("split", "ring") + flow("split", "choice") + flow("choice", "heard")
    body += flow("choice", "calm") + chain("heard", "run") + chain("calm", "stay")
    assert Journey(define(body)).start().tasks == ["run"]


def test_sending_back_what_the_form_showed_is_no_write() -> None:
    journey = Journey(define(FORK)).start(note="old", case={"a": 1})
    journey.complete("one", note="old", case={"a": 1}).complete("two", note="new", case={"a": 2})
    assert journey.variables["note"] == "new"
    assert journey.variables["case"] == {"a": 2}


def test_a_complex_gateway_opens_once_when_its_condition_holds_and_then_anew() -> None:
    condition = "<activationCondition>activationCount &gt;= 2</activationCondition>"
    body = START + '<exclusiveGateway id="top"/><parallelGateway id="split"/>' + user("one") + user("two")
    body += user("three") + f'<complexGateway id="most">{condition}</complexGateway>' + user("after")
    body += flow("start", "top") + flow("top", "split") + chain("most", "after", "top")
    body += "".join(flow("split", name) + flow(name, "most") for name in ("one", "two", "three"))
    journey = Journey(define(body)).start()
    assert journey.complete("three").tasks == ["one", "two"]
    assert journey.complete("one").tasks == ["after", "two"]
    assert journey.complete("two").tasks == ["after"]
    journey.complete("after").complete("two").complete("three")
    assert journey.tasks == ["after", "one"]


def test_an_event_gateway_that_starts_the_process_is_a_start_event_for_each_event() -> None:
    body = (
        '<eventBasedGateway id="choice" instantiate="true"/>'
        + catch("by_call", message("called"))
        + user("talk")
    )
    body += (
        '<receiveTask id="by_leaving" messageRef="withdrawn"/>' + user("close") + flow("choice", "by_call")
    )
    body += flow("choice", "by_leaving") + chain("by_call", "talk") + chain("by_leaving", "close")
    definition = define(body)
    assert {(each.activity_id, each.name) for each in definition.starts} == {
        ("by_call", "called"),
        ("by_leaving", "withdrawn"),
    }
    assert Journey(definition).start("by_leaving").tasks == ["close"]
