"""The scenarios of the two flows go the same way on the database, workers' hands and all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from service.clock import SetClock
from service.commands.files import read_folder
from service.domain.people import SYSTEM
from service.engine.progress import SourceFile
from service.operations.deployments import deploy
from service.operations.people import set_groups
from service.runtime import Runtime, build_runtime
from service.scenarios.playing import BEGIN
from service.scenarios.reading import Scenario, read_scenarios
from service.settings import Settings
from tests.conftest import copy_sqlite
from tests.processes.diagrams import PROCESSES
from tests.processes.durable import Durable

KINDS = ("feedback", "complaint")
A_YEAR = timedelta(weeks=52)
"""Later than any holiday announced: then every week is an ordinary one, as in the scenarios."""
A_LONG_TIME = timedelta(weeks=10)
"""Longer than any scenario takes; each begins so much after the one before, on the same hour of a Monday."""


def scenarios() -> list[tuple[str, Scenario]]:
    found = []
    for kind in KINDS:
        path = PROCESSES / kind / "scenarios.yaml"
        read = read_scenarios(SourceFile(path.name, path.read_bytes()), kind)
        found += [(kind, scenario) for scenario in read.scenarios]
    return found


@pytest.fixture(scope="module")
def stage(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Runtime, SetClock]]:
    """A database on which the company's own processes are live, and its clock."""
    folder = tmp_path_factory.mktemp("durable")
    clock = SetClock(BEGIN + A_YEAR)
    url = copy_sqlite(sqlite_template, folder)
    settings = replace(Settings(), database_url=url, data_dir=folder, sqlite_synchronous="normal")
    rt = build_runtime(settings, clock=clock)
    set_groups(rt, yaml.safe_load((PROCESSES / "groups.yaml").read_text())["groups"])
    deploy(rt, read_folder(PROCESSES), by=SYSTEM)
    yield rt, clock
    rt.close()


@pytest.mark.parametrize(("kind", "scenario"), scenarios(), ids=[each.name for _, each in scenarios()])
def test_a_scenario_goes_as_written_on_the_database(
    stage: tuple[Runtime, SetClock], kind: str, scenario: Scenario
) -> None:
    rt, clock = stage
    clock.set(BEGIN + (clock.now() - BEGIN) // A_LONG_TIME * A_LONG_TIME + A_LONG_TIME)
    playing = Durable(rt, clock, scenario)
    try:
        playing.play(kind)
    finally:
        playing.clear()
