"""A form about an act, read: what is to be done and why, and which names its page needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import orjson
from flask import request

from service.domain.clocks.promises import kind_words
from service.domain.clocks.rounds import ACTS
from service.domain.people import Actor
from service.domain.views import DefinitionView, PersonView
from service.domain.views.board import ElementView
from service.errors import Invalid
from service.operations.stepping_in.kinds import Intervention, Kind
from service.queries import definitions
from service.queries.board.sheet import elements_of
from service.queries.people import people
from service.runtime import Runtime
from service.web import words
from service.web.language import asked_language

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.REASSIGN: ("task", "to"),
    Kind.COMPLETE: ("task", "answers"),
    Kind.VARIABLES: ("variables",),
    Kind.MOVE_TIMER: ("timer", "due_at"),
    Kind.MODIFY: ("cancel", "start_before", "variables"),
    Kind.RESTART: ("element",),
    Kind.MIGRATE: ("version", "elements"),
}
"""What each act asks for beside its reason."""


_CLOCKS: Mapping[Kind, str] = {
    Kind.SUSPEND: "suspend",
    Kind.RESUME: "suspend",
    Kind.TERMINATE: "terminate",
    Kind.REASSIGN: "reassign",
    Kind.MODIFY: "modify",
    Kind.RESTART: "modify",
    Kind.MIGRATE: "migrate",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the fields of an act offer: elements, versions, colleagues."""

    elements: tuple[ElementView, ...]
    versions: tuple[DefinitionView, ...]
    people: tuple[PersonView, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """Every element's name by its id, of those too that nothing can begin at."""

    @property
    def people_names(self) -> dict[str, str]:
        """Everybody's name as people say it."""
        return {each.name: each.display_name for each in self.people}


def clock_name(kind: str) -> str:
    """What a kind of clock is called in the reader's language."""
    return kind_words(kind).told_in(asked_language())


def clock_words(act: Kind) -> str:
    """What the act does to the clocks of the case (D11); empty where it does nothing."""
    told = _CLOCKS.get(act)
    return ACTS[told].told_in(asked_language()) if told else ""


def labels_of(act: Kind) -> dict[str, str]:
    """What the act's page calls its fields, where an error would call them otherwise."""
    say = words.TABLES[asked_language()]
    called = {Kind.MOVE_TIMER: "step_timer", Kind.REASSIGN: "step_task", Kind.RESTART: "step_element"}
    return {"element": say[called[act]]} if act in called else {}


def kind_of(text: str) -> Kind:
    """The act an address names."""
    if text not in tuple(Kind):
        raise Invalid.field("act", text)
    return Kind(text)


def offered(rt: Runtime, key: str | None, version: int | None, by: Actor) -> Offered:
    """What there is to choose from in this process."""
    staff = people(rt, by=by)
    if key is None:
        return Offered((), (), staff)
    versions = definitions.versions_of(rt, key)
    mine = [each for each in versions if each.version == version] or list(versions)
    if not mine:
        return Offered((), versions, staff)
    definition = rt.definitions.get(mine[0].id)
    names = {each: definition.name_of(each, by.language) for each in definition.activities}
    names[key] = definition.names.get(by.language, {}).get(key, definition.name)
    return Offered(elements_of(definition, by.language), versions, staff, names)


def intervention(rt: Runtime, act: Kind) -> Intervention:
    """The act as the form says it; raises Invalid naming the field that cannot be read."""
    sent = request.form
    asked = FIELDS.get(act, ())
    element = next((sent.get(each) for each in ("task", "timer", "element") if each in asked), None)
    named = "answers" if "answers" in asked else "variables"
    return Intervention(
        act=act,
        reason=sent.get("reason", ""),
        element=element or None,
        to=sent.get("to") or None,
        due_at=_instant(sent.get("due_at", ""), rt.settings.time_zone) if "due_at" in asked else None,
        version=_number(sent.get("version", "")) if "version" in asked else None,
        cancel=tuple(sent.getlist("cancel")) if "cancel" in asked else (),
        start_before=tuple(each for each in sent.getlist("start_before") if each and "start_before" in asked),
        variables=_values(named, sent.get(named, "")) if named in asked else {},
        elements=_mapping(sent.get("elements", "")) if "elements" in asked else {},
    )


def _values(field: str, text: str) -> dict[str, object]:
    """A line for each value, ``name = value``; a value that is no number, list and so on is text."""
    found: dict[str, object] = {}
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if not line.strip():
            continue
        if not separator or not name.strip():
            raise Invalid.field(field, "a line for each, name = value")
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _mapping(text: str) -> dict[str, str | None]:
    found = _values("elements", text)
    return {name: None if value in (None, "") else str(value) for name, value in found.items()}


def _instant(text: str, zone: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid.field("due_at", "a date") from wrong
    return told if told.tzinfo else told.replace(tzinfo=ZoneInfo(zone))


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise Invalid.field("version", "a number")
    return int(text)
