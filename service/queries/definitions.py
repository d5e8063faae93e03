"""What is deployed, and its files."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from service.domain.definitions import DefinitionFile, ProcessDefinition
from service.domain.instances import RUNNING, ProcessInstance
from service.domain.views import DefinitionView, Page, PageRequest
from service.errors import DefinitionNotFound
from service.store.paging import page_of, paged
from service.store.prepared import Prepared
from service.store.shaping import definition_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def definitions(
    rt: Runtime, page: PageRequest, *, key: str | None = None, latest: bool = False, by: Actor
) -> Page[DefinitionView]:
    """The deployed definition versions, newest first; ``latest``: only the newest of each key."""
    statement = _with_running()
    if key is not None:
        statement = statement.where(ProcessDefinition.key == key)
    if latest:
        statement = statement.where(ProcessDefinition.version == _newest())
    with rt.reading() as session:
        chosen = paged(statement, page, (ProcessDefinition.id,), (UUID,), descending=True)
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row[0].id,), lambda row: definition_view(row[0], running=row[1]))


def newest_of_each(rt: Runtime) -> tuple[DefinitionView, ...]:
    """What is live, by key, to choose from: what runs of it is not counted, for there may be a million."""
    newest = select(ProcessDefinition).where(ProcessDefinition.version == _newest())
    with rt.reading() as session:
        found = session.execute(newest.order_by(ProcessDefinition.key)).scalars().all()
    return tuple(definition_view(each) for each in found)


def versions_of(rt: Runtime, key: str, *, most: int = 0) -> tuple[DefinitionView, ...]:
    """The newest versions of a process; of what runs, no more than ``most`` of each are counted."""
    wanted = _with_running(most).where(ProcessDefinition.key == key).order_by(ProcessDefinition.id.desc())
    with rt.reading() as session:
        found = session.execute(wanted.limit(_VERSIONS)).all()
    return tuple(definition_view(each, running=running) for each, running in found)


_VERSIONS = 50
"""So many versions to choose from."""


def live_processes(rt: Runtime, language: str) -> dict[str, str]:
    """The processes that are live, by key, by their names in this language."""
    with rt.asking() as connection:
        found = _LIVE.all(connection, {})
    return {key: rt.definitions.names(row_id, language).get(key, name) for key, row_id, name in found}


def _newest() -> ScalarSelect[int]:
    other = aliased(ProcessDefinition)
    newest = select(func.max(other.version)).where(other.key == ProcessDefinition.key)
    return newest.scalar_subquery()


_LIVE = Prepared(
    select(ProcessDefinition.key, ProcessDefinition.id, ProcessDefinition.name)
    .where(ProcessDefinition.version == _newest())
    .order_by(ProcessDefinition.id.desc())
)


def definition(rt: Runtime, key: str, version: int, *, by: Actor) -> DefinitionView:
    """One version of a process."""
    wanted = _with_running().where(ProcessDefinition.key == key, ProcessDefinition.version == version)
    with rt.reading() as session:
        found = session.execute(wanted).one_or_none()
        if found is None:
            raise DefinitionNotFound(definition=f"{key} v{version}")
        return definition_view(found[0], running=found[1])


def definition_xml(rt: Runtime, key: str, version: int, *, by: Actor) -> bytes:
    """The BPMN file of a version, byte for byte as it was deployed."""
    files = definition_files(rt, key, version, by=by)
    drawn = [path for path in files if path.endswith(".bpmn")]
    best = min(drawn, key=lambda path: (PurePosixPath(path).stem != key, not _draws(files[path], key), path))
    return files[best]


def definition_files(rt: Runtime, key: str, version: int, *, by: Actor) -> dict[str, bytes]:
    """Every file a version runs from, by path."""
    wanted = (
        select(DefinitionFile.path, DefinitionFile.content)
        .join(ProcessDefinition, ProcessDefinition.id == DefinitionFile.definition_id)
        .where(ProcessDefinition.key == key, ProcessDefinition.version == version)
        .order_by(DefinitionFile.path)
    )
    with rt.reading() as session:
        files = {row.path: row.content for row in session.execute(wanted)}
    if not files:
        raise DefinitionNotFound(definition=f"{key} v{version}")
    return files


def _draws(content: bytes, key: str) -> bool:
    return f'id="{key}"'.encode() in content


def _with_running(most: int | None = None) -> Select[Any]:
    mine = (ProcessInstance.definition_id == ProcessDefinition.id) & ProcessInstance.state.in_(RUNNING)
    counted = select(ProcessInstance.id).where(mine).limit(most).correlate(ProcessDefinition).subquery()
    running = select(func.count()).select_from(counted).scalar_subquery()
    return select(ProcessDefinition, running)
