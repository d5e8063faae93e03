"""A run set differently by hand: tokens moved and begun anew, variables put right, and what is refused."""

from __future__ import annotations

import random

import pytest

from service.engine import Definition, StepRules
from service.engine.progress import CannotModify, EngineError, Modify
from tests.engine.drawing import (
    END,
    START,
    boundary,
    catch,
    chain,
    define,
    event_sub,
    flow,
    message,
    sub,
    timer,
    user,
)
from tests.engine.gallery import drawn, shipped
from tests.engine.journey import Journey, feel
from tests.engine.test_folding import CASE, both, choose
from tests.engine.test_gateways import FORK
from tests.engine.test_repeats import OVER, many
from tests.engine.test_scopes import CALLED, calling

COMPILED = drawn()
SHIPPED = dict(shipped())
INSIDE = '<startEvent id="s"/><endEvent id="e"/>' + user("one") + user("two") + chain("s", "one", "two", "e")
BOXED = (
    START + user("first") + sub("box", INSIDE) + boundary("late", "box", timer("PT4H")) + user("last")
    + '<endEvent id="end"/>' + chain("start", "first", "box", "last", "end") + flow("late", "last")
)  # fmt: skip
GONE = event_sub("gone", message("withdrawn"), user("file") + chain("gone_start", "file"))
LINE = START + user("a") + user("b") + user("c") + END + chain("start", "a", "b", "c", "end")


def modify(journey: Journey, *cancel: str, before: tuple[str, ...] = (), **variables: object) -> Journey:
    return journey.step(Modify(cancel, before, feel(variables)))


def test_a_token_is_moved() -> None:
    journey = modify(Journey(define(LINE)).start(), "a", before=("c",))
    assert journey.tasks == ["c"]
    assert journey.trail("cancelled") == ["a"]
    assert journey.complete("c").ended_at == ("end",)


def test_a_task_is_begun_anew_under_a_new_id() -> None:
    journey = Journey(define(LINE)).start()
    before = journey.task("a").engine_id
    assert modify(journey, "a", before=("a",)).task("a").engine_id != before
    assert journey.tasks == ["a"]


def test_a_wait_is_given_up_by_its_own_id() -> None:
    journey = Journey(define(FORK)).start()
    some = journey.tasks[0]
    other = [each for each in journey.tasks if each != some]
    journey.step(Modify((journey.task(some).engine_id,), (some,)))
    assert sorted(journey.tasks) == sorted([some, *other])


def test_variables_are_set_before_what_begins_sees_them() -> None:
    asks = user("b", 'camunda:assignee="=who"')
    drawing = START + user("a") + asks + chain("start", "a", "b")
    journey = modify(Journey(define(drawing)).start(who="ann"), "a", before=("b",), who="bob")
    assert journey.task("b").assignee == "bob"
    assert journey.last is not None
    assert dict(journey.last.changed) == {"who": "bob"}


def test_setting_a_variable_alone_moves_nothing_but_what_waits_for_it() -> None:
    journey = Journey(define(LINE)).start(n=1)
    before = journey.task("a")
    modify(journey, n=2)
    assert journey.task("a") == before
    assert journey.variables["n"] == 2


def test_a_condition_that_becomes_true_by_hand_fires() -> None:
    condition = "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>"
    drawing = START + user("a") + catch("until", condition) + user("b")
    drawing += '<parallelGateway id="f"/>' + chain("start", "f", "a") + chain("f", "until", "b")
    journey = modify(Journey(define(drawing)).start(ready=False), ready=True)
    assert journey.tasks == ["a", "b"]


def test_an_element_of_an_open_sub_process_begins_inside_it() -> None:
    journey = Journey(define(BOXED)).start().complete("first")
    modify(journey, "one", before=("two",))
    assert journey.open == ["late", "two"]
    assert journey.complete("two").tasks == ["last"]


def test_an_element_of_a_closed_sub_process_opens_it_with_its_boundary() -> None:
    journey = modify(Journey(define(BOXED)).start(), "first", before=("two",))
    assert journey.open == ["late", "two"]
    assert journey.fire("late").tasks == ["last"]


def test_a_sub_process_that_lost_its_last_token_does_not_finish() -> None:
    journey = Journey(define(BOXED)).start().complete("first")
    modify(journey, "one", before=("first",))
    assert journey.open == ["first"]
    assert "box" in journey.trail("cancelled")
    assert journey.trail("left") == []


def test_moving_out_of_a_given_up_sub_process_back_into_it_opens_it_anew() -> None:
    journey = Journey(define(BOXED)).start().complete("first")
    before = journey.waits.keys()
    modify(journey, "box", before=("one",))
    assert journey.open == ["late", "one"]
    assert not before & {"0"}


def test_everything_is_given_up_for_a_new_beginning() -> None:
    journey = Journey(define(BOXED + GONE)).start().complete("first").receive("withdrawn")
    assert journey.tasks == ["file"]
    journey.step(Modify(start_before=("first",), anew=True))
    assert journey.open == ["first", "gone_start"]
    assert journey.receive("withdrawn").tasks == ["file"]


def test_a_called_process_gets_its_own_variables_put_right() -> None:
    definition = define(calling(""), CALLED)
    journey = Journey(definition).start(n=1)
    inner = next(iter(journey.waits))
    journey.step(Modify(variables=feel({"only_here": 1}), seen_from=inner))
    assert "only_here" not in journey.variables


REFUSED = [
    (LINE, Modify(("b",)), "the run does not stand at 'b'"),
    (LINE, Modify(("a",)), "nothing of the run would be left"),
    (LINE, Modify((), ("nowhere",)), "there is no element 'nowhere'"),
    (LINE + GONE, Modify((), ("gone",)), "begins by its event"),
    (LINE + GONE, Modify((), ("file",)), "cannot be entered from outside"),
    (BOXED, Modify((), ("late",)), "begins with its activity"),
    (LINE, Modify(variables={"n": 1}, seen_from="99"), "does not wait at 99"),
]


@pytest.mark.parametrize(("body", "asked", "said"), REFUSED)
def test_what_makes_no_sense_is_refused(body: str, asked: Modify, said: str) -> None:
    journey = Journey(define(body)).start()
    state = journey.state
    with pytest.raises(CannotModify, match=said.replace("(", r"\(")):
        journey.step(asked)
    assert journey.state == state


def test_the_inside_of_a_called_process_cannot_be_entered_from_outside() -> None:
    definition = define(START + user("a") + calling("").removeprefix(START).replace("start_", "a_x"), CALLED)
    journey = Journey(definition)
    inner = next(
        node.activity_id
        for name, spec in definition.specs.items()
        if name != "p"
        for node in spec.nodes()
        if node.activity_type == "userTask"
    )
    journey.start()
    if journey.tasks == ["a"]:
        with pytest.raises(CannotModify, match="cannot be entered from outside"):
            modify(journey, before=(inner,))


def test_one_of_several_items_cannot_be_given_up_by_itself() -> None:
    journey = Journey(define(many("", OVER))).start(people=["anna", "ben"])
    item = next(iter(journey.waits.values()))
    with pytest.raises(CannotModify, match="one of several"):
        modify(journey, item.engine_id)
    with pytest.raises(CannotModify, match="nothing of the run"):
        modify(journey, item.activity_id)


def test_a_join_is_not_left_waiting_for_a_path_nobody_is_on() -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("x") + user("y") + user("z")
    body += chain("start", "f", "x", "j", "z") + chain("f", "y", "j")
    journey = Journey(define(body)).start().complete("x")
    with pytest.raises(CannotModify, match="the join 'j' would wait") as refused:
        modify(journey, "y", before=("z",))
    assert "as well" in refused.value.remedy
    assert modify(journey, "y", "j", before=("z",)).open == ["z"]


@pytest.mark.parametrize("name", sorted(COMPILED))
@pytest.mark.parametrize("seed", range(3))
def test_moved_at_random_a_run_never_becomes_a_zombie_and_folding_changes_nothing(
    name: str, seed: int
) -> None:
    wander(COMPILED[name], random.Random(seed))


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_moved_at_random_the_shipped_processes_go_on(name: str) -> None:
    for seed in range(2):
        wander(SHIPPED[name], random.Random(seed))


def wander(definition: Definition, chance: random.Random) -> None:
    """Walk at random, moving tokens at random; after every step folded and unfolded agree, wait or end."""
    folded, whole = Journey(definition), Journey(definition, StepRules(folded=False))
    if not both(folded, whole, lambda journey: journey.start(**CASE)):
        return
    elements = sorted({node.activity_id for spec in definition.specs.values() for node in spec.nodes()})
    for turn in range(24):
        if folded.outcome is not None or not folded.waits:
            return
        if turn % 3 == 2:
            stands = sorted({each.activity_id for each in folded.waits.values()})
            asked = Modify((chance.choice(stands),), (chance.choice(elements),), anew=chance.random() < 0.2)
            both(folded, whole, lambda journey, each=asked: journey.step(each))
        else:
            stimulus = choose(definition, chance, folded)
            both(folded, whole, lambda journey, each=stimulus: journey.step(each))
        assert folded.waits == whole.waits
        assert folded.outcome is not None or folded.waits


def test_an_ended_run_is_not_set_going_again() -> None:
    journey = Journey(define(LINE)).start().complete("a").complete("b").complete("c")
    with pytest.raises(EngineError, match="has ended"):
        modify(journey, before=("a",))
