"""An act and a filter as JSON and back: a batch keeps both as they were ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

from service.feel.values import to_plain
from service.operations.stepping_in.kinds import Intervention, Kind
from service.queries.board.asking import RunFilter

Document = dict[str, object]


def intervention_as_json(asked: Intervention) -> Document:
    """The act without what it does not use."""
    return _document(asked, Intervention(asked.act, ""))


def intervention_of(document: Mapping[str, object]) -> Intervention:
    """The act a document means."""
    told = _read(Intervention, document)
    told |= {name: tuple(told[name]) for name in ("cancel", "start_before") if name in told}
    return Intervention(**told | {"act": Kind(str(document["act"]))})


def asked_as_json(asked: RunFilter) -> Document:
    """The filter without what it does not ask."""
    return _document(asked, RunFilter())


def asked_of(document: Mapping[str, object]) -> RunFilter:
    """The filter a document means."""
    return RunFilter(**_read(RunFilter, document))


def _document(told: Any, plain: Any) -> Document:  # Any: one of the two dataclasses above
    named = ((each.name, getattr(told, each.name)) for each in fields(told))
    kept = {name: value for name, value in named if name == "act" or value != getattr(plain, name)}
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return to_plain(list(value) if isinstance(value, tuple) else value)


def _read(kind: Any, document: Mapping[str, object]) -> dict[str, Any]:
    """The fields this release knows; instants are instants again."""
    known = {each.name for each in fields(kind)}
    told = {name: value for name, value in document.items() if name in known}
    for name in ("due_at", "started_before", "started_after"):
        if isinstance(told.get(name), str):
            told[name] = datetime.fromisoformat(cast("str", told[name]))
    return told
