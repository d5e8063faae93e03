"""The value model as the rest of the house uses it: kinds of values, storage, and the check at the door."""

from __future__ import annotations

from service.feel.durations import read_duration
from service.feel.intake import check_value
from service.feel.kinds import (
    Date,
    DateTime,
    DaysDuration,
    Function,
    MonthsDuration,
    Range,
    Time,
    Value,
    adopt,
    host_function,
    kind,
)
from service.feel.readings import read_date, read_date_time, read_time
from service.feel.storage import dump_value, load_value, to_plain
from service.feel.temporal import from_datetime

__all__ = [
    "Date",
    "DateTime",
    "DaysDuration",
    "Function",
    "MonthsDuration",
    "Range",
    "Time",
    "Value",
    "adopt",
    "check_value",
    "dump_value",
    "from_datetime",
    "host_function",
    "kind",
    "load_value",
    "read_date",
    "read_date_time",
    "read_duration",
    "read_time",
    "to_plain",
]
