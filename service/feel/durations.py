"""Durations: days and time (exact nanoseconds) and years and months (whole months)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

NANOS = 1_000_000_000
MINUTE = 60 * NANOS
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MAX_MONTHS = 12 * 10**12
MAX_NANOS = 10**12 * DAY

DAYS_TIME = re.compile(
    r"(-)?P(?:(\d{1,18})D)?(?:T(?=\d)(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d*))?S)?)?",
    re.ASCII,
)
YEARS_MONTHS = re.compile(r"(-)?P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration."""

    nanos: int

    @property
    def days(self) -> int:
        """Whole days, towards zero."""
        return self._part(DAY, 0)

    @property
    def hours(self) -> int:
        """Hours beyond the days."""
        return self._part(HOUR, 24)

    @property
    def minutes(self) -> int:
        """Minutes beyond the hours."""
        return self._part(MINUTE, 60)

    @property
    def seconds(self) -> int:
        """Whole seconds beyond the minutes."""
        return self._part(NANOS, 60)

    def _part(self, unit: int, modulus: int) -> int:
        amount = abs(self.nanos) // unit
        amount = amount % modulus if modulus else amount
        return -amount if self.nanos < 0 else amount

    def to_timedelta(self) -> timedelta:
        """The same length as Python knows it (microseconds); raises OverflowError beyond its range."""
        return timedelta(microseconds=self.nanos // 1000)

    def __str__(self) -> str:
        """ISO 8601 in its shortest form."""
        rest = abs(self.nanos)
        days, rest = divmod(rest, DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, nanos = divmod(rest, NANOS)
        fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        time += f"{seconds}{fraction}S" if seconds or nanos else ""
        text = "P" + (f"{days}D" if days else "") + ("T" + time if time else "")
        return ("-" if self.nanos < 0 else "") + (text if text != "P" else "PT0S")


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration."""

    total: int

    @property
    def years(self) -> int:
        """Whole years, towards zero."""
        return -(-self.total // 12) if self.total < 0 else self.total // 12

    @property
    def months(self) -> int:
        """Months beyond the years."""
        return self.total - 12 * self.years

    def __str__(self) -> str:
        """ISO 8601 in its shortest form."""
        years, months = divmod(abs(self.total), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.total < 0 else "") + "P" + (text or "0M")


Duration = DaysDuration | MonthsDuration


def read_duration(text: str) -> Duration | None:
    """The duration that ISO text writes, or None when it writes none."""
    return _read_months(text) or _read_days(text)


def _read_months(text: str) -> MonthsDuration | None:
    found = YEARS_MONTHS.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    total = 12 * int(found[2] or 0) + int(found[3] or 0)
    return MonthsDuration(-total if found[1] else total) if total <= MAX_MONTHS else None


def _read_days(text: str) -> DaysDuration | None:
    found = DAYS_TIME.fullmatch(text)
    if found is None or not any(found.group(part) for part in (2, 3, 4, 5)):
        return None
    days, hours, minutes, seconds = (int(found.group(part) or 0) for part in (2, 3, 4, 5))
    nanos = int((found[6] or "")[:9].ljust(9, "0"))
    total = days * DAY + hours * HOUR + minutes * MINUTE + seconds * NANOS + nanos
    return DaysDuration(-total if found[1] else total) if total <= MAX_NANOS else None
