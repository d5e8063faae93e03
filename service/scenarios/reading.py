"""``scenarios.yaml`` read into scenarios, with a sentence for whatever is written wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from service.engine.progress import SourceFile

Details = Mapping[str, object]

STEP_WORDS: Mapping[str, frozenset[str]] = {
    "claim": frozenset({"by"}),
    "complete": frozenset({"by", "answers"}),
    "refuse": frozenset({"by", "answers", "because"}),
    "wait": frozenset(),
    "fire": frozenset(),
    "message": frozenset({"with"}),
    "expect": frozenset(),
    "walk": frozenset(),
}
"""The steps a scenario may take, each with the words that may stand beside it."""

EXPECT_WORDS = frozenset({"open", "timers", "variables", "groups", "due", "told", "filed", "ended"})
_FILE_WORDS = frozenset({"given", "people", "answers", "walks", "scenarios", "not_covered"})
_SCENARIO_WORDS = frozenset({"name", "given", "steps"})
_MAX_WALKS = 8


class ScenarioFileWrong(Exception):
    """The file is not written as scenarios are; ``str()`` says where and what."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens or is expected: ``word`` says what, ``subject`` to which activity."""

    place: str
    word: str
    subject: object
    details: Details

    def mapping(self, name: str) -> Details:
        """The mapping under this word; empty when left out."""
        found = self.details.get(name)
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One example run: what the process starts with, who takes part, and what happens."""

    name: str
    given: Details
    people: Mapping[str, frozenset[str]]
    answers: Mapping[str, Details]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """All scenarios of one process, and the flows that none of them need pass (each with the reason)."""

    path: str
    process_key: str
    scenarios: tuple[Scenario, ...]
    not_covered: Mapping[str, str]


def read_scenarios(file: SourceFile, process_key: str) -> ScenarioFile:
    """The scenarios of this file, or ``ScenarioFileWrong``."""
    try:
        raw = yaml.safe_load(file.content)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ScenarioFileWrong(f"{file.path}: not YAML: {error}") from error
    content = _mapping(raw, file.path, _FILE_WORDS)
    shared = _Shared(
        given=_mapping(content.get("given", {}), "given"),
        people=_people(content.get("people", {})),
        answers={
            name: _mapping(found, f"answers of {name}")
            for name, found in _mapping(content.get("answers", {}), "answers").items()
        },
        walks=_mapping(content.get("walks", {}), "walks"),
    )
    listed = content.get("scenarios")
    if not isinstance(listed, list) or not listed:
        raise ScenarioFileWrong(f"{file.path}: `scenarios` must be a list with at least one scenario.")
    scenarios = tuple(_scenario(each, shared) for each in listed)
    reasons = _mapping(content.get("not_covered", {}), "not_covered")
    return ScenarioFile(file.path, process_key, scenarios, {key: str(why) for key, why in reasons.items()})


@dataclass(frozen=True, slots=True)
class _Shared:
    given: Details
    people: Mapping[str, frozenset[str]]
    answers: Mapping[str, Details]
    walks: Details


def _scenario(raw: object, shared: _Shared) -> Scenario:
    content = _mapping(raw, "a scenario", _SCENARIO_WORDS)
    name = str(content.get("name") or "")
    if not name:
        raise ScenarioFileWrong("A scenario has no name.")
    given = {**shared.given, **_mapping(content.get("given", {}), f"{name}: given")}
    steps = tuple(_steps(content.get("steps"), name, shared, depth=0))
    return Scenario(name, given, shared.people, shared.answers, steps)


def _steps(raw: object, place: str, shared: _Shared, *, depth: int) -> Iterator[Step]:
    if not isinstance(raw, list):
        raise ScenarioFileWrong(f"{place}: the steps must be a list.")
    for number, each in enumerate(raw, start=1):
        step = _step(each, f"{place}, step {number}")
        if step.word != "walk":
            yield step
            continue
        if depth >= _MAX_WALKS or step.subject not in shared.walks:
            raise ScenarioFileWrong(f"{step.place}: no walk {step.subject!r}, or walks go in circles.")
        walk = str(step.subject)
        yield from _steps(shared.walks[walk], f"{step.place} ({walk})", shared, depth=depth + 1)


def _step(raw: object, place: str) -> Step:
    content = _mapping(raw, place)
    words = [word for word in content if word in STEP_WORDS]
    if len(words) != 1:
        raise ScenarioFileWrong(f"{place}: exactly one of {', '.join(STEP_WORDS)} must say what happens.")
    word = words[0]
    details = {key: value for key, value in content.items() if key != word}
    _refuse_unknown(details, STEP_WORDS[word], place)
    if word == "expect":
        _mapping(content[word], place, EXPECT_WORDS)
    return Step(f"{place}: {word} {_brief(content[word])}".rstrip(), word, content[word], details)


def _brief(subject: object) -> str:
    return subject if isinstance(subject, str) else ""


def _people(raw: object) -> dict[str, frozenset[str]]:
    people = _mapping(raw, "people")
    for name, groups in people.items():
        if not isinstance(groups, list):
            raise ScenarioFileWrong(f"people: {name} needs a list of groups.")
    return {name: frozenset(map(str, groups)) for name, groups in people.items() if isinstance(groups, list)}


def _mapping(raw: object, place: str, allowed: frozenset[str] | None = None) -> dict[str, object]:
    if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
        raise ScenarioFileWrong(f"{place}: `name: value` lines are expected here.")
    if allowed is not None:
        _refuse_unknown(raw, allowed, place)
    return raw


def _refuse_unknown(found: Mapping[str, object], allowed: frozenset[str], place: str) -> None:
    unknown = sorted(set(found) - allowed)
    if unknown:
        known = ", ".join(sorted(allowed)) or "nothing"
        raise ScenarioFileWrong(f"{place}: {', '.join(unknown)} is not known here; known: {known}.")
