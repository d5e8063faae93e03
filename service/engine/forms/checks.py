"""What a field asks of a value of the right kind: its bounds, and that a choice is one of the options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from service.engine.forms.entries import is_missing
from service.engine.forms.expressions import evaluate
from service.engine.forms.messages import FieldProblem
from service.engine.forms.model import MANY_OF_KINDS, ONE_OF_KINDS, TEXT_KINDS, Bounds, Field, Kind
from service.engine.forms.patterns import safe_pattern
from service.engine.forms.values import BadValue, adopt_answer
from service.feel.errors import FeelError

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]{1,63}(\.[^@\s,;<>.]{1,63}){1,8}")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{3,28}[0-9]")


def problems_of(field: Field, value: object, scope: Mapping[str, object]) -> Iterator[FieldProblem]:
    """Whatever is wrong with a value that is there; one that is missing has no problem here."""
    if is_missing(value):
        return
    if field.kind in TEXT_KINDS and isinstance(value, str):
        yield from _text_problems(field.bounds, value)
    elif field.kind is Kind.NUMBER and isinstance(value, Decimal):
        yield from _number_problems(field.bounds, value)
    elif field.kind in ONE_OF_KINDS:
        yield from _choice_problems(field, [value], scope)
    elif field.kind in MANY_OF_KINDS and isinstance(value, list):
        yield from _choice_problems(field, value, scope)


def _text_problems(bounds: Bounds, text: str) -> Iterator[FieldProblem]:
    if bounds.min_length is not None and len(text) < bounds.min_length:
        yield FieldProblem("too_short", {"length": str(bounds.min_length)})
    if bounds.max_length is not None and len(text) > bounds.max_length:
        yield FieldProblem("too_long", {"length": str(bounds.max_length)})
    if bounds.pattern is not None and not safe_pattern(bounds.pattern).found_in(text):
        yield FieldProblem("pattern_mismatch")
    if bounds.validation_type == "email" and not _EMAIL.fullmatch(text):
        yield FieldProblem("not_email")
    if bounds.validation_type == "phone" and not _PHONE.fullmatch(text.strip()):
        yield FieldProblem("not_phone")


def _number_problems(bounds: Bounds, number: Decimal) -> Iterator[FieldProblem]:
    if bounds.minimum is not None and number < bounds.minimum:
        yield FieldProblem("too_small", {"minimum": str(bounds.minimum)})
    if bounds.maximum is not None and number > bounds.maximum:
        yield FieldProblem("too_large", {"maximum": str(bounds.maximum)})
    if bounds.decimal_digits is not None and _decimals(number) > bounds.decimal_digits:
        yield FieldProblem("too_many_decimals", {"digits": str(bounds.decimal_digits)})
    if bounds.step is not None and not _is_multiple(number, bounds.step):
        yield FieldProblem("off_step", {"step": str(bounds.step)})


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_multiple(number: Decimal, step: Decimal) -> bool:
    scale = Decimal(1).scaleb(max(_decimals(number), _decimals(step)))
    return int(number * scale) % int(step * scale) == 0


def _choice_problems(
    field: Field, chosen: list[object], scope: Mapping[str, object]
) -> Iterator[FieldProblem]:
    options = options_of(field, scope)
    if not options:
        yield FieldProblem("no_options")
        return
    seen: list[object] = []
    for value in chosen:
        if not any(_is_same(value, option) for option in options):
            yield FieldProblem("not_an_option", {"value": str(value)[:80]})
        elif any(_is_same(value, other) for other in seen):
            yield FieldProblem("chosen_twice", {"value": str(value)[:80]})
        seen.append(value)


def _is_same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def options_of(field: Field, scope: Mapping[str, object]) -> tuple[object, ...]:
    """The values one may choose: written in the form, in a variable, or computed."""
    options = field.options
    if options.values is not None:
        return options.values
    found: object = None
    if options.expression is not None:
        try:
            found = evaluate(options.expression, scope)
        except FeelError:
            return ()
    elif options.key is not None:
        found = _look_up(scope, options.key)
    if not isinstance(found, list):
        return ()
    return tuple(_option_value(item) for item in found)


def _look_up(scope: Mapping[str, object], key: str) -> object:
    found: object = scope
    for name in key.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _option_value(item: object) -> object:
    value = item.get("value") if isinstance(item, Mapping) else item
    try:
        return adopt_answer(value)
    except BadValue:
        return None
