"""What a scenario writes in YAML, as values: FEEL values and spans of time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from service.domain.calendars import WorkingCalendar
from service.engine.progress import Value
from service.feel.values import adopt

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(working\s+)?(min|minutes?|h|hours?|d|days?|WD)")
_HOURS = {"m": 1 / 60, "h": 1, "d": 24}


def feel_values(raw: object) -> Value:
    """What YAML wrote, as FEEL values."""
    if isinstance(raw, dict):
        return {str(key): feel_values(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [feel_values(value) for value in raw]
    return adopt(raw)


def after(start: datetime, text: object, calendar: WorkingCalendar) -> datetime:
    """The instant so much after ``start``: time of the clock, working time, or the close of a working day."""
    found = _SPAN.fullmatch(str(text).strip())
    if found is None:
        raise ValueError(f"{text!r} is no span of time such as 30 min, 2 h, 3 days, 4 working hours or 2 WD")
    amount, unit = float(found[1]), found[3]
    if unit == "WD":
        return calendar.close_of_working_day(start, int(amount))
    passed = timedelta(hours=amount * _HOURS[unit[0]])
    return calendar.add_working_time(start, passed) if found[2] else start + passed
