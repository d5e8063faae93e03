"""The rows of a list in a form: how many there are, what their conditions see, which row was there before."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from service.engine.forms.entries import read_entry
from service.engine.forms.expressions import holds, is_expression
from service.engine.forms.messages import FieldProblem, InvalidAnswers
from service.engine.forms.model import Field, Kind
from service.engine.forms.nesting import ABSENT, dig, merged, put
from service.engine.forms.values import BadValue, adopt_answer

Row = Mapping[str, object]

MOST_ROWS = 1_000
"""Of all lists of a form together, rows within rows included."""


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


def must_be_few(fields: Sequence[Field], answers: Row) -> None:
    """Refuse more than ``MOST_ROWS`` in all lists together; named is the list that is one too many."""
    left, waiting = MOST_ROWS, deque([(fields, answers, "")])
    while waiting:
        asked, row, prefix = waiting.popleft()
        for field in asked:
            rows = dig(row, field.path) if field.kind is Kind.DYNAMICLIST else None
            if not isinstance(rows, list | tuple):
                continue
            name = prefix + field.name
            left -= len(rows)
            if left < 0:
                raise InvalidAnswers({name: [FieldProblem("too_many_rows", {"count": str(MOST_ROWS)})]})
            inner = enumerate(rows)
            waiting += [(field.fields, row, f"{name}.{at}.") for at, row in inner if isinstance(row, Mapping)]


class RowsBefore:
    """The rows a list had, to find each of those sent among; none is found twice."""

    def __init__(self, field: Field, present: object) -> None:
        """Begin with all of them."""
        self._field = field
        rows = present if isinstance(present, list) else []
        self._rows: list[Row] = [each for each in rows if isinstance(each, Mapping)]
        self._known: dict[object, dict[object, deque[int]]] = {}
        self._taken: set[int] = set()

    def of(self, number: int, row: Row, around: Mapping[str, object]) -> Row:
        """The row this one was: of the same number, if the form neither adds nor takes rows away; else the
        first left with the same in what cannot be changed, for a row taken away moves those after it up.
        """
        if not self._field.grows:
            return self._rows[number] if number < len(self._rows) else {}
        fixed = (each for each in self._field.fields if is_fixed(each, around))
        sent = tuple(each for each in fixed if dig(row, each.path, ABSENT) is not ABSENT)
        if not sent:
            return {}
        alike = self._by(sent).get(_marks(sent, row), deque())
        while alike:
            if (found := alike.popleft()) not in self._taken:
                self._taken.add(found)
                return self._rows[found]
        return {}

    def _by(self, fixed: Sequence[Field]) -> Mapping[object, deque[int]]:
        """The rows by what stands in these fields; sorted once, however many are looked for."""
        names = tuple(each.path for each in fixed)
        if names not in self._known:
            found = self._known[names] = {}
            for number, row in enumerate(self._rows):
                found.setdefault(_marks(fixed, row), deque()).append(number)
        return self._known[names]


def _marks(fields: Sequence[Field], row: Row) -> object:
    return _hashable([_typed(each, dig(row, each.path)) for each in fields])


def _hashable(value: object) -> object:
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    if isinstance(value, Mapping):
        return frozenset((name, _hashable(each)) for name, each in value.items())
    return value
