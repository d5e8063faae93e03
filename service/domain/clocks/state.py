"""What a clock is at one moment, as its ledger tells it: the deadline, what is left, the outcome. Frozen
values.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.clocks.pauses import Pause
from service.domain.clocks.promises import Promise
from service.frozen import frozen


class Outcome(StrEnum):
    """How a clock ended; final. ``BREACHED`` becomes ``MET_LATE`` when the work is done after all."""

    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    EXEMPTED = "exempted"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How a clock stands for whoever looks at a list of them."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    PAUSED = "paused"
    ENDED = "ended"


@frozen
class Exemption:
    """Who answered for it that the promise need not be kept, when, and why."""

    at: datetime
    by: str
    reason: str


@frozen
class ClockState:
    """What a clock is at one moment.

    ``due_at`` and ``warn_at`` are None while a measured clock stands still; ``remaining`` is then what it
    had left, and ``due_if_resumed`` where that would lead from now. ``used`` is the working time counted so
    far. ``fixed`` says that the date was promised or set by hand. ``ended_at`` None: the work is still to
    be done, even when breached.
    """

    kind: str
    round: int
    promise: Promise
    started_at: datetime
    entry_delay: timedelta
    due_at: datetime | None
    warn_at: datetime | None
    due_if_resumed: datetime | None
    remaining: timedelta
    overdue_by: timedelta
    used: timedelta
    pauses: tuple[Pause, ...]
    fixed: bool
    standing: Standing
    outcome: Outcome | None
    ended_at: datetime | None
    breached_at: datetime | None
    warned_at: datetime | None
    exemption: Exemption | None
    provisional: bool

    @property
    def pause(self) -> Pause | None:
        """The pause that is on, if one is."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].resumed_at is None else None

    @property
    def warning_is_due(self) -> bool:
        """Whether the warning of the deadline as it now stands is still to be given."""
        if self.standing is not Standing.AT_RISK or self.warn_at is None:
            return False
        return self.warned_at is None or self.warned_at < self.warn_at
