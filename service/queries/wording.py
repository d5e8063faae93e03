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
_YES_NO = {("en", "true"): "yes", ("en", "false"): "no", ("zh", "true"): "是", ("zh", "false"): "否"}
_WRITTEN = frozenset(("label", "dateLabel", "timeLabel", "text"))


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels by field key, and words by field key and value."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    """The keys that are answered by files."""
    language: str = "en"

    def label(self, key: str) -> str:
        """What people call this field."""
        return self.labels.get(key, key.replace("_", " "))

    def value(self, key: str, value: object) -> str:
        """What people call this value of this field."""
        text = text_of(value)
        return self.values.get((key, text), text)

    def told(self, key: str, value: object) -> str:
        """The same for whatever is answered: choices one after the other, a line for each row of a list."""
        zh = self.language.startswith("zh")
        if isinstance(value, Mapping):
            given = ((f"{key}.{name}", each) for name, each in value.items() if each not in (None, "", []))
            parts = (f"{self.label(name)}: {self._in(name, each)}" for name, each in given)
            return ("；" if zh else "; ").join(parts)
        if not isinstance(value, list | tuple):
            return self.value(key, value)
        if key in self.files:
            return f"{len(value)} 个文件" if zh else f"{len(value)} file{'s' if len(value) != 1 else ''}"
        if any(isinstance(each, Mapping) for each in value):
            return "\n".join(f"{at}. {self.told(key, each)}" for at, each in enumerate(value, 1))
        return ("、" if zh else ", ").join(self.value(key, each) for each in value)

    def _in(self, key: str, value: object) -> str:
        told = self.told(key, value)
        return _YES_NO.get((self.language[:2], told), told) if isinstance(value, bool) else told


def wording(rt: Runtime, definition_id: UUID, language: str) -> Wording:
    """The words of this definition's forms; a definition never changes, so they are read once."""
    kept = _KEPT.get((definition_id, language))
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[definition_id, language] = _read(rt, definition_id, language)
    return kept


def key_of(component: Component) -> str:
    """Where the answer of a part of a form stands: its key, of a list its path."""
    return str(component.get("path" if component.get("type") == "dynamiclist" else "key") or "")


def components_of(form: Mapping[str, Any]) -> Iterator[Component]:
    """The parts of a form in reading order, those inside groups in their group's place."""
    for each in form.get("components", ()):
        if each.get("type") in ("group", "default"):
            yield from components_of(each)
        else:
            yield each


def label_of(component: Component, form_id: str, names: Mapping[str, str], called: str = "") -> str:
    """What a part of a form is called: in the catalogue (under ``called``), else as the form writes it."""
    key = called or key_of(component)
    written = component.get("label") or component.get("dateLabel") or component.get("timeLabel") or key
    return names.get(f"{form_id}.{key}", str(written))


def options_in(
    component: Component, form_id: str, names: Mapping[str, str], called: str = ""
) -> tuple[tuple[str, str], ...]:
    """The choices written in a form: each value as text, with its word."""
    key = called or key_of(component)
    written = [(text_of(each.get("value")), str(each.get("label"))) for each in component.get("values") or ()]
    return tuple((value, names.get(f"{form_id}.{key}.{value}", label)) for value, label in written)


def worded(form: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The form document itself in the catalogue's language: labels, hints, choices and texts."""
    form_id = str(form.get("id"))
    parts = [_worded_component(each, (form_id, ""), names) for each in form.get("components", ())]
    return {**form, "components": parts}


def _worded_component(
    component: Component, where: tuple[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    """``where``: the form's id, and of a row what the names of its fields begin with."""
    form_id, before = where
    key = key_of(component) or str(component.get("id", "")).removeprefix(f"{form_id}_")
    key, told = before + key, dict(component)
    if "components" in component:
        rows = component.get("type") == "dynamiclist"
        inner = (form_id, f"{key}." if rows else before)
        told["components"] = [_worded_component(each, inner, names) for each in component["components"]]
        key = key if rows else str(component.get("id", ""))
    for part in _WRITTEN & told.keys():
        told[part] = names.get(f"{form_id}.{key}", told[part])
    if "description" in told:
        told["description"] = names.get(f"{form_id}.{key}.description", told["description"])
    if told.get("values"):
        words = dict(options_in(component, form_id, names, key))
        told["values"] = [{**each, "label": words[text_of(each.get("value"))]} for each in told["values"]]
    return told


def _read(rt: Runtime, definition_id: UUID, language: str) -> Wording:
    names = rt.definitions.names(definition_id, language)
    labels: dict[str, str] = {}
    values: dict[tuple[str, str], str] = {}
    files: set[str] = set()
    for path, content in rt.definitions.deployed(definition_id).files.items():
        if not path.endswith(".form"):
            continue
        form = orjson.loads(content)
        form_id = str(form.get("id"))
        for called, each in _called(form):
            labels.setdefault(called, label_of(each, form_id, names, called))
            values |= {(called, value): word for value, word in options_in(each, form_id, names, called)}
            if each.get("type") == "filepicker":
                files.add(called)
    return Wording(labels, values, frozenset(files), language)


def _called(form: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Component]]:
    """The parts of a form, those in rows by the names of their lists."""
    for each in components_of(form):
        yield before + key_of(each), each
        if each.get("type") == "dynamiclist":
            yield from _called(each, f"{before}{key_of(each)}.")
