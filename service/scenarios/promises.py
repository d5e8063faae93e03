"""What a process promises while a scenario is played: as the operations promise it, in working time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from service.domain.calendars import Calendars
from service.domain.clocks import Act, ClockLedger, open_clock
from service.engine import Definition
from service.engine.progress import EngineError, Variables
from service.operations.promises import Facts, promise_by

BY = "scenario"


@dataclass(frozen=True, slots=True)
class Promises:
    """The host of one step: what would be due, were the clock opened now.

    The customer's contact is the case's own, or the beginning of the scenario; ``round_at`` is when the
    present round began.
    """

    definition: Definition
    calendars: Calendars
    now: datetime
    begun_at: datetime
    round_at: datetime

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """The instant at which ``fraction`` of the promise of this kind is used up."""
        told = Facts.told_by(variables)
        facts = replace(told, contacted_at=told.contacted_at or self.begun_at, round_at=self.round_at)
        promise = promise_by(kind, facts, [(self.definition, "")], self.now)
        start = facts.start_of(kind, facts.round, self.now)
        opened = open_clock(kind, promise, Act(start, BY, self.now), round=facts.round)
        at = ClockLedger((opened,), self.calendars).instant_at(fraction)
        if at is None:
            raise EngineError(f"nothing is promised for {kind!r}", remedy="give it a row in the table")
        return at
