"""What becomes of a step the engine could not take.

The step's transaction is undone first, so that nothing of it happened; then, in a transaction of its own, the
attempt is counted, and what cannot be tried again by itself becomes an incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.incidents import Incident, IncidentKind
from service.engine.progress import EngineError
from service.errors import StepFailed
from service.ids import new_id
from service.runtime.transaction import About

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Stuck:
    """What was being done: enough to tell a supervisor, and to try it again."""

    kind: IncidentKind
    actor: str
    subject_id: UUID | None = None
    activity_id: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


def step_failed(tx: Transaction, instance: ProcessInstance, failed: EngineError, stuck: Stuck) -> StepFailed:
    """The error for the caller; the incident is opened once the step is undone, and has its id already."""
    standing = open_incident_on(tx, instance.id, stuck)
    incident_id = standing.id if standing is not None else new_id()
    known = None if instance.revision == 0 else instance.id
    facts = {"process_key": instance.process_key, "reason": failed.reason, "remedy": failed.remedy}
    place = failed.activity_id or stuck.activity_id
    tx.after_undoing.append(partial(_open, incident_id, known, stuck, {**facts, "activity_id": place}))
    return StepFailed(incident_id=incident_id, reason=failed.reason, instance_id=instance.id)


def open_incident_on(tx: Transaction, instance_id: UUID, stuck: Stuck) -> Incident | None:
    """The incident already open about this very thing: failing again does not make a second one."""
    return tx.session.execute(
        select(Incident).where(
            Incident.state == "open",
            Incident.instance_id == instance_id,
            Incident.kind == stuck.kind,
            Incident.subject_id.is_(None)
            if stuck.subject_id is None
            else Incident.subject_id == stuck.subject_id,
        )
    ).scalar_one_or_none()


def _open(
    incident_id: UUID, instance_id: UUID | None, stuck: Stuck, facts: Mapping[str, object], rt: Runtime
) -> None:
    with rt.transaction() as tx:
        instance = tx.lock_instance(instance_id) if instance_id is not None else None
        open_incident(tx, instance, stuck, {"id": incident_id, **facts})


def open_incident(
    tx: Transaction, instance: ProcessInstance | None, stuck: Stuck, facts: Mapping[str, object]
) -> Incident:
    """Open an incident, or count one more failure on the one that stands."""
    standing = open_incident_on(tx, instance.id, stuck) if instance is not None else None
    if standing is not None:
        standing.times, standing.last_at, standing.message = standing.times + 1, tx.at, str(facts["reason"])
        return standing
    incident = Incident(
        id=facts.get("id") or new_id(),
        instance_id=instance.id if instance is not None else None,
        case_id=instance.case_id if instance is not None else None,
        process_key=facts["process_key"],
        activity_id=facts.get("activity_id"),
        kind=stuck.kind,
        subject_id=stuck.subject_id,
        message=facts["reason"],
        detail={**stuck.detail, "remedy": facts.get("remedy", ""), "actor": stuck.actor},
        state="open",
        times=1,
        opened_at=tx.at,
        last_at=tx.at,
    )
    tx.add(incident)
    if instance is not None:
        told = {"incident_id": str(incident.id), "reason": incident.message}
        tx.tell(instance, "incident.opened", stuck.actor, about=About(incident.activity_id), detail=told)
    return incident
