"""The state of a run as bytes: small, versioned, without the specification, and the whole truth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import orjson
import pytest

from service.engine import StepRules, advance
from service.engine.progress import (
    EngineError,
    Resume,
    Start,
    StateTooNew,
    StepLimitExceeded,
    UserTaskCompleted,
)
from service.feel.values import Date, DaysDuration, read_date_time
from tests.engine.drawing import END, START, boundary, chain, define, flow, script, timer, user
from tests.engine.journey import MONDAY, Journey, Promises

TWO = START + user("one") + boundary("late", "one", timer("PT4H")) + user("two") + END
PLAIN = TWO + chain("start", "one", "two", "end") + flow("late", "end")


def test_the_state_holds_no_word_of_the_specification() -> None:
    journey = Journey(define(PLAIN.replace('id="one" ', 'id="one" name="A long name of a task"'))).start(
        note="n"
    )
    assert journey.state is not None
    document = orjson.loads(journey.state)
    assert document["v"] == 1
    assert b"A long name" not in journey.state
    assert len(journey.state) < 250


def test_every_kind_of_value_survives_a_step() -> None:
    values = {
        "null": None,
        "flag": True,
        "number": Decimal("1.50"),
        "text": "保修期内",
        "day": Date(2026, 1, 5),
        "moment": read_date_time("2026-01-05T08:00:00@Asia/Shanghai"),
        "length": DaysDuration(3_600_000_000_000),
        "list": [Decimal(1), ["x"], {"$": "not a tag"}],
        "context": {"a": {"b": [None]}},
    }
    definition = define(PLAIN)
    first = advance(definition, None, Start(values), now=MONDAY, host=Promises())
    task = first.opened.tasks[0].engine_id
    second = advance(definition, first.state, UserTaskCompleted(task, {}), now=MONDAY, host=Promises())
    assert second.variables == values


def test_a_state_of_a_newer_release_is_refused_and_one_that_is_broken_too() -> None:
    journey = Journey(define(PLAIN)).start()
    newer = orjson.dumps({**orjson.loads(journey.state or b""), "v": 999})
    with pytest.raises(StateTooNew):
        advance(journey.definition, newer, Resume(), now=MONDAY, host=Promises())
    for broken in (b"", b"{", b"[]", b"{}"):
        with pytest.raises(EngineError):
            advance(journey.definition, broken, Resume(), now=MONDAY, host=Promises())


def test_a_state_whose_element_the_definition_lost_is_refused_by_name() -> None:
    journey = Journey(define(PLAIN)).start()
    other = define(START + user("other") + chain("start", "other"))
    with pytest.raises(EngineError) as caught:
        advance(other, journey.state, Resume(), now=MONDAY, host=Promises())
    assert caught.value.activity_id == "one"


def test_resuming_where_nothing_happened_changes_nothing() -> None:
    journey = Journey(define(PLAIN)).start()
    before = journey.state
    journey.step(Resume())
    assert journey.state == before
    assert journey.last is not None and not journey.last.trail


ENDLESS = (
    START
    + user("ask")
    + '<exclusiveGateway id="top"/>'
    + script("spin", "(if n = null then 0 else n) + 1", "n")
    + chain("start", "ask", "top", "spin", "top")
)


def test_an_endless_automatic_loop_stops_at_the_bound_and_the_run_lives_on() -> None:
    journey = Journey(define(ENDLESS)).start()
    before = journey.state
    with pytest.raises(StepLimitExceeded) as caught:
        journey.complete("ask")
    assert caught.value.activity_id in ("top", "spin")
    assert journey.state == before
    assert journey.tasks == ["ask"]


def test_a_step_is_bounded_in_cpu_time_too() -> None:
    rules = StepRules(elements=10**9, cpu_seconds=0.05)
    with pytest.raises(StepLimitExceeded):
        Journey(define(ENDLESS), rules).start().complete("ask")


def test_a_loop_that_forks_without_end_is_bounded() -> None:
    body = START + '<exclusiveGateway id="top"/><parallelGateway id="split"/>' + user("work")
    body += flow("start", "top") + flow("top", "split") + flow("split", "top") + flow("split", "work")
    with pytest.raises(StepLimitExceeded):
        Journey(define(body)).start()


def test_a_host_that_fails_fails_the_step_and_names_the_element() -> None:
    class Broken(Promises):
        def sla(self, kind: str, fraction: float, variables: object) -> object:  # type: ignore[override]
            raise ValueError("no such clock")

    journey = Journey(
        define(START + user("ask", 'camunda:dueDate="=sla(&quot;x&quot;)"') + chain("start", "ask"))
    )
    journey.host = Broken()
    with pytest.raises(EngineError, match="no such clock") as caught:
        journey.start()
    assert caught.value.activity_id == "ask"


def test_rules_belong_to_the_definition() -> None:
    definition = define(PLAIN)
    assert replace(definition, rules=StepRules(elements=5)).rules.elements == 5
    assert definition.rules.elements > 5
