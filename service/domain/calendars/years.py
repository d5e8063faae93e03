"""One year of a calendar as sorted instants with running totals, so that reckoning is a binary search.

Instants are whole microseconds since 1970 UTC. Wall times become instants by one rule that never runs
backwards: a wall time that occurs twice (the clock is set back) is its first occurrence, one that does not
occur (the clock is set forward) is the moment of the change. So every working minute is counted as it
really passes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.domain.calendars.days import MINUTES_A_DAY, Hours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = EPOCH.toordinal()
_MINUTE = 60_000_000
_DAY = MINUTES_A_DAY * _MINUTE
_SECOND = timedelta(seconds=1)


def micros_of(at: datetime) -> int:
    """This aware instant in microseconds since 1970."""
    passed = at - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def instant_of(micros: int) -> datetime:
    """The aware UTC instant so many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """All openings of one local year.

    ``before[i]`` and ``after[i]`` are the working time from the year's start to opening ``i``'s beginning
    and end; ``workdays`` are the ordinals of the days with an opening, ``last_closes`` their close of
    business.
    """

    starts: int
    ends: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    after: list[int]
    workdays: list[int]
    last_closes: list[int]

    @property
    def total(self) -> int:
        """The working time of the whole year."""
        return self.after[-1] if self.after else 0

    def worked_by(self, micros: int) -> int:
        """The working time from the year's start to this instant."""
        index = bisect_right(self.opens, micros) - 1
        if index < 0:
            return 0
        return self.before[index] + min(micros, self.closes[index]) - self.opens[index]

    def earliest_with(self, worked: int) -> int:
        """The first instant by which so much (more than nothing, at most the total) has been worked."""
        index = bisect_left(self.after, worked)
        return self.closes[index] - (self.after[index] - worked)

    def latest_with(self, worked: int) -> int:
        """The last instant by which no more than this (less than the total) has been worked."""
        index = bisect_right(self.before, worked) - 1
        return self.opens[index] + (worked - self.before[index])

    def open_at(self, micros: int) -> bool:
        """Whether the instant lies in an opening."""
        index = bisect_right(self.opens, micros) - 1
        return index >= 0 and micros < self.closes[index]


def year_of_work(year: int, zone: ZoneInfo, hours_on: Callable[[date], Hours]) -> YearOfWork:
    """Lay out one local year, asking for the hours of each of its days."""
    first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    laid = YearOfWork(_wall(first, 0, zone), _wall(end, 0, zone), [], [], [], [], [], [])
    worked = 0
    midnight = laid.starts
    for ordinal in range(first, end):
        next_midnight = _wall(ordinal + 1, 0, zone)
        whole = next_midnight - midnight == _DAY
        for span in hours_on(date.fromordinal(ordinal)):
            opens = midnight + span.opens * _MINUTE if whole else _wall(ordinal, span.opens, zone)
            closes = midnight + span.closes * _MINUTE if whole else _wall(ordinal, span.closes, zone)
            if opens < closes:
                _append(laid, opens, closes, worked)
                worked += closes - opens
        if laid.closes and laid.closes[-1] > midnight:
            laid.workdays.append(ordinal)
            laid.last_closes.append(laid.closes[-1])
        midnight = next_midnight
    return laid


def _append(laid: YearOfWork, opens: int, closes: int, worked: int) -> None:
    laid.opens.append(opens)
    laid.closes.append(closes)
    laid.before.append(worked)
    laid.after.append(worked + closes - opens)


def _wall(ordinal: int, minutes: int, zone: ZoneInfo) -> int:
    """The instant of a local wall time."""
    if minutes == MINUTES_A_DAY:
        ordinal, minutes = ordinal + 1, 0
    wall = (ordinal - _EPOCH_DAY) * _DAY + minutes * _MINUTE
    local = datetime.combine(date.fromordinal(ordinal), time(minutes // 60, minutes % 60), tzinfo=zone)
    before, after = _offset(local), _offset(local.replace(fold=1))
    if before >= after:
        return wall - before
    return _change_between(wall - after, wall - before, zone)


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    return 0 if offset is None else offset // timedelta(microseconds=1)


def _change_between(early: int, late: int, zone: ZoneInfo) -> int:
    """The moment, to the second, at which the zone's clock is set forward between two instants."""
    low, high = instant_of(early), instant_of(late)
    new = high.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // (2 * _SECOND) * _SECOND
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == new else (middle, high)
    return micros_of(high)
