"""Drawings for those who may see the run or own the process: the file in their language, and its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.definitions import ProcessDefinition
from service.domain.history import HistoryEvent
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.people import PROCESS_OWNER
from service.domain.views.diagrams import DiagramMarks, ElementMark, Stand
from service.engine.drawing import draws, worded_drawing
from service.errors import DefinitionNotFound, InstanceNotFound
from service.store.visibility import sees_run

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

DONE = ("activity.passed", "activity.left")
_KEPT: dict[tuple[UUID, str, str], bytes] = {}
_MOST_KEPT = 100


def instance_drawing(rt: Runtime, instance_id: UUID, process_key: str = "", *, by: Actor) -> bytes:
    """The drawing of the version this run is on; ``process_key``: of a process it calls."""
    wanted = select(ProcessInstance.definition_id, ProcessInstance.process_key)
    with rt.reading() as session:
        found = session.execute(wanted.where(ProcessInstance.id == instance_id, sees_run(by))).one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id=instance_id)
    return _drawing(rt, found.definition_id, process_key or found.process_key, by.language)


def definition_drawing(rt: Runtime, key: str, version: int, *, by: Actor) -> bytes:
    """The drawing of a version; for process owners and those who supervise."""
    wanted = select(ProcessDefinition.id).where(
        ProcessDefinition.key == key, ProcessDefinition.version == version
    )
    with rt.reading() as session:
        found = session.execute(wanted).scalar_one_or_none()
    if found is None or not (by.is_supervisor or by.is_in(PROCESS_OWNER)):
        raise DefinitionNotFound(definition=f"{key} version {version}")
    return _drawing(rt, found, key, by.language)


def instance_marks(rt: Runtime, instance_id: UUID, *, by: Actor) -> DiagramMarks:
    """Where a run stands and what it has done so far, by element."""
    run = _run(rt, instance_id, by)
    definition = rt.definitions.get(run.definition_id)
    marks = {
        each: ElementMark(
            run.tokens[each], run.done.get(each, 0), label=definition.name_of(each, by.language)
        )
        for each in (*run.done, *run.tokens)
    }
    return DiagramMarks(marks)


def instance_stand(rt: Runtime, instance_id: UUID, *, by: Actor) -> Stand:
    """Where a run stands, in words."""
    run = _run(rt, instance_id, by)
    definition = rt.definitions.get(run.definition_id)
    tasks = [
        (definition.name_of(each, by.language), times)
        for each, times in run.done.items()
        if each in definition.activities and definition.activities[each].activity_type == "userTask"
    ]
    standing = tuple(definition.name_of(each, by.language) for each in run.tokens)
    return Stand(standing, tuple(tasks), run.over, str(instance_id))


@dataclass(frozen=True, slots=True)
class _Run:
    definition_id: UUID
    tokens: Counter[str]
    done: Mapping[str, int]
    over: bool


def _run(rt: Runtime, instance_id: UUID, by: Actor) -> _Run:
    """A run with how often each element was done, asked for at once."""
    told = (HistoryEvent.instance_id == ProcessInstance.id) & HistoryEvent.type.in_(DONE)
    asked = (
        ProcessInstance.definition_id,
        ProcessInstance.state,
        ProcessInstance.waits,
        ProcessInstance.active,
    )
    wanted = (
        select(*asked, HistoryEvent.activity_id, func.count())
        .select_from(ProcessInstance)
        .outerjoin(HistoryEvent, told)
        .where(ProcessInstance.id == instance_id, sees_run(by))
        .group_by(ProcessInstance.id, HistoryEvent.activity_id)
        .order_by(func.min(HistoryEvent.seq))
    )
    with rt.reading() as session:
        rows = session.execute(wanted).all()
    if not rows:
        raise InstanceNotFound(instance_id=instance_id)
    first = rows[0]
    over = first.state in (InstanceState.COMPLETED, InstanceState.TERMINATED)
    done = {str(row[4]): int(row[5]) for row in rows if row[4] is not None}
    return _Run(first.definition_id, Counter() if over else _tokens(first.waits, first.active), done, over)


def _tokens(waits: Mapping[str, Sequence[str]], active: Sequence[str]) -> Counter[str]:
    """How many tokens stand at which element: several where it is done several times at once."""
    waiting = Counter(wait[2] for wait in waits.values() if len(wait) > 2)
    return Counter({each: max(1, waiting[each]) for each in active})


def _drawing(rt: Runtime, definition_id: UUID, key: str, language: str) -> bytes:
    """The named drawing; a version never changes, so it is made once."""
    kept = _KEPT.get((definition_id, key, language))
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        content = _file(rt, definition_id, key)
        kept = worded_drawing(content, rt.definitions.names(definition_id, language))
        _KEPT[definition_id, key, language] = kept
    return kept


def _file(rt: Runtime, definition_id: UUID, key: str) -> bytes:
    files = rt.definitions.deployed(definition_id).files
    drawn = [path for path, content in files.items() if path.endswith(".bpmn") and draws(content, key)]
    if not drawn:
        raise DefinitionNotFound(definition=key)
    return files[min(drawn, key=lambda path: (PurePosixPath(path).stem != key, path))]
