"""The outbox, from the workers' side: take a request, report what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import select, update

from service.domain.incidents import Incident, IncidentKind
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxKind, OutboxMessage, OutboxState
from service.domain.people import SYSTEM, Actor
from service.engine.progress import EffectDone, EngineError, SignalReceived, Stimulus
from service.errors import Conflict, EffectNotFound, StepFailed
from service.feel.values import load_value, to_plain
from service.operations.answers import checked_variables
from service.operations.failures import Stuck, open_incident, step_failed
from service.operations.messages import Message, hand_over
from service.operations.step import Cause, take_step
from service.operations.timers import backoff
from service.runtime.transaction import About
from service.store import hot
from service.store.outbox import may_go_out

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

OPEN = (OutboxState.PENDING, OutboxState.DISPATCHED)
LEFT_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class EffectWork:
    """A request to the outside. Doing it twice under the same ``idempotency_key`` must not matter."""

    id: UUID
    instance_id: UUID | None
    """None for a notice that concerns no run."""
    case_id: UUID | None
    case_number: str
    kind: str
    topic: str
    activity_id: str
    payload: Mapping[str, object]
    idempotency_key: str
    attempts: int

    @property
    def run_id(self) -> UUID:
        """The instance that asked, of work only an instance can ask for."""
        if self.instance_id is None:
            raise EffectNotFound(outbox_id=self.id)
        return self.instance_id


def open_effect(rt: Runtime, outbox_id: UUID) -> EffectWork | None:
    """What is asked for, if it is still to be done and no suspension holds it back."""
    wanted = (
        select(OutboxMessage, ProcessInstance.case_id, ProcessInstance.business_key)
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .where(OutboxMessage.id == outbox_id, OutboxMessage.state.in_(OPEN), may_go_out())
    )
    with rt.reading() as session:
        found = session.execute(wanted).one_or_none()
    if found is None:
        return None
    message: OutboxMessage = found[0]
    return EffectWork(
        id=message.id,
        instance_id=message.instance_id,
        case_id=found.case_id,
        case_number=found.business_key or "",
        kind=message.kind,
        topic=message.topic,
        activity_id=message.activity_id,
        payload=cast("dict[str, object]", to_plain(load_value(message.payload))),
        idempotency_key=message.idempotency_key,
        attempts=message.attempts,
    )


def complete_effect(
    rt: Runtime, outbox_id: UUID, outputs: Mapping[str, object], *, by: Actor | None = None
) -> bool:
    """The work is done: hand its outputs to the process; tells whether this call did it."""
    values = checked_variables("outputs", outputs)
    return rt.retrying(
        lambda: _finish(rt, outbox_id, by or SYSTEM, lambda engine_id: EffectDone(engine_id, values), outputs)
    )


def leave_outside(rt: Runtime, outbox_id: UUID) -> None:
    """Nobody here does this work: ring for it again only after a while; a newer release may know it."""
    rung = (OutboxMessage.id == outbox_id) & (OutboxMessage.state == OutboxState.DISPATCHED)
    with rt.transaction() as tx:
        tx.session.execute(update(OutboxMessage).where(rung).values(next_try_at=tx.at + LEFT_FOR))


def fail_effect(rt: Runtime, outbox_id: UUID, error: str, *, final: bool = False) -> None:
    """An attempt failed: try again later, or (attempts spent, or ``final``) open an incident."""
    with rt.transaction() as tx:
        message, instance = tx.lock_outbox(outbox_id)
        if message.state not in OPEN:
            return
        if message.attempts + 1 < rt.settings.effect_attempts and not final:
            try_again(tx, message, error, tx.at + backoff(rt, message.attempts + 1))
        else:
            give_up(tx, (message, instance), error, SYSTEM)


def try_again(tx: Transaction, message: OutboxMessage, error: str, at: datetime) -> None:
    """Count an attempt that failed; the next is not before ``at``."""
    message.attempts, message.last_error = message.attempts + 1, error[:2000]
    message.state, message.next_try_at = OutboxState.PENDING, at


def give_up(
    tx: Transaction, work: tuple[OutboxMessage, ProcessInstance | None], error: str, by: Actor
) -> Incident:
    """Count the last attempt, and tell the supervisor by an incident."""
    message, instance = work
    message.attempts, message.last_error = message.attempts + 1, error[:2000]
    message.state = OutboxState.FAILED
    detail: dict[str, object] = {"topic": message.topic, "attempts": message.attempts}
    told = {**detail, "error": error[:2000]}
    if instance is not None:
        tx.tell(instance, "effect.failed", by.name, about=About(message.activity_id), detail=told)
    stuck = Stuck(IncidentKind.EFFECT, by.name, message.id, message.activity_id, detail)
    facts = {
        "process_key": instance.process_key if instance is not None else "",
        "reason": f"{message.topic}: {error[:2000]}",
        "activity_id": message.activity_id or None,
    }
    return open_incident(tx, instance, stuck, facts)


def deliver_thrown(rt: Runtime, outbox_id: UUID) -> bool:
    """Deliver what one instance threw to whoever waits for it; tells whether this call did it."""
    try:
        return rt.retrying(lambda: _deliver(rt, outbox_id))
    except EffectNotFound:
        return False
    except (StepFailed, Conflict) as failed:
        fail_effect(rt, outbox_id, str(failed))
        return False


def _finish(
    rt: Runtime,
    outbox_id: UUID,
    by: Actor,
    stimulus: Callable[[str], Stimulus],
    answer: Mapping[str, object],
) -> bool:
    with rt.transaction() as tx:
        message, instance = tx.take_outbox(outbox_id)
        if message.state not in OPEN or message.kind not in (OutboxKind.EFFECT, OutboxKind.NOTICE):
            return False
        finished = {"wanted": message.id, "at": tx.at, "told": to_plain(dict(answer))}
        hot.FINISH_OUTBOX.run(tx.connection, finished)
        if message.kind == OutboxKind.NOTICE or instance is None:
            return True  # no process waits for it
        detail = {"topic": message.topic}
        cause = Cause("effect.done", by.name, message.activity_id, message.id, detail=detail)
        go_on(tx, instance, stimulus(message.engine_id), cause)
        return True


def go_on(tx: Transaction, instance: ProcessInstance, stimulus: Stimulus, cause: Cause) -> None:
    """Move the process by what came of its effect; a step that fails leaves an incident and nothing else."""
    instance.must_run()
    try:
        take_step(tx, instance, stimulus, cause)
    except EngineError as failed:
        reason, outbox_id = failed.reason, cast("UUID", cause.subject_id)
        tx.after_undoing.append(lambda rt: fail_effect(rt, outbox_id, reason, final=True))
        raise StepFailed(incident_id=None, reason=reason, instance_id=instance.id) from failed


def _deliver(rt: Runtime, outbox_id: UUID) -> bool:
    """The throwing row and the catching step in one commit: delivered exactly once.

    The thrower's instance is not locked, only its row: two instances that throw at each other would otherwise
    wait for each other.
    """
    with rt.transaction() as tx:
        message = tx.session.get(OutboxMessage, outbox_id, with_for_update=True, populate_existing=True)
        if message is None:
            raise EffectNotFound(outbox_id=outbox_id)
        if message.state not in OPEN:
            return False
        if message.kind == OutboxKind.SIGNAL:
            _signal(tx, message)
        else:
            _message(tx, message, rt.settings.early_message_for)
        message.state, message.sent_at = OutboxState.SENT, tx.at
        return True


def _message(tx: Transaction, message: OutboxMessage, keep_for: timedelta) -> None:
    payload = message.payload
    variables = cast("dict[str, object]", load_value(payload["variables"]))
    thrown = Message(message.topic, str(payload["correlation"]), variables, SYSTEM.name)
    hand_over(tx, thrown, keep_for=keep_for)


def _signal(tx: Transaction, message: OutboxMessage) -> None:
    """Give the signal to the instance that waited when it was thrown, if it still runs."""
    instance = tx.lock_instance(UUID(str(message.payload["instance_id"])))
    if instance.ended:
        return
    instance.must_run()
    cause = Cause("signal.received", SYSTEM.name, detail={"name": message.topic})
    try:
        take_step(tx, instance, SignalReceived(message.topic), cause)
    except EngineError as failed:
        raise step_failed(tx, instance, failed, Stuck(IncidentKind.MESSAGE, SYSTEM.name)) from failed
