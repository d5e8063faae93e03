"""A task's form laid out for a page: in the reader's language, filled in, with what does not apply hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from service.domain.views import SheetField, TaskSheet
from service.engine.forms import Form
from service.engine.forms.nesting import merged, replaced
from service.engine.forms.posted import Posted, posted_answers
from service.engine.forms.rows import handed_in, typed_answers
from service.engine.forms.values import adopt_answer
from service.queries.attachments import with_files
from service.queries.laying import Drawing, Place, laid_out
from service.queries.tasks import task_detail
from service.queries.wording import wording

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

Entries = Mapping[str, Sequence[str]]
_Laid = tuple[tuple[SheetField, ...], dict[str, object]]


@dataclass(frozen=True, slots=True)
class FormAsked:
    """A form of a definition, looked for beside one of its processes first."""

    definition_id: UUID
    key: str
    process_key: str


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form that belongs to no task, laid out, and the answers as they would be handed in now."""

    fields: tuple[SheetField, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)
    only_looks: bool = False


def task_sheet(rt: Runtime, task_id: UUID, entries: Entries | None = None, *, by: Actor) -> TaskSheet:
    """The task with its form, filled with these entries, else with the draft over the variables."""
    detail = task_detail(rt, task_id, by=by)
    task = detail.task
    if detail.form is None or detail.definition_id is None or task.form_key is None:
        return TaskSheet(detail, (), {})
    asked = FormAsked(detail.definition_id, task.form_key, task.process_key)
    form = rt.definitions.form(asked.definition_id, asked.key, asked.process_key)
    if form is None:
        return TaskSheet(detail, (), {})
    known = {name: _adopted(value) for name, value in (detail.variables or {}).items()}
    posted = Posted(entries or {}, known, ZoneInfo(rt.settings.time_zone))
    answers = posted_answers(form.fields, posted) if entries is not None else dict(detail.draft or {})
    drawing = _drawing(rt, asked, posted, by.language)
    fields, given = _laid(drawing, form, answers, detail.form)
    return TaskSheet(detail, with_files(rt, fields, task_id, by=by), given, posted.only_looks)


def form_sheet(rt: Runtime, asked: FormAsked, entries: Entries, *, language: str) -> FormSheet:
    """A form that belongs to no task, laid out with what was entered so far."""
    form = rt.definitions.form(asked.definition_id, asked.key, asked.process_key)
    file = rt.definitions.form_file(asked.definition_id, asked.key, asked.process_key)
    if form is None or file is None:
        return FormSheet()
    posted = Posted(entries, {}, ZoneInfo(rt.settings.time_zone))
    answers = posted_answers(form.fields, posted) if entries else {}
    fields, given = _laid(_drawing(rt, asked, posted, language), form, answers, orjson.loads(file))
    return FormSheet(fields, given, posted.only_looks)


def answers_with(sheet: TaskSheet, name: str, value: object) -> dict[str, object]:
    """The answers of a sheet with another to the field of this name."""
    return cast("dict[str, object]", replaced(dict(sheet.answers), name.split("."), value))


def _drawing(rt: Runtime, asked: FormAsked, posted: Posted, language: str) -> Drawing:
    form = rt.definitions.form(asked.definition_id, asked.key, asked.process_key)
    return Drawing(
        str(form.id if form is not None else ""),
        rt.definitions.names(asked.definition_id, language),
        wording(rt, asked.definition_id, language),
        posted,
    )


def _laid(drawing: Drawing, form: Form, answers: Mapping[str, object], document: Mapping[str, Any]) -> _Laid:
    """The form's parts, and of the answers those that are asked for."""
    scope = merged(drawing.posted.scope, typed_answers(form.fields, answers))
    fields = tuple(laid_out(drawing, Place(form.fields, scope, answers), document))
    return fields, handed_in(form.fields, answers, scope)


def _adopted(value: object) -> object:
    try:
        return adopt_answer(value)
    except ValueError:
        return None
