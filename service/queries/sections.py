"""The sections of a task's form that are signed: what to fill in, and whose names stand under the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.views.desk import SheetSection
from service.engine.forms.expressions import holds
from service.operations.signed import valid_signatures
from service.queries.wording import wording

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.sections import SectionSignature
    from service.domain.views import TaskSheet
    from service.engine.forms import Section
    from service.queries.wording import Wording
    from service.runtime import Runtime


def sheet_sections(rt: Runtime, sheet: TaskSheet, *, by: Actor) -> tuple[SheetSection, ...]:
    """The sections of the form as this person sees them; a form without any asks the database nothing."""
    told = sheet.detail
    if told.definition_id is None or told.task.form_key is None:
        return ()
    form = rt.definitions.form(told.definition_id, told.task.form_key, told.task.process_key)
    if form is None or not form.sections:
        return ()
    with rt.reading() as session:
        rows = valid_signatures(session, told.task.id)
    words = wording(rt, told.definition_id, by.language)
    names = rt.definitions.names(told.definition_id, by.language)
    scope = {**told.variables, **sheet.answers}
    shown = [each for each in form.sections if not any(holds(hide, scope) for hide in each.hidden_by)]
    return tuple(
        _section(sheet, each, (names.get(f"{form.id}.{each.id}", each.label), rows.get(each.id)), words, by)
        for each in shown
    )


def _section(
    sheet: TaskSheet,
    section: Section,
    known: tuple[str, SectionSignature | None],
    words: Wording,
    by: Actor,
) -> SheetSection:
    label, row = known
    theirs = section.group in by.groups_worked and sheet.detail.task.state in ("ready", "claimed")
    if row is None:
        fields = tuple(each for each in sheet.fields if each.section == section.id)
        return SheetSection(section.id, label, section.group, fields, theirs)
    told = tuple(
        (words.label(name), words.told(name, value))
        for name, value in row.answers.items()
        if value not in (None, "", [])
    )
    return SheetSection(
        section.id, label, section.group, (), theirs, signed_by=row.by, signed_at=row.at, told=told
    )
