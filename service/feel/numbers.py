"""FEEL numbers: IEEE 754 decimals of 34 digits, rounded half to even."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

ARITHMETIC = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""The arithmetic of the standard; an impossible result is trapped and becomes null."""

Numeric = Decimal | int

ZERO = Decimal(0)
MAX_PLAIN_EXPONENT = 60


def read_number(text: str) -> Decimal:
    """The number that ``text`` writes, rounded to 34 digits; raises ArithmeticError beyond the range."""
    return ARITHMETIC.create_decimal(text)


def is_whole(number: Numeric) -> bool:
    """Whether the number has no fraction."""
    return isinstance(number, int) or number == number.to_integral_value()


def write_number(number: Numeric) -> str:
    """The shortest plain notation: equal numbers are written alike."""
    if not isinstance(number, Decimal):
        return str(number)
    if not number:
        return "0"
    short = number.normalize(ARITHMETIC)
    if abs(short.adjusted()) > MAX_PLAIN_EXPONENT:
        return str(short)
    return format(short, "f")
