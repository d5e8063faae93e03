"""Playing every scenario of a folder of processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from service.domain.calendars import Calendars, CalendarsRefused
from service.engine import compile_definition
from service.engine.forms import InvalidAnswers
from service.engine.progress import EngineError, SourceFile
from service.feel.errors import FeelError
from service.runtime.calendars import FILE as CALENDARS
from service.runtime.calendars import calendars_of
from service.scenarios.doing import do
from service.scenarios.people import Cast, MayNot
from service.scenarios.playing import Differs, Playing, ScenarioResult
from service.scenarios.reading import Scenario, ScenarioFile, ScenarioFileWrong, read_scenarios
from service.scenarios.spelling import feel_values

SCENARIOS = "scenarios.yaml"
_ENDINGS = frozenset({".bpmn", ".dmn", ".form", ".json", ".yaml", ".yml"})


def run_folder(folder: Path) -> list[ScenarioResult]:
    """Play all scenarios below the folder in order; a file written wrong is one failed result."""
    files = read_files(folder)
    results: list[ScenarioResult] = []
    for file in files:
        if PurePosixPath(file.path).name == SCENARIOS:
            results += run_file(file, files, key_of(file, folder))
    return results


def read_files(folder: Path) -> list[SourceFile]:
    """The process files below the folder, by path."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in _ENDINGS and path.is_file()]
    inside = [(path.relative_to(folder), path) for path in paths]
    shown = [(name, path) for name, path in inside if not any(part.startswith(".") for part in name.parts)]
    return [SourceFile(name.as_posix(), path.read_bytes()) for name, path in shown]


def key_of(file: SourceFile, folder: Path) -> str:
    """The process a scenario file is about: the name of the folder it lies in."""
    return PurePosixPath(file.path).parent.name or folder.resolve().name


def run_file(file: SourceFile, files: Sequence[SourceFile], key: str) -> list[ScenarioResult]:
    """Play the scenarios of one file."""
    try:
        read = read_scenarios(file, key)
        definition = compile_definition(key, files)
        calendars = _calendars(files)
    except (ScenarioFileWrong, EngineError, CalendarsRefused) as error:
        return [ScenarioResult(key, "(all)", file.path, str(error))]
    return [
        play(scenario, read, Playing(definition, Cast(scenario.people), calendars))
        for scenario in read.scenarios
    ]


def _calendars(files: Sequence[SourceFile]) -> Calendars:
    found = (file.content for file in files if PurePosixPath(file.path).name == CALENDARS)
    return calendars_of(next(found, None))


def play(scenario: Scenario, read: ScenarioFile, run: Playing) -> ScenarioResult:
    """Play one scenario to its end or its first difference."""
    problem = _first_difference(scenario, run)
    return ScenarioResult(read.process_key, scenario.name, read.path, problem, tuple(run.trail))


def _first_difference(scenario: Scenario, run: Playing) -> str | None:
    place = f"{scenario.name}: start"
    try:
        given = feel_values(scenario.given)
        run.start(given if isinstance(given, dict) else {})
        for step in scenario.steps:
            place = step.place
            do(step, scenario, run)
    except (Differs, MayNot, InvalidAnswers, EngineError, FeelError, ValueError) as error:
        return f"{place}: {_in_words(error)}"
    return None


def _in_words(error: Exception) -> str:
    if isinstance(error, InvalidAnswers):
        return "; ".join(f"{name}: {' '.join(found)}" for name, found in error.fields.items())
    at = f" at {error.activity_id}" if isinstance(error, EngineError) and error.activity_id else ""
    return f"{error}{at}"


def failed(results: Sequence[ScenarioResult]) -> list[ScenarioResult]:
    """Those that did not go as written."""
    return [result for result in results if not result.ok]
