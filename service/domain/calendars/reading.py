"""Reading ``processes/calendars.yaml``, already parsed into plain values, into working calendars.

Everything wrong is reported at once, each under the place in the file where it stands and with its remedy,
in the words of whoever keeps the file. No file access here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.domain.calendars.calendar import DAYS_OF_THE_WEEK, WorkingCalendar
from service.domain.calendars.collection import Calendars
from service.domain.calendars.days import CLOSED, CompanyDay, DayKind, Hours, Span, hours_of
from service.domain.calendars.statutory import SOURCES, StatutoryDays
from service.domain.words import Words
from service.errors import Invalid

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
_CALENDAR_KEYS = frozenset(
    {"name", "time_zone", "holidays", "valid_through", "hours", "make_up_hours", "days"}
)
_DAY_KEYS = frozenset({"date", "from", "to", "kind", "hours", "name"})
_KINDS = {
    "holiday": DayKind.COMPANY_HOLIDAY,
    "working": DayKind.COMPANY_WORKING,
    "make_up": DayKind.MAKE_UP,
    "short": DayKind.SHORT,
}
_LONGEST_STRETCH = timedelta(days=400)


class CalendarsRefused(Invalid):
    """The calendars cannot be used as they are written."""


class _Wrong(Exception):
    """One thing wrong with a value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_calendars(content: object, *, sources: Mapping[str, StatutoryDays] | None = None) -> Calendars:
    """The calendars of this content, or ``CalendarsRefused`` with all that is wrong.

    ``sources`` replaces the known statutory days (by the name used under ``holidays``).
    """
    faults: dict[str, list[str]] = {}
    top = content if isinstance(content, Mapping) else {}
    entries = top.get("calendars")
    if not isinstance(entries, Mapping) or not entries:
        raise CalendarsRefused({"calendars": ["name at least one calendar"]})
    by_key: dict[str, WorkingCalendar] = {}
    for key, entry in entries.items():
        reader = _Reader(str(key), sources or {name: source() for name, source in SOURCES.items()}, faults)
        calendar = reader.read(entry)
        if calendar is not None:
            by_key[calendar.key] = calendar
    default = str(top.get("default") or next(iter(entries)))
    if default not in map(str, entries):
        faults.setdefault("default", []).append(f"there is no calendar called {default!r}")
    if faults:
        raise CalendarsRefused(faults)
    return Calendars(by_key, default)


def read_days(calendar: WorkingCalendar, entries: object) -> dict[date, CompanyDay]:
    """Days entered for this calendar while the service runs, written as in the file; refused like there."""
    faults: dict[str, list[str]] = {}
    found = _Reader(calendar.key, {}, faults).company_days(entries, calendar.make_up_hours)
    if faults:
        inside = f"calendars.{calendar.key}."
        raise CalendarsRefused({path.removeprefix(inside): told for path, told in faults.items()})
    return found


class _Reader:
    """Reads one calendar, gathering its faults under their places."""

    def __init__(self, key: str, sources: Mapping[str, StatutoryDays], faults: dict[str, list[str]]) -> None:
        self.key = key
        self.sources = sources
        self.faults = faults

    def fault(self, place: str, reason: str) -> None:
        path = ".".join(part for part in ("calendars", self.key, place) if part)
        self.faults.setdefault(path, []).append(reason)

    def read(self, entry: object) -> WorkingCalendar | None:
        if not isinstance(entry, Mapping):
            self.fault("", "write the calendar's name, time zone and hours below its key")
            return None
        known_faults = sum(map(len, self.faults.values()))
        for unknown in sorted(str(key) for key in entry if key not in _CALENDAR_KEYS):
            self.fault(unknown, f"unknown; a calendar has {', '.join(sorted(_CALENDAR_KEYS))}")
        zone = self.zone(entry.get("time_zone"))
        statutory = self.statutory(entry.get("holidays"))
        week = self.week(entry.get("hours"))
        make_up = self.hours("make_up_hours", entry.get("make_up_hours")) or next(
            (one for one in week if one), CLOSED
        )
        days = self.company_days(entry.get("days"), make_up)
        through = self.valid_through(entry.get("valid_through"), statutory)
        if sum(map(len, self.faults.values())) > known_faults or zone is None:
            return None
        name = _words(entry.get("name"), self.key)
        return WorkingCalendar(self.key, name, zone, week, make_up, through, statutory, days)

    def zone(self, value: object) -> ZoneInfo | None:
        try:
            return ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            self.fault(
                "time_zone", f"unknown time zone {value!r}; write one such as Asia/Shanghai or Europe/Berlin"
            )
            return None

    def statutory(self, value: object) -> StatutoryDays | None:
        if value in (None, "none"):
            return None
        if str(value) not in self.sources:
            self.fault("holidays", f"unknown holidays {value!r}; write {' or '.join(self.sources)} or none")
        return self.sources.get(str(value))

    def valid_through(self, value: object, statutory: StatutoryDays | None) -> date:
        if value is None:
            return statutory.known_through if statutory else date.max
        try:
            return _day(value)
        except _Wrong as wrong:
            self.fault("valid_through", wrong.reason)
            return date.max

    def week(self, value: object) -> tuple[Hours, ...]:
        week = [CLOSED] * len(DAYS_OF_THE_WEEK)
        for weekdays, spans in (value if isinstance(value, Mapping) else {}).items():
            place = f"hours.{weekdays}"
            try:
                for weekday in _weekdays(str(weekdays)):
                    week[weekday] = self.hours(place, spans)
            except _Wrong as wrong:
                self.fault(place, wrong.reason)
        if not any(week):
            self.fault("hours", 'give at least one day working hours, such as monday-friday: ["09:00-18:00"]')
        return tuple(week)

    def hours(self, place: str, value: object) -> Hours:
        try:
            return _hours(value)
        except _Wrong as wrong:
            self.fault(place, wrong.reason)
            return CLOSED

    def company_days(self, value: object, ordinary: Hours) -> dict[date, CompanyDay]:
        found: dict[date, CompanyDay] = {}
        if value is not None and not isinstance(value, list):
            self.fault("days", "write a list, each line beginning with a dash")
            return found
        for number, entry in enumerate(value or [], start=1):
            try:
                for day, told in _company_days(entry, ordinary):
                    if day in found:
                        raise _Wrong(f"{day} is given twice")
                    found[day] = told
            except _Wrong as wrong:
                self.fault(f"days.{number}", wrong.reason)
        return found


def _company_days(entry: object, ordinary: Hours) -> Iterator[tuple[date, CompanyDay]]:
    if not isinstance(entry, Mapping) or not set(entry) <= _DAY_KEYS:
        raise _Wrong(f"a day has {', '.join(sorted(_DAY_KEYS))} and nothing else")
    kind = _KINDS.get(str(entry.get("kind")))
    if kind is None:
        raise _Wrong(f"kind must be {' or '.join(_KINDS)}")
    if (kind is DayKind.COMPANY_HOLIDAY) and entry.get("hours"):
        raise _Wrong("a holiday has no hours; write kind: short for a day with fewer hours")
    hours = CLOSED if kind is DayKind.COMPANY_HOLIDAY else _hours(entry.get("hours"))
    if kind is DayKind.SHORT and not hours:
        raise _Wrong('a short day needs its hours, such as hours: ["09:00-12:00"]')
    told = CompanyDay(
        kind, hours or (CLOSED if kind is DayKind.COMPANY_HOLIDAY else ordinary), _name_of(entry)
    )
    first = _day(entry.get("date", entry.get("from")))
    last = _day(entry.get("to", first))
    if not timedelta() <= last - first <= _LONGEST_STRETCH:
        raise _Wrong("`to` must not be before `from`, nor more than a year after it")
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), told


def _name_of(entry: Mapping[str, object]) -> Words:
    if not entry.get("name"):
        raise _Wrong("say in `name` why the day is different; explanations of deadlines show it")
    return _words(entry["name"], "")


def _words(value: object, otherwise: str) -> Words:
    if isinstance(value, Mapping):
        texts = {str(language): str(text) for language, text in value.items()}
        any_text = next(iter(texts.values()), otherwise)
        return Words(zh=texts.get("zh", any_text), en=texts.get("en", any_text))
    return Words(str(value or otherwise), str(value or otherwise))


def _hours(value: object) -> Hours:
    if value is None or value == "closed":
        return CLOSED
    spans = value if isinstance(value, list) else [value]
    try:
        return hours_of(_span(text) for text in spans)
    except ValueError as error:
        raise _Wrong(str(error)) from error


def _span(value: object) -> Span:
    found = _SPAN.fullmatch(str(value))
    if found is None or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError(f'{value!r} is no opening; write one such as "09:00-12:00", in quotes')
    return Span(int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4]))


def _weekdays(text: str) -> range | list[int]:
    if text == "every day":
        return range(len(DAYS_OF_THE_WEEK))
    first, _, last = text.lower().partition("-")
    if first not in DAYS_OF_THE_WEEK or (last and last not in DAYS_OF_THE_WEEK):
        raise _Wrong("write a day such as saturday, a stretch such as monday-friday, or every day")
    start, end = DAYS_OF_THE_WEEK.index(first), DAYS_OF_THE_WEEK.index(last or first)
    return range(start, end + 1) if start <= end else [*range(start, len(DAYS_OF_THE_WEEK)), *range(end + 1)]


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _Wrong(f"{value!r} is no date; write one such as 2026-10-01") from error
