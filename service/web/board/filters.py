"""What the address of the list asks for, as a filter and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from flask import request

from service.domain.views import DefinitionView
from service.queries import definitions
from service.queries.board.asking import STATES, RunFilter
from service.queries.board.sheet import elements_of
from service.runtime import Runtime

ASKED = (
    "state",
    "process",
    "version",
    "element",
    "age",
    "tier",
    "group",
    "person",
    "breached",
    "stuck",
    "q",
    "oldest",
)
AGES = (1, 3, 7, 30, 90)
TIERS = (1, 2, 3, 4)
MOST_RUNNING = 1_000
"""So many runs of a version are counted for whoever chooses one; beyond it there are "more"."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: processes, the versions and elements of the one chosen."""

    processes: tuple[DefinitionView, ...]
    versions: tuple[DefinitionView, ...]
    elements: tuple[tuple[str, str], ...]


def asked_texts(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """What was asked, as texts; whatever is not known asks for nothing."""
    sent = request.args if given is None else given
    told = {name: text for name in ASKED if (text := sent.get(name, "").strip())}
    if told.get("state") not in STATES:
        told.pop("state", None)
    if "process" not in told:
        told.pop("version", None)
    return told


def filter_of(rt: Runtime, told: Mapping[str, str]) -> RunFilter:
    """The filter these texts mean."""
    age = _number(told.get("age"))
    return RunFilter(
        state=told.get("state", "running"),
        process_key=told.get("process"),
        version=_number(told.get("version")),
        element=told.get("element"),
        started_before=None if age is None else rt.now() - timedelta(days=min(age, 100_000)),
        tier=_number(told.get("tier")),
        group=told.get("group"),
        person=told.get("person"),
        breached="breached" in told,
        stuck="stuck" in told,
        text=told.get("q"),
        oldest="oldest" in told,
    )


def choices(rt: Runtime, told: Mapping[str, str], language: str) -> Choices:
    """What the list can be narrowed by."""
    live = definitions.newest_of_each(rt)
    key = told.get("process")
    versions: tuple[DefinitionView, ...] = ()
    elements: tuple[tuple[str, str], ...] = ()
    if key is not None:
        versions = definitions.versions_of(rt, key, most=MOST_RUNNING)
    if versions:
        wanted = [each for each in versions if str(each.version) == told.get("version")] or versions
        found = elements_of(rt.definitions.get(wanted[0].id), language)
        elements = tuple((each.id, each.name) for each in found if each.name != each.id)
    return Choices(tuple(replace(each, name=_name(rt, each, language)) for each in live), versions, elements)


def _name(rt: Runtime, definition: DefinitionView, language: str) -> str:
    return rt.definitions.names(definition.id, language).get(definition.key, definition.name)


def address(told: Mapping[str, str], **changes: str) -> str:
    """The address of the list with these texts otherwise."""
    asked = {name: text for name, text in (dict(told) | changes).items() if text}
    return "/board?" + urlencode(asked) if asked else "/board"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else None
