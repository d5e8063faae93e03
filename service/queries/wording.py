"""The words of a process's forms: what its fields and choices are called in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from service.engine.forms.posted import text_of

if TYPE_CHECKING:
    from service.runtime import Runtime

Component = Mapping[str, Any]  # Any: a part of a form-js document

_KEPT: dict[tuple[UUID, str], Wording] = {}
_MOST_KEPT = 200
_WRITTEN = frozenset(("label", "dateLabel", "timeLabel", "text"))


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels by field key, and words by field key and value."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """What people call this field."""
        return self.labels.get(key, key.replace("_", " "))

    def value(self, key: str, value: object) -> str:
        """What people call this value of this field."""
        text = text_of(value)
        return self.values.get((key, text), text)


def wording(rt: Runtime, definition_id: UUID, language: str) -> Wording:
    """The words of this definition's forms; a definition never changes, so they are read once."""
    kept = _KEPT.get((definition_id, language))
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[definition_id, language] = _read(rt, definition_id, language)
    return kept


def components_of(form: Mapping[str, Any]) -> Iterator[Component]:
    """The parts of a form in reading order, those inside groups in their group's place."""
    for each in form.get("components", ()):
        if each.get("type") in ("group", "default"):
            yield from components_of(each)
        else:
            yield each


def label_of(component: Component, form_id: str, names: Mapping[str, str]) -> str:
    """What a part of a form is called: in the catalogue, else as the form writes it."""
    key = str(component.get("key", ""))
    written = component.get("label") or component.get("dateLabel") or component.get("timeLabel") or key
    return names.get(f"{form_id}.{key}", str(written))


def options_in(component: Component, form_id: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The choices written in a form: each value as text, with its word."""
    key = component.get("key")
    written = [(text_of(each.get("value")), str(each.get("label"))) for each in component.get("values") or ()]
    return tuple((value, names.get(f"{form_id}.{key}.{value}", label)) for value, label in written)


def worded(form: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The form document itself in the catalogue's language: labels, hints, choices and texts."""
    form_id = str(form.get("id"))
    return {
        name: [_worded_component(each, form_id, names) for each in value] if name == "components" else value
        for name, value in form.items()
    }


def _worded_component(component: Component, form_id: str, names: Mapping[str, str]) -> dict[str, Any]:
    if "components" in component:
        return {
            **component,
            "components": [_worded_component(each, form_id, names) for each in component["components"]],
        }
    key = str(component.get("key") or str(component.get("id", "")).removeprefix(f"{form_id}_"))
    told = dict(component)
    for part in _WRITTEN & told.keys():
        told[part] = names.get(f"{form_id}.{key}", told[part])
    if "description" in told:
        told["description"] = names.get(f"{form_id}.{key}.description", told["description"])
    if told.get("values"):
        words = dict(options_in(component, form_id, names))
        told["values"] = [{**each, "label": words[text_of(each.get("value"))]} for each in told["values"]]
    return told


def _read(rt: Runtime, definition_id: UUID, language: str) -> Wording:
    names = rt.definitions.names(definition_id, language)
    labels: dict[str, str] = {}
    values: dict[tuple[str, str], str] = {}
    for path, content in rt.definitions.deployed(definition_id).files.items():
        if not path.endswith(".form"):
            continue
        form = orjson.loads(content)
        for each in components_of(form):
            key = str(each.get("key", ""))
            labels.setdefault(key, label_of(each, str(form.get("id")), names))
            values |= {(key, value): word for value, word in options_in(each, str(form.get("id")), names)}
    return Wording(labels, values)
