"""Answers against a form: typed values, or a problem for each field that does not fit.

The rules, in the order they are applied:

- The answers nest as the keys do (``a.b`` is ``{"a": {"b": …}}``). A name without a field is refused.
- A field that is hidden, read-only or disabled may be sent only with the value it already has.
- A computed field takes the server's result whatever was sent.
- An omitted field keeps the variable's present value, else the form's default; an omitted checkbox is false.
- Required means not null, not ``""``, not blank, not an empty list, and for a checkbox: true. 0 is an
  answer, and so is false where it is one of several choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.engine.forms.checks import problems_of
from service.engine.forms.entries import is_missing, read_entry
from service.engine.forms.expressions import evaluate
from service.engine.forms.messages import FieldProblem, InvalidAnswers
from service.engine.forms.model import Field, Form, Kind
from service.engine.forms.nesting import ABSENT, dig, merged, put
from service.engine.forms.rows import RowsBefore, is_fixed, is_hidden, must_be_few, row_scope
from service.engine.forms.values import MAX_ANSWERS_SIZE, BadValue, adopt_answer, size_of
from service.feel.errors import FeelError


@dataclass(slots=True)
class _Sheet:
    """The answers to one list of fields: what was sent, what it stands on, and what came out."""

    fields: Sequence[Field]
    present: Mapping[str, object]
    around: Mapping[str, object]
    prefix: str = ""
    sent: dict[tuple[str, ...], object] = field(default_factory=dict)
    result: dict[str, object] = field(default_factory=dict)
    scope: dict[str, object] = field(default_factory=dict)
    problems: dict[str, list[FieldProblem]] = field(default_factory=dict)

    def note(self, name: str, problem: FieldProblem) -> None:
        """Keep a problem of the field of this name."""
        self.problems.setdefault(self.prefix + name, []).append(problem)


def validate_answers(
    form: Form, answers: Mapping[str, object], variables: Mapping[str, object]
) -> dict[str, object]:
    """The values to merge into the variables; ``InvalidAnswers`` names every field that does not fit."""
    if not isinstance(answers, Mapping):
        raise InvalidAnswers({"answers": [FieldProblem("not_context")]})
    if size_of(answers) > MAX_ANSWERS_SIZE:
        raise InvalidAnswers(
            {"answers": [FieldProblem("answers_too_large", {"size": str(MAX_ANSWERS_SIZE)})]}
        )
    must_be_few(form.fields, answers)
    sheet = _Sheet(form.fields, present=variables, around={})
    _fill(sheet, answers)
    if sheet.problems:
        raise InvalidAnswers(sheet.problems)
    return sheet.result


def _fill(sheet: _Sheet, answers: Mapping[str, object]) -> None:
    _distribute(sheet, answers, ())
    typed = {item.path: _typed(sheet, item) for item in sheet.fields if item.path in sheet.sent}
    sheet.scope = {**sheet.around, **merged(sheet.present, typed)}
    _drop_hidden(sheet, typed)
    for item in sheet.fields:
        if item.kind is not Kind.EXPRESSION:
            _settle(sheet, item, typed)
    for item in sheet.fields:
        if item.kind is Kind.EXPRESSION and not is_hidden(item, sheet.scope):
            _compute(sheet, item)


def _distribute(sheet: _Sheet, answers: Mapping[str, object], prefix: tuple[str, ...]) -> None:
    """Find the field each answer belongs to; what belongs to none is refused."""
    known = {item.path for item in sheet.fields}
    inner = {path[:length] for path in known for length in range(1, len(path))}
    for key, value in answers.items():
        path = (*prefix, str(key))
        if path in known:
            sheet.sent[path] = value
        elif path in inner and isinstance(value, Mapping):
            _distribute(sheet, value, path)
        elif path in inner:
            sheet.note(".".join(path), FieldProblem("not_context"))
        else:
            sheet.note(".".join(path)[:200], FieldProblem("unknown_field"))


def _typed(sheet: _Sheet, item: Field) -> object:
    """The sent value as the field's kind of value; one that is not is noted and counts as absent."""
    try:
        value = adopt_answer(sheet.sent[item.path])
    except BadValue as error:
        sheet.note(item.name, error.problem)
        return ABSENT
    if item.kind in (Kind.EXPRESSION, Kind.DYNAMICLIST):
        return value
    read, problem = read_entry(item, value)
    if problem is not None:
        sheet.note(item.name, problem)
        return ABSENT
    return read


def _drop_hidden(sheet: _Sheet, typed: dict[tuple[str, ...], object]) -> None:
    """Take out, one after the other, what was sent for hidden fields, so that it hides no other fault."""
    for _ in sheet.fields:
        hidden = next((i for i in sheet.fields if i.path in typed and is_hidden(i, sheet.scope)), None)
        if hidden is None:
            return
        value = typed.pop(hidden.path)
        known = _read_present(hidden, dig(sheet.present, hidden.path))
        if value is not ABSENT and not is_missing(value) and value != known:
            sheet.note(hidden.name, FieldProblem("hidden_field"))
        sheet.scope = {**sheet.around, **merged(sheet.present, typed)}


def _settle(sheet: _Sheet, item: Field, typed: Mapping[tuple[str, ...], object]) -> None:
    """Decide what one field comes to."""
    value = typed.get(item.path)
    if value is ABSENT:
        return
    present = _read_present(item, dig(sheet.present, item.path))
    if is_hidden(item, sheet.scope):
        return
    if is_fixed(item, sheet.scope):
        if item.path in typed and not is_missing(value) and value != present:
            sheet.note(item.name, FieldProblem("fixed_field"))
        return
    if item.path not in typed:
        value = _when_omitted(item, present)
        if is_missing(value) or present is not None:
            _check_required(sheet, item, value)
            return
    if item.kind is Kind.DYNAMICLIST:
        value = _read_rows(sheet, item, value, present)
    _accept(sheet, item, value)


def _when_omitted(item: Field, present: object) -> object:
    if present is not None:
        return present
    if item.default is None:
        return False if item.kind is Kind.CHECKBOX else None
    read, problem = (
        read_entry(item, item.default) if item.kind is not Kind.DYNAMICLIST else (item.default, None)
    )
    return None if problem else read


def _read_present(item: Field, value: object) -> object:
    if value is None or item.kind is Kind.DYNAMICLIST:
        return value
    read, problem = read_entry(item, value)
    return value if problem else read


def _accept(sheet: _Sheet, item: Field, value: object) -> None:
    _check_required(sheet, item, value)
    for problem in problems_of(item, value, sheet.scope):
        sheet.note(item.name, problem)
    put(sheet.result, item.path, value)


def _check_required(sheet: _Sheet, item: Field, value: object) -> None:
    if not item.required:
        return
    if item.kind is Kind.CHECKBOX and value is not True:
        sheet.note(item.name, FieldProblem("must_be_ticked"))
    elif is_missing(value):
        sheet.note(item.name, FieldProblem("required"))


def _compute(sheet: _Sheet, item: Field) -> None:
    if item.expression is None:
        return
    try:
        value = evaluate(item.expression, sheet.scope)
    except FeelError as error:
        sheet.note(item.name, FieldProblem("cannot_compute", {"reason": str(error)}))
        return
    put(sheet.result, item.path, value)
    sheet.scope = merged(sheet.scope, {item.path: value})


def _read_rows(sheet: _Sheet, item: Field, value: object, present: object) -> object:
    """Each row of a list, checked like a form of its own that also sees what is around it."""
    if value is None:
        return []
    if not isinstance(value, list):
        sheet.note(item.name, FieldProblem("not_list"))
        return []
    if problem := _wrong_count(item, len(value), present):
        sheet.note(item.name, problem)
        return []
    before = RowsBefore(item, present)
    return [_read_row(sheet, item, (number, row), before) for number, row in enumerate(value)]


def _wrong_count(item: Field, count: int, present: object) -> FieldProblem | None:
    fixed = len(present) if isinstance(present, list) else item.repetitions
    return None if item.grows or count == fixed else FieldProblem("rows_fixed", {"count": str(fixed)})


def _read_row(sheet: _Sheet, item: Field, numbered: tuple[int, object], rows: RowsBefore) -> object:
    number, row = numbered
    name = f"{item.name}.{number}"
    if not isinstance(row, Mapping):
        sheet.note(name, FieldProblem("not_context"))
        return None
    around = row_scope(sheet.scope, row)
    before = rows.of(number, row, around)
    inner = _Sheet(item.fields, present=before, around=around, prefix=f"{sheet.prefix}{name}.")
    _fill(inner, row)
    sheet.problems.update(inner.problems)
    return merged(before, {each.path: dig(inner.result, each.path, ABSENT) for each in item.fields})
