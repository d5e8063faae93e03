"""What the sweeper asks: which rows are due, who is alive; and it throws away what is past its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from service.domain.clocks.rows import Clock
from service.domain.definitions import StartTrigger
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.links import Knock
from service.domain.messages import EarlyMessage
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.people import FailedSignIn, IdempotencyKey, SessionToken, WorkerHeartbeat
from service.domain.stepping_in.batches import Batch
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.store.outbox import may_go_out

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_OPEN_OUTBOX = (OutboxState.PENDING, OutboxState.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Due:
    """Ids of due rows, marked as dispatched: handed out again only if nothing came of it for a while."""

    timers: tuple[UUID, ...] = ()
    outbox: tuple[UUID, ...] = ()
    starts: tuple[UUID, ...] = ()
    clocks: tuple[UUID, ...] = ()
    batches: tuple[UUID, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is due."""
        return not (self.timers or self.outbox or self.starts or self.clocks or self.batches)


def take_due(rt: Runtime, limit: int) -> Due:
    """Up to ``limit`` each of due timers, outbox messages, starts, clocks and batches, in due order;
    never the same to two.
    """
    now = rt.now()
    with rt.reading() as session:  # most looks find nothing: they must not queue with the writers
        quiet = not any(session.execute(due(now).limit(1)).first() for due in _DUE)
    if quiet:
        return Due()
    with rt.transaction() as tx:
        again = tx.at + rt.settings.redispatch_after
        timers = _taken(tx, _timers(tx.at), TimerJob, limit)
        outbox = _taken(tx, _outbox(tx.at), OutboxMessage, limit)
        starts = _taken(tx, _starts(tx.at), StartTrigger, limit)
        _mark(tx, TimerJob, timers, {"state": TimerState.DISPATCHED, "next_try_at": again})
        _mark(tx, OutboxMessage, outbox, {"state": OutboxState.DISPATCHED, "next_try_at": again})
        _mark(tx, StartTrigger, starts, {"next_try_at": again})
        clocks = _taken(tx, _clocks(tx.at), Clock, limit)
        _mark(tx, Clock, clocks, {"look_at": again})
        batches = _taken(tx, _batches(tx.at), Batch, limit)
        _mark(tx, Batch, batches, {"look_at": again})
    return Due(timers, outbox, starts, clocks, batches)


def put_back(rt: Runtime, due: Due) -> None:
    """Make rows that could not be rung for due again at once."""
    if due.empty:
        return
    with rt.transaction() as tx:
        rung = (TimerJob.state == TimerState.DISPATCHED) & TimerJob.id.in_(due.timers)
        tx.session.execute(update(TimerJob).where(rung).values(state=TimerState.SCHEDULED, next_try_at=tx.at))
        rung = (OutboxMessage.state == OutboxState.DISPATCHED) & OutboxMessage.id.in_(due.outbox)
        tx.session.execute(
            update(OutboxMessage).where(rung).values(state=OutboxState.PENDING, next_try_at=tx.at)
        )
        armed = StartTrigger.id.in_(due.starts) & StartTrigger.due_at.is_not(None)
        tx.session.execute(update(StartTrigger).where(armed).values(next_try_at=StartTrigger.due_at))
        _mark(tx, Clock, due.clocks, {"look_at": tx.at})
        running = Batch.id.in_(due.batches) & Batch.look_at.is_not(None)
        tx.session.execute(update(Batch).where(running).values(look_at=tx.at))


def heartbeat(rt: Runtime, worker_id: UUID, *, kind: str, host: str, pid: int) -> None:
    """Say that this worker is alive."""
    with rt.transaction() as tx:
        seen = update(WorkerHeartbeat).where(WorkerHeartbeat.id == worker_id).values(seen_at=tx.at)
        if tx.connection.execute(seen).rowcount == 0:
            tx.add(
                WorkerHeartbeat(id=worker_id, kind=kind, host=host, pid=pid, started_at=tx.at, seen_at=tx.at)
            )


def farewell(rt: Runtime, worker_id: UUID) -> None:
    """Say that this worker stops."""
    with rt.transaction() as tx:
        tx.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.id == worker_id))


def purge(rt: Runtime) -> None:
    """Throw away what is past its time: expired early messages, answers, sign-ins, silent workers."""
    kept = rt.settings
    with rt.transaction() as tx:
        for gone in (
            delete(EarlyMessage).where(EarlyMessage.expires_at < tx.at),
            delete(IdempotencyKey).where(IdempotencyKey.created_at < tx.at - kept.idempotency_for),
            delete(Knock).where(Knock.at < tx.at - max(kept.link_window, kept.form_window)),
            delete(FailedSignIn).where(FailedSignIn.at < tx.at - kept.sign_in_window),
            delete(SessionToken).where(SessionToken.expires_at < tx.at - timedelta(days=30)),
            delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < tx.at - timedelta(days=1)),
        ):
            tx.session.execute(gone)


_Rows = Select[UUID]


def _timers(now: datetime) -> _Rows:
    return (
        select(TimerJob.id)
        .join(ProcessInstance, ProcessInstance.id == TimerJob.instance_id)
        .where(
            TimerJob.state.in_(PENDING_STATES),
            TimerJob.next_try_at <= now,
            ProcessInstance.state == InstanceState.ACTIVE,
        )
        .order_by(TimerJob.next_try_at, TimerJob.id)
    )


def _outbox(now: datetime) -> _Rows:
    return (
        select(OutboxMessage.id)
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .where(
            OutboxMessage.state.in_(_OPEN_OUTBOX),
            OutboxMessage.next_try_at <= now,
            may_go_out(),
        )
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
    )


def _starts(now: datetime) -> _Rows:
    armed = (StartTrigger.kind == "timer") & (StartTrigger.next_try_at <= now)
    return select(StartTrigger.id).where(armed).order_by(StartTrigger.next_try_at, StartTrigger.id)


def _clocks(now: datetime) -> _Rows:
    return select(Clock.id).where(Clock.look_at <= now).order_by(Clock.look_at, Clock.id)


def _batches(now: datetime) -> _Rows:
    return select(Batch.id).where(Batch.look_at <= now).order_by(Batch.look_at, Batch.id)


_DUE = (_timers, _outbox, _starts, _clocks, _batches)


def _taken(tx: Transaction, due: _Rows, row: Any, limit: int) -> tuple[UUID, ...]:  # Any: a mapped class
    locked = due.limit(limit).with_for_update(skip_locked=True, of=row)
    return tuple(tx.session.execute(locked).scalars())


def _mark(tx: Transaction, row: Any, ids: tuple[UUID, ...], values: dict[str, object]) -> None:
    if ids:
        marking = update(row).where(row.id.in_(ids)).values(values)
        tx.session.execute(marking.execution_options(synchronize_session=False))
