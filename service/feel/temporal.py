"""Dates, times and dates with times: any year of nine digits, nanoseconds, offsets and named zones."""

from __future__ import annotations

import datetime as py
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.feel.durations import DAY, HOUR, MINUTE, NANOS

MAX_YEAR = 999_999_999
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
EPOCH = py.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar."""

    year: int
    month: int
    day: int

    def to_days(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        of_year = (153 * (self.month + (-3 if self.month > 2 else 9)) + 2) // 5 + self.day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468

    def to_date(self) -> py.date:
        """The same day as Python knows it; raises ValueError outside its years 1 to 9999."""
        return py.date(self.year, self.month, self.day)

    def __str__(self) -> str:
        """ISO 8601."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: nanoseconds since midnight, and an offset in seconds or a named zone, if any."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.nanos // HOUR

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.nanos % HOUR // MINUTE

    @property
    def second(self) -> int:
        """0 to 59."""
        return self.nanos % MINUTE // NANOS

    @property
    def shift(self) -> int | None:
        """Seconds ahead of UTC (a zone's on 1970-01-01), None for a local time."""
        return zone_offset(self.zone, 0, self.nanos) if self.zone else self.offset

    def __str__(self) -> str:
        """ISO 8601, with ``@zone`` as FEEL writes it."""
        return write_clock(self.nanos) + write_place(self.offset, self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day at an offset, in a zone, or local."""

    date: Date
    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def time(self) -> Time:
        """Its time of day."""
        return Time(self.nanos, self.offset, self.zone)

    @property
    def shift(self) -> int | None:
        """Seconds ahead of UTC, None for a local date and time."""
        return zone_offset(self.zone, self.date.to_days(), self.nanos) if self.zone else self.offset

    def to_instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; a local one is read as UTC."""
        return self.date.to_days() * DAY + self.nanos - (self.shift or 0) * NANOS

    def to_datetime(self) -> py.datetime:
        """The same instant as aware UTC of Python (microseconds).

        Raises ValueError or OverflowError outside its years.
        """
        return py.datetime(1970, 1, 1, tzinfo=py.UTC) + py.timedelta(microseconds=self.to_instant() // 1000)

    def __str__(self) -> str:
        """ISO 8601, with ``@zone`` as FEEL writes it."""
        return f"{self.date}T{write_clock(self.nanos)}{write_place(self.offset, self.zone)}"


Temporal = Date | Time | DateTime


def month_length(year: int, month: int) -> int:
    """Days of the month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else MONTH_DAYS[month - 1]


def make_date(year: int, month: int, day: int) -> Date | None:
    """The day, or None when there is no such day."""
    if not (-MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        return None
    return Date(year, month, day)


def days_to_date(days: int) -> Date | None:
    """The day that is so many days after 1970-01-01, or None beyond the calendar."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return make_date(year + era * 400 + (month <= 2), month, day)


def at_instant(instant: int, offset: int | None, zone: str | None) -> DateTime | None:
    """What calendar and clock show at the instant, at the offset or in the zone (neither: local, as UTC)."""
    shift = offset or 0
    if zone:
        shift = instant_offset(zone, instant)
    days, nanos = divmod(instant + shift * NANOS, DAY)
    date = days_to_date(days)
    return DateTime(date, nanos, offset, zone) if date else None


def from_datetime(moment: py.datetime) -> DateTime:
    """The FEEL value of Python's ``moment``: named zone, offset, or local."""
    nanos = moment.hour * HOUR + moment.minute * MINUTE + moment.second * NANOS + moment.microsecond * 1000
    date = Date(moment.year, moment.month, moment.day)
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return DateTime(date, nanos, None, moment.tzinfo.key)
    shift = moment.utcoffset()
    return DateTime(date, nanos, None if shift is None else int(shift.total_seconds()))


@lru_cache(maxsize=700)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None; names that are no plain zone names are not looked up."""
    if not name.isascii() or name.startswith(("/", ".")) or ".." in name or len(name) > 60:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_offset(name: str, days: int, nanos: int) -> int:
    """Seconds the zone is ahead of UTC when its clocks show this."""
    ordinal = min(max(days + EPOCH, 2), 3_652_058)
    shown = py.datetime.fromordinal(ordinal) + py.timedelta(microseconds=nanos // 1000)
    return _seconds(shown.replace(tzinfo=find_zone(name)))


def instant_offset(name: str, instant: int) -> int:
    """Seconds the zone is ahead of UTC at the instant."""
    day = min(max(instant // DAY + EPOCH, 3), 3_652_057)
    moment = py.datetime.fromordinal(day) + py.timedelta(microseconds=instant % DAY // 1000)
    return _seconds(moment.replace(tzinfo=py.UTC).astimezone(find_zone(name)))


def _seconds(moment: py.datetime) -> int:
    shift = moment.utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def write_clock(nanos: int) -> str:
    """``HH:MM:SS`` and the fraction, if any."""
    seconds, fraction = divmod(nanos, NANOS)
    tail = f".{fraction:09d}".rstrip("0") if fraction else ""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{tail}"


def write_place(offset: int | None, zone: str | None) -> str:
    """``@zone``, ``Z``, ``+HH:MM`` or nothing."""
    if zone:
        return "@" + zone
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    seconds = abs(offset)
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{'-' if offset < 0 else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"
