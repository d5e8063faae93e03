"""Instances begin: by a person, a message or a timer start event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from service.domain.definitions import ProcessDefinition, StartTrigger
from service.domain.incidents import IncidentKind
from service.domain.instances import CaseRun, InstanceState, ProcessInstance
from service.engine.progress import EngineError, Start
from service.errors import DefinitionNotFound
from service.ids import new_id
from service.operations.failures import Stuck, step_failed
from service.operations.step import Cause, take_step
from service.store.clocks import last_notice
from service.store.hot import table
from service.store.locks import fresh
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from service.runtime.transaction import Transaction

_DEFINITIONS = table(ProcessDefinition)
_LATEST = Prepared(
    select(_DEFINITIONS.c.id, _DEFINITIONS.c.version, last_notice)
    .where(_DEFINITIONS.c.key == bindparam("wanted", required=True))
    .order_by(_DEFINITIONS.c.version.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a run begins with."""

    variables: Mapping[str, object]
    actor: str
    business_key: str = ""
    case_id: UUID | None = None
    instance_id: UUID | None = None
    start_id: str | None = None
    beside: UUID | None = None
    """The case it belongs to without handling it."""


def begin(tx: Transaction, process_key: str, beginning: Beginning) -> ProcessInstance:
    """Start a run of the newest version of this process and take it to its first waits."""
    found = _LATEST.first(tx.connection, {"wanted": process_key})
    if found is None:
        raise DefinitionNotFound(definition=process_key)
    tx.calendars_as_of(found[2] or 0)
    return _begin(tx, found[0], (process_key, found[1]), beginning)


def start_instance(
    tx: Transaction, trigger: StartTrigger, variables: Mapping[str, object], actor: str
) -> ProcessInstance:
    """Start the run a message or timer start event asks for."""
    definition = tx.get(
        ProcessDefinition, trigger.definition_id, DefinitionNotFound(definition=trigger.definition_id)
    )
    beginning = Beginning(variables, actor, start_id=trigger.start_id)
    return _begin(tx, definition.id, (definition.key, definition.version), beginning)


def message_start(tx: Transaction, name: str) -> StartTrigger | None:
    """The start event that begins a run at this message, if there is exactly one."""
    found = (
        select(StartTrigger).where(StartTrigger.kind == "message", StartTrigger.message_name == name).limit(2)
    )
    triggers = tx.session.execute(found).scalars().all()
    return triggers[0] if len(triggers) == 1 else None


def newest_definitions(tx: Transaction) -> list[UUID]:
    """The newest version of every process."""
    later = aliased(ProcessDefinition)
    newer = exists().where(later.key == ProcessDefinition.key, later.version > ProcessDefinition.version)
    return list(tx.session.execute(select(ProcessDefinition.id).where(~newer)).scalars())


def _begin(
    tx: Transaction, definition_id: UUID, version: tuple[str, int], beginning: Beginning
) -> ProcessInstance:
    instance = tx.begin_instance(_new(tx, definition_id, version, beginning))
    stimulus = Start(beginning.variables, instance.business_key, beginning.start_id)
    if beginning.case_id is not None:
        tx.tell(instance, "case.opened", beginning.actor, detail={"number": beginning.business_key})
    detail = {"process": instance.process_key, "version": instance.version}
    in_case = beginning.variables if beginning.case_id is not None else {}
    cause = Cause("instance.started", beginning.actor, detail=detail, in_case=in_case)
    try:
        take_step(tx, instance, stimulus, cause)
    except EngineError as failed:
        raise step_failed(tx, instance, failed, Stuck(IncidentKind.STEP, beginning.actor)) from failed
    if beginning.beside is not None:
        tx.add(CaseRun(instance_id=instance.id, case_id=beginning.beside))
    return instance


def _new(
    tx: Transaction, definition_id: UUID, version: tuple[str, int], beginning: Beginning
) -> ProcessInstance:
    row_id = beginning.instance_id or new_id()
    return fresh(
        ProcessInstance,
        id=row_id,
        definition_id=definition_id,
        process_key=version[0],
        version=version[1],
        business_key=beginning.business_key or str(row_id),
        case_id=beginning.case_id,
        state=InstanceState.ACTIVE,
        engine_state=b"",
        waits={},
        active=[],
        standing="",
        revision=0,
        history_seq=0,
        started_at=tx.at,
        ended_at=None,
        outcome=[],
        beside=beginning.beside,
    )
