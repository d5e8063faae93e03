"""Answers as they arrive, as FEEL values: numbers exact, sizes bounded, nothing that cannot be stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from service.engine.forms.messages import FieldProblem
from service.feel.intake import UNSTORABLE

MAX_ANSWERS_SIZE = 1_000_000
MAX_TEXT_LENGTH = 100_000
MAX_ITEMS = 1_000
MAX_DEPTH = 16
MAX_DIGITS = 34
MAX_EXPONENT = 6_000


class BadValue(ValueError):
    """The value cannot be stored; ``problem`` says why."""

    def __init__(self, problem: FieldProblem) -> None:
        """Keep the problem."""
        super().__init__(problem.code)
        self.problem = problem


def adopt_answer(value: object, depth: int = 0) -> object:
    """The FEEL value of one answer: numbers become exact, other FEEL values stay. Or ``BadValue``"""
    if depth > MAX_DEPTH:
        raise BadValue(FieldProblem("too_deep"))
    if isinstance(value, str):
        return _checked_text(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return _exact(value)
    if isinstance(value, (list, tuple)):
        _check_count(len(value))
        return [adopt_answer(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        _check_count(len(value))
        return {_checked_text(str(key)): adopt_answer(item, depth + 1) for key, item in value.items()}
    return value


def _exact(value: float | Decimal) -> Decimal:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadValue(FieldProblem("not_finite"))
        return Decimal(repr(value))
    number = Decimal(value)
    if not number.is_finite():
        raise BadValue(FieldProblem("not_finite"))
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_EXPONENT:
        raise BadValue(FieldProblem("too_many_digits", {"digits": str(MAX_DIGITS)}))
    return number


def _checked_text(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        raise BadValue(FieldProblem("too_long", {"length": str(MAX_TEXT_LENGTH)}))
    if UNSTORABLE.search(text):
        raise BadValue(FieldProblem("bad_character"))
    return text


def _check_count(count: int) -> None:
    if count > MAX_ITEMS:
        raise BadValue(FieldProblem("too_many_items", {"count": str(MAX_ITEMS)}))


def size_of(value: object, depth: int = 0) -> int:
    """About how many bytes the value takes; whatever is nested too deeply counts as too large."""
    if depth > 4 * MAX_DEPTH:
        return MAX_ANSWERS_SIZE + 1
    if isinstance(value, str):
        return 4 + len(value) if value.isascii() else 4 + 3 * len(value)
    if isinstance(value, (list, tuple)):
        return 2 + sum(size_of(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return 2 + sum(size_of(str(key)) + size_of(item, depth + 1) for key, item in value.items())
    return 8
