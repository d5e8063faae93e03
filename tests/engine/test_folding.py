"""Folding changes nothing but size: random walks, folded and unfolded side by side, see the same world."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.engine import Definition, StepRules, compile_definition
from service.engine.forms import Kind
from service.engine.progress import (
    EffectDone,
    EngineError,
    MessageReceived,
    OpenSubscription,
    OpenTask,
    OpenTimer,
    SignalReceived,
    SourceFile,
    Stimulus,
    TimerDue,
    UserTaskCompleted,
)
from tests.conformance.betsy import SuiteLanguage
from tests.engine.drawing import START, boundary, chain, define, flow, timer, user
from tests.engine.gallery import DRAWN, drawn, shipped
from tests.engine.journey import Journey

BETSY = Path(__file__).parents[3] / "shared" / "conformance" / "betsy"
PEOPLE = ["anna", "ben", "carl"]
SHIPPED = dict(shipped())
COMPILED = drawn()
CASE = {
    "kind": "complaint",
    "case_number": "CP-1",
    "tier": Decimal(2),
    "round": Decimal(1),
    "address": "A",
    "contracted_on": "2025-01-01",
    "people": PEOPLE,
    "test": "a",
    "integerVariable": Decimal(0),
}


@pytest.mark.parametrize("name", sorted(DRAWN))
@pytest.mark.parametrize("seed", range(8))
def test_folding_changes_nothing_on_our_drawings(name: str, seed: int) -> None:
    walk_both(COMPILED[name], random.Random(seed), 30)


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("seed", range(6))
def test_folding_changes_nothing_on_the_shipped_processes(name: str, seed: int) -> None:
    walk_both(SHIPPED[name], random.Random(seed), 40)


@pytest.mark.skipif(not BETSY.exists(), reason="the public conformance cases are not beside this checkout")
def test_folding_changes_nothing_on_the_public_cases() -> None:
    walked = 0
    for path in sorted(BETSY.rglob("*.bpmn")):
        try:
            definition = compile_definition(
                path.stem, [SourceFile(path.name, path.read_bytes())], language=SuiteLanguage()
            )
        except EngineError:
            continue
        walk_both(definition, random.Random(1), 10)
        walked += 1
    assert walked > 20


def walk_both(definition: Definition, chance: random.Random, steps: int) -> None:
    """Take the same random steps folded and unfolded; after each the same things are true of both."""
    folded, whole = Journey(definition), Journey(definition, StepRules(folded=False))
    if not both(folded, whole, lambda journey: journey.start(**CASE)):
        return
    for _ in range(steps):
        assert folded.waits == whole.waits
        if folded.outcome is not None or not folded.waits:
            return
        stimulus = choose(definition, chance, folded)
        both(folded, whole, lambda journey, each=stimulus: journey.step(each))


def both(folded: Journey, whole: Journey, act: Any) -> bool:
    """Do the same to both; they must succeed or fail alike. Whether they succeeded."""
    problems: list[object] = []
    for journey in (folded, whole):
        try:
            act(journey)
            problems.append(None)
        except EngineError as problem:
            problems.append((type(problem), str(problem), problem.activity_id))
    assert problems[0] == problems[1]
    if problems[0] is not None:
        return False
    assert folded.last is not None
    assert whole.last is not None
    for field in (
        "opened",
        "closed",
        "variables",
        "changed",
        "thrown",
        "signals",
        "trail",
        "outcome",
        "active",
    ):
        assert getattr(folded.last, field) == getattr(whole.last, field), field
    assert folded.state is not None and whole.state is not None and len(folded.state) <= len(whole.state)
    return True


def choose(definition: Definition, chance: random.Random, journey: Journey) -> Stimulus:
    """A stimulus for one of the open waits."""
    wait = chance.choice(sorted(journey.waits.values(), key=lambda each: int(each.engine_id)))
    if isinstance(wait, OpenTask):
        return UserTaskCompleted(wait.engine_id, answers(definition, chance, wait))
    if isinstance(wait, OpenTimer):
        return TimerDue(wait.engine_id)
    if isinstance(wait, OpenSubscription):
        if wait.kind == "signal":
            return SignalReceived(wait.name)
        return MessageReceived(wait.engine_id, wait.name, {"text": chance.choice("xyz")})
    return EffectDone(wait.engine_id, {})


def answers(definition: Definition, chance: random.Random, wait: OpenTask) -> Mapping[str, Any]:
    """What a person might answer: by the form where there is one, else some flags."""
    form = definition.forms.get(wait.form_key or "")
    if form is None:
        return {name: chance.random() < 0.5 for name in ("a", "b")}
    given: dict[str, Any] = {}
    for field in form.fields:
        if len(field.path) != 1:
            continue
        if field.options.values:
            given[field.path[0]] = chance.choice(field.options.values)
        elif field.kind is Kind.CHECKBOX:
            given[field.path[0]] = chance.random() < 0.5
        elif field.kind is Kind.NUMBER:
            given[field.path[0]] = Decimal(chance.randrange(9))
        else:
            given[field.path[0]] = "x"
    return given


def loop() -> Definition:
    """A task with a timer, again and again."""
    body = START + '<exclusiveGateway id="top"/>' + user("assess") + user("call")
    body += boundary("late", "assess", timer("PT4H"), interrupting=False) + '<endEvent id="end"/>'
    body += '<exclusiveGateway id="ok" default="ok_top"/><endEvent id="nag"/>' + flow("late", "nag")
    return define(
        body + chain("start", "top", "assess", "call", "ok") + flow("ok", "end", "=done") + flow("ok", "top")
    )


def test_round_five_hundred_of_a_loop_is_as_small_as_round_one() -> None:
    journey = Journey(loop()).start()
    sizes = []
    for _ in range(500):
        journey.complete("assess", done=False).complete("call", done=False)
        assert journey.state is not None
        sizes.append(len(journey.state))
    # Only the counted ids grow, by a digit now and then.
    assert sizes[-1] - sizes[0] < 20
    assert len(orjson.loads(journey.state or b"")["tokens"]) == 2
    assert journey.complete("assess").complete("call", done=True).outcome


def test_round_five_hundred_walks_as_few_elements_as_round_one() -> None:
    journey = Journey(loop()).start()
    counts = []
    for _ in range(500):
        journey.complete("assess", done=False).complete("call", done=False)
        assert journey.last is not None
        counts.append(len(journey.last.trail))
    assert len(set(counts)) == 1
