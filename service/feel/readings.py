"""Dates and times out of text, as the standard writes them."""

from __future__ import annotations

import re
from functools import lru_cache

from service.feel.durations import HOUR, MINUTE, NANOS, read_duration
from service.feel.temporal import Date, DateTime, Time, find_zone, make_date

DATE = re.compile(r"(-)?(\d{4,9})-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(Z|z|[+-]\d\d:\d\d(?::\d\d)?)?(?:@([A-Za-z0-9_+\-/]+))?", re.ASCII
)
MAX_OFFSET = 18 * 3600


def read_date(text: str) -> Date | None:
    """The day ``YYYY-MM-DD`` writes, or None. A year of more than four digits has no leading zero."""
    found = DATE.fullmatch(text)
    if found is None or (len(found[2]) > 4 and found[2][0] == "0"):
        return None
    year = -int(found[2]) if found[1] else int(found[2])
    return make_date(year, int(found[3]), int(found[4]))


def read_time(text: str) -> Time | None:
    """The time of day ``HH:MM:SS`` with fraction and offset or ``@zone`` writes, or None."""
    found = TIME.fullmatch(text)
    if found is None or (found[5] and found[6]):
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = hour * HOUR + minute * MINUTE + second * NANOS + int((found[4] or "")[:9].ljust(9, "0"))
    if found[6]:
        return Time(nanos, None, found[6]) if find_zone(found[6]) else None
    if not found[5]:
        return Time(nanos)
    offset = read_offset(found[5])
    return None if offset is None else Time(nanos, offset)


def read_offset(text: str) -> int | None:
    """Seconds ahead of UTC, or None when it is no offset."""
    if text in ("Z", "z"):
        return 0
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        return None
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    if seconds > MAX_OFFSET:
        return None
    return -seconds if text[0] == "-" else seconds


@lru_cache(2_048)
def read_date_time(text: str) -> DateTime | None:
    """The date and time ``dateTtime`` writes; a date alone is its midnight; or None."""
    day, mark, clock = text.partition("T")
    date = read_date(day)
    if date is None or not mark:
        return DateTime(date, 0) if date else None
    time = read_time(clock)
    return DateTime(date, time.nanos, time.offset, time.zone) if time else None


def read_literal(text: str) -> object:
    """The value of ``@"text"``: date, date and time, time or duration; None when it is none of them."""
    if "T" in text and not text.startswith(("P", "-P")):
        return read_date_time(text)
    return read_date(text) or read_time(text) or read_duration(text)
