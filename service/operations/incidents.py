"""Incidents: try again, or close them with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import select

from service.domain.incidents import Incident, IncidentKind
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.people import Actor
from service.domain.timers import TimerJob, TimerState
from service.domain.views import IncidentView
from service.errors import IncidentNotFound, IncidentResolved, NotASupervisor, NothingToRetry
from service.feel.values import load_value
from service.operations.answers import checked_text
from service.operations.completing import Finished, finish
from service.operations.early import ending_of
from service.operations.messages import Message, hand_over
from service.operations.timers import fire_timer
from service.runtime.transaction import About
from service.store.locks import lock_incident
from service.store.shaping import incident_view
from service.store.visibility import may_see_incident

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def retry_incident(rt: Runtime, incident_id: UUID, *, reason: str = "", by: Actor) -> IncidentView:
    """Try what got stuck once more; the incident is resolved by it.

    A timer is tried at once: failing again, the incident opened anew is returned, with the new reason. Inside
    a larger act it is left due, for a step that fails there would undo the whole act.
    """
    with rt.transaction() as tx:
        incident = _locked(tx, incident_id, by, owners=True)
        try_again(rt, tx, incident, note=reason.strip(), by=by)
        tx.flush()
        kind, subject_id = incident.kind, incident.subject_id
    if kind == IncidentKind.TIMER and subject_id is not None and not rt.in_transaction:
        fire_timer(rt, subject_id)
    anew = select(Incident).where(Incident.subject_id == subject_id, Incident.state == "open")
    with rt.reading() as session:
        failed_again = session.execute(anew.order_by(Incident.id.desc()).limit(1)).scalar_one_or_none()
        return incident_view(failed_again or session.get_one(Incident, incident_id, populate_existing=True))


def can_be_retried(incident: Incident) -> bool:
    """Whether what got stuck can be tried again without anybody's doing."""
    return IncidentKind(incident.kind) in _AGAIN


def try_again(rt: Runtime, tx: Transaction, incident: Incident, *, note: str, by: Actor) -> None:
    """Make what got stuck due again at once; its incident is resolved by that."""
    again = _AGAIN.get(IncidentKind(incident.kind))
    if again is None:
        raise NothingToRetry(incident_id=incident.id)
    again(rt, tx, incident)
    incident.resolve(note=note or "tried again", by=by.name, at=tx.at)
    _tell(tx, incident, by, note)


def resolve_incident(rt: Runtime, incident_id: UUID, *, note: str, by: Actor) -> IncidentView:
    """Close an incident by hand, saying what was done."""
    note = checked_text("note", note)
    with rt.transaction() as tx:
        incident = _locked(tx, incident_id, by, owners=False)
        incident.resolve(note=note, by=by.name, at=tx.at)
        _tell(tx, incident, by, note)
        return incident_view(incident)


def _timer_again(rt: Runtime, tx: Transaction, incident: Incident) -> None:
    timer = tx.session.get(TimerJob, incident.subject_id)
    if timer is None or timer.state != TimerState.FAILED:
        raise NothingToRetry(incident_id=incident.id)
    timer.state, timer.next_try_at = TimerState.SCHEDULED, tx.at
    timer.attempts = rt.settings.timer_attempts - 1  # one try: failing again is an incident at once


def _effect_again(_rt: Runtime, tx: Transaction, incident: Incident) -> None:
    message = tx.session.get(OutboxMessage, incident.subject_id)
    if message is None or message.state != OutboxState.FAILED:
        raise NothingToRetry(incident_id=incident.id)
    message.state, message.next_try_at, message.attempts = OutboxState.PENDING, tx.at, 0
    message.unlock()


def _message_again(rt: Runtime, tx: Transaction, incident: Incident) -> None:
    kept = incident.detail
    if "correlation" not in kept:
        raise NothingToRetry(incident_id=incident.id)
    variables = cast("dict[str, object]", load_value(kept["variables"]))
    message = Message(
        str(kept["name"]),
        str(kept["correlation"]),
        variables,
        str(kept["actor"]),
        ending=ending_of(kept.get("ending")),
        outside=bool(kept.get("outside")),
    )
    hand_over(tx, message, keep_for=rt.settings.early_message_for)


def _task_again(_rt: Runtime, tx: Transaction, incident: Incident) -> None:
    """Hand in the answers again, in the name of who gave them, while the task is still theirs."""
    kept = incident.detail
    if "answers" not in kept or incident.subject_id is None:
        raise NothingToRetry(incident_id=incident.id)
    task, instance = tx.lock_task(incident.subject_id)
    if not task.open or task.assignee != kept["actor"]:
        raise NothingToRetry(incident_id=incident.id)
    instance.must_run()
    answers = cast("dict[str, object]", load_value(kept["answers"]))
    told = cast("dict[str, object]", kept.get("told") or {})
    finish(tx, task, instance, answers, Finished(Actor(str(kept["actor"])), told))


_AGAIN = {
    IncidentKind.TASK: _task_again,
    IncidentKind.TIMER: _timer_again,
    IncidentKind.EFFECT: _effect_again,
    IncidentKind.MESSAGE: _message_again,
}


def _locked(tx: Transaction, incident_id: UUID, by: Actor, *, owners: bool) -> Incident:
    """The incident under lock, its instance first; not there for who may not see it."""
    instance_id = tx.session.execute(
        select(Incident.instance_id).where(Incident.id == incident_id)
    ).one_or_none()
    if instance_id is None or not may_see_incident(tx.session, incident_id, by, owners=True):
        raise IncidentNotFound(incident_id=incident_id)
    watches = by.is_supervisor and may_see_incident(tx.session, incident_id, by, owners=False)
    if not owners and not watches:
        raise NotASupervisor(name=by.name)
    if instance_id[0] is not None:
        tx.lock_instance(instance_id[0])
    incident = lock_incident(tx.session, incident_id)
    if incident.state == "resolved":
        raise IncidentResolved(incident_id=incident_id)
    return incident


def _tell(tx: Transaction, incident: Incident, by: Actor, note: str) -> None:
    if incident.instance_id is not None:
        instance = tx.lock_instance(incident.instance_id)
        detail = {"incident_id": str(incident.id), "note": note}
        tx.tell(instance, "incident.resolved", by.name, about=About(incident.activity_id), detail=detail)
