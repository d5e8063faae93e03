"""Pauses of a clock (D3), and what they do to an instant that counts working time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service.domain.calendars import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch during which the clock stands still; still open while ``resumed_at`` is None."""

    paused_at: datetime
    by: str
    reason: str
    awaited: str
    review_on: date
    resumed_at: datetime | None = None
    by_customer: bool = False

    def review_at(self, calendar: WorkingCalendar) -> datetime:
        """The first working moment of the review day, or of the next working day where that is none."""
        midnight = datetime.combine(self.review_on, time(), tzinfo=calendar.zone)
        return calendar.next_open(midnight)

    def working_time(self, calendar: WorkingCalendar, *, until: datetime) -> timedelta:
        """How much of the pause falls into working time up to this moment: all of it that counts."""
        resumed_at = until if self.resumed_at is None else min(self.resumed_at, until)
        return calendar.working_time_between(self.paused_at, resumed_at)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a count of working time arrives: at an instant, or with so much remaining while the clock
    stands still.
    """

    at: datetime | None
    remaining: timedelta = timedelta()


def reach_after(pauses: Iterable[Pause], point: datetime, calendar: WorkingCalendar) -> Reach:
    """Carry an instant over the pauses that begin before it, in order; the remaining working time is kept
    each time.
    """
    for pause in pauses:
        if pause.paused_at >= point:
            break
        remaining = calendar.working_time_between(pause.paused_at, point)
        if pause.resumed_at is None:
            return Reach(None, remaining)
        point = calendar.add_working_time(pause.resumed_at, remaining)
    return Reach(point)


@dataclass(frozen=True, slots=True)
class AnsweredPause:
    """A pause that went on although the customer had written."""

    pause: Pause
    answered_at: datetime


def pauses_already_answered(
    pauses: Sequence[Pause], customer_wrote_at: Iterable[datetime], now: datetime
) -> tuple[AnsweredPause, ...]:
    """The pauses during which the customer had already answered, each with the first such moment."""
    moments = sorted(customer_wrote_at)
    found = []
    for pause in pauses:
        end = pause.resumed_at or now
        answered = next((moment for moment in moments if pause.paused_at <= moment < end), None)
        if answered is not None:
            found.append(AnsweredPause(pause, answered))
    return tuple(found)
