"""The value model of FEEL: what a variable may hold, and what each kind is called.

null is None, boolean is bool, string is str, number is Decimal (a Python int from outside is a number too),
list is list, context is dict; the rest are the classes here. Floats, tuples and Python's dates enter
through ``adopt``.
"""

from __future__ import annotations

import datetime as py
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.functions import Function, Parameter, Signature, host_function
from service.feel.temporal import Date, DateTime, Time, from_datetime

Value = object
"""Any FEEL value."""


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; a None end of a range written with one comparison is unbounded."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool


KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """What the standard calls this kind of value."""
    return KINDS.get(type(value)) or KINDS.get(type(adopt(value)), "unknown value")


def described(value: Value) -> str:
    """The kind with its article: ``a number``, ``null``."""
    name = kind(value)
    return name if name == "null" else f"a {name}"


def adopt(value: Value) -> Value:
    """The FEEL value of a Python value from outside; one that has none is null.

    Leaves lists and contexts as they are.
    """
    if type(value) in KINDS:
        return Decimal(value) if type(value) is int else value
    for python_type, convert in ADOPTIONS:
        if isinstance(value, python_type):
            return convert(value)
    return None


def _from_float(value: float) -> Value:
    number = Decimal(repr(value))
    return number if number.is_finite() else None


def _from_time(value: py.time) -> Value:
    moment = from_datetime(py.datetime.combine(py.date(1970, 1, 1), value))
    return moment.time


ADOPTIONS: Sequence[tuple[type, Callable[..., Value]]] = (
    (int, Decimal),
    (float, _from_float),
    (Decimal, Decimal),
    (str, str.__str__),
    (py.datetime, from_datetime),
    (py.date, lambda value: Date(value.year, value.month, value.day)),
    (py.time, _from_time),
    (py.timedelta, lambda value: DaysDuration((value // py.timedelta(microseconds=1)) * 1000)),
    (dict, dict),
    (Mapping, dict),
    (list, list),
    (tuple, list),
)

__all__ = [
    "KINDS",
    "Date",
    "DateTime",
    "DaysDuration",
    "Function",
    "MonthsDuration",
    "Parameter",
    "Range",
    "Signature",
    "Time",
    "Value",
    "adopt",
    "host_function",
    "kind",
]
