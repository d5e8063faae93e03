"""A running instance moved to another version of its process: wholly, in one transaction, or not at all (P8).

Its waits keep their rows, so its tasks keep who has them, its timers their due instants and its clocks run on
untouched (D11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select, update

from service.domain.definitions import ProcessDefinition
from service.domain.instances import ProcessInstance
from service.domain.messages import Subscription
from service.domain.outbox import OutboxMessage
from service.domain.stepping_in.refusals import CannotMigrate
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.domain.views import InstanceView
from service.engine.migrating import Migrated, Place, Versions, migrate
from service.engine.progress import EngineError, MigrationBlocked, Resume
from service.errors import DefinitionNotFound, Invalid
from service.operations.answers import checked_text
from service.operations.closing import EFFECT, SUBSCRIPTION, TASK, TIMER
from service.operations.instances import supervised_instance
from service.operations.step import Cause, record
from service.operations.stepping_in.modifying import shown
from service.operations.timekeeping import CaseHost
from service.runtime.releases import of_this_release

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_ROWS: Mapping[str, Any] = {
    TASK: UserTask,
    TIMER: TimerJob,
    SUBSCRIPTION: Subscription,
    EFFECT: OutboxMessage,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The version to go on in, and what was said of elements that are called otherwise there (None: the wait
    of an event that only listens is given up).
    """

    version: int
    elements: Mapping[str, str | None] = field(default_factory=dict)


def migrate_instance(
    rt: Runtime, instance_id: UUID, target: Target, *, reason: str, by: Actor
) -> InstanceView:
    """Let it go on in another version; where it cannot, every reason is told and nothing moves."""
    reason = checked_text("reason", reason)
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        instance.must_not_have_ended()
        definition_id = _version(tx, instance.process_key, target.version)
        if definition_id == instance.definition_id:
            raise Invalid.field("version", "it is on this version already")
        told = {"from": instance.version, "to": target.version, "reason": reason}
        cause = Cause("instance.migrated", by.name, detail=told | {"elements": dict(target.elements)})
        host = CaseHost(tx, instance, Resume())
        moved = _moved((tx, instance), definition_id, target, host)
        try:
            record(tx, instance, moved.progress, cause, host)
        except EngineError as failed:
            raise _unfit(instance, target, failed) from failed
        instance.definition_id, instance.version = definition_id, target.version
        _put(tx, instance, moved)
        return shown(tx, instance)


def _version(tx: Transaction, key: str, version: int) -> UUID:
    wanted = select(ProcessDefinition.id).where(
        ProcessDefinition.key == key, ProcessDefinition.version == version
    )
    found: UUID | None = tx.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise DefinitionNotFound(definition=f"{key} version {version}")
    return found


def _moved(
    place: tuple[Transaction, ProcessInstance], definition_id: UUID, target: Target, host: CaseHost
) -> Migrated:
    tx, instance = place
    old, new = (tx.definitions.deployed(each) for each in (instance.definition_id, definition_id))
    versions = Versions(old.compiled, new.compiled, target.elements)
    try:
        with of_this_release():
            return migrate(versions, instance.engine_state, now=tx.at, host=host)
    except MigrationBlocked as blocked:
        raise _refused(instance, target, blocked, blocked.blocks) from blocked
    except EngineError as failed:
        raise _unfit(instance, target, failed) from failed


def _unfit(instance: ProcessInstance, target: Target, failed: EngineError) -> CannotMigrate:
    return _refused(instance, target, failed, [(failed.activity_id or "", failed.reason)])


def _refused(instance: ProcessInstance, target: Target, failed: EngineError, blocks: Any) -> CannotMigrate:
    told = [{"activity_id": where, "reason": why} for where, why in blocks]
    return CannotMigrate(instance_id=instance.id, version=target.version, reason=failed.reason, blocks=told)


def _put(tx: Transaction, instance: ProcessInstance, moved: Migrated) -> None:
    """Let the instance and the rows of its waits say where they stand now."""
    waits = dict(instance.waits)
    for engine_id, place in moved.places.items():
        wait = waits.get(engine_id)
        if wait is not None:
            waits[engine_id] = [*wait[:2], place.activity_id, *wait[3:]]
            _rename(tx, wait, place)
    instance.waits = waits
    row = update(ProcessInstance).where(ProcessInstance.id == instance.id)
    now = {"definition_id": instance.definition_id, "version": instance.version, "waits": waits}
    tx.session.execute(row.values(now).execution_options(synchronize_session=False))


def _rename(tx: Transaction, wait: list[str], place: Place) -> None:
    row = _ROWS[wait[0]]
    values: dict[str, object] = {"activity_id": place.activity_id}
    if row is UserTask:
        values |= {"name": place.name[:255], "form_key": place.form_key, "process_key": place.process_key}
    named = update(row).where(row.id == UUID(wait[1])).values(values)
    tx.session.execute(named.execution_options(synchronize_session=False))
