"""Deployed definitions, compiled once per process and kept: versions never change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from sqlalchemy import select

from service.domain.definitions import DefinitionFile, ProcessDefinition
from service.engine import Definition, compile_definition
from service.engine.progress import SourceFile
from service.errors import DefinitionNotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Deployed:
    """A definition version ready to run: compiled, with the files it runs from."""

    id: UUID
    key: str
    version: int
    compiled: Definition
    files: Mapping[str, bytes]
    parsed: dict[object, object] = field(default_factory=dict)
    """What others derive from the files once and keep: forms, tables, names by language."""


class Definitions:
    """The definitions this process has used lately."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Session]]) -> None:
        """Read files through sessions like this."""
        self._reading = reading
        self._kept: OrderedDict[UUID, Deployed] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, definition_id: UUID) -> Definition:
        """The compiled definition with this id."""
        return self.deployed(definition_id).compiled

    def deployed(self, definition_id: UUID) -> Deployed:
        """The definition with its files."""
        kept = self._kept.get(definition_id)
        if kept is not None:
            return kept
        loaded = self._load(definition_id)
        with self._lock:
            self._kept[definition_id] = loaded
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return loaded

    def names(self, definition_id: UUID, language: str) -> Mapping[str, str]:
        """The names of the definition's elements in this language, by element id; empty where none are given."""
        deployed = self.deployed(definition_id)
        found = deployed.parsed.get(("names", language))
        if found is None:
            found = deployed.parsed[("names", language)] = _names(deployed.files, language)
        return found  # type: ignore[return-value]  # the key says what is kept under it

    def _load(self, definition_id: UUID) -> Deployed:
        with self._reading() as session:
            row = session.get(ProcessDefinition, definition_id)
            if row is None:
                raise DefinitionNotFound(definition=definition_id)
            found = session.execute(
                select(DefinitionFile.path, DefinitionFile.content)
                .where(DefinitionFile.definition_id == definition_id)
                .order_by(DefinitionFile.path)
            )
            files = {path: content for path, content in found}
            key, version = row.key, row.version
        sources = [SourceFile(path, content) for path, content in files.items()]
        return Deployed(definition_id, key, version, compile_definition(key, sources), files)


def _names(files: Mapping[str, bytes], language: str) -> dict[str, str]:
    """All catalogues ``names.<language>.json`` of the closure, merged."""
    merged: dict[str, str] = {}
    for path, content in files.items():
        if path.rsplit("/", 1)[-1] == f"names.{language}.json":
            merged.update(orjson.loads(content))
    return merged
