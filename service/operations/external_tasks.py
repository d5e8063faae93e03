"""External tasks: work that programs outside fetch, have to themselves for a while, and report on.

The rules are those of Camunda 7: whoever fetched a task last may report on it, even late; a BPMN error goes
to the event that catches it. Where none does, the process does not end quietly: an incident tells the
supervisor. A report repeated because its answer was lost is answered as the first one was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import Select, or_, select

from service.domain.instances import ProcessInstance
from service.domain.outbox import OWN_TOPICS, OutboxKind, OutboxMessage
from service.engine.progress import EffectDone, EffectFailed
from service.errors import EffectGone, EffectNotFound, Invalid, NotTheWorker
from service.feel.values import load_value, to_plain
from service.operations.answers import checked_text, checked_variables
from service.operations.external_reports import AGAIN, Report, Reported, owner_of, report_of, told_before
from service.operations.outbox import OPEN, give_up, go_on, try_again
from service.operations.step import Cause
from service.operations.timers import backoff
from service.store import hot
from service.store.outbox import may_go_out, open_work

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_LONGEST_CODE = 255


@dataclass(frozen=True, slots=True)
class ExternalTask:
    """One task as its worker gets it. Doing it twice under the same ``idempotency_key`` must not matter."""

    id: UUID
    topic: str
    activity_id: str
    process_key: str
    instance_id: UUID
    case_id: UUID | None
    case_number: str
    variables: Mapping[str, object]
    idempotency_key: str
    attempts: int
    worker_id: str
    locked_until: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, how often it shall be tried again, and when; None: as for work of our own."""

    error: str
    retries: int | None = None
    retry_in: timedelta | None = None


@dataclass(frozen=True, slots=True)
class BpmnError:
    """An error the process is to deal with, and what it brings to the event that catches it."""

    code: str
    message: str = ""
    variables: Mapping[str, object] = field(default_factory=dict)


def fetch_and_lock(
    rt: Runtime, worker_id: str, topics: Mapping[str, timedelta], *, most: int, by: Actor
) -> tuple[ExternalTask, ...]:
    """The oldest tasks of these topics that nobody has, each for this worker alone for its topic's while."""
    if own := sorted(OWN_TOPICS.intersection(topics)):
        raise Invalid.field("topics", f"done by aftercare itself, on {', '.join(own)}")
    with rt.reading() as session:  # most looks find nothing: they must not queue with the writers
        if session.execute(_free(rt.now(), topics).limit(1)).first() is None:
            return ()
    with rt.transaction() as tx:
        wanted = _free(tx.at, topics).limit(most).with_for_update(of=OutboxMessage, skip_locked=True)
        found = [(each[0], each[1]) for each in tx.session.execute(wanted)]
        for message, _ in found:
            message.lock(owner_of(by, worker_id), tx.at + topics[message.topic])
        return tuple(_seen(message, instance, worker_id) for message, instance in found)


def complete_external(
    rt: Runtime, task_id: UUID, worker_id: str, variables: Mapping[str, object], *, by: Actor
) -> Reported:
    """The work is done: the process goes on with its variables. The same report again is no error."""
    values = checked_variables("variables", variables)
    report = report_of(owner_of(by, worker_id), "done", to_plain(values))

    def done(tx: Transaction, message: OutboxMessage, instance: ProcessInstance) -> Reported:
        cause = Cause(
            "effect.done", by.name, message.activity_id, message.id, detail={"topic": message.topic}
        )
        _finish(tx, message, report, "done")
        go_on(tx, instance, EffectDone(message.engine_id, values), cause)
        return Reported("done")

    return rt.retrying(lambda: _once(rt, task_id, report, done))


def report_bpmn_error(rt: Runtime, task_id: UUID, worker_id: str, error: BpmnError, *, by: Actor) -> Reported:
    """The work ended in an error the process deals with: whatever catches it goes on with its variables.

    Caught by nothing, it is an incident. The same report again is no error.
    """
    code = checked_text("error_code", error.code)
    if len(code) > _LONGEST_CODE:
        raise Invalid.field("error_code", f"at most {_LONGEST_CODE} characters")
    text = checked_text("error_message", error.message) if error.message else ""
    values = checked_variables("variables", error.variables)
    report = report_of(owner_of(by, worker_id), "error", [code, text, to_plain(values)])

    def thrown(tx: Transaction, message: OutboxMessage, instance: ProcessInstance) -> Reported:
        instance.must_run()
        if not tx.restored(instance).catches(message.engine_id, code):
            reason = f"the error {code} was reported and nothing catches it" + (f": {text}" if text else "")
            incident = give_up(tx, (message, instance), reason, by)
            return report.answered(message, Reported("incident", incident_id=incident.id))
        told = {"topic": message.topic, "error": code, "message": text}
        cause = Cause("effect.error", by.name, message.activity_id, message.id, detail=told)
        _finish(tx, message, report, "caught")
        go_on(tx, instance, EffectFailed(message.engine_id, code, text, values), cause)
        return Reported("caught")

    return rt.retrying(lambda: _once(rt, task_id, report, thrown))


def fail_external(rt: Runtime, task_id: UUID, worker_id: str, failure: Failure, *, by: Actor) -> Reported:
    """An attempt failed: others may try again after a while, or (no retries left) an incident is opened.

    The same report again is no error, and no further attempt, unless this worker has fetched the task anew.
    """
    error = checked_text("error_message", failure.error)
    report = report_of(owner_of(by, worker_id), "failed", [error, failure.retries, failure.retry_in])

    def failed(tx: Transaction, message: OutboxMessage, instance: ProcessInstance) -> Reported:
        ours = rt.settings.effect_attempts - message.attempts - 1
        left = ours if failure.retries is None else failure.retries
        if left <= 0:
            incident = give_up(tx, (message, instance), error, by)
            return report.answered(message, Reported("incident", incident_id=incident.id))
        wait = backoff(rt, message.attempts + 1) if failure.retry_in is None else failure.retry_in
        try_again(tx, message, error, tx.at + wait)
        message.unlock(tx.at + wait)
        return report.answered(message, Reported(AGAIN, retry_at=tx.at + wait), retries=left)

    return _once(rt, task_id, report, failed)


def extend_lock(rt: Runtime, task_id: UUID, worker_id: str, lock_for: timedelta, *, by: Actor) -> datetime:
    """Have it for longer, from now on; a lock whose time is over cannot be extended."""
    with rt.transaction() as tx:
        message, _ = _external(tx, task_id)
        _must_be_open(message)
        message.must_be_with(owner_of(by, worker_id))
        if message.locked_until is None or message.locked_until <= tx.at:
            raise NotTheWorker(task_id=task_id, worker=worker_id)
        message.lock(owner_of(by, worker_id), tx.at + lock_for)
        return tx.at + lock_for


def unlock(rt: Runtime, task_id: UUID, worker_id: str, *, by: Actor) -> None:
    """Give it back unfinished: the next who asks may have it."""
    with rt.transaction() as tx:
        message, _ = _external(tx, task_id)
        _must_be_open(message)
        message.must_be_with(owner_of(by, worker_id))
        message.unlock()


_Act = Callable[["Transaction", OutboxMessage, ProcessInstance], Reported]


def _once(rt: Runtime, task_id: UUID, report: Report, act: _Act) -> Reported:
    """Act on the report, or tell once more what came of it."""
    with rt.transaction() as tx:
        message, instance = _external(tx, task_id)
        if (known := told_before(message, report)) is not None:
            return known
        _must_be_open(message)
        message.must_be_with(report.owner)
        return act(tx, message, instance)


def _finish(tx: Transaction, message: OutboxMessage, report: Report, result: str) -> None:
    """Before the step: what it leaves behind is cancelled, and this is done."""
    finished = {"wanted": message.id, "at": tx.at, "told": report.kept(Reported(result))}
    hot.FINISH_OUTBOX.run(tx.connection, finished)


def _external(tx: Transaction, task_id: UUID) -> tuple[OutboxMessage, ProcessInstance]:
    message, instance = tx.lock_outbox(task_id)
    if instance is None or message.kind != OutboxKind.EFFECT or message.topic in OWN_TOPICS:
        raise EffectNotFound(outbox_id=task_id)
    return message, instance


def _must_be_open(message: OutboxMessage) -> None:
    if message.state not in OPEN:
        raise EffectGone(outbox_id=message.id, state=message.state)


def _free(at: datetime, topics: Collection[str]) -> Select[OutboxMessage, ProcessInstance]:
    return (
        select(OutboxMessage, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .where(
            OutboxMessage.id.in_(open_work(topics)),
            OutboxMessage.state.in_(OPEN),
            or_(OutboxMessage.locked_until.is_(None), OutboxMessage.locked_until <= at),
            may_go_out(),
        )
        .order_by(OutboxMessage.id)
    )


def _seen(message: OutboxMessage, instance: ProcessInstance, worker_id: str) -> ExternalTask:
    return ExternalTask(
        id=message.id,
        topic=message.topic,
        activity_id=message.activity_id,
        process_key=instance.process_key,
        instance_id=instance.id,
        case_id=instance.case_id,
        case_number=instance.business_key,
        variables=cast("dict[str, object]", to_plain(load_value(message.payload))),
        idempotency_key=message.idempotency_key,
        attempts=message.attempts,
        worker_id=worker_id,
        locked_until=cast("datetime", message.locked_until),
    )
