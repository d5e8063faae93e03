"""A running state moved to another version of its process: all of it, or (by an error) nothing.

Each token goes to the element of the same id and kind at the same place, or to the one it is mapped to; what
has none blocks the migration, with the reason. Waits keep their ids and their due instants. Boundary events
and event sub-processes that only the other version has begin to wait now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from service.engine.definition import Definition
from service.engine.progress import EngineError, Host, MigrationBlocked, Progress
from service.engine.runtime import catching, fitting, waits
from service.engine.runtime.moment import NoHost
from service.engine.runtime.run import Run
from service.engine.specs.activities import Activity
from service.engine.specs.schedule import EPOCH
from service.engine.specs.triggers import WAITED_FOR
from service.engine.specs.user_tasks import UserTask
from service.engine.state import codec
from service.engine.stepping import progress_of

if TYPE_CHECKING:
    from service.engine.runtime.token import Token
    from service.engine.specs.node import FlowNode

ElementMap = Mapping[str, str | None]
"""Element ids of the old version to those of the new; None gives up the wait of an event that listens."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wait that goes on stands in the other version, and what a task is called and asks there."""

    activity_id: str
    process_key: str
    name: str = ""
    form_key: str | None = None


@dataclass(frozen=True, slots=True)
class Migrated:
    """The run in the other version, and where each wait that goes on stands in it, by engine id."""

    progress: Progress
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Versions:
    """The version a run is on, the one it is to go on in, and what was said of elements that differ."""

    old: Definition
    new: Definition
    elements: ElementMap


def migrate(versions: Versions, state: bytes, *, now: datetime, host: Host) -> Migrated:
    """Move a state to the other version; raises MigrationBlocked where it cannot go on there."""
    old = Run(versions.old, now, host)
    codec.load(old, state)
    if old.ended:
        raise EngineError(f"the run has ended: it is {old.ended}")
    fitted = fitting.fit(old, versions.new, versions.elements)
    if fitted.blocks:
        raise MigrationBlocked(fitted.blocks)
    run = Run(versions.new, now, host)
    codec.load(run, _renamed(state, fitted))
    known = waits.wait_ids(old)
    try:
        _arm_what_is_new(old, run, versions.elements)
        run.go_on()
        progress = progress_of(run, known)
    except EngineError as problem:
        problem.activity_id = problem.activity_id or run.at
        raise
    return Migrated(progress, {each: _place(run, each) for each in known if run.token(each) is not None})


def blocks(versions: Versions, state: bytes) -> tuple[tuple[str, str], ...]:
    """What would block a migration: element and reason; nothing when it could be done."""
    old = Run(versions.old, EPOCH, NoHost())
    codec.load(old, state)
    return fitting.fit(old, versions.new, versions.elements).blocks


def _renamed(state: bytes, fitted: fitting.Fitted) -> bytes:
    """The same state in the names of the other version, without what is given up."""
    document: dict[str, Any] = codec.read_document(state)
    document["tokens"] = [_token_row(row, fitted) for row in document["tokens"] if row[0] in fitted.nodes]
    document["scopes"] = [
        [row[0], fitted.specs[row[0]], *row[2:]] for row in document["scopes"] if row[0] in fitted.specs
    ]
    return orjson.dumps(document)


def _token_row(row: list[Any], fitted: fitting.Fitted) -> list[Any]:
    return [*row[:2], fitted.nodes[row[0]], *row[3:]]


def _arm_what_is_new(old: Run, run: Run, elements: ElementMap) -> None:
    """Set to wait what only the other version listens for; what has come already does not come again."""
    before = {token.id: token for token in old.live_tokens()}
    for token in list(run.live_tokens()):
        node = token.task_spec
        if isinstance(node, Activity) and not token.is_item and token.is_shown:
            known = _mapped(before[token.id].task_spec.boundary, elements)
            for event in node.boundary:
                if event.activity_id not in known and _is_waited_for(event):
                    catching.listen_to_all(
                        token.workflow.new_token(event, token, token.branch).belongs_to(token)
                    )
    for scope in list(run.all_scopes()):
        place = scope.host.id if scope.host is not None else None
        twin = old if place is None else old.scopes[place]
        known = _mapped(twin.spec.event_subprocesses, elements)
        for listener in scope.spec.event_subprocesses:
            if listener.activity_id not in known and _is_waited_for(listener):
                catching.arm_listener(scope, listener, scope.host.branch if scope.host else 0)


def _mapped(nodes: list[FlowNode], elements: ElementMap) -> set[str | None]:
    return {elements.get(node.activity_id, node.activity_id) for node in nodes}


def _is_waited_for(node: FlowNode) -> bool:
    return bool(node.triggers) and all(trigger.kind in WAITED_FOR for trigger in node.triggers)


def _place(run: Run, engine_id: str) -> Place:
    token: Token | None = run.token(engine_id)
    assert token is not None
    node = token.task_spec
    form_key = node.assignment.form_key if isinstance(node, UserTask) else None
    return Place(node.waits_at, node.process_key, node.label, form_key)
