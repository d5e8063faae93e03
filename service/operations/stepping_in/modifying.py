"""An instance set differently by hand: tokens moved or begun anew, variables put right.

To the clocks this is what the same waits mean in any other step (D11): a task that is given up cancels its
clock, one that begins opens its own, counted from where its kind of promise is always counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, update

from service.domain.incidents import Incident
from service.domain.outbox import OutboxKind, OutboxMessage, OutboxState
from service.domain.stepping_in.refusals import CannotStepIn
from service.domain.views import InstanceView
from service.engine.progress import EngineError, Modify
from service.errors import Invalid
from service.operations.answers import checked_text, checked_variables
from service.operations.instances import supervised_instance
from service.operations.step import Cause, take_step
from service.runtime.transaction import About
from service.store.shaping import instance_view

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Modification:
    """What is to be different: element ids or engine ids given up, element ids begun, variables set.

    ``anew`` gives up everything at work; ``seen_from`` is the wait whose variables are meant.
    """

    cancel: tuple[str, ...] = ()
    start_before: tuple[str, ...] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    anew: bool = False
    seen_from: str | None = None


def modify_instance(
    rt: Runtime, instance_id: UUID, asked: Modification, *, reason: str, by: Actor
) -> InstanceView:
    """Move tokens and set variables, all of it or nothing."""
    if not (asked.cancel or asked.start_before or asked.variables):
        raise Invalid.field("start_before", "say what is to be different")
    reason = checked_text("reason", reason)
    told = {"cancel": list(asked.cancel), "start_before": list(asked.start_before), "reason": reason}
    return _modify(rt, instance_id, asked, Cause("instance.modified", by.name, detail=told), by)


def set_variables(
    rt: Runtime, instance_id: UUID, variables: Mapping[str, object], *, reason: str, by: Actor
) -> InstanceView:
    """Put variables of the process right; nothing moves but what a condition waits for."""
    if not variables:
        raise Invalid.field("variables", "say something")
    cause = Cause("instance.variables_set", by.name, detail={"reason": checked_text("reason", reason)})
    return _modify(rt, instance_id, Modification(variables=variables), cause, by)


def restart_from(rt: Runtime, instance_id: UUID, element: str, *, reason: str, by: Actor) -> InstanceView:
    """Give up whatever the instance is at, and begin again before this element."""
    told = {"start_before": [element], "reason": checked_text("reason", reason)}
    cause = Cause("instance.restarted", by.name, element, detail=told)
    return _modify(rt, instance_id, Modification(start_before=(element,), anew=True), cause, by)


def _modify(rt: Runtime, instance_id: UUID, asked: Modification, cause: Cause, by: Actor) -> InstanceView:
    values = checked_variables("variables", asked.variables)
    stimulus = Modify(asked.cancel, asked.start_before, values, asked.anew, asked.seen_from)
    with rt.transaction() as tx:
        instance = supervised_instance(tx, instance_id, by)
        instance.must_not_have_ended()
        try:
            take_step(tx, instance, stimulus, cause)
        except EngineError as failed:
            # The instance is as well as before: what was asked for does not fit, and no incident tells of it.
            raise refused(instance, failed) from failed
        close_what_fell_away(tx, instance, cause)
        return shown(tx, instance)


def refused(instance: ProcessInstance, failed: EngineError) -> CannotStepIn:
    """The refusal of what the engine would not do."""
    remedy = f" ({failed.remedy})" if failed.remedy else ""
    return CannotStepIn(
        instance_id=instance.id, reason=failed.reason + remedy, activity_id=failed.activity_id
    )


def close_what_fell_away(tx: Transaction, instance: ProcessInstance, cause: Cause) -> None:
    """Resolve the incidents about waits that are gone: there is nothing left to try again.

    What was thrown or is to be delivered never was a wait: it stays as stuck as it is.
    """
    standing = {UUID(wait[1]) for wait in instance.waits.values()}
    tx.session.flush()
    thrown = select(OutboxMessage.id).where(
        OutboxMessage.id == Incident.subject_id, OutboxMessage.kind != OutboxKind.EFFECT
    )
    stuck = select(Incident).where(
        Incident.instance_id == instance.id,
        Incident.state == "open",
        Incident.subject_id.is_not(None),
        ~thrown.exists(),
    )
    gone = [each for each in tx.session.execute(stuck).scalars() if each.subject_id not in standing]
    for incident in gone:
        note = str(cause.detail.get("reason", ""))
        incident.resolve(note=note, by=cause.actor, at=tx.at)
        about = About(incident.activity_id)
        told = {"incident_id": str(incident.id), "note": note}
        tx.tell(instance, "incident.resolved", cause.actor, about=about, detail=told)
    if gone:
        mine = OutboxMessage.id.in_([each.subject_id for each in gone])
        failed = update(OutboxMessage).where(mine, OutboxMessage.state == OutboxState.FAILED)
        tx.session.execute(failed.values(state=OutboxState.CANCELLED))


def shown(tx: Transaction, instance: ProcessInstance) -> InstanceView:
    """The instance as it stands now, with the number of its open incidents."""
    standing = (Incident.instance_id == instance.id) & (Incident.state == "open")
    tx.session.flush()
    count = tx.session.execute(select(func.count()).select_from(Incident).where(standing)).scalar_one()
    return instance_view(instance, incidents=count)
