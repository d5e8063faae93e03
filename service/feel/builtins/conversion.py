"""string, number, range, is, not: from one kind to another."""

from __future__ import annotations

import re
from decimal import Decimal

from service.feel.builtins.registry import builtin
from service.feel.equality import equal
from service.feel.kinds import Range, Value, adopt, described, kind
from service.feel.numbers import read_number
from service.feel.run import Run
from service.feel.temporal import DateTime, Time
from service.feel.writing import write

PLAIN_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@builtin("string", "from: any")
def string(run: Run, value: Value) -> Value:
    """The value in words; of null null."""
    return None if value is None else write(run, value)


@builtin("number", "from: string", "from: string, grouping separator: any, decimal separator: any")
def number(_run: Run, text: str, grouping: Value = None, point: Value = None) -> Value:
    """The number the string writes with these separators."""
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        raise ValueError("separators are ' ', ',' or '.', and differ")
    if isinstance(grouping, str):
        text = text.replace(grouping, "")
    if point == ",":
        text = "" if "." in text else text.replace(",", ".")
    if not PLAIN_NUMBER.fullmatch(text):
        raise ValueError("the string writes no number")
    return read_number(text)


@builtin("number", "from: number")
def same_number(_run: Run, value: Decimal) -> Value:
    """A number stays as it is."""
    return value


@builtin("not", "negand: any")
def negate(run: Run, negand: Value) -> Value:
    """The opposite of a boolean; anything else null."""
    if isinstance(negand, bool):
        return not negand
    run.warn(f"not: {described(negand)} is no boolean")
    return None


@builtin("is", "value1: any, value2: any")
def same(run: Run, first: Value, second: Value) -> Value:
    """Whether the values are the same in kind and in every part, offsets and zones included."""
    if kind(first) != kind(second):
        return False
    if isinstance(first, (Time, DateTime)):
        return first == second
    return equal(run, first, second)


@builtin("range", "from: string")
def make_range(run: Run, text: str) -> Value:
    """The range that the string writes with constant ends."""
    from service.feel.constants import read_constant_range

    found = read_constant_range(run, text)
    if not isinstance(found, Range):
        raise ValueError("the string writes no range of constants")
    if found.start is not None and found.end is not None and _reversed(run, found):
        raise ValueError("the range ends before it starts")
    return found


def _reversed(run: Run, span: Range) -> bool:
    from service.feel.equality import precedes

    return precedes(run, adopt(span.end), adopt(span.start)) is True
