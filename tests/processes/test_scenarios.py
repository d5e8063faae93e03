"""Every scenario beside a process runs as written, and together they pass every flow of every diagram."""

from __future__ import annotations

from functools import cache

import pytest

from service.engine.progress import SourceFile, TrailEvent
from service.scenarios import ScenarioResult, run_folder
from service.scenarios.reading import read_scenarios
from tests.processes.diagrams import KEYS, PROCESSES, diagram


@cache
def results() -> tuple[ScenarioResult, ...]:
    return tuple(run_folder(PROCESSES))


def steps_of(key: str) -> list[list[TrailEvent]]:
    """What each engine step of any scenario did in this process."""
    steps = [step for result in results() for step in result.trail]
    return [[event for event in step if event.process_key == key] for step in steps]


@pytest.mark.parametrize("key", KEYS)
def test_every_scenario_of_a_process_runs_as_written(key: str) -> None:
    mine = [result for result in results() if result.process_key == key]
    assert mine, f"{key} has no scenarios"
    assert not [result.describe() for result in mine if not result.ok]


@pytest.mark.parametrize("key", KEYS)
def test_the_scenarios_pass_every_flow_or_say_why_not(key: str) -> None:
    path = PROCESSES / key / "scenarios.yaml"
    excused = read_scenarios(SourceFile(path.name, path.read_bytes()), key).not_covered
    steps = steps_of(key)
    flows = diagram(key).flows()
    unpassed = {name for name, ends in flows.items() if not any(_passes(step, ends) for step in steps)}
    assert unpassed == set(excused), "flows no scenario passes, against those excused in not_covered"


@pytest.mark.parametrize("key", KEYS)
def test_the_scenarios_reach_every_element(key: str) -> None:
    reached = {event.activity_id for step in steps_of(key) for event in step}
    drawn = {element.get("id", "") for element in diagram(key).elements()}
    assert not drawn - reached - _listeners(key)


def _passes(step: list[TrailEvent], ends: tuple[str, str]) -> bool:
    """Whether the source was left in this step and its target entered (or left) after it."""
    source, target = ends
    left = [place for place, event in enumerate(step) if _is_left(event, source)]
    return bool(left) and any(event.activity_id == target for event in step[left[0] + 1 :])


def _is_left(event: TrailEvent, activity_id: str) -> bool:
    return event.activity_id == activity_id and event.kind in ("left", "caught")


def _listeners(key: str) -> set[str]:
    """Starts of event sub-processes: their trail is their sub-process's."""
    return {
        start.get("id", "")
        for sub_process in diagram(key).elements("subProcess")
        for start in sub_process
        if start.tag.endswith("}startEvent")
    }
