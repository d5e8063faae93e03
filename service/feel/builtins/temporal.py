"""Making dates, times and durations, and what day it is."""

from __future__ import annotations

from decimal import Decimal

from service.feel.builtins.registry import builtin
from service.feel.durations import HOUR, MINUTE, NANOS, DaysDuration, MonthsDuration, read_duration
from service.feel.kinds import Value
from service.feel.numbers import is_whole
from service.feel.readings import MAX_OFFSET, read_date, read_date_time, read_time
from service.feel.run import Run
from service.feel.temporal import Date, DateTime, Time, at_instant, find_zone, make_date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _found(value: Value, what: str) -> Value:
    if value is None:
        raise ValueError(f"there is no such {what}")
    return value


@builtin("date", "from: string", "from: calendar")
def date(_run: Run, source: str | Date | DateTime) -> Value:
    """The day a string writes, or the day of a date and time."""
    if isinstance(source, DateTime):
        return source.date
    return source if isinstance(source, Date) else _found(read_date(source), "date")


@builtin("date", "year: number, month: number, day: number")
def date_of(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """The day of these numbers."""
    if not (is_whole(year) and is_whole(month) and is_whole(day)):
        raise ValueError("year, month and day are whole numbers")
    return _found(make_date(int(year), int(month), int(day)), "date")


@builtin("time", "from: string", "from: time", "from: calendar")
def time(_run: Run, source: str | Time | Date | DateTime) -> Value:
    """The time of day a string writes, or the time of a date and time; of a date midnight UTC."""
    if isinstance(source, str):
        return _found(read_time(source), "time")
    if isinstance(source, Date):
        return Time(0, 0)
    return source.time if isinstance(source, DateTime) else source


@builtin("time", "hour: number, minute: number, second: number, offset?: any")
def time_of(_run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Value = None) -> Value:
    """The time of day of these numbers."""
    return Time(_clock(hour, minute, second), _offset(offset))


def _clock(hour: Decimal, minute: Decimal, second: Decimal) -> int:
    if not (is_whole(hour) and is_whole(minute) and 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise ValueError("there is no such time")
    return int(hour) * HOUR + int(minute) * MINUTE + int(second * NANOS)


def _offset(offset: Value) -> int | None:
    if offset is None:
        return None
    if not isinstance(offset, DaysDuration) or abs(offset.nanos) > MAX_OFFSET * NANOS:
        raise ValueError("the offset is a duration of at most 18 hours")
    return offset.nanos // NANOS


@builtin("date and time", "from: string", "from: calendar")
def date_and_time(_run: Run, source: str | Date | DateTime) -> Value:
    """The date and time a string writes; of a date its midnight UTC."""
    if isinstance(source, str):
        return _found(read_date_time(source), "date and time")
    return DateTime(source, 0, 0) if isinstance(source, Date) else source


@builtin("date and time", "date: calendar, time: time")
def date_with_time(_run: Run, day: Date | DateTime, clock: Time) -> Value:
    """The day and the time of day together."""
    return DateTime(day.date if isinstance(day, DateTime) else day, clock.nanos, clock.offset, clock.zone)


@builtin("date and time", "date: date and time, timezone: string")
def in_zone(_run: Run, moment: DateTime, zone: str) -> Value:
    """The same instant as the clocks of the zone show it."""
    if find_zone(zone) is None:
        raise ValueError(f"there is no zone '{zone}'")
    return _found(at_instant(moment.to_instant(), None, zone), "date and time")


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: any",
    "year: number, month: number, day: number, hour: number, minute: number, second: number,timezone: string",
)
def date_and_time_of(run: Run, *parts: Value) -> Value:
    """The date and time of these numbers, at an offset or in a zone."""
    numbers = [part for part in parts[:6] if isinstance(part, Decimal)]
    day = date_of(run, *numbers[:3])
    clock = _clock(*numbers[3:])
    place = parts[6] if len(parts) > 6 else None
    if not isinstance(day, Date):
        return None
    if not isinstance(place, str):
        return DateTime(day, clock, _offset(place))
    if find_zone(place) is None:
        raise ValueError(f"there is no zone '{place}'")
    return DateTime(day, clock, None, place)


@builtin("duration", "from: string", "from: duration")
def duration(_run: Run, source: str | DaysDuration | MonthsDuration) -> Value:
    """The duration a string writes."""
    return _found(read_duration(source), "duration") if isinstance(source, str) else source


@builtin("years and months duration", "from: calendar, to: calendar")
def months_between(_run: Run, start: Date | DateTime, end: Date | DateTime) -> Value:
    """Whole months from one day to another."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)


@builtin("now", "")
def now(run: Run) -> Value:
    """The instant of this evaluation, UTC."""
    return _found(at_instant(run.now, 0, None), "instant")


@builtin("today", "")
def today(run: Run) -> Value:
    """The day of this evaluation, UTC."""
    moment = at_instant(run.now, 0, None)
    return moment.date if moment else None


@builtin("day of year", "date: calendar")
def day_of_year(_run: Run, day: Date | DateTime) -> Value:
    """1 to 366."""
    date = _day(day)
    return Decimal(date.to_days() - Date(date.year, 1, 1).to_days() + 1)


@builtin("day of week", "date: calendar")
def day_of_week(_run: Run, day: Date | DateTime) -> Value:
    """Its English name."""
    return DAYS[(_day(day).to_days() + 3) % 7]


@builtin("month of year", "date: calendar")
def month_of_year(_run: Run, day: Date | DateTime) -> Value:
    """Its English name."""
    return MONTHS[_day(day).month - 1]


@builtin("week of year", "date: calendar")
def week_of_year(_run: Run, day: Date | DateTime) -> Value:
    """The week of ISO 8601: the one with the year's first Thursday is 1."""
    days = _day(day).to_days()
    thursday = days - (days + 3) % 7 + 3
    year = _year_of(thursday, _day(day).year)
    return Decimal((thursday - Date(year, 1, 1).to_days()) // 7 + 1)


def _year_of(days: int, near: int) -> int:
    return max(year for year in (near - 1, near, near + 1) if Date(year, 1, 1).to_days() <= days)


def _day(day: Date | DateTime) -> Date:
    return day.date if isinstance(day, DateTime) else day
