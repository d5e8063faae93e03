"""The door for values from outside: stated limits on size and depth, and nothing that storage cannot keep."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import NoReturn

from service.feel.errors import FeelValueError
from service.feel.kinds import KINDS, Function, Range, Value, adopt
from service.feel.limits import DEFAULT, Limits

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MAX_DIGITS = 34
MAX_INTEGER_BITS = 4_096


def check_value(value: Value, limits: Limits = DEFAULT, *, path: str = "value") -> None:
    """Raise FeelValueError, naming the path, when the value cannot be a variable."""
    pending: list[tuple[str, Value, int]] = [(path, value, 0)]
    seen = 0
    while pending:
        where, each, depth = pending.pop()
        seen += 1
        if seen > limits.nodes:
            raise FeelValueError(path, f"it holds more than {limits.nodes} values")
        if depth > limits.depth:
            raise FeelValueError(where[:200], f"it nests deeper than {limits.depth}")
        if isinstance(each, dict):
            _check_keys(where, each, limits)
            pending += [(f"{where}.{key}", inner, depth + 1) for key, inner in each.items()]
        elif isinstance(each, (list, tuple)):
            if len(each) > limits.items:
                raise FeelValueError(where, f"the list has more than {limits.items} items")
            pending += [(f"{where}[{place}]", inner, depth + 1) for place, inner in enumerate(each, 1)]
        elif isinstance(each, Range):
            pending += [(f"{where}.start", each.start, depth + 1), (f"{where}.end", each.end, depth + 1)]
        else:
            _check_leaf(where, each, limits)


def _check_keys(where: str, context: dict[object, Value], limits: Limits) -> None:
    if len(context) > limits.keys:
        raise FeelValueError(where, f"the context has more than {limits.keys} keys")
    for key in context:
        if not isinstance(key, str):
            raise FeelValueError(where, f"the key {key!r:.60} is no string")
        _check_text(f"{where} (key)", key, limits)


def _check_leaf(where: str, value: Value, limits: Limits) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(where, value, limits)
    elif isinstance(value, (int, float, Decimal)):
        _check_number(where, value)
    elif isinstance(value, Function):
        _refuse(where, "a function cannot be a variable")
    elif type(value) not in KINDS and adopt(value) is None:
        _refuse(where, f"a {type(value).__name__} is no FEEL value")


def _check_text(where: str, text: str, limits: Limits) -> None:
    if len(text) > limits.text:
        _refuse(where, f"the string has more than {limits.text} characters")
    if UNSTORABLE.search(text):
        _refuse(where, "the string has a NUL character or half a surrogate pair")


def _check_number(where: str, number: int | float | Decimal) -> None:
    finite = (
        number.is_finite()
        if isinstance(number, Decimal)
        else isinstance(number, int) or math.isfinite(number)
    )
    if not finite:
        _refuse(where, f"{number} is no number")
    if isinstance(number, int) and number.bit_length() > MAX_INTEGER_BITS:
        _refuse(where, "the number is too large")
    if isinstance(number, Decimal) and not -6200 < number.adjusted() < 6200:
        _refuse(where, "the number is too large or too small")


def _refuse(where: str, reason: str) -> NoReturn:
    raise FeelValueError(where, reason)
