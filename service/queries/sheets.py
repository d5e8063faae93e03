"""A task's form laid out for a page: in the reader's language, filled in, with what does not apply hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from service.domain.views import SheetField, TaskSheet
from service.engine.forms import Field, Form, Kind, options_of
from service.engine.forms.entries import read_entry
from service.engine.forms.expressions import evaluate, holds, is_expression
from service.engine.forms.posted import NOT_POSTED, local_text, posted_answer, text_of
from service.engine.forms.values import adopt_answer
from service.feel.errors import FeelError
from service.queries.attachments import with_files
from service.queries.tasks import task_detail
from service.queries.wording import Component, Wording, components_of, label_of, options_in, wording

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

Entries = Mapping[str, Sequence[str]]
_ASKED = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_RUNS = re.compile(r"(\*\*.+?\*\*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FormAsked:
    """A form of a definition, looked for beside one of its processes first."""

    definition_id: UUID
    key: str
    process_key: str


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What laying out one form needs to know."""

    form: Form
    form_id: str
    names: Mapping[str, str]
    words: Wording
    scope: Mapping[str, object]
    answers: Mapping[str, object]
    zone: ZoneInfo


def task_sheet(rt: Runtime, task_id: UUID, entries: Entries | None = None, *, by: Actor) -> TaskSheet:
    """The task with its form, filled with these entries, else with the draft over the variables."""
    detail = task_detail(rt, task_id, by=by)
    task = detail.task
    if detail.form is None or detail.definition_id is None or task.form_key is None:
        return TaskSheet(detail, (), {})
    form = rt.definitions.form(detail.definition_id, task.form_key, task.process_key)
    if form is None:
        return TaskSheet(detail, (), {})
    zone = ZoneInfo(rt.settings.time_zone)
    known = {name: _adopted(value) for name, value in (detail.variables or {}).items()}
    answers = _posted(form, entries, known, zone) if entries is not None else dict(detail.draft or {})
    drawing = _Drawing(
        form,
        str(detail.form.get("id", "")),
        rt.definitions.names(detail.definition_id, by.language),
        wording(rt, detail.definition_id, by.language),
        known | _typed(form, answers),
        answers,
        zone,
    )
    fields = with_files(rt, _fields(drawing, detail.form), task_id, by=by)
    shown = {each.name for each in fields if each.shown and not each.fixed}
    return TaskSheet(detail, fields, {key: value for key, value in answers.items() if key in shown})


def form_sheet(
    rt: Runtime, form: FormAsked, entries: Entries, *, language: str
) -> tuple[tuple[SheetField, ...], dict[str, object]]:
    """A form that belongs to no task, laid out with what was entered so far, and the answers that gives."""
    found = rt.definitions.form(form.definition_id, form.key, form.process_key)
    file = rt.definitions.form_file(form.definition_id, form.key, form.process_key)
    if found is None or file is None:
        return (), {}
    document = orjson.loads(file)
    zone = ZoneInfo(rt.settings.time_zone)
    answers = _posted(found, entries, {}, zone)
    drawing = _Drawing(
        found,
        str(document.get("id", "")),
        rt.definitions.names(form.definition_id, language),
        wording(rt, form.definition_id, language),
        _typed(found, answers),
        answers,
        zone,
    )
    fields = _fields(drawing, document)
    shown = {each.name for each in fields if each.shown and not each.fixed}
    return fields, {key: value for key, value in answers.items() if key in shown}


def _adopted(value: object) -> object:
    try:
        return adopt_answer(value)
    except ValueError:
        return None


def _posted(form: Form, entries: Entries, known: Mapping[str, object], zone: ZoneInfo) -> dict[str, object]:
    """What was posted; a field that the page did not show (``_shown`` names those it did) has no answer."""
    seen = entries.get("_shown", ())
    return {
        field.name: posted_answer(field, entries.get(field.name, ()), known, zone)
        for field in form.fields
        if field.kind not in NOT_POSTED and not field.disabled and (not field.hidden_by or field.name in seen)
    }


def _typed(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers as the conditions see them: one that does not fit its field is none."""
    found: dict[str, object] = {}
    for field in form.fields:
        if field.name in answers:
            value, problem = read_entry(field, _adopted(answers[field.name]))
            found[field.name] = None if problem else value
    return found


def _fields(drawing: _Drawing, document: Mapping[str, Any]) -> tuple[SheetField, ...]:
    by_name = {field.name: field for field in drawing.form.fields}
    laid: list[SheetField] = []
    for each in components_of(document):
        field = by_name.get(str(each.get("key", "")))
        if field is not None and field.kind not in NOT_POSTED:
            laid.append(_question(drawing, each, field))
        elif each.get("type") == "text":
            laid.append(_reading(drawing, each))
    return tuple(laid)


def _question(drawing: _Drawing, component: Component, field: Field) -> SheetField:
    hint = str(component.get("description") or "")
    return SheetField(
        kind=str(field.kind),
        name=field.name,
        label=label_of(component, drawing.form_id, drawing.names),
        description=drawing.names.get(f"{drawing.form_id}.{field.name}.description", hint),
        required=field.required,
        fixed=_is_fixed(field, drawing.scope),
        shown=not any(holds(condition, drawing.scope) for condition in field.hidden_by),
        conditional=bool(field.hidden_by),
        subtype=field.capture if field.kind is Kind.FILEPICKER else field.subtype,
        texts=_texts(drawing, field),
        options=_options(drawing, component, field),
        limits=_limits(field),
        section=field.section,
    )


def _is_fixed(field: Field, scope: Mapping[str, object]) -> bool:
    if isinstance(field.readonly, str) and is_expression(field.readonly):
        return field.disabled or holds(field.readonly, scope)
    return field.disabled or field.readonly is True


def _texts(drawing: _Drawing, field: Field) -> tuple[str, ...]:
    """What stands in the field: the answer so far, else the variable, else the form's default."""
    value = drawing.answers.get(field.name, drawing.scope.get(field.name))
    if value is None and field.name not in drawing.answers:
        value = field.default
    if isinstance(value, list | tuple):
        return tuple(text_of(each) for each in value)
    text = local_text(field, value, drawing.zone) if field.kind is Kind.DATETIME else text_of(value)
    return (text,) if text else ()


def _options(drawing: _Drawing, component: Component, field: Field) -> tuple[tuple[str, str], ...]:
    written = options_in(component, drawing.form_id, drawing.names)
    if written or field.kind not in (Kind.RADIO, Kind.SELECT, Kind.CHECKLIST, Kind.TAGLIST):
        return written
    return tuple(
        (text_of(each), drawing.words.value(field.name, each)) for each in options_of(field, drawing.scope)
    )


def _limits(field: Field) -> dict[str, str]:
    if field.kind is Kind.FILEPICKER:
        return {"multiple": "yes"} if field.multiple else {}
    bounds = field.bounds
    step = bounds.step or (
        Decimal(1).scaleb(-bounds.decimal_digits) if bounds.decimal_digits is not None else "any"
    )
    told = {"min": bounds.minimum, "max": bounds.maximum, "step": step, "maxlength": bounds.max_length}
    return {name: str(value) for name, value in told.items() if value is not None}


def _reading(drawing: _Drawing, component: Component) -> SheetField:
    """A text to read; what people wrote is put in after the marks were read, so it cannot bring its own."""
    name = str(component.get("id", "")).removeprefix(f"{drawing.form_id}_")
    text = drawing.names.get(f"{drawing.form_id}.{name}", str(component.get("text", "")))
    hide = str((component.get("conditional") or {}).get("hide") or "")
    return SheetField(
        kind="text",
        name=f"text_{name}",
        shown=not (is_expression(hide) and holds(hide, drawing.scope)),
        conditional=bool(hide),
        paragraphs=tuple(_runs(drawing, each) for each in re.split(r"\n\s*\n", text) if each.strip()),
    )


def _runs(drawing: _Drawing, paragraph: str) -> tuple[tuple[str, bool], ...]:
    parts = [each for each in _RUNS.split(paragraph) if each]
    return tuple((_filled(drawing, each.strip("*")), each.startswith("**")) for each in parts)


def _filled(drawing: _Drawing, text: str) -> str:
    return _ASKED.sub(lambda found: _told(drawing, found[1].strip().removeprefix("=")), text)


def _told(drawing: _Drawing, expression: str) -> str:
    try:
        value = evaluate(expression, drawing.scope)
    except FeelError:
        return "—"
    if value is None:
        return "—"
    return drawing.words.value(expression, value)
