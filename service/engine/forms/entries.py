"""One answer read as its field's kind of value: text, exact number, yes or no, choice, date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from service.engine.forms.messages import FieldProblem
from service.engine.forms.model import Field, Kind
from service.feel.readings import read_date, read_date_time, read_time
from service.feel.temporal import Date, DateTime, Time

Entry = tuple[object, FieldProblem | None]

_NO_SECONDS = re.compile(r"((?:^|T)\d\d:\d\d)(?!:?\d)")
_DATES: dict[str, tuple[type, Callable[[str], object], str]] = {
    "date": (Date, read_date, "not_date"),
    "time": (Time, read_time, "not_time"),
    "datetime": (DateTime, read_date_time, "not_datetime"),
}


def is_missing(value: object) -> bool:
    """Whether this is no answer: null, empty or blank text, an empty list."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def read_entry(field: Field, value: object) -> Entry:
    """The value as the field's kind of value, or the problem; null stays null for every kind."""
    if value is None:
        return None, None
    return _READERS[field.kind](field, value)


def _read_text(field: Field, value: object) -> Entry:
    return (value, None) if isinstance(value, str) else (None, FieldProblem("not_text"))


def _read_number(field: Field, value: object) -> Entry:
    if value == "":
        return None, None
    if isinstance(value, Decimal):
        return value, None
    if field.as_text and isinstance(value, str) and len(value) <= 40:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None, FieldProblem("not_number")
        return (number, None) if number.is_finite() else (None, FieldProblem("not_finite"))
    return None, FieldProblem("not_number")


def _read_yes_no(field: Field, value: object) -> Entry:
    return (value, None) if isinstance(value, bool) else (None, FieldProblem("not_yes_no"))


def _read_choice(field: Field, value: object) -> Entry:
    if isinstance(value, (list, Mapping)):
        return None, FieldProblem("not_an_option", {"value": "…"})
    return (None, None) if value == "" else (value, None)


def _read_choices(field: Field, value: object) -> Entry:
    return (value, None) if isinstance(value, list) else (None, FieldProblem("not_list"))


def _read_date(field: Field, value: object) -> Entry:
    kind, read, problem = _DATES[field.subtype]
    if isinstance(value, kind) or value == "":
        return value or None, None
    found = read(_NO_SECONDS.sub(r"\1:00", value)) if isinstance(value, str) and len(value) <= 64 else None
    return (found, None) if found is not None else (None, FieldProblem(problem))


def _read_attachment(field: Field, value: object) -> Entry:
    """The ids of files; that they are files of this case, the operation finds out."""
    ids = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in ids):
        return None, FieldProblem("not_text")
    if not field.multiple and len(ids) > 1:
        return None, FieldProblem("one_file")
    return list(dict.fromkeys(ids)), None


def _read_computed(field: Field, value: object) -> Entry:
    return value, None


_READERS: Mapping[Kind, Callable[[Field, object], Entry]] = {
    Kind.TEXTFIELD: _read_text,
    Kind.TEXTAREA: _read_text,
    Kind.NUMBER: _read_number,
    Kind.CHECKBOX: _read_yes_no,
    Kind.RADIO: _read_choice,
    Kind.SELECT: _read_choice,
    Kind.CHECKLIST: _read_choices,
    Kind.TAGLIST: _read_choices,
    Kind.DATETIME: _read_date,
    Kind.FILEPICKER: _read_attachment,
    Kind.EXPRESSION: _read_computed,
    Kind.DYNAMICLIST: _read_computed,
}
