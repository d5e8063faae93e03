"""Clocks to try the rules on: short ways to write down what happened to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from service.domain.calendars import Calendars
from service.domain.clocks import (
    Act,
    ClockLedger,
    ClockState,
    Events,
    Promise,
    Unit,
    Waiting,
    open_clock,
)
from tests.domain.calendars_at_hand import CALENDARS, at

ROW = {"table": "response.dmn", "version": "3", "row": "2"}
EIGHT_HOURS = Promise(8, Unit.HOURS, "office", 80, **ROW, because=(("tier", "3"),))
FOUR_HOURS = Promise(4, Unit.HOURS, "office", 80, **ROW, because=(("tier", "2"),))
TWO_DAYS = Promise(2, Unit.WORKING_DAYS, "office", 80, **ROW)
QUARTER_HOUR_ALWAYS = Promise(15, Unit.MINUTES, "always", 80, **ROW, because=(("tier", "1"),))
NO_PROMISE = Promise(None, Unit.HOURS, "office", None)
FOR_PHOTOS = Waiting("cannot be judged without them", "photos of the damage", date(2025, 10, 31))


def act(when: str, by: str = "agent", noted: str | None = None) -> Act:
    """An act at this wall time in Shanghai."""
    return Act(at(when), by, at(noted) if noted else None)


@dataclass
class ClockInHand:
    """A clock, and the short way of doing something to it."""

    ledger: ClockLedger

    def do(self, verb: Callable[..., Events], *what: object, **more: object) -> Events:
        """Enter the events that the verb gives, and show them."""
        events = verb(self.ledger, *what, **more)
        self.ledger = self.ledger.and_then(*events)
        return events

    def at(self, when: str) -> ClockState:
        """The clock's state at this wall time in Shanghai."""
        return self.ledger.state(at(when))


def clock(
    started: str = "2025-09-24 10:00",
    promise: Promise = EIGHT_HOURS,
    *,
    kind: str = "resolve",
    calendars: Calendars = CALENDARS,
    noted: str | None = None,
    promised: str | None = None,
    round: int = 1,
) -> ClockInHand:
    """A clock that has just been opened."""
    promised_at = at(promised) if promised else None
    opened = open_clock(kind, promise, act(started, noted=noted), round=round, promised_at=promised_at)
    return ClockInHand(ClockLedger((opened,), calendars))
