"""When two values are equal, and which comes first: three-valued, across kinds null."""

from __future__ import annotations

from decimal import Decimal

from service.feel.kinds import KINDS, Range, Value, adopt, described, kind
from service.feel.numbers import Numeric
from service.feel.run import Run
from service.feel.temporal import Date, DateTime, Time

PLAIN = frozenset(
    each for each, name in KINDS.items() if name in ("number", "string", "boolean", "date") or "dur" in name
)
ORDERED = frozenset({"number", "string", "date", "time", "date and time", "days and time duration"}) | {
    "years and months duration"
}


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """Whether the values are the same; null when their kinds cannot be compared."""
    if type(left) is type(right) and type(left) in PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    left, right = adopt(left), adopt(right)
    if type(left) is list and type(right) is not list and len(left) == 1:
        return equal(run, left[0], right)
    if type(right) is list and type(left) is not list and len(right) == 1:
        return equal(run, left, right[0])
    if kind(left) != kind(right):
        run.warn(f"{described(left)} is not comparable with {described(right)}")
        return None
    return _equal_kind(run, left, right)


def same(run: Run, left: Value, right: Value) -> bool:
    """Whether the values are surely the same; different kinds are no reason for a warning."""
    kept, run.warnings = run.warnings, None
    found = equal(run, left, right) is True
    run.warnings = kept
    return found


def _equal_kind(run: Run, left: Value, right: Value) -> bool | None:
    if isinstance(left, list) and isinstance(right, list):
        run.step(min(len(left), len(right)))
        return len(left) == len(right) and all(
            equal(run, a, b) is True for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        run.step(len(left))
        return left.keys() == right.keys() and all(
            equal(run, each, right[key]) is True for key, each in left.items()
        )
    if isinstance(left, Range) and isinstance(right, Range):
        marks = (left.start_included, left.end_included) == (right.start_included, right.end_included)
        ends = equal(run, left.start, right.start) is True and equal(run, left.end, right.end) is True
        return marks and ends
    if isinstance(left, (Time, DateTime)) and isinstance(right, (Time, DateTime)):
        return _mixed(left, right) is False and position(left) == position(right)
    return left == right


def _mixed(left: Time | DateTime, right: Time | DateTime) -> bool:
    return (left.shift is None) != (right.shift is None)


def position(value: Value) -> Numeric:
    """Where a date, time or date and time stands, in days or nanoseconds."""
    if isinstance(value, Date):
        return value.to_days()
    if isinstance(value, DateTime):
        return value.to_instant()
    if isinstance(value, Time):
        return value.nanos - (value.shift or 0) * 1_000_000_000
    raise TypeError(kind(value))


def precedes(run: Run, left: Value, right: Value, *, or_equal: bool = False) -> bool | None:
    """Whether left comes before right (or is equal to it); null when the two have no order."""
    if type(left) is Decimal and type(right) is Decimal:
        return left <= right if or_equal else left < right
    left, right = adopt(left), adopt(right)
    name = kind(left)
    if name != kind(right) or name not in ORDERED:
        run.warn(f"{described(left)} has no order with {described(right)}")
        return None
    if isinstance(left, (Time, DateTime)) and isinstance(right, (Time, DateTime)) and _mixed(left, right):
        run.warn("a local time has no order with one that has an offset")
        return None
    return _before(left, right, or_equal)


def _before(left: Value, right: Value, or_equal: bool) -> bool:
    if isinstance(left, (Date, Time, DateTime)):
        first, second = position(left), position(right)
        return first <= second if or_equal else first < second
    if or_equal:
        return bool(left <= right)  # type: ignore[operator]  # both are of one ordered kind
    return bool(left < right)  # type: ignore[operator]


def includes(run: Run, span: Range, value: Value) -> bool | None:
    """Whether the value lies in the range; null when it has no order with an end."""
    if value is None:
        return None
    low: bool | None = True
    high: bool | None = True
    if span.start is not None:
        low = precedes(run, span.start, value, or_equal=span.start_included)
    if span.end is not None:
        high = precedes(run, value, span.end, or_equal=span.end_included)
    if low is False or high is False:
        return None if low is None or high is None else False
    return None if low is None or high is None else True
