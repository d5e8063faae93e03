"""The properties of values: entries of contexts, parts of dates and durations, ends of ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.kinds import Range, Value, adopt, described
from service.feel.run import Run
from service.feel.temporal import Date, DateTime, Time

Getter = Callable[[Any], Value]  # each getter is only called with the class it stands under


def _weekday(date: Date) -> Decimal:
    return Decimal((date.to_days() + 3) % 7 + 1)


def _offset(value: Time | DateTime) -> Value:
    return None if value.shift is None else DaysDuration(value.shift * 1_000_000_000)


DATE: Mapping[str, Getter] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": _weekday,
}
TIME: Mapping[str, Getter] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "time offset": _offset,
    "timezone": lambda time: time.zone,
}
MIDNIGHT: Mapping[str, Getter] = {
    "hour": lambda date: Decimal(0),
    "minute": lambda date: Decimal(0),
    "second": lambda date: Decimal(0),
    "time offset": lambda date: DaysDuration(0),
    "timezone": lambda date: "UTC",
}


def _of(part: str, getters: Mapping[str, Getter]) -> dict[str, Getter]:
    def reach(getter: Getter) -> Getter:
        return lambda value: getter(getattr(value, part))

    return {name: reach(getter) for name, getter in getters.items()}


GETTERS: Mapping[type, Mapping[str, Getter]] = {
    Date: DATE,
    Time: TIME,
    DateTime: {**_of("date", DATE), **_of("time", TIME), "time offset": _offset},
    DaysDuration: {
        "days": lambda duration: Decimal(duration.days),
        "hours": lambda duration: Decimal(duration.hours),
        "minutes": lambda duration: Decimal(duration.minutes),
        "seconds": lambda duration: Decimal(duration.seconds),
    },
    MonthsDuration: {
        "years": lambda duration: Decimal(duration.years),
        "months": lambda duration: Decimal(duration.months),
    },
    Range: {
        "start": lambda span: span.start,
        "end": lambda span: span.end,
        "start included": lambda span: span.start_included,
        "end included": lambda span: span.end_included,
    },
}
"""The closed list of properties: no other attribute of any object can be reached."""


def get_property(run: Run, value: Value, name: str) -> Value:
    """``value.name``; of a list, the properties of its items; null with a warning when there is none."""
    value = adopt(value)
    if isinstance(value, dict):
        if name in value:
            return adopt(value[name])
        run.warn(f"the context has no entry '{name}'")
        return None
    if isinstance(value, list):
        run.step(len(value))
        return [get_property(run, item, name) for item in value]
    getter = GETTERS.get(type(value), {}).get(name)
    if getter is None:
        run.warn(f"{described(value)} has no property '{name}'")
        return None
    return getter(value)
