"""The escalation ladder (D8): who is to be told next that a promise is at risk or broken, and when.

Pure: what was sent and acknowledged comes in, the next notice comes out. Each notice goes one rung up; the
top rung is told again and again until somebody acknowledges. Nobody is told outside the working hours of
the calendar of their rung; on a 7×24 calendar that is never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.calendars import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: a role such as owner, group_lead or supervisor; who that is now; their hours."""

    role: str
    recipients: tuple[str, ...]
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs from the bottom up, the working time of the recipient between two notices, and how many
    each gets.
    """

    rungs: tuple[Rung, ...]
    every: timedelta
    notices_a_rung: int = 1

    def __post_init__(self) -> None:
        """Refuse a ladder that would send without end at one moment."""
        if self.every <= timedelta() or self.notices_a_rung < 1:
            raise ValueError(
                "a ladder needs a time between its notices, and at least one notice on each rung"
            )


@dataclass(frozen=True, slots=True)
class Notice:
    """Whom to tell, and when; ``number`` counts from 1 since the warning or breach."""

    number: int
    role: str
    recipients: tuple[str, ...]
    at: datetime


def next_notice(
    ladder: Ladder,
    *,
    began_at: datetime,
    sent_at: Sequence[datetime],
    acknowledged_at: datetime | None = None,
) -> Notice | None:
    """The notice that follows those sent, or nothing once somebody has acknowledged or when there is nobody
    to tell.

    Rungs without recipients (a task nobody has claimed has no owner) are left out. The first notice goes
    out at the warning or breach, or when its recipient next works; each further one ``every`` of the
    recipient's working time after the last.
    """
    rungs = [rung for rung in ladder.rungs if rung.recipients]
    if acknowledged_at is not None or not rungs:
        return None
    rung = rungs[min(len(sent_at) // ladder.notices_a_rung, len(rungs) - 1)]
    at = began_at
    if sent_at:
        at = rung.calendar.add_working_time(max(sent_at), ladder.every)
    return Notice(len(sent_at) + 1, rung.role, rung.recipients, rung.calendar.next_open(at))
