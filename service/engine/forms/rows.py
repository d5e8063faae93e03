"""The rows of a list in a form: how many there are, what their conditions see, which row was there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.engine.forms.entries import read_entry
from service.engine.forms.expressions import holds, is_expression
from service.engine.forms.model import Field, Kind
from service.engine.forms.nesting import ABSENT, dig, merged, put
from service.engine.forms.values import BadValue, adopt_answer

Row = Mapping[str, object]


def rows_in(field: Field, value: object) -> list[Row]:
    """The rows to show: those there are, else as many empty ones as the form begins with."""
    if isinstance(value, list | tuple):
        return [each if isinstance(each, Mapping) else {} for each in value]
    return [{}] * field.repetitions


def row_scope(around: Mapping[str, object], row: Row) -> dict[str, object]:
    """What is around a row, as its conditions see it: ``this`` is the row, ``parent`` all that is around."""
    return {**around, "this": row, "parent": around}


def typed_answers(fields: Sequence[Field], answers: Mapping[str, object]) -> dict[tuple[str, ...], object]:
    """The answers as conditions see them: one that does not fit its field is none."""
    found: dict[tuple[str, ...], object] = {}
    for field in fields:
        value = dig(answers, field.path, ABSENT)
        if value is not ABSENT:
            found[field.path] = _typed(field, value)
    return found


def _typed(field: Field, value: object) -> object:
    if field.kind is Kind.DYNAMICLIST:
        rows = rows_in(field, value) if isinstance(value, list) else []
        return [merged({}, typed_answers(field.fields, row)) for row in rows]
    try:
        read, problem = read_entry(field, adopt_answer(value))
    except BadValue:
        return None
    return None if problem else read


def is_hidden(field: Field, scope: Mapping[str, object]) -> bool:
    """Whether one of its conditions hides it."""
    return any(holds(condition, scope) for condition in field.hidden_by)


def is_fixed(field: Field, scope: Mapping[str, object]) -> bool:
    """Whether it may not be changed."""
    if isinstance(field.readonly, str) and is_expression(field.readonly):
        return field.disabled or holds(field.readonly, scope)
    return field.disabled or field.readonly is True


def handed_in(
    fields: Sequence[Field], answers: Mapping[str, object], scope: Mapping[str, object]
) -> dict[str, object]:
    """The answers to the fields that are asked for; in rows what is fixed comes along: it tells which row."""
    return _handed_in(fields, answers, scope, fixed=False)


def _handed_in(
    fields: Sequence[Field], answers: Row, scope: Mapping[str, object], *, fixed: bool
) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields:
        value = dig(answers, field.path, ABSENT)
        if value is ABSENT or field.kind is Kind.EXPRESSION or is_hidden(field, scope):
            continue
        if is_fixed(field, scope) and not fixed:
            continue
        if field.kind is Kind.DYNAMICLIST and isinstance(value, list):
            value = [_row(field, row, scope) for row in rows_in(field, value)]
        put(found, field.path, value)
    return found


def _row(field: Field, row: Row, scope: Mapping[str, object]) -> dict[str, object]:
    seen = merged(row_scope(scope, row), typed_answers(field.fields, row))
    return _handed_in(field.fields, row, seen, fixed=True)


def row_before(field: Field, present: object, numbered: tuple[int, Row], around: Mapping[str, object]) -> Row:
    """The row this one was: of the same number, if the form neither adds nor takes rows away; else by what in
    it cannot be changed, for a row taken away moves those after it up.
    """
    number, row = numbered
    before = [each for each in present if isinstance(each, Mapping)] if isinstance(present, list) else []
    fixed = [each for each in field.fields if is_fixed(each, around)]
    sent = [each for each in fixed if dig(row, each.path, ABSENT) is not ABSENT]
    if not field.grows:
        return before[number] if number < len(before) else {}
    if not sent:
        return {}

    def marks(of: Row) -> list[object]:
        return [_typed(each, dig(of, each.path)) for each in sent]

    return next((each for each in before if marks(each) == marks(row)), {})
