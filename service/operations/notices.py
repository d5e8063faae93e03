"""The escalation ladder (D8): a clock looked at when its time has come, and those told who must know.

A breach that the diagram escalates itself, by a boundary timer ``sla(kind)``, is left to the diagram.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import exists, select, update

from service.domain.calendars import WorkingCalendar
from service.domain.clocks import Act, Standing, Unit, breach, kind_words, warn
from service.domain.clocks.rows import Clock, ClockNotice
from service.domain.clocks.wording import Reader, left_words
from service.domain.escalation import Ladder, Rung, next_notice
from service.domain.outbox import OutboxKind, OutboxState
from service.domain.people import SYSTEM
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.ids import new_id
from service.operations import dating
from service.operations.customer.delays import tell_of_delay
from service.operations.ledger import Clocks, Held
from service.store import hot

if TYPE_CHECKING:
    from service.domain.clocks import ClockState
    from service.domain.escalation import Notice
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

TOPIC = "notify"
_STEP = "escalation_step"
_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What people are to be told of: which template says it, and since when it holds."""

    about: str
    template: str
    began_at: datetime


def attend_clock(rt: Runtime, clock_id: UUID) -> bool:
    """Look at a clock whose time has come: note warning and breach, tell whoever is next; tells whether."""
    with rt.transaction() as tx:
        clock = tx.session.get(Clock, clock_id)
        if clock is None:
            return False
        clocks = Clocks.load(tx, tx.lock_instance(clock.instance_id), {})
        held = clocks.held.get(clock_id)
        if (
            held is None
            or held.row["look_at"] is None
            or held.row["look_at"] > tx.at + rt.settings.redispatch_after
        ):
            return False
        act = Act(tx.at, SYSTEM.name)
        clocks.enter(held, warn(held.ledger, act))
        clocks.enter(held, breach(held.ledger, act))
        held.stale = True
        clocks.save()
        tell_of_delay(rt, clocks, held)
        dating.note_risk(clocks, held)
        next_at = min(_told_when(rt, clocks, held), default=None)
        ahead = [each for each in (next_at, _own_moment(clocks, held)) if each is not None]
        looking = update(Clock).where(Clock.id == clock_id).values(look_at=min(ahead, default=None))
        tx.connection.execute(looking)
        return True


def _own_moment(clocks: Clocks, held: Held) -> datetime | None:
    """When the clock itself is to be looked at next: its warning, its deadline, the review of its pause."""
    state = clocks.state(held)
    if state.breached_at is not None:
        return None
    calendar = clocks.calendars.get(state.promise.calendar)
    review = state.pause.review_at(calendar) if state.pause else None
    return min((at for at in (state.warn_at, state.due_at, review) if at and at > clocks.tx.at), default=None)


def _told_when(rt: Runtime, clocks: Clocks, held: Held) -> Iterator[datetime]:
    """Send the notices that are due; when the next of each matter follows."""
    state = clocks.state(held)
    for matter in _matters(clocks, held, state):
        ladder = _ladder(clocks, held, state)
        sent = _sent(clocks.tx, held.id, matter)
        told_at = [each.sent_at for each in sent]
        known = next((each.acknowledged_at for each in sent if each.acknowledged_at), None)
        notice = next_notice(ladder, began_at=matter.began_at, sent_at=told_at, acknowledged_at=known)
        if notice is not None and notice.at <= clocks.tx.at:
            _send(rt, clocks, held, (matter, notice))
            told_at.append(clocks.tx.at)
            notice = next_notice(ladder, began_at=matter.began_at, sent_at=told_at)
        if notice is not None:
            yield notice.at


def _matters(clocks: Clocks, held: Held, state: ClockState) -> Iterator[_Matter]:
    if state.exemption is not None or state.ended_at is not None:
        return
    if state.breached_at is not None:
        if not _diagram_escalates(clocks.tx, held.id):
            yield _Matter("breach", "clock_breach", state.breached_at)
        return
    if state.standing is Standing.AT_RISK and state.warned_at is not None:
        yield _Matter("warning", "clock_warning", state.warned_at)
    if state.pause is not None:
        review = state.pause.review_at(clocks.calendars.get(state.promise.calendar))
        if review <= clocks.tx.at and held.kind == _carrier(clocks):
            yield _Matter("review", "clock_review", review)


def _carrier(clocks: Clocks) -> str:
    """One of a case's paused clocks reminds for all: the total, or the first."""
    kinds = [each.kind for each in clocks.held.values() if clocks.state(each).pause is not None]
    return "total" if "total" in kinds else kinds[0]


def _diagram_escalates(tx: Transaction, clock_id: UUID) -> bool:
    bound = exists().where(TimerJob.clock_id == clock_id, TimerJob.fraction == 1)
    return bool(tx.session.execute(select(bound)).scalar())


def _sent(tx: Transaction, clock_id: UUID, matter: _Matter) -> Sequence[ClockNotice]:
    mine = (ClockNotice.clock_id == clock_id) & (ClockNotice.about == matter.about)
    wanted = select(ClockNotice).where(mine, ClockNotice.began_at == matter.began_at)
    return tx.session.execute(wanted.order_by(ClockNotice.number)).scalars().all()


def _ladder(clocks: Clocks, held: Held, state: ClockState) -> Ladder:
    """Owner, lead of the group, supervisor; in office hours, unless the promise is kept day and night."""
    calendar = clocks.calendars.get(state.promise.calendar)
    hours = calendar if _never_closes(calendar) else clocks.calendars.default
    task = _work(clocks, held)
    owner = (f"assignee:{task.activity_id}",) if task and task.assignee else ()
    groups = tuple(task.candidate_groups) if task else ()
    leads = tuple(f"lead:{group}" for group in groups)
    offered = tuple(f"group:{group}" for group in groups) if not owner else ()
    rungs = (
        Rung("owner", owner or offered, hours),
        Rung("group_lead", leads, hours),
        Rung("supervisor", ("supervisor",), hours),
    )
    return Ladder(rungs, _every(clocks))


def _work(clocks: Clocks, held: Held) -> UserTask | None:
    """The task a clock times; one that runs ahead of its task is the business of whoever has the case now."""
    if held.task_id is not None:
        return clocks.tx.session.get(UserTask, held.task_id)
    standing = select(UserTask).where(UserTask.instance_id == clocks.instance.id, UserTask.open)
    return clocks.tx.session.scalars(standing.order_by(UserTask.created_at, UserTask.id).limit(1)).first()


def _every(clocks: Clocks) -> timedelta:
    """The working time between two notices: what the policy table gives one step of an escalation."""
    promise = clocks.promise_for(_STEP)
    if promise.amount is None or promise.unit is Unit.WORKING_DAYS:
        return _EVERY
    return timedelta(minutes=promise.amount * (60 if promise.unit is Unit.HOURS else 1)) or _EVERY


def _never_closes(calendar: WorkingCalendar) -> bool:
    return all(sum(span.closes - span.opens for span in hours) == 24 * 60 for hours in calendar.week)


def _send(rt: Runtime, clocks: Clocks, held: Held, told: tuple[_Matter, Notice]) -> None:
    """Put the notice into the outbox and note that it was sent, in one commit."""
    matter, notice = told
    tx, row_id = clocks.tx, new_id()
    row = ClockNotice(
        id=row_id,
        clock_id=held.id,
        about=matter.about,
        began_at=matter.began_at,
        number=notice.number,
        role=notice.role,
        recipients=list(notice.recipients),
        sent_at=tx.at,
    )
    tx.add(row)
    reader = Reader(rt.settings.language, clocks.calendars.default.zone)
    payload = {
        "to": list(notice.recipients),
        "template": matter.template,
        "clock": kind_words(held.kind).told_in(reader.language),
        "standing": left_words(clocks.state(held), reader, tx.at),
        "number": notice.number,
    }
    hot.ADD_OUTBOX.run_many(tx.connection, [_outbox(clocks, row_id, payload)])
    tx.flush()


def _outbox(clocks: Clocks, row_id: UUID, payload: dict[str, Any]) -> dict[str, object]:  # Any: JSON
    return {
        "id": new_id(),
        "instance_id": clocks.instance.id,
        "kind": OutboxKind.NOTICE,
        "engine_id": "",
        "activity_id": "",
        "topic": TOPIC,
        "payload": payload,
        "idempotency_key": f"clock-notice:{row_id}",
        "state": OutboxState.PENDING,
        "attempts": 0,
        "created_at": clocks.tx.at,
        "next_try_at": clocks.tx.at,
    }
