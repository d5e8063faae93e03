"""A form laid out: each part in the reader's language, filled in, with what does not apply marked as hidden.

Groups keep their fields together, lists have their rows; each row sees what is around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from service.domain.views import SheetField
from service.domain.views.desk import SheetRow
from service.engine.forms import Field, Kind, options_of
from service.engine.forms.expressions import evaluate, holds, is_expression
from service.engine.forms.model import CONTAINER_KINDS, OPTION_KINDS
from service.engine.forms.nesting import ABSENT, dig, merged
from service.engine.forms.posted import NOT_POSTED, Posted, local_text, text_of
from service.engine.forms.rows import Row, is_fixed, is_hidden, row_scope, rows_in, typed_answers
from service.feel.errors import FeelError
from service.queries.wording import Component, Wording, key_of, label_of, options_in

_ASKED = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_RUNS = re.compile(r"(\*\*.+?\*\*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What laying out one form needs to know, whatever part of it."""

    form_id: str
    names: Mapping[str, str]
    words: Wording
    posted: Posted


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the form one is: the fields there are, what their conditions see, what was answered so far."""

    fields: Sequence[Field]
    scope: Mapping[str, object]
    answers: Row
    prefix: str = ""
    """Of a row: what the names of its fields begin with."""
    within: str = ""
    called: str = ""
    """Of a row: what the names of its fields in the catalogue begin with."""
    path: tuple[str, ...] = field(default=())

    def at(self, component: Component) -> Field | None:
        """The field a component asks for."""
        path = (*self.path, *key_of(component).split("."))
        return next((each for each in self.fields if each.path == path), None)


def laid_out(drawing: Drawing, place: Place, document: Mapping[str, Any]) -> Iterator[SheetField]:
    """The parts of a form, of a group or of a row, in reading order."""
    for each in document.get("components", ()):
        kind = each.get("type")
        if kind in CONTAINER_KINDS:
            yield from _group(drawing, place, each)
        elif kind == "text":
            yield _reading(drawing, place, each)
        elif kind == "separator":
            yield _under_condition(place, each, SheetField("separator", str(each.get("id", ""))))
        elif (found := place.at(each)) is not None and found.kind not in NOT_POSTED:
            yield _asked(drawing, place, each, found)


def _group(drawing: Drawing, place: Place, component: Component) -> Iterator[SheetField]:
    """What stands in a group, kept together under its name; sections stand by themselves, under theirs."""
    path = tuple(str(component["path"]).split(".")) if component.get("path") else ()
    parts = tuple(laid_out(drawing, replace(place, path=(*place.path, *path)), component))
    name, written = str(component.get("id", "")), str(component.get("label") or "")
    plain = not written and not component.get("conditional")
    if plain or not name or any(each.section for each in parts):
        yield from parts
        return
    label = drawing.names.get(f"{drawing.form_id}.{name}", written) if written else ""
    group = SheetField("group", f"{place.prefix}group_{name}", label, parts=parts)
    yield _under_condition(place, component, group)


def _under_condition(place: Place, component: Component, told: SheetField) -> SheetField:
    hide = str((component.get("conditional") or {}).get("hide") or "")
    hidden = is_expression(hide) and holds(hide, place.scope)
    return replace(told, shown=not hidden, conditional=bool(hide))


def _asked(drawing: Drawing, place: Place, component: Component, found: Field) -> SheetField:
    return (
        _list(drawing, place, component, found)
        if found.kind is Kind.DYNAMICLIST
        else _question(drawing, place, component, found)
    )


def _list(drawing: Drawing, place: Place, component: Component, found: Field) -> SheetField:
    told = _question(drawing, place, component, found)
    value = dig(place.answers, found.path, None if place.prefix else dig(place.scope, found.path))
    rows = enumerate(rows_in(found, value))
    return replace(
        told,
        rows=tuple(_row(drawing, (place, told), (component, found), each) for each in rows),
        grows=found.grows,
        focus=drawing.posted.focus(told.name),
    )


def _row(
    drawing: Drawing, of: tuple[Place, SheetField], form: tuple[Component, Field], numbered: tuple[int, Row]
) -> SheetRow:
    (place, told), (component, found), (number, row) = of, form, numbered
    name = f"{told.name}.{number}"
    inner = Place(
        found.fields,
        merged(row_scope(place.scope, row), typed_answers(found.fields, row)),
        row,
        prefix=f"{name}.",
        within=f"{place.within}{', ' if place.within else ''}{told.label} {number + 1}",
        called=f"{place.called}{found.name}.",
    )
    return SheetRow(name, tuple(laid_out(drawing, inner, component)))


def _question(drawing: Drawing, place: Place, component: Component, found: Field) -> SheetField:
    hint = str(component.get("description") or "")
    called = f"{place.called}{key_of(component)}"
    return SheetField(
        kind=str(found.kind),
        name=place.prefix + found.name,
        label=label_of(component, drawing.form_id, drawing.names, called),
        description=drawing.names.get(f"{drawing.form_id}.{called}.description", hint),
        required=found.required,
        fixed=is_fixed(found, place.scope),
        shown=not is_hidden(found, place.scope),
        conditional=bool(found.hidden_by),
        subtype=found.capture if found.kind is Kind.FILEPICKER else found.subtype,
        texts=_texts(drawing, place, found),
        options=_options(drawing, place, component, found),
        limits=_limits(found),
        section=found.section,
        within=place.within,
    )


def _texts(drawing: Drawing, place: Place, found: Field) -> tuple[str, ...]:
    """What stands in the field: the answer so far, else the variable, else the form's default."""
    if found.kind is Kind.DYNAMICLIST:
        return ()
    value = dig(place.answers, found.path, ABSENT)
    if value is ABSENT:
        present = None if place.prefix else dig(place.scope, found.path)
        value = found.default if present is None else present
    if isinstance(value, list | tuple):
        return tuple(text_of(each) for each in value)
    zone = drawing.posted.zone or ZoneInfo("UTC")
    text = local_text(found, value, zone) if found.kind is Kind.DATETIME else text_of(value)
    return (text,) if text else ()


def _options(
    drawing: Drawing, place: Place, component: Component, found: Field
) -> tuple[tuple[str, str], ...]:
    called = f"{place.called}{key_of(component)}"
    written = options_in(component, drawing.form_id, drawing.names, called)
    if written or found.kind not in OPTION_KINDS:
        return written
    offered = options_of(found, place.scope)
    return tuple((text_of(each), drawing.words.value(called, each)) for each in offered)


def _limits(found: Field) -> dict[str, str]:
    if found.kind is Kind.FILEPICKER:
        return {"multiple": "yes"} if found.multiple else {}
    bounds = found.bounds
    step = bounds.step or (
        Decimal(1).scaleb(-bounds.decimal_digits) if bounds.decimal_digits is not None else "any"
    )
    told = {"min": bounds.minimum, "max": bounds.maximum, "step": step, "maxlength": bounds.max_length}
    return {name: str(value) for name, value in told.items() if value is not None}


def _reading(drawing: Drawing, place: Place, component: Component) -> SheetField:
    """A text to read; what people wrote is put in after the marks were read, so it cannot bring its own."""
    name = str(component.get("id", "")).removeprefix(f"{drawing.form_id}_")
    text = drawing.names.get(f"{drawing.form_id}.{name}", str(component.get("text", "")))
    paragraphs = [each for each in re.split(r"\n\s*\n", text) if each.strip()]
    told = SheetField(
        kind="text",
        name=f"{place.prefix}text_{name}",
        paragraphs=tuple(_runs(drawing, place, each) for each in paragraphs),
    )
    return _under_condition(place, component, told)


def _runs(drawing: Drawing, place: Place, paragraph: str) -> tuple[tuple[str, bool], ...]:
    parts = [each for each in _RUNS.split(paragraph) if each]
    return tuple((_filled(drawing, place, each.strip("*")), each.startswith("**")) for each in parts)


def _filled(drawing: Drawing, place: Place, text: str) -> str:
    return _ASKED.sub(lambda found: _told(drawing, place, found[1].strip().removeprefix("=")), text)


def _told(drawing: Drawing, place: Place, expression: str) -> str:
    try:
        value = evaluate(expression, place.scope)
    except FeelError:
        return "—"
    return "—" if value is None else drawing.words.told(expression, value)
