"""The calendars of the tests, and a slow second opinion on them.

``minutes_open`` decides each minute by itself, from the wall clock and the library's own question, and
shares no code with the reckoning it checks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import chinese_calendar

from service.domain.calendars import Calendars, StatutoryDays, WorkingCalendar, china, read_calendars

MINUTE = timedelta(minutes=1)
OFFICE = ["09:00-12:00", "13:00-18:00"]
ROUND_THE_CLOCK = ["00:00-24:00"]
NIGHT = ["00:00-06:00", "20:00-24:00"]

CONTENT = {
    "default": "office",
    "calendars": {
        "office": {"time_zone": "Asia/Shanghai", "holidays": "china", "hours": {"monday-friday": OFFICE}},
        "berlin": {"time_zone": "Europe/Berlin", "hours": {"monday-friday": OFFICE}},
        "new_york_nights": {"time_zone": "America/New_York", "hours": {"every day": NIGHT}},
        "always": {"time_zone": "Asia/Shanghai", "hours": {"every day": ROUND_THE_CLOCK}},
        "always_berlin": {"time_zone": "Europe/Berlin", "hours": {"every day": ROUND_THE_CLOCK}},
    },
}
LAST_NOTICE = 2026
"""The tests know the notices up to this year's, whatever a newer ``chinesecalendar`` may add."""


def known_notices() -> dict[str, StatutoryDays]:
    """The statutory days, as they were known when the tests were written."""
    holidays, make_up_days = (
        {day: name for day, name in days.items() if day.year <= LAST_NOTICE}
        for days in (china().holidays, china().make_up_days)
    )
    return {"china": StatutoryDays(holidays, make_up_days, date(LAST_NOTICE, 12, 31))}


CALENDARS = read_calendars(CONTENT, sources=known_notices())
KEYS = tuple(CALENDARS.by_key)
OFFICE_CALENDAR = CALENDARS.by_key["office"]

WINDOWS = {
    "National Day 2025": (datetime(2025, 9, 22, tzinfo=UTC), 24),
    "Spring Festival 2026": (datetime(2026, 2, 9, tzinfo=UTC), 24),
    "the year's end": (datetime(2025, 12, 24, tzinfo=UTC), 16),
    "a year nobody knows yet": (datetime(2026, 12, 24, tzinfo=UTC), 16),
    "clocks forward": (datetime(2026, 3, 5, tzinfo=UTC), 27),
    "clocks back": (datetime(2025, 10, 22, tzinfo=UTC), 14),
}


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """The instant at which a wall clock in this zone shows ``2025-09-30 16:40``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hours(amount: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=amount)


def with_days(*days: dict[str, object]) -> Calendars:
    """The calendars with these company days in the office."""
    office = {**CONTENT["calendars"]["office"], "days": list(days)}  # type: ignore[index]
    entries = {**CONTENT["calendars"], "office": office}  # type: ignore[dict-item]
    return read_calendars({"default": "office", "calendars": entries}, sources=known_notices())


@cache
def minutes_worked(key: str, window: str) -> list[int]:
    """For each minute of the window, how many minutes before it were worked."""
    begins, days = WINDOWS[window]
    calendar = CALENDARS.by_key[key]
    minutes = [_works(calendar, begins + number * MINUTE) for number in range(days * 24 * 60)]
    return list(accumulate(minutes, initial=0))


def _works(calendar: WorkingCalendar, instant: datetime) -> bool:
    local = instant.astimezone(calendar.zone)
    hour = local.hour
    if calendar.key.startswith("always"):
        return True
    if calendar.key == "new_york_nights":
        return hour < 6 or hour >= 20
    return _is_workday(calendar, local.date()) and (9 <= hour < 12 or 13 <= hour < 18)


@cache
def _is_workday(calendar: WorkingCalendar, day: date) -> bool:
    if calendar.key != "office" or day.year > LAST_NOTICE:
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))
