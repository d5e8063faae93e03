"""The working calendar: when a company works, and the reckoning of working time on it.

Pure: every instant is an argument, aware; every answer in UTC. A day's hours come from the company's own
days first, then from the statutory holidays and make-up days, then from the week. Years the statutory
source does not know have ordinary weeks, and everything that reaches past ``valid_through`` is provisional;
nothing raises for them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.domain.calendars.days import CLOSED, CompanyDay, DayKind, DayPlan, Hours
from service.domain.calendars.statutory import StatutoryDays
from service.domain.calendars.years import YearOfWork, instant_of, micros_of, year_of_work
from service.domain.words import Words
from service.errors import Invalid

DAYS_OF_THE_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR = 1900
LAST_YEAR = 2999

_MICROSECOND = timedelta(microseconds=1)
_NOTHING = timedelta()
LONGEST = timedelta(days=36_525)
"""More working time than this (a hundred years) is refused rather than reckoned."""


class TooFarAway(Invalid):
    """This lies further away than a calendar reckons ({what})."""

    def __init__(self, what: str) -> None:
        """Say what was asked."""
        super().__init__({}, what=what)


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """A company's working hours in its own time zone.

    ``week`` holds the hours of Monday to Sunday; ``make_up_hours`` those of a statutory make-up working day.
    """

    key: str
    name: Words
    zone: ZoneInfo
    week: tuple[Hours, ...]
    make_up_hours: Hours
    valid_through: date
    statutory: StatutoryDays | None = None
    company_days: Mapping[date, CompanyDay] = field(default_factory=dict)
    _years: dict[int, YearOfWork] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a calendar on which nobody would ever work: no deadline on it could be reached."""
        if len(self.week) != len(DAYS_OF_THE_WEEK):
            raise ValueError("a week has seven days")
        if not any(self.week):
            raise ValueError("at least one day of the week must have working hours")

    # --- days -------------------------------------------------------------------------------------

    def plan(self, day: date) -> DayPlan:
        """What this local day is, and its hours."""
        company = self.company_days.get(day)
        if company is not None:
            return DayPlan(day, company.kind, company.hours, company.name)
        if self.statutory is not None:
            if (name := self.statutory.holidays.get(day)) is not None:
                return DayPlan(day, DayKind.HOLIDAY, CLOSED, name)
            if (name := self.statutory.make_up_days.get(day)) is not None:
                return DayPlan(day, DayKind.MAKE_UP, self.make_up_hours, name)
        hours = self.week[day.weekday()]
        return DayPlan(day, DayKind.ORDINARY if hours else DayKind.WEEKEND, hours)

    def hours_on(self, day: date) -> Hours:
        """The openings of this local day in wall time."""
        return self.plan(day).hours

    def local_day(self, at: datetime) -> date:
        """The local date on which this instant falls."""
        return at.astimezone(self.zone).date()

    def is_provisional(self, at: datetime) -> bool:
        """Whether a result at this instant rests on days nobody has announced yet."""
        return self.local_day(at) > self.valid_through

    # --- reckoning --------------------------------------------------------------------------------

    def is_open(self, at: datetime) -> bool:
        """Whether people work at this instant; the moment of closing is no longer open."""
        micros = micros_of(at)
        return self._year_at(micros)[1].open_at(micros)

    def next_open(self, at: datetime) -> datetime:
        """The first instant, from this one on, at which people work."""
        if self.is_open(at):
            return at.astimezone(UTC)
        return self.add_working_time(at, _MICROSECOND) - _MICROSECOND

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from ``start`` to ``end``; nothing when the end is not later."""
        if end <= start:
            return _NOTHING
        first, last = micros_of(start), micros_of(end)
        year, laid = self._year_at(first)
        worked = -laid.worked_by(first)
        while last >= laid.ends:
            worked += laid.total
            year += 1
            laid = self._year(year)
        return timedelta(microseconds=worked + laid.worked_by(last))

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """The first instant by which ``duration`` has been worked since ``start``; so a day's end, not the
        next's start.

        With a duration of nothing it is ``start`` itself, open or not.
        """
        if duration <= _NOTHING:
            return start.astimezone(UTC) if not duration else self.subtract_working_time(start, -duration)
        micros = micros_of(start)
        year, laid = self._year_at(micros)
        wanted = laid.worked_by(micros) + _checked(duration)
        while wanted > laid.total:
            wanted -= laid.total
            year += 1
            laid = self._year(year)
        return instant_of(laid.earliest_with(wanted))

    def subtract_working_time(self, end: datetime, duration: timedelta) -> datetime:
        """The last instant from which ``duration`` is worked until ``end``; the inverse of adding."""
        if duration <= _NOTHING:
            return end.astimezone(UTC) if not duration else self.add_working_time(end, -duration)
        micros = micros_of(end)
        year, laid = self._year_at(micros)
        wanted = laid.worked_by(micros) - _checked(duration)
        while wanted < 0:
            year -= 1
            laid = self._year(year)
            wanted += laid.total
        return instant_of(laid.latest_with(wanted))

    def close_of_working_day(self, contact: datetime, number: int) -> datetime:
        """Close of business of the ``number``-th working day after the local day of contact (rule D2).

        Whether the day of contact itself is a working day does not matter. Number 0 is the close of the day
        of contact where that still lies ahead, and of the next working day otherwise.
        """
        if number <= 0:
            return self._next_close(contact)
        if number > LONGEST.days:
            raise TooFarAway(f"{number} working days")
        year, laid = self._year_at(micros_of(contact))
        index = bisect_right(laid.workdays, self.local_day(contact).toordinal()) + number - 1
        while index >= len(laid.workdays):
            index -= len(laid.workdays)
            year += 1
            laid = self._year(year)
        return instant_of(laid.last_closes[index])

    def openings_between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from ``start`` to ``end`` in order, cut at both."""
        first, last = micros_of(start), micros_of(end)
        year, laid = self._year_at(first)
        while laid.starts < last:
            for opens, closes in zip(laid.opens, laid.closes, strict=True):
                if max(opens, first) < min(closes, last):
                    yield instant_of(max(opens, first)), instant_of(min(closes, last))
            year += 1
            laid = self._year(year)

    # --- years, laid out when first asked for -----------------------------------------------------

    def _next_close(self, contact: datetime) -> datetime:
        micros = micros_of(contact)
        year, laid = self._year_at(micros)
        while (index := bisect_right(laid.last_closes, micros)) >= len(laid.last_closes):
            year += 1
            laid = self._year(year)
        return instant_of(laid.last_closes[index])

    def _year_at(self, micros: int) -> tuple[int, YearOfWork]:
        year = instant_of(micros).year
        laid = self._year(year)
        if micros < laid.starts:
            return year - 1, self._year(year - 1)
        if micros >= laid.ends:
            return year + 1, self._year(year + 1)
        return year, laid

    def _year(self, year: int) -> YearOfWork:
        laid = self._years.get(year)
        if laid is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise TooFarAway(f"the year {year}")
            laid = self._years.setdefault(year, year_of_work(year, self.zone, self.hours_on))
        return laid


def _checked(duration: timedelta) -> int:
    if duration > LONGEST:
        raise TooFarAway(f"{duration.days} days of working time")
    return duration // _MICROSECOND
