"""A run moved to another version: what fits goes on under its id, what does not is named with the reason."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from service.engine import Definition
from service.engine.migrating import ElementMap, Migrated, Versions, blocks, migrate
from service.engine.progress import EngineError, MigrationBlocked, Start
from tests.engine.drawing import (
    END,
    START,
    boundary,
    chain,
    define,
    event_sub,
    message,
    sub,
    timer,
    user,
)
from tests.engine.gallery import drawn, shipped
from tests.engine.journey import Journey, Wait
from tests.engine.test_folding import CASE, choose
from tests.engine.test_scopes import CALLED, calling

LINE = START + user("a") + user("b") + END + chain("start", "a", "b", "end")
LONGER = START + user("a") + user("b") + user("c") + END + chain("start", "a", "b", "c", "end")
INSIDE = '<startEvent id="s"/><endEvent id="e"/>' + user("one") + chain("s", "one", "e")
BOXED = START + sub("box", INSIDE) + END + chain("start", "box", "end")
STARTABLE = {name: each for name, each in (drawn() | dict(shipped())).items() if each.spec.plain_starts}
LATE = user("hurry") + chain("late", "hurry")


def moved(journey: Journey, new: Definition, elements: ElementMap | None = None) -> Migrated:
    assert journey.state is not None
    versions = Versions(journey.definition, new, elements or {})
    found = migrate(versions, journey.state, now=journey.now, host=journey.host)
    journey.definition, journey.state, journey.last = new, found.progress.state, found.progress
    for engine_id in found.progress.closed:
        del journey.waits[engine_id]
    opened = found.progress.opened
    waits: list[Wait] = [*opened.tasks, *opened.timers, *opened.subscriptions, *opened.effects]
    journey.waits |= {wait.engine_id: wait for wait in waits}
    return found


def test_a_wait_goes_on_under_its_id_and_takes_the_new_way() -> None:
    journey = Journey(define(LINE)).start(n=1)
    before = journey.task("a")
    found = moved(journey, define(LONGER))
    assert list(found.places) == [before.engine_id]
    assert (found.progress.closed, found.progress.opened.tasks) == ([], ())
    journey.complete("a").complete("b")
    assert journey.tasks == ["c"]
    assert journey.variables["n"] == 1


def test_an_element_with_another_id_is_mapped() -> None:
    journey = Journey(define(LINE)).start()
    renamed = define(LONGER.replace('"a"', '"first"').replace('"a_', '"first_').replace("start_a", "start_f"))
    with pytest.raises(MigrationBlocked, match="no such element"):
        moved(journey, renamed)
    found = moved(journey, renamed, {"a": "first"})
    assert [place.activity_id for place in found.places.values()] == ["first"]


def test_a_timer_keeps_its_due_instant() -> None:
    old = define(LINE + boundary("late", "a", timer("PT4H"), interrupting=False) + LATE)
    new = define(LINE + boundary("late", "a", timer("PT9H"), interrupting=False) + LATE)
    journey = Journey(old).start()
    due = {each.engine_id: each for each in journey.waits.values()}
    moved(journey, new)
    assert journey.waits == due
    assert journey.fire("late").tasks == ["a", "hurry"]


def test_what_only_the_new_version_listens_for_begins_to_wait() -> None:
    listener = event_sub("gone", message("withdrawn"), user("file") + chain("gone_start", "file"))
    new = define(LINE + boundary("late", "a", timer("PT4H"), interrupting=False) + LATE + listener)
    journey = Journey(define(LINE)).start()
    moved(journey, new)
    assert journey.open == ["a", "gone_start", "late"]
    assert journey.receive("withdrawn").tasks == ["file"]


def test_what_has_come_already_does_not_come_again() -> None:
    drawing = LINE + boundary("late", "a", timer("PT4H"), interrupting=False) + LATE
    journey = Journey(define(drawing)).start().fire("late")
    moved(journey, define(drawing))
    assert journey.open == ["a", "hurry"]


def test_a_listener_that_is_gone_blocks_until_it_is_given_up() -> None:
    journey = Journey(define(LINE + boundary("late", "a", timer("PT4H")) + LATE)).start()
    with pytest.raises(MigrationBlocked) as blocked:
        moved(journey, define(LINE))
    assert blocked.value.blocks == (("late", "the other version has no such element at this place"),)
    moved(journey, define(LINE), {"late": None})
    assert journey.open == ["a"]


def test_inside_a_sub_process_and_a_called_process_things_go_on() -> None:
    journey = Journey(define(BOXED)).start()
    moved(
        journey,
        define(BOXED.replace(END, user("after") + END).replace('targetRef="end"', 'targetRef="after"')),
    )
    assert journey.complete("one").tasks == ["after"]
    called = Journey(define(calling(""), CALLED)).start()
    waits = dict(called.waits)
    moved(called, define(calling(""), CALLED))
    assert called.waits == waits


TWICE = (
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
    "</multiInstanceLoopCharacteristics></userTask>"
)
BOXED_A = START + sub("box", '<startEvent id="s"/>' + user("a") + chain("s", "a")) + chain("start", "box")
HEARS, HEARS_OTHER = (LINE + event_sub("g", message(name), user("f")) for name in ("called", "withdrawn"))
BLOCKED = [
    (LINE, START + user("b") + chain("start", "b"), "no such element at this place"),
    (LINE, LINE.replace("userTask", "manualTask"), "it is a manualTask there"),
    (LINE, BOXED_A, "no such element at this place"),
    (LINE, LINE.replace("</userTask>", TWICE, 1), "another number of times"),
    (HEARS, HEARS_OTHER, "waits for something else"),
]


@pytest.mark.parametrize(("old", "new", "said"), BLOCKED)
def test_what_has_no_place_is_named_and_nothing_moves(old: str, new: str, said: str) -> None:
    journey = Journey(define(old)).start()
    state = journey.state
    with pytest.raises(MigrationBlocked, match=said):
        moved(journey, define(new))
    assert journey.state == state
    assert state is not None
    assert len(blocks(Versions(define(old), define(new), {}), state)) == 1


def test_another_process_is_no_version_of_this_one() -> None:
    other = define(LINE)
    journey = Journey(other).start()
    with pytest.raises(MigrationBlocked, match="another process"):
        moved(journey, replace(other, key="q"))


def test_a_join_keeps_who_has_come_or_blocks() -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("x") + user("y") + user("z")
    body += chain("start", "f", "x", "j", "z") + chain("f", "y", "j")
    journey = Journey(define(body)).start().complete("x")
    moved(journey, define(body + user("more") + chain("z", "more")))
    assert journey.complete("y").complete("z").tasks == ["more"]
    other = Journey(define(body)).start().complete("x")
    with pytest.raises(MigrationBlocked, match="have come together"):
        moved(other, define(body.replace('id="x_j"', 'id="x_to_j"')))


def test_an_ended_run_stays_where_it_ended() -> None:
    journey = Journey(define(LINE)).start().complete("a").complete("b")
    with pytest.raises(EngineError, match="has ended"):
        moved(journey, define(LONGER))


@pytest.mark.parametrize("name", sorted(STARTABLE))
def test_migrated_to_the_same_version_at_any_moment_a_run_goes_on_as_if_nothing_was(name: str) -> None:
    definition = STARTABLE[name]
    chance = random.Random(7)
    journey = Journey(definition).step(Start(CASE))
    for _ in range(25):
        if journey.outcome is not None or not journey.waits:
            return
        stimulus = choose(definition, chance, journey)
        try:
            journey.step(stimulus)
        except EngineError:
            continue
        if not journey.waits:
            return
        state, waits = journey.state, dict(journey.waits)
        try:
            moved(journey, definition)
        except MigrationBlocked as blocked:
            assert "undone" in str(blocked)
            continue
        assert (journey.state, journey.waits) == (state, waits)
