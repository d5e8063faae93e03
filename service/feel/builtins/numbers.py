"""Rounding, roots, powers of e, remainders."""

from __future__ import annotations

import decimal
from decimal import Decimal

from service.feel.builtins.registry import builtin
from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.kinds import Value
from service.feel.numbers import ARITHMETIC, ZERO, is_whole
from service.feel.run import Run

MIN_SCALE, MAX_SCALE = -6111, 6176
WIDE = decimal.Context(prec=13_000, Emin=-20_000, Emax=20_000, traps=[decimal.InvalidOperation])


def round_to(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """The number with so many digits after the point; raises ValueError for a scale out of range."""
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise ValueError(f"the scale is outside {MIN_SCALE} to {MAX_SCALE}")
    places = int(scale)
    if -int(number.as_tuple().exponent) <= places:
        return number
    return number.quantize(Decimal((0, (1,), -places)), rounding=rounding, context=WIDE)


@builtin("decimal", "n: number, scale: number")
def half_even(_run: Run, n: Decimal, scale: Decimal) -> Value:
    """Rounded half to even."""
    return round_to(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number")
def floor(_run: Run, n: Decimal, scale: Decimal = ZERO) -> Value:
    """Rounded down to minus infinity."""
    return round_to(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def ceiling(_run: Run, n: Decimal, scale: Decimal = ZERO) -> Value:
    """Rounded up to plus infinity."""
    return round_to(n, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(_run: Run, n: Decimal, scale: Decimal) -> Value:
    """Rounded away from zero."""
    return round_to(n, scale, decimal.ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(_run: Run, n: Decimal, scale: Decimal) -> Value:
    """Rounded towards zero."""
    return round_to(n, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(_run: Run, n: Decimal, scale: Decimal) -> Value:
    """Rounded to the nearest, halves away from zero."""
    return round_to(n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(_run: Run, n: Decimal, scale: Decimal) -> Value:
    """Rounded to the nearest, halves towards zero."""
    return round_to(n, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs", "n: number", "n: duration")
def absolute(_run: Run, n: Decimal | DaysDuration | MonthsDuration) -> Value:
    """Without its sign."""
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanos))
    if isinstance(n, MonthsDuration):
        return MonthsDuration(abs(n.total))
    return ARITHMETIC.abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """The remainder, with the sign of the divisor."""
    rest = ARITHMETIC.remainder(dividend, divisor)
    return ARITHMETIC.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def sqrt(_run: Run, number: Decimal) -> Value:
    """The square root; of a negative number null."""
    return ARITHMETIC.sqrt(number)


@builtin("log", "number: number")
def log(_run: Run, number: Decimal) -> Value:
    """The natural logarithm; of zero or less null."""
    return ARITHMETIC.ln(number) if number > 0 else None


@builtin("exp", "number: number")
def exp(_run: Run, number: Decimal) -> Value:
    """e to the power of the number."""
    return ARITHMETIC.exp(number)


@builtin("odd", "number: number")
def odd(_run: Run, number: Decimal) -> Value:
    """Whether it is odd; of a fraction null."""
    return ARITHMETIC.remainder(number, Decimal(2)) != 0 if is_whole(number) else None


@builtin("even", "number: number")
def even(_run: Run, number: Decimal) -> Value:
    """Whether it is even; of a fraction null."""
    return ARITHMETIC.remainder(number, Decimal(2)) == 0 if is_whole(number) else None
