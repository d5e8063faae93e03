"""``+ - * / **`` on all the kinds they are defined for; anything else is null with a warning."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from service.feel.durations import DAY, MAX_MONTHS, MAX_NANOS, DaysDuration, MonthsDuration
from service.feel.kinds import Value, adopt, described, kind
from service.feel.numbers import ARITHMETIC, ZERO
from service.feel.run import Run
from service.feel.temporal import Date, DateTime, Time, at_instant, days_to_date, make_date, month_length

Operator = Callable[[Run, Value, Value], Value]

NUMBERS = (Decimal, int)
DURATIONS = (DaysDuration, MonthsDuration)


def add(run: Run, left: Value, right: Value) -> Value:
    """Sum of numbers or durations, two strings joined, a point in time moved."""
    left, right = adopt(left), adopt(right)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(run, ARITHMETIC.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        run.build_text(len(left) + len(right))
        return left + right
    if isinstance(left, DURATIONS) and isinstance(right, (Date, Time, DateTime)):
        left, right = right, left
    if isinstance(right, DURATIONS):
        if type(left) is type(right):
            return _sum(run, left, right)
        if isinstance(left, (Date, Time, DateTime)):
            return _known(run, move(left, right), "the date is outside the calendar")
    return _undefined(run, left, "+", right)


def subtract(run: Run, left: Value, right: Value) -> Value:
    """Difference of numbers or durations, time between two points, a point in time moved back."""
    left, right = adopt(left), adopt(right)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(run, ARITHMETIC.subtract, left, right)
    if isinstance(right, DURATIONS) and isinstance(
        left, (Date, Time, DateTime, DaysDuration, MonthsDuration)
    ):
        return add(run, left, negate(run, right))
    if isinstance(left, (Date, DateTime)) and isinstance(right, (Date, DateTime)):
        return _between(run, left, right)
    if isinstance(left, Time) and isinstance(right, Time):
        if (left.shift is None) != (right.shift is None):
            return _undefined(run, left, "-", right)
        shift = (left.shift or 0) - (right.shift or 0)
        return DaysDuration(left.nanos - right.nanos - shift * 1_000_000_000)
    return _undefined(run, left, "-", right)


def multiply(run: Run, left: Value, right: Value) -> Value:
    """Product of numbers, or a duration so many times."""
    left, right = adopt(left), adopt(right)
    if isinstance(left, Decimal) and isinstance(right, DURATIONS):
        left, right = right, left
    if isinstance(right, Decimal):
        if isinstance(left, Decimal):
            return _number(run, ARITHMETIC.multiply, left, right)
        if isinstance(left, DURATIONS):
            return _scale(run, left, ARITHMETIC.multiply, right)
    return _undefined(run, left, "*", right)


def divide(run: Run, left: Value, right: Value) -> Value:
    """Quotient of numbers, a part of a duration, how often one duration fits another; by zero null."""
    left, right = adopt(left), adopt(right)
    if isinstance(right, Decimal):
        if isinstance(left, Decimal):
            return _number(run, ARITHMETIC.divide, left, right)
        if isinstance(left, DURATIONS):
            return _scale(run, left, ARITHMETIC.divide, right)
    if isinstance(left, DURATIONS) and type(left) is type(right):
        return _number(run, ARITHMETIC.divide, Decimal(_length(left)), Decimal(_length(right)))
    return _undefined(run, left, "/", right)


def power(run: Run, left: Value, right: Value) -> Value:
    """A number to the power of another."""
    left, right = adopt(left), adopt(right)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return Decimal(1) if right == ZERO else _number(run, ARITHMETIC.power, left, right)
    return _undefined(run, left, "**", right)


def negate(run: Run, value: Value) -> Value:
    """The number or duration with the other sign."""
    value = adopt(value)
    if isinstance(value, Decimal):
        return ARITHMETIC.minus(value)
    if isinstance(value, DaysDuration):
        return DaysDuration(-value.nanos)
    if isinstance(value, MonthsDuration):
        return MonthsDuration(-value.total)
    run.warn(f"{described(value)} has no negative")
    return None


def move(moment: Date | Time | DateTime, by: DaysDuration | MonthsDuration) -> Value:
    """The point in time so much later; None outside the calendar or when a time of day is moved by months."""
    if isinstance(by, MonthsDuration):
        if isinstance(moment, Time):
            return None
        date = add_months(moment.date if isinstance(moment, DateTime) else moment, by.total)
        if date is None or isinstance(moment, Date):
            return date
        return DateTime(date, moment.nanos, moment.offset, moment.zone)
    if isinstance(moment, Date):
        return days_to_date((moment.to_days() * DAY + by.nanos) // DAY)
    if isinstance(moment, Time):
        return Time((moment.nanos + by.nanos) % DAY, moment.offset, moment.zone)
    return at_instant(moment.to_instant() + by.nanos, moment.offset, moment.zone)


def add_months(date: Date, months: int) -> Date | None:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return make_date(year, month + 1, min(date.day, month_length(year, month + 1)))


def _number(
    run: Run, operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal
) -> Value:
    try:
        return operation(left, right)
    except ArithmeticError as problem:
        run.warn(f"arithmetic has no result: {type(problem).__name__}")
        return None


def _between(run: Run, left: Date | DateTime, right: Date | DateTime) -> Value:
    first = DateTime(left, 0, 0) if isinstance(left, Date) else left
    second = DateTime(right, 0, 0) if isinstance(right, Date) else right
    if (first.shift is None) != (second.shift is None) and type(left) is type(right):
        return _undefined(run, left, "-", right)
    return DaysDuration(first.to_instant() - second.to_instant())


def _sum(run: Run, left: Value, right: Value) -> Value:
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return _bounded(run, DaysDuration(left.nanos + right.nanos))
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return _bounded(run, MonthsDuration(left.total + right.total))
    return _undefined(run, left, "+", right)


def _scale(
    run: Run,
    duration: DaysDuration | MonthsDuration,
    operation: Callable[[Decimal, Decimal], Decimal],
    by: Decimal,
) -> Value:
    amount = _number(run, operation, Decimal(_length(duration)), by)
    if not isinstance(amount, Decimal) or abs(amount) > MAX_NANOS:
        return None
    return _bounded(run, type(duration)(int(amount)))


def _bounded(run: Run, duration: DaysDuration | MonthsDuration) -> Value:
    limit = MAX_NANOS if isinstance(duration, DaysDuration) else MAX_MONTHS
    return duration if abs(_length(duration)) <= limit else _known(run, None, "the duration is too long")


def _length(duration: DaysDuration | MonthsDuration) -> int:
    return duration.nanos if isinstance(duration, DaysDuration) else duration.total


def _known(run: Run, value: Value, otherwise: str) -> Value:
    if value is None:
        run.warn(otherwise)
    return value


def _undefined(run: Run, left: Value, sign: str, right: Value) -> Value:
    run.warn(f"{kind(left)} {sign} {kind(right)} is not defined")
    return None
