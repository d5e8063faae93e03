"""Deployed definitions, compiled once per process and kept: versions never change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from service.domain.definitions import DefinitionFile, ProcessDefinition
from service.engine import Definition, compile_definition
from service.engine.forms import Form, find_form, parse_form
from service.engine.progress import SourceFile
from service.errors import DefinitionNotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEPT = 200
_NEWER = aliased(ProcessDefinition)


@dataclass(frozen=True, slots=True)
class Deployed:
    """A definition version ready to run: compiled, with the files it runs from."""

    id: UUID
    key: str
    version: int
    compiled: Definition
    files: Mapping[str, bytes]
    forms: dict[tuple[str, str], tuple[str, Form] | None] = field(default_factory=dict)


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
        """The names of the definition's elements in this language, by element id."""
        return self.deployed(definition_id).compiled.names.get(language, {})

    def form_file(self, definition_id: UUID, form_key: str, process_key: str) -> bytes | None:
        """The form's file, byte for byte."""
        found = self._form(definition_id, form_key, process_key)
        return self.deployed(definition_id).files[found[0]] if found is not None else None

    def form(self, definition_id: UUID, form_key: str, process_key: str) -> Form | None:
        """The form a task of this process asks with, parsed once."""
        found = self._form(definition_id, form_key, process_key)
        return found[1] if found is not None else None

    def warm(self) -> None:
        """Compile the newest version of every process, so that nobody's first step has to."""
        newest = select(func.max(ProcessDefinition.version)).where(ProcessDefinition.key == _NEWER.key)
        with self._reading() as session:
            wanted = select(_NEWER.id).where(_NEWER.version == newest.scalar_subquery())
            ids = list(session.execute(wanted).scalars())
        for definition_id in ids:
            self.deployed(definition_id)

    def _form(self, definition_id: UUID, form_key: str, process_key: str) -> tuple[str, Form] | None:
        deployed = self.deployed(definition_id)
        at = (form_key, process_key)
        if at not in deployed.forms:
            deployed.forms[at] = _find_form(deployed.files, form_key, process_key)
        return deployed.forms[at]

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
            files = {row.path: row.content for row in found}
            key, version = row.key, row.version
        sources = [SourceFile(path, content) for path, content in files.items()]
        return Deployed(definition_id, key, version, compile_definition(key, sources), files)


def _find_form(files: Mapping[str, bytes], form_key: str, process_key: str) -> tuple[str, Form] | None:
    """The form a key means, first beside the process: its folder bears its key."""
    forms = {path: parse_form(files[path], path) for path in files if path.endswith(".form")}
    ids = {path: form.id for path, form in forms.items()}
    path = find_form(form_key, ids, beside=f"{process_key}/{process_key}.bpmn")
    return (path, forms[path]) if path is not None else None
