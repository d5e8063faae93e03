"""What people are told of by themselves: customers of each promise, staff of work that comes or goes.

A duty of the sweeper, not part of the steps: it looks at what was written since it last looked, up to half a
minute ago so that nothing committed late is missed, and sends each thing once. Of a promise that is about to
slip the customer is told where its warning is noted (``delays``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, insert, or_, select, update

from service.domain.cases import Case, CaseStatus
from service.domain.clocks.rows import Clock
from service.domain.history import HistoryEvent
from service.domain.instances import ProcessInstance
from service.domain.notice_templates import NoticeMark
from service.domain.outbox import OutboxKind, OutboxMessage, OutboxState
from service.domain.promise_book import CustomerPromise
from service.domain.tasks import NO_GROUP, UserTask
from service.ids import new_id
from service.operations.customer.delays import DELAY, is_told, when
from service.operations.notifying import TOPIC

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_MARK = "telling"
_LATE = timedelta(seconds=30)
"""A commit may come this much after the instant it bears."""
_AT_ONCE = timedelta(minutes=10)
"""What one commit looks at; after a down-time the rest follows in others, and nothing is left out."""
_MOST = 500
_OUTCOMES = {
    "en": {
        "closed_satisfied": "settled",
        "closed_recourse_exhausted": "nothing more can be done",
        "withdrawn": "withdrawn at your wish",
        "unreachable": "we could not reach you",
    },
    "zh": {
        "closed_satisfied": "已解决",
        "closed_recourse_exhausted": "已尽力处理",
        "withdrawn": "按您的意愿撤回",
        "unreachable": "未能与您取得联系",
    },
}


@dataclass(frozen=True, slots=True)
class _News:
    """Something to be told: once, by its key."""

    key: str
    instance_id: UUID | None
    to: tuple[str, ...]
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of time that is looked at once; it ends a little before now."""

    since: datetime
    until: datetime

    def holds(self, column: Any) -> tuple[ColumnElement[bool], ...]:  # Any: a mapped column
        """What happened in it."""
        return column > self.since, column <= self.until


def tell_what_happened(rt: Runtime) -> int:
    """Tell whoever is to know of what happened since the last look; how many notices that made."""
    until = rt.now() - _LATE  # once: time goes on while this is at work, and there must be an end
    told = 0
    while (more := _tell_next(rt, until)) is not None:
        told += more
    return told


def _tell_next(rt: Runtime, until: datetime) -> int | None:
    """Tell of the next stretch of time that was not looked at; None when there is none."""
    with rt.transaction() as tx:
        mark = tx.session.get(NoticeMark, _MARK, with_for_update=True)
        if mark is None:
            tx.add(NoticeMark(name=_MARK, at=tx.at))
            return None
        seen = _Window(mark.at, min(until, mark.at + _AT_ONCE))
        if seen.until <= seen.since:
            return None
        mark.at = seen.until
        news = [*_to_customers(rt, tx, seen), *_to_staff(rt, tx, seen), *_of_promises(rt, tx)]
        return _send(tx, news)


def _to_customers(rt: Runtime, tx: Transaction, seen: _Window) -> Iterator[_News]:
    told = set(rt.settings.tell_customers.split())
    customer = ("customer",)
    if "received" in told:
        for case, due_at in tx.session.execute(_opened(seen)):
            facts: dict[str, object] = {"due": when(due_at)} if due_at is not None else {}
            yield _News(f"received:{case.id}", case.instance_id, customer, "received", facts)
    if "done" in told:
        for case in tx.session.execute(_closed(seen)).scalars():
            facts = {
                "outcome": {each: words.get(case.status, case.status) for each, words in _OUTCOMES.items()}
            }
            yield _News(f"done:{case.id}", case.instance_id, customer, "done", facts)


def _to_staff(rt: Runtime, tx: Transaction, seen: _Window) -> Iterator[_News]:
    told = set(rt.settings.tell_staff.split())
    if "arrived" in told:
        yield from _arrived(tx, seen)
    if "taken" in told:
        for task in tx.session.execute(_tasks(seen, "task.cancelled")).scalars():
            if task.assignee:
                to = (f"person:{task.assignee}",)
                yield _News(f"taken:{task.id}", task.instance_id, to, "task_taken", {"task": task.name})


def _arrived(tx: Transaction, seen: _Window) -> Iterator[_News]:
    """One notice for each group, whatever has come for it and still waits; another for whoever is named."""
    by_reader: dict[str, list[UserTask]] = {}
    for task in tx.session.execute(_tasks(seen, "task.created").where(UserTask.open)).scalars():
        groups = [f"group:{each}" for each in task.candidate_groups if each != NO_GROUP]
        at_once = task.assignee and task.claimed_at == task.created_at
        for to in [f"person:{task.assignee}"] if at_once else groups if task.assignee is None else []:
            by_reader.setdefault(to, []).append(task)
    for to, tasks in by_reader.items():
        names = ", ".join(dict.fromkeys(each.name for each in tasks))
        facts: dict[str, object] = {"task": names, "count": len(tasks), "group": to.partition(":")[2]}
        if len(tasks) == 1:
            facts["task_id"] = str(tasks[0].id)
        yield _News(f"arrived:{tasks[0].id}:{to}"[:200], tasks[0].instance_id, (to,), "task_arrived", facts)


def _of_promises(rt: Runtime, tx: Transaction) -> Iterator[_News]:
    """Promises in words that come to be at risk, or are broken: whoever made them is told, once each; the
    customer before they are broken.

    A case somebody is at work on is left for the next look: whoever keeps a promise holds its instance first.
    """
    wanted = (
        select(CustomerPromise, Case.instance_id, Case.status)
        .join(Case, Case.id == CustomerPromise.case_id)
        .join(ProcessInstance, ProcessInstance.id == Case.instance_id)
        .with_for_update(of=ProcessInstance, read=True, key_share=True, skip_locked=True)
        .where(CustomerPromise.ended_at.is_(None), CustomerPromise.broken_at.is_(None))
        .where(CustomerPromise.warn_at <= tx.at)
        .where(or_(CustomerPromise.warned_at.is_(None), CustomerPromise.due_at <= tx.at))
        .limit(_MOST)
    )
    for promise, instance_id, status in tx.session.execute(wanted).all():
        facts = {"promise": promise.text, "due": when(promise.due_at)}
        to = (f"person:{promise.made_by}", "supervisor")
        if promise.due_at <= tx.at:
            if not _noted(tx, promise, broken_at=promise.due_at):
                continue
            yield _News(f"broken:{promise.id}", instance_id, to, "promise_broken", facts)
            continue
        if not _noted(tx, promise, warned_at=tx.at):
            continue
        yield _News(f"risk:{promise.id}", instance_id, to[:1], "promise_due", facts)
        if status == CaseStatus.OPEN and is_told(rt.settings, DELAY):
            yield _News(f"delay:{promise.id}", instance_id, ("customer",), DELAY, facts)


def _noted(tx: Transaction, promise: CustomerPromise, **at: datetime) -> bool:
    """Note what became of a promise, unless it was settled meanwhile."""
    still = (CustomerPromise.id == promise.id) & CustomerPromise.ended_at.is_(None)
    return bool(tx.connection.execute(update(CustomerPromise).where(still).values(**at)).rowcount)


def _opened(seen: _Window) -> Any:  # Any: a select of two things
    """The cases opened then, with when a first answer is due."""
    answer = (Clock.case_id == Case.id) & (Clock.kind == "respond") & (Clock.round == 1)
    return (
        select(Case, Clock.due_at)
        .join(HistoryEvent, HistoryEvent.instance_id == Case.instance_id)
        .outerjoin(Clock, answer)
        .where(HistoryEvent.type == "case.opened", *seen.holds(HistoryEvent.at))
    )


def _closed(seen: _Window) -> Select[Any]:
    ended = select(HistoryEvent.case_id).where(
        HistoryEvent.type == "case.closed", *seen.holds(HistoryEvent.at)
    )
    return select(Case).where(Case.id.in_(ended), Case.status != CaseStatus.OPEN)


def _tasks(seen: _Window, kind: str) -> Select[Any]:
    told = select(HistoryEvent.task_id).where(HistoryEvent.type == kind, *seen.holds(HistoryEvent.at))
    return select(UserTask).where(UserTask.id.in_(told)).order_by(UserTask.id)


def _send(tx: Transaction, news: Iterable[_News]) -> int:
    """Write the notices that were not written before."""
    by_key = {f"told:{each.key}"[:255]: each for each in news}
    if not by_key:
        return 0
    known = select(OutboxMessage.idempotency_key).where(OutboxMessage.idempotency_key.in_(by_key))
    for key in tx.session.execute(known).scalars():
        del by_key[key]
    rows = [
        {
            "id": new_id(),
            "instance_id": each.instance_id,
            "kind": OutboxKind.NOTICE,
            "engine_id": "",
            "activity_id": "",
            "topic": TOPIC,
            "payload": {"to": list(each.to), "template": each.template, **each.facts},
            "idempotency_key": key,
            "state": OutboxState.PENDING,
            "attempts": 0,
            "created_at": tx.at,
            "next_try_at": tx.at,
        }
        for key, each in by_key.items()
    ]
    if rows:
        tx.session.execute(insert(OutboxMessage), rows)
    return len(rows)
