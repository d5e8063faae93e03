"""The clock ledger: what follows from a clock's events (D3–D6, D9).

Pure folds. A clock has no state but its events: ``clock_state`` gives the deadline, the remaining working
time and the outcome as they follow from the events, the calendars and the moment of asking. A row's
``due_at`` is a copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from service.domain.calendars import Calendars, WorkingCalendar
from service.domain.clocks.events import (
    Breached,
    Cancelled,
    ClockEvent,
    Exempted,
    Met,
    Moved,
    Opened,
    Paused,
    Reruled,
    Resumed,
    Warned,
)
from service.domain.clocks.pauses import Pause, Reach, reach_after
from service.domain.clocks.promises import Promise
from service.domain.clocks.state import ClockState, Exemption, Outcome, Standing
from service.frozen import frozen


@frozen
class ClockLedger:
    """A clock's events in the order they were entered, and the calendars to count on."""

    events: tuple[ClockEvent, ...]
    calendars: Calendars
    _reckoned: dict[datetime, ClockState] = field(default_factory=dict, init=False, repr=False, compare=False)

    def state(self, now: datetime) -> ClockState:
        """What the clock is at this moment; a step asks several times of its own, and it is reckoned once."""
        found = self._reckoned.get(now)
        if found is None:
            found = self._reckoned[now] = clock_state(self.events, self.calendars, now)
        return found

    def instant_at(self, fraction: float) -> datetime | None:
        """When this fraction of the promise is used up (1 = the breach); None while nothing says when.

        This is what ``sla(kind, fraction)`` gives a diagram, and what a timer bound to the clock is
        re-dated to.
        """
        return _Tally.of(self.events).instant_at(fraction, self.calendars)

    def and_then(self, *events: ClockEvent) -> ClockLedger:
        """The ledger with these events entered behind."""
        return ClockLedger((*self.events, *events), self.calendars)


def clock_state(events: Iterable[ClockEvent], calendars: Calendars, now: datetime) -> ClockState:
    """What follows from a clock's events at this moment."""
    return _Tally.of(events).state(calendars, now)


class _Dates(NamedTuple):
    """When the clock warns and is due, or would be if it ran again now; and the working time left."""

    due_at: datetime | None
    warn_at: datetime | None
    due_if_resumed: datetime | None
    remaining: timedelta


@dataclass(slots=True)
class _Tally:
    """The events read once, in order."""

    opened: Opened
    promise: Promise
    fixed_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    warned_at: datetime | None = None
    breach: Breached | None = None
    exemption: Exemption | None = None
    end: Met | Exempted | Cancelled | None = None

    @classmethod
    def of(cls, events: Iterable[ClockEvent]) -> _Tally:
        rest = iter(events)
        opened = next(rest, None)
        if not isinstance(opened, Opened):
            raise ValueError("a clock's ledger begins with its opening")
        tally = cls(opened, opened.promise, fixed_at=opened.promised_at)
        for event in rest:
            tally.read(event)
        return tally

    def read(self, event: ClockEvent) -> None:
        match event:
            case Paused():
                told = (event.at, event.by, event.reason, event.awaited, event.review_on)
                self.pauses.append(Pause(*told))
            case Resumed() if self.pauses:
                ended = {"resumed_at": event.at, "by_customer": event.by_customer}
                self.pauses[-1] = replace(self.pauses[-1], **ended)  # type: ignore[arg-type]
            case Moved():
                self.fixed_at = event.due_at
            case Reruled() if event.takes_effect:
                self.promise = event.promise
            case Warned():
                self.warned_at = event.at
            case Breached():
                self.breach = event
            case Exempted():
                self.exempt(event)
            case Met() | Cancelled():
                self.end = self.end or event

    def exempt(self, event: Exempted) -> None:
        """An exemption ends a running clock; beside a breach or an end it only stands."""
        self.exemption = Exemption(event.at, event.by, event.reason)
        if self.breach is None and self.end is None:
            self.end = event

    # --- the deadline -----------------------------------------------------------------------------

    def calendar(self, calendars: Calendars) -> WorkingCalendar:
        return calendars.get(self.promise.calendar)

    def instant_at(self, fraction: float, calendars: Calendars) -> datetime | None:
        if fraction == 1 and (self.breach or self.end):
            return self.held_due_at()
        reach = self.reach(fraction, self.calendar(calendars))
        return reach.at if reach else None

    def held_due_at(self) -> datetime | None:
        """The deadline as it stood when the outcome became final."""
        if self.breach is not None:
            return self.breach.due_at
        return self.end.due_at if self.end else None

    def reach(self, fraction: float, calendar: WorkingCalendar) -> Reach | None:
        start = self.opened.at
        whole = self.fixed_at or self.promise.due_after(start, calendar)
        if whole is None:
            return None
        point = whole if fraction == 1 else _part_of_the_way(start, whole, fraction, calendar)
        return Reach(point) if self.fixed_at else reach_after(self.pauses, point, calendar)

    # --- the state --------------------------------------------------------------------------------

    def state(self, calendars: Calendars, now: datetime) -> ClockState:
        calendar = self.calendar(calendars)
        ended_at = self.end.at if self.end else None
        until = max(min(now, ended_at or now), self.opened.at)
        dates = self.dates(calendar, until)
        due_at = dates.due_at
        return ClockState(
            kind=self.opened.kind,
            round=self.opened.round,
            promise=self.promise,
            started_at=self.opened.at,
            entry_delay=self.entry_delay(calendar),
            due_at=due_at,
            warn_at=dates.warn_at,
            due_if_resumed=dates.due_if_resumed,
            remaining=dates.remaining,
            overdue_by=calendar.working_time_between(due_at, until) if due_at else timedelta(),
            used=self.used(calendar, until),
            pauses=tuple(self.pauses),
            fixed=self.fixed_at is not None,
            standing=self.standing(due_at, dates.warn_at, now),
            outcome=self.outcome(),
            ended_at=ended_at,
            breached_at=self.breach.at if self.breach else None,
            warned_at=self.warned_at,
            exemption=self.exemption,
            provisional=calendar.is_provisional(due_at or dates.due_if_resumed or self.opened.at),
        )

    def dates(self, calendar: WorkingCalendar, until: datetime) -> _Dates:
        """The dates, and what is left until then, of a clock looked at (or ended) at this moment."""
        if self.breach is not None or self.end is not None:
            due_at = self.held_due_at()
            left = calendar.working_time_between(until, due_at) if due_at else timedelta()
            return _Dates(due_at, self.warn_at(calendar) if due_at else None, None, left)
        reach = self.reach(1, calendar)
        if reach is None:
            return _Dates(None, None, None, timedelta())
        if reach.at is None:
            return _Dates(None, None, calendar.add_working_time(until, reach.remaining), reach.remaining)
        left = calendar.working_time_between(until, reach.at)
        return _Dates(reach.at, self.warn_at(calendar), None, left)

    def warn_at(self, calendar: WorkingCalendar) -> datetime | None:
        if self.promise.warn_percent is None:
            return None
        reach = self.reach(self.promise.warn_percent / 100, calendar)
        return reach.at if reach else None

    def entry_delay(self, calendar: WorkingCalendar) -> timedelta:
        noted_at = self.opened.noted_at
        return calendar.working_time_between(self.opened.at, noted_at) if noted_at else timedelta()

    def used(self, calendar: WorkingCalendar, until: datetime) -> timedelta:
        whole = calendar.working_time_between(self.opened.at, until)
        idle = (pause.working_time(calendar, until=until) for pause in self.pauses)
        return whole - sum(idle, timedelta())

    def standing(self, due_at: datetime | None, warn_at: datetime | None, now: datetime) -> Standing:
        if self.end is not None:
            return Standing.ENDED
        if self.breach is not None or (due_at is not None and now > due_at):
            return Standing.OVERDUE
        if self.fixed_at is None and self.pauses and self.pauses[-1].resumed_at is None:
            return Standing.PAUSED
        return Standing.AT_RISK if warn_at is not None and now >= warn_at else Standing.ON_TIME

    def outcome(self) -> Outcome | None:
        if isinstance(self.end, Met):
            return Outcome.MET_LATE if self.end.late else Outcome.MET
        if self.breach is not None:
            return Outcome.BREACHED
        if self.end is None:
            return None
        return Outcome.EXEMPTED if isinstance(self.end, Exempted) else Outcome.CANCELLED


def _part_of_the_way(start: datetime, end: datetime, fraction: float, calendar: WorkingCalendar) -> datetime:
    return calendar.add_working_time(start, calendar.working_time_between(start, end) * fraction)
