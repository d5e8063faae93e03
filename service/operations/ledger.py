"""The open clocks of an instance within one transaction: loaded once, entered by one road, saved at the end.

Everything that changes a clock goes through ``Clocks.enter``: the row's copy, the task's due date and the
bound timers follow from the events when ``save`` writes them. The instance must be locked.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.calendars import Calendars
from service.domain.clocks import Act, ClockLedger, Events, Opened, Promise, open_clock
from service.domain.clocks.events import Breached, Paused, Warned
from service.engine.progress import EngineError
from service.ids import new_id
from service.operations import dating
from service.operations.promises import Facts, promise_for
from service.store import clocks as store

if TYPE_CHECKING:
    from service.domain.clocks import ClockEvent, ClockState
    from service.domain.instances import ProcessInstance
    from service.runtime.definitions import Deployed
    from service.runtime.transaction import Transaction
    from service.store.clocks import Row


@dataclass(slots=True)
class Held:
    """A clock in hand: its columns as they were, its ledger, and the events entered since."""

    row: Row
    ledger: ClockLedger
    fresh: list[ClockEvent] = field(default_factory=list)
    is_new: bool = False
    stale: bool = False
    """Whether the copy is to be written though no event was entered: what it follows from changed."""

    @property
    def id(self) -> UUID:
        """The clock's id."""
        found: UUID = self.row["id"]
        return found

    @property
    def kind(self) -> str:
        """The kind of promise."""
        return str(self.row["kind"])

    @property
    def task_id(self) -> UUID | None:
        """The task whose work it times."""
        found: UUID | None = self.row["task_id"]
        return found


class Clocks:
    """The open clocks of one instance, and what its tables promise."""

    def __init__(self, tx: Transaction, instance: ProcessInstance, facts: Facts) -> None:
        """An instance with no clock yet; ``load`` is for the others."""
        self.tx = tx
        self.instance = instance
        self.facts = facts
        self.calendars: Calendars = tx.calendars()
        self.held: dict[UUID, Held] = {}
        self._foreseen: dict[tuple[str, int], Opened] = {}
        self._newest: UUID | None = None

    @classmethod
    def load(cls, tx: Transaction, instance: ProcessInstance, variables: Mapping[str, object]) -> Clocks:
        """The clocks of a running instance; ``variables`` tell the facts where there is no case."""
        loaded = store.load(tx.connection, instance.id, instance.case_id, instance.process_key)
        tx.calendars_as_of(loaded.notice)
        facts = Facts(**loaded.facts) if loaded.facts is not None else Facts.told_by(variables)
        clocks = cls(tx, instance, facts)
        clocks._newest = loaded.newest
        for row, events in loaded.clocks:
            clocks.held[row["id"]] = Held(row, ClockLedger(events, clocks.calendars))
        return clocks

    def take(self, clock_id: UUID) -> Held:
        """This clock too, ended or not."""
        if clock_id not in self.held:
            row = store.row_of(self.tx.connection, clock_id)
            events = store.events_of(self.tx.connection, [clock_id])[clock_id]
            self.held[clock_id] = Held(row, ClockLedger(events, self.calendars))
        return self.held[clock_id]

    # --- what is promised ---------------------------------------------------------------------------------

    def tables(self) -> list[Deployed]:
        """Where promises stand: in the newest version of the process (D5), else in the instance's own."""
        ids = dict.fromkeys(each for each in (self._newest, self.instance.definition_id) if each)
        return [self.tx.definitions.deployed(each) for each in ids]

    def promise_for(self, kind: str) -> Promise:
        """What is promised for this kind of clock as the case stands."""
        return promise_for(kind, self.facts, self.tables(), self.tx.at)

    def foreseen(self, kind: str, number: int, by: str = "system") -> Opened:
        """The event with which a clock of this kind would open now."""
        key = (kind, number)
        if key not in self._foreseen:
            start = self.facts.start_of(kind, number, self.tx.at)
            act = Act(start, by, self.facts.entered_at(start, self.tx.at))
            self._foreseen[key] = open_clock(kind, self.promise_for(kind), act, round=number)
        return replace(self._foreseen[key], by=by)

    def learn(self, facts: Facts) -> None:
        """The case stands otherwise now: what would be promised is asked anew."""
        if facts != self.facts:
            self.facts = facts
            self._foreseen.clear()

    def instant(self, kind: str, fraction: float, number: int) -> datetime:
        """What ``sla(kind, fraction)`` is: of the clock that runs, or of the one that would open now."""
        running = self.running(kind, number)
        ledger = running.ledger if running else ClockLedger((self.foreseen(kind, number),), self.calendars)
        at = ledger.instant_at(fraction) or ledger.state(self.tx.at).due_if_resumed
        if at is None:
            raise EngineError(f"nothing is promised for {kind!r}", remedy="give it a row in the table")
        return at

    def from_now(self, kinds: Sequence[str], fraction: float, number: int) -> datetime:
        """The same for a timer that repeats and whose clock is used up: reckoned as if it opened now."""
        ledgers = (ClockLedger((self.foreseen(each, number),), self.calendars) for each in kinds)
        found = (each.instant_at(fraction) for each in ledgers)
        return min((each for each in found if each is not None), default=self.tx.at)

    def running(self, kind: str, number: int, *, but: Container[UUID] = ()) -> Held | None:
        """The clock of this kind and round that runs, the last opened of several; none of ``but``."""
        asked = (kind, number)
        same = (each for each in reversed(self.held.values()) if (each.kind, each.row["round"]) == asked)
        return next((each for each in same if each.id not in but and not self.is_over(each)), None)

    def awaiting(self, kind: str, number: int) -> Held | None:
        """The running clock of this kind and round that no task has taken over yet."""
        taken = {each.id for each in self.held.values() if each.task_id is not None}
        return self.running(kind, number, but=taken)

    def is_over(self, held: Held) -> bool:
        """Whether it has ended, or ended a moment ago."""
        return self.state(held).ended_at is not None

    def state(self, held: Held) -> ClockState:
        """What the clock is now; the instant stands still in here."""
        return held.ledger.state(self.tx.at)

    @property
    def pause(self) -> Paused | None:
        """The pause the case is in, if it is in one: then every clock that opens begins paused."""
        for held in self.held.values():
            if self.state(held).pause is not None:
                told = [each for each in held.ledger.events if isinstance(each, Paused)]
                return told[-1]
        return None

    # --- the one road -------------------------------------------------------------------------------------

    def open(self, opened: Opened, *, task_id: UUID | None = None) -> Held:
        """Take a new clock along; in a paused case it begins paused."""
        pause = self.pause
        row: Row = {
            "id": new_id(),
            "instance_id": self.instance.id,
            "case_id": self.instance.case_id,
            "task_id": task_id,
            "kind": opened.kind,
            "round": opened.round,
            "tier": self.facts.tier,
            "entries": 0,
            "due_at": None,
        }
        held = Held(row, ClockLedger((), self.calendars), is_new=True)
        self.held[held.id] = held
        self.enter(held, (opened,))
        if pause is not None:
            told = {"reason": pause.reason, "awaited": pause.awaited, "review_on": pause.review_on}
            self.enter(held, (Paused(at=self.tx.at, by=pause.by, **told),))  # type: ignore[arg-type]  # its own facts
        return held

    def enter(self, held: Held, events: Events) -> None:
        """Add these events to the clock's ledger."""
        held.ledger = held.ledger.and_then(*events)
        held.fresh += events

    def ledgers(self, *, but: Iterable[str] = ()) -> dict[UUID, ClockLedger]:
        """The ledgers of the clocks that are not over, except of these kinds."""
        left_out = set(but)
        return {
            each.id: each.ledger
            for each in self.held.values()
            if each.kind not in left_out and not self.is_over(each)
        }

    def enter_all(self, entered: Mapping[UUID, Events]) -> None:
        """Add events to several clocks."""
        for clock_id, events in entered.items():
            self.enter(self.held[clock_id], events)

    def save(self) -> None:
        """Write what was entered; due dates and bound timers follow where a deadline moved."""
        changed = [each for each in self.held.values() if each.fresh or each.stale]
        fresh = []
        moved = []
        for held in changed:
            before = held.row.get("due_at")
            fresh += [
                (held.id, held.row["entries"] + place, each) for place, each in enumerate(held.fresh, 1)
            ]
            held.row = held.row | self._copy(held)
            if not held.is_new and before != held.row["due_at"]:
                moved.append((held, before))
        store.save(self.tx.connection, [each.row for each in changed], fresh)
        dating.follow(self, moved)
        for held in changed:
            held.fresh, held.is_new, held.stale = [], False, False

    def _copy(self, held: Held) -> Row:
        """The columns that follow from the events."""
        state = self.state(held)
        return {
            "tier": self.facts.tier,
            "calendar_key": state.promise.calendar,
            "started_at": state.started_at,
            "due_at": state.due_at,
            "warn_at": state.warn_at,
            "paused": state.pause is not None,
            "fixed": state.fixed,
            "provisional": state.provisional,
            "breached_at": state.breached_at,
            "ended_at": state.ended_at,
            "outcome": state.outcome,
            "entries": held.row["entries"] + len(held.fresh),
            "look_at": self.look_at(held, state),
        }

    def look_at(self, held: Held, state: ClockState) -> datetime | None:
        """When the service has to look at the clock next: at once if it has been warned of or breached."""
        if state.ended_at is not None:
            return None
        if any(isinstance(each, (Warned, Breached)) for each in held.ledger.events):
            return self.tx.at
        calendar = self.calendars.get(state.promise.calendar)
        ahead = [state.warn_at, state.due_at, state.pause.review_at(calendar) if state.pause else None]
        return min((each for each in ahead if each is not None), default=None)
