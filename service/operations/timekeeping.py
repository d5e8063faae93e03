"""A step and the clocks: tasks open them, completion meets them, the end of the run ends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import update

from service.domain.cases import CLOSED
from service.domain.clocks import REPLY_KINDS, Act, breach, cancel, kinds_of, meet, rerule, warn
from service.domain.clocks.rounds import RESOLVE, TOTAL, is_only_thanks, on_closed
from service.domain.people import SYSTEM
from service.engine.progress import MessageReceived, Start, TimerDue
from service.frozen import frozen
from service.operations import ahead
from service.operations.closing import TASK
from service.operations.dating import dates_of
from service.operations.ledger import Clocks
from service.operations.opening import NEVER, sla_of
from service.operations.promises import Facts
from service.store.clocks import TIMER, begin_round

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.timers import TimerJob
    from service.engine.progress import Progress, Stimulus
    from service.operations.closing import Gone
    from service.operations.opening import Made, Values
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction

ENTRY = "entry"
_TOLD_OFF = "the work fell away"


class CaseHost:
    """The world as one step of a case may see it: when a promise falls due."""

    def __init__(self, tx: Transaction, instance: ProcessInstance, stimulus: Stimulus) -> None:
        """Promise as this instance's case stands."""
        self._tx = tx
        self._instance = instance
        self.stimulus = stimulus
        self.definition = tx.definitions.get(instance.definition_id)
        self._clocks: Clocks | None = None
        self.implied: set[datetime] = set()
        """Due dates the engine got for the property ``sla`` alone; the clock's own date replaces them."""

    def sla(self, kind: str, fraction: float, variables: Mapping[str, object]) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up; of several, the first."""
        clocks = self.clocks(variables)
        number = _round(variables.get("round"), clocks.facts.round)
        at = min(clocks.instant(each, fraction, number) for each in kinds_of(kind) or (kind,))
        if isinstance(self.stimulus, TimerDue) and at <= self._tx.at:
            at = clocks.from_now(kinds_of(kind), fraction, number)  # a repeating timer asks for its next turn
        if fraction == 1:
            self.implied.add(at)
        return at

    def clocks(self, variables: Mapping[str, object]) -> Clocks:
        """The instance's clocks, loaded when first asked for."""
        if self._clocks is None:
            if isinstance(self.stimulus, Start):
                self._clocks = Clocks(self._tx, self._instance, Facts.told_by(variables))
            else:
                self._clocks = Clocks.load(self._tx, self._instance, variables)
        return self._clocks


@frozen
class Taken:
    """A step taken: what came of it, why, and the rows it ends and makes."""

    progress: Progress
    cause: Cause
    gone: Sequence[Gone]
    made: Made


def keep_time(host: CaseHost, instance: ProcessInstance, taken: Taken) -> Clocks | None:
    """Enter into the clocks what the step means to them, and date its new rows by them; ``save`` writes."""
    passed = ahead.passed(host.definition, taken.progress)
    if not (passed or _concerns_clocks(host, instance, taken)):
        return None
    clocks = host.clocks(taken.progress.variables)
    act = Act(clocks.tx.at, taken.cause.actor)
    ahead.meet_passed(clocks, passed.meeting, act)
    _end_tasks(clocks, taken, act)
    _learn(clocks, taken.progress.changed, act)
    if isinstance(host.stimulus, Start) and instance.case_id is not None:
        _open_with_case(clocks, act)
    ahead.open_passed(clocks, passed.opening, taken.cause.actor)
    for row in taken.made.tasks:
        _open_for_task(host, clocks, row, taken.cause.actor)
    for timer, row in zip(taken.progress.opened.timers, taken.made.timers, strict=True):
        ahead.bind(clocks, timer, row, taken)
    ahead.drop_idle(clocks, taken.gone, act)
    if ahead.resolved_unsaid(clocks):
        ahead.note_resolution(clocks, act)
    _end_case(clocks, taken.progress, act)
    return clocks


def _open_with_case(clocks: Clocks, act: Act) -> None:
    """The case as a whole is timed; so is its entry, where that came after the contact (S1-2.2)."""
    opened = clocks.foreseen(TOTAL, 1, act.by)
    clocks.open(opened)
    if opened.noted_at is not None:
        entry = clocks.open(clocks.foreseen(ENTRY, 1, act.by))
        clocks.enter(entry, meet(entry.ledger, act))


def _concerns_clocks(host: CaseHost, instance: ProcessInstance, taken: Taken) -> bool:
    """Whether there is anything to do at all: most steps of most instances have nothing to do with clocks."""
    progress = taken.progress
    return (
        (isinstance(host.stimulus, Start) and instance.case_id is not None)
        or any(each.timed for each in taken.gone)
        or any(map(sla_of, taken.made.tasks))
        or any(timer.promise for timer in progress.opened.timers)
        or (instance.case_id is not None and (progress.outcome is not None or _closing(progress)))
        or not {"tier", "severity", "round"}.isdisjoint(progress.changed)
    )


def _end_tasks(clocks: Clocks, taken: Taken, act: Act) -> None:
    """Completion meets a task's clock, cancellation cancels it; resolving stops the reply clocks (D7)."""
    ended = {each.row_id for each in taken.gone if each.kind == TASK}
    resolved = False
    for held in list(clocks.held.values()):
        if held.task_id not in ended:
            continue
        done = held.task_id == taken.cause.subject_id
        clocks.enter(held, meet(held.ledger, act) if done else cancel(held.ledger, _TOLD_OFF, act))
        resolved = resolved or (done and held.kind == RESOLVE)
    if resolved:
        ahead.note_resolution(clocks, act)


def _learn(clocks: Clocks, changed: Mapping[str, object], act: Act) -> None:
    """Another tier or severity puts the open clocks under new rules (D5); a new round begins now."""
    before = clocks.facts
    clocks.learn(before.changed_by(changed, clocks.tx.at))
    if clocks.facts.round != before.round and clocks.instance.case_id is not None:
        begin_round(clocks.tx.connection, clocks.instance.case_id, clocks.tx.at)
    for cause in ("tier", "severity"):
        if getattr(before, cause) != getattr(clocks.facts, cause):
            regrade(clocks, cause, act)
            return


def regrade(clocks: Clocks, cause: str, act: Act, *, decision: str | None = None) -> None:
    """Put every open clock under what the tables promise now."""
    for held in clocks.held.values():
        if not held.is_new:
            promise = clocks.promise_for(held.kind)
            clocks.enter(held, rerule(held.ledger, promise, cause, act, decision=decision))


def _open_for_task(host: CaseHost, clocks: Clocks, row: Values, actor: str) -> None:
    kinds = kinds_of(sla_of(row))
    if not kinds:
        return
    implied = row["due_at"] in host.implied
    number = _round(row["round"], clocks.facts.round)
    due: list[datetime | None] = []
    for kind in kinds:
        if not (kind in REPLY_KINDS and is_thanks(host.stimulus)):
            held = clocks.awaiting(kind, number)
            if held is None:
                held = clocks.open(clocks.foreseen(kind, number, actor), task_id=_id(row))
            ahead.take_over(held, _id(row))
            due.append(clocks.state(held).due_at)
    if implied:
        due_at = min((each for each in due if each is not None), default=None)
        row["due_at"], row["sort_due_at"] = due_at, due_at or NEVER


def _end_case(clocks: Clocks, progress: Progress, act: Act) -> None:
    """The end of the run ends every clock; a case that closes before meets the total alone."""
    if progress.outcome is not None:
        clocks.enter_all(on_closed(clocks.ledgers(), act))
    elif _closing(progress):
        total = {each.id for each in clocks.held.values() if each.kind == TOTAL}
        ledgers = {key: ledger for key, ledger in clocks.ledgers().items() if key in total}
        clocks.enter_all(on_closed(ledgers, act))


def _closing(progress: Progress) -> bool:
    return progress.changed.get("status") in CLOSED


def _id(row: Values) -> UUID:
    return UUID(str(row["id"]))


def is_thanks(stimulus: Stimulus) -> bool:
    """Whether the step was caused by a message of the customer that says nothing but thanks."""
    if not isinstance(stimulus, MessageReceived):
        return False
    words = stimulus.variables.get("message_text") or stimulus.variables.get("text")
    return isinstance(words, str) and is_only_thanks(words)


def _round(told: object, otherwise: int) -> int:
    if isinstance(told, (int, Decimal)) and not isinstance(told, bool):
        return int(told)
    return otherwise


def its_time_has_come(tx: Transaction, timer: TimerJob, instance: ProcessInstance) -> bool:
    """Whether a bound timer is due by its clock as it stands now; if not, it is put off."""
    clock_id = timer.clock_id
    if clock_id is None:
        return True
    clocks = Clocks.load(tx, instance, {})
    held = clocks.take(clock_id)
    at = held.ledger.instant_at(timer.fraction or 1.0)
    if at is None or at > tx.at:
        moved = dates_of(at, timer.due_at)
        tx.connection.execute(update(TIMER).where(TIMER.c.id == timer.id).values(moved))
        return False
    act = Act(tx.at, SYSTEM.name)
    clocks.enter(held, warn(held.ledger, act))
    clocks.enter(held, breach(held.ledger, act))
    clocks.save()
    return True
